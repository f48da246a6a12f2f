"""Pictures in a PDF; those that it can hold as they are, are not compressed once more."""

from __future__ import annotations

import io
from hashlib import sha256
from struct import unpack_from
from typing import Any

_PNG = b"\x89PNG\r\n\x1a\n"
_OPAQUE_RGB = (8, 2, 0, 0, 0)
"""What a PNG's header says of bits, colours, compression, filters and interlacing."""


def draw_picture(canvas: Any, data: bytes, wide: float, high: float) -> None:
    """Draw a PNG or JPEG about the origin, so wide and high.

    The compressed rows of an opaque PNG are what PDF calls Flate with PNG's predictors (ISO
    32000-1 §7.4.4.4): they go into the file byte by byte.
    """
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream

    found = _rows_of(data)
    if found is None:
        picture = ImageReader(io.BytesIO(data))
        canvas.drawImage(picture, -wide / 2, -high / 2, wide, high, mask="auto")
        return
    width, height, rows = found
    name = sha256(data).hexdigest()
    if not canvas.hasForm(name):
        told = {
            "Type": PDFName("XObject"),
            "Subtype": PDFName("Image"),
            "Width": width,
            "Height": height,
            "BitsPerComponent": 8,
            "ColorSpace": PDFName("DeviceRGB"),
            "Filter": PDFName("FlateDecode"),
            "DecodeParms": PDFDictionary(
                {"Predictor": 15, "Colors": 3, "BitsPerComponent": 8, "Columns": width}
            ),
        }
        canvas._doc.addForm(name, PDFStream(PDFDictionary(told), rows))
    canvas.saveState()
    canvas.translate(-wide / 2, -high / 2)
    canvas.scale(wide, high)
    canvas.doForm(name)
    canvas.restoreState()


def _rows_of(data: bytes) -> tuple[int, int, bytes] | None:
    """Width, height and compressed rows of a PNG; ``None`` of what PDF cannot take as it is."""
    if not data.startswith(_PNG):
        return None
    width, height, *kind = unpack_from(">IIBBBBB", data, 16)
    if tuple(kind) != _OPAQUE_RGB:
        return None
    rows, at = [], len(_PNG)
    while at < len(data):
        length, name = unpack_from(">I4s", data, at)
        if name == b"tRNS":
            return None
        if name == b"IDAT":
            rows.append(data[at + 8 : at + 8 + length])
        at += 12 + length
    return width, height, b"".join(rows)
