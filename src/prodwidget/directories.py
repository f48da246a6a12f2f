"""Directories that nobody but their owner may enter."""

from __future__ import annotations

from pathlib import Path


def make_private(path: Path) -> None:
    """Make a directory and those above it that are missing, whatever the umask allows others.

    Raises
    ------
    OSError
        It cannot be made.
    """
    if not path.is_dir():
        if path.parent != path:
            make_private(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
