"""Scenes of trimesh as GLBs; whoever has one has imported trimesh, and nobody else has to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeGuard, cast

from prodwidget.errors import ModelError

if TYPE_CHECKING:
    from trimesh import Scene, Trimesh


def is_scene(value: object) -> TypeGuard[Scene | Trimesh]:
    """Whether a value is a scene or a mesh of trimesh."""
    trimesh = sys.modules.get("trimesh")
    return trimesh is not None and isinstance(value, trimesh.Scene | trimesh.Trimesh)


def glb_of(scene: Scene | Trimesh) -> bytes:
    """A scene as a GLB.

    Raises
    ------
    ModelError
        It cannot be written as one.
    """
    try:
        data = scene.export(file_type="glb")
    except ValueError as error:
        raise ModelError(
            f"The scene cannot be written as GLB: {error}.", hint="Add a mesh to it."
        ) from error
    return cast("bytes", data)
