"""Waiting that hears a cancel, whatever it is that blocks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

from prodwidget.errors import JobCancelled

HEED_SECONDS = 0.1
"""How often a cancel is looked for."""

T = TypeVar("T")


class Overdue(Exception):
    """A call took longer than it may."""


def never() -> None:
    """Heeds nothing: what is waited for with it is never given up."""


def heeded(call: Callable[[], T], heed: Callable[[], None], seconds: float | None = None) -> T:
    """What a blocking call answers; it is made on a thread of its own.

    Where it is given up, its thread goes on to its end, and nobody hears of it.

    Parameters
    ----------
    heed:
        Asked several times a second meanwhile; raises to give the call up.
    seconds:
        How long it may take; ``None`` for however long.

    Raises
    ------
    Overdue
        It took longer.
    Exception
        What the call raised, or ``heed``.
    """
    heed()
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=run, name="prodwidget-call", daemon=True).start()
    deadline = None if seconds is None else time.monotonic() + seconds
    while not answer.done():
        if deadline is not None and time.monotonic() >= deadline:
            raise Overdue
        wait([answer], HEED_SECONDS)
        if not answer.done():
            heed()
    return answer.result()


def pause(seconds: float, heed: Callable[[], None]) -> None:
    """Wait, unless ``heed`` raises meanwhile."""
    until = time.monotonic() + seconds
    heed()
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, HEED_SECONDS))
        heed()


class Grace:
    """Heeds a cancel a moment late where a request has left: its answer says what to take back.

    Parameters
    ----------
    heed:
        What is heeded.
    seconds:
        How long the answer may still take once the job was cancelled.
    has_left:
        Whether any of the request left; until then there is nothing to wait for.
    """

    def __init__(
        self, heed: Callable[[], None], seconds: float, has_left: Callable[[], bool]
    ) -> None:
        self._heed = heed
        self._seconds = seconds
        self._has_left = has_left
        self._until: float | None = None

    def __call__(self) -> None:
        try:
            self._heed()
        except JobCancelled:
            if self._until is None:
                self._until = time.monotonic() + self._seconds
            if not self._has_left() or time.monotonic() >= self._until:
                raise
