"""A dieline as DXF: what a cutting table reads."""

from __future__ import annotations

import io

from prodwidget.errors import PackageMissing
from prodwidget.surfaces.packaging.dieline.layers import BLEED, CREASE, CUT, SAFETY, lines_of
from prodwidget.surfaces.packaging.sheet import Sheet

_COLOURS = {CUT: 1, CREASE: 5, BLEED: 3, SAFETY: 30}
"""Of AutoCAD's colour index: red, blue, green, orange."""


def dieline_dxf(sheet: Sheet) -> bytes:
    """The lines of the flat sheet in millimetres, on the layers CUT, CREASE, BLEED and SAFETY.

    Raises
    ------
    PackageMissing
        ezdxf is not installed.
    """
    try:
        from ezdxf import units
        from ezdxf.filemanagement import new
    except ImportError:
        raise PackageMissing(
            "DXF files are written by ezdxf, which is not installed.",
            hint='Install it with: pip install "prodwidget[packaging]"',
        ) from None
    document = new("R2010", units=units.MM)
    space = document.modelspace()
    for layer, paths in lines_of(sheet).items():
        name = layer.upper()
        document.layers.add(name, color=_COLOURS[layer])
        for path in paths:
            closed = len(path) > 2 and path[0] == path[-1]
            points = path[:-1] if closed else path
            space.add_lwpolyline(points, close=closed, dxfattribs={"layer": name})
    out = io.StringIO()
    document.write(out)
    return out.getvalue().encode("utf-8")
