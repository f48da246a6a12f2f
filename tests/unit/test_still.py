"""What stands for a widget where it cannot run."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import CapturedIO, capture_output
from PIL import Image

from prodwidget import ModelViewer
from prodwidget.widgets.stills import MOST_BYTES, Still

URL = "https://example.org/mug.glb"


def webp(pixels: int = 8) -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (pixels, pixels), "red").save(file, "WEBP")
    return file.getvalue()


@pytest.fixture
def captured() -> Iterator[CapturedIO]:
    InteractiveShell.instance()
    with capture_output() as captured:
        yield captured
    InteractiveShell.clear_instance()


def outputs(captured: CapturedIO) -> list[dict[str, Any]]:
    return [each.data for each in captured.outputs]


def test_a_widget_is_followed_by_what_stands_for_it(captured: CapturedIO) -> None:
    ModelViewer(URL)._ipython_display_()
    widget, still = outputs(captured)
    assert list(widget) == ["application/vnd.jupyter.widget-view+json"]
    assert still["text/plain"].startswith("<ModelViewer of ")
    assert "Run this cell" in still["text/html"]


def test_a_pages_picture_takes_its_place(captured: CapturedIO) -> None:
    viewer = ModelViewer(URL)
    viewer._ipython_display_()
    viewer.messages.answer(
        {"type": "picture", "id": "1", "of": viewer.source["id"]}, [memoryview(webp())]
    )
    assert "text/plain" not in outputs(captured)[-1], "a terminal would print it again"
    newest = outputs(captured)[-1]["text/html"]
    assert base64.b64encode(webp()).decode() in newest
    assert "Run this cell" not in newest


@pytest.mark.parametrize(
    ("of", "picture"),
    [
        ("another", webp()),
        ("shown", b"<svg onload=alert(1)>"),
        ("shown", webp() + bytes(MOST_BYTES)),
    ],
    ids=["of another model", "no picture", "too large"],
)
def test_what_is_no_picture_of_it_is_not_kept(
    captured: CapturedIO, of: str, picture: bytes
) -> None:
    viewer = ModelViewer(URL)
    viewer._ipython_display_()
    shown = viewer.source["id"] if of == "shown" else of
    viewer.messages.answer({"type": "picture", "id": "1", "of": shown}, [memoryview(picture)])
    assert "<img" not in "".join(each.get("text/html", "") for each in outputs(captured))


def test_another_model_takes_the_picture_away(captured: CapturedIO) -> None:
    viewer = ModelViewer(URL)
    viewer._ipython_display_()
    viewer.messages.answer(
        {"type": "picture", "id": "1", "of": viewer.source["id"]}, [memoryview(webp())]
    )
    viewer.show(URL + "?other")
    assert "<img" not in outputs(captured)[-1]["text/html"]


def test_a_prompt_is_shown_as_text() -> None:
    markup = Still("1", "<script>alert(1)</script>\n'\"", "<b>").markup(webp())
    assert "<script" not in markup
    assert "<b>" not in markup
    assert 'alt="&lt;script&gt;alert(1)&lt;/script&gt; &#x27;&quot;"' in markup
