"""The front end as it was built: the module, its decoders, and what brings them onto a page."""

from __future__ import annotations

from pathlib import Path

from prodwidget import config
from prodwidget.addresses import is_digest

STATIC = Path(__file__).parents[1] / "static"


def loader() -> str | Path:
    """What every widget carries as its module.

    Its text, since anywidget keeps every widget whose module is a file for ever, to tell it of
    changes; the file where those are wanted.
    """
    file = STATIC / "loader.js"
    return file if config.hot_reload() else file.read_text("utf-8")


def package_file(digest: str) -> bytes:
    """The front end's module, or what lies beside it under its digest: decoders, other modules."""
    if is_digest(digest):
        for path in STATIC.glob(f"{digest}.*"):
            return path.read_bytes()
    return (STATIC / "widget.js").read_bytes()


def decoders() -> dict[str, bytes]:
    """The decoders by their SHA-256, which is what they are named by."""
    files = (each for each in STATIC.iterdir() if is_digest(each.stem))
    return {each.stem: each.read_bytes() for each in files}


def modules() -> dict[str, bytes]:
    """The modules that are had when they are needed, by their SHA-256."""
    files = STATIC.glob("*.module.js")
    return {each.name.partition(".")[0]: each.read_bytes() for each in files}


def licences() -> str:
    """The terms of all that the front end is made of."""
    return (STATIC / "LICENSES.txt").read_text("utf-8")
