"""A real JupyterLab, driven in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import new_context
from tests.browser.lab import Folder, Lab, running_lab
from tests.browser.notebook import Notebook, OpenNotebook


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One JupyterLab for all tests; what they keep is apart, see ``folder``."""
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def folder(lab: Lab, request: pytest.FixtureRequest) -> Iterator[Folder]:
    """A folder of the test's own, with a store and kernels of its own."""
    yield lab.folder(re.sub(r"\W+", "-", request.node.name)[:40])
    lab.stop_kernels()


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def open_notebook(
    chromium: Browser, lab: Lab, folder: Folder, request: pytest.FixtureRequest
) -> Iterator[OpenNotebook]:
    notebooks: list[Notebook] = []

    def opened(
        *cells: str, name: str = "notebook.ipynb", script: str = "", scale: float = 1
    ) -> Notebook:
        if cells:
            folder.write(name, *cells)
        else:
            folder.copy(name)
        context = new_context(
            chromium, viewport={"width": 1280, "height": 1000}, device_scale_factor=scale
        )
        context.add_init_script(script)
        notebook = Notebook(context.new_page(), folder)
        notebooks.append(notebook)
        notebook.open(lab, name)
        return notebook

    yield opened
    for index, notebook in enumerate(notebooks):
        if request.node.stash[FAILED]:
            notebook.screenshot(f"failed {request.node.name} {index}")
        notebook.page.context.close()
