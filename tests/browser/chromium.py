"""The Chromium that every page is tested and measured in."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

FLAGS: list[str] = json.loads((Path(__file__).parents[1] / "chromium-flags.json").read_text())
"""Those of the front end's own tests, too: ``vitest.config.ts``."""


PATIENCE_MILLISECONDS = 120_000
"""For whatever a kernel has to do first; a busy machine takes its time."""


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A context in which everything has that time."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    context.set_default_navigation_timeout(PATIENCE_MILLISECONDS)
    return context


@contextmanager
def launched(*flags: str) -> Iterator[Browser]:
    """The system's Chromium, with further flags, until the block ends."""
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    assert path, "Chromium was not found: install it, or set CHROMIUM_PATH."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        browser.close()
