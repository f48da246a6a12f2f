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

    def set_aside(self, digest: str) -> bool:
        """Take a file away so that it can still be brought back; answer whether it was here.

        Whoever keeps the same bytes meanwhile finds it missing and writes it anew; who reads it
        still finds it.
        """

    def put_back(self, digest: str) -> None:
        """Bring back a file that was set aside."""

    def discard(self, digest: str) -> int:
        """Delete a file that was set aside and answer the bytes that were freed."""

    def tidy(self, before: float, *, dry_run: bool) -> int:
        """Clear what others who died left half done before a time (seconds since 1970).

        Answers the bytes that are freed; with ``dry_run``, that would be.
        """

    def marks(self) -> set[str]:
        """What the servers that use this store left here to know it by."""

    def mark(self, name: str) -> None:
        """Leave a mark.

        Raises
        ------
        ConfigurationError
            It cannot be written to.
        """

    def unmark(self, name: str) -> None:
        """Take a mark away."""

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
