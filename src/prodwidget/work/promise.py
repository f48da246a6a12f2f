"""A worker's side of a job: what it tells whoever holds the job, and what they ask of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from prodwidget.errors import ProdwidgetError
from prodwidget.records import JobRecord, ProductIteration, ProductStatus, StatusError


def opening_status(record: JobRecord) -> ProductStatus:
    """The status that a job begins with."""
    return ProductStatus(
        status="queued",
        job=record.id,
        kind=record.kind,
        prompt=record.prompt,
        stage="waiting to start",
        started_at=record.started_at,
        updated_at=record.started_at,
    )


def failed_status(record: JobRecord, error: ProdwidgetError) -> ProductStatus:
    """The status of a job that failed before it began."""
    return opening_status(record).model_copy(
        update={"status": "error", "stage": "failed", "error": StatusError.of(error)}
    )


class JobPromise:
    """Kept once by the worker, with an iteration or an error; asked for by any number of people."""

    def __init__(self, record: JobRecord) -> None:
        self.record = record
        """The job as this worker took it up."""
        self.future: Future[tuple[ProductIteration, ...]] = Future()
        """What it made: one iteration, or several siblings."""
        self._status = opening_status(record)
        self._watchers: list[Callable[[ProductStatus], None]] = []
        self._cancel = threading.Event()
        self._chosen = threading.Event()
        self.choice: str | None = None
        """Which preview the user chose, once they were asked: a number, or ``"others"``."""

    @property
    def status(self) -> ProductStatus:
        """How far the job is."""
        return self._status

    @property
    def cancel_requested(self) -> bool:
        """Whether someone asked the job to stop."""
        return self._cancel.is_set()

    # What people ask

    def ask_to_cancel(self) -> bool:
        """Ask the job to stop; answer whether it was still running."""
        if self.future.done():
            return False
        self._cancel.set()
        return True

    def watch(self, watcher: Callable[[ProductStatus], None]) -> None:
        """Call ``watcher`` with every status from now on, on the worker's thread."""
        self._watchers.append(watcher)

    def choose(self, choice: str) -> None:
        """Go on with what the user chose among the previews."""
        self.choice = choice
        self._chosen.set()

    def look_for_choice(self) -> None:
        """Somebody chose; the store knows what, and to which question."""
        self._chosen.set()

    # What the worker does

    def begin(self) -> None:
        """Work starts: from here on only the worker can end the job."""
        self.future.set_running_or_notify_cancel()

    def update(self, status: ProductStatus) -> None:
        """The job is so far."""
        self._status = status
        for watcher in tuple(self._watchers):
            watcher(status)

    def wait_for_choice(self, seconds: float) -> bool:
        """Wait for :meth:`choose`, at most so long; answer whether there was any news of one."""
        told = self._chosen.wait(seconds)
        self._chosen.clear()
        return told

    def succeed(self, made: tuple[ProductIteration, ...]) -> None:
        """All that it was to make is committed."""
        self.future.set_result(made)

    def fail(self, error: BaseException) -> None:
        """The job ended without an iteration."""
        self.future.set_exception(error)
