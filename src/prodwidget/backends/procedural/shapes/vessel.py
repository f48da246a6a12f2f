"""What every hollow turned thing shares: a wall with an inside, what it holds, and its label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from prodwidget.backends.procedural.spec import Size
from prodwidget.geometry import ROUND, Floats, Mesh, Outline, between, lathe, outside, rounded

Corners = Sequence[tuple[float, float, float]]

FOOT = 0.0018
"""Metres that the middle of a base is hollowed, so that the product stands on a ring."""

_LIFT = 0.0045
"""How far a label stands off what it is stuck on, as a share of that's radius."""


def foot(radius: float, edge: float) -> Corners:
    """The corners of a base: a shallow hollow, a standing ring, the turn into the wall."""
    return [
        (0, FOOT, 0), (radius * 0.8, FOOT, 0.002), (radius * 0.86, 0, 0.0012), (radius, 0, edge),
    ]  # fmt: skip


def inner_wall(outer: Floats, wall: float, floor: float, turn: float) -> Floats:
    """From a vessel's rim down its inside to the middle of its floor."""
    rising = outside(outer)
    top = float(rising[-1, 1]) - wall * 0.5
    own = rising[(rising[:, 1] > floor + turn) & (rising[:, 1] < top), 1]
    # What is inside needs no more than half the rows of what is outside.
    heights = np.array([top, *own[::-2], floor + turn, floor])
    radii = np.maximum(np.interp(heights, rising[:, 1], rising[:, 0]) - wall, wall * 0.4)
    down = np.stack([radii, heights], axis=1)
    last, corner = down[-2], down[-1]
    below = rounded([(*last, 0), (*corner, turn), (0, floor, 0)])
    return np.concatenate([down[:-2], below])


def rim(outer: Floats, wall: float, floor: float, turn: float) -> Floats:
    """The whole wall: up the outside, over a rounded lip, down the inside."""
    rising = outer[: int(np.argmax(outer[:, 1])) + 1]
    top = rising[-1]
    inner = inner_wall(outer, wall, floor, turn)
    steps = np.linspace(0, np.pi, 7)
    lip = np.stack(
        [
            top[0] - wall / 2 + np.cos(steps) * wall / 2,
            top[1] - wall * 0.5 + np.sin(steps) * wall * 0.5,
        ],
        axis=1,
    )
    below = rising[rising[:, 1] < top[1] - wall * 0.5 - 1e-6]
    return np.concatenate([below, lip, inner[inner[:, 1] < top[1] - wall * 0.5 - 1e-6]])


def filling(
    outer: Floats, wall: float, floor: float, level: float, outline: Outline = ROUND
) -> Mesh:
    """What a vessel holds up to ``level``, with the meniscus at its edge."""
    rising = outside(outer)
    inset = wall * 0.55
    side = between(rising, max(floor * 0.7, float(rising[0, 1]) + 1e-4), level)
    side = side - [inset, 0]
    bottom = side[0]
    edge = side[-1]
    top = [(edge[0] - wall * 0.4, level - wall * 0.55), (edge[0] - wall * 1.2, level - wall * 0.8)]
    return lathe(np.array([(0, bottom[1]), *side, *top, (0, level - wall * 0.85)]), outline=outline)


def label(
    outer: Floats, room: tuple[float, float], arc: float, size: Size, outline: Outline = ROUND
) -> Mesh:
    """A patch that follows a profile between two heights, on its front.

    ``size`` is the factor on the patch, about its middle; it stays on the product.
    """
    rising = outside(outer)
    middle, half = sum(room) / 2, (room[1] - room[0]) / 2 * size.height
    low = max(middle - half, float(rising[0, 1]) + 0.002)
    high = min(middle + half, float(rising[-1, 1]) - 0.002)
    stretch = between(rising, low, high)
    lift = _LIFT * float(stretch[:, 0].max())
    return lathe(stretch, arc=min(arc * size.width, 0.94), offset=lift, outline=outline)
