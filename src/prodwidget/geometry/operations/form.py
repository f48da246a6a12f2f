"""Whether a model is still the same thing after an operation that moved its points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prodwidget.geometry.difference import shape_difference
from prodwidget.geometry.document import read_document, reading
from prodwidget.geometry.surface import pieces


@dataclass(frozen=True, slots=True)
class FormChange:
    """How far a model's form is from what it was."""

    moved: float
    """The largest way of a side of its box, as a share of the box's diagonal."""
    surface: float
    """Its surface now, as a share of what it was."""

    def exceeds(self, moved: float, surface: float) -> bool:
        """Whether a side moved farther, or the surface shrank or grew by more than its share."""
        return self.moved > moved or not surface < self.surface < 1 / surface


def form_change(before: bytes, after: bytes) -> FormChange:
    """Measure what an operation did to a model's form; raises :class:`ModelError`."""
    moved = shape_difference(before, after).bounds_moved
    return FormChange(moved, _surface(after) / max(_surface(before), 1e-12))


def _surface(glb: bytes) -> float:
    with reading():
        found = 0.0
        for each in pieces(read_document(glb)):
            a, b, c = (each.points[each.faces[:, corner]] for corner in range(3))
            found += float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum()) / 2
        return found
