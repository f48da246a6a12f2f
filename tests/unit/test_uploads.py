"""Pictures on their way from a page, in parts."""

from __future__ import annotations

import hashlib
import io
import threading

import pytest
from PIL import Image

from prodwidget.errors import ProdwidgetError, PromptError
from prodwidget.widgets.asked import asked_keep, asked_operation, asked_run
from prodwidget.widgets.uploads import (
    MOST_BYTES,
    MOST_KEPT,
    MOST_UPLOADS,
    PART_BYTES,
    KeptPicture,
    Uploads,
)

DIGEST = "a" * 64


def picture(size: tuple[int, int] = (90, 70), shade: int = 7) -> bytes:
    with io.BytesIO() as file:
        Image.new("RGB", size, (shade, 60, 60)).save(file, "PNG")
        return file.getvalue()


def parts(data: bytes, size: int = 50) -> list[tuple[int, bytes]]:
    return [(at, data[at : at + size]) for at in range(0, len(data), size)]


@pytest.mark.parametrize("order", ["in order", "backwards", "twice over"])
def test_parts_come_in_any_order(order: str) -> None:
    data = picture()
    uploads = Uploads()
    sent = parts(data)
    assert len(sent) > 2
    if order == "backwards":
        sent.reverse()
    elif order == "twice over":
        sent = [each for each in sent for _ in range(2)][:-1]
    answers = [uploads.part("one", at, len(data), "mug.png", part) for at, part in sent]
    assert answers[:-1] == [None] * (len(answers) - 1)
    kept = answers[-1]
    assert isinstance(kept, KeptPicture)
    assert (kept.width, kept.height) == (90, 70)
    file = uploads.picture(kept.sha256, "front")
    assert (file.role, file.view, file.name) == ("picture", "front", "mug.png")
    assert hashlib.sha256(file.data).hexdigest() == kept.sha256


def test_parts_come_on_many_threads() -> None:
    data = picture()
    uploads = Uploads()
    answers: list[KeptPicture | None] = []
    threads = [
        threading.Thread(
            target=lambda at=at, part=part: answers.append(
                uploads.part("one", at, len(data), "", part)
            )
        )
        for at, part in parts(data, 10)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len([each for each in answers if each]) == 1


@pytest.mark.parametrize(
    ("offset", "total", "data"),
    [
        (0, 0, b""),
        (0, MOST_BYTES + 1, b"a"),
        (-1, 10, b"a"),
        (9, 10, b"aa"),
        (0, 10, b""),
        (0, PART_BYTES + 1, bytes(PART_BYTES + 1)),
    ],
)
def test_a_part_that_cannot_be_is_refused(offset: int, total: int, data: bytes) -> None:
    with pytest.raises(ProdwidgetError) as refused:
        Uploads().part("one", offset, total, "", data)
    assert refused.value.hint


def test_parts_that_do_not_fit_each_other_are_refused() -> None:
    uploads = Uploads()
    uploads.part("one", 0, 10, "", b"aaaa")
    with pytest.raises(ProdwidgetError, match="whole"):
        uploads.part("one", 4, 11, "", b"aa")
    uploads.part("two", 0, 10, "", b"aaaaaa")
    with pytest.raises(ProdwidgetError, match="whole"):
        uploads.part("two", 5, 10, "", b"aaaaa")


def test_what_is_no_picture_is_told_by_its_name() -> None:
    with pytest.raises(PromptError, match=r"notes\.png"):
        Uploads().part("one", 0, 9, "notes.png", b"no pixels")


def test_as_many_are_on_their_way_and_kept_as_there_is_room_for() -> None:
    uploads = Uploads()
    data = picture()
    uploads.part("left", 0, len(data), "", data[:5])
    for number in range(MOST_UPLOADS):
        uploads.part(f"{number}", 0, 10, "", b"a")
    assert uploads.part("left", 5, len(data), "", data[5:]) is None, "it was let go"
    kept = [
        uploads.part("x", 0, len(each), "", each)
        for each in (picture(shade=shade) for shade in range(MOST_KEPT + 1))
    ]
    first, last = kept[0], kept[-1]
    assert first
    assert last
    assert uploads.picture(last.sha256, "").data
    with pytest.raises(PromptError, match="not with the kernel"):
        uploads.picture(first.sha256, "")


@pytest.mark.parametrize(
    "command",
    [
        {"variants": "2"},
        {"variants": True},
        {"seed": -1},
        {"seed": 2**31},
        {"seed": 1.5},
        {"options": ["faces"]},
        {"options": {"a\nb": 1}},
        {"options": {"n" * 201: 1}},
        {"options": {"faces": None}},
        {"options": {"faces": float("nan")}},
        {"options": {"faces": {"deep": 1}}},
        {"options": {"words": "x" * 3000}},
        {"options": {f"o{number}": 1 for number in range(65)}},
        {"pictures": "all"},
        {"pictures": [{"sha256": DIGEST}]},
        {"pictures": [{"sha256": "../x", "view": "front"}]},
        {"pictures": [{"sha256": DIGEST, "view": "below"}]},
        {"pictures": [{"sha256": DIGEST, "view": "front"}]},
    ],
)
def test_what_a_page_sends_is_checked(command: dict[str, object]) -> None:
    with pytest.raises(ProdwidgetError) as refused:
        asked_run(command, Uploads())
    assert refused.value.hint


def test_what_a_page_sets_becomes_arguments() -> None:
    uploads = Uploads()
    data = picture()
    kept = uploads.part("one", 0, len(data), "mug.png", data)
    assert kept
    asked = asked_run(
        {
            "review": True,
            "variants": 3,
            "seed": 0,
            "options": {"texture_size": 1024, "remesh": True, "avoid": "rust", "detail": 0.5},
            "pictures": [{"sha256": kept.sha256, "view": "back"}],
        },
        uploads,
    )
    assert [each.view for each in asked.pop("pictures")] == ["back"]
    assert asked == {
        "review": True,
        "variants": 3,
        "seed": 0,
        "options": {"texture_size": 1024, "remesh": True, "avoid": "rust", "detail": 0.5},
    }
    assert "variants" not in asked_run({}, uploads)
    assert asked_keep({}) is None
    assert asked_keep({"keep": "shape"}) == "shape"
    with pytest.raises(ProdwidgetError):
        asked_keep({"keep": "colour"})
    for name in ("operation", "parent", "a.b"):
        with pytest.raises(ProdwidgetError):
            asked_operation({"options": {name: 1}})
