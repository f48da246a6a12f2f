"""Where a part lies in a picture of its model, seen from where enough of it is seen."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry.camera import Camera, three_quarter_view
from prodwidget.geometry.document import GltfDocument, Tree, read_document, reading
from prodwidget.geometry.measure import bounds_of
from prodwidget.geometry.naming import parts_named
from prodwidget.geometry.raster import projected, rasterised
from prodwidget.geometry.stage import Stage, stage_of

_VIEWS = (
    (25.0, 15.0),
    (-25.0, 15.0),
    (25.0, 45.0),
    (155.0, 15.0),
    (-155.0, 15.0),
    (25.0, -25.0),
    (25.0, 85.0),
)
"""Degrees to the right of the front, and above the horizon.

In the order in which they serve: a model is made of the changed picture, and what that does not
show of the product is guessed.
"""
_COARSE = 96
"""Pixels across at which the views are compared."""
_ENOUGH = 0.25
"""Of what the best view shows of a part: then an earlier one will do."""
_LEAST = 6
"""Pixels of the coarse picture; less of a part cannot be pointed at."""
_MARGIN = 0.016
"""Of the picture's width, around the part: what is changed has edges and a shadow."""


@dataclass(frozen=True, slots=True)
class PartRegion:
    """A view of a model, and where a part lies in it."""

    camera: Camera
    mask: bytes
    """A PNG: white where the part is seen, and a little around it; black elsewhere."""


def part_region(glb: bytes, part: str, *, width: int = 768, height: int = 768) -> PartRegion | None:
    """Where a part lies in a view that shows enough of it; ``None`` where no view shows it.

    What is looked through, such as glass, hides nothing.

    Parameters
    ----------
    glb:
        The model.
    part:
        Its name, as :func:`prodwidget.geometry.named_parts` answers it.
    width, height:
        Of the picture, in pixels.

    Raises
    ------
    ModelError
        The model is damaged, shows nothing, or is compressed by Draco.
    PackageMissing
        It is compressed by meshoptimizer, whose package is not installed.
    """
    with reading():
        document = read_document(glb)
        node = next((each.node for each in parts_named(document) if each.name == part), None)
        if node is None:
            return None
        whole = bounds_of(document)
        stage = stage_of(document)
        cameras = [
            three_quarter_view(whole, aspect=width / height, around=around, above=above)
            for around, above in _VIEWS
        ]
        coarse = (_COARSE, max(round(_COARSE * height / width), 1))
        seen = [int(_shown(document, stage, node, each, *coarse).sum()) for each in cameras]
        best = max(seen)
        if best < _LEAST:
            return None
        chosen = next(
            camera
            for camera, count in zip(cameras, seen, strict=True)
            if count >= max(_ENOUGH * best, _LEAST)
        )
        shown = _shown(document, stage, node, chosen, width, height)
        return PartRegion(chosen, _png(shown, round(_MARGIN * width)))


def _shown(
    document: GltfDocument, stage: Stage, node: int, camera: Camera, width: int, height: int
) -> NDArray[np.bool_]:
    own = np.array([each.node == node for each in stage.pieces])
    hides = np.array([not _is_looked_through(each.material) for each in stage.pieces])
    faces = np.flatnonzero((own | hides)[stage.owner])
    hits = rasterised(projected(stage.points, camera, width, height), stage.faces[faces])
    shown = hits.triangle >= 0
    shown[shown] = own[stage.owner[faces[hits.triangle[shown]]]]
    return shown


def _is_looked_through(material: Tree) -> bool:
    glass = (material.get("extensions") or {}).get("KHR_materials_transmission", {})
    return bool(glass.get("transmissionFactor", 0)) or material.get("alphaMode") == "BLEND"


def _png(shown: NDArray[np.bool_], margin: int) -> bytes:
    from PIL import Image, ImageFilter

    mask = Image.fromarray(np.where(shown, 255, 0).astype(np.uint8))
    data = io.BytesIO()
    mask.filter(ImageFilter.MaxFilter(2 * margin + 1)).save(data, "PNG")
    return data.getvalue()
