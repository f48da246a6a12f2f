"""A photograph of light, as a file."""

from __future__ import annotations

import struct


def radiance(width: int = 16, height: int = 8, rgbe: tuple[int, ...] = (200, 90, 40, 130)) -> bytes:
    """A Radiance .hdr file of one colour, without compression."""
    header = f"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {height} +X {width}\n"
    return header.encode() + struct.pack("4B", *rgbe) * (width * height)
