"""Smooth surfaces as vertices, normals and texture coordinates; metres, y up, front towards +z.

A surface's texture coordinates run once around it and once along it, so that one picture can be
painted on the whole of it, from the place in space of each of its texels (:meth:`Mesh.places`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry.outline import ROUND, Outline

Floats = NDArray[np.float64]

_CREASE = np.cos(np.radians(32))
"""Two edges that meet at more than this angle are an edge that light shows, not a curve."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The part of a surface that one run of texture coordinates covers."""

    points: Floats
    """(rows, columns, 3), as laid out in the texture."""
    along: Floats
    """Metres from the first row, per row."""
    across: Floats
    """Texture coordinate u of each column, from 0 to 1."""
    profile: Floats | None = None
    """(radius, height) per row of a full turn about the y axis; what shades others and itself."""
    normals: Floats | None = None
    """(outwards, upwards) per row of ``profile``."""

    @property
    def length(self) -> float:
        """Metres along."""
        return max(float(self.along[-1]), 1e-9)


@dataclass(frozen=True, slots=True)
class Mesh:
    """``points`` and ``normals`` (n, 3), ``uv`` (n, 2) with v upwards, ``faces`` (m, 3)."""

    points: Floats
    normals: Floats
    uv: Floats
    faces: NDArray[np.int64]
    strips: tuple[Strip, ...]
    """From v = 0 upwards, each as high as its share of all their lengths."""

    def moved(self, matrix: Floats) -> Mesh:
        """This surface under a rotation and translation (4, 4)."""
        turn, shift = matrix[:3, :3], matrix[:3, 3]
        strips = tuple(
            Strip(each.points @ turn.T + shift, each.along, each.across)
            if not np.allclose(matrix, np.eye(4))
            else each
            for each in self.strips
        )
        return replace(
            self, points=self.points @ turn.T + shift, normals=self.normals @ turn.T, strips=strips
        )

    def tangents(self) -> Floats:
        """Unit vectors (n, 3) along the surface, in the direction of u; with v, right-handed."""
        corners, at = self.points[self.faces], self.uv[self.faces]
        (du1, dv1), (du2, dv2) = (np.moveaxis(at[:, each] - at[:, 0], -1, 0) for each in (1, 2))
        first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        turned = np.sign(du1 * dv2 - du2 * dv1)[:, None]
        along = (first * dv2[:, None] - second * dv1[:, None]) * turned
        total = np.zeros_like(self.points)
        for corner in range(3):
            np.add.at(total, self.faces[:, corner], along)
        # Where no triangle tells, as on the ring of a pole, any direction across will do.
        lost = np.linalg.norm(total, axis=1) < 1e-12
        total[lost] = np.cross(self.normals[lost], [0.31, 0.86, 0.4])
        total -= self.normals * (total * self.normals).sum(axis=1, keepdims=True)
        return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12))

    @property
    def extent(self) -> tuple[float, float]:
        """Metres around (at the widest) and along all strips."""
        around = max(
            float(np.linalg.norm(np.diff(each.points, axis=1), axis=-1).sum(axis=1).max())
            for each in self.strips
        )
        return around, sum(each.length for each in self.strips)

    def places(self, width: int, height: int) -> NDArray[np.float32]:
        """Where in space each texel of a picture on this surface lies: (height, width, 3)."""
        total = sum(each.length for each in self.strips)
        # Row 0 of a picture is v = 1.
        wanted = (1.0 - (np.arange(height) + 0.5) / height) * total
        columns = (np.arange(width) + 0.5) / width
        out = np.empty((height, width, 3), dtype=np.float32)
        start = 0.0
        for index, strip in enumerate(self.strips):
            last = index == len(self.strips) - 1
            chosen = (wanted >= start) & ((wanted < start + strip.length) | last)
            row = np.interp(wanted[chosen] - start, strip.along, np.arange(len(strip.along)))
            column = np.interp(columns, strip.across, np.arange(len(strip.across)))
            out[chosen] = _bilinear(strip.points.astype(np.float32), row, column)
            start += strip.length
        return out


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """Several surfaces as one, their pictures one above the other."""
    offsets = np.cumsum([0, *(len(each.points) for each in meshes)])
    lengths = np.array([sum(strip.length for strip in each.strips) for each in meshes])
    starts = np.concatenate([[0.0], np.cumsum(lengths)]) / lengths.sum()
    return Mesh(
        np.concatenate([each.points for each in meshes]),
        np.concatenate([each.normals for each in meshes]),
        np.concatenate(
            [
                each.uv * [1.0, high - low] + [0.0, low]
                for each, low, high in zip(meshes, starts, starts[1:], strict=False)
            ]
        ),
        np.concatenate([each.faces + start for each, start in zip(meshes, offsets, strict=False)]),
        tuple(strip for each in meshes for strip in each.strips),
    )


