"""Keys typed in the panel do not reach the notebook."""

from __future__ import annotations

from tests.browser.notebook import STUDIO, OpenNotebook
from tests.browser.pixels import red

SHORTCUTS = ["d", "d", "a", "b", "x", "y", "m", "1", "Escape", "d", "d", "z"]
"""JupyterLab's: delete, insert above and below, cut, to code, to Markdown, to a heading, leave."""


def test_typing_a_prompt_changes_no_cell(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO, "'second'")
    studio = notebook.show()
    studio.box.click()
    for key in SHORTCUTS:
        notebook.page.keyboard.press(key)
    assert studio.box.input_value() == "ddabxym1ddz"
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.type("a red mug")
    notebook.page.keyboard.press("Enter")
    studio.versions(1)
    assert studio.box.input_value() == ""

    studio.stage.click()
    for key in SHORTCUTS:
        notebook.page.keyboard.press(key)
    studio.version(1).focus()
    for key in SHORTCUTS:
        notebook.page.keyboard.press(key)
    assert notebook.cells.count() == 2
    assert notebook.document.locator(".jp-CodeCell").count() == 2
    assert notebook.errors == []


def test_a_whole_edit_by_keyboard(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO)
    studio = notebook.show()
    keyboard = notebook.page.keyboard
    studio.box.focus()
    keyboard.type("a red mug")
    keyboard.press("Shift+Enter")
    keyboard.type("with a big handle")
    assert studio.box.input_value() == "a red mug\nwith a big handle"
    keyboard.press("Enter")
    studio.versions(1)
    keyboard.type("make it blue")
    keyboard.press("Enter")
    studio.versions(2)

    for _ in range(20):
        keyboard.press("Shift+Tab")
        if studio.version(2).evaluate("it => it === it.getRootNode().activeElement"):
            break
    keyboard.press("ArrowLeft")
    keyboard.press("Enter")
    looking = studio.root.get_by_text("Looking at version 1")
    looking.wait_for()
    studio.see(lambda it: red(it) > 300)
    studio.still()
    notebook.screenshot("looking back by keyboard")
    assert notebook.errors == []
