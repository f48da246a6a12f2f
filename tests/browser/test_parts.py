"""A part is clicked in JupyterLab: code hears of it, and the prompt is said of it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.notebook import OpenNotebook
from tests.browser.pixels import blue, red

STUDIO = """
from prodwidget import Studio
studio = Studio(backend="procedural")
clicks = []
studio.on_part_click(clicks.append)
studio
"""

ASK = "print(studio.selected, studio.parts, clicks)"

SET = "studio.hidden = ['body']; studio.selected = 'body'"


def test_the_lid_is_clicked_and_edited(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO, ASK, SET, ASK)
    studio = notebook.show()
    studio.prompt("a red bottle with a black lid")
    studio.versions(1)
    studio.see(lambda it: red(it) > 300)
    studio.root.get_by_role("tab", name="Parts").click()
    row = studio.root.get_by_role("button", name="lid", exact=False).filter(has_text="triangles")
    expect(row).to_be_visible()

    studio.click_part("lid")
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(studio.root.get_by_text("the lid:")).to_be_visible()
    notebook.screenshot("the lid of a bottle is selected")
    said = notebook.run_until(1, lambda text: text.strip().endswith("['lid']"))
    assert said.startswith("lid [") and "'body'" in said

    studio.prompt("make it blue")
    studio.versions(2)
    studio.see(lambda it: blue(it) > 50 and red(it) > 300)
    expect(studio.version(2)).to_contain_text("the lid: make it blue")

    notebook.run_cell(2)
    studio.see(lambda it: red(it) < 100)
    notebook.run_until(3, lambda text: text.startswith("body ["))
    assert notebook.errors == []
