"""A designer's journey through the quickstart, in JupyterLab, by their own gestures."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.conftest import Notebook

STUDIO_CELL = 2


def _reddish(colours: list[tuple[int, int, int]]) -> int:
    return sum(r > 90 and g < r * 0.45 and b < r * 0.45 for r, g, b in colours)


def _coppery(colours: list[tuple[int, int, int]]) -> int:
    return sum(r > 110 and 0.4 < g / r < 0.75 and b < g for r, g, b in colours)


def test_prompt_edit_look_back_reload(open_notebook: Callable[[], Notebook]) -> None:
    notebook = open_notebook()
    page, studio = notebook.page, notebook.studio
    notebook.run_cell(STUDIO_CELL)
    studio.locator("textarea").wait_for(timeout=60_000)
    notebook.screenshot("1 empty studio")

    notebook.prompt("a matte black bottle with a copper lid that says AURORA")
    notebook.versions(1)
    notebook.wait_shown()
    assert _coppery(notebook.colours()) > 20
    assert _reddish(notebook.colours()) == 0
    notebook.screenshot("2 created")

    notebook.prompt("make the lid red")
    notebook.versions(2)
    notebook.wait_shown()
    assert _reddish(notebook.colours()) > 20
    notebook.screenshot("3 edited")

    notebook.traffic.clear()
    studio.locator(".iteration").first.click()
    notebook.wait_shown()
    assert _reddish(notebook.colours()) == 0
    assert _coppery(notebook.colours()) > 20
    assert notebook.traffic.beyond_jupyter() == []
    assert notebook.traffic.largest_message < 50_000
    notebook.screenshot("4 looking back")

    studio.get_by_role("button", name="Rewind to this").click()
    studio.locator(".off-line").first.wait_for()
    notebook.screenshot("5 rewound")
    studio.locator(".off-line .iteration").first.click()
    notebook.versions(2)
    notebook.wait_shown()
    assert _reddish(notebook.colours()) > 20

    page.reload()
    notebook.panel.locator(".jp-Cell").first.wait_for(timeout=60_000)
    page.wait_for_timeout(1500)
    notebook.traffic.clear()
    notebook.run_cell(STUDIO_CELL)
    notebook.versions(2)
    notebook.wait_shown()
    notebook.screenshot("6 reloaded")
    assert _reddish(notebook.colours()) > 20
    assert notebook.traffic.largest_message < 300_000, "the model came from the kernel again"
    assert notebook.errors == []


def test_a_restarted_kernel_finds_the_history_and_a_prompt_is_shown_as_text(
    open_notebook: Callable[[], Notebook],
) -> None:
    notebook = open_notebook()
    notebook.run_cell(STUDIO_CELL)
    notebook.studio.locator("textarea").wait_for(timeout=60_000)
    notebook.prompt("a red mug <img src=x onerror=document.title='broken'>")
    notebook.versions(1)
    assert "<img src=x" in notebook.studio.locator(".iteration").first.inner_text()

    notebook.prompt("make the trunk purple")
    notebook.prompt("frobnicate")
    notebook.studio.get_by_text("Nothing in this edit was understood").wait_for()
    notebook.versions(2)

    # Command mode, then JupyterLab's own shortcut for a restart.
    notebook.panel.locator(".jp-Cell").nth(0).click()
    notebook.page.keyboard.press("Escape")
    notebook.page.keyboard.press("0")
    notebook.page.keyboard.press("0")
    notebook.page.locator(".jp-Dialog .jp-mod-accept").click()
    notebook.page.wait_for_timeout(3000)
    notebook.run_cell(STUDIO_CELL)
    notebook.page.wait_for_timeout(6000)
    notebook.versions(2)
    notebook.wait_shown()
    notebook.screenshot("7 after a kernel restart")
    assert notebook.page.title() != "broken"
    assert notebook.errors == []
