"""What can be done to a model on this machine: operations, each from a GLB to a GLB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.geometry.operations.base import Operation as Operation
    from prodwidget.geometry.operations.base import Processed as Processed
    from prodwidget.geometry.operations.base import Setting as Setting
    from prodwidget.geometry.operations.parts import welded as welded
    from prodwidget.geometry.operations.restyling import restyle as restyle
    from prodwidget.geometry.operations.table import OPERATIONS as OPERATIONS
    from prodwidget.geometry.operations.texturing import textured as textured

__getattr__ = front_door(
    __name__,
    {
        "OPERATIONS": "table",
        "Operation": "base",
        "Processed": "base",
        "Setting": "base",
        "restyle": "restyling",
        "textured": "texturing",
        "welded": "parts",
    },
)
