"""A kernel dies in the middle of a job: another notebook finishes it, and is seen to."""

from __future__ import annotations

import os
import signal

from tests.browser.lab import Folder
from tests.browser.notebook import OpenNotebook
from tests.browser.pixels import red
from tests.service.conftest import lapse

STUDIO = """
import os, time
from pathlib import Path
import prodwidget.store.jobs, prodwidget.session.watch
from prodwidget import Studio
from prodwidget.backends.procedural import ProceduralBackend

prodwidget.session.watch.WAIT_SECONDS = 0.5

class Kiln(ProceduralBackend):
    name = "kiln"

    def generate(self, request, progress):
        while not Path("done").exists():
            progress.stage("in the kiln")
            time.sleep(0.1)
        return super().generate(request, progress)

Path(f"{os.getpid()}.pid").touch()
Studio(backend=Kiln())
"""


def test_another_notebook_finishes_the_job(open_notebook: OpenNotebook, folder: Folder) -> None:
    folder.write("second.ipynb", STUDIO)
    notebook = open_notebook(STUDIO, name="first.ipynb")
    notebook.show()
    first = next(iter(folder.path.glob("*.pid")))
    notebook.open_beside("second.ipynb")
    notebook.show()

    notebook.bring_to_front("first.ipynb")
    notebook.studio.prompt("a red mug")
    notebook.studio.card.get_by_text("in the kiln").wait_for()
    notebook.bring_to_front("second.ipynb")
    notebook.studio.card.get_by_text("in the kiln").wait_for()
    notebook.screenshot("a job of another kernel")

    os.kill(int(first.stem), signal.SIGKILL)
    lapse(folder.data, "current")
    (folder.path / "done").touch()
    notebook.studio.versions(1)
    notebook.studio.see(lambda it: red(it) > 300)
    # JupyterLab tells that the first notebook's kernel died.
    notebook.page.locator(".jp-Dialog").get_by_role("button", name="Ok").click()
    notebook.studio.still()
    notebook.screenshot("finished for another kernel")
