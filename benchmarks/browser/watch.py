"""A page that is watched as a user would: by the frames that the browser paints."""

from __future__ import annotations

import base64
import io
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page
from tests.browser.chromium import launched

SETTLE_MILLISECONDS = 700
"""Without a new frame for as long, a page has come to rest."""

NEAR = 0.25
"""Part of the way from an old picture to a new one that may be left in one that holds the new."""

WATCH = """
globalThis.watch = {
  gaps: [],
  running: false,
  start() {
    this.gaps.length = 0;
    this.running = true;
    let last = performance.now();
    const step = () => {
      const now = performance.now();
      this.gaps.push([performance.timeOrigin + now, now - last]);
      last = now;
      if (this.running) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
    return performance.timeOrigin + last;
  },
};
watch.start();
"""


@dataclass(frozen=True, slots=True)
class Change:
    """How one model took another one's place; milliseconds."""

    painted: float
    """From the call to the first frame that holds the new model."""
    stall: float
    """The longest time without an animation frame until then and a little after."""


class Watched:
    """One page, whose frames are kept."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._frames: list[tuple[float, bytes]] = []
        page.emulate_media(reduced_motion="reduce")
        page.add_init_script(WATCH)
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.on("Page.screencastFrame", self._painted)

    def open(self, url: str) -> Change:
        """Load a page that shows a model at once; from its beginning to the model.

        Opened again, the page finds all that the browser keeps of it, as on a reload; but there is
        no old picture to be taken for the new one.
        """
        self.page.goto("about:blank")
        self._record()
        self.page.goto(url, wait_until="commit")
        self.page.wait_for_function("() => globalThis.measured?.ready", timeout=60_000)
        return self._change(self.page.evaluate("performance.timeOrigin"))

    def show(self, url: str, viewer: int = 0) -> Change:
        """Have another model shown."""
        self._frames = self._frames[-1:]
        began = self.page.evaluate(
            "([url, viewer]) => { const now = watch.start(); measured.ready = false;"
            " measured.show(url, viewer).then(() => { measured.ready = true; }); return now; }",
            [url, viewer],
        )
        return self._change(began)

    def idle_frames(self, seconds: float) -> int:
        """Frames painted while nothing happens."""
        self.page.evaluate("watch.running = false")
        self._rest()
        self._frames = []
        self.page.wait_for_timeout(seconds * 1000)
        return len(self._frames)

    def _change(self, began: float) -> Change:
        self.page.wait_for_function("() => measured.ready", timeout=60_000)
        self._rest()
        frames = [(when, _middle(picture)) for when, picture in self._frames]
        old, new = frames[0][1], frames[-1][1]
        whole = float(np.abs(new - old).sum())
        assert whole > 30, "the new model never came to be seen"
        painted = next(
            when
            for when, picture in frames
            if when >= began and float(np.abs(picture - new).sum()) < NEAR * whole
        )
        gaps = self.page.evaluate("watch.running = false, watch.gaps")
        stall = max(gap for when, gap in gaps if when - gap < painted + 100)
        return Change(painted - began, stall)

    def _record(self) -> None:
        self._cdp.send("Page.stopScreencast")
        self._frames = []
        self._cdp.send("Page.startScreencast", {"format": "jpeg", "quality": 90})

    def _rest(self) -> None:
        """Wait until no new frame has come for a while."""
        quiet, seen = 0, len(self._frames)
        while quiet < SETTLE_MILLISECONDS:
            self.page.wait_for_timeout(50)
            # A page that is busy paints nothing either, and answers this once it is free.
            self.page.evaluate("new Promise((done) => requestAnimationFrame(done))")
            quiet = quiet + 50 if len(self._frames) == seen else 0
            seen = len(self._frames)

    def _painted(self, event: Any) -> None:
        when = time.time() * 1000
        self._frames.append((when, base64.b64decode(event["data"])))
        self._cdp.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})


def chromium() -> AbstractContextManager[Browser]:
    """The tests' own browser, which tells of its memory and lets a page collect its garbage."""
    return launched("--enable-precise-memory-info", "--js-flags=--expose-gc")


def memory_megabytes(browser: Browser) -> float:
    """What the browser's page and GPU processes take together (PSS)."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return sum(
        _pss(process["id"]) for process in processes if process["type"] in ("renderer", "GPU")
    )


def _pss(process: int) -> float:
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    line = next(line for line in text.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def _middle(picture: bytes) -> Any:
    """The mean colour of the middle of a picture."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    width, height = image.size
    box = (width // 2 - 40, height // 2 - 40, width // 2 + 40, height // 2 + 40)
    return np.asarray(image.crop(box)).reshape(-1, 3).mean(axis=0)


def screenshot(page: Page) -> Any:
    """The page as rows of pixels."""
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)
