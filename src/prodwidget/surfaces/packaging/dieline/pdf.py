"""A dieline as PDF: true millimetres, a layer and a spot colour for each kind of line.

Layers are optional content (ISO 32000-1 §8.11), for which reportlab has no words: they are put
into what it writes as marked content and a catalog entry.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from prodwidget.errors import PackageMissing
from prodwidget.surfaces.packaging.dieline.layers import (
    DASHES,
    INKS,
    LINE,
    Path,
    bleed_of,
    lines_of,
)
from prodwidget.surfaces.packaging.dieline.legend import (
    LINE_HEIGHT,
    MARGIN,
    SIZE,
    legend_of,
    page_of,
)
from prodwidget.surfaces.packaging.dieline.pictures import draw_picture
from prodwidget.surfaces.packaging.sheet import Sheet

_POINTS = 72 / 25.4
"""A millimetre."""
_FACE = "Vera"
"""The typeface that comes with reportlab: printers want letters embedded."""


def dieline_pdf(sheet: Sheet, artwork: Mapping[str, bytes]) -> bytes:
    """The flat sheet with its artwork, on a page of its own size, seen from the printed side.

    ``artwork`` is as for :func:`~prodwidget.surfaces.packaging.model.folded_glb`. Lines overprint
    in the separations Cut, Crease, Bleed and Safety; the trim box is the sheet's, the bleed box
    lies around it.

    Raises
    ------
    PackageMissing
        reportlab is not installed.
    """
    try:
        from reportlab.pdfgen.canvas import Canvas
    except ImportError:
        raise PackageMissing(
            "PDF files are written by reportlab, which is not installed.",
            hint='Install it with: pip install "prodwidget[packaging]"',
        ) from None
    left, lower, right, upper = page_of(sheet)
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=((right - left) * _POINTS, (upper - lower) * _POINTS),
        pdfVersion=(1, 5),
        # The same package is the same file.
        invariant=1,
    )
    canvas.setTitle(legend_of(sheet)[0])
    canvas.setCreator("prodwidget")
    _tell_boxes(canvas, sheet, (left, lower))
    canvas.scale(_POINTS, _POINTS)
    canvas.translate(-left, -lower)
    layers = _Layers(canvas)
    with layers.layer("Artwork"):
        for panel in sheet.panels:
            if panel.name not in artwork:
                continue
            x0, y0, x1, y1 = panel.box
            wide, high = (each + 2 * sheet.bleed for each in sheet.size_of(panel.name))
            canvas.saveState()
            canvas.clipPath(_path(canvas, bleed_of(sheet, panel)), stroke=0, fill=0)
            canvas.translate((x0 + x1) / 2, (y0 + y1) / 2)
            canvas.rotate(panel.upright)
            draw_picture(canvas, artwork[panel.name], wide, high)
            canvas.restoreState()
    for layer, paths in lines_of(sheet).items():
        with layers.layer(INKS[layer].name):
            _pen(canvas, layer)
            for path in paths:
                canvas.drawPath(_path(canvas, path), stroke=1, fill=0)
    with layers.layer("Legend"):
        _legend(canvas, sheet)
    canvas.showPage()
    layers.tell()
    canvas.save()
    return out.getvalue()


class _Layers:
    """The optional content of a document: groups, in the order in which they are drawn."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._names: list[str] = []

    @contextmanager
    def layer(self, name: str) -> Iterator[None]:
        """What is drawn meanwhile belongs to the layer."""
        canvas = self._canvas
        self._names.append(name)
        canvas._code.append(f"/OC /{name} BDC")
        canvas.saveState()
        yield
        canvas.restoreState()
        canvas._code.append("EMC")

    def tell(self) -> None:
        """Name the layers in the page that was drawn last, and in the catalog."""
        from reportlab.pdfbase.pdfdoc import (
            PDFArray,
            PDFDictionary,
            PDFName,
            PDFResourceDictionary,
            PDFString,
        )

        document = self._canvas._doc
        groups = {
            name: document.Reference(
                PDFDictionary({"Type": PDFName("OCG"), "Name": PDFString(name)}), f"layer{name}"
            )
            for name in self._names
        }
        listed = list(groups.values())
        page = document.Pages.pages[-1]
        resources = PDFResourceDictionary(Properties=groups)
        resources.basicFonts()
        resources.allProcs()
        if page.XObjects:
            resources.XObject = page.XObjects
        if page.ExtGState:
            resources.ExtGState = page.ExtGState
        resources.setColorSpace(page._colorsUsed)
        page.Resources = resources
        catalog = document.Catalog
        catalog.OCProperties = PDFDictionary(
            {
                "OCGs": PDFArray(listed),
                "D": PDFDictionary({"Order": PDFArray(listed), "ON": PDFArray(listed)}),
            }
        )
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "OCProperties"]


def _tell_boxes(canvas: Any, sheet: Sheet, corner: tuple[float, float]) -> None:
    def box(beyond: float) -> tuple[float, float, float, float]:
        left, lower, right, upper = sheet.box
        return (
            (left - beyond - corner[0]) * _POINTS,
            (lower - beyond - corner[1]) * _POINTS,
            (right + beyond - corner[0]) * _POINTS,
            (upper + beyond - corner[1]) * _POINTS,
        )

    canvas.setTrimBox(box(0.0))
    canvas.setBleedBox(box(sheet.bleed))


def _pen(canvas: Any, layer: str) -> None:
    from reportlab.lib.colors import CMYKColorSep

    ink = INKS[layer]
    canvas.setStrokeColor(CMYKColorSep(*ink.cmyk, spotName=ink.name))
    canvas.setStrokeOverprint(True)
    canvas.setLineWidth(LINE)
    canvas.setDash(*DASHES.get(layer, ()))


def _path(canvas: Any, points: Path) -> Any:
    path = canvas.beginPath()
    closed = len(points) > 2
    last = points[:-1] if closed and points[0] == points[-1] else points
    path.moveTo(*last[0])
    for point in last[1:]:
        path.lineTo(*point)
    if closed:
        path.close()
    return path


def _legend(canvas: Any, sheet: Sheet) -> None:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    registerFont(TTFont(_FACE, f"{_FACE}.ttf"))
    left, lower, _, _ = sheet.box
    y = lower - MARGIN - LINE_HEIGHT
    canvas.setFillColorCMYK(0.0, 0.0, 0.0, 1.0)
    canvas.setFont(_FACE, SIZE)
    for line in legend_of(sheet):
        canvas.drawString(left, y, line)
        y -= LINE_HEIGHT
    for layer, ink in INKS.items():
        canvas.drawString(left + 24.0, y, ink.name)
        canvas.saveState()
        _pen(canvas, layer)
        canvas.line(left, y + SIZE / 3, left + 20.0, y + SIZE / 3)
        canvas.restoreState()
        y -= LINE_HEIGHT
