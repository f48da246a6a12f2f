"""A session in one file: its records and its artifacts.

The file is a ZIP archive:

- ``session.json``: ``format`` (``"prodwidget-session"``), ``version``, ``schema``, ``session``,
  ``head``, ``created_at``, ``discarded`` (ids), ``iterations`` (their number), ``missing``
  (digests of artifacts that were not there to be written);
- ``iterations.jsonl``: one ``ProductIteration`` a line, oldest first;
- ``artifacts/<sha256>``: the files that they refer to.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from prodwidget.artifacts import ArtifactStore
from prodwidget.errors import ArchiveError, ArtifactMissing
from prodwidget.records import SCHEMA_VERSION, Artifact, ProductIteration
from prodwidget.store import SessionSnapshot

FORMAT = "prodwidget-session"
VERSION = 1

_ITERATION_BYTES = 1 << 20
"""Longest line that is read: a record takes a few kilobytes."""


def write_archive(
    path: Path, session: str, snapshot: SessionSnapshot, artifacts: ArtifactStore
) -> list[str]:
    """Write a session to a file and answer the digests of artifacts that were missing.

    The file appears under its name only when it is whole.

    Raises
    ------
    ArchiveError
        The file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            missing = _write_artifacts(archive, snapshot, artifacts)
            archive.writestr(
                "iterations.jsonl",
                "".join(
                    each.model_dump_json(exclude={"discarded"}) + "\n"
                    for each in snapshot.iterations
                ),
            )
            facts = {
                "format": FORMAT,
                "version": VERSION,
                "schema": SCHEMA_VERSION,
                "session": session,
                "head": snapshot.head,
                "created_at": snapshot.created_at,
                "discarded": [each.id for each in snapshot.iterations if each.discarded],
                "iterations": len(snapshot.iterations),
                "missing": missing,
            }
            archive.writestr("session.json", json.dumps(facts, indent=2))
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ArchiveError(
            f"Cannot write {path}: {error.strerror or error}.",
            hint="Choose another place, or free some space.",
        ) from None
    return missing


def read_archive(path: Path, artifacts: ArtifactStore) -> tuple[str, SessionSnapshot]:
    """Read a session's name and records from a file, and keep its artifacts.

    Raises
    ------
    ArchiveError
        The file is not such an archive, is damaged, or is of a newer version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            facts = _facts(archive, path)
            discarded = set(facts["discarded"])
            iterations = tuple(
                each.model_copy(update={"discarded": each.id in discarded})
                for each in _iterations(archive, path)
            )
            if len(iterations) != facts["iterations"]:
                raise _damaged(path, "iterations are missing")
            _read_artifacts(archive, path, iterations, set(facts["missing"]), artifacts)
    except zipfile.BadZipFile:
        raise ArchiveError(
            f"{path} is not a session file, or it is cut short.",
            hint="Export the session again with Sessions().export(name, path).",
        ) from None
    except OSError as error:
        raise ArchiveError(
            f"Cannot read {path}: {error.strerror or error}.", hint="Check the path."
        ) from None
    return facts["session"], SessionSnapshot(facts["head"], facts["created_at"], iterations)


def _write_artifacts(
    archive: zipfile.ZipFile, snapshot: SessionSnapshot, artifacts: ArtifactStore
) -> list[str]:
    missing = []
    for artifact in _artifacts(snapshot.iterations):
        try:
            data = artifacts.read(artifact.sha256)
        except ArtifactMissing:
            missing.append(artifact.sha256)
        else:
            archive.writestr(f"artifacts/{artifact.sha256}", data)
    return missing


def _read_artifacts(
    archive: zipfile.ZipFile,
    path: Path,
    iterations: tuple[ProductIteration, ...],
    missing: set[str],
    artifacts: ArtifactStore,
) -> None:
    for artifact in _artifacts(iterations):
        if artifact.sha256 in missing:
            continue
        data = _read(archive, path, f"artifacts/{artifact.sha256}", artifact.size)
        stored = artifacts.put(data, role=artifact.role, media_type=artifact.media_type)
        if stored.sha256 != artifact.sha256:
            raise _damaged(path, f"the artifact {artifact.sha256[:12]}… has other bytes")


def _artifacts(iterations: tuple[ProductIteration, ...]) -> Iterator[Artifact]:
    seen = set()
    for iteration in iterations:
        for artifact in iteration.artifacts:
            if artifact.sha256 not in seen:
                seen.add(artifact.sha256)
                yield artifact


def _facts(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        facts = json.loads(_read(archive, path, "session.json", 1 << 26))
    except ValueError:
        facts = None
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise ArchiveError(
            f"{path} is not a session file.",
            hint="Give a file that Sessions().export(name, path) wrote.",
        )
    if facts.get("version") != VERSION or facts.get("schema") != SCHEMA_VERSION:
        raise ArchiveError(
            f"{path} was written by another version of prodwidget.",
            hint="Import it with that version, or upgrade.",
        )
    shape = {
        "session": str,
        "head": str,
        "created_at": str,
        "discarded": list,
        "iterations": int,
        "missing": list,
    }
    for name, kind in shape.items():
        if not isinstance(facts.get(name), kind):
            raise _damaged(path, f"session.json lacks {name!r}")
    return facts


def _iterations(archive: zipfile.ZipFile, path: Path) -> Iterator[ProductIteration]:
    try:
        with archive.open("iterations.jsonl") as lines:
            while line := lines.readline(_ITERATION_BYTES):
                yield ProductIteration.model_validate_json(line)
    except (KeyError, ValidationError):
        raise _damaged(path, "an iteration cannot be read") from None


def _read(archive: zipfile.ZipFile, path: Path, name: str, most: int) -> bytes:
    """One member, never more of it than was announced: an archive can unpack to far more."""
    try:
        with archive.open(name) as member:
            data = member.read(most + 1)
    except KeyError:
        raise _damaged(path, f"{name} is missing") from None
    if len(data) > most:
        raise _damaged(path, f"{name} is larger than it should be")
    return data


def _damaged(path: Path, what: str) -> ArchiveError:
    return ArchiveError(
        f"{path} is damaged: {what}. Nothing was imported.",
        hint="Use another copy, or export the session again.",
    )
