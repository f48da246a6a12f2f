"""The Python end of a widget's messages: answers what pages ask (``js/widget/messages.ts``)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol

from prodwidget.addresses import is_digest
from prodwidget.errors import ProdwidgetError
from prodwidget.widgets.contract import error_json
from prodwidget.widgets.front_end import package_file

MOST_PICTURE_BYTES = 4 << 20
"""In a picture that a page sends."""

log = logging.getLogger(__name__)

CHUNK_BYTES = 2 << 20
"""Bytes in one message to the page: few messages, and a progress that still moves."""


class Answers(Protocol):
    """What a widget answers by itself; any of it may raise a :class:`ProdwidgetError`."""

    def file(self, digest: str) -> bytes:
        """The bytes of what is shown, by their SHA-256."""

    def keep_picture(self, shown: str, picture: bytes) -> None:
        """Take a page's picture of what is shown, by its id."""

    def carry_out(self, command: dict[str, Any], buffers: list[memoryview]) -> Any:
        """Carry out a command; the answer goes to the page as JSON, or as bytes in chunks."""


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
        self._sending: set[str] = set()
        """Requests whose bytes are on their way; one that is aborted leaves."""

    def receive(self, _: object, message: Any, buffers: list[Any]) -> None:
        """Take a message; it is answered on a thread of its own."""
        if not isinstance(message, dict) or not isinstance(message.get("id"), str):
            return
        if message.get("type") == "abort":
            self._sending.discard(message["id"])
            return
        # Before the thread runs, so that an abort that comes at once is heard.
        self._sending.add(message["id"])
        threading.Thread(
            target=self._answer, args=(message, buffers), name="prodwidget-answer", daemon=True
        ).start()

    def answer(self, message: dict[str, Any], buffers: list[Any]) -> None:
        """Answer a message, on the calling thread."""
        self._sending.add(message["id"])
        self._answer(message, buffers)

    def _answer(self, message: dict[str, Any], buffers: list[Any]) -> None:
        id = message["id"]
        try:
            match message:
                case {"type": "module"}:
                    self._send_bytes(id, package_file(str(message.get("sha256"))))
                case {"type": "blob", "sha256": str(digest)} if is_digest(digest):
                    self._send_bytes(id, self._answers.file(digest))
                case {"type": "blob"}:
                    raise ProdwidgetError("A file was asked for by what is no SHA-256.")
                case {"type": "picture", "of": str(shown)}:
                    if len(buffers) != 1 or buffers[0].nbytes > MOST_PICTURE_BYTES:
                        raise ProdwidgetError("A picture is one buffer, and not so large.")
                    self._answers.keep_picture(shown, bytes(buffers[0]))
                case _:
                    value = self._answers.carry_out(message, buffers)
                    if isinstance(value, bytes):
                        self._send_bytes(id, value)
                    else:
                        self._send({"type": "reply", "id": id, "ok": True, "value": value}, [])
        except ProdwidgetError as error:
            self._send_error(id, error)
        except Exception:
            log.exception("a message failed: %s", message.get("type"))
            self._send_error(
                id, ProdwidgetError("Something went wrong.", hint="The kernel's log says what.")
            )
        finally:
            self._sending.discard(id)

    def _send_bytes(self, id: str, data: bytes) -> None:
        view = memoryview(data)
        for offset in range(0, max(len(data), 1), CHUNK_BYTES):
            if id not in self._sending:
                return
            self._send(
                {"type": "chunk", "id": id, "offset": offset, "total": len(data)},
                [view[offset : offset + CHUNK_BYTES]],
            )

    def _send_error(self, id: str, error: ProdwidgetError) -> None:
        self._send({"type": "reply", "id": id, "ok": False, "error": error_json(error)}, [])
