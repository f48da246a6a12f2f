"""Tuck-end cartons: a sleeve of four walls, with a lid that is tucked in at either end."""

from __future__ import annotations

from functools import partial

from prodwidget.surfaces.packaging.outlines import Box, crease, flap, rectangle
from prodwidget.surfaces.packaging.sheet import Panel, Pose, Sheet
from prodwidget.surfaces.packaging.structure import Structure

_CLEAR = 0.5
"""Millimetres between edges that slide past each other."""


def _carton(reverse: bool, length: float, width: float, height: float, board: float) -> Sheet:
    # From the ground up: a lid, the dust flaps on it, the inside, dust flaps, and a lid.
    low, high = board, height + 2 * board
    top = height + 3 * board
    front: Box = (0.0, 0.0, length + board, top)
    left: Box = (-(width + board), low, 0.0, high)
    # The glue flap lies inside the back, which covers the edge of the wall that it hangs on.
    right: Box = (front[2], low, front[2] + width, high)
    back: Box = (left[0] - length - 1.5 * board, 0.0, left[0], top)
    glue = crease(right, "right")
    panels = [
        Panel("front", rectangle(front), pose=Pose((front[2] / 2, 0.0), (0.0, 0.0, 0.0))),
        _wall("left", left, "front", crease(left, "right")[::-1]),
        _wall("back", back, "left", crease(left, "left")),
        _wall("right", right, "front", crease(right, "left")[::-1]),
        Panel(
            "glue flap",
            flap(glue, min(15.0, max(6.0, 0.25 * width), length / 2), start=2.0, end=2.0),
            "right",
            glue,
            90.0,
            printed=False,
        ),
    ]
    depth = min(0.45 * length, 0.8 * width)
    for name, box in (("left", left), ("right", right)):
        for end in ("top", "bottom"):
            # Room for the tuck at the front, or at the back where the lid hangs on the front.
            to_front = (end == "top") == (name == "right")
            at_front, at_back = 2 * board + _CLEAR, board / 2 + _CLEAR
            if reverse and end == "bottom":
                at_front, at_back = at_back, at_front
            insets = (at_front, at_back) if to_front else (at_back, at_front)
            hinge = crease(box, "top" if end == "top" else "bottom", *insets)
            taper = 0.08 * width
            outline = flap(hinge, depth, start=taper, end=taper)
            panels.append(
                Panel(f"{end} {name} dust flap", outline, name, hinge, 90.0, False, step=1)
            )
    behind: Box = (back[0] + board / 2, *back[1:])
    panels += _lid("top", behind, "back", width, height)
    if reverse:
        panels += _lid("bottom", front, "front", width, height)
    else:
        panels += _lid("bottom", behind, "back", width, height)
    chosen = REVERSE_CARTON if reverse else CARTON
    return Sheet(
        chosen.name, chosen.title, chosen.code, length, width, height, board,
        bleed=3.0, safety=3.0, panels=tuple(panels), floor=2 * board,
    )  # fmt: skip


def _wall(name: str, box: Box, parent: str, hinge: tuple[tuple[float, float], ...]) -> Panel:
    return Panel(name, rectangle(box), parent, (hinge[0], hinge[1]), 90.0)


def _lid(end: str, box: Box, parent: str, width: float, height: float) -> list[Panel]:
    """A lid, which lies over the dust flaps, and its tuck, which lies inside the wall opposite."""
    side = "top" if end == "top" else "bottom"
    hinge = crease(box, side)  # type: ignore[arg-type]
    lid = flap(hinge, width)
    left, lower, right, upper = Panel(end, lid).box
    depth = min(max(10.0, 0.35 * width), 22.0, 0.6 * height)
    tuck = crease((left, lower, right, upper), side, _CLEAR, _CLEAR)  # type: ignore[arg-type]
    round_ = min(0.6 * depth, 0.2 * (right - left))
    return [
        Panel(end, lid, parent, hinge, 90.0, upright=180 if parent == "back" else 0, step=3),
        Panel(f"{end} tuck", flap(tuck, depth, radius=round_), end, tuck, 90.0, False, step=2),
    ]


_LIMITS = ((20.0, 600.0), (15.0, 400.0), (20.0, 800.0))

CARTON = Structure(
    "carton", "Tuck-end carton", "ECMA A20.20.03.01",
    ("straight tuck end carton", "tuck-end carton", "tuck end carton", "tuck-end box",
     "tuck end box", "folding carton", "folding box", "carton", "box"),
    (80.0, 50.0, 140.0), _LIMITS, 0.5, partial(_carton, False), boards=(0.2, 2.0),
)  # fmt: skip

REVERSE_CARTON = Structure(
    "reverse carton", "Reverse tuck-end carton", "ECMA A20.20.03.01",
    ("reverse tuck-end carton", "reverse tuck end carton", "reverse tuck-end box",
     "reverse tuck end box", "reverse tuck carton", "reverse carton", "reverse tuck"),
    (80.0, 50.0, 140.0), _LIMITS, 0.5, partial(_carton, True), boards=(0.2, 2.0),
)  # fmt: skip
