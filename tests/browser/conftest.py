"""A real JupyterLab, driven in a real Chromium."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocket, sync_playwright

from prodwidget.store.embedded import stop_server

ROOT = Path(__file__).parents[2]
SCREENSHOTS = Path(__file__).parent / "screenshots"

FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Lab:
    """A running JupyterLab with a session store of its own."""

    url: str
    notebooks: Path
    data: Path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    assert path, "Chromium was not found: install it, or set CHROMIUM_PATH."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    notebooks, data = tmp_path / "notebooks", tmp_path / "data"
    shutil.copytree(ROOT / "notebooks", notebooks, ignore=shutil.ignore_patterns(".*"))
    news = tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    news.mkdir(parents=True)
    (news / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    log = (tmp_path / "lab.log").open("w")
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"),
            *(f"--port={port}", "--ip=127.0.0.1", f"--notebook-dir={notebooks}"),
            "--IdentityProvider.token=",
        ],
        env=os.environ
        | {
            "PRODWIDGET_DATA_DIR": str(data),
            "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        _wait(url + "/api/status", server)
        yield Lab(url, notebooks, data)
    finally:
        server.terminate()
        server.wait(20)
        stop_server(data / "store")
        log.close()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "JupyterLab stopped as it started: see lab.log"
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("JupyterLab did not answer within 60 s")


@dataclass
class Traffic:
    """What crossed between the page and the machine since it was last cleared."""

    requests: list[str] = field(default_factory=list)
    largest_message: int = 0

    def beyond_jupyter(self) -> list[str]:
        """Requests that are not JupyterLab's own housekeeping."""
        own = re.compile(r"^(blob:|data:|https?://[^/]+/(static|api|lab|lsp|files/favicon))")
        return [url for url in self.requests if not own.match(url)]

    def clear(self) -> None:
        self.requests.clear()
        self.largest_message = 0


@dataclass
class Notebook:
    """An open notebook, used as a person would use it."""

    page: Page
    traffic: Traffic
    errors: list[str]

    @property
    def panel(self) -> Locator:
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    @property
    def studio(self) -> Locator:
        return self.panel.locator(".prodwidget").first

    def run_cell(self, index: int) -> None:
        cell = self.panel.locator(".jp-Cell").nth(index)
        cell.locator(".jp-InputPrompt").first.click()
        self.page.keyboard.press("Control+Enter")

    def prompt(self, text: str) -> None:
        box = self.studio.locator("textarea")
        box.click()
        box.fill(text)
        self.page.keyboard.press("Enter")

    def versions(self, count: int, *, timeout: float = 30_000) -> None:
        self.studio.locator(f"li:not(.off-line) .iteration >> nth={count - 1}").wait_for(
            timeout=timeout
        )

    def wait_shown(self) -> None:
        """Until no fade runs and a picture is on the canvas."""
        self.page.wait_for_timeout(900)

    def colours(self) -> list[tuple[int, int, int]]:
        """Pixels of the view as the person sees them, every fourth of each row and column."""
        import io

        from PIL import Image

        shot = Image.open(io.BytesIO(self.studio.locator(".stage-view").screenshot())).convert(
            "RGB"
        )
        return [
            shot.getpixel((x, y))  # type: ignore[misc]
            for x in range(0, shot.width, 4)
            for y in range(0, shot.height, 4)
        ]

    def screenshot(self, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{re.sub(r'[^a-z0-9]+', '-', name)}.png")


@pytest.fixture
def open_notebook(chromium: Browser, lab: Lab) -> Iterator[object]:
    contexts = []

    def opened(name: str = "quickstart.ipynb") -> Notebook:
        context = chromium.new_context(viewport={"width": 1280, "height": 1000})
        contexts.append(context)
        page = context.new_page()
        traffic, errors = Traffic(), []

        def received(payload: str | bytes) -> None:
            traffic.largest_message = max(traffic.largest_message, len(payload))

        def connected(channel: WebSocket) -> None:
            channel.on("framereceived", received)

        page.on("websocket", connected)
        page.on("request", lambda request: traffic.requests.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{lab.url}/lab/tree/{name}?reset")
        notebook = Notebook(page, traffic, errors)
        notebook.panel.locator(".jp-Cell").first.wait_for(timeout=60_000)
        # A cell that is run before the kernel is there may never run.
        page.get_by_text("(ipykernel) | Idle").first.wait_for(timeout=60_000)
        return notebook

    yield opened
    for context in contexts:
        context.close()
