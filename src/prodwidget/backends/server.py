"""A server of the user's own, asked over HTTP one question at a time.

Each question is made once, on a thread of its own, with one limit for the whole, and is hung up on
where the job is cancelled; what follows from a lost answer is for the caller to decide.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import JsonValue

from prodwidget.backends.address import ServerAddress
from prodwidget.backends.heeding import Overdue, never
from prodwidget.backends.http import CONNECT_SECONDS, Call, Wire, asked_pause
from prodwidget.backends.troubles import answered_by_another, trouble

_TEXT_CHARACTERS = 300
_MOST_BYTES = 32 * 2**20
"""Of an answer; files are fetched elsewhere."""

_PASSING = (408, 425, 429)


class Unanswered(Exception):
    """There was no usable answer: whether the request arrived is not known."""


class NeverSent(Unanswered):
    """There was no connection to send the request over; ``hint`` says what to do, if anything."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, whatever it was."""

    status: int
    json: JsonValue
    """The body, where it is JSON; else ``None``."""
    text: str
    """The body's beginning, where it is not."""
    headers: Mapping[str, str] = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether it did what it was asked."""
        return 200 <= self.status < 300

    @property
    def passing(self) -> bool:
        """Whether the same question may be answered a moment later."""
        return self.status >= 500 or self.status in _PASSING

    @property
    def by_another(self) -> bool:
        """Whether it was not the server, but something between here and there."""
        return answered_by_another(self.status, self.headers)

    @property
    def retry_after(self) -> float | None:
        """Seconds that it asks to wait."""
        return asked_pause(self.headers.get("retry-after", ""))

    @property
    def record(self) -> Mapping[str, Any]:
        """The body as an object; an empty one where it is none."""
        return self.json if isinstance(self.json, dict) else {}


class Server:
    """Connections to one server.

    Parameters
    ----------
    seconds:
        How long an answer may take, all of it together, unless a question says otherwise.
    heed:
        Asked while an answer is waited for; raises to give it up.

    Raises
    ------
    ConfigurationError
        A variable about certificates or proxies has a value that cannot be used.
    """

    def __init__(
        self, address: ServerAddress, *, seconds: float, heed: Callable[[], None] = never
    ) -> None:
        self.address = address
        self.heed = heed
        self._seconds = seconds
        self._wire = Wire()
        self._wire.prepare(address.url)
        self._client = httpx.Client(
            transport=self._wire,
            headers={**address.headers, "Accept": "application/json", "User-Agent": "prodwidget"},
            follow_redirects=False,
        )
        self._call: Call | None = None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @property
    def sent(self) -> bool:
        """Whether any of the last question left."""
        return self._call is not None and self._call.sent

    def ask(
        self,
        method: str,
        path: str,
        *,
        seconds: float | None = None,
        most_bytes: int = _MOST_BYTES,
        **request: Any,
    ) -> Answer:
        """Ask once; any status is an answer.

        Parameters
        ----------
        path:
            Beneath the server's address, with its slash.
        request:
            As httpx takes it: ``json``, ``files``, ``data``, ``params``, ``headers``.

        Raises
        ------
        NeverSent
            Nothing of it left.
        Unanswered
            It left, and no answer came.
        JobCancelled
            Through ``heed``.
        """
        limit = seconds or self._seconds
        call = self._call = Call(self._wire, self.heed, allow=self.heed)
        timeout = httpx.Timeout(limit, connect=min(limit, CONNECT_SECONDS))
        url = self.address.url + path

        def read() -> Answer:
            with self._client.stream(method, url, timeout=timeout, **request) as response:
                body = bytearray()
                for chunk in response.iter_bytes(65536):
                    body += chunk
                    if len(body) > most_bytes:
                        break
            return self._answer(response, bytes(body))

        try:
            return call.run(read, limit)
        except (Overdue, httpx.ReadTimeout, httpx.WriteTimeout):
            reason, hint = f"it did not answer within {limit:g} seconds", ""
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            told = trouble(error)
            reason, hint = told.reason, told.hint
        failure = Unanswered(reason) if call.sent else NeverSent(reason, hint)
        # Not from within a handler: httpx's errors hold the request, and that holds the key.
        raise failure

    def cleaned(self, text: object) -> str:
        """A server's words, to be shown: short, printable, and without its key."""
        cleaned = str(text)
        for secret in self.address.secrets:
            cleaned = cleaned.replace(secret, "…")
        cleaned = "".join(each if each.isprintable() else " " for each in cleaned).strip()
        within = len(cleaned) <= _TEXT_CHARACTERS
        return cleaned if within else cleaned[: _TEXT_CHARACTERS - 1] + "…"

    def _answer(self, response: httpx.Response, body: bytes) -> Answer:
        try:
            read: JsonValue = json.loads(body)
        except (ValueError, RecursionError):
            read = None
        text = "" if read is not None else self.cleaned(body[:1024].decode("utf-8", "replace"))
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, read, text, headers)
