"""The records that a session is made of.

They are what Redis holds (as JSON) and what the page receives; `js/contract.ts` is their other
half. Records are immutable: a change is a new record.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, JsonValue, PrivateAttr, StringConstraints

from prodwidget.addresses import artifact_url
from prodwidget.display import Card, Shown, seconds, shorten, size
from prodwidget.errors import ArtifactMissing, ExportError, ProdwidgetError, ProviderError

SCHEMA_VERSION = 2
"""Version of the records and of the key layout; a newer one in Redis is refused."""

IterationId = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", strict=True)
]
"""ISO 8601, UTC, always six decimals: sorts as text in the order of time."""
MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$", strict=True)]
"""Hexadecimal SHA-256."""

ArtifactRole = Literal["model", "reference", "thumbnail"]
Step = Literal["create", "edit"]
"""What can make an iteration."""
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
    "left_running": "given up here; the provider may still work on it, and bill",
}
"""What a person is told of each phase."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ArtifactFiles(Protocol):
    """Where the bytes of artifacts are."""

    def read(self, digest: str) -> bytes:
        """The bytes with this SHA-256; raises :class:`ArtifactMissing`."""

    def save(self, artifact: Artifact, path: str | Path) -> Path:
        """Write an artifact to a file of the user's, and answer where; raises as :meth:`read`."""


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a record was read from: no part of what it says, and so of no account in comparing."""

    files: ArtifactFiles | None = field(compare=False)


class Artifact(_Record):
    """A file that an iteration produced."""

    role: ArtifactRole
    url: str
    """``https://…``, or ``blob+sha256:<digest>`` for a file in the artifact store."""
    sha256: Digest
    size: int = Field(ge=0)
    """Bytes."""
    media_type: str

    @classmethod
    def of(cls, data: bytes, *, role: ArtifactRole, media_type: str) -> Artifact:
        """The artifact that names these bytes by their digest."""
        digest = hashlib.sha256(data).hexdigest()
        url, size = artifact_url(digest), len(data)
        return cls(role=role, url=url, sha256=digest, size=size, media_type=media_type)


class TrellisArtifacts(_Record):
    """URLs under the names that Trellis gives them."""

    model_file: str
    """URL of the GLB."""
    no_background_images: tuple[str, ...] = ()
    """URLs of the reference images the model was made from."""


class ProductIteration(Shown, _Record):
    """One successful create or edit, identified by ``created_at``."""

    created_at: IterationId
    parent: IterationId | None
    depth: int = Field(ge=0)
    """Iterations between this one and its root; a root has 0."""
    kind: Step
    prompt: str
    backend: str
    backend_label: str
    """What the backend says of itself, such as ``"procedural, not AI"``."""
    seed: int
    duration_seconds: float = Field(ge=0)
    notes: tuple[str, ...] = ()
    """Sentences for the user, such as the words a backend did not understand."""
    trellis_output: TrellisArtifacts
    artifacts: tuple[Artifact, ...]
    recipe: dict[str, JsonValue] = Field(default_factory=dict)
    """What the backend needs to edit this iteration."""
    provenance: dict[str, JsonValue] = Field(default_factory=dict)
    """How a provider made it: instruction, models, options, request ids, timings, usage, price."""
    versions: dict[str, str] = Field(default_factory=dict)
    """Versions of the libraries that made it."""
    discarded: bool = False
    """Dropped by a rewind; filled in on reading, since the stored record never changes."""

    _origin: _Origin = PrivateAttr()

    def model_post_init(self, context: Any) -> None:
        """Note where the artifacts are: whoever reads a record gives it as the context."""
        self._origin = _Origin(context)

    @property
    def id(self) -> str:
        """The iteration's id: its ``created_at``."""
        return self.created_at

    @property
    def model(self) -> Artifact:
        """The artifact that holds the GLB."""
        return next(artifact for artifact in self.artifacts if artifact.role == "model")

    @property
    def files(self) -> ArtifactFiles | None:
        """Where its artifacts are; ``None`` for a record that was not read from a session."""
        return self._origin.files

    def save(self, path: str | Path) -> Path:
        """Write the GLB to ``path``, in place of a file that is there, and answer where.

        Raises
        ------
        ArtifactMissing
            Its file is gone or damaged.
        ExportError
            It cannot be written there, or its name asks for another format than GLB.
        """
        if self.files is None:
            raise ArtifactMissing(
                "This iteration was not read from a session, and has no files.",
                hint="Take it from pipeline.iterations or pipeline.history.",
            )
        suffix = Path(path).suffix
        if suffix.lower() not in ("", ".glb"):
            raise ExportError(
                f"A version is saved as GLB, and {path} asks for {suffix[1:].upper()}.",
                hint=f"Name it {Path(path).with_suffix('.glb')}, and convert that.",
            )
        return self.files.save(self.model, path)

    def __repr__(self) -> str:
        return f"<ProductIteration {self.id} {self.kind} {shorten(self.prompt, 60)!r}>"

    def shown_as(self) -> Card:
        return Card(
            self.prompt,
            {
                "kind": self.kind,
                "made by": self.backend_label or self.backend,
                "in": seconds(self.duration_seconds),
                "size": size(self.model.size),
                "seed": str(self.seed),
                "id": self.id,
                "from": self.parent or "",
                "state": "discarded" if self.discarded else "",
            },
            self.notes,
        )


