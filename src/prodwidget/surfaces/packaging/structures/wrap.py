"""A label that goes once around a can or a bottle."""

from __future__ import annotations

from math import pi

from prodwidget.surfaces.packaging.curves import Cylinder
from prodwidget.surfaces.packaging.outlines import Box, crease, rectangle
from prodwidget.surfaces.packaging.sheet import Panel, Pose, Sheet
from prodwidget.surfaces.packaging.structure import Structure

_SEAM = 8.0


def _wrap(length: float, width: float, height: float, board: float) -> Sheet:
    # The seam lies on the can, below the other end.
    radius = length / 2 + 1.5 * board
    label: Box = (-pi * radius, 0.0, pi * radius, height)
    panels = (
        Panel("label", rectangle(label), pose=Pose((0.0, 0.0), (0.0, 0.0, radius)),
              curve=Cylinder(0.0, radius)),
        Panel("seam", rectangle((label[0] - _SEAM, 0.0, label[0], height)), "label",
              crease(label, "left"), printed=False, curve=Cylinder(0.0, radius, under=board)),
    )  # fmt: skip
    return Sheet(
        WRAP.name, WRAP.title, WRAP.code, length, width, height, board,
        bleed=2.0, safety=3.0, panels=panels, carrier="can",
    )  # fmt: skip


WRAP = Structure(
    "wrap", "Wrap label", "",
    ("wrap-around label", "wraparound label", "bottle label", "can label", "bottle wrap",
     "can wrap", "wrap label", "label", "wrap", "can"),
    (66.0, 66.0, 100.0), ((20.0, 300.0), (20.0, 300.0), (15.0, 400.0)),
    0.06, _wrap, round=True, boards=(0.03, 0.5),
)  # fmt: skip
