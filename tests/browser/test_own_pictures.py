"""Pictures of one's own in JupyterLab: dropped on the panel, and had by the kernel."""

from __future__ import annotations

import base64
import io

from PIL import Image

from tests.browser.notebook import STUDIO, OpenNotebook

DROP = """
([panel, base64]) => {
    const bytes = Uint8Array.from(atob(base64), each => each.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "mug.png", { type: "image/png" }));
    data.items.add(new File(["no pixels"], "broken.png", { type: "image/png" }));
    panel.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
}
"""

KEPT = "[(each.name, each.media_type) for each in studio._uploads._kept.values()]"


def large_picture() -> bytes:
    """A picture of more than one part."""
    with io.BytesIO() as file:
        Image.effect_noise((1400, 1100), 90).convert("RGB").save(file, "PNG")
        assert file.tell() > 1 << 20
        return file.getvalue()


def test_dropped_pictures_reach_the_kernel(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO, KEPT)
    studio = notebook.show()
    panel = studio.root.locator(".panel").element_handle()
    notebook.page.evaluate(DROP, [panel, base64.b64encode(large_picture()).decode()])
    root = studio.root
    root.locator('.own:not(.trouble)[aria-busy="false"]').wait_for()
    root.get_by_text("broken.png is no picture that can be read").wait_for()
    notebook.screenshot("own pictures 1 dropped")
    assert "mug.png" in notebook.run_until(1, lambda text: "mug.png" in text)

    root.get_by_role("button", name="Take out broken.png").click()
    root.get_by_role("button", name="Take out mug.png").click()
    studio.prompt("a red mug")
    studio.versions(1)
    root.get_by_role("button", name="Steps").click()
    notebook.screenshot("own pictures 2 steps")
    root.get_by_role("button", name="Apply: Repair for printing").click()
    studio.versions(2)
    notebook.screenshot("own pictures 3 a step in the timeline")
    assert notebook.errors == []
