"""A session in one file: its records and its artifacts.

The file is a ZIP archive:

- ``session.json``: ``format`` (``"prodwidget-session"``), ``version``, ``schema``, ``surface``
  (``"product"`` where it says none), ``session``, ``head``, ``created_at``, ``discarded`` (ids),
  ``marks`` (names and stars by id; may be absent), ``iterations`` (their number), ``missing``
  (digests of artifacts that were not there to be written), ``look`` (a ``Look``, where one was
  chosen);
- ``iterations.jsonl``: one ``ProductIteration`` a line, oldest first;
- ``artifacts/<sha256>``: the files that they refer to.

:mod:`prodwidget.session.unpacking` reads it.
"""

from __future__ import annotations

import json
import os
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from prodwidget.addresses import artifact_url
from prodwidget.artifacts import ArtifactStore
from prodwidget.errors import ArchiveError, ArtifactMissing
from prodwidget.records import SCHEMA_VERSION, Artifact, Look
from prodwidget.session.telling import Telling
from prodwidget.store import SessionSnapshot, StoredIteration

FORMAT = "prodwidget-session"
VERSION = 1

FACTS = "session.json"
RECORDS = "iterations.jsonl"


def member_of(digest: str) -> str:
    """The name that an artifact has in an archive."""
    return f"artifacts/{digest}"


def artifacts_of(iterations: Iterable[StoredIteration]) -> Iterator[Artifact]:
    """The artifacts of iterations, each digest once."""
    seen = set()
    for iteration in iterations:
        for artifact in iteration.artifacts:
            if artifact.sha256 not in seen:
                seen.add(artifact.sha256)
                yield artifact


def environment_of(look: Look) -> Iterator[Artifact]:
    """The photograph of light that a look needs, as an artifact; nothing where it needs none."""
    if look.environment is not None:
        digest, size = look.environment.sha256, look.environment.size
        yield Artifact(
            role="picture",
            url=artifact_url(digest),
            sha256=digest,
            size=size,
            media_type="application/octet-stream",
        )


def export_archive(
    path: Path, surface: str, session: str, snapshot: SessionSnapshot, artifacts: ArtifactStore
) -> Path:
    """Write a session to a file and answer that; raises as :func:`write_archive`.

    Warns about artifacts that were not there to be written.
    """
    missing = write_archive(path, surface, session, snapshot, artifacts)
    if missing:
        warnings.warn(
            f"{len(missing)} artifacts of {session!r} are gone and not in {path}.", stacklevel=3
        )
    return path


def write_archive(
    path: Path, surface: str, session: str, snapshot: SessionSnapshot, artifacts: ArtifactStore
) -> list[str]:
    """Write a session to a file and answer the digests of artifacts that were missing.

    The file appears under its name only when it is whole.

    Raises
    ------
    ArchiveError
        The file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                missing = _write(archive, surface, session, snapshot, artifacts)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is no path"
        raise ArchiveError(
            f"Cannot write {path}: {reason}.",
            hint="Choose another place, or free some space.",
        ) from None
    return missing


def _write(
    archive: zipfile.ZipFile,
    surface: str,
    session: str,
    snapshot: SessionSnapshot,
    artifacts: ArtifactStore,
) -> list[str]:
    missing = []
    told = Telling(f"Packing {session}")
    everything = [*artifacts_of(snapshot.iterations), *environment_of(snapshot.look)]
    for number, artifact in enumerate(everything, 1):
        told(number, len(everything))
        try:
            data = artifacts.read(artifact.sha256)
        except ArtifactMissing:
            missing.append(artifact.sha256)
        else:
            archive.writestr(member_of(artifact.sha256), data)
    with archive.open(RECORDS, "w", force_zip64=True) as lines:
        for each in snapshot.iterations:
            lines.write(each.record.encode() + b"\n")
    facts: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "schema": SCHEMA_VERSION,
        "surface": surface,
        "session": session,
        "head": snapshot.head,
        "created_at": snapshot.created_at,
        "discarded": [each.id for each in snapshot.iterations if each.discarded],
        "marks": {id: mark.model_dump() for id, mark in snapshot.marks.items()},
        "iterations": len(snapshot.iterations),
        "missing": missing,
    }
    if look := snapshot.look.model_dump(mode="json", exclude_defaults=True):
        facts["look"] = look
    archive.writestr(FACTS, json.dumps(facts, indent=2))
    return missing
