"""Artifacts on disk, named by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from prodwidget.errors import ArtifactMissing, ConfigurationError
from prodwidget.models import BLOB_SCHEME, Artifact, ArtifactRole


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
        if not self._holds(path, digest):
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

    def path(self, digest: str) -> Path:
        """Where the file with this digest is, or would be."""
        return self.root / digest[:2] / digest

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
