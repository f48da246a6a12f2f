"""What an artifact store is: bytes under the SHA-256 of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from prodwidget.artifacts.saving import save
from prodwidget.records import Artifact, ArtifactFiles, ArtifactRole


class ArtifactStore(ArtifactFiles, Protocol):
    """Keeps files by their digest; equal bytes are kept once. Safe to use from any thread."""

    def put(self, data: bytes, *, role: ArtifactRole, media_type: str) -> Artifact:
        """Keep ``data`` and answer the artifact that names it.

        Raises
        ------
        ConfigurationError
            It cannot be written to.
        """

    def receive(self, digest: str, pieces: Iterable[bytes]) -> bool:
        """Keep a file that comes in pieces, and answer whether it was not here before.

        Raises
        ------
        ArtifactMissing
            Its bytes have another digest; nothing was kept.
        ConfigurationError
            It cannot be written to.
        """

    def read(self, digest: str) -> bytes:
        """The bytes with this digest.

        Raises
        ------
        ArtifactMissing
            There is no such file, or its bytes are no longer the ones that were kept.
        """

    def stored(self) -> Iterator[tuple[str, float]]:
        """Every digest that is here, and when it was last put (seconds since 1970)."""

    def size(self, digest: str) -> int:
        """Bytes; 0 where there is no such file."""

    def remove(self, digest: str) -> int:
        """Delete a file and answer the bytes that were freed."""

    def url(self, digest: str) -> str:
        """The URL that an artifact with this digest has."""

    def save(self, artifact: Artifact, path: str | Path) -> Path:
        """Write an artifact to a file of the user's, and answer where.

        Raises
        ------
        ArtifactMissing
            Its bytes are gone or damaged.
        ExportError
            It cannot be written there.
        """
        return save(self.read(artifact.sha256), path)
