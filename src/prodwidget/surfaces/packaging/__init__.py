"""Packages: sheets that are folded, artwork on their panels, and dielines to cut them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.surfaces.packaging.backend import ProceduralPackaging as ProceduralPackaging
    from prodwidget.surfaces.packaging.gemini import GeminiPackaging as GeminiPackaging
    from prodwidget.surfaces.packaging.surface import SURFACE as SURFACE

__getattr__ = front_door(
    __name__,
    {"GeminiPackaging": "gemini", "ProceduralPackaging": "backend", "SURFACE": "surface"},
)
