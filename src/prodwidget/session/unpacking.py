"""Reads a session file, which may be anybody's: all of it is checked before any of it is kept."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from prodwidget.addresses import artifact_url
from prodwidget.artifacts import ArtifactStore
from prodwidget.backends import model_trouble
from prodwidget.display import one_line
from prodwidget.errors import ArchiveError, StateUnreadable
from prodwidget.geometry import MEDIA_TYPE
from prodwidget.records import (
    MOMENT_FORMAT,
    SCHEMA_VERSION,
    Artifact,
    Digest,
    IterationId,
    Look,
    Mark,
    ProductIteration,
    TrellisArtifacts,
)
from prodwidget.session.archive import (
    FACTS,
    FORMAT,
    RECORDS,
    VERSION,
    artifacts_of,
    environment_of,
    member_of,
)
from prodwidget.session.members import Members
from prodwidget.session.prompts import PROMPT_CHARACTERS
from prodwidget.session.telling import Telling
from prodwidget.store import SessionSnapshot, StoredIteration
from prodwidget.surfaces import PRODUCT, Surface

MOST_ITERATIONS = 200_000
MOST_ARTIFACTS = 16
"""Of one iteration."""
MOST_ARTIFACT_BYTES = 256 << 20

_RECORD_BYTES = 256 << 10
"""Longest line that is read: a record takes a few kilobytes."""

_RECORDS_BYTES = 512 << 20
_FREE_RECORDS_BYTES = 8 << 20
_MOST_RECORDS_RATIO = 100
"""The records may come to so many bytes, and beyond that to so many times the file's own size."""

_FACTS_BYTES = 32 << 20
_DESCRIPTION_BYTES = 16 << 20
"""Longest JSON chunk of a model."""

_MOST_SEED = 2**63
_LAST_YEAR = 2199

_PICTURE_TYPE = re.compile(r"image/[a-z0-9.+-]{1,40}", re.ASCII)
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-zA-Z0-9.+-]{1,80}(; ?[a-z]+=[\w.-]{1,40})?", re.ASCII)

_PICTURES = frozenset({"reference", "thumbnail", "picture", "mask"})
"""What is a picture on every surface; other roles can be any file."""


class _Kind(BaseModel):
    format: str
    version: int
    schema_version: int = Field(alias="schema")


class _Facts(BaseModel):
    surface: str = PRODUCT.name
    """Files of versions that knew no other say none."""
    session: str
    head: IterationId
    created_at: IterationId
    discarded: set[IterationId]
    marks: dict[IterationId, Mark] = Field(default_factory=dict)
    """Files of versions that knew no marks have none."""
    iterations: int
    missing: set[Digest]
    look: Look = Look()


