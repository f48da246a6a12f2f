"""How long a server gave no usable answer."""

from __future__ import annotations

import time

from prodwidget.backends.comfy.patience import Patience
from prodwidget.backends.server import Unanswered
from prodwidget.errors import JobLeftRunning

_LONGEST_PAUSE = 10.0


class Silence:
    """Counts from the last answer, and makes the pauses longer."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self.ends()

    def ends(self) -> None:
        """There was an answer."""
        self._since = time.monotonic()
        self.pause = self._patience.poll

    def goes_on(self, lost: Unanswered) -> None:
        """There was none again; raises :class:`JobLeftRunning` when it was too long."""
        self.pause = min(self.pause * 2, max(_LONGEST_PAUSE, self._patience.poll))
        if time.monotonic() - self._since > self._patience.silence:
            raise JobLeftRunning(
                f"ComfyUI has not answered for {self._patience.silence:.0f} seconds: {lost}.",
                hint="When it runs again, pipeline.recover() goes on with the same job.",
            ) from lost
