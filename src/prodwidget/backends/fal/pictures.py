"""Pictures as the data URIs that fal takes in place of an address."""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageOps

from prodwidget.backends.download import picture_type
from prodwidget.backends.fal.endpoints import PROVIDER
from prodwidget.errors import ProviderError

LONGEST_SIDE = 1024
"""Pixels; models scale down to this or less, and longer data URIs are refused."""

_MOST_BYTES = 1_500_000
_EXIF_ORIENTATION = 0x0112


def data_uri(data: bytes) -> str:
    """A picture as a data URI; scaled down, and as a JPEG unless it has transparency, if large.

    Raises
    ------
    ProviderError
        ``bad_option``: the bytes are no picture that can be read.
    """
    try:
        with Image.open(io.BytesIO(data)) as picture:
            media_type = picture_type(data)
            small = max(picture.size) <= LONGEST_SIDE and len(data) <= _MOST_BYTES
            upright = picture.getexif().get(_EXIF_ORIENTATION, 1) == 1
            if media_type is None or not small or not upright:
                data, media_type = _scaled(picture)
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


def _scaled(picture: Image.Image) -> tuple[bytes, str]:
    upright = ImageOps.exif_transpose(picture)
    transparent = upright.has_transparency_data
    plain = upright.convert("RGBA" if transparent else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    with io.BytesIO() as file:
        if transparent:
            plain.save(file, "PNG", optimize=True)
            return file.getvalue(), "image/png"
        plain.save(file, "JPEG", quality=92)
        return file.getvalue(), "image/jpeg"
