"""Which triangle each pixel of a picture shows: a depth buffer, filled many triangles at a time.

Triangles are cut into blocks of pixels by the size of what they cover, and all blocks of one size
are tested at once; so that half a million small ones and a few large ones both take seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import radians, tan

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry.camera import Camera
from prodwidget.geometry.mesh import Floats

_NEAR = 1e-4
"""Of the distance to the target; a triangle that reaches nearer than this is left out."""
_BLOCKS = (2, 4, 8, 16, 32)
_AT_ONCE = 1 << 21
"""Pixels that are tested at once; some 100 MB."""
_BLOCKS_AT_ONCE = 1 << 21
"""Blocks that are listed at once."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Points as a picture of a size shows them."""

    width: int
    height: int
    places: Floats
    """(n, 2): pixels from the left, and from the top."""
    depth: Floats
    """(n,): metres away along the view."""
    near: float


@dataclass(frozen=True, slots=True)
class Hits:
    """What each pixel shows."""

    triangle: NDArray[np.int64]
    """(height, width); -1 where it shows nothing."""
    inverse_depth: Floats
    """(height, width); 0 where it shows nothing."""


def projected(points: Floats, camera: Camera, width: int, height: int) -> Screen:
    """Points (n, 3) in a picture of ``width`` by ``height`` pixels."""
    seen = (points - np.array(camera.position)) @ camera.axes().T
    depth = -seen[:, 2]
    near = _NEAR * float(np.linalg.norm(np.subtract(camera.position, camera.target)))
    scale = height / 2 / tan(radians(camera.fov) / 2)
    ahead = np.maximum(depth, near)[:, None]
    places = seen[:, :2] / ahead * [scale, -scale] + [width / 2, height / 2]
    return Screen(width, height, places, depth, near)


def rasterised(screen: Screen, faces: NDArray[np.int64], *, behind: Floats | None = None) -> Hits:
    """The nearest triangle at the centre of each pixel, both of its sides seen.

    Parameters
    ----------
    screen:
        Where the points are.
    faces:
        (m, 3), of the points.
    behind:
        Inverse depths (height, width); what is not behind them is looked through.
    """
    triangle = np.full(screen.width * screen.height, -1, dtype=np.int64)
    nearest = np.zeros(screen.width * screen.height)
    limit = None if behind is None else behind.ravel() * (1 - 1e-6)
    for which, pixel, inverse in _fragments(screen, faces):
        kept = inverse > nearest[pixel]
        if limit is not None:
            kept &= inverse < limit[pixel]
        which, pixel, inverse = which[kept], pixel[kept], inverse[kept]
        # Of an index that comes twice, the last value is what an assignment leaves.
        order = np.argsort(inverse, kind="stable")
        nearest[pixel[order]] = inverse[order]
        triangle[pixel[order]] = which[order]
    shape = (screen.height, screen.width)
    return Hits(triangle.reshape(shape), nearest.reshape(shape))


def weights_at(screen: Screen, corners: NDArray[np.int64], places: Floats) -> Floats:
    """How much each corner (n, 3) of a triangle counts at a place (n, 2), in perspective."""
    edges, area = _edges(screen.places[corners])
    flat = (
        np.stack([a * places[:, 0] + b * places[:, 1] + c for a, b, c in edges], axis=1)
        / area[:, None]
    )
    deep = flat / screen.depth[corners]
    return np.asarray(deep / deep.sum(axis=1, keepdims=True))


def _fragments(
    screen: Screen, faces: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], Floats]]:
    """Runs of (triangle, pixel, inverse depth)."""
    numbers = np.flatnonzero((screen.depth[faces] > screen.near).all(axis=1))
    corners = screen.places[faces[numbers]]
    # A pixel is covered where its centre, at a half, is.
    low = np.ceil(corners.min(axis=1) - 0.5)
    high = np.floor(corners.max(axis=1) - 0.5)
    size = np.array([screen.width, screen.height])
    shown = ((low <= high) & (high >= 0) & (low < size)).all(axis=1)
    numbers = numbers[shown]
    low = np.maximum(low[shown], 0).astype(np.int64)
    high = np.minimum(high[shown], size - 1).astype(np.int64)
    extent = (high - low).max(axis=1, initial=0) + 1
    smaller = 0
    for block in _BLOCKS:
        largest = block if block != _BLOCKS[-1] else max(screen.width, screen.height)
        chosen = np.flatnonzero((extent > smaller) & (extent <= largest))
        smaller = block
        most = max(1, _BLOCKS_AT_ONCE // (largest // block + 1) ** 2)
        for start in range(0, len(chosen), most):
            part = chosen[start : start + most]
            yield from _of_blocks(screen, faces, numbers[part], low[part], high[part], block)


def _of_blocks(
    screen: Screen,
    faces: NDArray[np.int64],
    numbers: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    block: int,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], Floats]]:
    count = (high - low) // block + 1
    total = count.prod(axis=1)
    owner = np.repeat(np.arange(len(numbers)), total)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(total) - total, total)
    row, column = np.divmod(within, count[owner, 0])
    left, top = low[owner, 0] + column * block, low[owner, 1] + row * block
    step = np.arange(block)
    chunk = max(1, _AT_ONCE // (block * block))
    for start in range(0, len(owner), chunk):
        part = slice(start, start + chunk)
        mine = owner[part]
        corners = faces[numbers[mine]]
        edges, area = _edges(screen.places[corners])
        x = (left[part, None] + step)[:, None, :]
        y = (top[part, None] + step)[:, :, None]
        inside = (x <= high[mine, 0, None, None]) & (y <= high[mine, 1, None, None])
        inside = inside & (area != 0)[:, None, None]
        inverse = np.zeros(inside.shape)
        safe = np.where(area == 0, 1.0, area)
        for corner, (a, b, c) in enumerate(edges):
            share = (
                (a / safe)[:, None, None] * (x + 0.5)
                + (b / safe)[:, None, None] * (y + 0.5)
                + (c / safe)[:, None, None]
            )
            inside &= share >= 0
            inverse += share / screen.depth[corners[:, corner]][:, None, None]
        at, down, along = np.nonzero(inside)
        pixel = (top[part][at] + down) * screen.width + left[part][at] + along
        yield numbers[mine[at]], pixel, inverse[inside]


def _edges(corners: Floats) -> tuple[list[tuple[Floats, Floats, Floats]], Floats]:
    """For each corner, a, b and c of the line through the other two; and twice the area."""
    x, y = corners[..., 0], corners[..., 1]
    found = []
    for one, two in ((1, 2), (2, 0), (0, 1)):
        found.append(
            (
                y[:, one] - y[:, two],
                x[:, two] - x[:, one],
                x[:, one] * y[:, two] - x[:, two] * y[:, one],
            )
        )
    return found, np.asarray(sum(c for _, _, c in found))
