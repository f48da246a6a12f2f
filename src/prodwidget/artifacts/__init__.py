"""Files by their digest: what an artifact store is, where one can be, and files for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.artifacts.base import ArtifactStore as ArtifactStore
    from prodwidget.artifacts.local import LocalArtifacts as LocalArtifacts
    from prodwidget.artifacts.saving import save as save

__getattr__ = front_door(
    __name__,
    {
        "ArtifactStore": "base",
        "LocalArtifacts": "local",
        "save": "saving",
    },
)
