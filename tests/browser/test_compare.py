"""Two versions in one view: from a notebook, and in the panel."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.browser.notebook import STUDIO, OpenNotebook
from tests.browser.pixels import FEW, Picture, blue, red

COMPARE = """
from prodwidget import Compare, ProductPipeline

pipeline = ProductPipeline("compared")
mug = pipeline.create("a red mug").result()
edited = pipeline.edit("make it blue").result()
compare = Compare(mug, edited, height=400)
compare
"""


def halves(picture: Picture, share: float) -> tuple[Picture, Picture]:
    """Left and right of a place, and not what stands on it."""
    place = round(picture.shape[1] * share)
    return picture[:, : place - 24], picture[:, place + 24 :]


def drag(handle: Locator, stage: Locator, share: float) -> None:
    """Drag the line of a wipe to a share of the width."""
    frame, line = stage.bounding_box(), handle.bounding_box()
    assert frame and line
    mouse = handle.page.mouse
    height = frame["y"] + frame["height"] * 0.3
    mouse.move(line["x"] + line["width"] / 2, height)
    mouse.down()
    mouse.move(frame["x"] + frame["width"] * share, height, steps=8)
    mouse.up()


def test_two_iterations_in_a_cell(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(COMPARE, "compare.position", "compare.mode = 'difference'")
    view = notebook.show()
    handle = view.root.get_by_role("slider")
    handle.scroll_into_view_if_needed()

    def wiped(picture: Picture) -> bool:
        left, right = halves(picture, 0.5)
        return red(left) > 300 and blue(right) > 300 and blue(left) < FEW and red(right) < FEW

    view.see(wiped)
    notebook.screenshot("a wipe between two iterations")

    drag(handle, view.stage, 0.45)
    view.see(lambda it: red(it) > 300 and blue(halves(it, 0.45)[1]) > red(it))
    assert "0.45" in notebook.run_until(1, lambda text: "0.45" in text)

    handle.press("Home")
    view.see(lambda it: blue(it) > 300 and red(it) < FEW)
    notebook.run_until(1, lambda text: "0.0" in text)

    notebook.run_cell(2)
    view.root.get_by_text("Much").wait_for()
    view.see(lambda it: red(it) > 300 and blue(it) < FEW)
    notebook.screenshot("what an edit changed, as heat")
    assert notebook.errors == []


def test_a_studio_compares_a_version_with_its_parent(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO)
    studio = notebook.show()
    studio.prompt("a red mug")
    studio.see(lambda it: red(it) > 300)
    studio.prompt("make it blue")
    alone = studio.see(lambda it: blue(it) > 300 and red(it) < FEW)

    studio.root.get_by_role("tab", name="Compare").click()
    studio.root.get_by_text("Side by side", exact=True).click()
    both = studio.see(lambda it: red(it) > 300 and blue(it) > 300)
    left, right = halves(both, 0.5)
    assert min(blue(left), red(right)) > 300
    assert max(red(left), blue(right)) < FEW
    notebook.screenshot("two versions side by side")

    studio.root.get_by_role("button", name="Stop comparing").first.click()
    again = studio.see(lambda it: blue(it) > 300 and red(it) < FEW)
    assert abs(blue(again) - blue(alone)) < blue(alone) * 0.02
    assert notebook.errors == []
