"""A notebook and the panels in it, used as a person would use them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from playwright.sync_api import Locator, Page, WebSocket

from tests.browser.chromium import PATIENCE_MILLISECONDS
from tests.browser.lab import Folder, Lab
from tests.browser.pixels import Picture, picture_of

SCREENSHOTS = Path(__file__).parent / "screenshots"

STUDIO = "from prodwidget import Studio\n\nstudio = Studio()\nstudio"

LOOKING = "looking closely"

UNHURRIED = f"""
import time

from prodwidget.backends.procedural import ProceduralBackend


class Unhurried(ProceduralBackend):
    def generate(self, request, progress):
        progress.stage({LOOKING!r})
        time.sleep(3)
        return super().generate(request, progress)
"""
"""A backend with a stage that lasts: a page may draw none of several that pass in one frame."""

NOTE_STAGES = """
panel => {
    window.stages = [];
    new MutationObserver(() => {
        const stage = panel.shadowRoot.querySelector(".card.busy strong")?.textContent;
        if (stage) window.stages.push(stage);
    }).observe(panel.shadowRoot, { subtree: true, childList: true, characterData: true });
}
"""

STILL_PICTURES = 8
"""Equal ones in a row, each some 100 ms after the last: a slow page pauses between two frames."""

NOTEBOOK_MILLISECONDS = 600_000
"""For all cells of a notebook."""


@dataclass
class Traffic:
    """What crossed between the page and the machine since it was last cleared."""

    requests: list[str] = field(default_factory=list)
    largest_message: int = 0

    def listen(self, page: Page) -> None:
        page.on("websocket", lambda channel: self._connected(channel))
        page.on("request", lambda request: self.requests.append(request.url))

    def beyond_jupyter(self) -> list[str]:
        """Requests that are not JupyterLab's own housekeeping."""
        own = re.compile(r"^(blob:|data:|https?://[^/]+/(static|api|lab|lsp|files/favicon))")
        return [url for url in self.requests if not own.match(url)]

    def clear(self) -> None:
        self.requests.clear()
        self.largest_message = 0

    def _connected(self, channel: WebSocket) -> None:
        channel.on("framereceived", self._received)

    def _received(self, payload: str | bytes) -> None:
        self.largest_message = max(self.largest_message, len(payload))


class Panel:
    """A Studio, or a viewer by itself."""

    def __init__(self, root: Locator) -> None:
        self.root = root

    @property
    def stage(self) -> Locator:
        return self.root.locator(".stage-view")

    @property
    def box(self) -> Locator:
        return self.root.locator("textarea")

    @property
    def card(self) -> Locator:
        """What the panel says of the last run: its progress, or how it ended."""
        return self.root.locator(".status .card")

    @property
    def refusal(self) -> Locator:
        """What the prompt box says of a prompt that was not taken."""
        return self.root.locator(".prompt .failure")

    def wait(self) -> None:
        """Until it is on the page."""
        self.stage.wait_for(timeout=PATIENCE_MILLISECONDS)

    def prompt(self, text: str) -> None:
        """Type a prompt and send it."""
        self.box.click()
        self.box.fill(text)
        self.root.page.keyboard.press("Enter")

    def versions(self, count: int) -> None:
        """Until the timeline has this many versions."""
        self.version(count).wait_for(timeout=PATIENCE_MILLISECONDS)

    def version(self, number: int) -> Locator:
        """A version's card in the timeline; the first is 1."""
        return self.root.locator(f"li:not(.off-line) .iteration >> nth={number - 1}")

    def go_on(self) -> None:
        """Go on from the version that is looked at."""
        self.root.locator(".timeline").get_by_role("button", name="Go on from this").click()

    def see(self, looks_right: Callable[[Picture], bool]) -> Picture:
        """Until the stage looks right; answers what it looks like then."""
        deadline = time.monotonic() + PATIENCE_MILLISECONDS / 1000
        while time.monotonic() < deadline:
            picture = picture_of(self.stage)
            if looks_right(picture):
                return picture
            self.root.page.wait_for_timeout(100)
        raise AssertionError("the stage never looked as it should")

    def download(self) -> tuple[str, bytes]:
        """The model on screen as a file: its name, and what is in it."""
        with self.root.page.expect_download() as coming:
            self.root.get_by_role("button", name="Download the model").click()
        return coming.value.suggested_filename, coming.value.path().read_bytes()

    def note_stages(self) -> None:
        """From now on keep what a running job is said to do."""
        self.root.evaluate(NOTE_STAGES)

    def stages(self) -> list[str]:
        """What was kept."""
        return list(self.root.evaluate("window.stages"))

    def still(self) -> Picture:
        """What the stage looks like once nothing has moved on it for a while."""
        last, equal = picture_of(self.stage), 0

        def unchanged(picture: Picture) -> bool:
            nonlocal last, equal
            equal = equal + 1 if np.array_equal(picture, last) else 0
            last = picture
            return equal == STILL_PICTURES

        return self.see(unchanged)

    def click_part(self, name: str) -> None:
        """Look for a part with the pointer, from the top of the stage down, and click it."""
        self.stage.scroll_into_view_if_needed()
        place = self.stage.bounding_box()
        assert place
        mouse = self.root.page.mouse
        for share in np.linspace(0.1, 0.9, 41):
            x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] * share
            mouse.move(x, y)
            self.root.page.wait_for_timeout(150)
            if self.root.locator(".part-caption", has_text=name).count():
                mouse.click(x, y)
                return
        raise AssertionError(f"the pointer never met the {name}")

    def drag(self, right: int, down: int) -> None:
        """Turn the product with the mouse, by pixels."""
        self.stage.scroll_into_view_if_needed()
        place = self.stage.bounding_box()
        assert place
        x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
        mouse = self.root.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + right, y + down, steps=8)
        mouse.up()


