"""What a GLB says of itself, read before anything in it is decoded (glTF 2.0 §4.4)."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

MEDIA_TYPE = "model/gltf-binary"


@dataclass(frozen=True, slots=True)
class GlbHeader:
    """The first 12 bytes."""

    version: int
    """Of glTF; only 2 can be shown."""
    length: int
    """Bytes of the whole file, as it says."""


def glb_header(data: bytes) -> GlbHeader | None:
    """A GLB's header; ``None`` where the bytes do not begin as one."""
    if len(data) < 12 or data[:4] != b"glTF":
        return None
    return GlbHeader(*struct.unpack_from("<II", data, 4))


def glb_json(data: bytes) -> dict[str, Any] | None:
    """The JSON of a GLB's first chunk; ``None`` where there is none, or it is no object."""
    length, kind = struct.unpack_from("<I4s", data, 12) if len(data) >= 20 else (0, b"")
    if kind != b"JSON":
        return None
    try:
        tree = json.loads(data[20 : 20 + length])
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None


def extensions_of(data: bytes) -> set[str]:
    """The extensions of glTF that a GLB says it uses; none where it cannot be read."""
    used = (glb_json(data) or {}).get("extensionsUsed")
    return {each for each in used if isinstance(each, str)} if isinstance(used, list) else set()
