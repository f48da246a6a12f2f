"""A GLB in other formats, for whoever takes a model away: one file a format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.geometry.formats.table import FORMATS as FORMATS
    from prodwidget.geometry.formats.table import convert as convert
    from prodwidget.geometry.formats.table import converted as converted

__getattr__ = front_door(
    __name__,
    {
        "FORMATS": "table",
        "convert": "table",
        "converted": "table",
    },
)
