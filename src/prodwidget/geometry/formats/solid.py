"""Models for printers: in millimetres, z up, and whether they enclose a volume."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prodwidget.errors import ExportError
from prodwidget.geometry.formats.shapes import Shape
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.operations import welded

MILLIMETRES = 1000.0
"""In a metre."""
_NAMED = 3
"""Parts that a sentence names."""


@dataclass(frozen=True, slots=True)
class Solid:
    """One part, of whichever materials: points that lie together are one."""

    name: str
    points: Floats
    """(n, 3), millimetres, z up."""
    faces: NDArray[np.int64]
    """(m, 3), none of no area."""
    sources: NDArray[np.int64]
    """(m,): which of the shapes a face is of."""
    corners: NDArray[np.int64]
    """(m, 3): the shape's own points at the face's corners."""

    @property
    def closed(self) -> bool:
        """Whether it encloses a volume: each edge is passed as often one way as the other."""
        edges = np.stack([self.faces, self.faces[:, (1, 2, 0)]], axis=2).reshape(-1, 2)
        ways = np.where(edges[:, 0] < edges[:, 1], 1, -1)
        _, number = np.unique(np.sort(edges, axis=1), axis=0, return_inverse=True)
        balanced = not np.bincount(number.ravel(), weights=ways).any()
        return balanced and self._volume > 0

    @property
    def _volume(self) -> float:
        a, b, c = (self.points[self.faces[:, at]] - self.points.mean(axis=0) for at in range(3))
        volume = float((a * np.cross(b, c)).sum() / 6)
        # A sheet with a front and a back encloses what rounding makes of nothing.
        size = float(np.ptp(self.points, axis=0).max())
        return volume if abs(volume) > 1e-9 * size**3 else 0.0


def upright(points: Floats) -> Floats:
    """Metres, y up, as millimetres, z up."""
    return np.asarray(points[:, (0, 2, 1)] * [MILLIMETRES, -MILLIMETRES, MILLIMETRES])


def solids_of(shapes: Sequence[Shape], *, check: bool) -> list[Solid]:
    """The parts of a model for a printer.

    Raises
    ------
    ExportError
        One is not watertight, and ``check`` is set.
    """
    grouped: dict[str, list[int]] = {}
    for at, shape in enumerate(shapes):
        grouped.setdefault(shape.name, []).append(at)
    solids = [_solid(name, shapes, chosen) for name, chosen in grouped.items()]
    solids = [each for each in solids if len(each.faces)]
    if check:
        _refuse_open(solids)
    return solids


def _solid(name: str, shapes: Sequence[Shape], chosen: Sequence[int]) -> Solid:
    mine = [shapes[at].piece for at in chosen]
    starts = np.cumsum([0, *(len(each.points) for each in mine)])
    labels, points = welded(upright(np.concatenate([each.points for each in mine])))
    faces = labels[
        np.concatenate([each.faces + at for each, at in zip(mine, starts, strict=False)])
    ]
    apart = (faces != faces[:, (1, 2, 0)]).all(axis=1)
    sources = np.repeat(np.array(chosen), [len(each.faces) for each in mine])
    corners = np.concatenate([each.faces for each in mine])
    return Solid(name, points, faces[apart], sources[apart], corners[apart])


def _refuse_open(solids: Iterable[Solid]) -> None:
    found = [each.name for each in solids if not each.closed]
    if not found:
        return
    named = ", ".join(found[:_NAMED])
    more = len(found) - _NAMED
    which = f"{named} and {more} more parts" if more > 0 else named
    raise ExportError(
        f"The model is not watertight, so a printer cannot tell its inside: open in {which}.",
        hint='Make it so with pipeline.process("repair") and save that, or save it all the same '
        "with check=False.",
    )
