"""What it costs to open all versions of a long history, beside those of a short one."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks.browser.server import Site, serving
from benchmarks.browser.watch import chromium
from benchmarks.report import Row

LONG, SHORT = 5000, 50


def tree(folder: Path, times: int) -> list[Row]:
    """Times from the click to the frame with the rows, of both in turn, and their elements."""
    site = Site(folder, {})
    took: dict[int, list[float]] = {LONG: [], SHORT: []}
    elements: dict[int, int] = {}
    with serving(site), chromium() as browser:
        pages = {}
        for length in took:
            page = browser.new_context(viewport={"width": 700, "height": 1200}).new_page()
            page.goto(f"{site.url}/tree.html?iterations={length}")
            page.wait_for_function("() => globalThis.openTree", timeout=300_000)
            page.wait_for_timeout(3000)
            pages[length] = page
        # The first is that of code that was never run.
        for index in range(times + 1):
            for length, page in pages.items():
                page.bring_to_front()
                page.wait_for_timeout(500)
                milliseconds = float(page.evaluate("openTree()"))
                page.wait_for_timeout(500)
                elements[length] = int(page.evaluate("treeElements()"))
                page.evaluate("closeTree()")
                if index:
                    took[length].append(milliseconds)
    peer = f"the same tree of {SHORT} versions"
    opened = {length: statistics.median(each) for length, each in took.items()}
    return [
        Row(f"tree_{LONG}_open", opened[LONG], "ms", peer, opened[SHORT]),
        Row(f"tree_{LONG}_elements", elements[LONG], "elements", peer, elements[SHORT]),
    ]
