"""ComfyUI as it is: the routes that its own page uses, without a promise that they stay.

The client chooses a job's name and writes it down before it is sent, so that whether it arrived is
never in doubt: it is in ``/queue`` or in ``/history``, or nowhere. Shapes after ComfyUI's
``server.py`` and ``execution.py`` (2026).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from pydantic import JsonValue

from prodwidget.backends.comfy.graph import Graph
from prodwidget.backends.comfy.ticket import (
    Declined,
    Done,
    Failed,
    Gone,
    OutputFile,
    Status,
    Ticket,
    Waiting,
    Working,
    text_of,
)
from prodwidget.backends.server import Answer, Server, Unanswered

_FOLDER = "prodwidget"
"""Where pictures are put, in ComfyUI's folder of inputs."""


class NativeApi:
    """The native routes."""

    name: Any = "native"
    unsent: Any = "sending"

    def __init__(self, server: Server, *, send_seconds: float) -> None:
        self.server = server
        self._send_seconds = send_seconds

    def upload(self, data: bytes, name: str, media_type: str) -> JsonValue:
        """The same picture gets the same name: handing it over again changes nothing."""
        answer = self._asked(
            "POST",
            "/upload/image",
            seconds=self._send_seconds,
            files={"image": (name, data, media_type)},
            data={"overwrite": "true", "type": "input", "subfolder": _FOLDER},
        )
        stored, folder = text_of(answer.record, "name"), text_of(answer.record, "subfolder")
        if not stored:
            raise Unanswered("its answer cannot be understood")
        return f"{folder}/{stored}" if folder else stored

    def send(self, ticket: Ticket, graph: Graph) -> Ticket:
        """Put a workflow into the queue under the ticket's own name."""
        answer = self._asked(
            "POST",
            "/prompt",
            seconds=self._send_seconds,
            json={"prompt": graph, "prompt_id": ticket.key, "client_id": "prodwidget"},
        )
        # A ComfyUI of before 2025 gives it a name of its own.
        return replace(ticket, job=text_of(answer.record, "prompt_id") or ticket.key)

    def find(self, ticket: Ticket) -> Ticket | None:
        named = replace(ticket, job=ticket.job or ticket.key)
        return None if isinstance(self.status(named), Gone) else named

    def status(self, ticket: Ticket) -> Status:
        # It moves from the queue to the history at once: whoever looks there before and after
        # cannot miss it.
        ended = self._ended(ticket)
        if ended is None:
            queued = self._queued(ticket)
            if queued is not None:
                return queued
            ended = self._ended(ticket)
        return ended or Gone()

    def cancel(self, ticket: Ticket) -> Status:
        self._asked("POST", "/queue", json={"delete": [ticket.job]})
        status = self.status(ticket)
        if isinstance(status, Working):
            # Without its name, an older ComfyUI would stop whatever is at work: it is ours.
            self._asked("POST", "/interrupt", json={"prompt_id": ticket.job})
            status = self.status(ticket)
        return status

    def _queued(self, ticket: Ticket) -> Status | None:
        record = self._asked("GET", "/queue").record
        if any(_named(each, ticket.job) for each in _list(record, "queue_running")):
            return Working()
        pending = [each for each in _list(record, "queue_pending") if _is_item(each)]
        for each in pending:
            if _named(each, ticket.job):
                # The lowest number is the next.
                running = len(_list(record, "queue_running"))
                return Waiting(running + sum(1 for other in pending if other[0] < each[0]))
        return None

    def _ended(self, ticket: Ticket) -> Status | None:
        entry = self._asked("GET", f"/history/{ticket.job}").record.get(ticket.job)
        if not isinstance(entry, dict):
            return None
        told = entry.get("status")
        status: Mapping[str, Any] = told if isinstance(told, dict) else {}
        for kind, data in _messages(status):
            if kind == "execution_interrupted":
                return Failed("it was stopped in ComfyUI", stopped=True)
            if kind == "execution_error":
                said = self.server.cleaned(data.get("exception_message") or "it failed")
                node = " ".join(
                    self.server.cleaned(each)
                    for each in (data.get("node_type"), data.get("node_id"))
                    if each
                )
                return Failed(said, node=node)
        if status.get("status_str") == "error":
            return Failed("it failed")
        outputs = entry.get("outputs")
        return Done(tuple(_files(outputs if isinstance(outputs, dict) else {})))

    def _asked(self, method: str, path: str, **request: Any) -> Answer:
        answer = self.server.ask(method, path, **request)
        if answer.ok:
            return answer
        if answer.passing:
            raise Unanswered(f"it answered {answer.status}")
        raise self._declined(answer)

    def _declined(self, answer: Answer) -> Declined:
        error = answer.record.get("error")
        told: Mapping[str, Any] = error if isinstance(error, dict) else {}
        said = [text_of(told, "message"), text_of(told, "details"), *_node_errors(answer.record)]
        message = ": ".join(dict.fromkeys(each for each in said if each)) or answer.text
        return Declined(
            answer.status,
            text_of(told, "type"),
            self.server.cleaned(message),
            answer.retry_after,
            answer.by_another,
        )


def _node_errors(record: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the first node that something is wrong with."""
    errors = record.get("node_errors")
    for id, node in errors.items() if isinstance(errors, dict) else ():
        for each in _list(node, "errors") if isinstance(node, dict) else ():
            if isinstance(each, dict):
                said = text_of(each, "details") or text_of(each, "message")
                yield f"{text_of(node, 'class_type') or 'node'} {id}: {said}"
                return


def _files(outputs: Mapping[str, Any]) -> Iterator[OutputFile]:
    for node, made in outputs.items():
        if not isinstance(made, dict):
            continue
        for kind, files in made.items():
            if not isinstance(files, list):
                continue
            if kind == "result" and files and isinstance(files[0], str):
                # What shows or saves a model by its path: SaveAdvanced, Preview3D.
                folder, _, name = files[0].replace("\\", "/").rpartition("/")
                yield _file(node, name, folder, "output")
                continue
            for each in files:
                if isinstance(each, dict) and text_of(each, "filename"):
                    yield _file(
                        node,
                        text_of(each, "filename"),
                        text_of(each, "subfolder"),
                        text_of(each, "type") or "output",
                    )


def _file(node: str, name: str, folder: str, kind: str) -> OutputFile:
    query = urlencode({"filename": name, "subfolder": folder, "type": kind})
    return OutputFile(node, name, f"/view?{query}", temporary=kind == "temp")


def _messages(status: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in _list(status, "messages"):
        if isinstance(each, list) and len(each) == 2 and isinstance(each[1], dict):
            yield str(each[0]), each[1]


def _is_item(item: object) -> bool:
    return isinstance(item, list) and len(item) > 1 and isinstance(item[0], int | float)


def _named(item: object, id: str) -> bool:
    return isinstance(item, list) and len(item) > 1 and item[1] == id


def _list(record: Mapping[str, Any], name: str) -> list[Any]:
    value = record.get(name)
    return value if isinstance(value, list) else []
