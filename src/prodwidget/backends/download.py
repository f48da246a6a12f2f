"""Files that a provider made, fetched while their addresses last.

What an answer points to is not trusted: only the provider's own hosts over HTTPS, at public
addresses, up to a size, and only bytes that are what was promised. No credential is ever sent.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.request import getproxies, proxy_bypass

import httpx

from prodwidget.errors import ProviderCode, ProviderError
from prodwidget.geometry import glb_header

_HEED_SECONDS = 0.1
_REDIRECTS = 5
_CONNECT_SECONDS = 10.0
_GONE = (403, 404, 410)
_PASSING = (408, 425, 429)

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
    max_bytes: int = 256 * 2**20
    max_seconds: float = 600.0
    """For one file, all attempts together."""
    silent_seconds: float = 30.0
    """Without a byte, until an attempt is given up."""
    pauses: tuple[float, ...] = (0.0, 1.0, 2.0)
    """Seconds before each attempt."""


class _Failed(Exception):
    """An attempt that came to nothing; the next one may do better."""


def fetch(url: str, rules: FileRules, received: Received = lambda here, all: None) -> bytes:
    """The bytes at ``url``; a GET is free, so a connection that breaks is tried again.

    Raises
    ------
    ProviderError
        ``bad_response``: the address is not one of the provider's, or the file is too large or
        gone. ``network``, ``timeout``: it could not be fetched.
    """
    deadline = time.monotonic() + rules.max_seconds
    with httpx.Client(
        follow_redirects=False,
        timeout=httpx.Timeout(rules.silent_seconds, connect=_CONNECT_SECONDS),
        headers={"User-Agent": "prodwidget", "Accept-Encoding": "identity"},
    ) as client:
        for pause in rules.pauses:
            _wait(pause, received)
            try:
                return _follow(client, url, rules, received, deadline)
            except _Failed as failure:
                reason = str(failure)
    raise _refusal(
        rules,
        f"The file that {rules.provider} made could not be fetched: {reason}.",
        code="network",
        hint="It is paid for and stays there for a while: pipeline.recover() fetches it again.",
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


def _wait(seconds: float, received: Received) -> None:
    until = time.monotonic() + seconds
    received(0, None)
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, _HEED_SECONDS))
        received(0, None)


def _follow(
    client: httpx.Client, url: str, rules: FileRules, received: Received, deadline: float
) -> bytes:
    """One attempt: each redirect is checked like the first address."""
    target = _checked(url, rules)
    for _ in range(_REDIRECTS + 1):
        with _opened(client, target, rules) as response:
            if not response.has_redirect_location:
                return _read(response, rules, received, deadline)
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
    host = target.host.rstrip(".")
    known = host in rules.private_hosts or any(
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
    reason = f"{target.host} has no address"
    response = None
    for place in _places(target, rules):
        try:
            response = client.send(_request(client, target, place), stream=True)
            break
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            reason = f"{target.host} cannot be reached ({error})"
        except httpx.HTTPError as error:
            raise _Failed(_said(error)) from error
    if response is None:
        raise _Failed(reason)
    try:
        yield response
    finally:
        response.close()


def _request(client: httpx.Client, target: httpx.URL, place: str | None) -> httpx.Request:
    if place is None:
        return client.build_request("GET", target)
    return client.build_request(
        "GET",
        target.copy_with(host=place),
        headers={"Host": target.netloc.decode("ascii")},
        extensions={"sni_hostname": target.host},
    )


def _places(target: httpx.URL, rules: FileRules) -> list[str | None]:
    """The host's IP addresses; ``None`` where a proxy looks the name up, and decides."""
    host = target.host
    proxies = getproxies()
    if ("https" in proxies or "all" in proxies) and not proxy_bypass(host):
        return [None]
    try:
        found = socket.getaddrinfo(host, target.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _Failed(f"{host} is not known to the name server ({error.strerror})") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    private = [each for each in addresses if not _public(each)]
    if private and host.rstrip(".") not in rules.private_hosts:
        raise _refusal(
            rules,
            f"{rules.provider}'s answer points to {host}, which is at the private address "
            f"{private[0]}; nothing was fetched from there.",
            hint="If it is to be trusted, add it to private_hosts of the backend's FileRules.",
        )
    return [*addresses]


def _public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    return ip.is_global and not ip.is_multicast


def _read(response: httpx.Response, rules: FileRules, received: Received, deadline: float) -> bytes:
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
            received(len(data), total)
            if time.monotonic() > deadline:
                raise _refusal(
                    rules,
                    f"The file that {rules.provider} made did not arrive within "
                    f"{rules.max_seconds:.0f} seconds.",
                    code="timeout",
                    hint="pipeline.recover() fetches it again.",
                )
    except httpx.HTTPError as error:
        raise _Failed(_said(error)) from error
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


def _said(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "the file host stopped answering"
    return str(error) or f"the connection broke ({type(error).__name__})"


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
