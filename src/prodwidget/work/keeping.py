"""Keeps the files of a job, and sees that nobody takes them away before its records name them."""

from __future__ import annotations

from prodwidget.artifacts import ArtifactStore
from prodwidget.backends import GeneratedFile
from prodwidget.records import Artifact
from prodwidget.store import Holder


class Keeper:
    """Keeps what one job makes; :meth:`let_go` once it is named, or of no use."""

    def __init__(self, artifacts: ArtifactStore, holder: Holder) -> None:
        self._artifacts = artifacts
        self._holder = holder

    def keep(self, file: GeneratedFile) -> Artifact:
        """Keep a file.

        Raises
        ------
        ConfigurationError
            It cannot be written.
        StoreError
            The server cannot be told that it is needed.
        """
        artifact = Artifact.of(
            file.data,
            role=file.role,
            media_type=file.media_type,
            name=file.name,
            view=file.view,
        )
        self._holder.hold([artifact.sha256])
        stored = self._artifacts.put(file.data, role=file.role, media_type=file.media_type)
        return artifact.model_copy(update={"url": stored.url})

    def let_go(self) -> None:
        """Leave the files to whoever refers to them."""
        self._holder.let_go()
