"""What a viewer can show, and how it is read: files, bytes, URLs."""

from __future__ import annotations

import hashlib
import re
import urllib.request
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from prodwidget.addresses import artifact_url
from prodwidget.display import one_line
from prodwidget.errors import ExportError, ModelError
from prodwidget.geometry import glb_header

# A viewer of a file needs neither the store nor the records, which take long to load.
if TYPE_CHECKING:
    from trimesh import Scene, Trimesh

    from prodwidget.records import ProductIteration
    from prodwidget.session import Pipeline

Source: TypeAlias = "str | Path | bytes | ProductIteration | Pipeline | Trimesh | Scene"
"""What a viewer can show."""

UNTITLED = "A 3D model"
"""What a page says it shows where nobody named it."""


def is_url(source: object) -> bool:
    """Whether a text is an address that the page itself goes to."""
    return isinstance(source, str) and bool(re.match("(https?://|data:)", source, re.IGNORECASE))


def at_url(url: str) -> dict[str, Any]:
    """The source of a model that the page fetches itself: ``ModelSource`` of ``js/contract.ts``."""
    return {"id": hashlib.sha256(url.encode()).hexdigest()[:24], "url": url, "name": _name_in(url)}


def held(id: str, digest: str, size: int, name: str) -> dict[str, Any]:
    """A source whose bytes are had from the widget, by their digest."""
    return {"id": id, "url": artifact_url(digest), "size": size, "sha256": digest, "name": name}


def read_file(path: Path) -> bytes:
    """The bytes of a file; raises :class:`ModelError` where it cannot be read."""
    try:
        return path.expanduser().read_bytes()
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no path"
        raise ModelError(
            f"Cannot read {one_line(str(path))}: {reason}.",
            hint="Check the path, or give a URL or bytes.",
        ) from None


def data_of(url: str) -> bytes:
    """The GLB that a ``data:`` URL carries (RFC 2397).

    Raises
    ------
    ExportError
        The URL cannot be read.
    ModelError
        What it carries is no GLB.
    """
    try:
        with urllib.request.urlopen(url) as opened:
            data: bytes = opened.read()
    except ValueError:
        raise ExportError(
            "The model's data: URL cannot be read.", hint="Give the viewer the model's bytes."
        ) from None
    check_glb(data, "What the data: URL carries")
    return data


def check_glb(data: bytes, name: str) -> None:
    """Raise :class:`ModelError` unless the bytes begin as a whole binary glTF 2.0 file does."""
    header = glb_header(data)
    if header is None:
        raise ModelError(f"{name} is not a GLB model.", hint="Export it as binary glTF 2.0 (.glb).")
    if header.version != 2:
        raise ModelError(
            f"{name} is glTF version {header.version}; only 2 can be shown.",
            hint="Export it as glTF 2.0.",
        )
    if header.length > len(data):
        raise ModelError(
            f"{name} is cut short: {len(data):,} of {header.length:,} bytes.", hint="Copy it again."
        )


def _name_in(url: str) -> str:
    """What a URL calls its file; empty where it calls it nothing."""
    path = re.match("https?://[^/?#]*([^?#]*)", url)
    return PurePosixPath(unquote(path[1])).stem if path else ""
