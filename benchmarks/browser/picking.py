"""How long it takes to tell the part under a pointer, in a model of half a million triangles."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks.browser.models import COLOURS, Size, glb
from benchmarks.browser.server import Site, serving
from benchmarks.browser.watch import chromium
from benchmarks.report import Row

_LARGE = Size("500k", 500_000, 64, 1, 1)
_PICKS = 400


def picking(folder: Path) -> list[Row]:
    """Picks along a spiral over the picture; three's own ``Raycaster`` is the peer."""
    site = Site(folder, {"/large.glb": glb(_LARGE, COLOURS[0])})
    with serving(site), chromium() as browser:
        page = browser.new_page(viewport={"width": 640, "height": 480})
        page.goto(f"{site.url}/pick.html")
        page.wait_for_function("() => globalThis.pick", timeout=60_000)
        told = page.evaluate(f"pick('/large.glb', {_PICKS})")
    assert told["triangles"] >= 0.9 * _LARGE.triangles
    ours, three, steps = told["ours"], told["three"], told["steps"]
    peer = "three.js Raycaster"
    return [
        Row("hover_pick", statistics.median(ours), "ms", peer, statistics.median(three)),
        Row("hover_pick_longest", max(ours), "ms", peer, max(three)),
        Row("hover_ready", sum(steps), "ms, in steps while the page is idle"),
        Row("hover_ready_stall", max(steps), "ms, the longest of them"),
    ]
