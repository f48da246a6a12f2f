"""JupyterLab and Notebook 7: one server and one set of cells, two front ends."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from playwright.sync_api import Locator

from tests.browser.chromium import PATIENCE_MILLISECONDS
from tests.browser.lab import OPEN_TO_ALL, Folder, quiet_settings
from tests.browser.notebook import STUDIO
from tests.hosts.sitting import BUSY, Sitting
from tests.server import free_port, serving

SPACE = "from IPython.display import HTML\n\nHTML('<div style=\"height: 1500px\"></div>')"
"""Something below the Studio, so that there is something to scroll."""


class Jupyter(Sitting):
    """A page of a Jupyter server. Cells: the Studio, one that takes long, and a tall one."""

    base: ClassVar[str] = "/"
    """Path that the server lies under."""

    @abstractmethod
    def address(self) -> str:
        """The notebook's, from the base."""

    @contextmanager
    def serve(self) -> Iterator[tuple[str, str]]:
        Folder(self.directory).write("studio.ipynb", STUDIO, BUSY, SPACE)
        port = free_port()
        root = f"http://127.0.0.1:{port}{self.base}"
        with serving(
            "jupyter",
            *(self.package.replace("jupyterlab", "lab"), "--no-browser", "--allow-root"),
            *(f"--port={port}", "--ip=127.0.0.1", f"--ServerApp.base_url={self.base}"),
            *OPEN_TO_ALL,
            directory=self.directory,
            url=root + "api/status",
            environment=quiet_settings(self.directory / ".jupyter"),
        ):
            yield root, root + self.address()

    def show(self) -> None:
        self._cells.first.wait_for(timeout=PATIENCE_MILLISECONDS)
        # A cell that is run before the kernel is there may never run.
        self._cells.first.locator(".cm-content").wait_for()
        self.page.locator(".jp-KernelName", has_text="(ipykernel)").first.wait_for(
            timeout=PATIENCE_MILLISECONDS
        )
        self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for(
            timeout=PATIENCE_MILLISECONDS
        )
        self._run(2)
        self._run(0)

    def darken(self) -> None:
        self._choose("Settings", "Theme", "JupyterLab Dark")
        self.page.locator('body[data-jp-theme-light="false"]').wait_for(state="attached")

    @contextmanager
    def busy(self) -> Iterator[None]:
        self._run(1)
        running = self._cells.nth(1).locator(".jp-InputPrompt", has_text="[*]")
        running.wait_for()
        yield
        assert running.is_visible()
        (self.directory / "enough").touch()
        running.wait_for(state="detached", timeout=PATIENCE_MILLISECONDS)

    def save(self) -> None:
        """By the menu; answers once the file is written."""
        with self.page.expect_response(
            lambda answer: answer.request.method == "PUT" and "contents" in answer.url
        ):
            self._choose("File", "Save Notebook")

    def stop_kernels(self) -> None:
        """As the server does when it has been idle for long."""
        for kernel in self.page.request.get(self.root + "api/kernels").json():
            self.page.request.delete(f"{self.root}api/kernels/{kernel['id']}")

    def document(self) -> str:
        return "\n---\n".join(self._cells.locator(".cm-content").all_inner_texts())

    @property
    def _cells(self) -> Locator:
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")

    def _run(self, index: int) -> None:
        self._cells.nth(index).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")

    def _choose(self, menu: str, *entries: str) -> None:
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
        for entry in entries:
            self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{entry}$")).click()


class JupyterLab(Jupyter):
    host = "JupyterLab 4"
    package = "jupyterlab"

    def address(self) -> str:
        return "lab/tree/studio.ipynb?reset"


class JupyterLabBehindAPath(JupyterLab):
    """As JupyterHub serves it behind its proxy."""

    host = "JupyterLab under a path"
    pictured = False
    base = "/user/someone/"


class Notebook(Jupyter):
    host = "Notebook 7"
    package = "notebook"

    def address(self) -> str:
        return "notebooks/studio.ipynb"
