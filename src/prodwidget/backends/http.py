"""HTTP clients for providers: alone in making them, so that each heeds proxies and certificates.

A blocking read does not hear that a job was cancelled, and its timeout is for each byte. So a call
is made on a thread of its own, has one limit for the whole, and is hung up on when it is over.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx

from prodwidget.backends.certificates import trust
from prodwidget.backends.heeding import heeded, never
from prodwidget.backends.routes import STRAIGHT, Route, route

CONNECT_SECONDS = 10.0

T = TypeVar("T")


class HungUp(Exception):
    """What a call meets that goes on although nobody waits for it any more."""


class Wire(httpx.BaseTransport):
    """Connections that can be hung up on from another thread.

    Raises
    ------
    ConfigurationError
        A variable about certificates or proxies has a value that cannot be used.
    """

    def __init__(self) -> None:
        self._trust = trust()
        self._lock = threading.Lock()
        self._ways: dict[Route, httpx.HTTPTransport] = {}
        self._sockets: list[socket.socket] = []

    def prepare(self, url: httpx.URL | str) -> Route:
        """Make ready for an address, before anything is paid for; answer the way there."""
        target = httpx.URL(url)
        way = route(target)
        self._way(way)
        return way

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        call = _CALL.get()
        # An address that was looked up beforehand is connected to as such.
        way = route(request.url, request.extensions.get("sni_hostname"))

        held: list[socket.socket] = []

        def watch(event: str, about: Mapping[str, Any]) -> None:
            step, _, stage = event.rpartition(".")
            if call is not None and stage == "started":
                call.goes_on(step, about)
            connects, secures = step.endswith(".connect_tcp"), step.endswith(".start_tls")
            if secures and stage == "started":
                # TLS takes the socket over, and shows it again once hands are shaken.
                held[:] = [each.dup() for each in held if not isinstance(each, ssl.SSLSocket)]
                self._know(held)
            elif secures:
                self._forget(held)
            if (connects or secures) and stage == "complete":
                held[:] = [about["return_value"].get_extra_info("socket")]
                self._know(held)

        request.extensions = {**request.extensions, "trace": watch}
        try:
            return self._way(way).handle_request(request)
        except HungUp:
            _end(held)
            raise

    def hang_up(self) -> None:
        """End whatever is being read or written."""
        with self._lock:
            _end(self._sockets)

    def close(self) -> None:
        with self._lock:
            ways, self._ways = list(self._ways.values()), {}
        for each in ways:
            each.close()

    def _way(self, way: Route) -> httpx.HTTPTransport:
        with self._lock:
            if way not in self._ways:
                self._ways[way] = httpx.HTTPTransport(
                    verify=self._trust, trust_env=False, proxy=self._proxy(way)
                )
            return self._ways[way]

    def _proxy(self, way: Route) -> httpx.Proxy | None:
        if way == STRAIGHT:
            return None
        spoken_to_over_tls = way.url.startswith("https:")
        return httpx.Proxy(way.url, ssl_context=self._trust if spoken_to_over_tls else None)

    def _know(self, opened: Iterable[socket.socket]) -> None:
        with self._lock:
            self._sockets = [each for each in self._sockets if each.fileno() != -1]
            self._sockets.extend(opened)

    def _forget(self, held: Iterable[socket.socket]) -> None:
        with self._lock:
            for each in held:
                if not isinstance(each, ssl.SSLSocket):
                    each.close()


class Call:
    """Something that is asked over a wire, which may be given up.

    Parameters
    ----------
    wire:
        What it goes over; nothing else may at the same time.
    heed:
        Asked several times a second while it runs; raises to give it up.
    allow:
        Asked, on the call's own thread, before each request leaves; raises to keep it back.
    """

    def __init__(
        self,
        wire: Wire,
        heed: Callable[[], None] = never,
        *,
        allow: Callable[[], None] = never,
    ) -> None:
        self.sent = False
        """Whether any of a request left; where not, the provider certainly has nothing of it."""
        self._wire = wire
        self._heed = heed
        self._allow = allow
        self._lock = threading.Lock()
        self._over = False

    def run(self, ask: Callable[[], T], seconds: float | None = None) -> T:
        """What ``ask`` answers; on a thread of its own.

        Raises
        ------
        Overdue
            It took longer than ``seconds``.
        Exception
            What ``ask`` raised, or ``heed``.
        """
        try:
            return heeded(lambda: self._made(ask), self._heed, seconds)
        except BaseException:
            self._give_up()
            raise

    def goes_on(self, step: str, about: Mapping[str, Any]) -> None:
        """Called before each step towards sending; raises where it is not to be taken."""
        leaves = step.endswith(".send_request_headers") and (
            # What a proxy is asked for a tunnel is no part of the request.
            about["request"].method != b"CONNECT"
        )
        if leaves:
            self._allow()
        with self._lock:
            if self._over:
                raise HungUp
            self.sent = self.sent or leaves

    def _made(self, ask: Callable[[], T]) -> T:
        _CALL.set(self)
        return ask()

    def _give_up(self) -> None:
        with self._lock:
            self._over = True
        self._wire.hang_up()


_CALL: ContextVar[Call | None] = ContextVar("prodwidget_call", default=None)


def _end(sockets: Iterable[socket.socket]) -> None:
    for each in sockets:
        # SSLSocket's own would have the reading thread meet a socket without TLS.
        with suppress(OSError):
            socket.socket.shutdown(each, socket.SHUT_RDWR)


def asked_pause(header: str) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, as a number or as a date."""
    with suppress(ValueError, OverflowError):
        seconds = float(header)
        return seconds if 0 <= seconds < 1e7 else None
    with suppress(ValueError, TypeError, OverflowError):
        date = parsedate_to_datetime(header)
        until = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    return None