class SessionFile:
    """A session file that is open, with its records; closed with the ``with`` block.

    Raises
    ------
    ArchiveError
        It is not such a file, is damaged, claims too much, or is of another version or surface.
    """

    def __init__(self, path: Path, surface: Surface) -> None:
        self._members = Members(path)
        try:
            facts = self._facts()
            if facts.surface != surface.name:
                raise ArchiveError(
                    f"{path} holds a session of another surface than {surface.name}.",
                    hint=f"Open it as that: Sessions(surface={facts.surface[:40]!r}).load(…).",
                )
            self.session = facts.session
            """The name that it was exported under."""
            self.snapshot = self._snapshot(facts)
            """Its records; they refer to files by their digests alone, and to no address."""
            self.missing = facts.missing
            """Digests of artifacts that were not there to be written."""
            self._check_artifacts()
        except BaseException:
            self._members.close()
            raise

    def __enter__(self) -> SessionFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._members.close()

    def digests(self) -> list[str]:
        """The artifacts that are in it."""
        return [each.sha256 for each in self._present()]

    def keep(self, digest: str, artifacts: ArtifactStore) -> bool:
        """Keep one of its artifacts, and answer whether it was not there before.

        Raises
        ------
        ConfigurationError
            The store cannot be written to.
        """
        return artifacts.receive(digest, self._members.pieces(member_of(digest)))

    # Records

    def _facts(self) -> _Facts:
        if FACTS not in self._members:
            raise self._foreign()
        text = self._members.read(FACTS, _FACTS_BYTES)
        try:
            kind = _Kind.model_validate_json(text, strict=True)
        except ValidationError:
            raise self._foreign() from None
        if kind.format != FORMAT:
            raise self._foreign()
        if (kind.version, kind.schema_version) != (VERSION, SCHEMA_VERSION):
            raise ArchiveError(
                f"{self._members.path} was written by another version of prodwidget.",
                hint="Import it with that version, or upgrade.",
            )
        try:
            return _Facts.model_validate_json(text, strict=True)
        except ValidationError as error:
            place = error.errors(include_url=False, include_input=False)[0]["loc"]
            raise self._damaged(f"session.json lacks a right {place[0]!r}") from None

    def _foreign(self) -> ArchiveError:
        return ArchiveError(
            f"{self._members.path} is not a session file.",
            hint="Give a file that Sessions().export(name, path) wrote.",
        )

    def _snapshot(self, facts: _Facts) -> SessionSnapshot:
        if not 0 < facts.iterations <= MOST_ITERATIONS:
            raise self._damaged(f"it claims {facts.iterations:,} iterations")
        most = min(_FREE_RECORDS_BYTES + _MOST_RECORDS_RATIO * self._members.size, _RECORDS_BYTES)
        if self._members.size_of(RECORDS) > most:
            raise self._damaged("its iterations would take far more than iterations take")
        iterations: list[StoredIteration] = []
        told = Telling("Checking its iterations")
        for line in self._members.lines(RECORDS, _RECORD_BYTES):
            if len(iterations) == facts.iterations:
                raise self._damaged("it has more iterations than it says")
            iterations.append(self._iteration(line, facts.discarded))
            told(len(iterations), facts.iterations)
        if len(iterations) != facts.iterations:
            raise self._damaged("iterations are missing")
        known = {each.id for each in iterations}
        if not _is_moment(facts.created_at) or (facts.discarded | facts.marks.keys()) - known:
            raise self._damaged("session.json does not fit its iterations")
        if any(mark.name != one_line(mark.name) for mark in facts.marks.values()):
            raise self._damaged("a version has a name of several lines")
        snapshot = SessionSnapshot(
            facts.head, facts.created_at, tuple(iterations), marks=facts.marks, look=facts.look
        )
        try:
            snapshot.line()
        except StateUnreadable as error:
            raise self._damaged(error.message[0].lower() + error.message[1:-1]) from None
        return snapshot

    def _iteration(self, line: bytes, discarded: set[IterationId]) -> StoredIteration:
        try:
            iteration = ProductIteration.model_validate_json(line, strict=True)
            if trouble := self._trouble(iteration):
                raise self._damaged(f"an iteration {trouble}")
            artifacts = tuple(_own(each) for each in iteration.artifacts)
            iteration = iteration.model_copy(
                update={
                    "artifacts": artifacts,
                    "trellis_output": TrellisArtifacts.of(artifacts),
                    "discarded": False,
                }
            )
            stored = StoredIteration.new(iteration, discarded=iteration.id in discarded)
            if ProductIteration.model_validate_json(stored.record, strict=True) != iteration:
                raise self._damaged("an iteration holds what cannot be written down")
        except (ValidationError, ValueError):
            raise self._damaged("an iteration cannot be read") from None
        return stored

    def _trouble(self, iteration: ProductIteration) -> str:
        """What is wrong with an iteration, in words; empty where nothing is."""
        artifacts = iteration.artifacts
        if not _is_moment(iteration.id):
            return "has a time that is none"
        if len(iteration.prompt) > PROMPT_CHARACTERS:
            return "has a prompt that is too long"
        if abs(iteration.seed) > _MOST_SEED:
            return "has a seed that is too large"
        models = sum(each.role == "model" for each in artifacts)
        if models != 1:
            return f"has {models or 'no'} models instead of one"
        if len(artifacts) > MOST_ARTIFACTS:
            return "has too many files"
        for each in artifacts:
            if each.role in _PICTURES and _PICTURE_TYPE.fullmatch(each.media_type) is None:
                return f"has a {each.role} that is no picture"
            if each.role != "model" and _MEDIA_TYPE.fullmatch(each.media_type) is None:
                return f"has a {each.role} of no known kind"
            if not 0 < each.size <= MOST_ARTIFACT_BYTES:
                return f"has a {each.role} of {each.size:,} bytes"
        return ""

    # Artifacts

    def _present(self) -> Iterator[Artifact]:
        made = artifacts_of(self.snapshot.iterations)
        for artifact in (*made, *environment_of(self.snapshot.look)):
            if artifact.sha256 not in self.missing:
                yield artifact

    def _check_artifacts(self) -> None:
        models: set[str] = set()
        sizes: dict[str, int] = {}
        for iteration in self.snapshot.iterations:
            for artifact in iteration.artifacts:
                if sizes.setdefault(artifact.sha256, artifact.size) != artifact.size:
                    raise self._damaged(f"{_named(artifact)} has two sizes")
                if artifact.role == "model":
                    models.add(artifact.sha256)
        told = Telling(f"Checking {self.session[:64]!r}")
        present = list(self._present())
        for number, artifact in enumerate(present, 1):
            self._check(artifact, is_model=artifact.sha256 in models)
            told(number, len(present))

    def _check(self, artifact: Artifact, *, is_model: bool) -> None:
        name = member_of(artifact.sha256)
        if self._members.size_of(name) != artifact.size:
            raise self._damaged(f"{_named(artifact)} has another size than its record says")
        found, size, begin = hashlib.sha256(), 0, bytearray()
        wanted = 20
        for piece in self._members.pieces(name):
            found.update(piece)
            size += len(piece)
            if is_model and len(begin) < wanted:
                begin += piece
                if len(begin) >= 20:
                    wanted = 20 + min(struct.unpack_from("<I", begin, 12)[0], _DESCRIPTION_BYTES)
        if found.hexdigest() != artifact.sha256:
            raise self._damaged(f"{_named(artifact)} has other bytes")
        if is_model and (trouble := model_trouble(bytes(begin), size)):
            raise self._damaged(f"{_named(artifact)} is {trouble}")

    def _damaged(self, what: str) -> ArchiveError:
        return self._members.damaged(what)


def _own(artifact: Artifact) -> Artifact:
    """An artifact as it is called here, whatever addresses and kinds a file gives."""
    changes = {"url": artifact_url(artifact.sha256)}
    if artifact.role == "model":
        changes["media_type"] = MEDIA_TYPE
    return artifact.model_copy(update=changes)


def _named(artifact: Artifact) -> str:
    return f"the {artifact.role} {artifact.sha256[:12]}…"


def _is_moment(id: str) -> bool:
    """Whether an id is a time that there is, and one after which there is still time for others."""
    try:
        moment = datetime.strptime(id, MOMENT_FORMAT)
    except ValueError:
        return False
    return 1970 <= moment.year <= _LAST_YEAR and moment.strftime(MOMENT_FORMAT) == id
