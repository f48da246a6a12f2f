"""A tray and a lid that goes over it, two pieces of the same kind."""

from __future__ import annotations

from dataclasses import dataclass

from prodwidget.surfaces.packaging.outlines import Box, Side, crease, flap, rectangle
from prodwidget.surfaces.packaging.sheet import Panel, Pose, Sheet, Upright
from prodwidget.surfaces.packaging.structure import Structure

_CLEAR = 0.5
"""Millimetres between the lid and the tray, and between edges that slide past each other."""
_APART = 15.0
"""Millimetres between the two pieces in the sheet."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A shallow box: the name of its floor, what its walls are called, how they stand."""

    floor: str
    prefix: str
    walls: dict[Side, tuple[str, Upright]]


_TRAY = _Piece(
    "bottom", "", {"top": ("front", 0), "bottom": ("back", 180), "left": ("left", 90),
                   "right": ("right", 270)},
)  # fmt: skip
_LID = _Piece(
    "top", "lid ", {"bottom": ("front", 0), "top": ("back", 180), "left": ("left", 270),
                    "right": ("right", 90)},
)  # fmt: skip


def _shallow(
    piece: _Piece, at: float, inner: tuple[float, float, float], board: float, pose: Pose, step: int
) -> list[Panel]:
    """A piece with its floor's middle at (``at``, 0)."""
    length, width, height = inner
    # From the inside out, a side is a glue flap and its wall.
    half, deep = length / 2 + 1.5 * board, width / 2 + board / 2
    floor: Box = (at - half, -deep, at + half, deep)
    wall = length / 2 + board / 2
    tall = height + board / 2
    boxes: dict[Side, Box] = {
        "top": (at - wall, deep, at + wall, deep + tall),
        "bottom": (at - wall, -deep - tall, at + wall, -deep),
        # Over the edges of the front and the back, whose outsides lie half a board further out.
        "left": (floor[0] - tall, -deep - board / 2, floor[0], deep + board / 2),
        "right": (floor[2], -deep - board / 2, floor[2] + tall, deep + board / 2),
    }
    panels = [Panel(piece.floor, rectangle(floor), pose=pose, step=step)]
    reach = min(0.4 * width, max(12.0, 0.8 * tall), 40.0)
    for side, (name, upright) in piece.walls.items():
        named = piece.prefix + name
        if side in ("left", "right"):
            panels.append(
                Panel(named, rectangle(boxes[side]), piece.floor, crease(floor, side), 90.0,
                      upright=upright, step=2)
            )  # fmt: skip
            continue
        hinge = crease(boxes[side], "bottom" if side == "top" else "top")
        panels.append(
            Panel(named, rectangle(boxes[side]), piece.floor, (hinge[1], hinge[0]), 90.0,
                  upright=upright)
        )  # fmt: skip
        near, far = board + _CLEAR, _CLEAR
        ends: tuple[Side, Side] = ("left", "right")
        for end in ends:
            from_floor = (near, far) if (side == "top") == (end == "left") else (far, near)
            edge = crease(boxes[side], end, *from_floor)
            outline = flap(edge, reach, start=0.1 * tall, end=0.1 * tall)
            panels.append(Panel(f"{named} {end} flap", outline, named, edge, 90.0, False, step=1))
    return panels


def _tray(length: float, width: float, height: float, board: float) -> Sheet:
    over = (
        length + 4 * board + 2 * _CLEAR,
        width + 2 * board + 2 * _CLEAR,
        min(max(15.0, 0.4 * height), height - 1.0),
    )
    tray = _shallow(
        _TRAY, 0.0, (length, width, height), board,
        Pose((0.0, 0.0), (0.0, 0.0, 0.0), tilt=90.0), 0,
    )  # fmt: skip
    apart = (length + over[0]) / 2 + 3 * board + height + over[2] + board + _APART
    lid = _shallow(
        _LID, apart, over, board,
        Pose((apart, 0.0), (0.0, height + board, 0.0), tilt=-90.0), 3,
    )  # fmt: skip
    return Sheet(
        TRAY.name, TRAY.title, TRAY.code, length, width, height, board,
        bleed=3.0, safety=4.0, panels=(*tray, *lid), floor=board,
    )  # fmt: skip


TRAY = Structure(
    "tray", "Tray with lid", "FEFCO 0301",
    ("two-piece box", "two piece box", "telescope box", "box with a lid", "box with lid",
     "tray with a lid", "tray with lid", "lift-off lid", "shoe box", "shoebox", "tray"),
    (180.0, 130.0, 60.0), ((40.0, 600.0), (40.0, 500.0), (18.0, 300.0)),
    1.2, _tray, boards=(0.3, 4.0),
)  # fmt: skip
