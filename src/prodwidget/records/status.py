"""What a session is doing, and how it failed."""

from __future__ import annotations

from typing import Literal

from prodwidget.display import Card, Shown, seconds, shorten
from prodwidget.errors import ProdwidgetError, ProviderError
from prodwidget.records.artifact import Artifact
from prodwidget.records.base import IterationId, Record, Step

StatusPhase = Literal[
    "idle", "queued", "running", "review", "complete", "error", "cancelled", "left_running"
]
"""``review``: the job waits for the user to choose among its previews."""

PHASE_WORDS: dict[StatusPhase, str] = {
    "idle": "idle",
    "queued": "queued",
    "running": "running",
    "review": "waiting for a choice among its images",
    "complete": "done",
    "error": "failed",
    "cancelled": "cancelled",
    "left_running": "given up here; whoever makes it may still work on it",
}
"""What a person is told of each phase."""


class StatusError(Record):
    """A failure, told to a user."""

    code: str
    message: str
    hint: str = ""
    retryable: bool = False
    provider: str = ""
    request_id: str = ""
    """The provider's own name for the request, for its support."""

    @classmethod
    def of(cls, error: ProdwidgetError) -> StatusError:
        """A failure as a record, for a status or a message."""
        provider = error if isinstance(error, ProviderError) else None
        return cls(
            code=error.code,
            message=error.message,
            hint=error.hint,
            retryable=error.retryable,
            provider=provider.provider if provider else "",
            request_id=provider.request_id if provider else "",
        )


class ProductStatus(Shown, Record):
    """What a session is doing now, or how its last job ended."""

    status: StatusPhase = "idle"
    job: str | None = None
    kind: Step | None = None
    prompt: str = ""
    stage: str = ""
    """A phrase such as ``"shaping the body"``."""
    detail: str = ""
    """The provider's newest words, such as a line of its log."""
    queue_position: int | None = None
    started_at: str | None = None
    updated_at: str | None = None
    elapsed_seconds: float = 0.0
    iteration: IterationId | None = None
    """What the job made, once it is complete."""
    notes: tuple[str, ...] = ()
    """Sentences about what it made."""
    error: StatusError | None = None
    recoverable: bool = False
    """The job can be gone on with: what it paid for is kept."""
    previews: tuple[Artifact, ...] = ()
    """Images on the way to the model."""

    @property
    def busy(self) -> bool:
        """Whether a job is queued or running."""
        return self.status in ("queued", "running", "review")

    def __repr__(self) -> str:
        return f"<ProductStatus {self.status}: {shorten(self.prompt, 60)!r}>"

    def shown_as(self) -> Card:
        place = self.queue_position
        error = (self.error.message, self.error.hint) if self.error else ()
        review = "pipeline.choose(0) goes on with the first image, and so on; None has others made."
        return Card(
            self.prompt or "Nothing is running.",
            {
                "kind": self.kind or "",
                "status": PHASE_WORDS[self.status],
                "stage": self.stage if self.busy else "",
                "place in the queue": "" if place is None else str(place),
                "for" if self.busy else "took": seconds(self.elapsed_seconds) if self.job else "",
                "id": self.iteration or "",
            },
            [
                *filter(None, (self.detail, *self.notes, *error)),
                *([review] if self.status == "review" else []),
            ],
        )
