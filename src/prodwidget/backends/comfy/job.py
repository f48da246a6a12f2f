"""A job that ComfyUI took: waited for, its files fetched, or stopped."""

from __future__ import annotations

import mimetypes
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait

from prodwidget.backends.base import GeneratedFile, Progress
from prodwidget.backends.comfy.errors import failed, gone, told, without_model
from prodwidget.backends.comfy.patience import Patience
from prodwidget.backends.comfy.silence import Silence
from prodwidget.backends.comfy.ticket import (
    Api,
    Declined,
    Done,
    Failed,
    Gone,
    OutputFile,
    Ticket,
    Waiting,
    Working,
)
from prodwidget.backends.download import FileRules, check_glb, fetch
from prodwidget.backends.heeding import never, pause
from prodwidget.backends.server import Unanswered
from prodwidget.errors import JobCancelled, JobLeftRunning, ProviderError
from prodwidget.geometry import MEDIA_TYPE

_SHOW_SECONDS = 0.5

MOST_EXTRAS = 16
MOST_EXTRA_BYTES = 64 * 2**20
"""Of everything that came along with a model, together."""


class ComfyJob:
    """Goes on with a job until it has what it made."""

    def __init__(
        self, api: Api, ticket: Ticket, progress: Progress, step: str, patience: Patience
    ) -> None:
        self._api = api
        self._ticket = ticket
        self._progress = progress
        self._step = step
        self._patience = patience

    def wait(self) -> Done:
        """What it made.

        Raises
        ------
        JobLeftRunning
            It takes too long, or the server does not answer.
        ProviderError
            It failed, or is not known any more, which is written down so that a retry sends anew.
        """
        deadline = time.monotonic() + self._patience.job
        silence = Silence(self._patience)
        stage, detail = "waiting for ComfyUI", ""
        position: int | None = None
        while True:
            try:
                status = self._api.status(self._ticket)
            except (Unanswered, Declined) as lost:
                if isinstance(lost, Declined) and not lost.passing:
                    raise told(lost) from lost
                silence.goes_on(lost if isinstance(lost, Unanswered) else Unanswered(str(lost)))
                detail = f"ComfyUI is asked again: {lost}"
            else:
                silence.ends()
                match status:
                    case Done():
                        return status
                    case Failed():
                        self._ended()
                        raise failed(status, self._ticket.job)
                    case Gone():
                        self._ended()
                        raise gone(self._ticket.job)
                    case Waiting(position):
                        stage, detail = "waiting in the queue", ""
                    case Working(detail):
                        stage, position = "making the model", None
            self._progress.stage(stage, detail=detail, queue_position=position)
            if time.monotonic() > deadline:
                raise JobLeftRunning(
                    f"The model is not done after {self._patience.job / 60:.0f} minutes; ComfyUI "
                    f"goes on with it (job {self._ticket.job}).",
                    hint="pipeline.recover() picks it up.",
                )
            pause(silence.pause, self._progress.raise_if_cancelled)

    def fetch(
        self, done: Done, outputs: Sequence[str], rules: FileRules
    ) -> tuple[bytes, OutputFile]:
        """The GLB that is most likely meant, and which of the files it is.

        Parameters
        ----------
        outputs:
            The workflow's nodes that save models, in the order in which theirs are wanted.

        Raises
        ------
        ProviderError
            There is none, or it cannot be fetched.
        """
        models = sorted(
            (each for each in done.files if _is_glb(each)),
            key=lambda each: (
                each.temporary,
                outputs.index(each.node) if each.node in outputs else len(outputs),
            ),
        )
        if not models:
            self._ended()
            saved = [each.name for each in done.files if not each.temporary]
            raise without_model(saved, self._ticket.job, self._api.name)
        failures = []
        for each in models:
            try:
                data = self._fetched(each, rules)
                check_glb(data, rules)
                return data, each
            except ProviderError as error:
                error.request_id = self._ticket.job
                failures.append(error)
        raise failures[0]

    def extras(
        self, done: Done, model: OutputFile, rules: FileRules
    ) -> tuple[tuple[GeneratedFile, ...], list[str]]:
        """What else it saved, and the names of what was not fetched of it."""
        kept: list[GeneratedFile] = []
        missed: list[str] = []
        left = MOST_EXTRA_BYTES
        for each in dict.fromkeys(done.files):
            if each.temporary or each.path == model.path:
                continue
            try:
                if len(kept) == MOST_EXTRAS or left <= 0:
                    raise _too_much(rules)
                data = self._fetched(each, rules)
                if len(data) > left or not data:
                    raise _too_much(rules)
            except ProviderError:
                missed.append(each.name)
                continue
            left -= len(data)
            kind = each.media_type or mimetypes.guess_type(each.name)[0]
            kept.append(
                GeneratedFile("delivered", data, kind or "application/octet-stream", name=each.name)
            )
        return tuple(kept), missed

    def _fetched(self, file: OutputFile, rules: FileRules) -> bytes:
        return fetch(self._api.server.address.url + file.path, rules, _Received(self._progress))

    def _ended(self) -> None:
        """Nothing is left of it to go on with: a retry sends anew."""
        self._progress.checkpoint(self._step, self._ticket.written("failed"))


