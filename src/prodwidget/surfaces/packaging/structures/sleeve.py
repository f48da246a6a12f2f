"""A sleeve that lies around what slides into it from the left or the right."""

from __future__ import annotations

from prodwidget.surfaces.packaging.outlines import Box, crease, flap, rectangle
from prodwidget.surfaces.packaging.sheet import Panel, Pose, Sheet
from prodwidget.surfaces.packaging.structure import Structure


def _sleeve(length: float, width: float, height: float, board: float) -> Sheet:
    front: Box = (0.0, 0.0, length, height + board)
    top: Box = (0.0, front[3], length, front[3] + width + board)
    # The glue flap lies inside the back, which covers the edge of the panel that it hangs on.
    back: Box = (0.0, top[3], length, top[3] + height + 1.5 * board)
    bottom: Box = (0.0, -width, length, 0.0)
    glue = crease(bottom, "bottom")
    depth = min(15.0, 0.6 * height)
    panels = (
        Panel("front", rectangle(front), pose=Pose((length / 2, 0.0), (0.0, 0.0, 0.0))),
        Panel("top", rectangle(top), "front", crease(front, "top"), 90.0),
        Panel("back", rectangle(back), "top", crease(top, "top"), 90.0, upright=180, step=1),
        Panel("bottom", rectangle(bottom), "front", crease(front, "bottom"), 90.0, step=1),
        Panel("glue flap", flap(glue, depth, start=2.0, end=2.0), "bottom", glue, 90.0, False),
    )
    return Sheet(
        SLEEVE.name, SLEEVE.title, SLEEVE.code, length, width, height, board,
        bleed=3.0, safety=3.0, panels=panels, floor=board,
    )  # fmt: skip


SLEEVE = Structure(
    "sleeve", "Sleeve", "",
    ("packaging sleeve", "belly band", "slipcase", "sleeve"),
    (160.0, 90.0, 40.0), ((20.0, 800.0), (15.0, 600.0), (10.0, 400.0)),
    0.5, _sleeve, boards=(0.2, 4.0),
)  # fmt: skip
