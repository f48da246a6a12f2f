"""Jobs that are not done, and what a session costs."""

from __future__ import annotations

from pydantic import Field, JsonValue

from prodwidget.display import Card, Shown, shorten
from prodwidget.records.artifact import Artifact, ViewCamera
from prodwidget.records.base import IterationId, Keep, Record, Step, dollars


class Money(Record):
    """What a session costs, in US dollars; estimates all."""

    spent: float
    next_create: float
    next_edit: float
    cap: float | None
    """What it may spend in all."""


class JobRecord(Shown, Record):
    """A job that is not done: enough for another kernel to go on with it."""

    id: str
    kind: Step
    prompt: str
    seed: int
    backend: str
    parent: IterationId | None
    """What an edit starts from."""
    head: IterationId | None
    """What the session stood on when the job began."""
    started_at: str
    owner: str
    """Who began or took it, for people to read."""
    inputs: tuple[Artifact, ...] = ()
    """What the user gave for it: pictures, a mask, a model."""
    keep: Keep | None = None
    """What it must leave as it is."""
    part: str = ""
    """The part of the parent that it concerns, where it concerns one alone."""
    operation: str = ""
    """Of a ``process``, and of an edit without a reader: which."""
    options: dict[str, JsonValue] = Field(default_factory=dict)
    """What the user set for it."""
    camera: ViewCamera | None = None
    """The view of the product that the mask lies over; else it lies over the reference picture."""
    variants: int = 1
    """How many iterations it is to make, all of the same parent."""
    review: bool = False
    """The user wants to choose among the images before the model is made."""
    spent_microdollars: int = 0
    """What its requests cost so far, about."""
    attempts: int = 1
    """How many workers took it up, the first included."""
    kept: tuple[Artifact, ...] = ()
    """The files that its backend stored on the way."""
    refused: str = ""
    """What a provider said that would say, and bill, the same again; empty where none did."""

    def __repr__(self) -> str:
        return f"<JobRecord {self.id} {self.kind} {shorten(self.prompt, 60)!r}>"

    def shown_as(self) -> Card:
        pictures = len(self.kept)
        return Card(
            self.prompt,
            {
                "kind": self.kind,
                "part": self.part,
                "backend": self.backend,
                "spent": f"about ${dollars(self.spent_microdollars):.2f}",
                "kept": f"{pictures} picture{'' if pictures == 1 else 's'}" if pictures else "",
                "started": self.started_at,
                "by": self.owner,
                "attempts": str(self.attempts),
                "id": self.id,
            },
        )

    checkpoints: dict[str, JsonValue] = Field(default_factory=dict)
    """What the backend wrote down on the way, such as the provider's own job id."""
