"""What of a model's shape another version of it kept: bounds, triangles, names, texture layout."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from prodwidget.geometry.document import GltfDocument, read_document, reading
from prodwidget.geometry.measure import Bounds, bounds, part_names, triangle_count
from prodwidget.geometry.placement import placed_nodes
from prodwidget.geometry.surface import pieces

SAME_BOUNDS = 0.01
"""A share of the box's diagonal; corners that moved less count as where they were."""


@dataclass(frozen=True, slots=True)
class ShapeDifference:
    """Two versions of a model, measured."""

    before: Bounds
    after: Bounds
    triangles_before: int
    triangles_after: int
    names_before: tuple[str, ...]
    names_after: tuple[str, ...]
    laid_out_before: bool
    """Whether it had texture coordinates."""
    laid_out_after: bool

    @property
    def bounds_moved(self) -> float:
        """The largest way of a side of the box, as a share of the first box's diagonal."""
        moved = np.abs(
            np.array([self.before.min, self.before.max]) - [self.after.min, self.after.max]
        )
        largest = float(moved.max())
        return largest / self.before.diagonal if self.before.diagonal else float(largest > 0)

    @property
    def keeps_bounds(self) -> bool:
        """Whether no side of the box moved more than :data:`SAME_BOUNDS`."""
        return self.bounds_moved <= SAME_BOUNDS

    @property
    def keeps_triangles(self) -> bool:
        """Whether there are as many triangles as there were."""
        return self.triangles_before == self.triangles_after

    @property
    def keeps_names(self) -> bool:
        """Whether every name of a part is there as often as it was."""
        return sorted(self.names_before) == sorted(self.names_after)

    @property
    def keeps_layout(self) -> bool:
        """Whether texture coordinates are there still, where they were."""
        return self.laid_out_after or not self.laid_out_before

    def told(self, *, same_triangles: bool = True) -> str:
        """What was kept and what was not, in one sentence for a user.

        Parameters
        ----------
        same_triangles:
            Whether as many triangles were promised; otherwise their number is not spoken of.
        """
        lost = []
        if not self.keeps_bounds:
            lost.append(f"its size or place changed by {100 * self.bounds_moved:.0f} %")
        if same_triangles and not self.keeps_triangles:
            lost.append(
                f"it has {self.triangles_after:,} triangles instead of {self.triangles_before:,}"
            )
        if not self.keeps_names:
            gone = sorted(set(self.names_before) - set(self.names_after) - {""})
            lost.append(
                f"parts are gone or renamed ({', '.join(gone[:4])}{', …' if len(gone) > 4 else ''})"
                if gone
                else "its parts are not the same"
            )
        if not self.keeps_layout:
            lost.append("its texture coordinates are gone")
        if not lost:
            return "The shape was kept: the same size and place, parts and texture layout."
        listed = lost[0] if len(lost) == 1 else f"{', '.join(lost[:-1])} and {lost[-1]}"
        return f"The shape was not kept in all: {listed}."


def same_points(before: bytes, after: bytes, *, besides: Collection[str] = ()) -> bool:
    """Whether two models consist of the same points, part by part and in the same order.

    Parameters
    ----------
    besides:
        Names of parts that are left out.

    Raises
    ------
    ModelError
        One of the two is damaged, or compressed.
    """
    return _points(before, besides) == _points(after, besides)


def _points(glb: bytes, besides: Collection[str]) -> list[tuple[str, bytes]]:
    with reading():
        document = read_document(glb)
        nodes = [each.index for each in placed_nodes(document)]
        names = {node: str(document.one("nodes", node).get("name", "")) for node in nodes}
        return [
            (names[each.node], np.round(each.points, 6).tobytes())
            for each in pieces(document)
            if names[each.node] not in besides
        ]


def shape_difference(before: bytes, after: bytes) -> ShapeDifference:
    """Measure what a step that promised to keep a model's shape made of it.

    Raises
    ------
    ModelError
        One of the two is damaged, or shows nothing.
    """
    return ShapeDifference(
        before=bounds(before),
        after=bounds(after),
        triangles_before=triangle_count(before),
        triangles_after=triangle_count(after),
        names_before=part_names(before),
        names_after=part_names(after),
        laid_out_before=_is_laid_out(before),
        laid_out_after=_is_laid_out(after),
    )


def _is_laid_out(glb: bytes) -> bool:
    with reading():
        document: GltfDocument = read_document(glb)
        nodes = [document.one("nodes", each.index) for each in placed_nodes(document)]
        return any(
            "TEXCOORD_0" in primitive["attributes"]
            for node in nodes
            if "mesh" in node
            for primitive in document.one("meshes", node["mesh"])["primitives"]
        )
