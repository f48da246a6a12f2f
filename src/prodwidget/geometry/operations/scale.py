"""A model of a certain height, width or depth."""

from __future__ import annotations

from prodwidget.errors import ModelError, PromptError
from prodwidget.geometry.frame import under_one_node
from prodwidget.geometry.measure import bounds
from prodwidget.geometry.operations.base import Processed

_SIDES = {"width": "wide", "height": "high", "depth": "deep"}
"""x, y and z."""


def scale(
    glb: bytes,
    *,
    height_mm: float | None = None,
    width_mm: float | None = None,
    depth_mm: float | None = None,
    longest_mm: float | None = None,
) -> Processed:
    """A model scaled evenly about the middle of its foot.

    One node is put above it; geometry, animations and skins are as they were.

    Parameters
    ----------
    glb:
        The model.
    height_mm, width_mm, depth_mm, longest_mm:
        Its height (along y), width (along x), depth (along z) or the longest of the three
        afterwards; one of them. A file counts in metres.

    Raises
    ------
    ModelError
        The model is damaged, shows nothing, or is flat along that side.
    PromptError
        Not one measure is given.
    """
    given = {"height": height_mm, "width": width_mm, "depth": depth_mm, "longest": longest_mm}
    wanted = {side: each for side, each in given.items() if each is not None}
    if len(wanted) != 1:
        raise PromptError(
            "A model is scaled to one measure.", hint="Give a height, a width or a depth."
        )
    ((side, millimetres),) = wanted.items()
    box = bounds(glb)
    size = dict(zip(_SIDES, box.size, strict=True))
    if side == "longest":
        side = max(size, key=lambda each: size[each])
    length = size[side]
    if length <= 1e-6 * box.diagonal:
        raise ModelError(
            f"The model is flat: it has no {side} to be scaled to.",
            hint="Stand it up first, or give another of its sides.",
        )
    factor = millimetres / 1000 / length
    foot = (box.centre[0], box.min[1], box.centre[2])
    moved = under_one_node(
        glb,
        {
            "name": "scaled",
            "translation": [(1 - factor) * each for each in foot],
            "scale": [factor] * 3,
        },
    )
    was = f"{1000 * length:,.1f} mm {_SIDES[side]}"
    return Processed(moved, (f"It was {was} and is {millimetres:,.1f} mm.",))
