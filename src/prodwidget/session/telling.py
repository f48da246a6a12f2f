"""Says how far a long piece of work is, where a person waits for it."""

from __future__ import annotations

import sys
import time

QUIET_SECONDS = 2.0
"""What takes no longer than this says nothing."""

_PAUSE_SECONDS = 0.5


class Telling:
    """One line on standard error, written over as the work goes on.

    Parameters
    ----------
    what:
        What is done, such as ``"Reading mug"``.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._next = time.monotonic() + QUIET_SECONDS
        self._shown = False

    def __call__(self, done: int, all: int | None = None) -> None:
        """So much is done, of so much in all, where that is known."""
        now = time.monotonic()
        over = done == all
        if now < self._next and not (over and self._shown):
            return
        self._next = now + _PAUSE_SECONDS
        self._shown = not over
        of = "" if all is None else f" of {all:,}"
        print(
            f"\r{self._what}: {done:,}{of}", end="\n" if over else "", file=sys.stderr, flush=True
        )
