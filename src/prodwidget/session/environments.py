"""Photographs of light, read once and checked to be what they are said to be."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TypeAlias

from prodwidget.errors import ModelError
from prodwidget.records import MOST_ENVIRONMENT_BYTES, Environment
from prodwidget.session.addresses import file_at

EnvironmentSource: TypeAlias = "str | os.PathLike[str] | bytes"
"""A path, an ``https://`` address, or the bytes of a .hdr or .exr file."""

_RADIANCE, _OPEN_EXR = b"#?", b"v/1\x01"
_LONGEST_NAME = 200


def environment_file(source: EnvironmentSource, *, name: str = "") -> tuple[Environment, bytes]:
    """A photograph of light, and its bytes.

    Raises
    ------
    ModelError
        It is no .hdr or .exr file, is larger than 16 MB, or cannot be had.
    """
    data, found = _read(source)
    called = (name or found)[:_LONGEST_NAME]
    if len(data) > MOST_ENVIRONMENT_BYTES:
        raise ModelError(
            f"{called or 'The light'} has more than {MOST_ENVIRONMENT_BYTES >> 20} MB.",
            hint="Save it with fewer pixels: 2048 × 1024 are enough for a light.",
        )
    if not data.startswith((_RADIANCE, _OPEN_EXR)):
        raise ModelError(
            f"{called or 'What was given'} is no .hdr or .exr picture.",
            hint="Save it as Radiance (.hdr) or OpenEXR (.exr).",
        )
    digest = hashlib.sha256(data).hexdigest()
    return Environment(sha256=digest, size=len(data), name=called), data


def media_type(data: bytes) -> str:
    """Of a file that was checked."""
    return "image/x-exr" if data.startswith(_OPEN_EXR) else "image/vnd.radiance"


def _read(source: EnvironmentSource) -> tuple[bytes, str]:
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source), ""
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        return file_at(source, "light", MOST_ENVIRONMENT_BYTES, ModelError)
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        try:
            path = path.expanduser()
            with path.open("rb") as file:
                # No more than shows that it is too much.
                return file.read(MOST_ENVIRONMENT_BYTES + 1), path.name
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or "it is no path"
            raise ModelError(
                f"Cannot read {str(source)[:200]}: {reason}.",
                hint="Give the path of a .hdr or .exr file.",
            ) from None
    raise ModelError(
        f"A light is no {type(source).__name__}.",
        hint="Give a path, an https:// address, or the bytes of a .hdr or .exr file.",
    )
