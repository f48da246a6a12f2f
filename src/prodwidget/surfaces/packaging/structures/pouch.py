"""A stand-up pouch: two walls that are sealed at their sides, and a gusset to stand on."""

from __future__ import annotations

from prodwidget.errors import PromptError
from prodwidget.surfaces.packaging.curves import Gusset, Wall
from prodwidget.surfaces.packaging.outlines import Box, crease, flap, rectangle
from prodwidget.surfaces.packaging.sheet import Panel, Pose, Sheet
from prodwidget.surfaces.packaging.structure import Structure

_GUSSET = 0.55
"""The depth of half of the gusset, for a width of 1."""
_WIDEST = 0.55
"""How wide it can stand, for a length of 1: its walls are not stretched."""


def _pouch(length: float, width: float, height: float, board: float) -> Sheet:
    if width > _WIDEST * length or width > height:
        raise PromptError(
            f"A pouch of {length:g} × {height:g} mm cannot stand {width:g} mm wide.",
            hint=f"Ask for a width of up to {min(_WIDEST * length, height):.0f} mm.",
        )
    half, depth = length / 2, _GUSSET * width
    front: Box = (-half, 0.0, half, height)
    near: Box = (-half, -depth, half, 0.0)
    far: Box = (-half, -2 * depth, half, -depth)
    back: Box = (-half, -2 * depth - height, half, -2 * depth)
    corner = min(8.0, 0.08 * length)
    panels = (
        Panel("front", flap((front[:2], (half, 0.0)), height, radius=corner),
              pose=Pose((0.0, 0.0), (0.0, 0.0, 0.0)),
              curve=Wall(length, width, height, 0.0, 1.5 * board), bent=2),
        Panel("front gusset", rectangle(near), "front", crease(front, "bottom"), 180.0,
              curve=Gusset(length, width, depth, 0.0, 0.5 * board), bent=2),
        Panel("back gusset", rectangle(far), "front gusset", crease(near, "bottom"), -180.0,
              curve=Gusset(length, width, depth, far[1], 0.5 * board, back=True),
              step=0, bent=2, upright=180),
        Panel("back", flap(crease(far, "bottom"), height, radius=corner), "back gusset",
              crease(far, "bottom"), 180.0, upright=180, step=1,
              curve=Wall(length, width, height, back[3], 1.5 * board, back=True), bent=2),
    )  # fmt: skip
    return Sheet(
        POUCH.name, POUCH.title, POUCH.code, length, width, height, board,
        bleed=3.0, safety=8.0, panels=panels, floor=0.25 * width,
    )  # fmt: skip


POUCH = Structure(
    "pouch", "Stand-up pouch", "",
    ("stand-up pouch", "stand up pouch", "standing pouch", "coffee bag", "doypack", "pouch", "bag"),
    (140.0, 70.0, 220.0), ((60.0, 500.0), (20.0, 250.0), (60.0, 600.0)),
    0.15, _pouch, boards=(0.05, 0.4),
)  # fmt: skip
