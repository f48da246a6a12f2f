"""The records that a session is made of.

They are what Redis holds (as JSON) and what the page receives; `js/contract.ts` is their other
half. Records are immutable: a change is a new record.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

SCHEMA_VERSION = 1
"""Version of the records and of the key layout; a newer one in Redis is refused."""

IterationId = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", strict=True)
]
"""ISO 8601, UTC, always six decimals: sorts as text in the order of time."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$", strict=True)]
"""Hexadecimal SHA-256."""

ArtifactRole = Literal["model", "reference", "thumbnail"]
IterationKind = Literal["create", "edit"]
StatusPhase = Literal["idle", "queued", "running", "complete", "error", "cancelled"]

BLOB_SCHEME = "blob+sha256:"
"""Scheme of an artifact URL whose bytes are in the blob store."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Artifact(_Record):
    """A file that an iteration produced."""

    role: ArtifactRole
    url: str
    """``https://…``, or ``blob+sha256:<digest>`` for a file in the blob store."""
    sha256: Digest
    size: int = Field(ge=0)
    """Bytes."""
    media_type: str


class TrellisArtifacts(_Record):
    """URLs under the names that Trellis gives them."""

    model_file: str
    """URL of the GLB."""
    no_background_images: tuple[str, ...] = ()
    """URLs of the reference images the model was made from."""


class ProductIteration(_Record):
    """One successful create or edit, identified by ``created_at``."""

    created_at: IterationId
    parent: IterationId | None
    depth: int = Field(ge=0)
    """Iterations between this one and its root; a root has 0."""
    kind: IterationKind
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
    versions: dict[str, str] = Field(default_factory=dict)
    """Versions of the libraries that made it."""
    discarded: bool = False
    """Dropped by a rewind; filled in on reading, since the stored record never changes."""

    @property
    def id(self) -> str:
        """The iteration's id: its ``created_at``."""
        return self.created_at

    @property
    def model(self) -> Artifact:
        """The artifact that holds the GLB."""
        return next(artifact for artifact in self.artifacts if artifact.role == "model")


class IterationDraft(_Record):
    """An iteration before the store has given it its id and its place."""

    kind: IterationKind
    prompt: str
    backend: str
    backend_label: str
    seed: int
    duration_seconds: float = Field(ge=0)
    notes: tuple[str, ...] = ()
    trellis_output: TrellisArtifacts
    artifacts: tuple[Artifact, ...]
    recipe: dict[str, JsonValue] = Field(default_factory=dict)
    versions: dict[str, str] = Field(default_factory=dict)


class ProductState(_Record):
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


class StatusError(_Record):
    """A failure, told to a user."""

    code: str
    message: str
    hint: str = ""
    retryable: bool = False


class ProductStatus(_Record):
    """What a session is doing now, or how its last job ended."""

    status: StatusPhase = "idle"
    job: str | None = None
    kind: IterationKind | None = None
    prompt: str = ""
    stage: str = ""
    """A phrase such as ``"shaping the body"``."""
    queue_position: int | None = None
    started_at: str | None = None
    updated_at: str | None = None
    elapsed_seconds: float = 0.0
    error: StatusError | None = None

    @property
    def busy(self) -> bool:
        """Whether a job is queued or running."""
        return self.status in ("queued", "running")


def utc_now() -> str:
    """Now, in the form of an iteration id."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
