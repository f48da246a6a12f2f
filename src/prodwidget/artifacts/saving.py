"""Files for the user: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from prodwidget.errors import ExportError


def save(data: bytes, path: str | Path) -> Path:
    """Write a file, in place of one that is there, and answer where.

    Raises
    ------
    ExportError
        It cannot be written there; what was there is left as it was.
    """
    path = Path(path).expanduser()
    if path.exists() and not path.is_file():
        raise ExportError(f"Cannot write {path}: it is not a file.", hint="Name another file.")
    temporary = path.parent / f".{path.name}.{os.getpid()}.part"
    try:
        try:
            temporary.write_bytes(data)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(
            f"Cannot write {path}: {error.strerror or error}.",
            hint="Choose another place, or free some space.",
        ) from None
    return path
