"""The printable face of a panel, in millimetres of its artwork as it stands upright."""

from __future__ import annotations

from dataclasses import dataclass

from prodwidget.surfaces.packaging.outlines import within
from prodwidget.surfaces.packaging.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Face:
    """How large a panel's artwork is, and where text may be on it."""

    width: float
    height: float
    """Without bleed."""
    bleed: float
    safety: float
    seen: float
    """How much of the width is seen at once: less than all of it where the panel goes around."""
    share: float = 1.0
    """How much of its middle lies within its outline: less than all where that is no rectangle."""

    @classmethod
    def of(cls, sheet: Sheet, name: str) -> Face:
        """That of a panel of a sheet."""
        width, height = sheet.size_of(name)
        around = sheet.round and width > 2.5 * sheet.length
        return cls(
            width,
            height,
            sheet.bleed,
            sheet.safety,
            sheet.length * 0.78 if around else width,
            _share(sheet, name),
        )


def _share(sheet: Sheet, name: str) -> float:
    """The largest part of the bounding box, about its middle, whose corners are in the outline."""
    panel = sheet.panel(name)
    left, lower, right, upper = panel.box
    for percent in range(100, 40, -2):
        margin_x = (right - left) * (1 - percent / 100) / 2
        margin_y = (upper - lower) * (1 - percent / 100) / 2
        corners = [
            (x, y)
            for x in (left + margin_x + 1e-6, right - margin_x - 1e-6)
            for y in (lower + margin_y + 1e-6, upper - margin_y - 1e-6)
        ]
        if all(within(panel.outline, corner) for corner in corners):
            return percent / 100
    return 0.4
