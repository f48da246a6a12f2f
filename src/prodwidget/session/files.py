"""The files of a session's iterations, and what can be told of them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from prodwidget.artifacts import ArtifactStore
from prodwidget.records import Artifact, ModelFacts
from prodwidget.session.inputs import ModelSource, bytes_of


class SessionFiles:
    """What iterations that were read from a session ask for what is theirs.

    Parameters
    ----------
    artifacts:
        Where the bytes are.
    """

    def __init__(self, artifacts: ArtifactStore) -> None:
        self._artifacts = artifacts
        # What a digest names never changes, and half a million triangles take a second or two.
        self._measured = lru_cache(maxsize=64)(self._measure)

    def read(self, digest: str) -> bytes:
        """The bytes with this SHA-256; raises :class:`ArtifactMissing`."""
        return self._artifacts.read(digest)

    def save(self, artifact: Artifact, path: str | Path) -> Path:
        """Write an artifact to a file of the user's, and answer where; raises as :meth:`read`."""
        return self._artifacts.save(artifact, path)

    def facts(self, model: Artifact) -> ModelFacts:
        """What a model measures; raises as :meth:`read` and :func:`facts`."""
        return self._measured(model.sha256)

    def _measure(self, digest: str) -> ModelFacts:
        from prodwidget.geometry import model_facts

        return model_facts(self.read(digest))


def facts(model: ModelSource) -> ModelFacts:
    """What a model of the user's own says and measures: sizes, counts, textures, watertightness.

    Parameters
    ----------
    model:
        A path or bytes of a GLB, glTF, OBJ, STL or PLY file.

    Raises
    ------
    ModelError
        The file is no model that can be read, or shows nothing.
    """
    from prodwidget.geometry import glb_header, model_facts, model_from_file

    data, name = bytes_of(model)
    return model_facts(data if glb_header(data) is not None else model_from_file(data, name))
