"""The shape of a section across a turned thing: a circle, a rounded square, a ring of ribs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

AROUND = 128
"""Facets of a full turn."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed line about the origin, from the back round by the left, the front and the right."""

    points: Floats
    """(facets + 1, 2) as (x, z), for a radius of one."""
    normals: Floats
    """Unit vectors outwards."""

    @property
    def facets(self) -> int:
        """Pieces of a full turn."""
        return len(self.points) - 1


def _outline(points: Floats) -> Outline:
    ahead = np.roll(points[:-1], -1, axis=0) - np.roll(points[:-1], 1, axis=0)
    ahead = np.concatenate([ahead, ahead[:1]])
    normals = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    outward = np.sign((normals * points).sum(axis=1, keepdims=True))
    return Outline(points, normals * outward)


def _circle(facets: int) -> Floats:
    turn = np.linspace(-np.pi, np.pi, facets + 1)
    return np.stack([np.sin(turn), np.cos(turn)], axis=1)


def ribbed(count: int, depth: float) -> Outline:
    """A circle with ``count`` ribs, ``depth`` (a share of the radius) deep, as on a screw cap."""
    circle = _circle(count * 4)
    turn = np.linspace(0, 2 * np.pi * count, len(circle))
    # Broad ridges, narrow grooves.
    groove = (0.5 + 0.5 * np.cos(turn)) ** 2
    return _outline(circle * (1 - depth * groove)[:, None])


def squared(width: float, depth: float, power: float) -> Outline:
    """A rounded rectangle: a superellipse; ``power`` 2 is an ellipse, 8 nearly a rectangle."""
    turn = np.linspace(-np.pi, np.pi, AROUND + 1)
    sine, cosine = np.sin(turn), np.cos(turn)
    share = 2 / power
    points = np.stack(
        [
            width * np.sign(sine) * np.abs(sine) ** share,
            depth * np.sign(cosine) * np.abs(cosine) ** share,
        ],
        axis=1,
    )
    return _even(points)


def _even(points: Floats) -> Outline:
    """The same line in steps of equal length, so that no facet is a sliver."""
    step = np.linalg.norm(np.diff(points, axis=0), axis=1)
    run = np.concatenate([[0.0], np.cumsum(step)])
    at = np.linspace(0, run[-1], len(points))
    even = np.stack([np.interp(at, run, points[:, axis]) for axis in (0, 1)], axis=1)
    return _outline(even)


ROUND = Outline(_circle(AROUND), _circle(AROUND))
