"""What a picture of a model is drawn of: all that it shows, as one list of triangles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry.document import GltfDocument
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.surface import Piece, pieces


@dataclass(frozen=True, slots=True)
class Stage:
    """The pieces of a model as one list of points and triangles."""

    pieces: Sequence[Piece]
    points: Floats
    faces: NDArray[np.int64]
    owner: NDArray[np.int64]
    """(m,): the piece that a triangle is of."""
    first_point: NDArray[np.int64]
    """(pieces,): where its points begin."""


def stage_of(document: GltfDocument) -> Stage:
    """What the default scene shows; raises as :func:`pieces`."""
    found = [each for each in pieces(document) if len(each.faces)]
    counts = np.array([len(each.points) for each in found], dtype=np.int64)
    first = np.cumsum(counts) - counts
    none = np.zeros((0, 3))
    return Stage(
        found,
        np.concatenate([none, *(each.points for each in found)]),
        np.concatenate(
            [none.astype(np.int64)]
            + [each.faces + start for each, start in zip(found, first, strict=True)]
        ),
        np.repeat(np.arange(len(found)), [len(each.faces) for each in found]),
        first,
    )
