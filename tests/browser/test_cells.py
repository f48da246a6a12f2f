"""Prompt cells, and viewers among other widgets."""

from __future__ import annotations

from tests.browser.notebook import OpenNotebook
from tests.browser.pixels import FEW, blue, red, silhouette

LINKED = """
from ipywidgets import HBox, jslink
from prodwidget import ModelViewer, ProductPipeline

pipeline = ProductPipeline()
first = pipeline.create("a red mug").result()
second = pipeline.edit("make it blue").result()
left = ModelViewer(first, height=300)
right = ModelViewer(second, height=300)
jslink((left, "camera"), (right, "camera"))
HBox([left, right])
"""

PRICES = """
from IPython.display import HTML, display
from prodwidget.display import Card, Table

priced = "a $5 mug beside a $7 mug"
display(HTML(Card(priced, {"cost": priced}, [priced]).html()))
display(HTML(Table(priced, ["a"], [[priced]]).html()))
display(HTML("mathematics: $x^2$"))
"""

SAME_CAMERA = "left.camera is not None and left.camera == right.camera"


def test_each_prompt_cell_keeps_the_version_it_made(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(
        "%load_ext prodwidget", "%%product\na red mug", "%%product\nmake it blue", "%rewind"
    )
    for index in range(3):
        notebook.run_cell(index)
    first, second = notebook.panel(0), notebook.panel(1)
    second.see(lambda it: blue(it) > 300 and red(it) < FEW)
    notebook.run_cell(3)
    third = notebook.panel(2)
    third.see(lambda it: red(it) > 300 and blue(it) < FEW)
    second.see(lambda it: blue(it) > 300 and red(it) < FEW)
    first.see(lambda it: red(it) > 300 and blue(it) < FEW)
    assert "procedural, not AI" in notebook.output(1)
    notebook.screenshot("prompt cells")
    assert notebook.errors == []


def test_prices_on_cards_are_no_mathematics(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(PRICES)
    notebook.run_cell(0)
    outputs = notebook.cells.first.locator(".jp-RenderedHTMLCommon")
    # What is mathematics was found, so that the rest has been read as well.
    outputs.last.locator("mjx-container").wait_for()
    assert notebook.cells.first.locator("mjx-container").count() == 1
    assert outputs.first.inner_text().count("a $5 mug beside a $7 mug") == 3


def test_linked_viewers_side_by_side_turn_together(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(LINKED, SAME_CAMERA, SAME_CAMERA)
    notebook.run_cell(0)
    left, right = notebook.panel(0), notebook.panel(1)
    left.see(lambda it: red(it) > 300)
    right.see(lambda it: blue(it) > 300)
    widths = [box["width"] for panel in (left, right) if (box := panel.stage.bounding_box())]
    assert min(widths) > 300
    assert max(widths) - min(widths) < 2

    for run, (turned, other) in enumerate(((left, right), (right, left)), 1):
        before = silhouette(other.still())
        turned.drag(150, 60)
        other.see(
            lambda it, before=before: (  # type: ignore[misc]
                (silhouette(it) ^ before).sum() > before.sum() * 0.05
            )
        )
        notebook.run_until(run, lambda text: "True" in text)
    notebook.screenshot("linked cameras")
    assert notebook.errors == []
