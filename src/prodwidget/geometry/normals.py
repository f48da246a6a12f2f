"""Normals for triangles that came without: smooth over curves, split where an edge is meant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry.mesh import Floats

_CREASE = np.cos(np.radians(40))
_MOST_NEIGHBOURS = 64
"""Triangles about a point that are compared with one; at the pole of a ball there may be more."""


def corner_normals(points: Floats, faces: NDArray[np.int64]) -> Floats:
    """A unit normal for each corner of each triangle: (m, 3, 3).

    That of the triangles about its point which meet at less than 40 degrees, by their area.
    """
    corners = points[faces]
    areas = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    facing = _unit(areas)
    order = np.argsort(faces.ravel(), kind="stable")
    of = faces.ravel()[order]
    face = order // 3
    starts = np.flatnonzero(np.concatenate([[True], of[1:] != of[:-1]]))
    sizes = np.diff(np.concatenate([starts, [len(of)]]))
    start, size = np.repeat(starts, sizes), np.repeat(sizes, sizes)
    total = areas[face].copy()
    at = np.arange(len(of))
    for step in range(1, min(int(sizes.max(initial=1)), _MOST_NEIGHBOURS)):
        here = np.flatnonzero(size > step)
        other = start[here] + (at[here] - start[here] + step) % size[here]
        alike = np.einsum("ij,ij->i", facing[face[here]], facing[face[other]]) > _CREASE
        total[here[alike]] += areas[face[other[alike]]]
    out = np.empty_like(total)
    out[order] = total
    return _unit(out).reshape(-1, 3, 3)


def _unit(vectors: Floats) -> Floats:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    # A triangle of no area faces nowhere; a normal must still be one of length one.
    return np.where(length > 1e-30, vectors / np.maximum(length, 1e-30), [0.0, 1.0, 0.0])
