"""What a cell wants of the page that shows a widget: pictures and films, which only a page draws.

Every page hears of it; the first that claims it makes it, and sends it in parts
(``js/widget/wanted.ts``).
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from prodwidget.errors import ExportError, ProdwidgetError

CLAIM_SECONDS = 8.0
"""An open page answers within one; a busy one may take some."""
SILENCE_SECONDS = 180.0
"""A film takes a page without a GPU a minute; nothing is heard of it before it is whole."""
MOST_BYTES = 512 << 20
"""In what a page sends."""


@dataclass(slots=True)
class _Pending:
    """One thing that is wanted."""

    loop: asyncio.AbstractEventLoop
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    received: bytearray = field(default_factory=bytearray)
    claimed: bool = False
    made: bytes | None = None
    failure: ProdwidgetError | None = None

    def tell(self) -> None:
        """Wake who waits, from whichever thread."""
        try:
            self.loop.call_soon_threadsafe(self.changed.set)
        except RuntimeError:
            # The loop of the cell that asked is closed: nobody waits any more.
            return


class Wanted:
    """What is wanted of the pages of one widget. Safe to use from any thread.

    Parameters
    ----------
    send:
        Sends a message to every page that shows the widget.
    """

    def __init__(self, send: Callable[[dict[str, Any]], None]) -> None:
        self._send = send
        self._pending: dict[str, _Pending] = {}
        self._lock = threading.Lock()

    async def ask(self, what: str, **options: Any) -> bytes:
        """Have a page make something, and answer its bytes.

        Raises
        ------
        ExportError
            No page is open, or the one that makes it failed or went away.
        """
        pending = _Pending(asyncio.get_running_loop())
        id = secrets.token_hex(8)
        with self._lock:
            self._pending[id] = pending
        try:
            self._send({"type": "wanted", "id": id, "what": what, **options})
            return await self._answer(pending)
        finally:
            with self._lock:
                del self._pending[id]

    async def _answer(self, pending: _Pending) -> bytes:
        while True:
            if pending.failure is not None:
                raise pending.failure
            if pending.made is not None:
                return pending.made
            patience = SILENCE_SECONDS if pending.claimed else CLAIM_SECONDS
            try:
                await asyncio.wait_for(pending.changed.wait(), patience)
            except TimeoutError:
                if not pending.claimed:
                    raise _nobody() from None
                raise ExportError(
                    "The page that was drawing it went silent.",
                    hint="Look whether it is still open, and ask again.",
                ) from None
            pending.changed.clear()

    def claim(self, id: str) -> bool:
        """Whether the page that asks is the one to make it."""
        with self._lock:
            pending = self._pending.get(id)
            if pending is None or pending.claimed:
                return False
            pending.claimed = True
        pending.tell()
        return True

    def part(self, id: str, offset: int, total: int, data: bytes) -> None:
        """Take a part of what was made; they come in order, each after the last was answered.

        Raises
        ------
        ProdwidgetError
            It is no part of what is wanted.
        """
        with self._lock:
            pending = self._pending.get(id)
            if pending is None:
                raise ProdwidgetError("Nobody waits for that any more.")
            if offset != len(pending.received) or not offset + len(data) <= total <= MOST_BYTES:
                raise ProdwidgetError("A picture did not arrive whole.", hint="Ask again.")
            pending.received += data
            if len(pending.received) == total:
                pending.made = bytes(pending.received)
        pending.tell()

    def failed(self, id: str, message: str) -> None:
        """Tell that it cannot be made, in the page's words."""
        with self._lock:
            pending = self._pending.get(id)
            if pending is None:
                return
            pending.failure = ExportError(
                f"The page could not draw it: {message}",
                hint="Ask for less, or look at the page.",
            )
        pending.tell()


def _nobody() -> ExportError:
    return ExportError(
        "No open page shows this viewer, and only a page can draw it.",
        hint="Show it in a notebook that is open, and ask again. Where pages are heard only "
        "between cells, as in VS Code, ask in one cell, "
        "task = asyncio.create_task(viewer.screenshot()), and await the task in the next.",
    )
