"""Voilà: a notebook as an app, without its code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.browser.lab import Folder
from tests.browser.notebook import STUDIO
from tests.hosts.sitting import BUSY, Sitting
from tests.server import free_port, serving

BUTTON = f"""
import ipywidgets

def take_long(_):
    while_busy.description = "Busy"
    exec({BUSY!r}, {{}})
    while_busy.description = "Take long"

while_busy = ipywidgets.Button(description="Take long")
while_busy.on_click(take_long)
ipywidgets.VBox([while_busy, ipywidgets.HTML('<div style="height: 1500px"></div>')])
"""
"""An app runs no cell once it is shown; its callbacks keep the kernel busy."""


class Voila(Sitting):
    host = "Voilà"
    package = "voila"
    hears_while_busy = False

    @contextmanager
    def serve(self) -> Iterator[tuple[str, str]]:
        Folder(self.directory).write("studio.ipynb", STUDIO, BUTTON)
        port = free_port()
        url = f"http://127.0.0.1:{port}/"
        with serving(
            "voila",
            *("studio.ipynb", "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"),
            directory=self.directory,
            url=url + "voila/static",
            environment={},
        ):
            yield url, url

    def show(self) -> None:
        """An app shows itself."""

    def darken(self) -> None:
        self.page.goto(self.url + "?theme=dark")
        self.studio.wait()

    @contextmanager
    def busy(self) -> Iterator[None]:
        self.page.get_by_role("button", name="Take long").click()
        busy = self.page.get_by_role("button", name="Busy")
        busy.wait_for()
        yield
        assert busy.is_visible()
        (self.directory / "enough").touch()
        busy.wait_for(state="detached")

    def document(self) -> str:
        return str(self.page.locator(".jp-Cell, .jupyter-widgets.widget-vbox").count())
