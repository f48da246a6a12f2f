"""A paper tube with a cap at either end."""

from __future__ import annotations

from math import pi

from prodwidget.surfaces.packaging.curves import Cylinder
from prodwidget.surfaces.packaging.outlines import Box, crease, disc, rectangle
from prodwidget.surfaces.packaging.sheet import Panel, Pose, Sheet
from prodwidget.surfaces.packaging.structure import Structure

_CLEAR = 0.3
"""Millimetres between a cap and the tube."""
_APART = 12.0
"""Millimetres between pieces in the sheet."""
_SEAM = 10.0


def _tube(length: float, width: float, height: float, board: float) -> Sheet:
    radius = length / 2 + board / 2
    outer = length / 2 + board + _CLEAR + board / 2
    cap = min(max(10.0, 0.22 * height), 45.0, 0.45 * height)
    foot = min(max(8.0, 0.08 * height), 0.3 * height)
    body: Box = (-pi * radius, 0.0, pi * radius, height)
    lid: Box = (-pi * outer, height + _APART, pi * outer, height + _APART + cap + board)
    base: Box = (-pi * outer, -_APART - foot - board, pi * outer, -_APART)
    # Discs lie inside the rims, level with their ends.
    within = outer - board / 2
    top = (-within - _APART / 2, lid[3] + _APART + within)
    bottom = (within + _APART / 2, top[1])
    panels = [
        Panel("body", rectangle(body), pose=Pose((0.0, 0.0), (0.0, 0.0, radius)),
              curve=Cylinder(0.0, radius)),
        _seam("body", body, Cylinder(0.0, radius, under=board)),
        Panel("lid", disc(top, within),
              pose=Pose(top, (0.0, height + board / 2, 0.0), tilt=-90.0), step=2),
        Panel("lid rim", rectangle(lid),
              pose=Pose((0.0, lid[3]), (0.0, height + board, outer)), step=2,
              curve=Cylinder(0.0, outer), bent=1),
        _seam("lid rim", lid, Cylinder(0.0, outer, under=board), bent=1),
        Panel("base", disc(bottom, within),
              pose=Pose(bottom, (0.0, -board / 2, 0.0), tilt=90.0), step=2),
        Panel("base rim", rectangle(base),
              pose=Pose((0.0, base[1]), (0.0, -board, outer)), step=2,
              curve=Cylinder(0.0, outer), bent=1),
        _seam("base rim", base, Cylinder(0.0, outer, under=board), bent=1),
    ]  # fmt: skip
    return Sheet(
        TUBE.name, TUBE.title, TUBE.code, length, width, height, board,
        bleed=3.0, safety=3.0, panels=tuple(panels), floor=board,
    )  # fmt: skip


def _seam(name: str, box: Box, curve: Cylinder, bent: int = 0) -> Panel:
    """What is glued under the other end of a turn."""
    hinge = crease(box, "left")
    outline = rectangle((box[0] - _SEAM, box[1], box[0], box[3]))
    return Panel(f"{name} seam", outline, name, hinge, printed=False, curve=curve, bent=bent)


TUBE = Structure(
    "tube", "Paper tube", "",
    ("cylinder box", "round box", "paper tube", "cardboard tube", "poster tube", "cylinder",
     "canister", "tube"),
    (70.0, 70.0, 160.0), ((25.0, 300.0), (25.0, 300.0), (40.0, 1000.0)),
    1.0, _tube, round=True, boards=(0.4, 3.0),
)  # fmt: skip
