"""A file with an animation and variants: played by hand, from Python, and as an exported page."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Page, expect

from prodwidget.geometry import read_document, write_document
from tests.browser.chromium import PATIENCE_MILLISECONDS
from tests.browser.notebook import OpenNotebook, Panel
from tests.browser.pixels import Picture, blue, copper, red
from tests.unit.glb_models import product

VIEWER = "from prodwidget import ModelViewer\n\nviewer = ModelViewer('bottle.glb')\nviewer"

LIFTED = 25
"""Pixels: more than there are between a closed lid and the bottle."""

TOLD = "viewer.animations, viewer.variants, viewer.cameras"


def bottle() -> bytes:
    """A red bottle, or a blue one, whose copper lid rises and turns within two seconds."""
    document = read_document(product("a glossy red bottle with a copper lid"))
    tree = document.tree
    times = np.array([0, 1, 2], np.float32)
    heights = np.array([[0, 0, 0], [0, 0.06, 0], [0, 0.06, 0]], np.float32)
    half = np.sqrt(0.5)
    turns = np.array([[0, 0, 0, 1], [0, 0, 0, 1], [0, half, 0, half]], np.float32)
    binary = document.binary
    accessors = []
    for array, kind in ((times, "SCALAR"), (heights, "VEC3"), (turns, "VEC4")):
        binary += b"\0" * (-len(binary) % 4)
        tree["bufferViews"].append(
            {"buffer": 0, "byteOffset": len(binary), "byteLength": array.nbytes}
        )
        accessors.append(len(tree["accessors"]))
        tree["accessors"].append(
            {
                "bufferView": len(tree["bufferViews"]) - 1,
                "componentType": 5126,
                "count": len(array),
                "type": kind,
            }
        )
        binary += array.tobytes()
    tree["buffers"][0]["byteLength"] = len(binary)
    lid = next(at for at, node in enumerate(tree["nodes"]) if node["name"] == "lid")
    tree["animations"] = [
        {
            "name": "Open",
            "samplers": [
                {"input": accessors[0], "output": accessors[1]},
                {"input": accessors[0], "output": accessors[2]},
            ],
            "channels": [
                {"sampler": 0, "target": {"node": lid, "path": "translation"}},
                {"sampler": 1, "target": {"node": lid, "path": "rotation"}},
            ],
        }
    ]
    ocean = len(tree["materials"])
    tree["materials"].append(
        {"pbrMetallicRoughness": {"baseColorFactor": [0.01, 0.05, 0.5, 1], "metallicFactor": 0}}
    )
    name = "KHR_materials_variants"
    tree.setdefault("extensionsUsed", []).append(name)
    tree.setdefault("extensions", {})[name] = {"variants": [{"name": "Ocean"}]}
    tree["meshes"][0]["primitives"][0].setdefault("extensions", {})[name] = {
        "mappings": [{"material": ocean, "variants": [0]}]
    }
    return write_document(type(document)(tree, binary))


def is_open(picture: Picture) -> bool:
    """Whether there is ground between lid and bottle, in the picture's middle column."""
    r, g, b = (picture[:, picture.shape[1] // 2, channel] for channel in range(3))
    body = np.nonzero((r > 90) & (g < r * 0.45) & (b < r * 0.45))[0]
    lid = np.nonzero((r > 110) & (g > r * 0.4) & (g < r * 0.75) & (b < g * 0.8))[0]
    above = lid[lid < body.min()] if len(body) else lid[:0]
    return bool(len(above) and body.min() - above.max() > LIFTED)


def test_an_animation_is_played_paused_and_scrubbed(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(
        VIEWER,
        TOLD,
        "viewer.playing, viewer.animation, viewer.animation_time",
        "viewer.playing = False\nviewer.animation_time = 2",
        "viewer.variant = 'Ocean'",
        "viewer.playing = True",
        "viewer.export_html('page.html')",
    )
    (notebook.folder.path / "bottle.glb").write_bytes(bottle())
    viewer = notebook.show()
    viewer.see(lambda it: red(it) > 300 and copper(it) > 50)
    told = notebook.run_until(1, lambda text: "Open" in text)
    assert "'duration': 2" in told
    assert "Ocean" in told
    assert not is_open(viewer.still())
    notebook.screenshot("an animation at rest")

    play = viewer.root.get_by_role("button", name="Play the animation")
    play.click()
    pause = viewer.root.get_by_role("button", name="Pause the animation")
    pause.click()
    told = notebook.run_until(2, lambda text: "(False, 'Open'" in text)
    paused = viewer.still()
    assert (viewer.still() == paused).all()

    notebook.run_cell(3)
    viewer.see(is_open)
    slider = viewer.root.get_by_role("slider", name="Time in the animation")
    expect(slider).to_have_attribute("aria-valuetext", "2.0 of 2.0 seconds")
    viewer.still()
    notebook.screenshot("an animation scrubbed from Python")

    notebook.run_cell(4)
    viewer.see(lambda it: blue(it) > 300 and red(it) < 100)
    viewer.still()
    notebook.screenshot("a variant chosen from Python")

    notebook.run_cell(5)
    pause.wait_for(timeout=PATIENCE_MILLISECONDS)
    notebook.run_cell(6)
    notebook.output(6)
    exported_page_plays(notebook.page, (notebook.folder.path / "page.html").as_uri())
    assert notebook.errors == []


def exported_page_plays(page: Page, address: str) -> None:
    """It goes on where it was, in its variant, without a kernel."""
    other = page.context.new_page()
    other.goto(address)
    viewer = Panel(other.locator(".prodwidget"))
    viewer.wait()
    slider = viewer.root.get_by_role("slider", name="Time in the animation")
    slider.wait_for(timeout=PATIENCE_MILLISECONDS)
    viewer.see(lambda it: blue(it) > 300)
    before = slider.input_value()
    expect(slider).not_to_have_value(before, timeout=PATIENCE_MILLISECONDS)
    viewer.root.get_by_role("button", name="Pause the animation").click()
    other.close()
