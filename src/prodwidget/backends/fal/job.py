"""A job that fal accepted: waited for, its model fetched, or cancelled."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import closing
from importlib.metadata import version
from typing import TYPE_CHECKING

from pydantic import JsonValue

from prodwidget.backends.base import GeneratedFile, Progress
from prodwidget.backends.download import FileRules, check_glb, fetch
from prodwidget.backends.fal.delivery import companions, fetch_companions
from prodwidget.backends.fal.endpoint import PROVIDER
from prodwidget.backends.fal.errors import REQUESTS_PAGE, Declined, Unanswered
from prodwidget.backends.fal.patience import Patience
from prodwidget.backends.fal.request import Done, Ticket, Waiting, Working, numbers
from prodwidget.backends.heeding import never, pause
from prodwidget.errors import JobCancelled, JobLeftRunning, ProviderError

if TYPE_CHECKING:
    from prodwidget.backends.fal.queue import FalQueue

_LONGEST_PAUSE = 10.0
_SHOW_SECONDS = 0.5
_NOT_TOLD = 0
"""The status of a failure of which there is none."""

_PICK_UP = "pipeline.recover() picks it up, without paying again."

Answer = dict[str, JsonValue]


class FalJob:
    """Goes on with a request until it has what it made."""

    def __init__(
        self, queue: FalQueue, ticket: Ticket, progress: Progress, step: str, patience: Patience
    ) -> None:
        self._queue = queue
        self._ticket = ticket
        self._progress = progress
        self._step = step
        self._patience = patience

    def wait(self) -> tuple[Answer, dict[str, JsonValue]]:
        """What the model answered, and how it was made.

        Raises
        ------
        JobLeftRunning
            It takes too long, or fal does not tell.
        ProviderError
            It failed at fal, which is written down so that a retry submits anew; or fal does not
            speak of it any more.
        """
        done = self._done()
        answer, units = self._answer(done)
        ticket = self._ticket
        provenance: dict[str, JsonValue] = {
            "endpoint": ticket.app,
            "options": ticket.options,
            "seed": ticket.seed,
            "request_id": ticket.request_id,
            "submitted_at": ticket.submitted_at,
            "timings": numbers(answer.get("timings")),
            "metrics": done.metrics,
            "usd": ticket.usd,
            "fal_client": version("fal-client"),
        }
        if units:
            provenance["billable_units"] = self._queue.cleaned(units)
        return answer, provenance

    def fetch(self, answer: Answer, outputs: Sequence[str], rules: FileRules) -> tuple[bytes, str]:
        """The GLB at the first of the ``outputs`` of an answer that has one, and its address.

        Raises
        ------
        ProviderError
            There is none, it is no GLB, or it cannot be fetched.
        """
        urls = list(dict.fromkeys(url for path in outputs if (url := _url(answer, path))))
        if not urls:
            raise ProviderError(
                f"The answer of {self._ticket.app} has none of {', '.join(outputs)}; it has "
                f"{self._queue.cleaned(', '.join(answer)) or 'nothing'}.",
                code="bad_response",
                provider=PROVIDER,
                hint="Choose another endpoint, and tell its maker.",
                request_id=self._ticket.request_id,
                retryable=False,
            )
        received = _Received(self._progress)
        failures = []
        for url in urls:
            try:
                data = fetch(url, rules, received)
                check_glb(data, rules)
                return data, url
            except ProviderError as error:
                error.request_id = self._ticket.request_id
                failures.append(error)
        raise failures[0]

    def companions(
        self, answer: Answer, glb: bytes, taken: str, rules: FileRules
    ) -> tuple[tuple[GeneratedFile, ...], list[str]]:
        """What else an answer points to, and sentences of what of it was left at fal."""
        files = companions(answer, taken)
        if not files:
            return (), []
        received = _Received(self._progress, "fetching what comes with the model")
        kept, left = fetch_companions(files, glb, rules, received)
        return kept, [self._queue.cleaned(each) for each in left]

    def _done(self) -> Done:
        deadline = time.monotonic() + self._patience.job
        silence = _Silence(self._patience, self._ticket)
        log = _Log(self._queue)
        stage = "waiting for fal"
        position: int | None = None
        while True:
            asked = time.monotonic()
            try:
                status = self._queue.status(self._ticket)
            except Unanswered as lost:
                silence.goes_on(lost)
                detail = f"fal is asked again: {lost}"
            except Declined as declined:
                raise self._not_told(declined) from declined
            else:
                silence.ends()
                match status:
                    case Done():
                        return status
                    case Waiting(position):
                        stage = "waiting in the queue"
                    case Working(lines):
                        stage, position = "making the model", None
                        log.read(lines)
                detail = log.newest
            self._progress.stage(stage, detail=detail, queue_position=position)
            if time.monotonic() > deadline:
                raise JobLeftRunning(
                    f"The model is not done after {self._patience.job / 60:.0f} minutes; fal goes "
                    f"on with it (request {self._ticket.request_id}).",
                    hint=_PICK_UP,
                )
            # What was told of it meanwhile took a part of the pause.
            left = asked + silence.pause - time.monotonic()
            pause(left, self._progress.raise_if_cancelled)

    def _answer(self, done: Done) -> tuple[Answer, str]:
        silence = _Silence(self._patience, self._ticket)
        while True:
            self._progress.stage("fetching the model")
            try:
                answer, units = self._queue.result(self._ticket)
            except Unanswered as lost:
                if done.error:
                    raise self._failed(done, Declined(_NOT_TOLD)) from lost
                silence.goes_on(lost)
            except Declined as declined:
                if done.error or declined.by_the_model:
                    raise self._failed(done, declined) from declined
                raise self._not_told(declined) from declined
            else:
                if done.error:
                    raise self._failed(done, Declined(_NOT_TOLD))
                return answer, units
            pause(silence.pause, self._progress.raise_if_cancelled)

    def _failed(self, done: Done, declined: Declined) -> ProviderError:
        """What is told of a job that failed at fal, by its status and by its result."""
        declined.detail = declined.detail or self._queue.cleaned(done.error)
        declined.error_type = declined.error_type or self._queue.cleaned(done.error_type)
        declined.request_id = self._ticket.request_id
        if declined.unbilled:
            self._progress.refused(self._step)
        else:
            self._progress.checkpoint(self._step, self._ticket.written("failed"))
        return declined.told(self._ticket.app)

    def _not_told(self, declined: Declined) -> ProviderError:
        """What is told when fal does not speak of a request that it took."""
        declined.request_id = self._ticket.request_id
        if declined.status != 404:
            return declined.told(self._ticket.app)
        return ProviderError(
            "fal does not know the request any more: it keeps them for some time only.",
            code="provider",
            provider=PROVIDER,
            hint=f"Look at {REQUESTS_PAGE}; send the prompt again to make the model anew.",
            request_id=self._ticket.request_id,
            retryable=False,
        )


def job_cancelled(queue: FalQueue, ticket: Ticket) -> JobCancelled:
    """Ask fal to stop a request, and tell what came of it."""
    try:
        outcome = _cancel(queue, ticket)
    except (Unanswered, Declined) as failure:
        return JobCancelled(
            f"The job was cancelled here, but fal could not be told: {failure}. It may still make "
            "the model, and bill it.",
            hint=f"pipeline.recover() goes on with it; cancel it at {REQUESTS_PAGE}.",
            left_running=True,
        )
    if outcome == "done":
        return JobCancelled(
            "The job was cancelled, but the model was made already, and is paid for.",
            hint="pipeline.recover() fetches it.",
            left_running=True,
        )
    if outcome == "signalled":
        return JobCancelled(
            "The job was cancelled, and fal was told; the model decides whether it stops, and it "
            "may be billed.",
            hint="pipeline.recover() fetches it if it is made after all.",
            left_running=True,
        )
    return JobCancelled("The job was cancelled.", hint="The history is as it was.")


def cancelled_soon(queue: FalQueue, ticket: Ticket, seconds: float) -> JobCancelled:
    """As :func:`job_cancelled`, but wait only so long for what comes of it; closes the queue.

    What was asked of fal goes on being asked in the background.
    """
    outcome: Future[JobCancelled] = Future()

    def tell() -> None:
        queue.heed(never)
        with closing(queue):
            try:
                outcome.set_result(job_cancelled(queue, ticket))
            except BaseException as error:
                outcome.set_exception(error)

    threading.Thread(target=tell, name="prodwidget-cancel", daemon=True).start()
    wait([outcome], seconds)
    if outcome.done():
        return outcome.result()
    return JobCancelled(
        "The job was cancelled here; fal is being told, and has not answered yet. It may still "
        "make the model, and bill it.",
        hint=f"pipeline.recover() goes on with it; see {REQUESTS_PAGE}.",
        left_running=True,
    )


def _cancel(queue: FalQueue, ticket: Ticket) -> str:
    """What a cancellation did; where fal only took note of it, by where the request is now."""
    outcome = queue.cancel(ticket)
    if outcome != "signalled":
        return outcome
    try:
        status = queue.status(ticket)
    except Declined as declined:
        return "removed" if declined.status == 404 and not declined.by_another else "signalled"
    except Unanswered:
        return "signalled"
    if isinstance(status, Done):
        return "removed" if status.error else "done"
    return "removed" if isinstance(status, Waiting) else "signalled"


class _Silence:
    """How long fal gave no usable answer."""

    def __init__(self, patience: Patience, ticket: Ticket) -> None:
        self._patience = patience
        self._ticket = ticket
        self.ends()

    def ends(self) -> None:
        """There was one."""
        self._since = time.monotonic()
        self.pause = self._patience.poll

    def goes_on(self, lost: Unanswered) -> None:
        """There was none again; raises :class:`JobLeftRunning` when it was too long."""
        self.pause = min(self.pause * 2, max(_LONGEST_PAUSE, self._patience.poll))
        if time.monotonic() - self._since > self._patience.silence:
            raise JobLeftRunning(
                f"fal has not told of the model for {self._patience.silence:.0f} seconds: {lost}. "
                f"It may go on with it (request {self._ticket.request_id}).",
                hint=_PICK_UP,
            ) from lost


class _Log:
    """The newest line of a job's log; fal may repeat lines, or all of them, in every answer."""

    def __init__(self, queue: FalQueue) -> None:
        self._queue = queue
        self._seen: set[tuple[str, str]] = set()
        self.newest = ""

    def read(self, lines: Sequence[tuple[str, str]]) -> None:
        """Take note of the lines that came with a status."""
        for line in lines:
            if line not in self._seen:
                self._seen.add(line)
                # Of a progress bar that redraws itself, what it shows last.
                drawn = re.split(r"[\r\n]+", line[1].strip())[-1]
                self.newest = self._queue.cleaned(drawn) or self.newest


class _Received:
    """Shows how much of a file is here, and hears a cancel."""

    def __init__(self, progress: Progress, stage: str = "fetching the model") -> None:
        self._progress = progress
        self._stage = stage
        self._shown = 0.0

    def __call__(self, here: int, total: int | None) -> None:
        if time.monotonic() - self._shown < _SHOW_SECONDS:
            self._progress.raise_if_cancelled()
            return
        self._shown = time.monotonic()
        of = f" of {total / 1e6:.1f}" if total else ""
        detail = f"{here / 1e6:.1f}{of} MB" if here else ""
        self._progress.stage(self._stage, detail=detail)


def _url(answer: Answer, path: str) -> str | None:
    """The address of the file at a dotted path; ``None`` where there is none."""
    found: object = answer
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    if isinstance(found, Mapping):
        found = found.get("url")
    return found if isinstance(found, str) and found else None
