"""Edges of a surface collapsed until so many triangles are left: quadric errors.

Garland and Heckbert 1997, by fast-simplification, which knows positions alone and lets borders
erode. Lines that are to stay get a skirt: a triangle that stands on them, so that leaving the line
costs what leaving the surface does.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from prodwidget.errors import PackageMissing
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.operations.parts import Whole, unit

Squeeze = tuple[float, float, float]
"""What x, y and z are multiplied with."""

_EXTENT = 100.0
"""How large the longest side is made for the library: its thresholds are absolute."""
_ROUNDS = 4
_ENOUGH = 0.02
"""What may be missing of the triangles that are wanted, or be too many."""
_PLAIN = (1.0, 1.0, 1.0)
_SQUEEZED = ((1.0, 0.3, 1.0), (0.3, 1.0, 1.0), (1.0, 1.0, 0.3))
"""The library moves no corner of a triangle thinner than 2.5°, as turned things have by the
hundred, and ruins the rest to reach its number; seen squeezed along an axis they are wider."""
_FURTHER = 0.7
"""Of the target: what can be reached where the target is reached with ease."""
_at_work = threading.Lock()
"""The library keeps the mesh it works on in one place for all threads."""


@dataclass(frozen=True, slots=True)
class _State:
    into: Whole
    """(n,) the cluster of each point."""
    points: Floats
    """(n, 3) where clusters lie."""

    def left(self, faces: Whole) -> Whole:
        now = self.into[faces]
        return np.asarray(now[whole_faces(now)])


def collapsed(
    points: Floats, faces: Whole, lines: Whole, standing: Whole, target: int
) -> tuple[Whole, Floats]:
    """The number of the cluster that each point went into, and where the clusters lie.

    Parameters
    ----------
    points:
        (n, 3); those that lie together are one.
    faces:
        (m, 3).
    lines:
        (k, 2) edges that are to keep their course.
    standing:
        (k,) for each of them the face that it bounds.
    target:
        How many faces there are to be; where the surface does not allow it there are more.

    Raises
    ------
    PackageMissing
        fast-simplification is not installed.
    """
    low = points.min(axis=0)
    scale = _EXTENT / max(float((points.max(axis=0) - low).max()), 1e-30)
    scaled = (points - low) * scale
    apexes = _apexes(scaled, faces, lines, standing)
    skirts = np.column_stack([lines[:, ::-1], len(points) + np.arange(len(apexes))])
    triangles = np.concatenate([faces, skirts])
    whole = np.concatenate([scaled, apexes])
    start = best = _State(np.arange(len(whole)), whole)
    for squeeze in (_PLAIN, *_SQUEEZED):
        state = _reaching(start, triangles, faces, target, squeeze)
        if _off(state, faces, target) < _off(best, faces, target):
            best = state
        if _off(state, faces, target) <= _ENOUGH and _could_go_on(
            start, triangles, faces, target, squeeze
        ):
            best = state
            break
    for squeeze in _SQUEEZED * 2:
        if len(best.left(faces)) <= (1 + _ENOUGH) * target:
            break
        best = _pass(best, triangles, target + len(best.left(skirts)), squeeze)
    return best.into[: len(points)], best.points / scale + low


def whole_faces(faces: Whole) -> Whole:
    """Which faces have three corners still."""
    a, b, c = faces.T
    return np.asarray((a != b) & (b != c) & (a != c))


def _off(state: _State, faces: Whole, target: int) -> float:
    return abs(len(state.left(faces)) - target) / target


def _reaching(
    start: _State, triangles: Whole, faces: Whole, target: int, squeeze: Squeeze
) -> _State:
    """The state nearest to the target that is reached from the start in one pass."""
    best, wanted = start, target
    for _ in range(_ROUNDS):
        state = _pass(start, triangles, wanted, squeeze)
        if _off(state, faces, target) < _off(best, faces, target):
            best = state
        left = len(state.left(faces))
        if _off(best, faces, target) <= _ENOUGH or left > target:
            break
        # Skirts count for the library, and are no triangles of the model.
        wanted = max(wanted + target - left, 4)
    return best


def _could_go_on(
    start: _State, triangles: Whole, faces: Whole, target: int, squeeze: Squeeze
) -> bool:
    """Whether fewer could be reached: where they cannot, the last ones were wrung from it."""
    further = _pass(start, triangles, max(int(_FURTHER * target), 4), squeeze)
    return len(further.left(faces)) <= (_FURTHER + _ENOUGH) * target


def _apexes(points: Floats, faces: Whole, lines: Whole, standing: Whole) -> Floats:
    a, b, c = (points[faces[standing, at]] for at in range(3))
    normals = unit(np.cross(b - a, c - a))
    ends = points[lines]
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1, keepdims=True)
    return np.asarray(ends.mean(axis=1) + normals * length)


def _pass(state: _State, triangles: Whole, wanted: int, squeeze: Squeeze) -> _State:
    try:
        from fast_simplification.simplify import simplify
    except ImportError:
        raise PackageMissing(
            "Simplifying needs fast-simplification, which is not installed.",
            hint="Run: pip install 'prodwidget[geometry]'",
        ) from None
    left = state.left(triangles)
    if wanted >= len(left):
        return state
    with _at_work:
        places, _, collapses = simplify(
            np.ascontiguousarray(state.points * squeeze),
            np.ascontiguousarray(left.astype(np.int32)),
            target_count=wanted,
            return_collapses=True,
        )
    step = np.arange(len(state.points))
    if len(collapses):
        step[collapses[:, 1]] = collapses[:, 0]
    while not (step[step] == step).all():
        step = step[step]
    after = step[left]
    # The library leaves out points that no triangle uses, and keeps the order of the others.
    used = np.unique(after[whole_faces(after)])
    points = state.points.copy()
    points[used] = places / squeeze
    return _State(step[state.into], points)
