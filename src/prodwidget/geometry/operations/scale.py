"""A model of a certain height."""

from __future__ import annotations

from prodwidget.errors import ModelError
from prodwidget.geometry.frame import under_one_node
from prodwidget.geometry.measure import bounds
from prodwidget.geometry.operations.base import Processed


def scale(glb: bytes, *, height_mm: float) -> Processed:
    """A model scaled evenly about the middle of its foot.

    One node is put above it; geometry, animations and skins are as they were.

    Parameters
    ----------
    glb:
        The model.
    height_mm:
        Its height (along y) afterwards; a file counts in metres.

    Raises
    ------
    ModelError
        The model is damaged, shows nothing, or is flat.
    """
    box = bounds(glb)
    height = box.size[1]
    if height <= 1e-6 * box.diagonal:
        raise ModelError(
            "The model is flat: it has no height to be scaled to.", hint="Stand it up first."
        )
    factor = height_mm / 1000 / height
    foot = (box.centre[0], box.min[1], box.centre[2])
    moved = under_one_node(
        glb,
        {
            "name": "scaled",
            "translation": [(1 - factor) * each for each in foot],
            "scale": [factor] * 3,
        },
    )
    return Processed(moved, (f"It was {1000 * height:,.1f} mm high and is {height_mm:,.1f} mm.",))
