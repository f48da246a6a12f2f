"""A create or edit that is running, or has run."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future

from prodwidget.display import Form, Shown, shorten
from prodwidget.models import IterationKind, JobRecord, ProductIteration, ProductStatus


class Job(Shown):
    """What ``create`` and ``edit`` answer: await it, ask for its result, watch it, cancel it."""

    def __init__(self, record: JobRecord) -> None:
        self.id = record.id
        self.kind: IterationKind = record.kind
        self.prompt = record.prompt
        self._future: Future[ProductIteration] = Future()
        self._cancel = threading.Event()
        self._status = ProductStatus(
            status="queued",
            job=record.id,
            kind=record.kind,
            prompt=record.prompt,
            stage="waiting to start",
        )
        self._watchers: list[Callable[[ProductStatus], None]] = []
        self._chosen = threading.Event()
        self.choice: str | None = None
        """Which preview the user chose, once they were asked: a number, or ``"others"``."""

    def __await__(self) -> Generator[None, None, ProductIteration]:
        return (yield from asyncio.shield(asyncio.wrap_future(self._future)).__await__())

    def __repr__(self) -> str:
        return f"<Job {self.kind} {shorten(self.prompt, 60)!r}: {self._status.status}>"

    def shown_as(self) -> Form:
        return self._status.shown_as()

    @property
    def status(self) -> ProductStatus:
        """How far it is."""
        return self._status

    @property
    def done(self) -> bool:
        """Whether it has ended, one way or another."""
        return self._future.done()

    def result(self, timeout: float | None = None) -> ProductIteration:
        """Wait for the iteration; panels and viewers of this kernel show it by then.

        Raises
        ------
        TimeoutError
            It was not done within ``timeout`` seconds; it goes on.
        ProdwidgetError
            What the job failed with.
        """
        return self._future.result(timeout)

    def follow(self) -> ProductIteration:
        """Wait for the iteration and show how far it is: beneath the cell, or in the terminal.

        An interrupt (Ctrl-C, or the notebook's stop button) cancels the job. Raises as
        :meth:`result`.
        """
        from prodwidget.progress import follow

        return follow(self)

    def cancel(self) -> bool:
        """Ask it to stop; answer whether it was still running."""
        if self.done:
            return False
        self._cancel.set()
        return True

    @property
    def cancel_requested(self) -> bool:
        """Whether someone asked it to stop."""
        return self._cancel.is_set()

    def choose(self, choice: str) -> None:
        """Called with what the user chose among the previews."""
        self.choice = choice
        self._chosen.set()

    def wait_for_choice(self, seconds: float) -> None:
        """Called by the pipeline while the user is to choose."""
        self._chosen.wait(seconds)
        self._chosen.clear()

    def watch(self, watcher: Callable[[ProductStatus], None]) -> None:
        """Call ``watcher`` with every status from now on, on the pipeline's thread."""
        self._watchers.append(watcher)

    def begin(self) -> None:
        """Called by the pipeline as work starts: from here on only it can end the job."""
        self._future.set_running_or_notify_cancel()

    def update(self, status: ProductStatus) -> None:
        """Called by the pipeline with every status."""
        self._status = status
        for watcher in tuple(self._watchers):
            watcher(status)

    def succeed(self, iteration: ProductIteration) -> None:
        """Called by the pipeline when the iteration is committed."""
        self._future.set_result(iteration)

    def fail(self, error: BaseException) -> None:
        """Called by the pipeline when the job ended without an iteration."""
        self._future.set_exception(error)
