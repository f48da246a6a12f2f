"""A step that is running, or has run, as a person holds it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Generic, cast

from typing_extensions import TypeVar

from prodwidget.display import Form, Shown, shorten
from prodwidget.records import ProductIteration, ProductStatus, Step
from prodwidget.work.progress import follow
from prodwidget.work.promise import JobPromise

Made = TypeVar("Made", default=ProductIteration)
"""What a job makes: one iteration, or a tuple of variants."""


class Job(Shown, Generic[Made]):
    """What a step answers: await it, ask for its result, watch it, cancel it.

    Its result is the iteration; of a job with ``variants``, a tuple of them in the order in which
    they were asked for.
    """

    def __init__(self, promise: JobPromise, *, several: bool = False) -> None:
        self._several = several
        self.id = promise.record.id
        self.kind: Step = promise.record.kind
        self.prompt = promise.record.prompt
        self._promise = promise

    def __await__(self) -> Generator[None, None, Made]:
        future = asyncio.wrap_future(self._promise.future)
        return self._answer((yield from asyncio.shield(future).__await__()))

    def __repr__(self) -> str:
        return f"<Job {self.kind} {shorten(self.prompt, 60)!r}: {self.status.status}>"

    def shown_as(self) -> Form:
        return self.status.shown_as()

    @property
    def status(self) -> ProductStatus:
        """How far it is."""
        return self._promise.status

    @property
    def done(self) -> bool:
        """Whether it has ended, one way or another."""
        return self._promise.future.done()

    def result(self, timeout: float | None = None) -> Made:
        """Wait for what it makes; panels and viewers of this kernel show it by then.

        Raises
        ------
        TimeoutError
            It was not done within ``timeout`` seconds; it goes on.
        ProdwidgetError
            What the job failed with.
        """
        return self._answer(self._promise.future.result(timeout))

    def follow(self) -> Made:
        """Wait for the iteration and show how far it is: beneath the cell, or in the terminal.

        An interrupt (Ctrl-C, or the notebook's stop button) cancels the job. Raises as
        :meth:`result`.
        """
        return follow(self)

    def cancel(self) -> bool:
        """Ask it to stop; answer whether it was still running."""
        return self._promise.ask_to_cancel()

    @property
    def cancel_requested(self) -> bool:
        """Whether someone asked it to stop."""
        return self._promise.cancel_requested

    def watch(self, watcher: Callable[[ProductStatus], None]) -> None:
        """Call ``watcher`` with every status from now on, on the worker's thread."""
        self._promise.watch(watcher)

    def as_several(self) -> Job[tuple[ProductIteration, ...]]:
        """The same job, whose result is a tuple even of one."""
        return Job(self._promise, several=True)

    def _answer(self, made: tuple[ProductIteration, ...]) -> Made:
        return cast(Made, made if self._several else made[0])