def job_cancelled(api: Api, ticket: Ticket) -> JobCancelled:
    """Ask the server to stop a job, and tell what came of it."""
    try:
        named = ticket if ticket.job else api.find(ticket)
        status = Gone() if named is None else api.cancel(named)
    except (Unanswered, Declined) as failure:
        return JobCancelled(
            f"The job was cancelled here, but ComfyUI could not be told: {failure}. It may still "
            "make the model.",
            hint="pipeline.recover() goes on with it, or stop it in ComfyUI.",
            left_running=True,
        )
    if isinstance(status, Done):
        return JobCancelled(
            "The job was cancelled, but the model was made already.",
            hint="pipeline.recover() fetches it.",
            left_running=True,
        )
    if isinstance(status, Working):
        return JobCancelled(
            "The job was cancelled; ComfyUI stops at the next step of its work.",
            hint="The history is as it was.",
        )
    return JobCancelled("The job was cancelled.", hint="The history is as it was.")


def cancelled_soon(
    api: Api, ticket: Ticket, seconds: float, close: Callable[[], None]
) -> JobCancelled:
    """As :func:`job_cancelled`, but wait only so long for what comes of it.

    What was asked of the server goes on being asked in the background; ``close`` is called then.
    """
    outcome: Future[JobCancelled] = Future()

    def tell() -> None:
        api.server.heed = never
        try:
            outcome.set_result(job_cancelled(api, ticket))
        except BaseException as error:
            outcome.set_exception(error)
        finally:
            close()

    threading.Thread(target=tell, name="prodwidget-cancel", daemon=True).start()
    wait([outcome], seconds)
    if outcome.done():
        return outcome.result()
    return JobCancelled(
        "The job was cancelled here; ComfyUI is being told, and has not answered yet.",
        hint="pipeline.recover() goes on with it.",
        left_running=True,
    )


class _Received:
    """Shows how much of a file is here, and hears a cancel."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._shown = 0.0

    def __call__(self, here: int, total: int | None) -> None:
        if time.monotonic() - self._shown < _SHOW_SECONDS:
            self._progress.raise_if_cancelled()
            return
        self._shown = time.monotonic()
        of = f" of {total / 1e6:.1f}" if total else ""
        detail = f"{here / 1e6:.1f}{of} MB" if here else ""
        self._progress.stage("fetching the model", detail=detail)


def _is_glb(file: OutputFile) -> bool:
    return file.name.lower().endswith(".glb") or file.media_type == MEDIA_TYPE


def _too_much(rules: FileRules) -> ProviderError:
    return ProviderError(
        "More came along than is kept.", code="bad_response", provider=rules.provider
    )
