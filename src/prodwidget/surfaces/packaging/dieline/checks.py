"""What a printer looks at before printing: text, bleed and resolution."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from math import ceil, cos, radians, sin

import numpy as np
from PIL import Image

from prodwidget.surfaces.packaging.artwork import DPI, Rectangle
from prodwidget.surfaces.packaging.dieline.layers import safety_of
from prodwidget.surfaces.packaging.outlines import within
from prodwidget.surfaces.packaging.sheet import Panel, Point, Sheet

_INCH = 25.4
_NEAR = 0.01
"""Millimetres that text may be off by."""
_STRETCHED = 0.01
"""The share by which a picture may be drawn wider or narrower than it is."""


def checked(
    sheet: Sheet, artwork: Mapping[str, bytes], texts: Mapping[str, Sequence[Rectangle]]
) -> tuple[str, ...]:
    """What a printer would send back, a sentence each; nothing where all is well.

    Parameters
    ----------
    sheet, artwork:
        As for :func:`~prodwidget.surfaces.packaging.model.folded_glb`.
    texts:
        By panel the boxes of its texts, in millimetres from the upper left corner of the panel as
        it stands upright, without bleed: left, upper, right, lower.
    """
    found: list[str] = []
    for panel in sheet.panels:
        if not panel.printed:
            continue
        if panel.name not in artwork:
            found.append(f"The panel {panel.name!r} has no artwork: it is printed blank.")
            continue
        found += _picture(sheet, panel, artwork[panel.name])
        found += _texts(sheet, panel, texts.get(panel.name, ()))
    return tuple(found)


def _texts(sheet: Sheet, panel: Panel, boxes: Sequence[Rectangle]) -> Iterator[str]:
    size = sheet.size_of(panel.name)
    safe = safety_of(sheet, panel)
    out = sum(
        not all(within(safe, _in_sheet(panel, size, each), _NEAR) for each in _corners(box))
        for box in boxes
    )
    if out:
        what = "A text" if out == 1 else f"{out} texts"
        verb = "comes" if out == 1 else "come"
        yield (
            f"{what} on the panel {panel.name!r} {verb} closer than {sheet.safety:g} mm to its "
            "edge: the cut may run through it. Make it smaller, or move it inwards."
        )


def _picture(sheet: Sheet, panel: Panel, data: bytes) -> Iterator[str]:
    wide, high = (each + 2 * sheet.bleed for each in sheet.size_of(panel.name))
    with Image.open(io.BytesIO(data)) as image:
        across, down = image.width / wide, image.height / high
        bare = sheet.bleed > 0.0 and _is_bare(image, sheet.bleed * across, sheet.bleed * down)
    if abs(across / down - 1.0) > _STRETCHED:
        yield (
            f"The artwork of the panel {panel.name!r} is {image.width} × {image.height} pixels, "
            f"which is not the shape of {wide:.1f} × {high:.1f} mm with its bleed: it would be "
            "stretched. Crop it to that shape."
        )
    dots = min(across, down) * _INCH
    if round(dots) < DPI:
        yield (
            f"The artwork of the panel {panel.name!r} has {dots:.0f} dots per inch, and print "
            f"needs {DPI:.0f}. Give it {ceil(wide / _INCH * DPI)} × {ceil(high / _INCH * DPI)} "
            "pixels."
        )
    if bare:
        yield (
            f"The artwork of the panel {panel.name!r} does not cover its bleed of "
            f"{sheet.bleed:g} mm: a cut that is a little off would leave a white edge. Let its "
            "background go on to the edges of the picture."
        )


def _is_bare(image: Image.Image, across: float, down: float) -> bool:
    """Whether paper shows through where the bleed is, which is so many pixels wide.

    An opaque picture says so in its header: its pixels are not read.
    """
    if not image.has_transparency_data:
        return False
    alpha = np.array(image.convert("RGBA").getchannel("A"))
    x, y = max(1, round(across)), max(1, round(down))
    return any(
        bool((part < 255).any()) for part in (alpha[:y], alpha[-y:], alpha[:, :x], alpha[:, -x:])
    )


def _corners(box: Rectangle) -> tuple[Point, ...]:
    left, upper, right, lower = box
    return ((left, upper), (right, upper), (right, lower), (left, lower))


def _in_sheet(panel: Panel, size: tuple[float, float], point: Point) -> Point:
    """Where a point of the upright artwork lies in the sheet."""
    left, lower, right, upper = panel.box
    across, up = point[0] - size[0] / 2, size[1] / 2 - point[1]
    turn = radians(panel.upright)
    return (
        (left + right) / 2 + across * cos(turn) - up * sin(turn),
        (lower + upper) / 2 + across * sin(turn) + up * cos(turn),
    )
