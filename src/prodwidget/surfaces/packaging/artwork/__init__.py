"""Panels as pictures: patterns, plates and type, drawn at the size that they are printed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.surfaces.packaging.artwork.face import Face as Face
    from prodwidget.surfaces.packaging.artwork.painting import DPI as DPI
    from prodwidget.surfaces.packaging.artwork.painting import arranged as arranged
    from prodwidget.surfaces.packaging.artwork.painting import paint as paint
    from prodwidget.surfaces.packaging.artwork.setting import Rectangle as Rectangle
    from prodwidget.surfaces.packaging.artwork.setting import lay as lay

__getattr__ = front_door(
    __name__,
    {
        "DPI": "painting",
        "Face": "face",
        "Rectangle": "setting",
        "arranged": "painting",
        "lay": "setting",
        "paint": "painting",
    },
)