def repeated(mesh: Mesh, matrices: Sequence[Floats]) -> Mesh:
    """One surface at several places, all with the same picture."""
    copies = [mesh.moved(matrix) for matrix in matrices]
    count = len(mesh.points)
    return Mesh(
        np.concatenate([each.points for each in copies]),
        np.concatenate([each.normals for each in copies]),
        np.concatenate([each.uv for each in copies]),
        np.concatenate([each.faces + index * count for index, each in enumerate(copies)]),
        tuple(Strip(each.points, each.along, each.across) for each in mesh.strips),
    )


def lathe(
    profile: Floats, *, arc: float = 1.0, offset: float = 0.0, outline: Outline = ROUND
) -> Mesh:
    """Turn a profile (radius, height) about the y axis; its left side, going along it, is outside.

    ``arc`` is the share of a turn, centred on the front; the seam of a full turn is at the back.
    ``offset`` lifts the surface along its normals. ``outline`` is the shape of a section.
    """
    ring, slopes, along = _creased(profile)
    ring = ring + slopes * offset
    # A patch is cut from the facets of the full turn beneath it, which would else show through.
    middle = outline.facets // 2
    half = middle if arc >= 1.0 else max(round(outline.facets * arc / 2), 4)
    chosen = slice(middle - half, middle + half + 1)
    across, facing = outline.points[chosen], outline.normals[chosen]
    points = _around(ring, across)
    normals = _around(slopes, facing)
    normals /= np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-12)
    u = np.linspace(0.0, 1.0, len(across))
    v = along / max(along[-1], 1e-12)
    uv = np.stack(np.broadcast_arrays(u[None, :], v[:, None]), axis=-1)
    whole = arc >= 1.0
    return _grid(
        points,
        normals,
        uv,
        Strip(points, along, u, ring if whole else None, slopes if whole else None),
    )


def loft(sections: Floats) -> Mesh:
    """A surface through closed sections (rows, columns, 3), each running as a lathe's ring does."""
    up = np.gradient(sections, axis=0)
    along = np.empty_like(sections)
    along[:, 1:-1] = sections[:, 2:] - sections[:, :-2]
    along[:, 0] = along[:, -1] = sections[:, 1] - sections[:, -2]
    normals = np.cross(along, up)
    normals /= np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-12)
    return _sheet(sections, normals)


def patch(points: Floats, offset: float) -> Mesh:
    """An open piece (rows, columns, 3) of a loft, lifted along its normals."""
    along, up = np.gradient(points, axis=1), np.gradient(points, axis=0)
    out = np.cross(along, up)
    out /= np.linalg.norm(out, axis=-1, keepdims=True)
    return _sheet(points + out * offset, out)


def sweep(path: Floats, width: Floats | float, thickness: Floats | float) -> Mesh:
    """A rounded bar along a path (n, 3) in a plane of constant z; ``width`` is along z."""
    forward = np.gradient(path, axis=0)
    forward /= np.linalg.norm(forward, axis=1, keepdims=True)
    side = np.array([0.0, 0.0, 1.0])
    out = np.cross(forward, side)
    angle = np.linspace(0.0, 2 * np.pi, 25)
    wide = np.broadcast_to(width, len(path))[:, None, None] / 2
    deep = np.broadcast_to(thickness, len(path))[:, None, None] / 2
    sections = (
        path[:, None, :]
        + out[:, None, :] * np.cos(angle)[None, :, None] * deep
        - side[None, None, :] * np.sin(angle)[None, :, None] * wide
    )
    return loft(sections)


def block(
    size: tuple[float, float, float], centre: tuple[float, float, float], bevel: float
) -> Mesh:
    """A box with rounded edges; each side's texture is upright and whole."""
    half = np.array(size) / 2
    middle = np.array(centre)
    sides = []
    for axis, sign in ((2, 1), (0, 1), (0, -1), (1, 1), (1, -1), (2, -1)):
        normal = np.zeros(3)
        normal[axis] = sign
        up = np.array([0.0, 1.0, 0.0]) if axis != 1 else np.array([0.0, 0.0, -float(sign)])
        right = np.cross(up, normal)
        u = _bevelled_steps(float(half @ np.abs(right)), bevel)
        v = _bevelled_steps(float(half @ np.abs(up)), bevel)
        flat = right * u[None, :, None] + up * v[:, None, None] + normal * half[axis]
        core = np.clip(flat, -(half - bevel), half - bevel)
        lift = flat - core
        lift /= np.linalg.norm(lift, axis=-1, keepdims=True)
        sides.append(_sheet(core + lift * bevel + middle, lift))
    return joined(sides)


