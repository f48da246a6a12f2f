"""What the panel asks of a session beyond prompts, over the messages that it sends."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from prodwidget import Studio
from prodwidget.geometry import OPERATIONS
from tests.service.conftest import wait_for


class Page:
    """Sends a Studio messages, and reads its answers."""

    def __init__(self, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
        self._studio = studio
        self._answers: list[dict[str, Any]] = []
        monkeypatch.setattr(studio, "send", lambda message, buffers: self._answers.append(message))

    def ask(self, *buffers: bytes, **message: Any) -> Any:
        self._studio.messages.answer({"id": "1", **message}, [memoryview(each) for each in buffers])
        answer = self._answers.pop()
        return answer["value"] if answer["ok"] else answer["error"]["message"]


def test_steps_proposals_and_pictures(
    data: Path, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = Studio(session=session, data_dir=data)
    page = Page(studio, monkeypatch)
    assert [each["name"] for each in studio.operations] == list(OPERATIONS)
    first = studio.create("a red mug").result(120)

    asked = {"prompt": "make it blue", "parent": first.id, "keep": None, "variants": 2}
    asked |= {"creating": False, "pictures": []}
    assert page.ask(type="propose", options={}, **asked) == {
        "step": "edit",
        "keep": None,
        "usd": None,
    }
    kept = page.ask(type="propose", options={}, **asked | {"keep": "shape"})
    assert (kept["step"], kept["keep"]) == ("retexture", "shape")
    assert "cannot be used" in page.ask(type="propose", options={}, **asked | {"keep": "all"})
    assert "cannot be used" in page.ask(type="propose", options=7, **asked)

    assert page.ask(type="process", operation="polish", options={}, parent="").startswith("There")
    scale = {"type": "process", "operation": "scale", "parent": ""}
    assert page.ask(**scale, options={"height_mm": 180}) is None
    wait_for(lambda: studio.state["iteration_count"] == 2)
    assert studio.state["iterations"][-1]["operation"] == "scale"
    assert studio.state["iterations"][-1]["options"] == {"height_mm": 180}

    file = io.BytesIO()
    Image.new("RGB", (90, 70), (200, 60, 60)).save(file, "PNG")
    part = {"type": "picture_part", "upload": "one", "name": "mug.png", "total": file.tell()}
    kept = page.ask(file.getvalue(), offset=0, **part)
    assert (kept["width"], kept["height"]) == (90, 70)
    assert page.ask(offset=0, **part).startswith("A viewer knows no command")
    lost = [{"sha256": "0" * 64, "view": ""}]
    assert "not with the kernel" in page.ask(type="create", prompt="a mug", pictures=lost)
    studio.close()
