"""Comfy API v2: a proxy beside a ComfyUI of one's own, Comfy Cloud, or a serverless deployment.

Shapes after openapi-v2.yaml of docs.comfy.org (2026-08) and comfy-api-proxy 0.1.6. An
``Idempotency-Key`` is used once: a second request with it is refused where the first arrived, and
is carried out where it did not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

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
    is_id,
    text_of,
)
from prodwidget.backends.server import Answer, Server, Unanswered

JOBS = "/api/v2/jobs"
_ASSETS = "/api/v2/assets"
_UNREADABLE = "its answer cannot be understood"


class V2Api:
    """The versioned routes.

    Parameters
    ----------
    lists:
        Whether the server lists its jobs and keeps the label of each, as the proxy does: what was
        lost is found by it.
    """

    name: Any = "v2"
    unsent: Any = "unknown"

    def __init__(self, server: Server, *, send_seconds: float, lists: bool) -> None:
        self.server = server
        self._send_seconds = send_seconds
        self._lists = lists

    def upload(self, data: bytes, name: str, media_type: str) -> JsonValue:
        answer = self._asked(
            "POST",
            _ASSETS,
            seconds=self._send_seconds,
            files={"file": (name, data, media_type)},
            data={"content_type": media_type, "file_path": name, "tags": "input"},
        )
        asset = answer.record.get("id")
        if not is_id(asset):
            raise Unanswered(_UNREADABLE)
        return {"__type": "core/ASSET", "info": {"id": asset, "file_path": name}}

    def send(self, ticket: Ticket, graph: Graph) -> Ticket:
        body: dict[str, Any] = {"workflow": graph}
        if self._lists:
            body["metadata"] = ticket.key
        answer = self._asked(
            "POST",
            JOBS,
            seconds=self._send_seconds,
            json=body,
            headers={"Idempotency-Key": ticket.key},
        )
        return replace(ticket, job=self._job(answer.record))

    def find(self, ticket: Ticket) -> Ticket | None:
        if ticket.job:
            return None if isinstance(self.status(ticket), Gone) else ticket
        if not self._lists:
            raise Unanswered("it does not list its jobs")
        jobs = self._asked("GET", JOBS, params={"limit": "100"}).record.get("jobs")
        for each in jobs if isinstance(jobs, list) else ():
            if isinstance(each, dict) and each.get("metadata") == ticket.key:
                return replace(ticket, job=self._job(each))
        return None

    def status(self, ticket: Ticket) -> Status:
        try:
            return self._status(self._asked("GET", self._path(ticket)).record)
        except Declined as declined:
            if declined.status == 404:
                return Gone()
            raise

    def cancel(self, ticket: Ticket) -> Status:
        try:
            return self._status(self._asked("POST", f"{self._path(ticket)}/cancel").record)
        except Declined as declined:
            if declined.status == 404:
                return Gone()
            raise

    def _path(self, ticket: Ticket) -> str:
        return f"{JOBS}/{quote(ticket.job, safe='')}"

    def _job(self, record: Mapping[str, Any]) -> str:
        job = record.get("id")
        if not isinstance(job, str) or not is_id(job):
            raise Unanswered(_UNREADABLE)
        return job

    def _status(self, record: Mapping[str, Any]) -> Status:
        match record.get("status"):
            case "queued":
                position = record.get("queue_position")
                # The first in line is told as 1.
                known = isinstance(position, int) and position > 0
                return Waiting(position - 1 if known and isinstance(position, int) else None)
            case "running" | "canceling":
                return Working(self._detail(record.get("progress")))
            case "succeeded":
                return Done(tuple(self._files(record.get("outputs"))))
            case "canceled":
                return Failed("it was stopped in ComfyUI", stopped=True)
            case "failed":
                return self._failed(record.get("error"))
            case "expired":
                return Gone()
        raise Unanswered(_UNREADABLE)

    def _detail(self, progress: object) -> str:
        if not isinstance(progress, dict):
            return ""
        if message := text_of(progress, "message"):
            return self.server.cleaned(message)
        done, total = progress.get("nodes_done"), progress.get("nodes_total")
        if isinstance(done, int) and isinstance(total, int) and total > 0:
            return f"{done} of {total} nodes"
        return ""

    def _failed(self, error: object) -> Failed:
        told: Mapping[str, Any] = error if isinstance(error, dict) else {}
        node = " ".join(filter(None, (text_of(told, "class_type"), text_of(told, "node_id"))))
        said = text_of(told, "message") or "it failed"
        return Failed(self.server.cleaned(said), node=self.server.cleaned(node))

    def _files(self, outputs: object) -> list[OutputFile]:
        return [
            OutputFile(
                text_of(each, "node_id"),
                text_of(each, "name"),
                f"{_ASSETS}/{quote(each['id'], safe='')}/content",
                text_of(each, "content_type"),
            )
            for each in (outputs if isinstance(outputs, list) else [])
            if isinstance(each, dict) and is_id(each.get("id"))
        ]

    def _asked(self, method: str, path: str, **request: Any) -> Answer:
        answer = self.server.ask(method, path, **request)
        if answer.ok:
            return answer
        error = answer.record.get("error")
        told: Mapping[str, Any] = error if isinstance(error, dict) else {}
        declined = Declined(
            answer.status,
            text_of(told, "code"),
            self.server.cleaned(text_of(told, "message") or answer.text),
            answer.retry_after,
            answer.by_another,
        )
        if answer.passing and not declined.passing:
            raise Unanswered(f"it answered {answer.status}")
        raise declined