class IterationDraft(_Record):
    """An iteration before the store has given it its id and its place."""

    kind: Step
    prompt: str
    backend: str
    backend_label: str
    seed: int
    duration_seconds: float = Field(ge=0)
    notes: tuple[str, ...] = ()
    trellis_output: TrellisArtifacts
    artifacts: tuple[Artifact, ...]
    recipe: dict[str, JsonValue] = Field(default_factory=dict)
    provenance: dict[str, JsonValue] = Field(default_factory=dict)
    versions: dict[str, str] = Field(default_factory=dict)


class ProductState(Shown, _Record):
    """A session as other programs read it under ``product:<session>``.

    ``iterations`` is the newest part of the active line, oldest first, so that ``iterations[-1]``
    is the head; ``iteration_count`` is the length of the whole line.
    """

    schema_version: int = SCHEMA_VERSION
    session: str
    prompt: str = ""
    """The head's prompt."""
    head: IterationId | None = None
    created_at: IterationId | None = None
    """When the session's first iteration was committed."""
    updated_at: IterationId | None = None
    iteration_count: int = 0
    trellis_output: TrellisArtifacts | None = None
    """The head's."""
    iterations: tuple[ProductIteration, ...] = ()

    def __repr__(self) -> str:
        return f"<ProductState {self.session!r}: {self.iteration_count} on the line>"

    def shown_as(self) -> Card:
        return Card(
            self.prompt or "Nothing was made yet.",
            {
                "session": self.session,
                "on the line": str(self.iteration_count),
                "head": self.head or "",
                "first": self.created_at or "",
                "changed": self.updated_at or "",
            },
        )


class StatusError(_Record):
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


class ProductStatus(Shown, _Record):
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


class Money(_Record):
    """What a session costs, in US dollars; estimates all."""

    spent: float
    next_create: float
    next_edit: float
    cap: float | None
    """What it may spend in all."""


class JobRecord(Shown, _Record):
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


def microdollars(usd: float) -> int:
    """An amount as it is counted and stored: in whole millionths, which add up exactly."""
    return round(usd * 1_000_000)


def dollars(micro: int | str | bytes) -> float:
    """An amount in US dollars, of one that is stored."""
    return int(micro) / 1_000_000


def utc_now() -> str:
    """Now, in the form of an iteration id."""
    return datetime.now(UTC).strftime(MOMENT_FORMAT)
