"""Artifacts on disk, named by the SHA-256 of their bytes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from prodwidget.addresses import BLOB_SCHEME
from prodwidget.errors import ArtifactMissing, ConfigurationError
from prodwidget.models import Artifact, ArtifactRole


class BlobStore:
    """Content-addressed files: ``<root>/<first two digits>/<sha256>``.

    Equal bytes are stored once. A file is written under a temporary name and moved into place, so
    that a reader never sees half of one, and its digest is checked whenever it is read.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes, *, role: ArtifactRole, media_type: str) -> Artifact:
        """Keep ``data`` and return the artifact that names it.

        Raises
        ------
        ConfigurationError
            The directory cannot be written to.
        """
        digest = hashlib.sha256(data).hexdigest()
        path = self.path(digest)
        if self._holds(path, digest):
            # As good as new: what nothing refers to is kept for a while after it was last put.
            os.utime(path)
        else:
            self._write(path, data)
        return Artifact(
            role=role,
            url=BLOB_SCHEME + digest,
            sha256=digest,
            size=len(data),
            media_type=media_type,
        )

    def read(self, digest: str) -> bytes:
        """The bytes with this digest.

        Raises
        ------
        ArtifactMissing
            There is no such file, or its bytes are no longer the ones that were stored.
        """
        try:
            data = self.path(digest).read_bytes()
        except OSError as error:
            raise ArtifactMissing(
                f"The file {digest[:12]}… is not in {self.root}.",
                hint="Restore it from a backup, or run the prompt again.",
            ) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise ArtifactMissing(
                f"The file {digest[:12]}… in {self.root} is damaged: its bytes have changed.",
                hint="Restore it from a backup, or run the prompt again.",
            )
        return data

    def picture(self, artifacts: Iterable[Artifact]) -> bytes | None:
        """A picture among these artifacts, or ``None`` where there is none or it is gone."""
        pictures = {each.role: each for each in artifacts if each.role != "model"}
        for role in ("thumbnail", "reference"):
            if role in pictures:
                with contextlib.suppress(ArtifactMissing):
                    return self.read(pictures[role].sha256)
        return None

    def path(self, digest: str) -> Path:
        """Where the file with this digest is, or would be."""
        return self.root / digest[:2] / digest

    def size(self, digest: str) -> int:
        """Bytes on disk; 0 where there is no such file."""
        try:
            return self.path(digest).stat().st_size
        except OSError:
            return 0

    def stored(self) -> Iterator[tuple[str, float]]:
        """Every digest that is here, and when it was last put (seconds since 1970)."""
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            if len(path.name) == 64:
                yield path.name, path.stat().st_mtime

    def remove(self, digest: str) -> int:
        """Delete a file and answer the bytes that were freed."""
        size = self.size(digest)
        self.path(digest).unlink(missing_ok=True)
        return size

    def _holds(self, path: Path, digest: str) -> bool:
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest() == digest
        except OSError:
            return False

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(temporary, path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise ConfigurationError(
                f"Cannot write to {self.root}: {error.strerror}.",
                hint="Free some space or make it writable, or set PRODWIDGET_DATA_DIR "
                "to a directory that is.",
            ) from error
