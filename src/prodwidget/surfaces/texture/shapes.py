"""What a material is shown on: shapes of about 100 mm that stand on y = 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from prodwidget.geometry import Floats, Mesh, block, lathe, patch
from prodwidget.surfaces.texture.spec import Shape

_SIZE = 0.1
"""Metres across."""


def shape(name: Shape, tile: float) -> Mesh:
    """A shape, whose ``uv`` are metres along its surface, v downwards.

    Parameters
    ----------
    tile:
        The side of a tile in metres; tiles go around the sphere a whole number of times.
    """
    return _BUILT[name](tile)


def _sphere(tile: float) -> Mesh:
    radius = _SIZE / 2
    angle = np.linspace(0, np.pi, 65)
    ball = lathe(np.stack([np.sin(angle), 1 - np.cos(angle)], -1) * radius)
    around = max(round(2 * np.pi * radius / tile), 1) * tile
    return replace(
        ball,
        normals=(ball.points - [0, radius, 0]) / radius,
        uv=(ball.uv * [1, -1] + [0, 1]) * [around, around / 2],
    )


def _cube(tile: float) -> Mesh:
    box = block((_SIZE, _SIZE, _SIZE), (0, _SIZE / 2, 0), 0.006)
    sides = []
    for side in (each.points for each in box.strips):
        # Along its middle, which is flat between the edges.
        middle = len(side) // 2
        across, up = _lengths(side[middle]), _lengths(side[:, middle])
        sides.append(np.stack(np.meshgrid(across, up[-1] - up), -1).reshape(-1, 2))
    return replace(box, uv=np.concatenate(sides))


def _lengths(line: Floats) -> Floats:
    """Metres from the first point of a line to each."""
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])


def _plane(tile: float) -> Mesh:
    x, z = np.meshgrid(np.linspace(-0.05, 0.05, 2), np.linspace(-0.05, 0.05, 2))
    return _sheet(np.stack([x, np.zeros_like(x), z], -1), np.stack([x + 0.05, z + 0.05], -1))


def _cloth(tile: float) -> Mesh:
    """A sheet over a ball, whose corners fall in folds."""
    x, z = np.meshgrid(np.linspace(-0.085, 0.085, 121), np.linspace(-0.085, 0.085, 121))
    away, angle = np.hypot(x, z), np.arctan2(z, x)
    radius = 0.04
    arc = np.minimum(away / radius, np.pi / 2 * 0.86)
    over = np.maximum(away - radius * np.pi / 2 * 0.86, 0)
    fold = np.minimum(over / 0.05, 1) * np.sin(angle * 8)
    out = radius * np.sin(arc) + over * 0.32 + 0.007 * fold
    y = radius * np.cos(arc) - over * 0.92
    points = np.stack([out * np.cos(angle), y, out * np.sin(angle)], -1)
    points[..., 1] -= points[..., 1].min()
    return _sheet(points, np.stack([x + 0.085, z + 0.085], -1))


def _sheet(points: Floats, places: Floats) -> Mesh:
    """Points (rows, columns, 3) from the row at the back to the front, seen from above."""
    return replace(patch(points[::-1], 0.0), uv=places[::-1].reshape(-1, 2))


_BUILT: dict[Shape, Callable[[float], Mesh]] = {
    "sphere": _sphere,
    "cube": _cube,
    "plane": _plane,
    "cloth": _cloth,
}
