"""A create or edit that is running, or has run."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future

from prodwidget.models import IterationKind, ProductIteration, ProductStatus


class Job:
    """What ``create`` and ``edit`` answer: await it, ask for its result, watch it, cancel it."""

    def __init__(self, kind: IterationKind, prompt: str) -> None:
        self.id = secrets.token_hex(6)
        self.kind: IterationKind = kind
        self.prompt = prompt
        self._future: Future[ProductIteration] = Future()
        self._cancel = threading.Event()
        self._status = ProductStatus()
        self._watchers: list[Callable[[ProductStatus], None]] = []

    def __await__(self) -> Generator[None, None, ProductIteration]:
        return (yield from asyncio.shield(asyncio.wrap_future(self._future)).__await__())

    def __repr__(self) -> str:
        return f"<Job {self.kind} {self.prompt[:60]!r}: {self._status.status}>"

    @property
    def status(self) -> ProductStatus:
        """How far it is."""
        return self._status

    @property
    def done(self) -> bool:
        """Whether it has ended, one way or another."""
        return self._future.done()

    def result(self, timeout: float | None = None) -> ProductIteration:
        """Wait for the iteration.

        Raises
        ------
        TimeoutError
            It was not done within ``timeout`` seconds; it goes on.
        ProdwidgetError
            What the job failed with.
        """
        return self._future.result(timeout)

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
