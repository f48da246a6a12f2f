"""One person at one page of a host, with a Studio in front of them."""

from __future__ import annotations

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

from playwright.sync_api import Error, Page, TimeoutError

from tests.browser.chromium import PATIENCE_MILLISECONDS
from tests.browser.notebook import UNHURRIED, Panel, Traffic

FIRST_TRIES = 4
FIRST_MILLISECONDS = 30_000
"""A host whose page was opened just now may lose what it is first asked to run."""

SCROLLED = """
panel => {
    // Some hosts scroll the page, some the document in it, some each output by itself.
    let offset = 0;
    for (let at = panel; at; at = at.assignedSlot ?? at.parentElement ?? at.getRootNode().host) {
        offset += at.scrollTop;
    }
    return offset;
}
"""

BUSY = f"""
{UNHURRIED.strip()}


from pathlib import Path

from prodwidget import ProductPipeline

ProductPipeline(backend=Unhurried()).edit("make it red")
give_up = time.monotonic() + 3600
while not Path("enough").exists() and time.monotonic() < give_up:
    sum(range(1000))
Path("enough").unlink(missing_ok=True)
"""
"""Starts an edit, and keeps the kernel busy until there is a file ``enough``."""


class Sitting(ABC):
    """A host's page, used as a person would use it. Each host is a subclass.

    Parameters
    ----------
    page:
        An empty one.
    directory:
        Where the host may keep files; its kernels run there.
    """

    host: ClassVar[str]
    """The host's name and version of its major line, such as ``JupyterLab 4``."""
    package: ClassVar[str]
    """The distribution whose version was tested."""
    pictured: ClassVar[bool] = True
    """Whether it looks like no other host."""
    hears_while_busy: ClassVar[bool] = True
    """Whether messages reach a kernel that runs the user's code."""

    def __init__(self, page: Page, directory: Path) -> None:
        self.page = page
        self.directory = directory
        self.url = ""
        self.root = ""
        self.errors: list[str] = []
        self.traffic = Traffic()
        self.traffic.listen(page)
        page.on("pageerror", self._note)

    @classmethod
    def version(cls) -> str:
        """What was tested, such as ``4.6.6``."""
        return version(cls.package)

    @abstractmethod
    def serve(self) -> AbstractContextManager[tuple[str, str]]:
        """Write what is opened, and run the host; answers its root and the page's address."""

    @abstractmethod
    def show(self) -> None:
        """Bring the Studio onto the page just opened or reloaded: run its cell, where need be."""

    @abstractmethod
    def darken(self) -> None:
        """Choose the host's dark theme, by the host's own means; the page may be opened anew."""

    @abstractmethod
    def busy(self) -> AbstractContextManager[None]:
        """Have the user's own code start an edit, and keep the kernel busy meanwhile."""

    @abstractmethod
    def document(self) -> str:
        """What a shortcut might change: the cells, and their text."""

    @property
    def studio(self) -> Panel:
        return Panel(self.page.locator(".prodwidget").first)

    def open(self) -> None:
        """Go to the page, and wait for the Studio."""
        self._come(lambda: self.page.goto(self.url))

    def reload(self) -> None:
        """Reload the page as a person does, and wait for the Studio."""
        self._come(self.page.reload)

    def _come(self, to_the_page: Callable[[], object]) -> None:
        for _ in range(FIRST_TRIES):
            to_the_page()
            with suppress(TimeoutError):
                self.show()
                self.studio.stage.wait_for(timeout=FIRST_MILLISECONDS)
                break
        self.studio.wait()

    def scrolled(self) -> float:
        """How far the page is scrolled, in CSS pixels."""
        offset: float = self.studio.root.evaluate(SCROLLED)
        return offset

    def asked(self) -> list[str]:
        """Requests since the traffic was cleared that are not the host's own housekeeping."""
        own = re.compile(
            rf"^(blob:|data:|{re.escape(self.root)}(static|api|lab|lsp|files|assets)/)"
        )
        return [url for url in self.traffic.requests if not own.match(url)]

    def bring_to_top(self) -> None:
        """Scroll the Studio, with the cell that made it, to the top."""
        self.studio.root.evaluate("it => it.scrollIntoView({ block: 'end' })")

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Until something holds that no element tells of."""
        deadline = time.monotonic() + PATIENCE_MILLISECONDS / 1000
        while not holds():
            assert time.monotonic() < deadline, "it never held"
            self.page.wait_for_timeout(50)

    def two_versions(self) -> None:
        """Have a red mug that was made blue, whatever there was before."""
        studio = self.studio
        newest = studio.root.get_by_role("button", name="Back to newest")
        if newest.count():
            newest.click()
        versions = studio.root.locator("li:not(.off-line) .iteration")
        if versions.count() == 2:
            return
        if studio.root.locator(".iteration").count():
            studio.root.get_by_role("button", name="Start a new product").click()
        studio.prompt("a red mug")
        self.wait_until(lambda: versions.count() == 1)
        studio.root.get_by_role("button", name="Edit", exact=True).wait_for()
        studio.prompt("make it blue")
        self.wait_until(lambda: versions.count() == 2)

    def _note(self, error: Error) -> None:
        # The front end runs from a blob's address; what a host throws by itself is not counted.
        if "blob:" in (error.stack or ""):
            self.errors.append(str(error))
