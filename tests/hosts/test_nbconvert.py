"""Notebooks that were run, as pages that nbconvert writes, and as notebooks that are only read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import new_context
from tests.browser.lab import Folder
from tests.browser.pixels import picture_of, red
from tests.hosts.jupyter import JupyterLab
from tests.hosts.offline import offline
from tests.hosts.pictures import KeepPicture

SHOWN = "shows the last state, with neither kernel nor network"


def as_html(notebook: Path, *options: str) -> Path:
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "html", *options, notebook.name],
        cwd=notebook.parent,
        check=True,
        capture_output=True,
    )
    return notebook.with_suffix(".html")


@pytest.mark.feature(SHOWN, host="nbconvert")
def test_a_notebook_that_was_used_shows_the_last_picture(
    chromium: Browser, tmp_path: Path, keep_picture: KeepPicture
) -> None:
    context = new_context(chromium, viewport={"width": 1280, "height": 1000})
    lab = JupyterLab(context.new_page(), tmp_path)
    with lab.serve() as (lab.root, lab.url):
        lab.open()
        lab.studio.prompt("a red mug")
        lab.studio.versions(1)
        still = lab.page.locator(".prodwidget-still")
        still.locator("img").wait_for(state="attached")
        assert not still.is_visible(), "the widget and its picture show at once"
        lab.save()

        lab.stop_kernels()
        lab.page.reload()
        still.locator("img").wait_for()
        assert red(picture_of(still)) > 300, "opened again, and not run"
        context.close()

    with offline(chromium, as_html(tmp_path / "studio.ipynb")) as opened:
        still = opened.page.locator(".prodwidget-still")
        assert red(picture_of(still)) > 300
        assert "a red mug" in still.inner_text()
        assert opened.page.get_by_text("<Studio").count() == 0
        keep_picture(opened.page, "nbconvert", still)


@pytest.mark.feature("says what was made where no page ever drew it", host="nbconvert")
def test_a_notebook_that_ran_by_itself_says_what_it_made(chromium: Browser, tmp_path: Path) -> None:
    Folder(tmp_path).write(
        "alone.ipynb",
        "from prodwidget import Studio\nstudio = Studio(session='alone')\nstudio",
        "studio.create('a red mug').result()\nstudio.edit('make it blue').result()",
        "from prodwidget import ModelViewer\nModelViewer(studio.pipeline)",
    )
    page = as_html(tmp_path / "alone.ipynb", "--execute")
    with offline(chromium, page) as opened:
        stills = opened.page.locator(".prodwidget-still")
        for still in stills.all():
            assert "make it blue" in still.inner_text()
            assert "procedural, not AI" in still.inner_text()
            assert still.is_visible()
        assert stills.count() == 2
