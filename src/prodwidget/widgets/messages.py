"""The Python end of a widget's messages: answers what pages ask (``js/widget/messages.ts``)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol

from prodwidget.errors import ProdwidgetError
from prodwidget.widgets.contract import error_json
from prodwidget.widgets.front_end import package_file

log = logging.getLogger(__name__)

CHUNK_BYTES = 2 << 20
"""Bytes in one message to the page: few messages, and a progress that still moves."""


class Answers(Protocol):
    """What a widget answers by itself; any of it may raise a :class:`ProdwidgetError`."""

    def file(self, digest: str) -> bytes:
        """The bytes of what is shown, by their SHA-256."""

    def keep_picture(self, shown: str, picture: bytes) -> None:
        """Take a page's picture of what is shown, by its id."""

    def carry_out(self, command: dict[str, Any]) -> Any:
        """Carry out a command; the answer goes to the page as JSON."""


class PageMessages:
    """Takes a page's messages on whichever thread the host delivers them, and never blocks there.

    Parameters
    ----------
    answers:
        What the widget answers.
    send:
        Sends a message, with buffers, to every page that shows the widget.
    """

    def __init__(
        self, answers: Answers, send: Callable[[dict[str, Any], list[memoryview]], None]
    ) -> None:
        self._answers = answers
        self._send = send
        self._aborted: set[str] = set()

    def receive(self, _: object, message: Any, buffers: list[Any]) -> None:
        """Take a message; it is answered on a thread of its own."""
        if not isinstance(message, dict) or not isinstance(message.get("id"), str):
            return
        if message.get("type") == "abort":
            self._aborted.add(message["id"])
            return
        threading.Thread(
            target=self.answer, args=(message, buffers), name="prodwidget-answer", daemon=True
        ).start()

    def answer(self, message: dict[str, Any], buffers: list[Any]) -> None:
        """Answer a message, on the calling thread."""
        id = message["id"]
        try:
            match message:
                case {"type": "module"}:
                    self._send_bytes(id, package_file(str(message.get("sha256"))))
                case {"type": "blob", "sha256": str(digest)}:
                    self._send_bytes(id, self._answers.file(digest))
                case {"type": "picture", "of": str(shown)}:
                    self._answers.keep_picture(shown, bytes(buffers[0]))
                case _:
                    value = self._answers.carry_out(message)
                    self._send({"type": "reply", "id": id, "ok": True, "value": value}, [])
        except ProdwidgetError as error:
            self._send_error(id, error)
        except Exception as error:
            log.exception("a message failed: %s", message.get("type"))
            self._send_error(
                id, ProdwidgetError(f"Something went wrong: {error}", hint="See the kernel's log.")
            )

    def _send_bytes(self, id: str, data: bytes) -> None:
        view = memoryview(data)
        for offset in range(0, max(len(data), 1), CHUNK_BYTES):
            if id in self._aborted:
                self._aborted.discard(id)
                return
            self._send(
                {"type": "chunk", "id": id, "offset": offset, "total": len(data)},
                [view[offset : offset + CHUNK_BYTES]],
            )

    def _send_error(self, id: str, error: ProdwidgetError) -> None:
        self._send({"type": "reply", "id": id, "ok": False, "error": error_json(error)}, [])
