"""What a package is printed and cut from: its flat sheet as SVG, PDF and DXF, and its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.surfaces.packaging.dieline.checks import checked as checked
    from prodwidget.surfaces.packaging.dieline.dxf import dieline_dxf as dieline_dxf
    from prodwidget.surfaces.packaging.dieline.pdf import dieline_pdf as dieline_pdf
    from prodwidget.surfaces.packaging.dieline.svg import dieline_svg as dieline_svg

__getattr__ = front_door(
    __name__,
    {
        "checked": "checks",
        "dieline_dxf": "dxf",
        "dieline_pdf": "pdf",
        "dieline_svg": "svg",
    },
)
