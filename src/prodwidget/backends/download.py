"""Files that a provider made, fetched while their addresses last.

What an answer points to is not trusted: only the provider's own hosts over HTTPS, at public
addresses, up to a size, and only bytes that are what was promised. No credential is ever sent, but
to a server of the user's own, which is the one that they named.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from prodwidget.backends.heeding import Overdue, pause
from prodwidget.backends.http import CONNECT_SECONDS, Call, Wire
from prodwidget.backends.routes import STRAIGHT, route
from prodwidget.backends.troubles import trouble
from prodwidget.errors import ProviderCode, ProviderError
from prodwidget.geometry import glb_header

_REDIRECTS = 5
_GONE = (403, 404, 410)
_PASSING = (408, 425, 429)

_KEPT = "It is paid for and stays there for a while: pipeline.recover() fetches it again."
_STAYS = "It stays there: pipeline.recover() fetches it again."

Received = Callable[[int, int | None], None]
"""Called with the bytes that are here and those that there will be, where that is known.

It is called often, while nothing comes too, and may raise to end the fetching.
"""


@dataclass(frozen=True, slots=True)
class FileRules:
    """Where a provider's files may come from, and how large one may be."""

    provider: str
    hosts: tuple[str, ...]
    """Hosts that are believed, with all of their subdomains, at public addresses."""
    private_hosts: tuple[str, ...] = ()
    """Hosts that are believed at any address, such as a server of one's own; no subdomains."""
    server: str = ""
    """The server that the user named, such as ``"http://127.0.0.1:8188"``: believed at any address,
    and without TLS where its own address has none."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What that server is sent, and nobody else: its credentials."""
    max_bytes: int = 256 * 2**20
    max_seconds: float = 600.0
    """For one file, all attempts together."""
    silent_seconds: float = 30.0
    """Without a byte, until an attempt is given up."""
    pauses: tuple[float, ...] = (0.0, 1.0, 2.0)
    """Seconds before each attempt."""

    @property
    def kept(self) -> str:
        """What becomes of a file that could not be fetched."""
        return _STAYS if self.server else _KEPT


class _Failed(Exception):
    """An attempt that came to nothing; the next one may do better."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


class _Arriving:
    """How much of a file is here, as another thread may see it."""

    def __init__(self) -> None:
        self.nothing()

    def nothing(self) -> None:
        """Begin anew."""
        self.here, self.total = 0, None

    here: int
    total: int | None


def fetch(url: str, rules: FileRules, received: Received = lambda here, all: None) -> bytes:
    """The bytes at ``url``; a GET is free, so a connection that breaks is tried again.

    Raises
    ------
    ProviderError
        ``bad_response``: the address is not one of the provider's, or the file is too large or
        gone. ``network``, ``timeout``: it could not be fetched.
    """
    deadline = time.monotonic() + rules.max_seconds
    arriving = _Arriving()

    def heed() -> None:
        received(arriving.here, arriving.total)

    wire = Wire()
    with httpx.Client(
        transport=wire,
        follow_redirects=False,
        timeout=httpx.Timeout(rules.silent_seconds, connect=CONNECT_SECONDS),
        headers={"User-Agent": "prodwidget", "Accept-Encoding": "identity"},
    ) as client:
        for wait in rules.pauses:
            arriving.nothing()
            pause(wait, heed)
            try:
                data = Call(wire, heed).run(
                    lambda: _follow(client, url, rules, arriving), deadline - time.monotonic()
                )
            except _Failed as failure:
                failed = failure
            except Overdue:
                break
            else:
                heed()
                return data
        else:
            raise _refusal(
                rules,
                f"The file that {rules.provider} made could not be fetched: {failed}.",
                code="network",
                hint=f"{failed.hint} {rules.kept}".lstrip(),
            )
    raise _refusal(
        rules,
        f"The file that {rules.provider} made did not arrive within {rules.max_seconds:.0f} "
        "seconds.",
        code="timeout",
        hint=rules.kept,
    )


def check_glb(data: bytes, rules: FileRules) -> None:
    """Raise ``bad_response`` unless the bytes are one whole binary glTF 2.0 file."""
    header = glb_header(data)
    if header is None:
        raise _refusal(
            rules,
            f"{rules.provider} answered {_named(data)} where a GLB model was promised.",
            hint="Choose another endpoint, or options that make a GLB.",
        )
    if header.version != 2:
        raise _refusal(
            rules, f"{rules.provider} answered glTF version {header.version}; only 2 can be shown."
        )
    if header.length != len(data):
        raise _refusal(
            rules,
            f"The model is damaged: it says it has {header.length:,} bytes, and {len(data):,} "
            "arrived.",
            hint="pipeline.recover() fetches it again.",
        )


def picture_type(data: bytes) -> str | None:
    """The media type of a PNG, JPEG or WebP picture, by its first bytes; ``None`` for others."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def _follow(client: httpx.Client, url: str, rules: FileRules, arriving: _Arriving) -> bytes:
    """One attempt: each redirect is checked like the first address."""
    target = _checked(url, rules)
    for _ in range(_REDIRECTS + 1):
        with _opened(client, target, rules) as response:
            if not response.has_redirect_location:
                return _read(response, rules, arriving)
            location = response.headers["location"]
        target = _checked(location, rules, target)
    raise _refusal(rules, f"{rules.provider}'s file host redirects without end.")


