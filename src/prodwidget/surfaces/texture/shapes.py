"""What a material is shown on: shapes of about 100 mm that stand on y = 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prodwidget.surfaces.texture.spec import Shape

Floats = NDArray[np.float64]

_SIZE = 0.1
"""Metres across."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A shape's arrays; ``places`` are metres along its surface, v downwards, as UVs are."""

    points: Floats
    normals: Floats
    places: Floats
    tangents: Floats
    """(n, 4)."""
    faces: NDArray[np.int64]


def shape(name: Shape, tile: float) -> Shown:
    """A shape; the tiles go around the sphere a whole number of times.

    Parameters
    ----------
    tile:
        The side of a tile in metres.
    """
    return _BUILT[name](tile)


def _grid(points: Floats, places: Floats) -> Shown:
    """Points (rows, columns, 3) from the top row down, with normals towards the viewer."""
    across = np.gradient(points, axis=1)
    down = np.gradient(points, axis=0)
    normals = np.cross(down, across)
    return _joined(points, places, normals, across)


def _joined(points: Floats, places: Floats, normals: Floats, across: Floats) -> Shown:
    rows, columns = points.shape[:2]
    normals = _unit(normals.reshape(-1, 3))
    across = across.reshape(-1, 3)
    across = _unit(across - normals * (across * normals).sum(1, keepdims=True))
    at = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = (each.ravel() for each in (at[:-1, :-1], at[1:, :-1], at[1:, 1:], at[:-1, 1:]))
    faces = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    flat = points.reshape(-1, 3)
    p, q, r = (flat[faces[:, each]] for each in range(3))
    faces = faces[np.linalg.norm(np.cross(q - p, r - p), axis=1) > 1e-14]
    tangents = np.concatenate([across, np.ones((len(across), 1))], axis=1)
    return Shown(flat, normals, places.reshape(-1, 2), tangents, faces)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))


def _sphere(tile: float) -> Shown:
    radius = _SIZE / 2
    turn, fall = np.meshgrid(np.linspace(0, 1, 129), np.linspace(0, 1, 65))
    angle, down = (turn * 2 - 0.5) * np.pi - np.pi, fall * np.pi
    out = np.stack([np.sin(down) * np.cos(angle), np.cos(down), -np.sin(angle) * np.sin(down)], -1)
    out[..., 2] *= -1
    out = out[:, ::-1]
    length = max(round(2 * np.pi * radius / tile), 1) * tile
    places = np.stack([turn * length, fall * length / 2], -1)
    across = np.stack([out[..., 2], np.zeros_like(turn), -out[..., 0]], -1)
    # Where the poles are, there is no way across.
    spin = np.stack([np.sin(angle), np.zeros_like(turn), np.cos(angle)], -1)
    across[[0, -1]] = spin[[0, -1]]
    return _joined(out * radius + [0, radius, 0], places, out, across)


def _cube(tile: float) -> Shown:
    half, edge = _SIZE / 2, 0.006
    line = np.concatenate([
        -half + edge - edge * np.sin(np.linspace(np.pi / 4, 0, 7)),
        half - edge + edge * np.sin(np.linspace(0, np.pi / 4, 7)),
    ])  # fmt: skip
    x, y = np.meshgrid(line, line[::-1])
    # The middle of the rounding is where two sides meet: as far out as its sphere.
    flat = np.stack([x, y, np.full_like(x, half)], -1)
    core = np.clip(flat, -(half - edge), half - edge)
    away = np.stack([x - core[..., 0], y - core[..., 1], np.zeros_like(x)], -1)
    slope = np.sqrt(np.maximum(edge**2 - (away**2).sum(-1), (edge**2) / 3))
    away[..., 2] = slope
    out = away / np.linalg.norm(away, axis=-1, keepdims=True)
    front = core + out * edge
    places = np.stack([x + half, half - y], -1)
    sides = []
    for turn in _TURNS:
        across = np.broadcast_to(np.array([1.0, 0, 0]) @ turn.T, out.shape)
        moved = front @ turn.T + [0, half, 0]
        sides.append(_joined(moved, places, out @ turn.T, across))
    start = np.cumsum([0, *(len(each.points) for each in sides)])
    return Shown(
        np.concatenate([each.points for each in sides]),
        np.concatenate([each.normals for each in sides]),
        np.concatenate([each.places for each in sides]),
        np.concatenate([each.tangents for each in sides]),
        np.concatenate([each.faces + at for each, at in zip(sides, start, strict=False)]),
    )


_TURNS = [
    np.array(each, dtype=np.float64)
    for each in (
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0, 0, 1], [0, 1, 0], [-1, 0, 0]],
        [[-1, 0, 0], [0, 1, 0], [0, 0, -1]],
        [[0, 0, -1], [0, 1, 0], [1, 0, 0]],
        [[1, 0, 0], [0, 0, 1], [0, -1, 0]],
        [[1, 0, 0], [0, 0, -1], [0, 1, 0]],
    )
]


def _plane(tile: float) -> Shown:
    x, z = np.meshgrid(np.linspace(-0.05, 0.05, 2), np.linspace(-0.05, 0.05, 2))
    return _grid(np.stack([x, np.zeros_like(x), z], -1), np.stack([x + 0.05, z + 0.05], -1))


def _cloth(tile: float) -> Shown:
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
    return _grid(points, np.stack([x + 0.085, z + 0.085], -1))


_BUILT: dict[Shape, Callable[[float], Shown]] = {
    "sphere": _sphere,
    "cube": _cube,
    "plane": _plane,
    "cloth": _cloth,
}
