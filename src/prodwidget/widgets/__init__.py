"""What a notebook shows: the viewer, the panel, prompt cells, pages that stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.widgets.cells import ProductMagics as ProductMagics
    from prodwidget.widgets.compare import Compare as Compare
    from prodwidget.widgets.studio import Studio as Studio
    from prodwidget.widgets.viewer import ModelViewer as ModelViewer

__getattr__ = front_door(
    __name__,
    {
        "Compare": "compare",
        "ModelViewer": "viewer",
        "ProductMagics": "cells",
        "Studio": "studio",
    },
)
