"""Files of an iteration, and what else stands for a thing that is seen."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import Field

from prodwidget.addresses import artifact_url
from prodwidget.records.base import Digest, Record
from prodwidget.records.facts import ModelFacts

ROLES = ("model", "reference", "thumbnail", "picture", "mask", "source", "delivered")
"""What a file can be to its iteration on every surface."""

ArtifactRole = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,31}$")]
"""One of :data:`ROLES`, or of those that a surface has besides.

``model`` is the GLB, of which there is exactly one. A ``reference`` was made on the way to it, a
``picture`` came from the user, and so did a ``mask`` (where an edit may change something) and a
``source`` (a model of the user's, before it became a GLB). What a provider sent along is
``delivered``.
"""

View = Literal["", "front", "back", "left", "right", "top"]
"""What side of the product a picture shows; empty where nobody says."""


class ArtifactFiles(Protocol):
    """Where the bytes of artifacts are."""

    def read(self, digest: str) -> bytes:
        """The bytes with this SHA-256; raises :class:`ArtifactMissing`."""

    def save(self, artifact: Artifact, path: str | Path) -> Path:
        """Write an artifact to a file of the user's, and answer where; raises as :meth:`read`."""


class ModelFiles(ArtifactFiles, Protocol):
    """Where the bytes of artifacts are, and what else can be had of a model."""

    @property
    def formats(self) -> Collection[str]:
        """The ends of files that every model can be written as, such as ``".stl"``."""

    def save_model(self, artifact: Artifact, path: str | Path, *, check: bool) -> Path:
        """Write a GLB in the format that a path's name asks for, and answer where.

        Raises as :meth:`ArtifactFiles.read`, and as :func:`prodwidget.convert`.
        """

    def facts(self, model: Artifact) -> ModelFacts:
        """What a model measures; raises :class:`ArtifactMissing` and :class:`ModelError`."""


class Artifact(Record):
    """A file that an iteration produced."""

    role: ArtifactRole
    url: str
    """``https://…``, or ``blob+sha256:<digest>`` for a file in the artifact store."""
    sha256: Digest
    size: int = Field(ge=0)
    """Bytes."""
    media_type: str
    name: str = ""
    """What the user, or the provider that delivered it, calls the file; often empty."""
    view: View = ""
    """What side of the product a picture shows."""

    @classmethod
    def of(
        cls, data: bytes, *, role: ArtifactRole, media_type: str, name: str = "", view: View = ""
    ) -> Artifact:
        """The artifact that names these bytes by their digest."""
        digest = hashlib.sha256(data).hexdigest()
        return cls(
            role=role,
            url=artifact_url(digest),
            sha256=digest,
            size=len(data),
            media_type=media_type,
            name=name,
            view=view,
        )


class TrellisArtifacts(Record):
    """URLs under the names that Trellis gives them."""

    model_file: str
    """URL of the GLB."""
    no_background_images: tuple[str, ...] = ()
    """URLs of the reference images the model was made from."""

    @classmethod
    def of(cls, artifacts: Iterable[Artifact]) -> TrellisArtifacts:
        """Those of an iteration."""
        made = tuple(artifacts)
        return cls(
            model_file=next(each.url for each in made if each.role == "model"),
            no_background_images=tuple(each.url for each in made if each.role == "reference"),
        )


class ViewCamera(Record):
    """Where a view of a product is taken from, in the coordinates of its model (glTF, metres)."""

    position: tuple[float, float, float]
    target: tuple[float, float, float]
    field_of_view: float = Field(default=35.0, gt=0, lt=180)
    """Vertical, in degrees."""
