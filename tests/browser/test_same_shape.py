"""An edit that keeps the shape, and a photograph that is dropped, as seen in JupyterLab."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from tests.browser.chromium import new_context
from tests.browser.lab import running_lab
from tests.browser.notebook import Notebook, OpenNotebook
from tests.browser.pixels import FEW, blue, filled, red, silhouette
from tests.browser.test_gemini_trellis import Services
from tests.service import fal_server as fal
from tests.service import gemini_server as gemini
from tests.service.fal_server import COMPLETED, painted_red

FREE = """
from prodwidget import ProductPipeline
mug = ProductPipeline(backend="procedural").create("a blue mug").result()
"""

STUDIO = """
import json, os
from pathlib import Path

os.environ.update(json.loads(Path(".services.json").read_text()))
from prodwidget import Studio
studio = Studio(backend="gemini+fal")
studio
"""

DROP = """
(box, {name, data}) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
  for (const type of ["dragenter", "dragover", "drop"]) {
    box.dispatchEvent(
      new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }),
    );
  }
}
"""


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with fal.fal_server(tmp_path) as models, gemini.gemini_server() as images:
        models.progression = [COMPLETED]
        models.paints = painted_red
        yield Services(images, models)
        assert not images.malformed
        assert not models.leaks


def photograph() -> bytes:
    picture = Image.new("RGB", (900, 900), (236, 234, 230))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((300, 260, 600, 760), 40, fill=(178, 44, 36))
    pen.rectangle((380, 160, 520, 270), fill=(40, 40, 44))
    with io.BytesIO() as file:
        picture.save(file, "JPEG", quality=90)
        return file.getvalue()


def test_the_same_mug_in_another_colour(services: Services, open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(FREE, STUDIO)
    environment = services.environment | {"PRODWIDGET_FAL_PLATFORM": "off"}
    (notebook.folder.path / ".services.json").write_text(json.dumps(environment))
    notebook.run_cell(0)
    notebook.run_cell(1)
    studio = notebook.studio
    root = studio.root
    studio.versions(1)
    studio.see(lambda it: blue(it) > 300)
    studio.drag(60, 10)
    before = studio.still()

    studio.box.fill("make it red")
    root.get_by_role("radio", name="Same shape").and_(root.locator(":checked")).wait_for()
    notebook.screenshot("same shape 1 proposed")
    studio.box.fill("make it taller")
    root.get_by_role("radio", name="New shape").and_(root.locator(":checked")).wait_for()
    studio.box.fill("make it red")
    root.get_by_role("radio", name="Same shape").and_(root.locator(":checked")).wait_for()
    studio.prompt("make it red")
    studio.versions(2)
    studio.see(lambda it: red(it) > 300 and blue(it) < FEW)
    after = studio.still()
    assert (filled(silhouette(before)) != filled(silhouette(after))).mean() < 0.01
    assert [job.app for job in services.models.jobs.values()] == ["fal-ai/trellis-2/retexture"]
    notebook.screenshot("same shape 2 painted")
    assert notebook.errors == []


def test_a_photograph_is_dropped(services: Services, open_notebook: OpenNotebook) -> None:
    services.make("a small red bottle")
    notebook = open_notebook(STUDIO)
    environment = services.environment | {"PRODWIDGET_FAL_PLATFORM": "off"}
    (notebook.folder.path / ".services.json").write_text(json.dumps(environment))
    studio = notebook.show()
    root = studio.root
    dropped = {"name": "bottle.jpg", "data": base64.b64encode(photograph()).decode()}
    studio.box.evaluate(DROP, dropped)
    root.get_by_role("combobox", name="What bottle.jpg shows").select_option("front")
    notebook.screenshot("photograph 1 dropped")
    root.get_by_role("button", name="Create").click()
    studio.versions(1)
    studio.see(lambda it: red(it) > 300)
    assert not services.images.asked, "without words it goes to the model as it is"
    (job,) = services.models.jobs.values()
    sent = base64.b64decode(job.arguments["image_url"].partition(",")[2])
    with Image.open(io.BytesIO(sent)) as picture:
        assert picture.size == (900, 900)
    notebook.screenshot("photograph 2 made")
    assert notebook.errors == []


def test_the_notebook_on_own_pictures(
    services: Services, chromium: Browser, tmp_path: Path
) -> None:
    services.make("a small red mug")
    environment = services.environment | {"PRODWIDGET_FAL_PLATFORM": "off"}
    with running_lab(tmp_path, environment) as lab:
        folder = lab.folder("own")
        folder.copy("own_pictures.ipynb")
        context = new_context(chromium, viewport={"width": 1280, "height": 1400})
        notebook = Notebook(context.new_page(), folder)
        notebook.open(lab, "own_pictures.ipynb")
        notebook.run_all()
        stages = notebook.document.locator(".stage-view")
        # The three between them are siblings, side by side.
        for number, (at, name) in enumerate(((0, "a photograph"), (4, "a model of ones own"))):
            stage = stages.nth(at)
            stage.scroll_into_view_if_needed()
            notebook.page.wait_for_function(
                "stage => stage.closest('.prodwidget') || true", arg=stage.element_handle()
            )
            notebook.page.wait_for_timeout(2500)
            notebook.screenshot(f"notebook own_pictures {number + 1} {name}")
        assert notebook.errors == []
        context.close()
        lab.stop_kernels()
