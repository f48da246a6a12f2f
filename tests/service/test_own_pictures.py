"""The user's own pictures: put right, kept, and made into products, with words and without."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw

from prodwidget.errors import PromptError
from prodwidget.session import ProductPipeline
from prodwidget.session.inputs import Region
from prodwidget.session.pictures import picture_files
from prodwidget.session.sessions import Sessions
from tests.service.paid import Services

ORIENTATION = 0x0112


def drawn(width: int = 300, height: int = 200, colour: str = "red") -> Image.Image:
    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 4), fill=colour)
    return picture


def encoded(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    with io.BytesIO() as file:
        picture.save(file, kind, **options)
        return file.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def near(picture: Image.Image, place: tuple[int, int], colour: tuple[int, ...]) -> bool:
    found: Any = picture.convert("RGB").getpixel(place)
    return all(abs(a - b) < 40 for a, b in zip(found, colour, strict=True))


# Any picture


def test_a_picture_that_lies_on_its_side_is_put_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    (kept,) = picture_files([encoded(drawn(), "JPEG", exif=exif)])
    upright = opened(kept.data)
    assert upright.size == (200, 300)
    assert near(upright, (190, 10), (255, 0, 0)), "the red corner is at the right now"
    assert upright.getexif().get(ORIENTATION, 1) == 1


def test_what_the_camera_noted_is_left_out() -> None:
    exif = Image.Exif()
    exif[0x010F] = "A Camera of Somebody"
    exif.get_ifd(0x8825)[1] = "N"
    (kept,) = picture_files([encoded(drawn(), "JPEG", exif=exif)])
    assert b"Somebody" not in kept.data and not dict(opened(kept.data).getexif())


@pytest.mark.parametrize("mode", ["CMYK", "L", "P", "1", "I;16", "LA", "RGBA", "F"])
def test_every_kind_of_colour_is_read(mode: str) -> None:
    if mode == "I;16":
        picture = Image.new("I;16", (300, 200), 65535)
        picture.paste(20000, (0, 0, 75, 50))
    else:
        picture = drawn().convert(mode)
    kind = "TIFF" if mode in ("CMYK", "F") else "PNG"
    (kept,) = picture_files([encoded(picture, kind)])
    assert opened(kept.data).mode in ("RGB", "RGBA")
    if mode == "CMYK":
        assert near(opened(kept.data), (10, 10), (255, 0, 0))
    assert near(opened(kept.data), (250, 150), (255, 255, 255))


def test_transparency_is_kept() -> None:
    picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((50, 50, 250, 250), fill="red")
    (kept,) = picture_files([picture])
    assert kept.media_type == "image/png"
    assert opened(kept.data).getpixel((5, 5)) == (0, 0, 0, 0)


def test_a_profile_is_heeded_and_left_out() -> None:
    web = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (web, b"no profile at all"):
        (kept,) = picture_files([encoded(drawn(), "JPEG", icc_profile=profile)])
        assert near(opened(kept.data), (10, 10), (255, 0, 0))
        assert "icc_profile" not in opened(kept.data).info


def test_a_huge_one_is_scaled_down() -> None:
    (kept,) = picture_files([encoded(drawn(6000, 1500), "JPEG")])
    assert opened(kept.data).size == (4096, 1024)


def damaged() -> bytes:
    return encoded(drawn(1000, 1000, "blue"))[:700]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"these are words", "no picture"),
        (b"", "no picture"),
        (damaged, "no picture that can be read|damaged"),
        (lambda: encoded(drawn(40, 20)), "40 × 20 pixels"),
        (lambda: encoded(Image.new("1", (20_000, 10_000)), "PNG"), "100 megapixels"),
        (lambda: encoded(Image.new("1", (30_000, 30_000)), "PNG"), "megapixels"),
        ("/there/is/nothing.png", "nothing.png cannot be read: No such file"),
        ("~nobody-is-called-so/a.png", "a.png cannot be read: it is no path"),
        ("http://example.com/a.png", "https://"),
        ("https://", "https://"),
        (3, "int, and no picture"),
        (b"\0" * ((64 << 20) + 1), "64 MB"),
    ],
)
def test_what_is_no_picture_is_one_sentence(source: Any, said: str) -> None:
    with pytest.raises(PromptError, match=said) as raised:
        picture_files([source() if callable(source) else source])
    assert raised.value.hint and "Traceback" not in str(raised.value)


def test_too_many_and_views_that_are_none() -> None:
    with pytest.raises(PromptError, match="9 pictures"):
        picture_files([drawn()] * 9)
    with pytest.raises(PromptError, match="is no view") as raised:
        picture_files({"sideways": drawn()})  # type: ignore[dict-item]
    assert "front, back" in raised.value.hint


# What is made of them


def pictures_sent(services: Services) -> list[bytes]:
    job = list(services.fal.jobs.values())[-1]
    sent = job.arguments.get("image_urls") or [job.arguments["image_url"]]
    return [base64.b64decode(each.partition(",")[2]) for each in sent]


def test_a_photograph_alone_goes_straight_to_the_model(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "front.jpg"
    path.write_bytes(encoded(drawn(), "JPEG"))
    pipeline = services.pipeline()
    made = pipeline.create(pictures=path).result(60)
    assert not services.gemini.asked
    assert pipeline.spent == pytest.approx(0.02)
    (kept,) = [each for each in made.artifacts if each.role == "picture"]
    assert pictures_sent(services) == [pipeline.artifacts.read(kept.sha256)]
    assert (made.prompt, kept.name) == ("from a picture", "front.jpg")
    assert made.keep is None and made.kind == "create"


def test_with_words_it_is_changed_first(services: Services) -> None:
    pipeline = services.pipeline()
    made = pipeline.create("in brushed steel", pictures=[drawn()]).result(60)
    (asked,) = services.gemini.asked
    (kept,) = [each for each in made.artifacts if each.role == "picture"]
    assert asked.images == (pipeline.artifacts.read(kept.sha256),)
    assert "in brushed steel" in asked.instruction and "this picture" in asked.instruction
    (reference,) = [each for each in made.artifacts if each.role == "reference"]
    assert pictures_sent(services) == [pipeline.artifacts.read(reference.sha256)]


def test_views_go_where_they_belong(services: Services) -> None:
    pipeline = services.pipeline("tripo3d/tripo/v2.5/multiview-to-3d")
    shown = {"back": drawn(colour="blue"), "front": drawn(colour="red")}
    made = pipeline.create(pictures=shown).result(60)  # type: ignore[arg-type]
    (job,) = services.fal.jobs.values()
    by_view = {each.view: each.sha256 for each in made.artifacts if each.role == "picture"}
    for view in ("front", "back"):
        sent = base64.b64decode(job.arguments[f"{view}_image_url"].partition(",")[2])
        assert sent == pipeline.artifacts.read(by_view[view])


def test_more_than_a_maker_takes_is_told_before_it_is_paid(services: Services) -> None:
    pipeline = services.pipeline()
    with pytest.raises(PromptError, match="takes 1 picture, and 3 were given"):
        pipeline.create(pictures=[drawn(), drawn(), drawn()]).result(60)
    assert not services.fal.jobs and pipeline.spent == 0


def test_a_logo_is_a_reference_of_an_edit(services: Services) -> None:
    pipeline = services.pipeline()
    mug = pipeline.create("a mug").result(60)
    edited = pipeline.edit("put this logo on it", pictures=[drawn(colour="green")]).result(60)
    asked = services.gemini.asked[-1]
    (reference,) = [each for each in mug.artifacts if each.role == "reference"]
    (logo,) = [each for each in edited.artifacts if each.role == "picture"]
    assert asked.images == tuple(pipeline.artifacts.read(each.sha256) for each in (reference, logo))
    assert "next picture is for reference" in asked.instruction
    again = pipeline.edit("make it smaller").result(60)
    assert services.gemini.asked[-1].images == (
        pipeline.artifacts.read(
            next(each.sha256 for each in edited.artifacts if each.role == "reference")
        ),
    ), "an edit goes on from the product, and not from the logo"
    assert not [each for each in again.artifacts if each.role == "picture"]


def test_an_edit_goes_on_from_the_photograph(services: Services) -> None:
    pipeline = services.pipeline()
    pipeline.create(pictures=[drawn()]).result(60)
    pipeline.edit("make it red", keep="nothing").result(60)
    assert len(services.gemini.asked[-1].images) == 1


def test_pictures_are_kept_with_the_session(services: Services, tmp_path: Path) -> None:
    pipeline = services.pipeline()
    made = pipeline.create(pictures=[drawn()]).result(60)
    sessions = Sessions(data_dir=services.data)
    sessions.prune(dry_run=False)
    (kept,) = [each for each in made.artifacts if each.role == "picture"]
    data = pipeline.artifacts.read(kept.sha256)
    sessions.load(
        sessions.export(services.session, tmp_path / "one.zip"), f"{services.session[:40]}-2"
    )
    other = ProductPipeline(
        f"{services.session[:40]}-2", backend=services.backend(), data_dir=services.data
    )
    (again,) = [each for each in other.iterations[-1].artifacts if each.role == "picture"]
    assert other.artifacts.read(again.sha256) == data


# A region


def mask(box: tuple[int, int, int, int]) -> Image.Image:
    picture = Image.new("L", (256, 256), 0)
    ImageDraw.Draw(picture).rectangle(box, fill=255)
    return picture


def test_a_region_is_sent_along_and_what_changed_outside_is_told(services: Services) -> None:
    pipeline = services.pipeline()
    mug = pipeline.create("a mug").result(60)
    edited = pipeline.edit("a gold rim", region=mask((0, 0, 60, 60))).result(60)
    asked = services.gemini.asked[-1]
    assert len(asked.images) == 2 and "mask of the first" in asked.instruction
    (kept,) = [each for each in edited.artifacts if each.role == "mask"]
    assert asked.images[1] == pipeline.artifacts.read(kept.sha256)
    assert any("outside the region" in note for note in edited.notes), "it answers another picture"
    assert mug.id == edited.parent


def test_a_region_of_a_view_lies_over_a_picture_of_that_view(services: Services) -> None:
    from prodwidget.records import ViewCamera

    pipeline = services.pipeline()
    pipeline.create("a mug").result(60)
    views = [
        ViewCamera(position=(0.0, 0.1, 0.5), target=(0.0, 0.05, 0.0)),
        ViewCamera(position=(0.5, 0.1, 0.0), target=(0.0, 0.05, 0.0)),
    ]
    for camera in views:
        region = Region(mask((100, 100, 150, 150)), camera)
        pipeline.edit("a gold rim", region=region, keep="nothing").result(60)
    first, second = (each.images[0] for each in services.gemini.asked[-2:])
    assert first != second and opened(first).size == (768, 768)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: Image.new("L", (100, 100), 0), "marks nothing"),
        (lambda: Image.new("L", (100, 100), 255), "marks the whole"),
        (lambda: b"nothing", "no picture"),
    ],
)
def test_a_mask_that_is_none(services: Services, made: Callable[[], Any], said: str) -> None:
    pipeline = services.pipeline()
    pipeline.create("a mug").result(60)
    with pytest.raises(PromptError, match=said) as raised:
        pipeline.edit("a gold rim", region=made())
    assert raised.value.hint


# Without an image maker


def test_words_are_not_dropped_where_nobody_draws(services: Services) -> None:
    from prodwidget.backends.two_step import TwoStepBackend

    backend = services.backend()
    alone = TwoStepBackend(None, backend._models)
    assert (alone.name, alone.steps) == ("fal-ai/trellis", ("create",))
    pipeline = ProductPipeline(services.session, backend=alone, data_dir=services.data)
    with pytest.raises(PromptError, match="cannot change"):
        pipeline.create("in steel", pictures=[drawn()]).result(60)
    with pytest.raises(PromptError, match="none was given"):
        pipeline.create("a mug").result(60)
    made = pipeline.create(pictures=[drawn()]).result(60)
    with pytest.raises(PromptError, match="cannot edit"):
        pipeline.edit("make it red")
    assert made.backend_label == "Trellis"


def test_who_cannot_look_at_pictures_says_so(pipeline: ProductPipeline) -> None:
    with pytest.raises(PromptError, match="cannot look at pictures") as raised:
        pipeline.create("a mug", pictures=[drawn()]).result(60)
    assert raised.value.hint
    pipeline.create("a mug").result(60)
    with pytest.raises(PromptError, match="cannot look at pictures"):
        pipeline.edit("make it red", region=mask((0, 0, 20, 20))).result(60)
    assert len(pipeline.history) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"pictures": 5}, "is int, and no picture"),
        ({"pictures": [None]}, "is NoneType, and no picture"),
        ({"options": 5}, "Options are names"),
        ({"options": {"size": {1, 2}}}, "Options are names"),
        ({"options": {"size": float("nan")}}, "Options are names"),
        ({"seed": "seven"}, "whole number"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_one_sentence(
    pipeline: ProductPipeline, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(PromptError, match=said) as raised:
        pipeline.create("a mug", **given)
    assert raised.value.hint
    assert pipeline.status.status == "idle"


def test_what_cannot_be_kept(pipeline: ProductPipeline) -> None:
    pipeline.create("a mug").result(60)
    with pytest.raises(PromptError, match="cannot keep 'colour'"):
        pipeline.edit("make it red", keep="colour")  # type: ignore[arg-type]


def test_a_cap_that_is_enough_for_a_picture_alone_is_enough(services: Services) -> None:
    pipeline = services.pipeline()
    pipeline.spend_cap = 0.02
    assert pipeline.create(pictures=[drawn()]).result(60).parent is None
