"""What the points of a surface carry, taken over to the points of a simpler one.

A cluster of old points is one place of the new surface. Where a seam runs through it the old
triangles around it fall apart into fans; each is a point of its own, with what its fan carries.
"""

from __future__ import annotations

import numpy as np

from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.operations.parts import Whole, connected

_SAME = 1e-5
"""Texture coordinates that differ by less are one."""


def kept_lines(faces: Whole, corner: Whole, owner: Whole, textures: Floats) -> tuple[Whole, Whole]:
    """The edges where a surface ends, changes its material, or is cut in a texture.

    Parameters
    ----------
    faces:
        (m, 3) of points.
    corner:
        (n,) for each point the place that it shares with those it lies upon.
    owner:
        (m,) which part each face is of.
    textures:
        (n, k) where each point lies in textures.

    Returns
    -------
    Such edges as pairs of places, (k, 2), and for each the face that it bounds, (k,).
    """
    starts = faces.ravel()
    ends = faces[:, (1, 2, 0)].ravel()
    face = np.repeat(np.arange(len(faces)), 3)
    first, last = corner[starts], corner[ends]
    turned = first > last
    low, high = np.where(turned, last, first), np.where(turned, first, last)
    order = np.lexsort((high, low))
    same = np.zeros(len(order) + 1, dtype=bool)
    same[1:-1] = (low[order][1:] == low[order][:-1]) & (high[order][1:] == high[order][:-1])
    # An edge of two faces is a line where the two differ on it; of one face it is a border.
    cut = ~same[1:] & ~same[:-1]
    one, two = order[:-1], order[1:]
    at_low, at_high = np.where(turned, ends, starts), np.where(turned, starts, ends)
    differ = owner[face[one]] != owner[face[two]]
    for at in (at_low, at_high):
        differ |= np.abs(textures[at[one]] - textures[at[two]]).max(axis=1) > _SAME
    cut[:-1] |= same[1:-1] & differ
    chosen = order[cut]
    return np.column_stack([first[chosen], last[chosen]]), face[chosen]


def fans_of(into: Whole, faces: Whole, count: int) -> Whole:
    """For each old point the number of its fan: points of a cluster that edges connect.

    Parameters
    ----------
    into:
        (n,) the cluster of each point.
    faces:
        (m, 3) of points.
    count:
        How many points there are.
    """
    edges = np.concatenate([faces[:, (0, 1)], faces[:, (1, 2)], faces[:, (2, 0)]])
    edges = edges[into[edges[:, 0]] == into[edges[:, 1]]]
    return connected(edges, count)


def nearest(at: Floats, fans: Whole, points: Floats, faces: Whole) -> tuple[Whole, Floats]:
    """For each fan the old face nearest to its place, and the shares of that face's corners.

    Parameters
    ----------
    at:
        (f, 3) where each fan came to lie.
    fans:
        (n,) the fan of each old point.
    points, faces:
        The old surface; only faces that a fan's points are of are its own.

    Returns
    -------
    (f,) faces and (f, 3) shares, which add up to 1; a fan without faces has face -1.
    """
    face = np.repeat(np.arange(len(faces)), 3)
    fan = fans[faces.ravel()]
    shares, distance = _closest(at[fan], points[faces[face]])
    order = np.lexsort((distance, fan))
    first = np.ones(len(order), dtype=bool)
    first[1:] = fan[order][1:] != fan[order][:-1]
    chosen = order[first]
    found, weights = np.full(len(at), -1), np.zeros((len(at), 3))
    found[fan[chosen]], weights[fan[chosen]] = face[chosen], shares[chosen]
    return found, weights


def _closest(at: Floats, triangles: Floats) -> tuple[Floats, Floats]:
    """The shares of the corners in each triangle's point nearest to a place, and how far it is."""
    a, b, c = (triangles[:, index] for index in range(3))
    u, v, w = b - a, c - a, at - a
    uu, uv, vv = (u * u).sum(1), (u * v).sum(1), (v * v).sum(1)
    uw, vw = (u * w).sum(1), (v * w).sum(1)
    area = uu * vv - uv * uv
    flat = area <= 1e-12 * np.maximum(uu * vv, 1e-300)
    safe = np.where(flat, 1.0, area)
    second, third = (vv * uw - uv * vw) / safe, (uu * vw - uv * uw) / safe
    inside = ~flat & (second >= 0) & (third >= 0) & (second + third <= 1)
    best = np.column_stack([1 - second - third, second, third])
    best[~inside] = 0.0
    distance = np.where(inside, _gap(best, triangles, at), np.inf)
    for one, two in ((0, 1), (1, 2), (2, 0)):
        start, along = triangles[:, one], triangles[:, two] - triangles[:, one]
        length = np.maximum((along * along).sum(1), 1e-300)
        step = np.clip(((at - start) * along).sum(1) / length, 0.0, 1.0)
        shares = np.zeros_like(best)
        shares[:, one], shares[:, two] = 1 - step, step
        gap = _gap(shares, triangles, at)
        nearer = ~inside & (gap < distance)
        best[nearer], distance[nearer] = shares[nearer], gap[nearer]
    return best, distance


def _gap(shares: Floats, triangles: Floats, at: Floats) -> Floats:
    return np.asarray((((shares[:, :, None] * triangles).sum(1) - at) ** 2).sum(1))
