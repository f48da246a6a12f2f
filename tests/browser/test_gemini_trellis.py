"""The journey with Gemini and Trellis: both SDKs in the kernel, both services on loopback."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from tests.browser.chromium import PATIENCE_MILLISECONDS, new_context
from tests.browser.lab import running_lab
from tests.browser.notebook import Notebook, OpenNotebook
from tests.browser.pixels import FEW, blue, red
from tests.service import fal_server as fal
from tests.service import gemini_server as gemini
from tests.service.fal_server import COMPLETED, IN_PROGRESS, IN_QUEUE, FalServer, logs
from tests.service.gemini_failures import refusal
from tests.service.gemini_server import GeminiServer

STUDIO = """
import json, os
from pathlib import Path

os.environ.update(json.loads(Path(".services.json").read_text()))
from prodwidget import Studio
from prodwidget.backends.download import FileRules
from prodwidget.backends.fal import FILE_HOSTS, FalModels, Patience
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.two_step import TwoStepBackend

models = FalModels(
    patience=Patience(poll=0.15, answer=60, submit=60, silence=600, job=900),
    files=FileRules("fal", FILE_HOSTS, private_hosts=("localhost",)),
)
studio = Studio(backend=TwoStepBackend(GeminiImages(), models, candidates=2), spend_cap=1)
studio
"""

WAITING = {**IN_QUEUE, "queue_position": 2}
WORKING = {**IN_PROGRESS, "logs": logs("Loading the pipeline", "Sampling the structure")}


@dataclass
class Services:
    images: GeminiServer
    models: FalServer

    @property
    def environment(self) -> dict[str, str]:
        """Of a user who has keys; the services are here, though."""
        return {
            "GEMINI_API_KEY": gemini.KEY,
            "FAL_KEY": fal.KEY,
            "GOOGLE_GEMINI_BASE_URL": self.images.url,
            "FAL_QUEUE_RUN_HOST": self.models.queue_host,
            "PRODWIDGET_PRIVATE_HOSTS": "localhost",
            "SSL_CERT_FILE": str(self.models.certificate),
        }

    def make(self, prompt: str) -> None:
        """What the next model is."""
        self.models.glb = write_glb(read_create(prompt, 0).spec)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with fal.fal_server(tmp_path) as models, gemini.gemini_server() as images:
        yield Services(images, models)
        assert not images.malformed
        assert not models.leaks


def open_studio(services: Services, open_notebook: OpenNotebook) -> Notebook:
    notebook = open_notebook(STUDIO)
    (notebook.folder.path / ".services.json").write_text(json.dumps(services.environment))
    notebook.show()
    return notebook


def test_images_first_then_the_model(services: Services, open_notebook: OpenNotebook) -> None:
    notebook = open_studio(services, open_notebook)
    studio = notebook.studio
    root = studio.root
    root.get_by_text("About $0.09 a run, $0.00 spent of $1.00").wait_for()
    root.get_by_label("Show me the image first").check()
    services.make("a small red mug")
    services.models.progression = [WAITING]
    studio.prompt("a small red mug")

    choices = root.get_by_role("button", name="Go on with image")
    choices.nth(1).wait_for()
    assert not services.models.jobs, "the dearer step waits for the choice"
    for index in range(2):
        image = choices.nth(index).locator("img")
        image.wait_for()
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 128
    notebook.screenshot("gemini 1 choose an image")
    root.get_by_role("button", name="Make another").click()
    root.get_by_text("$0.14 spent").wait_for()
    choices.nth(1).click()

    root.get_by_text("2 before this one").wait_for()
    notebook.screenshot("gemini 2 in the queue")
    services.models.go_on(WORKING)
    root.get_by_text("Sampling the structure").wait_for()
    notebook.screenshot("gemini 3 at work")
    services.models.go_on(COMPLETED)
    studio.versions(1)
    studio.see(lambda it: red(it) > 300)
    root.get_by_text("Gemini and Trellis", exact=True).wait_for()
    root.get_by_text("$0.16 spent").wait_for()
    notebook.screenshot("gemini 4 the model")

    services.make("a small blue mug")
    services.models.progression = [COMPLETED]
    root.get_by_label("Show me the image first").uncheck()
    studio.prompt("make it blue")
    studio.versions(2)
    studio.see(lambda it: blue(it) > 300 and red(it) < FEW)
    edit = services.images.asked[-1]
    assert len(edit.images) == 1, "an edit starts from the image that was chosen"
    assert "make it blue" in edit.instruction

    studio.version(1).click()
    studio.see(lambda it: red(it) > 300)
    studio.go_on()
    root.locator(".off-line .iteration").wait_for()
    notebook.screenshot("gemini 5 rewound")
    assert notebook.errors == []


def test_cancel_failure_and_going_on(services: Services, open_notebook: OpenNotebook) -> None:
    notebook = open_studio(services, open_notebook)
    studio = notebook.studio
    root = studio.root

    services.images.answer_next(refusal("PROHIBITED_CONTENT"))
    studio.prompt("something that is not allowed")
    root.get_by_role("alert").filter(has_text="prohibited content").wait_for()
    assert root.get_by_role("button", name="Try again").count() == 0
    notebook.screenshot("gemini 6 blocked")

    services.make("a small red mug")
    services.models.progression = [
        {**COMPLETED, "error": "the runner fell over", "error_type": "runner_disconnected"}
    ]
    services.models.fail("result", fal.broken(503, "runner_disconnected"))
    studio.prompt("a small red mug")
    alert = root.get_by_role("alert").filter(has_text="fal")
    alert.wait_for()
    notebook.screenshot("gemini 7 failed")
    images = len(services.images.asked)
    services.models.progression = [COMPLETED]
    root.get_by_role("button", name="Go on with it").click()
    studio.versions(1)
    assert len(services.images.asked) == images, "the images were paid for already"

    services.models.progression = [WORKING]
    studio.prompt("taller")
    root.get_by_text("Sampling the structure").wait_for()
    root.get_by_role("button", name="Cancel").click()
    root.get_by_role("alert").filter(has_text="cancel").wait_for()
    assert [job.cancelled for job in services.models.jobs.values()][-1]
    notebook.screenshot("gemini 8 cancelled")
    studio.version(1).wait_for()

    # Nothing that is kept holds a key, the widgets' saved state least of all.
    notebook.command("Settings", "Save Widget State Automatically")
    saved = notebook.folder.path / "notebook.ipynb"
    text = ""
    # The setting holds a moment after it was chosen.
    deadline = time.monotonic() + PATIENCE_MILLISECONDS / 1000
    while "application/vnd.jupyter.widget-state+json" not in text:
        assert time.monotonic() < deadline, "the state was never saved"
        notebook.page.keyboard.press("Control+s")
        notebook.page.wait_for_timeout(500)
        text = saved.read_text()
    for file in notebook.folder.data.rglob("*"):
        if file.is_file():
            assert gemini.KEY.encode() not in file.read_bytes(), file
            assert fal.KEY.encode() not in file.read_bytes(), file
    assert gemini.KEY not in text
    assert fal.KEY not in text
    assert notebook.errors == []


def test_a_lost_request_is_found_or_sent_again_by_its_users_word(
    services: Services, open_notebook: OpenNotebook
) -> None:
    notebook = open_studio(services, open_notebook)
    studio = notebook.studio
    root = studio.root
    alert = root.get_by_role("alert")
    again = root.get_by_role("button", name="Send again", exact=True)

    services.make("a small red mug")
    services.models.progression = [COMPLETED]
    services.models.fail("submit", fal.Drop(), takes=True)
    studio.prompt("a small red mug")
    alert.filter(has_text="is not known").wait_for()
    assert "pipeline." not in alert.inner_text(), "there are buttons for that"
    # What was paid for is there, and nothing that would run into the same again.
    alert.locator(".preview img").first.wait_for()
    assert root.get_by_role("button", name="Go on with it").count() == 0
    root.get_by_role("button", name="Send again…").click()
    root.get_by_text("Sending it again costs about $0.02.").wait_for()
    alert.scroll_into_view_if_needed()
    notebook.screenshot("gemini 9 a lost request")
    assert len(services.models.asked("submit")) == 1, "it was only asked for its price"
    images = len(services.images.asked)

    (found,) = services.models.jobs
    field = root.get_by_label("by its request id")
    field.fill("../elsewhere")
    field.press("Enter")
    root.get_by_text("is no request id of fal").wait_for()
    field.fill(found)
    field.press("Enter")
    studio.versions(1)
    studio.see(lambda it: red(it) > 300)
    assert len(services.models.asked("submit")) == 1, "it was there, and is not paid again"
    assert len(services.images.asked) == images

    services.make("a small blue mug")
    services.models.fail("submit", fal.Drop())
    studio.prompt("make it blue")
    alert.filter(has_text="is not known").wait_for()
    root.get_by_role("button", name="Send again…").click()
    again.click()
    studio.versions(2)
    studio.see(lambda it: blue(it) > 300 and red(it) < FEW)
    assert len(services.models.asked("submit")) == 3
    assert notebook.errors == []


def test_the_notebook_runs_and_shows_its_product(
    services: Services, chromium: Browser, tmp_path: Path
) -> None:
    services.make("a small red mug")
    with running_lab(tmp_path, services.environment) as lab:
        folder = lab.folder("gemini")
        folder.copy("gemini_trellis.ipynb")
        context = new_context(chromium, viewport={"width": 1280, "height": 1000})
        notebook = Notebook(context.new_page(), folder)
        notebook.open(lab, "gemini_trellis.ipynb")
        notebook.run_all()
        notebook.studio.stage.scroll_into_view_if_needed()
        notebook.studio.see(lambda it: red(it) > 300)
        notebook.screenshot("notebook gemini_trellis")
        assert notebook.errors == []
        context.close()
        lab.stop_kernels()
