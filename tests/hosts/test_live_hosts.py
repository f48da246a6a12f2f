"""Every feature in every host that runs here: each test drives a real one."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable

import pytest
from PIL import Image

from tests.browser.notebook import LOOKING
from tests.browser.pixels import FEW, Picture, blue, red
from tests.hosts.pictures import KeepPicture
from tests.hosts.sitting import Sitting

SHORTCUTS = ["d", "d", "a", "b", "x", "y", "m", "1", "Escape", "d", "d", "z"]
"""Notebooks' own: delete, insert above and below, cut, to code, to Markdown, to a heading."""


def is_red(picture: Picture) -> bool:
    return red(picture) > 300 and blue(picture) < FEW


def is_blue(picture: Picture) -> bool:
    return blue(picture) > 300 and red(picture) < FEW


@pytest.fixture(autouse=True)
def no_errors(sitting: Sitting) -> None:
    sitting.errors.clear()


@pytest.mark.feature("shows the Studio")
def test_shows_the_studio(sitting: Sitting) -> None:
    assert sitting.studio.box.is_visible()
    assert sitting.errors == []


@pytest.mark.feature("a prompt makes a product, an edit changes it")
def test_a_prompt_makes_a_product_and_an_edit_changes_it(
    sitting: Sitting, keep_picture: KeepPicture
) -> None:
    studio = sitting.studio
    studio.prompt("a red mug")
    studio.versions(1)
    studio.see(is_red)
    studio.prompt("make it blue")
    studio.versions(2)
    studio.see(is_blue)
    studio.root.locator("li img").nth(1).wait_for()
    if sitting.pictured:
        sitting.bring_to_top()
        keep_picture(sitting.page, sitting.host, studio.root)
    assert sitting.errors == []


DROP = """
([panel, base64]) => {
    const bytes = Uint8Array.from(atob(base64), each => each.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "mug.png", { type: "image/png" }));
    data.items.add(new File(["no pixels"], "broken.png", { type: "image/png" }));
    panel.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
}
"""


@pytest.mark.feature("takes a picture that is dropped, and says what is none")
def test_takes_a_picture_that_is_dropped(sitting: Sitting) -> None:
    sitting.two_versions()
    root = sitting.studio.root
    with io.BytesIO() as file:
        # More than one message carries.
        Image.effect_noise((1400, 1100), 90).convert("RGB").save(file, "PNG")
        picture = base64.b64encode(file.getvalue()).decode()
    root.locator(".panel").evaluate("(panel, base64) => (" + DROP + ")([panel, base64])", picture)
    root.locator('.own:not(.trouble)[aria-busy="false"]').wait_for()
    root.get_by_text("broken.png is no picture that can be read").wait_for()
    for name in ("broken.png", "mug.png"):
        root.get_by_role("button", name=f"Take out {name}").click()
    assert root.locator(".own").count() == 0
    assert sitting.errors == []


@pytest.mark.feature("looks back without asking anyone")
def test_looks_back_without_network(sitting: Sitting) -> None:
    sitting.two_versions()
    studio = sitting.studio
    studio.see(is_blue)
    sitting.traffic.clear()
    studio.version(1).click()
    studio.see(is_red)
    assert sitting.asked() == []
    assert sitting.traffic.largest_message < 50_000
    studio.root.get_by_role("button", name="Back to newest").click()
    studio.see(is_blue)
    assert sitting.errors == []


@pytest.mark.feature("rewinds and restores")
def test_rewinds_and_restores(sitting: Sitting) -> None:
    sitting.two_versions()
    studio = sitting.studio
    studio.version(1).click()
    studio.go_on()
    discarded = studio.root.locator(".off-line .iteration").first
    discarded.wait_for()
    studio.see(is_red)
    discarded.click()
    studio.see(is_blue)
    studio.go_on()
    studio.versions(2)
    assert sitting.errors == []


