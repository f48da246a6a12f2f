"""Sending a request to fal, which is what is paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import JsonValue

from prodwidget.backends.base import Progress
from prodwidget.backends.fal.endpoint import PROVIDER
from prodwidget.backends.fal.errors import REQUESTS_PAGE, Declined, NeverSent, Unanswered
from prodwidget.backends.fal.patience import Patience
from prodwidget.backends.fal.request import Ticket
from prodwidget.backends.heeding import Grace, pause
from prodwidget.errors import JobCancelled, ProdwidgetError, ProviderError, SubmissionUnknown

if TYPE_CHECKING:
    from prodwidget.backends.fal.queue import FalQueue

_ATTEMPTS = 3
_WAIT_SECONDS = 2.0
"""The pause where fal asks for none in particular."""

_LONGEST_WAIT_SECONDS = 30.0
"""Where fal asks for a longer pause, the user is told instead."""


def submit(
    queue: FalQueue,
    draft: Ticket,
    arguments: dict[str, JsonValue],
    progress: Progress,
    step: str,
    patience: Patience,
) -> Ticket:
    """Send a request, and write down what became of it under ``step``.

    It is sent again only where fal said that it took nothing, because too much is asked of it.

    Raises
    ------
    ProviderError
        fal did not take it, and nothing was paid.
    SubmissionUnknown
        It went out, and whether fal took it is not known.
    JobCancelled
        With ``left_running`` where it went out before.
    """
    attempts = 0
    while True:
        attempts += 1
        progress.about_to_pay(step, draft.usd)
        outcome = _sent(queue, draft, arguments, progress, step, patience.cancel / 2)
        if isinstance(outcome, Ticket):
            progress.checkpoint(step, outcome.written())
            return outcome
        wait = _WAIT_SECONDS if outcome.retry_after is None else outcome.retry_after
        if outcome.status != 429 or attempts == _ATTEMPTS or wait > _LONGEST_WAIT_SECONDS:
            raise outcome.told(draft.app)
        progress.stage("asking fal again shortly", detail="it has many requests for now")
        pause(wait, progress.raise_if_cancelled)


def _sent(
    queue: FalQueue,
    draft: Ticket,
    arguments: dict[str, JsonValue],
    progress: Progress,
    step: str,
    grace_seconds: float,
) -> Ticket | Declined:
    heed = progress.raise_if_cancelled
    queue.heed(Grace(heed, grace_seconds, lambda: queue.sent), allow=heed)
    try:
        return queue.submit(draft, arguments)
    except Declined as declined:
        progress.refused(step)
        return declined
    except NeverSent as failure:
        progress.refused(step)
        raise ProviderError(
            f"The request did not reach fal: {failure}. Nothing was paid.",
            code="network",
            provider=PROVIDER,
            hint=failure.hint or "Check the connection to queue.fal.run, then try again.",
        ) from failure
    except Unanswered as lost:
        raise SubmissionUnknown(
            f"Whether fal took the request is not known: {lost}. It may be paid for, so it was "
            "not sent again.",
            hint=f"Look at {REQUESTS_PAGE}. {SubmissionUnknown.CHOICES}",
        ) from lost
    except JobCancelled:
        if queue.sent:
            raise JobCancelled(
                "The job was cancelled while the request was on its way; whether fal took it is "
                "not known, and it may be billed.",
                hint=f"Look at {REQUESTS_PAGE}. {SubmissionUnknown.CHOICES}",
                left_running=True,
            ) from None
        progress.refused(step)
        raise
    except ProdwidgetError:
        if not queue.sent:
            progress.refused(step)
        raise
    finally:
        queue.heed(heed)
