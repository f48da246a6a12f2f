"""How much of the surroundings each ring of a turned surface sees: the shade in gaps and hollows.

Light from all around reaches the bottom of a mug, the groove under a lid or the foot of a bottle
only in part. For surfaces of revolution that part depends on the place along the profile
alone, so rays are cast from points of the profile against cones, which is exact and quick; the
result is a strip of a few texels that glTF lays along the surface as its occlusion texture.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry.mesh import Mesh, Strip

Floats = NDArray[np.float32]

TEXELS = 128
"""Along a surface."""

_RAYS = 40
_POINTS = 36
"""Along a strip."""

_CONES = 64
"""Of each strip, as something that casts shade."""

_BOUNCE = 0.45
"""Share of light that a surface hands on: a white hollow is not black."""


class Surroundings:
    """What shades: every strip that is a full turn and opaque, and the ground."""

    def __init__(self, strips: Iterable[Strip]) -> None:
        profiles = [each.profile for each in strips if each.profile is not None]
        thinned = [_thinned(each, _CONES)[0] for each in profiles]
        starts = [each[:-1] for each in thinned] or [np.zeros((0, 2))]
        ends = [each[1:] for each in thinned] or [np.zeros((0, 2))]
        self._start = np.concatenate(starts).astype(np.float32)
        self._end = np.concatenate(ends).astype(np.float32)
        top = max((float(each[:, 1].max()) for each in profiles), default=1.0)
        self._reach = np.float32(max(top, 1e-3) * 0.8)

    def along(self, mesh: Mesh) -> NDArray[np.uint8]:
        """Light per texel from v = 0 upwards, 255 where nothing is in the way."""
        total = sum(each.length for each in mesh.strips)
        wanted = (np.arange(TEXELS) + 0.5) / TEXELS * total
        light = np.ones(TEXELS)
        start = 0.0
        for strip in mesh.strips:
            chosen = (wanted >= start) & (wanted < start + strip.length)
            if strip.profile is not None and strip.normals is not None and chosen.any():
                at, seen = self._seen(strip, strip.profile, strip.normals)
                light[chosen] = np.interp(wanted[chosen] - start, at, seen)
            start += strip.length
        return np.round(light * 255).astype(np.uint8)

    def _seen(
        self, strip: Strip, profile: NDArray[np.float64], normals: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        at = np.linspace(0.0, strip.length, _POINTS)
        thinned, along = _thinned(profile, _CONES)
        # On the very cones that cast the shade, so that none of them covers a point of its own.
        point = np.stack([np.interp(at, along, thinned[:, axis]) for axis in (0, 1)], 1)
        normal = np.stack([np.interp(at, strip.along, normals[:, axis]) for axis in (0, 1)], 1)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
        rays = _rays(normal.astype(np.float32))
        origin = np.zeros((_POINTS, 3), dtype=np.float32)
        origin[:, :2] = point + normal * self._reach * 1.5e-3
        blocked = self._blocked(origin, rays)
        seen = 1.0 - blocked.mean(axis=1)
        return at, seen / (1.0 - _BOUNCE * (1.0 - seen))

    def _blocked(self, origin: Floats, rays: Floats) -> Floats:
        """Share of each ray that is stopped: 1 by what is near, less by what is far off."""
        nearest = np.full(rays.shape[:2], np.inf, dtype=np.float32)
        down = rays[..., 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            ground = np.where(down < -1e-5, -origin[:, None, 1] / down, np.inf)
            for t in self._crossings(origin, rays):
                nearest = np.minimum(nearest, t)
        # The ground is lit too: it stops less than the product's own walls do.
        near = np.clip(1 - nearest / self._reach, 0, 1)
        floor = np.clip(1 - ground / (self._reach * 0.35), 0, 1) * 0.6
        return np.asarray(np.maximum(near, floor).astype(np.float32))

    def _crossings(self, origin: Floats, rays: Floats) -> Iterable[Floats]:
        """Distances at which rays meet cones, infinite where they do not."""
        (r0, y0), (r1, y1) = self._start.T, self._end.T
        rise = y1 - y0
        flat = np.abs(rise) < 1e-6
        x, y = origin[:, 0, None, None], origin[:, 1, None, None]
        dx, dy, dz = (rays[:, :, axis, None] for axis in range(3))
        # Discs: the ray meets their plane between their two radii.
        if flat.any():
            t = (y0[flat] - y) / dy
            radius = np.hypot(x + dx * t, dz * t)
            low, high = np.minimum(r0, r1)[flat], np.maximum(r0, r1)[flat]
            hit = (t > 0) & (radius >= low) & (radius <= high)
            yield np.where(hit, t, np.inf).min(axis=2)
        # Cones: x² + z² = (r0 + k (y - y0))², a quadratic in the distance.
        slant = ~flat
        if slant.any():
            k = (r1 - r0)[slant] / rise[slant]
            low, high = np.minimum(y0, y1)[slant], np.maximum(y0, y1)[slant]
            across = r0[slant] + k * (y - y0[slant])
            a = dx * dx + dz * dz - (k * dy) ** 2
            b = x * dx - across * k * dy
            c = x * x - across * across
            root = np.sqrt(b * b - a * c)
            for sign in (-1.0, 1.0):
                t = (-b + sign * root) / a
                height = y + dy * t
                hit = (t > 0) & (height >= low) & (height <= high)
                yield np.where(hit, t, np.inf).min(axis=2)


def _rays(normal: Floats) -> Floats:
    """Directions over each normal's hemisphere, dense where light counts most: (n, rays, 3)."""
    index = np.arange(_RAYS) + 0.5
    angle = index * np.pi * (3 - np.sqrt(5))
    out = np.sqrt(index / _RAYS)
    up = np.sqrt(1 - index / _RAYS)
    flat = np.stack([np.cos(angle) * out, np.sin(angle) * out], 1)
    n = np.stack([normal[:, 0], normal[:, 1], np.zeros(len(normal))], 1)
    tangent = np.stack([-normal[:, 1], normal[:, 0], np.zeros(len(normal))], 1)
    side = np.array([0.0, 0.0, 1.0])
    rays = (
        n[:, None] * up[None, :, None]
        + tangent[:, None] * flat[None, :, 0, None]
        + side * flat[None, :, 1, None]
    )
    return np.asarray(rays.astype(np.float32))


def _thinned(
    profile: NDArray[np.float64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """At most ``count`` points of a profile, and how far along it each lies."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(profile, axis=0), axis=1))])
    if len(profile) > count:
        kept = np.unique(np.linspace(0, len(profile) - 1, count).round().astype(int))
        profile, along = profile[kept], along[kept]
    return profile, along