@pytest.mark.feature("hands the model over as a file")
def test_hands_the_model_over_as_a_file(sitting: Sitting) -> None:
    sitting.two_versions()
    sitting.studio.see(is_blue)
    sitting.traffic.clear()
    name, glb = sitting.studio.download()
    assert name == "make-it-blue.glb"
    digest = hashlib.sha256(glb).hexdigest()
    assert (sitting.directory / ".data" / "blobs" / digest[:2] / digest).is_file()
    assert sitting.asked() == []
    assert sitting.errors == []


@pytest.mark.feature("keys typed in the panel stay there")
def test_keys_stay_in_the_panel(sitting: Sitting) -> None:
    sitting.two_versions()
    studio = sitting.studio
    sitting.bring_to_top()
    before = sitting.document()
    keyboard = sitting.page.keyboard
    studio.box.click()
    for key in SHORTCUTS:
        keyboard.press(key)
    assert studio.box.input_value() == "ddabxym1ddz"
    studio.box.fill("")
    studio.stage.click()
    for key in SHORTCUTS:
        keyboard.press(key)
    studio.version(1).focus()
    for key in SHORTCUTS:
        keyboard.press(key)
    # An editor that was scrolled away has no text until it is drawn again.
    sitting.bring_to_top()
    sitting.wait_until(lambda: sitting.document() == before)
    assert sitting.errors == []


@pytest.mark.feature("the wheel scrolls the page until the viewer is focused")
def test_the_wheel_is_the_pages_until_the_viewer_is_focused(sitting: Sitting) -> None:
    sitting.two_versions()
    studio = sitting.studio
    studio.box.focus()
    studio.stage.scroll_into_view_if_needed()
    studio.stage.hover()
    before = sitting.scrolled()
    sitting.page.mouse.wheel(0, 60)
    sitting.wait_until(lambda: sitting.scrolled() > before)

    studio.stage.scroll_into_view_if_needed()
    # Beside the product: a click on one of its parts would choose that part.
    studio.stage.click(position={"x": 12, "y": 150})
    studio.stage.hover()
    before = sitting.scrolled()
    mug = studio.still()
    sitting.page.mouse.wheel(0, -60)
    studio.see(lambda it: it.shape == mug.shape and abs(blue(it) - blue(mug)) > blue(mug) * 0.02)
    assert sitting.scrolled() == before
    assert sitting.errors == []


@pytest.mark.feature("progress arrives while the kernel is busy")
def test_progress_arrives_while_the_kernel_is_busy(sitting: Sitting) -> None:
    sitting.two_versions()
    studio = sitting.studio
    studio.note_stages()
    with sitting.busy():
        studio.versions(3)
        if sitting.hears_while_busy:
            studio.see(is_red)
    studio.see(is_red)
    assert LOOKING in studio.stages()
    assert sitting.errors == []


@pytest.mark.feature("prompts are taken and models arrive while the kernel is busy")
def test_a_prompt_is_taken_while_the_kernel_is_busy(
    sitting: Sitting, record_property: Callable[[str, object], None]
) -> None:
    sitting.two_versions()
    studio = sitting.studio
    with sitting.busy():
        studio.versions(3)
        studio.prompt("make it blue")
        if sitting.hears_while_busy:
            studio.versions(4)
    studio.versions(4)
    studio.see(is_blue)
    if not sitting.hears_while_busy:
        record_property("outcome", "afterwards")
    assert sitting.errors == []


@pytest.mark.feature("a reload brings everything back")
def test_a_reload_brings_everything_back(sitting: Sitting) -> None:
    sitting.two_versions()
    sitting.reload()
    studio = sitting.studio
    studio.versions(2)
    studio.see(is_blue)
    assert sitting.errors == []


@pytest.mark.feature("follows the dark theme")
def test_follows_the_dark_theme(sitting: Sitting) -> None:
    studio = sitting.studio
    studio.see(lambda it: bool(it[-3:].mean() > 180))
    sitting.darken()
    studio.see(lambda it: bool(it[-3:].mean() < 110))
    assert sitting.errors == []
