"""Where iterations find their files, and the formats that their models are saved in."""

from __future__ import annotations

from pathlib import Path

from prodwidget.artifacts import ArtifactStore
from prodwidget.records import Artifact, ModelFiles


class SavedFiles(ModelFiles):
    """The files of a session's iterations, as their user saves them.

    Parameters
    ----------
    artifacts:
        Where the bytes are.
    """

    def __init__(self, artifacts: ArtifactStore) -> None:
        self._artifacts = artifacts

    def read(self, digest: str) -> bytes:
        """The bytes with this SHA-256; raises :class:`ArtifactMissing`."""
        return self._artifacts.read(digest)

    def save(self, artifact: Artifact, path: str | Path) -> Path:
        """Write an artifact as it is; raises as :meth:`ArtifactStore.save`."""
        return self._artifacts.save(artifact, path)

    def save_model(self, artifact: Artifact, path: str | Path, *, check: bool) -> Path:
        """Write a GLB in the format that a path's name asks for; raises as :func:`convert`."""
        # Whoever saves no model in another format needs none of what writes them.
        from prodwidget.geometry import convert

        return convert(self._artifacts.read(artifact.sha256), path, check=check)
