"""The Chromium that every page is tested and measured in."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FLAGS: list[str] = json.loads((Path(__file__).parents[1] / "chromium-flags.json").read_text())
"""Those of the front end's own tests, too: ``vitest.config.ts``."""


@contextmanager
def launched(*flags: str) -> Iterator[Browser]:
    """The system's Chromium, with further flags, until the block ends."""
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    assert path, "Chromium was not found: install it, or set CHROMIUM_PATH."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        browser.close()
