"""What is printed on packages by rules: type inside the safety zone, edits of one panel alone."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from math import ceil
from typing import Any

import pytest
from PIL import Image

from prodwidget.backends import GeneratedFile, Generation, contrast
from prodwidget.backends.conformance import CHECKS, Case, Check
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.errors import ConfigurationError, PromptError
from prodwidget.geometry import bounds
from prodwidget.records import Artifact
from prodwidget.surfaces.packaging import SURFACE, GeminiPackaging, ProceduralPackaging
from prodwidget.surfaces.packaging.artwork import Face, lay, paint
from prodwidget.surfaces.packaging.design import Design, PanelDesign, Text
from prodwidget.surfaces.packaging.designing import created, face_of, named, printed
from prodwidget.surfaces.packaging.reading import read
from prodwidget.surfaces.packaging.structures import STRUCTURES, sheet_of

BRIEF = "a mailer box 200 × 120 × 60 mm in kraft with a green leaf pattern saying 'Fern & Field'"
NAVY = (27, 42, 74)


class Bench:
    """A package, and the jobs that made and changed it."""

    def __init__(self, prompt: str, seed: int = 1, **more: Any) -> None:
        self.backend = ProceduralPackaging()
        self.progress = Rehearsal()
        request = replace(self.progress.request(prompt, seed=seed), **more)
        self.made = self.backend.generate(request, self.progress)

    def edit(self, words: str, **more: Any) -> Generation:
        parent = self.progress.iteration(self.made, self.backend.name)
        job = self.progress.next_job()
        request = replace(job.request(words, parent, seed=99), **more)
        self.progress, self.made = job, self.backend.generate(request, job)
        return self.made


def panels(made: Generation) -> dict[str, bytes]:
    return {
        each.name.removesuffix(".png"): each.data for each in made.files if each.role == "panel"
    }


def digests(made: Generation) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in panels(made).items()}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def pixel(data: bytes, x: float, y: float) -> tuple[int, ...]:
    """The colour at shares of the width and the height."""
    with Image.open(io.BytesIO(data)) as image:
        found = image.getpixel((int(x * (image.width - 1)), int(y * (image.height - 1))))
    assert isinstance(found, tuple)
    return found


@pytest.fixture(scope="module")
def box() -> Generation:
    return Bench(BRIEF).made


def test_the_files_of_a_package(box: Generation) -> None:
    names = [(each.role, each.name) for each in box.files]
    assert names[0] == ("model", "")
    sheet = sheet_of("mailer", 200, 120, 60)
    assert {name for role, name in names if role == "panel"} == {
        f"{each}.png" for each in printed(sheet)
    }
    dielines = {name for role, name in names if role == "dieline"}
    assert "dieline.svg" in dielines
    assert {role for role, _ in names} <= set(SURFACE.roles)
    assert json.loads(json.dumps(box.recipe)) == box.recipe
    assert Design.model_validate(box.recipe).panels.keys() == panels(box).keys()


def test_panels_have_bleed_and_300_dots_an_inch(box: Generation) -> None:
    sheet = sheet_of("mailer", 200, 120, 60)
    for name, data in panels(box).items():
        width, height = (each + 2 * sheet.bleed for each in sheet.size_of(name))
        with Image.open(io.BytesIO(data)) as image:
            assert image.size == (ceil(width / 25.4 * 300), ceil(height / 25.4 * 300))
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
            assert image.mode == "RGB"


def test_the_same_words_and_seed_are_the_same_bytes(box: Generation) -> None:
    assert digests(Bench(BRIEF).made) == digests(box)
    assert Bench(BRIEF, seed=2).made.recipe != box.recipe


def test_a_panel_that_is_too_large_is_told() -> None:
    made = Bench("a mailer box 800 × 600 × 300 mm in navy without pattern").made
    assert any("dots per inch" in each for each in made.notes)
    for data in panels(made).values():
        with Image.open(io.BytesIO(data)) as image:
            assert image.width * image.height < 9.2e6


@pytest.mark.parametrize("structure", list(STRUCTURES))
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_text_is_inside_the_safety_zone(structure: str, seed: int, share: float) -> None:
    limits = STRUCTURES[structure].limits
    # The least sizes of all sides at once are no package: what is thin is not short, too.
    size = [low + (high - low) * (share * 0.8 + 0.1) for low, high in limits]
    if STRUCTURES[structure].round:
        size[1] = size[0]
    sheet = sheet_of(structure, *size)
    brief = read("in sage with leaves, 330 ml, saying 'Extraordinarily Long Names' 'and a second'")
    design = created(brief, sheet, (), seed=seed, brief="")
    lines = 0
    for name, panel in design.panels.items():
        face = Face.of(sheet, name)
        for line in lay(panel, face).lines:
            left, top, right, bottom = line.box
            lines += 1
            assert left >= face.safety - 0.01, (name, line)
            assert top >= face.safety - 0.01, (name, line)
            assert right <= face.width - face.safety + 0.01, (name, line)
            assert bottom <= face.height - face.safety + 0.01, (name, line)
    assert lines


@pytest.mark.parametrize("structure", list(STRUCTURES))
def test_a_printer_sends_nothing_back(structure: str) -> None:
    title = STRUCTURES[structure].words[0]
    made = Bench(f"a {title} in sage with cream waves, 330 ml, saying 'Hello there' 'you'").made
    told = [each for each in made.notes if "Inner dimensions" not in each]
    assert made.recipe["structure"] == structure and not told


def test_text_is_drawn_where_it_is_said_to_be() -> None:
    face = Face(width=100, height=60, bleed=3, safety=4, seen=100)
    text = Text(words="OAK", role="title", colour="#000000", face="sans", weight="bold")
    design = PanelDesign(ground="#ffffff", texts=(text,))
    (line,) = lay(design, face).lines
    with Image.open(io.BytesIO(paint(design, face, {}, seed=1, name="front"))) as image:
        ink = image.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
        scale = image.width / 106
    assert ink is not None
    drawn = [each / scale - 3 for each in ink]
    assert drawn == pytest.approx(list(line.box), abs=0.35)


def test_an_outline_that_is_round_keeps_text_in_its_middle() -> None:
    sheet = sheet_of("tube", 70, 70, 160)
    face = Face.of(sheet, "lid")
    assert 0.6 < face.share < 0.72
    assert Face.of(sheet, "body").seen < 70


@pytest.mark.parametrize("seed", range(12))
def test_text_can_be_read_on_what_is_behind_it(seed: int) -> None:
    sheet = sheet_of("carton", 80, 50, 140)
    for words in ("saying 'A'", "in navy saying 'A'", "in yellow with a white band saying 'A'"):
        design = created(read(words), sheet, (), seed=seed, brief="")
        for panel in design.panels.values():
            middle = [each.colour for each in panel.bands if each.place == "middle"]
            for text in panel.texts:
                assert contrast(text.colour, (middle or [panel.ground])[0]) >= 3


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("make the front navy", {"front"}),
        ("make the lid navy", {"top"}),
        ("gold dots on the left and right", {"left", "right"}),
        ("no pattern on the back", {"back"}),
        ("the sides in navy", {"left", "right"}),
        ("all panels navy except the top", {"front", "back", "left", "right", "bottom"}),
        ("say 'Oak' on the front", {"front"}),
        ("saying 'Oak'", {"front", "top", "bottom"}),
        ("the text in white", {"front", "top", "bottom"}),
        ("make the pattern larger", {"top", "bottom", "back", "left", "right"}),
        ("remove the text", {"front", "top", "bottom"}),
    ],
)
def test_an_edit_changes_what_is_named_and_no_other_panel(words: str, meant: set[str]) -> None:
    bench = Bench(BRIEF)
    before = digests(bench.made)
    assert changed(before, digests(bench.edit(words))) == meant


def test_a_panel_that_was_clicked_is_changed_alone() -> None:
    bench = Bench(BRIEF)
    before = digests(bench.made)
    made = bench.edit("the left: make it navy without pattern", part="left")
    assert changed(before, digests(made)) == {"left"}
    assert pixel(panels(made)["left"], 0, 0) == NAVY


def test_what_is_not_changed_is_taken_over_and_not_drawn_again() -> None:
    bench = Bench(BRIEF)
    parent = bench.progress.iteration(bench.made, "procedural")
    job = bench.progress.next_job()
    (left,) = [each for each in parent.artifacts if each.name == "left.png"]
    # As if a later version of prodwidget drew it in another way.
    job.files[left.sha256] = panels(bench.made)["right"]
    made = bench.backend.generate(job.request("make the front navy", parent), job)
    assert panels(made)["left"] == panels(bench.made)["right"]


def test_edits_of_edits_leave_the_rest_too() -> None:
    bench = Bench(BRIEF)
    first = digests(bench.edit("make the front navy"))
    second = digests(bench.edit("make the back navy"))
    assert changed(first, second) == {"back"}


def test_what_would_not_be_seen_is_refused() -> None:
    bench = Bench("a carton in navy without pattern")
    for words in ("make it navy", "remove the pattern", "make the dragon red", "unicorns"):
        with pytest.raises(PromptError) as raised:
            bench.edit(words)
        assert raised.value.hint


def test_a_panel_without_artwork_is_told() -> None:
    sheet = sheet_of("carton", 80, 50, 140)
    with pytest.raises(PromptError, match="no artwork"):
        named(sheet, ["glue flap"])
    with pytest.raises(PromptError, match="has no dragon"):
        named(sheet, ["dragon"])


@pytest.mark.parametrize("structure", list(STRUCTURES))
@pytest.mark.parametrize("word", ["front", "top", "bottom", "sides", "lid", "back"])
def test_panels_are_found_by_usual_words_or_refused(structure: str, word: str) -> None:
    sheet = STRUCTURES[structure].make(*STRUCTURES[structure].defaults)
    try:
        assert named(sheet, [word])
    except PromptError as error:
        assert error.hint
        assert word != "front", "every package is seen from its front"


def test_another_size_rebuilds_every_panel_and_keeps_its_design() -> None:
    bench = Bench(BRIEF)
    bench.edit("make the front navy")
    before = digests(bench.made)
    made = bench.edit("300 mm wide")
    assert made.recipe["length"] == 300
    assert changed(before, digests(made)) == {"front", "back", "top", "bottom"}
    assert pixel(panels(made)["front"], 0, 0) == NAVY
    back = Design.model_validate(made.recipe).panels["bottom"]
    assert "300 × 120 × 60 mm" in [each.words for each in back.texts]


def test_another_structure_keeps_the_panels_that_it_has() -> None:
    bench = Bench(BRIEF)
    bench.edit("make the left navy")
    made = bench.edit("make it a sleeve")
    assert set(panels(made)) == {"front", "top", "back", "bottom"}
    assert any("left" in each for each in made.notes), "a change that is lost is told"


def test_letters_that_no_typeface_here_has_are_refused() -> None:
    with pytest.raises(PromptError, match="日本茶"):
        Bench("a carton saying '日本茶'")


def test_text_that_is_lost_on_its_ground_is_told() -> None:
    made = Bench("a pouch in black without pattern, with black text 'X'").made
    assert any("hardly be read" in each and "front" in each for each in made.notes)


def test_what_is_not_understood_is_told() -> None:
    made = Bench("a navy mailer box with unicorns").made
    assert any("“unicorns”" in each for each in made.notes)
    with pytest.raises(PromptError, match="Nothing of this was understood"):
        Bench("qwertz")


def test_options_go_before_words() -> None:
    made = Bench("a sleeve 100 × 60 × 30 mm in navy", options={"length": 150, "board": 0.4}).made
    assert (made.recipe["length"], made.recipe["width"]) == (150, 60)
    assert made.recipe["board"] == 0.4
    options = ProceduralPackaging().options("create")
    assert options["structure"].allows("tube") and not options["structure"].allows("crate")
    assert not options["length"].allows(-1)


def png(colour: str, size: tuple[int, int] = (60, 40)) -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", size, colour).save(file, "PNG")
    return file.getvalue()


def given(bench: Rehearsal, data: bytes, role: str, media_type: str) -> Artifact:
    bench.files[hashlib.sha256(data).hexdigest()] = data
    return Artifact.of(data, role=role, media_type=media_type)


def test_a_logo_is_placed_whole_and_kept_for_later_edits() -> None:
    backend, progress = ProceduralPackaging(), Rehearsal()
    logo = given(progress, png("#ff0000"), "picture", "image/png")
    request = replace(
        progress.request("a carton in white without pattern or text", seed=1), inputs=(logo,)
    )
    made = backend.generate(request, progress)
    assert pixel(panels(made)["front"], 0.5, 0.5) == (255, 0, 0)
    assert pixel(panels(made)["back"], 0.5, 0.5) != (255, 0, 0)
    parent = progress.iteration(made, backend.name)
    parent = parent.model_copy(update={"artifacts": (*parent.artifacts, logo)})
    job = progress.next_job()
    navy = backend.generate(job.request("make the front navy", parent), job)
    assert pixel(panels(navy)["front"], 0, 0) == NAVY
    assert pixel(panels(navy)["front"], 0.5, 0.5) == (255, 0, 0)
    assert any(each.role == "reference" and each.data == png("#ff0000") for each in navy.files)


def test_a_logo_goes_to_the_part_that_was_clicked() -> None:
    bench = Bench("a carton in white without pattern")
    logo = given(bench.progress, png("#ff0000"), "picture", "image/png")
    before = digests(bench.made)
    made = bench.edit("the left: with this logo", part="left", inputs=(logo,))
    assert changed(before, digests(made)) == {"left"}


def test_a_package_for_a_product_takes_its_size_and_holds_it() -> None:
    from prodwidget.backends.procedural import ProceduralBackend

    progress = Rehearsal()
    bottle = ProceduralBackend().generate(progress.request("a bottle"), progress).files[0].data
    content = given(progress, bottle, "content", "model/gltf-binary")
    backend = ProceduralPackaging()
    request = replace(
        progress.request("a carton in navy"), inputs=(content,), options={"clearance_mm": 5}
    )
    made = backend.generate(request, progress)
    wide, high, deep = (1000 * each for each in bounds(bottle).size)
    assert made.recipe["length"] == pytest.approx(wide + 10, abs=0.1)
    assert made.recipe["width"] == pytest.approx(deep + 10, abs=0.1)
    assert made.recipe["height"] == pytest.approx(high + 10, abs=0.1)
    assert b"content" in made.files[0].data, "it stands in the package"
    parent = progress.iteration(made, backend.name)
    # As a session does with what was given for a step.
    parent = parent.model_copy(update={"artifacts": (*parent.artifacts, content)})
    job = progress.next_job()
    edited = backend.generate(job.request("make the front white", parent), job)
    assert edited.recipe["height"] == made.recipe["height"]
    assert [each.data for each in edited.files if each.role == "content"] == [bottle]
    small = progress.next_job()
    tight = backend.generate(small.request("50 mm high", parent), small)
    assert any("more than the package holds" in each for each in tight.notes)


def test_a_package_without_dieline_writers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from prodwidget.errors import PackageMissing
    from prodwidget.surfaces.packaging import dieline

    def missing(*given: object) -> bytes:
        raise PackageMissing("There is no reportlab.")

    monkeypatch.setattr(dieline, "dieline_pdf", missing)
    made = Bench("a sleeve in navy").made
    assert any("PDF" in each and "prodwidget[packaging]" in each for each in made.notes)
    assert "dieline.svg" in [each.name for each in made.files]


def test_the_face_is_what_a_package_is_seen_by() -> None:
    faces = {name: face_of(each.make(*each.defaults)) for name, each in STRUCTURES.items()}
    assert faces == {
        "carton": "front", "reverse carton": "front", "mailer": "top", "sleeve": "top",
        "tray": "top", "tube": "body", "wrap": "label", "pouch": "front",
    }  # fmt: skip


def test_which_backend_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in ("GEMINI_API_KEY", "GOOGLE_API_KEY", "PRODWIDGET_BACKEND", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.delenv(each, raising=False)
    assert SURFACE.resolve(None).name == "procedural"
    own = ProceduralPackaging()
    assert SURFACE.resolve(own) is own
    with pytest.raises(ConfigurationError, match="GEMINI_API_KEY"):
        SURFACE.resolve("gemini")
    with pytest.raises(ConfigurationError, match="no backend 'fal'"):
        SURFACE.resolve("fal")
    monkeypatch.setenv("GEMINI_API_KEY", "a-key")
    assert isinstance(SURFACE.resolve(None), GeminiPackaging)
    monkeypatch.setenv("PRODWIDGET_BACKEND", "procedural")
    assert SURFACE.resolve(None).name == "procedural"
    monkeypatch.setenv("PRODWIDGET_BACKEND", "gemini+fal")
    assert SURFACE.resolve(None).name == "gemini", "what is of another surface is none of this one"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_it_keeps_the_contract(check: Check) -> None:
    check(
        Case(
            ProceduralPackaging,
            "a sleeve 60 × 40 × 20 mm in navy",
            "make the front white",
            impossible="qwertz",
            heed_seconds=30,
        )
    )


def test_files_have_what_their_names_say(box: Generation) -> None:
    files: list[GeneratedFile] = [each for each in box.files if each.role in SURFACE.files]
    assert files and all(each.name and each.data for each in files)