def panel(width: float, height: float, centre: tuple[float, float, float]) -> Mesh:
    """A flat rectangle that faces the front."""
    x, y = np.array([-1, 1]) * width / 2, np.array([-1, 1]) * height / 2
    points = np.stack([*np.meshgrid(x, y), np.zeros((2, 2))], axis=-1) + np.array(centre)
    return _sheet(points, np.broadcast_to(np.array([0.0, 0.0, 1.0]), points.shape))


def _creased(profile: Floats) -> tuple[Floats, Floats, Floats]:
    """Points, normals and metres along; a corner that is an edge is there twice, once a side."""
    edges = np.diff(profile, axis=0)
    lengths = np.linalg.norm(edges, axis=1)
    kept = np.concatenate([[True], lengths > 1e-9])
    profile = profile[kept]
    edges = np.diff(profile, axis=0)
    lengths = np.linalg.norm(edges, axis=1)
    out = np.stack([edges[:, 1], -edges[:, 0]], axis=1) / lengths[:, None]
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    sharp = np.concatenate([[False], (out[1:] * out[:-1]).sum(axis=1) < _CREASE, [False]])
    # Weighted by length: a long wall stays flat beside a small fillet.
    weighted = out * lengths[:, None]
    before = np.concatenate([out[:1] * 0, weighted])
    after = np.concatenate([weighted, out[:1] * 0])
    smooth = before + after
    first, second = np.where(sharp[:, None], before, smooth), after[sharp]
    order = np.argsort(np.concatenate([np.arange(len(profile)), np.flatnonzero(sharp) + 0.5]))
    points = np.concatenate([profile, profile[sharp]])[order]
    normals = np.concatenate([first, second])[order]
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return points, normals, np.concatenate([along, along[sharp]])[order]


def _bevelled_steps(half: float, bevel: float, steps: int = 5) -> Floats:
    # Equal angles of the bevel's quarter turn, carried onto the flat side.
    curve = half - bevel + bevel * np.tan(np.linspace(0.0, np.pi / 4, steps))
    return np.concatenate([-curve[::-1], curve])


def _around(ring: Floats, across: Floats) -> Floats:
    return np.stack(
        [
            ring[:, 0, None] * across[None, :, 0],
            np.broadcast_to(ring[:, 1, None], (len(ring), len(across))),
            ring[:, 0, None] * across[None, :, 1],
        ],
        axis=-1,
    )


def _sheet(points: Floats, normals: Floats) -> Mesh:
    """A grid of points whose texture coordinates are in step with its lengths."""
    along, across = (
        np.concatenate(
            [
                [0.0],
                np.cumsum(np.linalg.norm(np.diff(points, axis=axis), axis=-1).mean(axis=1 - axis)),
            ]
        )
        for axis in (0, 1)
    )
    u, v = (each / max(float(each[-1]), 1e-12) for each in (across, along))
    return _grid(points, normals, np.stack(np.meshgrid(u, v), axis=-1), Strip(points, along, u))


def _grid(points: Floats, normals: Floats, uv: Floats, strip: Strip) -> Mesh:
    rows, columns, _ = points.shape
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    faces = np.concatenate(
        [np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)]
    )
    flat, shading = points.reshape(-1, 3), normals.reshape(-1, 3)
    corners = flat[faces]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    # The pole of a lathe is a ring of equal points, an edge two equal rings: triangles of no area.
    real = np.linalg.norm(facing, axis=1) > 1e-13
    faces, facing = faces[real], facing[real]
    inward = np.einsum("ij,ij->i", facing, shading[faces].sum(axis=1)) < 0
    faces[inward] = faces[inward][:, ::-1]
    return Mesh(flat, shading, uv.reshape(-1, 2), faces, (strip,))


def _bilinear(grid: NDArray[np.float32], row: Floats, column: Floats) -> NDArray[np.float32]:
    top = np.minimum(row.astype(np.intp), grid.shape[0] - 2)
    left = np.minimum(column.astype(np.intp), grid.shape[1] - 2)
    down = (row - top).astype(np.float32)[:, None, None]
    right = (column - left).astype(np.float32)[None, :, None]
    lines = grid[top] * (1 - down) + grid[top + 1] * down
    return np.asarray(lines[:, left] * (1 - right) + lines[:, left + 1] * right)
