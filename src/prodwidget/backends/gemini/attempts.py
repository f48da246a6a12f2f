"""Attempts at one answer of Gemini's: each paid for, and made again where that may help."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import SecretStr

from prodwidget.backends.base import Progress
from prodwidget.backends.gemini.connection import Access, Connection
from prodwidget.backends.gemini.errors import Failure, Failures
from prodwidget.backends.heeding import Overdue, pause
from prodwidget.errors import JobCancelled, ProdwidgetError

if TYPE_CHECKING:
    from google.genai import Client
    from google.genai.types import GenerateContentResponse

_ATTEMPTS = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempts(Generic[T]):
    """How one answer is asked for, and what is made of it.

    Both functions run on a thread of their own, and within the time limit of ``access``.
    """

    access: Access
    key: SecretStr | None
    failures: Failures
    price: float
    """About what one attempt costs, in US dollars."""
    making: str
    """What Gemini is at, where a cancel comes: ``"the image that Gemini was making"``."""
    request: Callable[[Client], GenerateContentResponse]
    read: Callable[[GenerateContentResponse, float], T | Failure]
    """What an answer comes to, by itself and the seconds that it took."""

    def answer(self, progress: Progress, step: str) -> T:
        """What came of the last attempt; raises as :meth:`prodwidget.backends.steps.ImageMaker`."""
        # Whatever can go wrong before a request leaves does so before it is paid for.
        with closing(self._connected(progress)) as connection:
            attempts = without_image = 0
            while True:
                attempts += 1
                progress.about_to_pay(step, self.price)
                outcome = self._attempt(connection, progress, step)
                if not isinstance(outcome, Failure):
                    return outcome
                if outcome.billed:
                    progress.checkpoint(step, {"outcome": outcome.error.code, "usd": self.price})
                else:
                    progress.refused(step)
                without_image += outcome.error.code == "no_image"
                if outcome.wait is None or attempts == _ATTEMPTS or without_image > 1:
                    raise outcome.error
                progress.stage("asking Gemini again shortly", detail=outcome.error.message)
                pause(outcome.wait, progress.raise_if_cancelled)

    def _connected(self, progress: Progress) -> Connection:
        try:
            return Connection(self.access, self.key, progress.raise_if_cancelled)
        except ProdwidgetError:
            raise
        except Exception as error:
            failure = self.failures.of(error, sent=False)
        # Not from within a handler: the SDK's errors may hold the key.
        raise failure.error

    def _made(self, client: Client) -> T | Failure:
        started = time.monotonic()
        response = self.request(client)
        return self.read(response, time.monotonic() - started)

    def _attempt(self, connection: Connection, progress: Progress, step: str) -> T | Failure:
        call = connection.call(progress.raise_if_cancelled)
        try:
            # To decode a large image takes a while, too.
            return call.run(lambda: self._made(connection.client), self.access.timeout)
        except JobCancelled as cancelled:
            if not call.sent:
                progress.refused(step)
                raise
            raise JobCancelled(
                f"The job was cancelled; {self.making} may still be billed.",
                hint=cancelled.hint,
            ) from None
        except ProdwidgetError:
            if not call.sent:
                progress.refused(step)
            raise
        except Overdue:
            failure = self.failures.silence(sent=call.sent)
        except Exception as error:
            failure = self.failures.of(error, sent=call.sent)
        return replace(failure, billed=failure.billed and call.sent)
