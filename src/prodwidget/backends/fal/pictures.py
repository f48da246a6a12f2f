"""Pictures as the data URIs that fal takes in place of an address."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator

from PIL import Image, ImageOps

from prodwidget.backends.download import picture_type
from prodwidget.backends.fal.endpoint import PROVIDER
from prodwidget.errors import ProviderError

_EXIF_ORIENTATION = 0x0112
_QUALITIES = (95, 88, 80)
_SMALLER = 0.75


def data_uri(data: bytes, longest_side: int, most_bytes: int) -> str:
    """A picture as a data URI: as it is, if it is upright and within the limits.

    Else it is scaled down as far as it must be, and a JPEG unless it has transparency.

    Parameters
    ----------
    longest_side:
        Pixels that it may have at most, in width and in height.
    most_bytes:
        Bytes that it may have at most.

    Raises
    ------
    ProviderError
        ``bad_option``: the bytes are no picture that can be read.
    """
    try:
        with Image.open(io.BytesIO(data)) as picture:
            media_type = picture_type(data)
            small = max(picture.size) <= longest_side and len(data) <= most_bytes
            upright = picture.getexif().get(_EXIF_ORIENTATION, 1) == 1
            if media_type is None or not small or not upright:
                data, media_type = _fitting(picture, longest_side, most_bytes)
            else:
                picture.load()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ProviderError(
            "The reference picture cannot be read: it is damaged, huge, or of an unknown kind.",
            code="bad_option",
            provider=PROVIDER,
            hint="Give a PNG, JPEG or WebP picture.",
        ) from error
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"


def _fitting(picture: Image.Image, longest_side: int, most_bytes: int) -> tuple[bytes, str]:
    upright = ImageOps.exif_transpose(picture)
    transparent = upright.has_transparency_data
    plain = upright.convert("RGBA" if transparent else "RGB")
    side = float(min(longest_side, max(plain.size)))
    while True:
        plain.thumbnail((round(side), round(side)), Image.Resampling.LANCZOS)
        for data in _pngs(plain) if transparent else _jpegs(plain):
            if len(data) <= most_bytes or side <= 1:
                return data, "image/png" if transparent else "image/jpeg"
        side *= _SMALLER


def _pngs(picture: Image.Image) -> Iterator[bytes]:
    with io.BytesIO() as file:
        picture.save(file, "PNG")
        yield file.getvalue()


def _jpegs(picture: Image.Image) -> Iterator[bytes]:
    """From the best to the smallest."""
    for quality in _QUALITIES:
        with io.BytesIO() as file:
            picture.save(file, "JPEG", quality=quality, subsampling=0)
            yield file.getvalue()
