"""What a dieline says of itself, in words."""

from __future__ import annotations

from prodwidget.surfaces.packaging.dieline.layers import INKS
from prodwidget.surfaces.packaging.sheet import Sheet

MARGIN = 15.0
"""Millimetres of page around the sheet."""
LINE_HEIGHT = 6.0
SIZE = 4.0
"""Millimetres that letters are high."""


def legend_of(sheet: Sheet) -> tuple[str, ...]:
    """Its name, its code, and its dimensions, a line each."""
    left, lower, right, upper = sheet.box
    if sheet.round:
        inner = f"Diameter {sheet.length:g} mm, height {sheet.height:g} mm"
    else:
        inner = f"Inside {sheet.length:g} × {sheet.width:g} × {sheet.height:g} mm"
    return (
        f"{sheet.title}, {sheet.code}" if sheet.code else sheet.title,
        f"{inner}, material {sheet.board:g} mm",
        f"Sheet {right - left:.2f} × {upper - lower:.2f} mm, printed side",
        f"Bleed {sheet.bleed:g} mm, safety {sheet.safety:g} mm",
    )


def height_of(sheet: Sheet) -> float:
    """Millimetres that the legend takes up below the sheet."""
    return LINE_HEIGHT * (len(legend_of(sheet)) + len(INKS)) + MARGIN


def page_of(sheet: Sheet) -> tuple[float, float, float, float]:
    """The page in millimetres of the sheet: left, lower, right, upper."""
    left, lower, right, upper = sheet.box
    # The longest line needs room too.
    wide = max(right, left + 0.62 * SIZE * max(map(len, legend_of(sheet))))
    return left - MARGIN, lower - MARGIN - height_of(sheet), wide + MARGIN, upper + MARGIN
