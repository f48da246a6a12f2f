"""How the panels of a sheet hang on each other, and where they are as the package closes."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from prodwidget.geometry import Floats
from prodwidget.surfaces.packaging.board import skins_of
from prodwidget.surfaces.packaging.sheet import Panel, Pose, Sheet

Quaternion = tuple[float, float, float, float]
"""x, y, z, w, as in glTF."""


def origin_of(panel: Panel) -> Floats:
    """The point of the sheet (3,) that a panel turns about."""
    if panel.hinge is not None:
        return np.array([*panel.hinge[0], 0.0])
    return np.array([*posed(panel).at, 0.0])


def posed(panel: Panel) -> Pose:
    """The pose of the first panel of a piece."""
    assert panel.pose is not None
    return panel.pose


def turned(panel: Panel, closed: float) -> Quaternion:
    """The turn of a panel against the one that it hangs on; ``closed`` from 0 to 1."""
    if panel.hinge is not None:
        (ax, ay), (bx, by) = panel.hinge
        length = float(np.hypot(bx - ax, by - ay))
        # Inwards is away from who sees the outside: against the hinge's own direction.
        return _about(((bx - ax) / length, (by - ay) / length, 0.0), -panel.angle * closed)
    pose = posed(panel)
    tilt, turn = (
        _about((1.0, 0.0, 0.0), pose.tilt * closed),
        _about((0, 1.0, 0), pose.turn * closed),
    )
    return _times(turn, tilt)


@dataclass(frozen=True, slots=True)
class Standing:
    """The closed package on its ground, in millimetres."""

    shift: Floats
    """(3,): what is added to the poses' places, so that it stands on y = 0 about the y axis."""
    low: Floats
    high: Floats
    """(3,): the corners of what it takes up there."""


def standing(sheet: Sheet) -> Standing:
    """Where the closed package stands."""
    everything = np.concatenate(list(closed_points(sheet).values()))
    low, high = everything.min(axis=0), everything.max(axis=0)
    middle = (low + high) / 2
    shift = np.array([-middle[0], -low[1], -middle[2]])
    return Standing(shift, low + shift, high + shift)


def closed_points(sheet: Sheet) -> dict[str, Floats]:
    """The corners (n, 3) of each panel in the closed package, where the poses put it."""
    matrices = closed_matrices(sheet)
    found = {}
    for panel in sheet.panels:
        points = np.concatenate([each.points for each in skins_of(sheet, panel, frames=0)])
        matrix = matrices[panel.name]
        found[panel.name] = points @ matrix[:3, :3].T + matrix[:3, 3]
    return found


def closed_matrices(sheet: Sheet) -> dict[str, Floats]:
    """Of each panel (4, 4): from places in and before the sheet to those in the closed package."""
    found: dict[str, Floats] = {}
    for panel in sheet.panels:
        own = np.eye(4)
        own[:3, :3] = _matrix(turned(panel, 1.0))
        origin = origin_of(panel)
        if panel.parent is None:
            own[:3, 3] = np.array(posed(panel).to) - own[:3, :3] @ origin
            found[panel.name] = own
        else:
            own[:3, 3] = origin - own[:3, :3] @ origin
            found[panel.name] = found[panel.parent] @ own
    return found


def _about(axis: tuple[float, float, float], degrees: float) -> Quaternion:
    half = radians(degrees) / 2
    return axis[0] * sin(half), axis[1] * sin(half), axis[2] * sin(half), cos(half)


def _times(second: Quaternion, first: Quaternion) -> Quaternion:
    """One turn after another."""
    ax, ay, az, aw = second
    bx, by, bz, bw = first
    return (
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
        aw * bw - ax * bx - ay * by - az * bz,
    )


def _matrix(turn: Quaternion) -> Floats:
    x, y, z, w = turn
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
