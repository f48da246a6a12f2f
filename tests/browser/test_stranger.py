"""What somebody does who has a photograph and wants a print: the whole way, in JupyterLab."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import trimesh

from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from tests.browser.notebook import OpenNotebook, Panel
from tests.browser.pixels import FEW, blue, red
from tests.browser.test_gemini_trellis import Services
from tests.browser.test_same_shape import DROP, STUDIO, photograph
from tests.service import fal_server as fal
from tests.service import gemini_server as gemini
from tests.service.fal_server import COMPLETED, painted_red

COLOURS = ("blue", "royal blue", "cobalt", "sapphire")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with fal.fal_server(tmp_path) as models, gemini.gemini_server() as images:
        models.progression = [COMPLETED]
        models.paints = painted_red
        models.glbs = [
            write_glb(read_create(f"a {each} bottle with a copper lid", 0).spec) for each in COLOURS
        ]
        yield Services(images, models)
        assert not images.malformed
        assert not models.leaks


def open_section(studio: Panel, name: str) -> None:
    tab = studio.root.get_by_role("tab", name=name)
    if tab.get_attribute("aria-selected") != "true":
        tab.click()
    studio.root.get_by_role("tabpanel", name=name).wait_for()


def test_from_a_photograph_to_a_print(
    services: Services, open_notebook: OpenNotebook, tmp_path: Path
) -> None:
    notebook = open_notebook(STUDIO, "studio.selected, len(studio.pipeline.history)")
    environment = services.environment | {"PRODWIDGET_FAL_PLATFORM": "off"}
    (notebook.folder.path / ".services.json").write_text(json.dumps(environment))
    studio = notebook.show()
    root = studio.root

    # A photograph, four ways.
    dropped = {"name": "bottle.jpg", "data": base64.b64encode(photograph()).decode()}
    studio.box.evaluate(DROP, dropped)
    root.locator('.own:not(.trouble)[aria-busy="false"]').wait_for()
    root.get_by_role("button", name=re.compile("^Settings")).click()
    for _ in range(3):
        root.get_by_role("button", name="More variants").click()
    root.page.keyboard.press("Escape")
    root.get_by_role("button", name="Create").click()
    root.locator(".timeline .iteration").nth(3).wait_for()
    open_section(studio, "Compare")
    root.get_by_role("button", name="Lay out its 4 variants").click()
    studio.see(lambda it: blue(it) > 300)
    studio.still()
    notebook.screenshot("stranger 1 four variants")

    # One of them, and its lid in another colour.
    root.locator(".sheet").get_by_role("button", name="1 ·").click()
    studio.see(lambda it: blue(it) > 1000)
    if root.locator(".place.looking").count():
        studio.go_on()
        root.locator(".place:not(.looking)").wait_for()
    open_section(studio, "Parts")
    studio.click_part("lid")
    root.get_by_text("the lid:", exact=True).wait_for()
    studio.still()
    notebook.screenshot("stranger 2 the lid")
    assert "'lid'" in notebook.run_until(1, lambda text: "'lid'" in text)
    studio.prompt("make it red")
    studio.versions(2)
    studio.see(lambda it: red(it) > 300)

    # What changed, and how large it is.
    open_section(studio, "Compare")
    root.get_by_text("Wipe", exact=True).click()
    studio.see(lambda it: red(it) > 300 and blue(it) > 300)
    studio.still()
    notebook.screenshot("stranger 3 compared")
    root.get_by_role("button", name="Stop comparing").first.click()
    open_section(studio, "Facts")
    root.get_by_role("button", name="Ruler").click()
    root.get_by_text("open edges").wait_for()
    studio.still()
    notebook.screenshot("stranger 4 measured")

    # To the printer, which needs to know what is inside.
    open_section(studio, "Take away")
    root.get_by_role("button", name="STL").click()
    root.get_by_role("button", name="Repair it first").click()
    studio.versions(3)
    notebook.screenshot("stranger 5 repaired")
    with root.page.expect_download() as coming:
        root.get_by_role("button", name="STL").click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    printed = trimesh.load_mesh(file)
    assert printed.is_watertight
    height = printed.extents[2]
    assert 100 < height < 500, "millimetres, and upright"

    # Twice back.
    for _ in range(2):
        root.get_by_role("button", name="Undo").click()
    root.locator(".place").get_by_text("1").wait_for()
    studio.see(lambda it: blue(it) > 1000 and red(it) < FEW)
    notebook.screenshot("stranger 6 undone twice")
    assert notebook.errors == []
