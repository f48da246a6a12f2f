"""Materials that tile: six maps of a prompt, shown on a shape and put onto products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.surfaces.texture.backend import ProceduralTextures as ProceduralTextures
    from prodwidget.surfaces.texture.patina import PatinaTextures as PatinaTextures
    from prodwidget.surfaces.texture.surface import SURFACE as SURFACE

__getattr__ = front_door(
    __name__, {"PatinaTextures": "patina", "ProceduralTextures": "backend", "SURFACE": "surface"}
)
