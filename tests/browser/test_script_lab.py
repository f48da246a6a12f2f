"""``script/lab``: where it opens, and where the notebooks' links lead from there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from prodwidget.store.embedded import stop_server
from tests.browser.chromium import new_context
from tests.browser.lab import OPEN_TO_ALL, ROOT, quiet_settings
from tests.server import free_port

STATE = ("pyproject.toml", "hatch_build.py", "requirements.lock")
"""What decides whether ``script/lab`` installs anything."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What ``script/lab --no-browser`` prints, in a checkout where everything is installed."""
    checkout = tmp_path_factory.mktemp("a checkout")
    for name in ("script", "notebooks", "docs"):
        shutil.copytree(ROOT / name, checkout / name)
    for name in STATE:
        shutil.copy(ROOT / name, checkout)
    environment = checkout / ".venv"
    environment.mkdir()
    (environment / "bin").symlink_to(Path(sys.executable).parent)
    state = b"".join((checkout / name).read_bytes() for name in STATE)
    stamp = subprocess.run("cksum", input=state, capture_output=True, check=True).stdout
    (environment / ".installed-lab").write_bytes(stamp.strip())
    port = free_port()
    lab = subprocess.Popen(
        [
            *("script/lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"),
            *OPEN_TO_ALL,
        ],
        cwd=checkout,
        env=os.environ
        | quiet_settings(checkout / ".jupyter")
        | {"PRODWIDGET_DATA_DIR": str(checkout / ".data")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert lab.stdout is not None
        printed = iter(lab.stdout)
        found = (re.search(rf"http://127\.0\.0\.1:{port}/\S*", line) for line in printed)
        yield next(match[0] for match in found if match)
    finally:
        lab.terminate()
        lab.communicate()
        stop_server(checkout / ".data" / "store")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = new_context(chromium, viewport={"width": 1280, "height": 1000})
    yield context.new_page()
    context.close()


def test_the_address_that_it_prints_opens_the_quickstart(address: str, page: Page) -> None:
    page.goto(address)
    page.locator(".jp-NotebookPanel h1", has_text="prodwidget").wait_for()
    assert page.locator(".jp-Launcher").count() == 0


def test_links_of_a_notebook_lead_somewhere(address: str, page: Page) -> None:
    page.goto(address.replace("quickstart", "gemini_trellis"))
    page.get_by_role("link", name="docs/backends.md").click()
    page.locator(".lm-TabBar-tab.lm-mod-current", has_text="backends.md").wait_for()
    assert page.locator(".jp-Dialog").count() == 0
