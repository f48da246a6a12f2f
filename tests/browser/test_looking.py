"""What stays on the stage while something else happens: the old model, and the camera."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import Any, Self

from playwright.sync_api import Locator, Page

from tests.browser.chromium import PATIENCE_MILLISECONDS
from tests.browser.notebook import STUDIO, OpenNotebook
from tests.browser.pixels import FEW, Picture, blue, covered, picture_from, red, silhouette


def test_the_old_model_stays_until_the_new_one_is_there(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO)
    studio = notebook.show()
    studio.prompt("a red mug")
    before = covered(studio.see(lambda it: red(it) > 300)).sum()

    with Recording(notebook.page, studio.stage) as recording:
        studio.prompt("make it blue")
        recording.wait_for(lambda it: blue(it) > 300 and red(it) < FEW)

    assert red(recording.pictures[0]) > 300, "the recording began too late"
    assert min(covered(each).sum() for each in recording.pictures) > before * 0.95
    assert notebook.errors == []


def test_looking_back_leaves_the_camera_alone(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO, "studio.camera", "studio.camera")
    studio = notebook.show()
    studio.prompt("a red mug")
    unturned = silhouette(studio.see(lambda it: red(it) > 300))
    studio.prompt("make it blue")
    studio.see(lambda it: blue(it) > 300 and red(it) < FEW)

    studio.drag(160, 40)
    turned = silhouette(studio.still())
    assert studio.stage.locator(":focus-visible").count() == 0, "the mouse needs no focus ring"
    assert (turned ^ unturned).sum() > unturned.sum() * 0.05
    told: list[str] = []

    def same_again(text: str) -> bool:
        told.append(text.partition("{")[2])
        return "position" in text and told[-2:] == [told[-1]] * 2

    camera = notebook.run_until(1, same_again)

    studio.version(1).click()
    back = silhouette(studio.see(lambda it: red(it) > 300 and blue(it) < FEW))
    notebook.screenshot("looking back at a turned product")
    assert (back ^ turned).sum() < turned.sum() * 0.01
    notebook.run_cell(2)
    assert notebook.output(2).partition("{")[2] == camera.partition("{")[2]
    assert notebook.errors == []


class Recording:
    """Every picture of a place that the browser puts on the screen."""

    def __init__(self, page: Page, place: Locator) -> None:
        self.pictures: list[Picture] = []
        self._page = page
        self._place = place
        self._session = page.context.new_cdp_session(page)

    def __enter__(self) -> Self:
        self._box = self._place.bounding_box()
        self._session.on("Page.screencastFrame", self._keep)
        self._session.send("Page.startScreencast", {"format": "png"})
        return self

    def __exit__(self, *_: object) -> None:
        self._session.send("Page.stopScreencast")

    def wait_for(self, looks_right: Callable[[Picture], bool]) -> None:
        # No screenshot is taken meanwhile: it would resize what is recorded.
        deadline = time.monotonic() + PATIENCE_MILLISECONDS / 1000
        while not self.pictures or not looks_right(self.pictures[-1]):
            assert time.monotonic() < deadline, "the stage never looked as it should"
            self._page.wait_for_timeout(50)
        assert self._place.bounding_box() == self._box, "the page moved under the recording"

    def _keep(self, frame: dict[str, Any]) -> None:
        self._session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})
        assert self._box
        left, top = round(self._box["x"]), round(self._box["y"])
        right, bottom = left + round(self._box["width"]), top + round(self._box["height"])
        picture = picture_from(base64.b64decode(frame["data"]))
        self.pictures.append(picture[top:bottom, left:right])
