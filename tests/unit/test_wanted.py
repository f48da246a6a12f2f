"""Pictures and films that a cell awaits, with the test in the page's place."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from prodwidget import ModelViewer
from prodwidget.errors import ConfigurationError, ExportError
from prodwidget.widgets import wanted
from tests.unit.glb_models import box

Answer = Callable[[ModelViewer, dict[str, Any]], None]


class Paged(ModelViewer):
    """A viewer that pages show: each answers on a thread of its own, as messages come."""

    def __init__(self, *pages: Answer) -> None:
        self.pages = pages
        self.asked: list[dict[str, Any]] = []
        super().__init__(box())

    def send(self, content: Any, buffers: Any = None) -> None:
        if content.get("type") != "wanted":
            return
        self.asked.append(content)
        for page in self.pages:
            threading.Thread(target=page, args=(self, content)).start()


def tell(viewer: ModelViewer, type: str, id: str, data: bytes | None = None, **fields: Any) -> Any:
    buffers = [] if data is None else [memoryview(data)]
    return viewer.carry_out({"type": type, "wanted": id, **fields}, buffers)


def drawing(picture: bytes, size: int = 4) -> Answer:
    def page(viewer: ModelViewer, asked: dict[str, Any]) -> None:
        id = asked["id"]
        if tell(viewer, "claim", id):
            for at in range(0, len(picture), size):
                part = picture[at : at + size]
                tell(viewer, "wanted_part", id, part, offset=at, total=len(picture))

    return page


def test_a_picture_comes_in_parts_and_is_written(tmp_path: Path) -> None:
    viewer = Paged(drawing(b"a picture of it"))
    file = tmp_path / "it.png"
    assert asyncio.run(viewer.screenshot(640, 480, path=file)) == b"a picture of it"
    assert file.read_bytes() == b"a picture of it"
    (asked,) = viewer.asked
    assert (asked["what"], asked["width"], asked["height"]) == ("screenshot", 640, 480)
    assert asked["transparent"] is False


def test_one_of_several_pages_makes_it() -> None:
    claims = []

    def page(viewer: ModelViewer, asked: dict[str, Any]) -> None:
        claimed = tell(viewer, "claim", asked["id"])
        claims.append(claimed)
        if claimed:
            tell(viewer, "wanted_part", asked["id"], b"it", offset=0, total=2)

    viewer = Paged(page, page, page)
    assert asyncio.run(viewer.screenshot()) == b"it"
    assert claims.count(True) <= 1


def test_several_are_wanted_at_once() -> None:
    viewer = Paged(drawing(b"it"))

    async def both() -> list[bytes]:
        return await asyncio.gather(viewer.screenshot(), viewer.turntable(format="gif"))

    assert asyncio.run(both()) == [b"it", b"it"]
    assert [each["what"] for each in viewer.asked] == ["screenshot", "turntable"]


def test_without_a_page_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wanted, "CLAIM_SECONDS", 0.05)
    with pytest.raises(ExportError, match="No open page") as told:
        asyncio.run(Paged().screenshot())
    assert "create_task" in told.value.hint


def test_a_page_that_goes_silent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wanted, "SILENCE_SECONDS", 0.05)

    def page(viewer: ModelViewer, asked: dict[str, Any]) -> None:
        tell(viewer, "claim", asked["id"])

    with pytest.raises(ExportError, match="went silent"):
        asyncio.run(Paged(page).screenshot())


def test_why_a_page_could_not_is_told() -> None:
    def page(viewer: ModelViewer, asked: dict[str, Any]) -> None:
        tell(viewer, "claim", asked["id"])
        tell(viewer, "wanted_failed", asked["id"], message="This browser makes no MP4.")

    with pytest.raises(ExportError, match=r"This browser makes no MP4\."):
        asyncio.run(Paged(page).turntable(format="mp4"))


def test_parts_that_do_not_fit_are_refused_and_late_ones_are_nobodys() -> None:
    refused = []

    def page(viewer: ModelViewer, asked: dict[str, Any]) -> None:
        tell(viewer, "claim", asked["id"])
        for offset, total in ((1, 4), (0, 1), (0, 1 << 40), (-1, 2)):
            try:
                tell(viewer, "wanted_part", asked["id"], b"it", offset=offset, total=total)
            except Exception as error:
                refused.append(str(error))
        tell(viewer, "wanted_part", asked["id"], b"it", offset=0, total=2)

    viewer = Paged(page)
    assert asyncio.run(viewer.screenshot()) == b"it"
    assert len(refused) == 4
    (asked,) = viewer.asked
    assert tell(viewer, "claim", asked["id"]) is False
    with pytest.raises(Exception, match="Nobody waits"):
        tell(viewer, "wanted_part", asked["id"], b"it", offset=0, total=2)


@pytest.mark.parametrize("size", [(0, 100), (100, 9000), (1.5, 100), (True, 100)])
def test_a_size_that_cannot_be_drawn_is_refused(size: tuple[int, int]) -> None:
    viewer = Paged(drawing(b"it"))
    with pytest.raises(ConfigurationError, match="cannot be drawn"):
        asyncio.run(viewer.screenshot(*size))
    assert viewer.asked == []


@pytest.mark.parametrize(
    "options", [{"seconds": 0}, {"seconds": 1e9}, {"format": "avi"}, {"width": 4000}]
)
def test_a_film_that_cannot_be_made_is_refused(options: dict[str, Any]) -> None:
    viewer = Paged(drawing(b"it"))
    with pytest.raises(ConfigurationError):
        asyncio.run(viewer.turntable(**options))
    assert viewer.asked == []


def test_odd_lengths_become_even() -> None:
    viewer = Paged(drawing(b"it"))
    asyncio.run(viewer.turntable(width=101, height=77))
    (asked,) = viewer.asked
    assert (asked["width"], asked["height"]) == (102, 78)
