"""What a swap, a step back, a reload and a wipe cost, and fifty viewers, and a widget on the wire.

The peers are plain three.js (`GLTFLoader`, as most notebook viewers use it) and `<model-viewer>`,
bundled and served as ours. Times run from the call to the frame that the browser paints with the
new model in it, told by its pixels. The fade between two models is off, as it is for users who ask
for no motion: it is an animation over a change that has happened.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.browser.chart import chart
from benchmarks.browser.jupyter import delivery
from benchmarks.browser.models import COLOURS, SIZES, Size, glb
from benchmarks.browser.picking import picking
from benchmarks.browser.server import Site, serving
from benchmarks.browser.tree import tree
from benchmarks.browser.watch import Change, Watched, chromium, memory_megabytes, screenshot
from benchmarks.report import RESULTS, ROOT, Row, report, table

PEERS = {"three": "three.js GLTFLoader", "model-viewer": "model-viewer"}

VIEWERS = 50
"""On one page."""

MODELS = 9
"""That they show."""

PICTURE_BYTES = 300 * 220 * 4

ORBIT_SECONDS = 4

LEAK_SWAPS = 500
LEAK_MODELS = 20


@dataclass
class Figures:
    """What was seen of one viewer with models of one size."""

    cold: float = 0
    swaps: list[Change] = field(default_factory=list)
    backs: list[Change] = field(default_factory=list)
    reloads: list[Change] = field(default_factory=list)
    asked_on_back: int = 0
    asked_on_reload: int = 0
    idle_frames: int = 0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="one size, three times")
    quick = arguments.parse_args().quick
    sizes = [size for size in SIZES if not quick or size.name == "5.5MB"]
    times = 3 if quick else 5
    rows: list[Row] = []

    def add(some: list[Row]) -> None:
        print(table(some), file=sys.stderr, flush=True)
        rows.extend(some)

    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        for size in sizes:
            add(one_size(Path(folder), size, times))
            add(wiping(Path(folder), size, times))
        add(picking(Path(folder)))
        add(fifty(Path(folder), SIZES[0]))
        if not quick:
            add(leaks(Path(folder), SIZES[0]))
        add(tree(Path(folder), times))
    add(delivery(glb(SIZES[0], COLOURS[0]), glb(SIZES[-1], COLOURS[1])))
    report("viewer", rows)
    chart(rows, RESULTS / "viewer.svg")


def build(folder: Path) -> None:
    subprocess.run(
        [
            *(
                "node",
                "node_modules/vite/bin/vite.js",
                "build",
                "--config",
                "benchmarks/pages/vite.config.ts",
            ),
            *("--outDir", str(folder), "--logLevel", "error"),
        ],
        cwd=ROOT,
        check=True,
    )


def one_size(folder: Path, size: Size, times: int) -> list[Row]:
    site = Site(folder, {f"/{index}.glb": glb(size, COLOURS[index]) for index in range(2)})
    with serving(site), chromium() as browser:
        ours = look(browser, site, "prodwidget", times)
        # Nothing stays on the GPU but what is shown: the browser's cache alone.
        cached = look(browser, site, "prodwidget", times, "&budget=0")
        floor = least(browser, site, times)
        rows = [
            Row(f"requests_back_{size.name}", ours.asked_on_back, "requests"),
            Row(f"requests_reload_{size.name}", ours.asked_on_reload, "requests"),
            Row(f"idle_frames_{size.name}", ours.idle_frames, "frames in 3 s"),
            Row(f"floor_load_{size.name}", floor[0], "ms, decode and upload alone"),
            Row(f"floor_paint_{size.name}", floor[1], "ms, a change of colour alone"),
        ]
        for page, name in PEERS.items():
            peer = look(browser, site, page, times)
            for figure, value, other in (
                ("step_back_resident", painted(ours.backs), painted(peer.backs)),
                ("step_back_cached", painted(cached.backs), painted(peer.backs)),
                ("stall_swap", stall(ours.swaps), stall(peer.swaps)),
                ("stall_back", stall(ours.backs), stall(peer.backs)),
                ("swap", painted(ours.swaps), painted(peer.swaps)),
                ("reload", painted(ours.reloads), painted(peer.reloads)),
                ("first_show", ours.cold, peer.cold),
            ):
                rows.append(Row(f"{figure}_{size.name}", value, "ms", name, other))
    return rows


def look(browser: Browser, site: Site, page: str, times: int, options: str = "") -> Figures:
    """Swap and step back in a viewer, and open its page again, some times each."""
    figures = Figures()
    context = browser.new_context(viewport={"width": 640, "height": 480})
    watched = Watched(context.new_page())
    address = f"{site.url}/{page}.html?first=/0.glb{options}"
    figures.cold = watched.open(address).painted
    for index in range(times):
        # Another address is another model, of the same bytes.
        figures.swaps.append(watched.show(f"/1.glb?{index}"))
        site.clear()
        figures.backs.append(watched.show("/0.glb"))
        figures.asked_on_back += len(site.asked)
    figures.idle_frames = watched.idle_frames(3)
    for _ in range(times):
        site.clear()
        figures.reloads.append(watched.open(address))
        figures.asked_on_reload += len(site.asked)
    context.close()
    return figures


def wiping(folder: Path, size: Size, times: int) -> list[Row]:
    """Frames a second of a wipe between two models while they turn, and of one model alone."""
    site = Site(folder, {f"/{index}.glb": glb(size, COLOURS[index]) for index in range(2)})
    pages = {
        "wipe": "prodwidget.html?first=/0.glb&compare=/1.glb",
        "prodwidget, one model": "prodwidget.html?first=/0.glb",
        "three.js, one model": "three.html?first=/0.glb",
    }
    rates: dict[str, list[float]] = {name: [] for name in pages}
    with serving(site), chromium() as browser:
        for _ in range(times):
            # In turns, since what else the machine does changes.
            for name, page in pages.items():
                tab = browser.new_page(
                    viewport={"width": 640, "height": 480}, reduced_motion="reduce"
                )
                tab.goto(f"{site.url}/{page}")
                tab.wait_for_function("() => globalThis.measured?.ready", timeout=60_000)
                tab.evaluate("measured.orbit(1)")
                rates[name].append(float(tab.evaluate(f"measured.orbit({ORBIT_SECONDS})")))
                tab.close()
    ours, *others = ((name, statistics.median(rate)) for name, rate in rates.items())
    return [
        Row(f"wipe_frame_rate_{size.name}", ours[1], "frames/s", peer, rate)
        for peer, rate in others
    ]


def least(browser: Browser, site: Site, times: int) -> tuple[float, float]:
    """Milliseconds to decode and upload, and to paint a change of colour."""
    watched = Watched(browser.new_page(viewport={"width": 640, "height": 480}))
    watched.open(f"{site.url}/floor.html")
    took = [float(watched.page.evaluate("floor('/0.glb')")) for _ in range(times)]
    changes = [watched.show(f"/{1 - index % 2}.glb") for index in range(times)]
    watched.page.close()
    return statistics.median(took), painted(changes)


def fifty(folder: Path, size: Size) -> list[Row]:
    """Many viewers on one page, which is scrolled through once and then seen whole."""
    site = Site(folder, {f"/{index}.glb": glb(size, COLOURS[index]) for index in range(3)})

    @contextmanager
    def opened(page: str, count: int, models: int) -> Iterator[tuple[Page, float]]:
        """A page whose viewers have all been on screen, and the megabytes that it takes."""
        first = "".join(f"&first=/{index % 3}.glb?{index}" for index in range(models))
        with serving(site), chromium() as browser:
            tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            tab.goto("about:blank")
            empty = memory_megabytes(browser)
            tab.goto(f"{site.url}/{page}.html?count={count}{first}")
            tab.wait_for_function("() => globalThis.measured?.ready", timeout=300_000)
            for top in range(0, tab.evaluate("document.documentElement.scrollHeight"), 400):
                tab.evaluate(f"scrollTo(0, {top})")
                tab.wait_for_timeout(1000)
            tab.wait_for_timeout(3000)
            yield tab, memory_megabytes(browser) - empty

    def seen(page: str) -> tuple[float, int, int, int]:
        with opened(page, VIEWERS, MODELS) as (tab, memory):
            contexts = int(tab.evaluate("measured.statistics().contexts"))
            tab.set_viewport_size({"width": 1500, "height": 2200})
            tab.wait_for_timeout(5000)
            before = screenshot(tab)
            tab.evaluate(
                f"for (let viewer = 0; viewer < {VIEWERS}; viewer++) measured.turn(viewer)"
            )
            tab.wait_for_timeout(10_000)
            after = screenshot(tab)
            places = tab.evaluate(
                "[...document.body.children].filter((it) => it.tagName === 'DIV').map((it) => {"
                " const { x, y, width, height } = it.getBoundingClientRect();"
                " return [x, y, width, height].map(Math.round); })"
            )
            parts = [(slice(y, y + height), slice(x, x + width)) for x, y, width, height in places]
            shown = sum(bool(before[part].std(axis=(0, 1)).max() > 12) for part in parts)
            react = sum(bool((before[part] != after[part]).any()) for part in parts)
            return memory, contexts, shown, react

    with opened("prodwidget", 1, 1) as (tab, memory):
        resident = int(tab.evaluate("measured.statistics().residentBytes"))
    # Each model once, and the picture of each viewer.
    floor = memory + ((MODELS - 1) * resident + (VIEWERS - 1) * PICTURE_BYTES) / 2**20
    ours, three = seen("prodwidget"), seen("three")
    peer = "separate three.js viewers"
    return [
        Row("page_memory_50", ours[0], "MB", peer, three[0]),
        Row("page_memory_50_floor", floor, "MB, one viewer, and its models and pictures"),
        Row("page_memory_a_viewer", ours[0] / ours[2], "MB", peer, three[0] / three[2]),
        Row("contexts_50", ours[1], "contexts", peer, three[1]),
        Row("shown_50", ours[2], "viewers", peer, three[2]),
        Row("reacting_50", ours[3], "viewers", peer, three[3]),
    ]


def leaks(folder: Path, size: Size) -> list[Row]:
    """Many swaps among some models: what is held after them, beside what is held after a few."""
    site = Site(folder, {f"/{index}.glb": glb(size, COLOURS[index]) for index in range(3)})
    with serving(site), chromium() as browser:
        page = browser.new_context(viewport={"width": 640, "height": 480}).new_page()
        page.goto(f"{site.url}/prodwidget.html?first=/0.glb&budget=64")
        page.wait_for_function("() => globalThis.measured?.ready", timeout=60_000)

        def swap(count: int) -> tuple[float, float, dict[str, int]]:
            page.evaluate(
                f"""async () => {{
                  for (let swap = 0; swap < {count}; swap++) {{
                    await measured.show(`/${{swap % 3}}.glb?${{swap % {LEAK_MODELS}}}`);
                  }}
                  await new Promise((done) => setTimeout(done, 2000));
                  gc();
                }}"""
            )
            counts = page.evaluate("measured.statistics()")
            heap = page.evaluate("performance.memory.usedJSHeapSize / 2 ** 20")
            return memory_megabytes(browser), float(heap), counts

        early = swap(3 * LEAK_MODELS)
        late = swap(LEAK_SWAPS)
    peer = f"after {3 * LEAK_MODELS}"
    return [
        Row(f"memory_after_{LEAK_SWAPS}_swaps", late[0], "MB", peer, early[0]),
        Row(f"heap_after_{LEAK_SWAPS}_swaps", late[1], "MB", peer, early[1]),
        *(
            Row(f"{name}_after_{LEAK_SWAPS}_swaps", late[2][name], name, peer, early[2][name])
            for name in ("geometries", "textures", "programs", "residents")
        ),
    ]


def painted(changes: Iterable[Change]) -> float:
    return _median(changes, lambda change: change.painted)


def stall(changes: Iterable[Change]) -> float:
    return _median(changes, lambda change: change.stall)


def _median(changes: Iterable[Change], figure: Callable[[Change], float]) -> float:
    return float(np.median([figure(change) for change in changes]))


if __name__ == "__main__":
    main()
