"""Smooth surfaces as vertices, normals and texture coordinates; metres, y up, front towards +z."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

AROUND = 112
"""Facets of a full turn."""


@dataclass(frozen=True, slots=True)
class Surface:
    """``points`` and ``normals`` (n, 3), ``uv`` (n, 2) with v upwards, ``faces`` (m, 3)."""

    points: Floats
    normals: Floats
    uv: Floats
    faces: NDArray[np.int64]

    def moved(self, matrix: Floats) -> Surface:
        """This surface under a rotation and translation (4, 4)."""
        turn, shift = matrix[:3, :3], matrix[:3, 3]
        return Surface(self.points @ turn.T + shift, self.normals @ turn.T, self.uv, self.faces)


def joined(surfaces: Sequence[Surface]) -> Surface:
    """Several surfaces as one."""
    offsets = np.cumsum([0, *(len(each.points) for each in surfaces)])
    return Surface(
        np.concatenate([each.points for each in surfaces]),
        np.concatenate([each.normals for each in surfaces]),
        np.concatenate([each.uv for each in surfaces]),
        np.concatenate(
            [each.faces + start for each, start in zip(surfaces, offsets, strict=False)]
        ),
    )


def rounded(corners: Sequence[tuple[float, float, float]], steps: int = 7) -> Floats:
    """A profile (n, 2) through ``(radius, height, fillet)`` corners, each rounded by its fillet."""
    points = np.array([corner[:2] for corner in corners], dtype=np.float64)
    out = [points[0]]
    for index in range(1, len(points) - 1):
        corner, fillet = points[index], corners[index][2]
        before, after = points[index - 1] - corner, points[index + 1] - corner
        reach = min(
            fillet, 0.49 * float(np.linalg.norm(before)), 0.49 * float(np.linalg.norm(after))
        )
        if reach <= 1e-7:
            out.append(corner)
            continue
        start = corner + before / np.linalg.norm(before) * reach
        end = corner + after / np.linalg.norm(after) * reach
        for step in np.linspace(0.0, 1.0, steps):
            out.append((1 - step) ** 2 * start + 2 * step * (1 - step) * corner + step**2 * end)
    out.append(points[-1])
    return np.array(out)


def lathe(profile: Floats, *, arc: float = 1.0, offset: float = 0.0) -> Surface:
    """Turn a profile (radius, height) about the y axis; its left side, going along it, is outside.

    ``arc`` is the share of a turn, centred on the front; the seam of a full turn is at the back.
    ``offset`` lifts the surface along its normals.
    """
    edges = np.diff(profile, axis=0)
    # Normals weighted by length: a long wall stays flat beside a small fillet.
    across = np.stack([edges[:, 1], -edges[:, 0]], axis=1)
    slopes = np.zeros_like(profile)
    slopes[:-1] += across
    slopes[1:] += across
    slopes /= np.maximum(np.linalg.norm(slopes, axis=1, keepdims=True), 1e-12)
    ring = profile + slopes * offset
    # The facets of a patch are those of the full turn beneath it, which would else show through.
    facets = max(2 * round(AROUND * arc / 2), 8)
    half = np.pi * facets / AROUND
    turn = np.linspace(-half, half, facets + 1)
    sine, cosine = np.sin(turn), np.cos(turn)
    points = _around(ring[:, 0], ring[:, 1], sine, cosine)
    normals = _around(slopes[:, 0], slopes[:, 1], sine, cosine)
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(edges, axis=1))])
    uv = np.stack(
        np.broadcast_arrays(
            np.linspace(0.0, 1.0, facets + 1)[None, :], (run / max(run[-1], 1e-12))[:, None]
        ),
        axis=-1,
    )
    return _grid(points, normals, uv)


def loft(sections: Floats) -> Surface:
    """A surface through closed sections (rows, columns, 3), each running as a lathe's ring does."""
    rows, columns, _ = sections.shape
    up = np.gradient(sections, axis=0)
    along = np.empty_like(sections)
    along[:, 1:-1] = sections[:, 2:] - sections[:, :-2]
    along[:, 0] = along[:, -1] = sections[:, 1] - sections[:, -2]
    normals = np.cross(along, up)
    normals /= np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-12)
    uv = np.stack(np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows)), axis=-1)
    return _grid(sections, normals, uv)


def sweep(path: Floats, width: float, thickness: float, facets: int = 28) -> Surface:
    """A rounded bar along a path (n, 3) that lies in the plane z = 0; ``width`` is along z."""
    forward = np.gradient(path, axis=0)
    forward /= np.linalg.norm(forward, axis=1, keepdims=True)
    side = np.array([0.0, 0.0, 1.0])
    out = np.cross(forward, side)
    angle = np.linspace(0.0, 2 * np.pi, facets + 1)
    sections = (
        path[:, None, :]
        + out[:, None, :] * (np.cos(angle) * thickness / 2)[None, :, None]
        - side[None, None, :] * (np.sin(angle) * width / 2)[None, :, None]
    )
    return loft(sections)


def box(width: float, height: float, depth: float, bevel: float) -> Surface:
    """A box on the ground with rounded edges; each side's texture is upright and whole."""
    half = np.array([width / 2, height / 2, depth / 2])
    sides = []
    for axis, sign in ((0, 1), (0, -1), (1, 1), (1, -1), (2, 1), (2, -1)):
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
        points = core + lift * bevel + np.array([0.0, half[1], 0.0])
        uv = np.stack(np.meshgrid((u - u[0]) / (u[-1] - u[0]), (v - v[0]) / (v[-1] - v[0])), -1)
        sides.append(_grid(points, lift, uv))
    return joined(sides)


def panel(width: float, height: float, centre: tuple[float, float, float]) -> Surface:
    """A flat rectangle that faces the front."""
    x, y = np.array([-1, 1]) * width / 2, np.array([-1, 1]) * height / 2
    points = np.stack([*np.meshgrid(x, y), np.zeros((2, 2))], axis=-1) + np.array(centre)
    normals = np.broadcast_to(np.array([0.0, 0.0, 1.0]), points.shape)
    return _grid(points, normals, np.stack(np.meshgrid([0.0, 1.0], [0.0, 1.0]), axis=-1))


def _bevelled_steps(half: float, bevel: float, steps: int = 6) -> Floats:
    # Equal angles of the bevel's quarter turn, carried onto the flat side.
    curve = half - bevel + bevel * np.tan(np.linspace(0.0, np.pi / 4, steps))
    return np.concatenate([-curve[::-1], curve])


def _around(radius: Floats, height: Floats, sine: Floats, cosine: Floats) -> Floats:
    return np.stack(
        [
            radius[:, None] * sine[None, :],
            np.broadcast_to(height[:, None], (len(height), len(sine))),
            radius[:, None] * cosine[None, :],
        ],
        axis=-1,
    )


def _grid(points: Floats, normals: Floats, uv: Floats) -> Surface:
    rows, columns, _ = points.shape
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    faces = np.concatenate(
        [np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)]
    )
    flat = points.reshape(-1, 3)
    corners = flat[faces]
    area = np.linalg.norm(
        np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1
    )
    # The pole of a lathe is a ring of equal points: its triangles have no area.
    faces = faces[area > 1e-12]
    shading = normals.reshape(-1, 3)
    corners = flat[faces]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    inward = np.einsum("ij,ij->i", facing, shading[faces].sum(axis=1)) < 0
    faces[inward] = faces[inward][:, ::-1]
    return Surface(flat, shading, uv.reshape(-1, 2), faces)
