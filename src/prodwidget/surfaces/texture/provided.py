"""Maps that a provider made, brought to one size, with what can be made of them here."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
from PIL import Image

from prodwidget.errors import BackendError
from prodwidget.geometry import png, read_maps
from prodwidget.surfaces.texture.maps import occlusion
from prodwidget.surfaces.texture.spec import MAPS

_RELIEF = 0.02
"""Tiles that the whole range of a provider's heights is taken to be; it does not say."""


def completed(pictures: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The maps as PNGs of the base colour's size with an occlusion, and notes.

    Raises
    ------
    BackendError
        A map cannot be read.
    """
    try:
        maps = read_maps(pictures)
    except (OSError, SyntaxError, Image.DecompressionBombError):
        raise BackendError(
            "A map that was made cannot be read.", hint="Send the prompt again."
        ) from None
    size = maps["basecolor"].size
    notes = []
    for role, picture in maps.items():
        if picture.size != size:
            notes.append(
                f"The {role} map was {picture.width} × {picture.height}, and was brought to "
                f"{size[0]} × {size[1]}."
            )
            maps[role] = picture.resize(size, Image.Resampling.LANCZOS)
    missing = [role for role in MAPS if role not in maps and role != "occlusion"]
    if missing:
        notes.append(f"The provider made no map of {', '.join(missing)}.")
    made = {role: png(maps[role]) for role in MAPS if role in maps}
    if "height" in pictures:
        with Image.open(io.BytesIO(pictures["height"])) as height:
            if height.mode.startswith("I") and height.size == size:
                made["height"] = png(Image.fromarray(np.asarray(height).astype(np.uint16)))
        field = np.asarray(maps["height"], dtype=np.float32) / 255
        made["occlusion"] = png(Image.fromarray(occlusion(field, _RELIEF)))
        notes.append("The occlusion was made of the heights.")
    return made, tuple(notes)
