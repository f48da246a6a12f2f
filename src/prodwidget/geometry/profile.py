"""Profiles: the half-section of a turned thing, as a line of (radius, height)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEP = np.radians(9)
"""Turn between two points of a small rounded corner."""

_FINE_STEP = np.radians(3.2)
"""And of one so large that its facets would show against the ground."""

_LARGE = 0.008
"""Metres from which a corner is large."""


def rounded(corners: Sequence[tuple[float, float, float]]) -> Floats:
    """A profile (n, 2) through ``(radius, height, fillet)`` corners, each rounded by its fillet.

    The curve is a parabola's arc, whose curvature grows from its ends: softer to the light than a
    circle's, which starts at once.
    """
    points = np.array([corner[:2] for corner in corners], dtype=np.float64)
    out = [points[0]]
    for index in range(1, len(points) - 1):
        corner, fillet = points[index], corners[index][2]
        before, after = points[index - 1] - corner, points[index + 1] - corner
        back, on = float(np.linalg.norm(before)), float(np.linalg.norm(after))
        reach = min(fillet, 0.495 * back, 0.495 * on)
        if reach <= 1e-7:
            out.append(corner)
            continue
        start, end = corner + before / back * reach, corner + after / on * reach
        turn = np.pi - np.arccos(np.clip(before @ after / (back * on), -1, 1))
        steps = max(int(np.ceil(turn / (_FINE_STEP if reach > _LARGE else _STEP))), 3)
        for step in np.linspace(0.0, 1.0, steps + 1):
            out.append((1 - step) ** 2 * start + 2 * step * (1 - step) * corner + step**2 * end)
    out.append(points[-1])
    return np.array(out)


def between(profile: Floats, low: float, high: float) -> Floats:
    """The stretch of an upwards profile between two heights, with its own points in between.

    A label cut like this has the rows of what it lies on, so that the two never cross.
    """
    heights = profile[:, 1]
    inner = profile[(heights > low + 1e-6) & (heights < high - 1e-6)]
    ends = [(float(np.interp(at, heights, profile[:, 0])), at) for at in (low, high)]
    return np.array([ends[0], *inner, ends[1]])


def outside(profile: Floats) -> Floats:
    """The part of a vessel's profile from the ground up to its rim, rising all the way."""
    rise = profile[: int(np.argmax(profile[:, 1])) + 1]
    kept = [rise[0]]
    for point in rise[1:]:
        if point[1] > kept[-1][1] + 1e-9:
            kept.append(point)
        elif point[1] <= kept[0][1] + 1e-9:
            kept = [point]
    return np.array(kept)
