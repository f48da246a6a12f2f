"""A panel as a piece of board: its printed side, its inside and its edges, as triangles.

Millimetres, in the sheet's own x and y; z is in front of the sheet, towards who sees its outside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import radians
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry import Floats
from prodwidget.surfaces.packaging.curves import Curve
from prodwidget.surfaces.packaging.sheet import Panel, Sheet

Face = Literal["outside", "inside", "edge"]

FRAMES = 6
"""How many shapes a panel has on its way from flat to bent."""
_SAME = 1e-9
"""Millimetres below which two heights are one."""
_CREASE_PARTS = 5
"""Of a rounded crease."""


@dataclass(frozen=True, slots=True)
class Skin:
    """One face of a panel."""

    face: Face
    points: Floats
    """(n, 3), as in the closed package, but for the folding."""
    normals: Floats
    """(n, 3)."""
    faces: NDArray[np.int64]
    """(m, 3)."""
    uv: Floats | None = None
    """(n, 2) in the panel's upright artwork, v downwards; of the outside only."""
    before: tuple[tuple[Floats, Floats], ...] = ()
    """Points and normals of each shape from flat on, the closed one not among them."""


def skins_of(sheet: Sheet, panel: Panel, frames: int = FRAMES) -> list[Skin]:
    """The three faces of a panel, with so many shapes on the way where it is bent."""
    if panel.curve is not None:
        return _bent(sheet, panel, panel.curve, frames)
    return _flat(sheet, panel)


def artwork_places(sheet: Sheet, panel: Panel, points: Floats) -> Floats:
    """Where points (n, 2) of the sheet lie in a panel's upright artwork, v downwards.

    The artwork covers the rectangle about the panel, and the bleed on all sides of it.
    """
    left, lower, right, upper = panel.box
    low = np.array([left, lower]) - sheet.bleed
    share = (points - low) / (np.array([right, upper]) + sheet.bleed - low)
    across, up = share[:, 0], share[:, 1]
    turned = {
        0: (across, up),
        90: (up, 1.0 - across),
        180: (1.0 - across, 1.0 - up),
        270: (1.0 - up, across),
    }[panel.upright]
    return np.column_stack([turned[0], 1.0 - turned[1]])


def _flat(sheet: Sheet, panel: Panel) -> list[Skin]:
    outline = np.array(panel.outline)
    count, half = len(outline), sheet.board / 2
    middle = np.arange(1, count - 1)
    fan = np.column_stack([np.zeros_like(middle), middle, middle + 1])
    front = np.column_stack([outline, np.full(count, half)])
    facing = np.tile([0.0, 0.0, 1.0], (count, 1))
    places = artwork_places(sheet, panel, outline)
    outside = Skin("outside", front, facing, fan, places)
    edge = _wall(outline, half)
    if panel.hinge is not None and panel.angle > 0.0:
        rounded, ends = _crease(sheet, panel)
        outside, edge = _joined(outside, rounded), _joined(edge, ends)
    back = front * [1.0, 1.0, -1.0]
    return [outside, Skin("inside", back, -facing, fan[:, ::-1]), edge]


def _wall(outline: Floats, half: float) -> Skin:
    """What stands on an outline, through the board."""
    after = np.roll(outline, -1, axis=0)
    along = after - outline
    out = np.column_stack([along[:, 1], -along[:, 0], np.zeros(len(along))])
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
    points, faces = _ribbon(
        outline, half, lambda row, z: np.column_stack([row, np.full(len(row), z)])
    )
    return Skin("edge", points, np.repeat(out, 4, axis=0), faces)


def _ribbon(
    loop: Floats, half: float, placed: Callable[[Floats, float], Floats]
) -> tuple[Floats, NDArray[np.int64]]:
    """A quadrangle through the board for each side of a loop (n, 2): points, and triangles.

    ``placed`` says where points of the sheet are, so far in front of it.
    """
    after = np.roll(loop, -1, axis=0)
    corners = [
        placed(row, z) for row, z in ((loop, -half), (after, -half), (after, half), (loop, half))
    ]
    first = 4 * np.arange(len(loop))[:, None]
    faces = np.concatenate([first + np.array([0, 1, 2]), first + np.array([0, 2, 3])])
    return np.stack(corners, axis=1).reshape(-1, 3), faces


