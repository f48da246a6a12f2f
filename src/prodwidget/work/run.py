"""One job at work in this kernel: its claim on the session, its status, its checkpoints."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, cast

from pydantic import JsonValue

from prodwidget.backends import GeneratedFile, unknown_outcome
from prodwidget.errors import (
    BackendError,
    HeadMoved,
    JobCancelled,
    JobLeftRunning,
    JobTakenOver,
    ProdwidgetError,
    PromptError,
    ProviderError,
    SpendCapReached,
    StoreUnavailable,
    SubmissionUnknown,
)
from prodwidget.records import (
    Artifact,
    IterationDraft,
    ProductIteration,
    ProductStatus,
    StatusError,
    StatusPhase,
    microdollars,
    utc_now,
)
from prodwidget.store import SessionStore, Wishes
from prodwidget.work.keeping import Keeper
from prodwidget.work.lease import Lease
from prodwidget.work.promise import JobPromise

STORE_PATIENCE_SECONDS = 600.0
"""How long finished work waits for a store that is away before the job gives up."""

_RETRY_SECONDS = 0.5

_SAME_AGAIN = ("blocked", "bad_option")
"""Codes of what a provider would answer again, and bill again, as often as it is asked."""

ENFORCING_SECONDS = 3600.0
"""How long an end that could not be written is tried again."""

_AT_WORK: tuple[StatusPhase, ...] = ("queued", "running", "review")

log = logging.getLogger(__name__)

T = TypeVar("T")


class Run:
    """The progress that a backend reports to, and the end that its work comes to.

    The store may go away while the work goes on: what is only shown is then skipped, and what
    matters (checkpoints, the iteration) waits for it.
    """

    def __init__(
        self,
        store: SessionStore,
        promise: JobPromise,
        token: str,
        keeper: Keeper,
    ) -> None:
        self.promise = promise
        self.record = promise.record
        """The job as it stands in the store, with what was written down on the way."""
        self._store = store
        self._jobs = store.jobs
        self._token = token
        self._started = time.monotonic()
        self._keeper = keeper
        # Several variants write to one record.
        self._writing = threading.RLock()
        self._previews = tuple(each for each in promise.record.kept if each.role == "reference")
        self._asked = False
        self.lease = Lease(self._jobs, self.record.id, token, self._heed)
        """To be entered while the work runs."""

    # What a backend sees: prodwidget.backends.base.Progress

    @property
    def checkpoints(self) -> Mapping[str, JsonValue]:
        return self.record.checkpoints

    def checkpoint(self, name: str, value: JsonValue) -> None:
        with self._writing:
            self._record(checkpoints={**self.record.checkpoints, name: value})

    def keep(self, file: GeneratedFile) -> str:
        artifact = self.kept(file)
        with self._writing:
            if artifact not in self.record.kept:
                # Written with the checkpoint that names it.
                kept = (*self.record.kept, artifact)
                self.record = self.record.model_copy(update={"kept": kept})
        return artifact.sha256

    def about_to_pay(self, name: str, usd: float) -> None:
        self.raise_if_cancelled()
        if unknown_outcome(self.record.checkpoints.get(name)):
            raise SubmissionUnknown(
                f"The kernel that ran this stopped while it sent the {name} request, which costs "
                f"about ${usd:.2f}. It may have arrived, so it was not sent again.",
                hint=f"Look at the provider's list of requests. {SubmissionUnknown.CHOICES}",
            )
        with self._writing:
            before = self.record
            self._spend(usd)
            try:
                self.checkpoint(name, {"outcome": "unknown", "usd": usd})
            except SpendCapReached:
                self.record = before
                raise
        if self.promise.cancel_requested:
            # It was asked for in another kernel, and heard with the answer of the store.
            self.refused(name)
            self.raise_if_cancelled()

    def refused(self, name: str) -> None:
        with self._writing:
            written = self.record.checkpoints
            paying = written.get(name)
            if isinstance(paying, dict) and paying.get("outcome") in ("unknown", "submitted"):
                self._spend(-float(cast(float, paying["usd"])))
                self._record(checkpoints={key: written[key] for key in written if key != name})

    def review(self, images: Sequence[GeneratedFile]) -> int | None:
        self._previews = tuple(self.kept(image) for image in images)
        if not self.record.review:
            self._show(self._status("running", "the reference image is here"))
            return 0
        self.promise.choice = None
        self.raise_if_cancelled()
        question = self._status("review", "choose an image to go on with")
        self._asked = self.lease.write(question)
        self.promise.update(question)
        while self.promise.choice is None:
            told = self.promise.wait_for_choice(_RETRY_SECONDS)
            self.raise_if_cancelled()
            if not self._asked:
                self._asked = self.lease.write(question)
            elif told and self.promise.choice is None:
                self.lease.renew()
        self._asked = False
        chosen = self.promise.choice
        if not chosen.isdecimal() or int(chosen) >= len(images):
            return None
        self._previews = (self._previews[int(chosen)],)
        return int(chosen)

    def stage(self, stage: str, *, detail: str = "", queue_position: int | None = None) -> None:
        self.raise_if_cancelled()
        phase: StatusPhase = "running" if queue_position is None else "queued"
        self._show(self._status(phase, stage, detail=detail, queue_position=queue_position))

    def raise_if_cancelled(self) -> None:
        if self.lease.lost:
            raise JobTakenOver(
                "Another kernel took this job over while this one was out of touch.",
                hint="Its iteration appears in pipeline.iterations when it is done.",
            )
        if self.promise.cancel_requested:
            raise JobCancelled("The job was cancelled.", hint="The history is as it was.")

    # What the worker does with it

    def kept(self, file: GeneratedFile) -> Artifact:
        """Keep a file that the job made; nobody takes it away while the job goes on."""
        return self._patiently(lambda: self._keeper.keep(file))

    @property
    def elapsed(self) -> float:
        """Seconds since this kernel began to work on the job."""
        return time.monotonic() - self._started

    def commit(
        self, draft: IterationDraft, *, part: int | None = None, others: int = 0
    ) -> ProductIteration:
        """Add the iteration and end the job, in one step.

        Where the head moved meanwhile, the iteration is kept beside the active line: it may have
        been paid for.

        Parameters
        ----------
        part:
            Which of several iterations it is; the job goes on then.
        others:
            How many of those are there already: the head stands on the first of them.
        """
        try:
            return self._commit(draft, part, beside=others > 0)
        except HeadMoved as moved:
            note = (
                f"{moved.message} So this was kept beside the active line: restore it to go on "
                "from it."
            )
            return self._commit(
                draft.model_copy(update={"notes": (*draft.notes, note)}), part, beside=True
            )

    def complete(self, made: Sequence[ProductIteration]) -> None:
        """End a job whose iterations are all committed."""
        status = self._status("complete", "done", iteration=made[0].id)
        self.promise.update(status)
        self._patiently(lambda: self._jobs.end(self.record.id, self._token, status))
        self._keeper.let_go()

    def end(self, error: BaseException, backend: str, *, aside: bool = False) -> ProdwidgetError:
        """End the job without an iteration, and answer what its caller is told.

        With ``aside`` its record stays, whatever came of it.
        """
        failure = _told(error, backend)
        if isinstance(failure, JobTakenOver):
            return failure
        left = isinstance(failure, JobLeftRunning) or (
            isinstance(failure, JobCancelled) and failure.left_running
        )
        cancelled = isinstance(failure, JobCancelled)
        phase: StatusPhase = "left_running" if left else "cancelled" if cancelled else "error"
        capped = isinstance(failure, SpendCapReached)
        # A retry must not pay again for what was paid for.
        # Nor would another reading of the same words come to something else.
        over = cancelled or isinstance(failure, PromptError)
        keep = left or capped or aside or bool(self.record.checkpoints and not over)
        refused = (
            isinstance(failure, ProviderError)
            and failure.code in _SAME_AGAIN
            # Unless its backend has something else to try.
            and not failure.retryable
        )
        status = self._status(
            phase,
            {"left_running": "left running", "cancelled": "cancelled"}.get(phase, "failed"),
            error=None if phase == "cancelled" else StatusError.of(failure),
            recoverable=keep and not refused,
            kept=keep,
        )
        self.promise.update(status)
        if refused:
            self.record = self.record.model_copy(update={"refused": failure.message})
        self.enforce(status, keep=keep)
        self._keeper.let_go()
        return failure

    def enforce(self, status: ProductStatus, *, keep: bool) -> None:
        """Write that the job has ended; where the store is away, go on trying in the background.

        What was told failed is never to be committed: not by whoever finds its claim lapsed either.
        """
        if self._written(status, keep):
            return

        def later() -> None:
            deadline = time.monotonic() + ENFORCING_SECONDS
            while time.monotonic() < deadline and not self._written(status, keep):
                time.sleep(_RETRY_SECONDS)

        threading.Thread(target=later, name="prodwidget-end", daemon=True).start()

    def _written(self, status: ProductStatus, keep: bool) -> bool:
        """Whether the job's end is in the store, or another worker was told to end it."""
        try:
            kept = self.record if keep else None
            self._jobs.end(self.record.id, self._token, status, keep=kept)
        except JobTakenOver:
            try:
                self._jobs.ask_to_cancel(self.record.id)
            except ProdwidgetError as error:
                log.debug("the job's new owner was not told: %s", error)
                return False
        except ProdwidgetError as error:
            log.debug("the job's end was not recorded: %s", error)
            return False
        return True

    def _commit(self, draft: IterationDraft, part: int | None, *, beside: bool) -> ProductIteration:
        if part is None:
            status = self._status("complete", "done", notes=draft.notes)
        else:
            status = self._status("running", f"{part} of {self.record.variants} is here")
        iteration = self._patiently(
            lambda: self._store.commit(
                draft,
                parent=self.record.parent,
                head=self.record.head,
                job=self.record.id,
                token=self._token,
                status=status,
                beside=beside,
                part=part,
            )
        )
        if part is None:
            self._keeper.let_go()
        self.promise.update(status.model_copy(update={"iteration": iteration.id}))
        return iteration

    def _spend(self, usd: float) -> None:
        spent = self.record.spent_microdollars + microdollars(usd)
        self.record = self.record.model_copy(update={"spent_microdollars": spent})

    def _record(self, *, checkpoints: dict[str, JsonValue]) -> None:
        self.record = self.record.model_copy(update={"checkpoints": checkpoints})
        self._heed(
            self._patiently(
                lambda: self._jobs.update(self.record.id, self._token, record=self.record)
            )
        )

    def _heed(self, wishes: Wishes) -> None:
        if wishes.cancel:
            self.promise.ask_to_cancel()
        # Before the question is in the store, what stands there is the answer to another one.
        if wishes.choice is not None and self._asked:
            self.promise.choose(wishes.choice)

    def _patiently(self, write: Callable[[], T]) -> T:
        deadline = time.monotonic() + STORE_PATIENCE_SECONDS
        while True:
            try:
                return write()
            except StoreUnavailable:
                if time.monotonic() > deadline:
                    raise
                self.promise.update(self._status("running", "waiting for the store"))
                time.sleep(_RETRY_SECONDS)

    def _show(self, status: ProductStatus) -> None:
        self.promise.update(status)
        self.lease.tell(status)

    def _status(
        self,
        phase: StatusPhase,
        stage: str,
        *,
        detail: str = "",
        queue_position: int | None = None,
        notes: tuple[str, ...] = (),
        error: StatusError | None = None,
        recoverable: bool = False,
        kept: bool = False,
        iteration: str | None = None,
    ) -> ProductStatus:
        return ProductStatus(
            status=phase,
            job=self.record.id,
            kind=self.record.kind,
            prompt=self.record.prompt,
            stage=stage,
            detail=detail,
            queue_position=queue_position,
            started_at=self.record.started_at,
            updated_at=utc_now(),
            elapsed_seconds=round(self.elapsed, 3),
            iteration=iteration,
            notes=notes,
            error=error,
            recoverable=recoverable,
            previews=self._previews if kept or phase in _AT_WORK else (),
        )


def _told(error: BaseException, backend: str) -> ProdwidgetError:
    if isinstance(error, ProdwidgetError):
        return error
    failure = BackendError(
        f"The {backend} backend failed: {type(error).__name__}: {error}",
        hint="The history is as it was. Try again, or word the prompt differently.",
    )
    failure.__cause__ = error
    return failure
