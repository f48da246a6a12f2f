"""A job at ComfyUI: how it is named, how far it is, and what it made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from pydantic import JsonValue, TypeAdapter

from prodwidget.backends.comfy.graph import Graph

if TYPE_CHECKING:
    from prodwidget.backends.server import Server

ApiName = Literal["v2", "native"]
Unsent = Literal["unknown", "sending"]
"""The outcome that is written before a workflow is sent.

``unknown`` where only the server's word could tell that it arrived; ``sending`` where it is to be
looked up by the name that it was given here.
"""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A job as it is written down: enough to go on with in any process."""

    api: ApiName
    key: str
    """What it was called here, before it was sent: a UUID."""
    submitted_at: str
    job: str = ""
    """What the server calls it; empty until that is known."""
    server: str = ""
    seed: int | None = None
    workflow: str = ""
    """Its digest."""
    options: dict[str, JsonValue] = field(default_factory=dict)
    usd: float = 0.0

    def written(self, outcome: str = "submitted") -> dict[str, JsonValue]:
        """As a checkpoint."""
        return {"outcome": outcome, **asdict(self)}

    @classmethod
    def read(cls, checkpoint: JsonValue) -> Ticket:
        """From a checkpoint; raises ``ValueError`` for one that was not written by this."""
        ticket = _TICKET.validate_python(checkpoint)
        if not is_id(ticket.key) or (ticket.job and not is_id(ticket.job)):
            raise ValueError("the job is not named")
        return ticket


_TICKET = TypeAdapter(Ticket)


def is_id(value: object) -> bool:
    """Whether a server could have named something so; it becomes a part of addresses."""
    return (
        isinstance(value, str)
        and re.fullmatch(r"[\w.~-]{1,1024}", value, re.ASCII) is not None
        and value.strip(".") != ""
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """It is in the queue."""

    position: int | None
    """How many are before it, where that is known."""


@dataclass(frozen=True, slots=True)
class Working:
    """It is at work."""

    detail: str = ""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file that a job made."""

    node: str
    name: str
    path: str
    """Where it is, beneath the server's address."""
    media_type: str = ""
    temporary: bool = False
    """Made to be looked at only."""


@dataclass(frozen=True, slots=True)
class Done:
    """It made what it was to make."""

    files: tuple[OutputFile, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """It ended without."""

    reason: str
    """A sentence."""
    node: str = ""
    """The node that failed, with its class, where one did."""
    stopped: bool = False
    """Whether somebody stopped it."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The server knows nothing of it."""


Status = Waiting | Working | Done | Failed | Gone


@dataclass(eq=False)
class Declined(Exception):
    """The server answered that it did not take, or do, what it was asked."""

    status: int
    code: str = ""
    message: str = ""
    retry_after: float | None = None
    by_another: bool = False

    def __str__(self) -> str:
        return f"it answered {self.status}"

    @property
    def passing(self) -> bool:
        """Whether it may take the same a moment later."""
        return self.status == 429 or self.code == "missing_asset"


class Api(Protocol):
    """One of the ways that ComfyUI is spoken to.

    Each question raises :class:`~prodwidget.backends.server.Unanswered` where no usable answer
    came, and :class:`Declined` where one did.
    """

    name: ApiName
    unsent: Unsent
    server: Server

    def upload(self, data: bytes, name: str, media_type: str) -> JsonValue:
        """Hand over a picture; answers what a LoadImage node takes in its place."""

    def send(self, ticket: Ticket, graph: Graph) -> Ticket:
        """Send a workflow, once; answers the ticket with the server's name for the job."""

    def find(self, ticket: Ticket) -> Ticket | None:
        """The job of a ticket whose answer was lost; ``None`` where there is certainly none.

        Raises
        ------
        Unanswered
            It cannot be told.
        """

    def status(self, ticket: Ticket) -> Status:
        """How far a job is."""

    def cancel(self, ticket: Ticket) -> Status:
        """Stop a job; answers how it is afterwards."""


def text_of(record: Mapping[str, object], name: str) -> str:
    """A text of an answer; empty where it is none."""
    value = record.get(name)
    return value if isinstance(value, str) else ""