def _crease(sheet: Sheet, panel: Panel) -> tuple[Skin, Skin]:
    """The outside of a fold, which is round, and its two ends; within the board where it is flat.

    The board turns about its middle, so its outside is bent around that at half its thickness.
    """
    assert panel.hinge is not None
    start, end = np.array(panel.hinge)
    along = (end - start) / np.linalg.norm(end - start)
    away = np.array([-along[1], along[0]])
    half = sheet.board / 2
    turns = np.linspace(0.0, radians(min(panel.angle, 180.0)), _CREASE_PARTS + 1)
    normals = np.column_stack([np.outer(-np.sin(turns), away), np.cos(turns)])
    rim = np.concatenate([np.append(each, 0.0) + half * normals for each in (start, end)])
    spread = -half * turns[:, None] * away
    flat = np.concatenate([start + spread, end + spread])
    count = len(turns)
    at = np.arange(count - 1)[:, None]
    faces = np.concatenate(
        [
            np.hstack([at, at + 1, at + count]),
            np.hstack([at + 1, at + 1 + count, at + count]),
        ]
    )
    rounded = Skin(
        "outside",
        rim,
        np.concatenate([normals, normals]),
        faces,
        artwork_places(sheet, panel, flat),
    )
    pivots = np.column_stack([np.array([start, end]), np.zeros(2)])
    ends = Skin(
        "edge",
        np.concatenate([rim, pivots]),
        np.repeat([[*-along, 0.0], [*along, 0.0], [*-along, 0.0], [*along, 0.0]],
                  [count, count, 1, 1], axis=0),
        np.concatenate(
            [
                np.hstack([np.full_like(at, 2 * count), at + 1, at]),
                np.hstack([np.full_like(at, 2 * count + 1), at + count, at + 1 + count]),
            ]
        ),
    )  # fmt: skip
    return rounded, ends


def _joined(first: Skin, second: Skin) -> Skin:
    uv = None
    if first.uv is not None and second.uv is not None:
        uv = np.concatenate([first.uv, second.uv])
    return Skin(
        first.face,
        np.concatenate([first.points, second.points]),
        np.concatenate([first.normals, second.normals]),
        np.concatenate([first.faces, second.faces + len(first.points)]),
        uv,
    )


def _bent(sheet: Sheet, panel: Panel, curve: Curve, frames: int) -> list[Skin]:
    flat, faces, rim = _grid(panel, curve)
    half = sheet.board / 2

    def skin(face: Face, closed: float) -> tuple[Floats, Floats, NDArray[np.int64]]:
        if face == "edge":
            points, ours = _ribbon(flat[rim], half, lambda row, z: curve.placed(row, z, closed))
        else:
            points = curve.placed(flat, half if face == "outside" else -half, closed)
            ours = faces if face == "outside" else faces[:, ::-1]
        return points, _normals(points, ours), ours

    found = []
    shapes: tuple[Face, ...] = ("outside", "inside", "edge")
    for face in shapes:
        points, normals, ours = skin(face, 1.0)
        before = tuple(skin(face, each / frames)[:2] for each in range(frames))
        uv = artwork_places(sheet, panel, flat) if face == "outside" else None
        found.append(Skin(face, points, normals, ours, uv, before))
    return found


def _grid(panel: Panel, curve: Curve) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Points (n, 2) all over a panel, triangles of them, and which run around its edge."""
    outline = np.array(panel.outline)
    _, lower, _, upper = panel.box
    heights = np.unique(np.concatenate([np.linspace(lower, upper, curve.rows + 1), outline[:, 1]]))
    heights = heights[np.append(np.diff(heights) > _SAME, True)]
    shares = np.linspace(0.0, 1.0, curve.columns + 1)
    rows = [np.interp(shares, [0.0, 1.0], _span(outline, y)) for y in heights]
    flat = np.concatenate(
        [np.column_stack([row, np.full(len(row), y)]) for row, y in zip(rows, heights, strict=True)]
    )
    wide, high = len(shares), len(heights)
    at = np.arange(wide * high).reshape(high, wide)
    low_left, low_right = at[:-1, :-1].ravel(), at[:-1, 1:].ravel()
    up_left, up_right = at[1:, :-1].ravel(), at[1:, 1:].ravel()
    faces = np.concatenate(
        [
            np.column_stack([low_left, low_right, up_right]),
            np.column_stack([low_left, up_right, up_left]),
        ]
    )
    rim = np.concatenate([at[0, :-1], at[:-1, -1], at[-1, :0:-1], at[:0:-1, 0]])
    return flat, faces, rim


def _span(outline: Floats, y: float) -> tuple[float, float]:
    """From where to where a convex outline is crossed at a height."""
    after = np.roll(outline, -1, axis=0)
    low, high = np.minimum(outline[:, 1], after[:, 1]), np.maximum(outline[:, 1], after[:, 1])
    found = []
    crossed = (low <= y + _SAME) & (y - _SAME <= high)
    for a, b in zip(outline[crossed], after[crossed], strict=True):
        level = abs(b[1] - a[1]) <= _SAME
        found += [a[0], b[0]] if level else [a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1])]
    return min(found), max(found)


def _normals(points: Floats, faces: NDArray[np.int64]) -> Floats:
    """Of each point, the mean of its triangles' (n, 3)."""
    first, second, third = (points[faces[:, each]] for each in range(3))
    across = np.cross(second - first, third - first)
    total = np.zeros_like(points)
    for corner in range(3):
        np.add.at(total, faces[:, corner], across)
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12))
