"""What went wrong between here and a provider, in words that name whose fault it may be."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx

from prodwidget import config
from prodwidget.backends.certificates import trust_hint
from prodwidget.backends.routes import STRAIGHT, Route, route

NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.LocalProtocolError,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""What is raised before a request leaves."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no answer."""

    reason: str
    """A clause without a subject that fits before it, such as ``"the connection broke"``."""
    hint: str
    """What to do, where that is known; else empty."""


def trouble(error: httpx.HTTPError | httpx.InvalidURL) -> Trouble:
    """What an error of the HTTP client stands for."""
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return Trouble("its address is not one of the web", "")
    url = error.request.url
    # Where an address was looked up beforehand, the name that is meant.
    name = error.request.extensions.get("sni_hostname") or url.host
    way = route(url, name)
    causes = list(_causes(error))
    if isinstance(error, httpx.ProxyError):
        return _refused_by(way, name, str(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Trouble(f"the certificate of {name} is not one to trust", trust_hint())
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        if way != STRAIGHT:
            return Trouble(f"{way.named} cannot be reached", _proxy_hint(way, name))
        return Trouble(f"{name} {_unreached(error, causes)}", "")
    if isinstance(error, httpx.TimeoutException):
        return Trouble(f"{name} stopped answering", "")
    return Trouble(f"the connection to {name} broke", "")


def answered_by_another(status: int, headers: Mapping[str, str]) -> bool:
    """Whether a refusal comes from what stands between here and a provider.

    Providers refuse in JSON; what wants a login, or filters, sends a page.
    """
    page = headers.get("content-type", "").partition(";")[0].strip().lower() == "text/html"
    return status in (407, 511) or (page and 400 <= status < 500)


def _refused_by(way: Route, name: str, said: str) -> Trouble:
    status = re.match(r"\d{3}", said)
    if status is not None and status[0] == "407":
        return Trouble(
            f"{way.named} wants a user name and a password",
            f"Set {way.variable or 'it'} to such as http://user:password@proxy.example:8080.",
        )
    answered = f" (it answered {status[0]})" if status else ""
    return Trouble(f"{way.named} lets nobody through to {name}{answered}", _proxy_hint(way, name))


def _proxy_hint(way: Route, name: str) -> str:
    unset = f"correct or unset {way.variable}" if way.variable else "correct the system's setting"
    added = f"{config.no_proxy()},{name}" if config.no_proxy() else name
    return f"Start the proxy, {unset}, or set NO_PROXY to {added} to do without it there."


def _unreached(error: Exception, causes: list[BaseException]) -> str:
    if any(isinstance(each, socket.gaierror) for each in causes):
        return "is not known to the name server"
    if any(isinstance(each, ConnectionRefusedError) for each in causes):
        return "refuses connections"
    if isinstance(error, httpx.ConnectTimeout):
        return "does not take connections in time"
    if any(isinstance(each, ssl.SSLError) for each in causes):
        return "does not speak TLS as it should"
    return "cannot be reached"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it was raised from or while handling."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
