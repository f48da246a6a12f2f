"""Iterations, and a session of them as other programs read it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field, JsonValue, PrivateAttr

from prodwidget.display import Card, Shown, seconds, shorten, size
from prodwidget.errors import ArtifactMissing
from prodwidget.records.artifact import ROLES, Artifact, ModelFiles, TrellisArtifacts
from prodwidget.records.base import SCHEMA_VERSION, IterationId, Keep, Record, Step
from prodwidget.records.facts import Facts

_ON_THE_WAY = frozenset(ROLES) - {"delivered"}
"""The model itself, and what it was made of; a user's own picture is not what is taken away."""


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a record was read from: no part of what it says, and so of no account in comparing."""

    files: ModelFiles | None = field(compare=False)


class StepRecord(Record):
    """What an iteration says of the step that made it."""

    kind: Step
    prompt: str
    keep: Keep | None = None
    """What the step had to leave as it was; ``None`` where nobody said, and it was not decided."""
    part: str = ""
    """The part of its parent that the step concerned, where it concerned one alone."""
    operation: str = ""
    """Of a ``process``: which, such as ``"simplify"``; of an edit ``"restyle"``, where that is
    what it was."""
    options: dict[str, JsonValue] = Field(default_factory=dict)
    """What was set for it, beyond what its backend takes by itself."""
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


class IterationDraft(StepRecord):
    """An iteration before the store has given it its id and its place."""


class ProductIteration(Shown, StepRecord):
    """One successful step, identified by ``created_at``."""

    created_at: IterationId
    parent: IterationId | None
    depth: int = Field(ge=0)
    """Iterations between this one and its root; a root has 0."""
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
    def delivered(self) -> tuple[Artifact, ...]:
        """What its provider sent besides the model: other formats, textures, previews, videos."""
        return tuple(each for each in self.artifacts if each.role == "delivered")

    def save_delivered(self, folder: str | Path) -> list[Path]:
        """Write what is :attr:`delivered` into a folder that is there, and answer where.

        Each has the name that its provider gave it, in place of a file that is there.

        Raises
        ------
        ArtifactMissing
            A file is gone or damaged.
        ExportError
            It cannot be written there.
        """
        files = self._kept_files()
        return [
            files.save(each, Path(folder) / (Path(each.name).name or each.sha256[:12]))
            for each in self.delivered
        ]

    @property
    def files(self) -> ModelFiles | None:
        """Where its artifacts are; ``None`` for a record that was not read from a session."""
        return self._origin.files

    def save(self, path: str | Path, *, check: bool = True) -> Path:
        """Write the model to ``path``, in place of a file that is there, and answer where.

        Parameters
        ----------
        path:
            Where to. The end of its name tells the format: GLB (also where it has none), USDZ, STL,
            OBJ, PLY, 3MF, or PNG for a picture of it; and what else its surface made, such as PDF,
            SVG or DXF for a package's dieline, or ZIP for a texture's maps. An OBJ has its
            materials and pictures written beside it. STL and 3MF are in millimetres, z up; the
            others in metres, y up.
        check:
            Whether STL and 3MF, which are for printers, are refused where the model is not
            watertight.

        Raises
        ------
        ArtifactMissing
            Its file is gone or damaged.
        ExportError
            It cannot be written there, its name asks for another format, or the model is not
            watertight.
        ModelError
            The model shows no surface, or is compressed by Draco: it can be had as GLB alone.
        """
        files = self._kept_files()
        end = Path(path).suffix.lower()
        if end in ("", ".glb"):
            return files.save(self.model, path)
        if end not in files.formats and (made := self._made_as(end)):
            return files.save(made, path)
        return files.save_model(self.model, path, check=check)

    def read(self, artifact: Artifact) -> bytes:
        """The bytes of one of its files; raises :class:`ArtifactMissing`."""
        return self._kept_files().read(artifact.sha256)

    def facts(self) -> Facts:
        """What its model measures, and how it was made.

        Dimensions, triangles, textures, whether it is watertight and why not, volume and surface,
        backend, options, price and request ids. It is measured from the file, on this machine.

        Raises
        ------
        ArtifactMissing
            Its file is gone or damaged.
        ModelError
            Its model cannot be read.
        """
        measured = self._kept_files().facts(self.model)
        return Facts(
            **measured.model_dump(),
            created_at=self.created_at,
            kind=self.kind,
            prompt=self.prompt,
            backend=self.backend,
            backend_label=self.backend_label,
            options=self.options,
            seed=self.seed,
            usd_estimated=self.usd_estimated,
            usd_billed=self.usd_billed,
            request_ids=self.request_ids,
        )

    @property
    def usd_estimated(self) -> float | None:
        """What was expected to be paid, in US dollars; ``None`` where nobody said."""
        return _amount(self.provenance.get("usd"))

    @property
    def usd_billed(self) -> float | None:
        """What providers said that they bill, in US dollars; ``None`` where none did."""
        said = [_amount(value) for name, value in _said(self.provenance) if name == "billed_usd"]
        known = [each for each in said if each is not None]
        return sum(known) if known else None

    @property
    def request_ids(self) -> tuple[str, ...]:
        """The providers' own names for the requests, wherever a backend wrote them down."""
        found: list[JsonValue] = []
        for name, value in _said(self.provenance):
            if name == "request_id":
                found.append(value)
            elif name == "request_ids" and isinstance(value, list | dict):
                found += value.values() if isinstance(value, dict) else value
        return tuple(dict.fromkeys(each for each in found if isinstance(each, str) and each))

    def _kept_files(self) -> ModelFiles:
        if self.files is None:
            raise ArtifactMissing(
                "This iteration was not read from a session, and has no files.",
                hint="Take it from pipeline.iterations or pipeline.history.",
            )
        return self.files

    def _made_as(self, end: str) -> Artifact | None:
        """A file that came with the model, whose name ends so, such as a package's dieline."""
        came = (each for each in self.artifacts if each.role not in _ON_THE_WAY)
        return next((each for each in came if Path(each.name).suffix.lower() == end), None)

    def __repr__(self) -> str:
        return f"<ProductIteration {self.id} {self.kind} {shorten(self.prompt, 60)!r}>"

    def shown_as(self) -> Card:
        return Card(
            self.prompt,
            {
                "kind": self.kind,
                "part": self.part,
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


def _said(provenance: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """Every name in a provenance with what it says, however deep."""
    if isinstance(provenance, list):
        for each in provenance:
            yield from _said(each)
    elif isinstance(provenance, dict):
        for name, value in provenance.items():
            yield name, value
            yield from _said(value)


def _amount(value: object) -> float | None:
    """US dollars; ``None`` where nobody said, or what they said is no amount."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


class ProductState(Shown, Record):
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
