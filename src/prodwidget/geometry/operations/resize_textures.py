"""Textures of fewer pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.geometry.document import reading
from prodwidget.geometry.operations.base import Processed
from prodwidget.geometry.operations.pictures import encoded, pictures_of, put_picture
from prodwidget.geometry.operations.rewriting import Rewriting

if TYPE_CHECKING:
    from PIL.Image import Image


def resize_textures(glb: bytes, *, longest_side: int) -> Processed:
    """A model whose textures are no larger than so many pixels.

    A PNG stays a PNG, a JPEG a JPEG, a WebP a WebP; smaller textures, and those that are KTX2,
    stay byte for byte.

    Parameters
    ----------
    glb:
        The model.
    longest_side:
        Pixels of a texture's longer side at most.

    Raises
    ------
    ModelError
        The model or a texture is damaged.
    """
    with reading():
        rewriting = Rewriting(glb)
        resized = 0
        for picture in pictures_of(rewriting):
            image = picture.decoded()
            longest = max(image.size)
            if longest <= longest_side:
                continue
            width, height = (max(round(side * longest_side / longest), 1) for side in image.size)
            smaller = _continuous(image).resize((width, height), _lanczos())
            data = encoded(smaller, picture.media_type, lossless=picture.data[12:16] == b"VP8L")
            put_picture(rewriting, picture.index, data, picture.media_type)
            resized += 1
        if not resized:
            said = f"No texture has more than {longest_side:,} pixels a side."
            return Processed(glb, (said,))
        count = "1 texture was" if resized == 1 else f"{resized} textures were"
        return Processed(rewriting.written(), (f"{count} made smaller.",))


def _continuous(image: Image) -> Image:
    """A picture whose pixels can be mixed: one of a palette cannot."""
    if image.mode in ("P", "PA"):
        transparent = "transparency" in image.info or image.mode == "PA"
        return image.convert("RGBA" if transparent else "RGB")
    return image.convert("L") if image.mode == "1" else image


def _lanczos() -> int:
    from PIL import Image

    return Image.Resampling.LANCZOS
