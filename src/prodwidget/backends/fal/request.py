"""A request in fal's queue: how it is named, and how far it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from pydantic import JsonValue, TypeAdapter


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request that fal accepted, as it is written down: enough to go on with in any process."""

    app: str
    submitted_at: str
    request_id: str = ""
    status_url: str = ""
    response_url: str = ""
    cancel_url: str = ""
    usd: float = 0.0
    seed: int | None = None
    options: dict[str, JsonValue] = field(default_factory=dict)

    def written(self, outcome: str = "submitted") -> dict[str, JsonValue]:
        """As a checkpoint."""
        return {"outcome": outcome, **asdict(self)}

    @classmethod
    def read(cls, checkpoint: JsonValue) -> Ticket:
        """From a checkpoint; raises ``ValueError`` for one that was not written by this."""
        ticket = _TICKET.validate_python(checkpoint)
        if not re.fullmatch(r"[\w.-]+(/[\w.-]+)+", ticket.app) or not is_id(ticket.request_id):
            raise ValueError("the request is not named")
        return ticket


_TICKET = TypeAdapter(Ticket)


def is_id(value: object) -> bool:
    """Whether fal could have named a request so; it becomes a part of addresses."""
    return isinstance(value, str) and re.fullmatch(r"[\w-]{1,128}", value) is not None


@dataclass(frozen=True, slots=True)
class Waiting:
    """It is in the queue."""

    position: int | None
    """How many are before it, where fal tells."""


@dataclass(frozen=True, slots=True)
class Working:
    """The model is at work."""

    log: tuple[tuple[str, str], ...]
    """Times and lines; fal may repeat those of earlier answers."""


@dataclass(frozen=True, slots=True)
class Done:
    """It ended, one way or another."""

    error: str
    """Why it failed; empty where it did not, or where only its result tells."""
    error_type: str
    metrics: dict[str, JsonValue]


Status = Waiting | Working | Done


def numbers(value: object) -> dict[str, JsonValue]:
    """The numbers among what fal measured, by their names."""
    if not isinstance(value, Mapping):
        return {}
    return {
        str(name): each
        for name, each in value.items()
        if isinstance(each, int | float) and not isinstance(each, bool) and abs(each) < 1e12
    }
