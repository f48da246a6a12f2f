"""A prompt sent while a cell keeps the kernel busy."""

from __future__ import annotations

from tests.browser.notebook import LOOKING, UNHURRIED, OpenNotebook
from tests.browser.pixels import red

STUDIO = f"""
{UNHURRIED}

from prodwidget import Studio

Studio(backend=Unhurried())
"""

BUSY = """
import time
from pathlib import Path

give_up = time.monotonic() + 3600
while not Path("enough").exists() and time.monotonic() < give_up:
    sum(range(1000))
"it took a while"
"""


def test_progress_and_the_product_arrive_while_a_cell_runs(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO, BUSY)
    studio = notebook.show()
    studio.note_stages()
    notebook.run_cell(1)
    running = notebook.cells.nth(1).locator(".jp-InputPrompt", has_text="[*]")
    running.wait_for()

    studio.prompt("a red mug")
    studio.versions(1)
    studio.see(lambda it: red(it) > 300)
    notebook.screenshot("made while a cell runs")
    assert running.is_visible()
    assert LOOKING in studio.stages()

    (notebook.folder.path / "enough").touch()
    assert "it took a while" in notebook.output(1)
    assert notebook.errors == []
