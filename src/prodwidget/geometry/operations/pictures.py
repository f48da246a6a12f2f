"""The pictures in a model: found, decoded, and put back in another size or format."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prodwidget.errors import ModelError
from prodwidget.geometry.document import Tree, data_uri
from prodwidget.geometry.operations.rewriting import Rewriting

if TYPE_CHECKING:
    from PIL.Image import Image

WEBP = "EXT_texture_webp"
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_SIGNATURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the model's images."""

    index: int
    media_type: str
    data: bytes

    def decoded(self) -> Image:
        """Its pixels.

        Raises
        ------
        ModelError
            They cannot be read.
        """
        from PIL import Image

        try:
            image = Image.open(io.BytesIO(self.data))
            image.load()
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            raise ModelError(
                "One of the model's textures cannot be read.",
                hint="Export the model again with its textures as PNG or JPEG.",
            ) from None
        return image


def pictures_of(rewriting: Rewriting) -> Iterator[Picture]:
    """The images that are PNG, JPEG or WebP; others, such as KTX2, are left out.

    Raises
    ------
    ModelError
        One of them is in another file.
    """
    for index, image in enumerate(rewriting.document.all("images")):
        if "bufferView" in image:
            data = rewriting.view_data(image["bufferView"])
        else:
            data = data_uri(image.get("uri"))
        # What the bytes say counts: exporters mistake the type.
        found = next((kind for start, kind in _SIGNATURES.items() if data.startswith(start)), "")
        if found:
            yield Picture(index, found, data)


def put_picture(rewriting: Rewriting, index: int, data: bytes, media_type: str) -> None:
    """Put a picture in an image's place."""
    image: Tree = rewriting.tree["images"][index]
    image.pop("uri", None)
    image |= {"bufferView": rewriting.add_view(data), "mimeType": media_type}


def encoded(image: Image, media_type: str, *, quality: int = 90, lossless: bool = False) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    if media_type == "image/png":
        image.save(file, "PNG", optimize=True)
    elif media_type == "image/jpeg":
        image.save(file, "JPEG", quality=quality, subsampling=0, optimize=True)
    else:
        image.save(file, "WEBP", quality=quality, lossless=lossless, exact=True, method=4)
    return file.getvalue()
