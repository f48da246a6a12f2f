"""A designer's journey through the quickstart, in JupyterLab, by their own gestures."""

from __future__ import annotations

from tests.browser.notebook import Notebook, OpenNotebook
from tests.browser.pixels import FEW, copper, red, silhouette

STUDIO_CELL = 2


def test_prompt_edit_look_back_reload(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(name="quickstart.ipynb")
    studio = notebook.studio
    notebook.run_cell(STUDIO_CELL)
    studio.wait()
    notebook.screenshot("1 empty studio")

    studio.prompt("a matte black bottle with a copper lid that says AURORA")
    studio.versions(1)
    studio.see(lambda it: copper(it) > 300 and red(it) < FEW)
    notebook.screenshot("2 created")

    studio.prompt("make the lid red")
    studio.versions(2)
    studio.see(lambda it: red(it) > 300 and copper(it) < FEW)
    notebook.screenshot("3 edited")

    notebook.traffic.clear()
    studio.version(1).click()
    studio.see(lambda it: copper(it) > 300 and red(it) < FEW)
    assert notebook.traffic.beyond_jupyter() == []
    assert notebook.traffic.largest_message < 50_000
    notebook.screenshot("4 looking back")

    studio.go_on()
    discarded = studio.root.locator(".off-line .iteration")
    discarded.first.wait_for()
    notebook.screenshot("5 rewound")
    discarded.first.click()
    studio.see(lambda it: red(it) > 300)
    studio.go_on()
    studio.versions(2)
    studio.see(lambda it: red(it) > 300)
    # A model is on screen before it is written.
    notebook.wait_until_cached(2)

    notebook.reload()
    notebook.traffic.clear()
    notebook.run_cell(STUDIO_CELL)
    studio.versions(2)
    studio.see(lambda it: red(it) > 300)
    notebook.screenshot("6 reloaded")
    assert notebook.traffic.largest_message < 300_000, "the model came from the kernel again"
    assert notebook.errors == []


def test_a_restarted_kernel_finds_the_history_and_a_prompt_is_shown_as_text(
    open_notebook: OpenNotebook,
) -> None:
    notebook = open_notebook(name="quickstart.ipynb")
    studio = notebook.studio
    notebook.run_cell(STUDIO_CELL)
    studio.wait()
    studio.prompt("a red mug <img src=x onerror=document.title='broken'>")
    studio.versions(1)
    assert "<img src=x" in studio.version(1).inner_text()

    studio.prompt("make it purple with a trunk")
    studio.versions(2)
    studio.prompt("frobnicate")
    studio.root.get_by_text("Nothing in this edit was understood").wait_for()
    studio.versions(2)

    _restart_kernel(notebook)
    notebook.run_cell(STUDIO_CELL)
    notebook.studio.version(2).get_by_text("2 make it purple with a trunk").wait_for()
    notebook.studio.see(lambda it: bool(silhouette(it).sum() > 300))
    notebook.screenshot("7 after a kernel restart")
    assert notebook.page.title() != "broken"
    assert notebook.errors == []


def _restart_kernel(notebook: Notebook) -> None:
    notebook.command("Kernel", "Restart Kernel and Clear Outputs of All Cells…")
    notebook.page.locator(".jp-Dialog .jp-mod-accept").click()
    notebook.studio.root.wait_for(state="detached")
    notebook.wait_ready()