class Notebook:
    """The notebook in front, in one browser tab."""

    def __init__(self, page: Page, folder: Folder) -> None:
        self.page = page
        self.folder = folder
        self.traffic = Traffic()
        self.errors: list[str] = []
        self.traffic.listen(page)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, lab: Lab, name: str) -> None:
        """Open the notebook of this name in an empty workspace."""
        self.page.goto(f"{lab.url}/lab/tree/{self.folder.path.name}/{name}?reset")
        self.wait_ready()

    def run_all(self) -> None:
        """Run all cells, of which none may fail."""
        self.command("Run", "Run All Cells")
        self._wait_run(self.document.locator(".jp-CodeCell").last, NOTEBOOK_MILLISECONDS)
        errors = self.document.locator('[data-mime-type="application/vnd.jupyter.error"]')
        assert errors.all_inner_texts() == []

    @property
    def document(self) -> Locator:
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    @property
    def cells(self) -> Locator:
        return self.document.locator(".jp-Cell")

    @property
    def studio(self) -> Panel:
        return self.panel(0)

    def panel(self, index: int) -> Panel:
        return Panel(self.document.locator(".prodwidget").nth(index))

    def wait_ready(self) -> None:
        """Until it is there and its kernel is idle: a cell run earlier may never run."""
        kernel = self.document.locator(".jp-KernelName", has_text="(ipykernel)")
        status = self.page.get_by_text("(ipykernel) | Idle").first
        for sign in (self.cells.first, kernel, status):
            sign.wait_for(timeout=PATIENCE_MILLISECONDS)

    def reload(self) -> None:
        self.page.reload()
        self.wait_ready()

    def run_cell(self, index: int) -> None:
        self.cells.nth(index).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")

    def show(self) -> Panel:
        """Run the first cell; answers the panel that it shows, once that is on the page."""
        self.run_cell(0)
        self.studio.wait()
        return self.studio

    def output(self, index: int) -> str:
        """The text that a cell printed or answered, once it has run."""
        cell = self.cells.nth(index)
        self._wait_run(cell)
        return cell.locator(".jp-Cell-outputArea").inner_text()

    def run_until(self, index: int, sign: Callable[[str], object]) -> str:
        """Run a cell until its text is right: what it looks at may still be on its way."""
        deadline = time.monotonic() + PATIENCE_MILLISECONDS / 1000
        while True:
            self.run_cell(index)
            text = self.output(index)
            if sign(text):
                return text
            assert time.monotonic() < deadline, f"the cell never answered what it should: {text}"
            self.page.wait_for_timeout(200)

    def _wait_run(self, cell: Locator, milliseconds: int = PATIENCE_MILLISECONDS) -> None:
        number = cell.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]"))
        number.wait_for(timeout=milliseconds)

    def wait_until_cached(self, models: int) -> None:
        """Until the browser keeps as many models."""
        count = "async () => (await (await caches.open('product-models')).keys()).length"
        deadline = time.monotonic() + PATIENCE_MILLISECONDS / 1000
        while self.page.evaluate(count) != models:
            assert time.monotonic() < deadline, "the models were never all kept"
            self.page.wait_for_timeout(100)

    def command(self, menu: str, *entries: str) -> None:
        """Choose an entry of the menu bar."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
        for entry in entries:
            self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{entry}$")).click()

    def open_beside(self, name: str) -> None:
        """Open another notebook of the folder from the file browser; it comes to the front."""
        self.page.locator(".jp-DirListing-item", has_text=name).dblclick()
        self.page.locator(".lm-TabBar-tab.lm-mod-current", has_text=name).wait_for()
        self.wait_ready()

    def bring_to_front(self, name: str) -> None:
        self.page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text=name).click()

    def screenshot(self, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png")


class OpenNotebook(Protocol):
    """Opens a notebook with these code cells, or one of the project's own by name.

    ``script`` runs in the page before anything else; ``scale`` is device pixels a CSS pixel.
    """

    def __call__(
        self, *cells: str, name: str = "notebook.ipynb", script: str = "", scale: float = 1
    ) -> Notebook: ...
