"""Pictures cut and scaled to what they are to cover."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


def cropped(data: bytes, size: tuple[int, int]) -> tuple[Image, float]:
    """The middle of a picture at an exact size in pixels, and how far it was scaled up."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    scale = max(size[0] / picture.width, size[1] / picture.height)
    wide, high = size[0] / scale, size[1] / scale
    left, top = (picture.width - wide) / 2, (picture.height - high) / 2
    box = (left, top, left + wide, top + high)
    return picture.resize(size, Image.Resampling.LANCZOS, box=box), scale
