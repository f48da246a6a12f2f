"""A page that shows products by itself: one HTML file, no kernel, no network.

It carries the front end and its models, compressed, and plays the kernel's part to the front end:
``js/widget/export.ts`` is its other half.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from prodwidget.artifacts import save
from prodwidget.display import one_line, shorten, size
from prodwidget.errors import ExportError
from prodwidget.geometry import extensions_of
from prodwidget.widgets.front_end import STATIC, decoders, licences, modules

if TYPE_CHECKING:
    from prodwidget.session import Pipeline

MOST_BYTES = 64_000_000
"""What the models of a page may weigh in all, unless the user allows more."""

_TITLE_CHARACTERS = 120

_DECODING = {
    "KHR_draco_mesh_compression": "'wasm-unsafe-eval'",
    "EXT_meshopt_compression": "'wasm-unsafe-eval'",
    "KHR_meshopt_compression": "'wasm-unsafe-eval'",
    "KHR_texture_basisu": "'unsafe-eval'",
}
"""The extensions of glTF that have a decoder (``js/viewer/decoders``), and what it must be allowed:
WebAssembly, and for Basis Universal the JavaScript that its bindings write as they go."""

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'{scripts} blob:; style-src 'unsafe-inline'; "
    "img-src blob: data:; connect-src blob: data:; worker-src blob:; form-action 'none'; "
    "base-uri 'none'"
)
"""Whatever the page carries, it can send nothing anywhere."""

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; background: light-dark(#f6f6f8, #131417); color: light-dark(#1b1c1f, #ececee);
  font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: auto; padding: 24px; }
h1 { margin: 0 0 16px; font-size: 20px; font-weight: 600; overflow-wrap: anywhere; }
footer { margin-top: 12px; color: light-dark(#55585e, #a9acb3); font-size: 13px; }
summary { cursor: pointer; width: max-content; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What an exported page shows."""

    title: str
    note: str
    """A sentence for below, such as what was left out; may be empty."""
    traits: Mapping[str, Any]
    """Of the widget that is shown; JSON."""
    files: Mapping[str, bytes]
    """Models by their SHA-256."""
    lights: Mapping[str, bytes] = field(default_factory=dict)
    """Photographs of light by theirs."""


def write_page(page: Page, path: str | Path) -> Path:
    """Write a page, whole or not at all; answers where.

    Raises
    ------
    ExportError
        It cannot be written there.
    """
    return save(_markup(page).encode(), path)


def session_bytes(what: str, pipeline: Pipeline, page: Callable[[int], Page]) -> bytes:
    """A session as one file, for whoever takes it away.

    Parameters
    ----------
    what:
        ``"page"``, or ``"archive"``: what :meth:`ProductPipeline.export` writes.
    page:
        Answers the session's page, whose models weigh so many bytes at most.

    Raises
    ------
    ExportError, ArchiveError
        There is nothing to write, or no room for it.
    """
    if what == "page":
        return _markup(page(MOST_BYTES)).encode()
    with TemporaryDirectory() as folder:
        return pipeline.export(Path(folder) / "session.zip").read_bytes()


def check_size(name: str, weight: int, most: int) -> None:
    """Raise :class:`ExportError` where a model is heavier (bytes) than a page may carry."""
    if weight > most:
        raise ExportError(
            f"{name} is {size(weight)}, and the page may carry {size(most)}.",
            hint=f"Allow more: export_html(path, most_bytes={weight}).",
        )


def _markup(page: Page) -> str:
    title = html.escape(shorten(page.title, _TITLE_CHARACTERS))
    note = f"<p>{html.escape(one_line(page.note))}</p>" if page.note else ""
    front_end = (STATIC / "widget.js").read_bytes()
    record = {
        "traits": {**page.traits, "alone": True},
        "module": hashlib.sha256(front_end).hexdigest(),
    }
    used = set[str]().union(*map(extensions_of, page.files.values()))
    allowed = sorted({_DECODING[each] for each in used if each in _DECODING})
    policy = _POLICY.format(scripts="".join(f" {each}" for each in allowed))
    # What takes a model away in other formats, some 100 KB: there is no kernel to ask for it.
    carried = {str(record["module"]): front_end, **modules()}
    carried |= (decoders() if allowed else {}) | dict(page.files) | dict(page.lights)
    files = "\n".join(
        f'<script type="application/gzip" id="file-{digest}">{_packed(data)}</script>'
        for digest, data in carried.items()
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="prodwidget">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<div id="view"></div>
<noscript><p>This page draws its product with JavaScript, which is turned off.</p></noscript>
<footer>
{note}
<details><summary>Licences</summary><pre>{html.escape(licences())}</pre></details>
</footer>
</main>
<script type="application/json" id="record">{_json(record)}</script>
{files}
<script type="module">{_script((STATIC / "export.js").read_text())}</script>
</body>
</html>
"""


def _packed(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, mtime=0)).decode()


def _json(value: object) -> str:
    # A script element ends at the first "</script", wherever it stands.
    return json.dumps(value).replace("<", "\\u003c")


def _script(source: str) -> str:
    return source.replace("</", "<\\/").replace("<!--", "<\\!--")
