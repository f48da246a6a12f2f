"""Pictures as the data URIs that fal takes in place of an address."""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageOps

from prodwidget.backends.download import picture_type
from prodwidget.backends.fal.endpoints import PROVIDER
from prodwidget.errors import ProviderError

_MOST_BYTES = 7_000_000
"""Of a picture; as a data URI it is a third longer, and comes with others."""

_QUALITIES = (95, 90, 80)
"""Of JPEG, the best that is small enough first."""

_EXIF_ORIENTATION = 0x0112


def data_uri(data: bytes, longest_side: int) -> str:
    """A picture as a data URI; as it is, unless it is larger than so many pixels or megabytes.

    What is larger is scaled down, and made a JPEG unless it has transparency.

    Raises
    ------
    ProviderError
        ``bad_option``: the bytes are no picture that can be read.
    """
    try:
        with Image.open(io.BytesIO(data)) as picture:
            media_type = picture_type(data)
            small = max(picture.size) <= longest_side and len(data) <= _MOST_BYTES
            upright = picture.getexif().get(_EXIF_ORIENTATION, 1) == 1
            if media_type is None or not small or not upright:
                data, media_type = _scaled(picture, longest_side)
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


def _scaled(picture: Image.Image, longest_side: int) -> tuple[bytes, str]:
    upright = ImageOps.exif_transpose(picture)
    transparent = upright.has_transparency_data
    plain = upright.convert("RGBA" if transparent else "RGB")
    while True:
        plain.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
        for quality in (0,) if transparent else _QUALITIES:
            with io.BytesIO() as file:
                if transparent:
                    plain.save(file, "PNG", optimize=True)
                else:
                    plain.save(file, "JPEG", quality=quality)
                if file.tell() <= _MOST_BYTES:
                    return file.getvalue(), "image/png" if transparent else "image/jpeg"
        longest_side = max(plain.size) * 3 // 4
