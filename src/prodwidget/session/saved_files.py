"""Where iterations find their files, the formats their models are saved in, what they measure."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from prodwidget.artifacts import ArtifactStore
from prodwidget.records import Artifact, ModelFacts, ModelFiles


class SavedFiles(ModelFiles):
    """The files of a session's iterations, as their user saves them.

    Parameters
    ----------
    artifacts:
        Where the bytes are.
    """

    def __init__(self, artifacts: ArtifactStore) -> None:
        self._artifacts = artifacts
        # What a digest names never changes, and half a million triangles take a second or two.
        self._measured = lru_cache(maxsize=64)(self._measure)

    def __reduce__(self) -> tuple[type[SavedFiles], tuple[ArtifactStore]]:
        # An iteration can be sent to another process, which measures anew.
        return SavedFiles, (self._artifacts,)

    def read(self, digest: str) -> bytes:
        """The bytes with this SHA-256; raises :class:`ArtifactMissing`."""
        return self._artifacts.read(digest)

    def save(self, artifact: Artifact, path: str | Path) -> Path:
        """Write an artifact as it is; raises as :meth:`ArtifactStore.save`."""
        return self._artifacts.save(artifact, path)

    @property
    def formats(self) -> Collection[str]:
        """Those of :func:`convert`."""
        from prodwidget.geometry import FORMATS

        return FORMATS

    def save_model(self, artifact: Artifact, path: str | Path, *, check: bool) -> Path:
        """Write a GLB in the format that a path's name asks for; raises as :func:`convert`."""
        # Whoever saves no model in another format needs none of what writes them.
        from prodwidget.geometry import convert

        return convert(self._artifacts.read(artifact.sha256), path, check=check)

    def facts(self, model: Artifact) -> ModelFacts:
        """What a model measures; raises as :meth:`read` and :func:`facts`."""
        return self._measured(model.sha256)

    def _measure(self, digest: str) -> ModelFacts:
        from prodwidget.geometry import model_facts

        return model_facts(self.read(digest))
