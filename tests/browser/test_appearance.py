"""How the panel looks in a dark theme and on a dense screen, and whether its texts can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.lab import ROOT, Lab, running_lab
from tests.browser.notebook import STUDIO, Notebook, OpenNotebook
from tests.browser.pixels import red

UNTELLABLE = re.compile(
    "^color-contrast: .*("
    "contains an image node|overlapped by|partially obscured|partially overlaps|gradient)",
    re.DOTALL,
)
"""Of a text over the stage, or under what floats over it, axe cannot tell the contrast."""

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

NOTE_BITMAPS = """
const { transferFromImageBitmap } = ImageBitmapRenderingContext.prototype;
ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (bitmap) {
    if (bitmap) this.canvas.bitmap = [bitmap.width, bitmap.height];
    transferFromImageBitmap.call(this, bitmap);
};
"""
"""A canvas does not tell the size of a bitmap that was handed to it."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab apart, since these tests change its settings."""
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_every_text_can_be_read(open_notebook: OpenNotebook, theme: str) -> None:
    notebook = open_notebook(STUDIO)
    notebook.command("Settings", "Theme", f"JupyterLab {theme}")
    notebook.page.locator(f'body[data-jp-theme-name="JupyterLab {theme}"]').wait_for(
        state="attached"
    )
    notebook.page.evaluate(AXE.read_text())
    studio = notebook.show()
    _assert_readable(notebook, f"{theme} 1 empty")

    studio.prompt("a red mug")
    studio.see(lambda it: red(it) > 300)
    studio.prompt("frobnicate")
    studio.card.get_by_text("Nothing in this edit was understood").wait_for()
    _assert_readable(notebook, f"{theme} 2 an edit that was not understood")

    studio.prompt("make it blue with a trunk")
    studio.version(2).locator("img").wait_for()
    studio.version(1).click()
    studio.prompt("a prompt without an end " * 100)
    studio.refusal.wait_for()
    _assert_readable(notebook, f"{theme} 3 looking back, with too long a prompt")

    studio.go_on()
    studio.root.locator(".off-line").wait_for()
    _assert_readable(notebook, f"{theme} 4 rewound")
    assert notebook.errors == []


def test_a_dense_screen_gets_all_its_pixels(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO, scale=2, script=NOTE_BITMAPS)
    studio = notebook.show()
    studio.prompt("a red mug")
    studio.see(lambda it: red(it) > 300)
    notebook.screenshot("a dense screen")
    place = studio.stage.bounding_box()
    assert place
    size = studio.stage.locator('canvas[data-layer="incoming"]').evaluate("it => it.bitmap")
    assert size == pytest.approx([place["width"] * 2, place["height"] * 2], abs=1)
    assert notebook.errors == []


def _assert_readable(notebook: Notebook, step: str) -> None:
    notebook.screenshot(step)
    report: dict[str, Any] = notebook.page.evaluate(
        """async () => {
            const panel = document.querySelector(".prodwidget");
            // What axe stumbles over: a body without height that hides what overflows, as
            // JupyterLab's, and the blend mode of the stage's canvases.
            document.body.style.overflow = "visible";
            for (const canvas of panel.shadowRoot.querySelectorAll("canvas"))
                canvas.style.mixBlendMode = "normal";
            return axe.run(panel);
        }"""
    )
    assert list(_found(report["violations"])) == []
    unsure = [each for each in _found(report["incomplete"]) if not UNTELLABLE.search(each)]
    assert unsure == []
    assert len(list(_found(report["passes"], "color-contrast"))) >= 5


def _found(rules: list[dict[str, Any]], id: str = "") -> Iterator[str]:
    """What axe found, one line an element."""
    for rule in rules:
        if id in rule["id"]:
            for node in rule["nodes"]:
                yield f"{rule['id']}: {node['target'][0][-1]}: {node.get('failureSummary', '')}"
