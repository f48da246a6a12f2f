"""A smoother surface of the same volume: Taubin's λ|μ smoothing (SIGGRAPH 1995)."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from prodwidget.errors import ModelError
from prodwidget.geometry.document import reading
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.operations.base import Processed
from prodwidget.geometry.operations.form import form_change
from prodwidget.geometry.operations.parts import (
    Part,
    Whole,
    parts_of,
    put,
    refuse_bending,
    unit,
    upright,
    welded,
)
from prodwidget.geometry.operations.rewriting import Rewriting

_SHRINK, _GROW = 0.5, -0.53
"""λ and μ: a step that smooths, and one that gives back the volume."""
_MOST_MOVED, _LEAST_SURFACE = 0.1, 0.6
"""A share of the box's diagonal, and of the surface: beyond these, the form is another one."""
_SAME_NORMAL = 0.02
"""Normals that differ by less belong to one smooth surface."""


def smooth(glb: bytes, *, iterations: int) -> Processed:
    """A model with its bumps smoothed out.

    Points that lie together move together, so that seams and the borders between materials stay
    closed; the border of an open surface is smoothed along itself.

    Parameters
    ----------
    glb:
        The model.
    iterations:
        Pairs of a smoothing and a growing step.

    Raises
    ------
    ModelError
        The model is damaged, compressed by Draco, has a skeleton or shape keys, or would lose its
        form.
    """
    with reading():
        rewriting = Rewriting(glb)
        refuse_bending(rewriting.document, "smoothed")
        for _, group in groupby(parts_of(rewriting), key=lambda part: part.mesh):
            parts = list(group)
            _smoothed(parts, iterations)
            for part in parts:
                put(rewriting, part)
        written = rewriting.written()
        if form_change(glb, written).exceeds(_MOST_MOVED, _LEAST_SURFACE):
            raise ModelError(
                "Its triangles are too few to be smoothed: its form would melt away.",
                hint="Take fewer iterations, or a model of more triangles.",
            )
        return Processed(written)


def _smoothed(parts: list[Part], iterations: int) -> None:
    starts = np.cumsum([0, *(len(part.points) for part in parts)])
    points = np.concatenate([part.points for part in parts])
    faces = np.concatenate([part.faces + at for part, at in zip(parts, starts, strict=False)])
    labels, places = welded(points)
    springs = _springs(labels[faces], len(places))
    pulls = _pulls(places, springs)
    for _ in range(iterations):
        for step in (_SHRINK, _GROW):
            places = places + step * _pull(places, springs, pulls)
    normals = [part.attributes.get("NORMAL", np.zeros((len(part.points), 3))) for part in parts]
    turned = _normals(np.concatenate(normals), labels, places, faces)
    for part, start, end in zip(parts, starts, starts[1:], strict=False):
        part.points = places[labels[start:end]]
        if "NORMAL" in part.attributes:
            part.attributes["NORMAL"] = turned[start:end]
        upright(part.attributes)


def _springs(faces: Whole, count: int) -> Whole:
    """The pairs of places that pull at each other; on a border only those along it."""
    edges = np.concatenate([faces[:, (0, 1)], faces[:, (1, 2)], faces[:, (2, 0)]])
    edges = np.sort(edges[edges[:, 0] != edges[:, 1]], axis=1)
    edges, uses = np.unique(edges, axis=0, return_counts=True)
    ends = uses == 1
    border = np.zeros(count, dtype=bool)
    border[edges[ends]] = True
    both = np.concatenate([edges, edges[:, ::-1]])
    # A place on a border is pulled by its border alone, or the hole would grow.
    return np.asarray(both[~border[both[:, 0]] | np.tile(ends, 2)])


def _pulls(places: Floats, springs: Whole) -> Floats:
    """How strong each is: the shorter the stronger, and those at one place add up to 1.

    Fujiwara's weights: triangles of uneven lengths then stay where they lie on a surface.
    """
    lengths = np.linalg.norm(places[springs[:, 0]] - places[springs[:, 1]], axis=1)
    strength = 1 / np.maximum(lengths, 1e-30)
    total = np.bincount(springs[:, 0], weights=strength, minlength=len(places))
    return np.asarray(strength / total[springs[:, 0]])


def _pull(places: Floats, springs: Whole, pulls: Floats) -> Floats:
    """From each place to the middle of those that pull at it."""
    here, there = springs.T
    along = (places[there] - places[here]) * pulls[:, None]
    return np.column_stack(
        [np.bincount(here, weights=axis, minlength=len(places)) for axis in along.T]
    )


def _normals(before: Floats, labels: Whole, places: Floats, faces: Whole) -> Floats:
    """Normals of the new surface, with its creases where they were."""
    # Points of one place with one normal were one smooth surface, and are again.
    rounded = np.round(before / _SAME_NORMAL).astype(np.int64) + 64
    keys = ((labels * 128 + rounded[:, 0]) * 128 + rounded[:, 1]) * 128 + rounded[:, 2]
    _, groups = np.unique(keys, return_inverse=True)
    corners = places[labels[faces]]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    total = np.zeros((int(groups.max(initial=-1)) + 1, 3))
    for corner in range(3):
        np.add.at(total, groups[faces[:, corner]], across)
    found = unit(total[groups])
    none = np.linalg.norm(found, axis=1) < 0.5
    found[none] = before[none]
    return found