def _checked(url: str, rules: FileRules, base: httpx.URL | None = None) -> httpx.URL:
    try:
        target = httpx.URL(url) if base is None else base.join(url)
    except httpx.InvalidURL as error:
        raise _refusal(
            rules, f"{rules.provider}'s answer has no usable address of a file."
        ) from error
    if _is_server(target, rules):
        return target
    host = target.host.rstrip(".")
    known = _is_private(host, rules) or any(
        host == each or host.endswith("." + each) for each in rules.hosts
    )
    if target.scheme != "https" or target.userinfo or not known:
        raise _refusal(
            rules,
            f"{rules.provider}'s answer points to {target.scheme}://{host or '?'}, "
            "which is not one of its file hosts; nothing was fetched from there.",
            hint="If it is to be trusted, add it to the hosts of the backend's FileRules.",
        )
    return target


@contextmanager
def _opened(client: httpx.Client, target: httpx.URL, rules: FileRules) -> Iterator[httpx.Response]:
    """A streamed GET to an address that was checked, at exactly the IP address that was checked.

    Looking the name up again to connect would let its owner answer something else that time.
    """
    failed = _Failed(f"{target.host} has no address")
    response = None
    for place in _places(target, rules):
        try:
            response = client.send(_request(client, target, place, rules), stream=True)
            break
        except httpx.HTTPError as error:
            failed = _because(error)
            if not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
                raise failed from error
    if response is None:
        raise failed
    try:
        yield response
    finally:
        response.close()


def _request(
    client: httpx.Client, target: httpx.URL, place: str | None, rules: FileRules
) -> httpx.Request:
    headers = dict(rules.headers) if _is_server(target, rules) else {}
    if place is None:
        return client.build_request("GET", target, headers=headers)
    return client.build_request(
        "GET",
        target.copy_with(host=place),
        headers={**headers, "Host": target.netloc.decode("ascii")},
        extensions={"sni_hostname": target.host},
    )


def _places(target: httpx.URL, rules: FileRules) -> list[str | None]:
    """The host's IP addresses; ``None`` where a proxy looks the name up, and decides."""
    host = target.host
    if route(target) != STRAIGHT:
        return [None]
    try:
        port = target.port or (443 if target.scheme == "https" else 80)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _Failed(f"{host} is not known to the name server") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    private = [each for each in addresses if not _public(each)]
    if private and not _is_private(host.rstrip("."), rules) and not _is_server(target, rules):
        raise _refusal(
            rules,
            f"{rules.provider}'s answer points to {host}, which is at the private address "
            f"{private[0]}; nothing was fetched from there.",
            hint="If it is to be trusted, add it to private_hosts of the backend's FileRules.",
        )
    return [*addresses]


def _is_server(target: httpx.URL, rules: FileRules) -> bool:
    """Whether an address is at the user's own server: the same scheme, host and port."""
    if not rules.server or target.userinfo:
        return False
    server = httpx.URL(rules.server)
    # httpx leaves out the port that a scheme has anyway.
    return (target.scheme, target.host, target.port) == (server.scheme, server.host, server.port)


def _is_private(host: str, rules: FileRules) -> bool:
    """Whether a host is one of one's own; IPv6 addresses may be given with their brackets."""
    return host in (each.strip("[]").lower() for each in rules.private_hosts)


def _public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    return ip.is_global and not ip.is_multicast


def _read(response: httpx.Response, rules: FileRules, arriving: _Arriving) -> bytes:
    status = response.status_code
    if status >= 500 or status in _PASSING:
        raise _Failed(f"the file host answered {status}")
    if status in _GONE:
        raise _refusal(
            rules,
            f"The file that {rules.provider} made is gone (its host answered {status}): "
            "such addresses expire.",
            hint="Send the prompt again to make it anew.",
        )
    if status != 200:
        raise _refusal(
            rules, f"{rules.provider}'s file host answered {status} instead of the file."
        )
    announced = response.headers.get("content-length", "")
    total = int(announced) if announced.isdecimal() else None
    if total is not None and total > rules.max_bytes:
        raise _too_large(rules, total)
    data = bytearray()
    try:
        for chunk in response.iter_bytes(65536):
            data += chunk
            if len(data) > rules.max_bytes:
                raise _too_large(rules, len(data))
            arriving.here, arriving.total = len(data), total
    except httpx.HTTPError as error:
        raise _because(error) from error
    return bytes(data)


def _too_large(rules: FileRules, size: int) -> ProviderError:
    return _refusal(
        rules,
        f"The file that {rules.provider} made has {size / 2**20:,.0f} MiB or more; "
        f"{rules.max_bytes / 2**20:,.0f} are the most.",
        hint="Ask for fewer polygons or a smaller texture, or raise max_bytes of the FileRules.",
    )


def _refusal(
    rules: FileRules, message: str, *, code: ProviderCode = "bad_response", hint: str = ""
) -> ProviderError:
    return ProviderError(
        message,
        code=code,
        provider=rules.provider,
        hint=hint or "Try again, or choose another endpoint.",
        retryable=code != "bad_response",
    )


def _because(error: httpx.HTTPError) -> _Failed:
    told = trouble(error)
    return _Failed(told.reason, told.hint)


def _named(data: bytes) -> str:
    """What bytes are that should have been a GLB."""
    if picture_type(data) is not None:
        return "a picture"
    start = data.lstrip()[:20]
    for magic, name in (
        (b"PK", "a ZIP archive"),
        (b"Kaydara FBX Binary", "an FBX model"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"glTF", "a cut-off file"),
        (b"<", "a web page"),
        (b"{", "a JSON text"),
        (b"ply", "a PLY model"),
    ):
        if start.startswith(magic):
            return name
    return "an unknown kind of file" if data else "an empty file"
