"""Directories that nobody but their owner may enter, and that remember what was put into them."""

from __future__ import annotations

import os
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


def sync(path: Path) -> None:
    """Have the disk remember which files are in a directory: a rename is none until then.

    Raises
    ------
    OSError
        The disk failed.
    """
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
