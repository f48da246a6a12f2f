"""Mailer boxes: a roll-end tray of one piece, with side walls of two layers and a tucked lid."""

from __future__ import annotations

from prodwidget.surfaces.packaging.outlines import Box, Side, crease, flap, rectangle
from prodwidget.surfaces.packaging.sheet import Panel, Point, Pose, Sheet
from prodwidget.surfaces.packaging.structure import Structure

_CLEAR = 0.5
"""Millimetres between edges that slide past each other."""
_TAB = 0.9
"""How far a tab reaches into the floor, for a board of 1: it does not come out below."""


def _mailer(length: float, width: float, height: float, board: float) -> Sheet:
    # From the inside out, a side is its inner wall, a corner flap, and its outer wall; the front
    # is the lid's tuck and the front wall.
    half, deep = length / 2 + 2.5 * board, width + 2 * board
    bottom: Box = (-half, 0.0, half, deep)
    wall = length / 2 + 1.5 * board
    front: Box = (-wall, deep, wall, deep + height + 1.5 * board)
    back: Box = (-wall, -(height + board), wall, 0.0)
    over = length / 2 + 3 * board
    lid: Box = (-over, back[1] - width - board, over, back[1])
    tuck = crease(lid, "bottom", over - length / 2 + _CLEAR, over - length / 2 + _CLEAR)
    tuck_depth = min(0.85 * height, max(15.0, 0.4 * height), 60.0)
    panels = [
        Panel("bottom", rectangle(bottom), pose=Pose((0.0, deep / 2), (0.0, 0.0, 0.0), tilt=90.0)),
        Panel("front", rectangle(front), "bottom", crease(front, "bottom")[::-1], 90.0),
        Panel("back", rectangle(back), "bottom", crease(back, "top")[::-1], 90.0, upright=180),
    ]
    reach = min(0.42 * width, max(20.0, 0.9 * height))
    low, high = 1.5 * board + _CLEAR, 2 * board + _CLEAR
    for name, box in (("front", front), ("back", back)):
        for side in ("left", "right"):
            from_ground = (low, high) if (name == "front") == (side == "left") else (high, low)
            panels.append(_corner(name, box, "left" if side == "left" else "right",
                                  from_ground, reach))  # fmt: skip
    panels += _side("left", bottom, height, board)
    panels += _side("right", bottom, height, board)
    panels += [
        Panel("top", rectangle(lid), "back", crease(back, "bottom"), 90.0, step=5),
        Panel("tuck", flap(tuck, tuck_depth, radius=min(0.5 * tuck_depth, 0.2 * length)),
              "top", tuck, 90.0, False, step=4),
    ]  # fmt: skip
    return Sheet(
        MAILER.name, MAILER.title, MAILER.code, length, width, height, board,
        bleed=5.0, safety=5.0, panels=tuple(panels), floor=board, slots=_slots(bottom, board),
    )  # fmt: skip


def _corner(wall: str, box: Box, side: Side, insets: tuple[float, float], reach: float) -> Panel:
    """A flap that holds two walls together, between the layers of the side."""
    hinge = crease(box, side, *insets)
    tall = abs(hinge[1][1] - hinge[0][1])
    outline = flap(hinge, reach, radius=min(0.3 * tall, 0.5 * reach))
    return Panel(f"{wall} {side} corner", outline, wall, hinge, 90.0, False, step=1)


def _side(side: Side, bottom: Box, height: float, board: float) -> list[Panel]:
    """A wall that rolls over the corner flaps and down to the floor."""
    left, lower, right, upper = bottom
    out = -1.0 if side == "left" else 1.0
    edge = left if side == "left" else right

    def strip(start: float, end: float, low: float, high: float) -> Box:
        ends = sorted((edge + out * start, edge + out * end))
        return ends[0], low, ends[1], high

    # Over the edges of the front and the back, whose outsides lie half a board beyond the crease.
    outer = strip(0.0, height, lower - board / 2, upper + board / 2)
    # Between the back and the front, which are higher than it.
    between = (lower + board / 2 + _CLEAR, upper - board / 2 - _CLEAR)
    spine = strip(height, height + 2 * board, *between)
    inner = strip(height + 2 * board, 2 * height + 1.5 * board, *between)
    middle, half = _tab(bottom)
    ground = strip(0.0, 2 * height + 1.5 * board, middle - half, middle + half)
    tab = crease(ground, side)
    return [
        Panel(side, rectangle(outer), "bottom", crease(bottom, side), 90.0,
              upright=90 if side == "left" else 270, step=2),
        Panel(f"{side} spine", rectangle(spine), side, _inward(spine, side), 90.0, False, step=3),
        Panel(f"{side} inside", rectangle(inner), f"{side} spine", _inward(inner, side), 90.0,
              False, step=3),
        Panel(f"{side} tab", flap(tab, _TAB * board), f"{side} inside", tab, printed=False),
    ]  # fmt: skip


def _tab(bottom: Box) -> tuple[float, float]:
    """The middle of a tab along a side, and half of its length."""
    _, lower, _, upper = bottom
    return (lower + upper) / 2, min(20.0, (upper - lower) / 6)


def _slots(bottom: Box, board: float) -> tuple[tuple[Point, ...], ...]:
    """What the tabs of the inner walls go into; those lie two boards inside of the outer ones."""
    left, _, right, _ = bottom
    middle, half = _tab(bottom)
    wide, long = board / 2 + _CLEAR / 2, half + _CLEAR / 2
    return tuple(
        rectangle((x - wide, middle - long, x + wide, middle + long))
        for x in (left + 2 * board, right - 2 * board)
    )


def _inward(box: Box, side: Side) -> tuple[tuple[float, float], tuple[float, float]]:
    """The crease on the edge of a box that is nearer to the bottom."""
    first, second = crease(box, "right" if side == "left" else "left")
    return second, first


MAILER = Structure(
    "mailer", "Mailer box", "FEFCO 0427",
    ("roll end tuck top", "e-commerce box", "shipping box", "postal box", "mailing box",
     "mailer box", "gift box", "mailer"),
    (200.0, 120.0, 60.0), ((60.0, 800.0), (50.0, 600.0), (20.0, 300.0)),
    1.5, _mailer, boards=(0.4, 4.0),
)  # fmt: skip
