"""Pages from files, in a browser that has no network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import new_context


class Offline:
    """A page from a file, and what it tried to have from elsewhere."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.asked: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith(("file:", "blob:", "data:")):
            self.asked.append(url)


@contextmanager
def offline(chromium: Browser, file: Path) -> Iterator[Offline]:
    """Open a file."""
    context = new_context(chromium, viewport={"width": 1280, "height": 1000}, offline=True)
    opened = Offline(context.new_page())
    opened.page.goto(file.as_uri())
    yield opened
    context.close()
