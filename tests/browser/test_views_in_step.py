"""One session seen twice: whatever is done in one view is seen in the other."""

from __future__ import annotations

from tests.browser.lab import Folder
from tests.browser.notebook import STUDIO, OpenNotebook
from tests.browser.pixels import FEW, blue, red


def test_a_studio_in_two_cells(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO, "studio")
    above, below = notebook.panel(0), notebook.panel(1)
    notebook.run_cell(0)
    above.wait()
    notebook.run_cell(1)
    below.wait()

    above.prompt("a red mug")
    below.versions(1)
    below.see(lambda it: red(it) > 300)

    below.prompt("make it blue")
    above.versions(2)
    above.see(lambda it: blue(it) > 300 and red(it) < FEW)
    notebook.screenshot("one studio in two cells")

    above.version(1).click()
    below.see(lambda it: red(it) > 300 and blue(it) < FEW)
    assert notebook.errors == []


def test_a_studio_in_two_notebooks(open_notebook: OpenNotebook, folder: Folder) -> None:
    folder.write("second.ipynb", STUDIO)
    notebook = open_notebook(STUDIO, name="first.ipynb")
    notebook.show()
    notebook.studio.prompt("a red mug")
    notebook.studio.see(lambda it: red(it) > 300)

    notebook.open_beside("second.ipynb")
    notebook.run_cell(0)
    notebook.studio.versions(1)
    notebook.studio.see(lambda it: red(it) > 300)
    notebook.studio.prompt("make it blue")
    notebook.studio.versions(2)
    notebook.studio.see(lambda it: blue(it) > 300 and red(it) < FEW)

    notebook.bring_to_front("first.ipynb")
    notebook.studio.versions(2)
    notebook.studio.see(lambda it: blue(it) > 300 and red(it) < FEW)
    notebook.screenshot("a studio changed from another notebook")
    assert notebook.errors == []
