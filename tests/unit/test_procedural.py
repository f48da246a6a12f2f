"""The procedural backend: what it reads, and that what it writes is sound glTF."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.glb import GENERATOR, write_glb
from prodwidget.backends.procedural.parse import read_create, read_edit
from prodwidget.backends.procedural.shapes import build
from prodwidget.backends.procedural.spec import Family, Form, Spec
from prodwidget.errors import PromptError

STYLES = [
    "a {}",
    "a matte black {} that says AURORA",
    "a tall frosted glass {} in navy and gold",
    "a small walnut {}",
    "a huge clear red marble {} without a label",
    "a {} with #ff8800 label, 30 cm tall",
    "a hammered copper {}",
    "a brushed steel {} with a serif font",
    "a very rounded leather {}",
]
KINDS = {
    "a wine bottle": ("bottle", "wine"),
    "a craft beer bottle": ("bottle", "beer"),
    "a bottle of whisky": ("bottle", "spirits"),
    "a luxury perfume": ("bottle", "perfume"),
    "a matte bottle with a gold pump": ("bottle", "pump"),
    "an amber serum dropper bottle": ("bottle", "dropper"),
    "a steel water bottle": ("bottle", "flask"),
    "a face cream jar": ("jar", "cosmetic"),
    "a soy candle in an amber glass jar": ("jar", "candle"),
    "a jar of honey": ("jar", "classic"),
    "a tin of tomato soup": ("can", "tin"),
    "a can of beer": ("can", "classic"),
    "a glass tumbler": ("mug", "tumbler"),
    "a gift box with a gold lid": ("box", "shallow"),
    "a terracotta plant pot": ("vase", "planter"),
}
HOSTILE = [
    "bottle <script>alert(1)</script> <img src=x onerror=alert(1)>",
    'bottle that says "🧴 émulsion ß 漢字"',
    "bottle\x00\x07\x1b[31m",
    "bottle " + "very " * 380,
    'mug "' + "x" * 190 + '"',
    "9999999 cm bottle",
    "bottle -- ; drop table, 0 ml",
]


def _json(data: bytes) -> dict[str, Any]:
    (length,) = struct.unpack("<I", data[12:16])
    return json.loads(data[20 : 20 + length])  # type: ignore[no-any-return]


def _part(data: bytes, name: str) -> tuple[bytes, ...]:
    """The bytes of everything that one part's mesh and material refer to, and their factors."""
    tree = _json(data)
    start = 20 + struct.unpack("<I", data[12:16])[0] + 8

    def view(index: int) -> bytes:
        each = tree["bufferViews"][index]
        first = start + each.get("byteOffset", 0)
        return data[first : first + each["byteLength"]]

    mesh = next(each for each in tree["meshes"] if each["name"] == name)["primitives"][0]
    accessors = [mesh["indices"], *mesh["attributes"].values()]
    material = tree["materials"][mesh["material"]]
    pbr = dict(material["pbrMetallicRoughness"])
    texture = pbr.pop("baseColorTexture", None)
    images = (
        []
        if texture is None
        else [view(tree["images"][tree["textures"][texture["index"]]["source"]]["bufferView"])]
    )
    factors = json.dumps([pbr, material.get("alphaMode")]).encode()
    return (*(view(tree["accessors"][each]["bufferView"]) for each in accessors), *images, factors)


def test_every_family_in_every_style_passes_the_validator(tmp_path: Path) -> None:
    for family in get_args(Family):
        for index, style in enumerate(STYLES):
            spec = read_create(style.format(family), index).spec
            assert spec.family == family
            (tmp_path / f"{family}-{index}.glb").write_bytes(write_glb(spec))
    for index, prompt in enumerate(KINDS):
        (tmp_path / f"kind-{index}.glb").write_bytes(write_glb(read_create(prompt, index).spec))
    for index, prompt in enumerate(HOSTILE):
        (tmp_path / f"hostile-{index}.glb").write_bytes(write_glb(read_create(prompt, 0).spec))
    script = Path(__file__).with_name("validate_glb.mjs")
    answer = subprocess.run(
        ["node", str(script), str(tmp_path)], capture_output=True, text=True, check=True
    )
    found = json.loads(answer.stdout)
    assert len(found) == len(get_args(Family)) * len(STYLES) + len(KINDS) + len(HOSTILE)
    assert {name: issues for name, issues in found.items() if issues} == {}
    assert max(each.stat().st_size for each in tmp_path.iterdir()) < 1_700_000


@pytest.mark.parametrize("prompt", KINDS)
def test_a_product_is_of_the_kind_that_is_named_or_that_its_contents_come_in(prompt: str) -> None:
    spec = read_create(prompt, 0).spec
    assert (spec.family, spec.form) == KINDS[prompt]


def test_every_form_can_be_asked_for() -> None:
    assert {form for _, form in KINDS.values()} == set(get_args(Form))


@pytest.mark.parametrize(
    "prompt",
    ["a bottle", "a jar", "a can", "a mug saying HI", "a vase saying HI", "a bowl saying HI"],
)
def test_a_label_lies_clear_of_what_it_is_stuck_on(prompt: str) -> None:
    surfaces = build(read_create(prompt, 3).spec)
    wall = surfaces["body"].strips[0].profile
    assert wall is not None
    rising = wall[: int(np.argmax(wall[:, 1])) + 1]
    label = surfaces["label"].points
    beneath = np.array([rising[rising[:, 1] <= y + 1e-9][-1, 0] for y in label[:, 1]])
    beneath = np.minimum(beneath, np.interp(label[:, 1], rising[:, 1], rising[:, 0]))
    assert (np.hypot(label[:, 0], label[:, 2]) - beneath).min() > 5e-5


@pytest.mark.parametrize("family", get_args(Family))
def test_a_product_stands_on_the_ground(family: str) -> None:
    lowest = min(each.points[:, 1].min() for each in build(read_create(family, 5).spec).values())
    assert lowest == pytest.approx(0.0, abs=5e-4)


@pytest.mark.parametrize("family", get_args(Family))
def test_the_same_prompt_and_seed_give_the_same_bytes(family: str) -> None:
    first = write_glb(read_create(f"a red {family}", 3).spec)
    assert write_glb(read_create(f"a red {family}", 3).spec) == first
    assert _json(first)["asset"]["generator"] == GENERATOR


def test_an_edit_of_the_lid_leaves_the_rest_byte_for_byte() -> None:
    spec = read_create("a matte black bottle with a copper lid that says AURORA", 0).spec
    before, after = write_glb(spec), write_glb(read_edit("make the lid red", spec).spec)
    assert _part(before, "body") == _part(after, "body")
    assert _part(before, "label") == _part(after, "label")
    assert _part(before, "lid") != _part(after, "lid")


def _look(spec: Spec, part: str) -> tuple[str, str, str | None]:
    look = spec.parts[part].look  # type: ignore[index]
    return look.material, look.colour, look.finish


@pytest.mark.parametrize(
    ("prompt", "part", "look"),
    [
        ("a matte black bottle with a copper lid", "body", ("plastic", "#17181a", "matte")),
        ("a matte black bottle with a copper lid", "lid", ("copper", "#e29a72", None)),
        ("a glossy red mug with a white inside", "inside", ("ceramic", "#f4f4f2", "glossy")),
        ("a can in navy and gold", "label", ("gold", "#eec672", None)),
        ("an oak stool with black legs", "legs", ("oak", "#17181a", None)),
        ("a coffee mug, navy outside, white inside", "handle", ("ceramic", "#1b2a4a", None)),
        ("an amber bottle", "body", ("glass", "#c77a1e", None)),
        ("a bottle in terracotta", "body", ("plastic", "#c4664a", "satin")),
        ("a terracotta vase", "body", ("terracotta", "#c4664a", None)),
        ("a honey coloured vase", "body", ("stoneware", "#d99a2b", None)),
        ("a jar of honey", "contents", ("liquid", "#d08a17", None)),
        ("a black mug saying HI", "label", ("paint", "#faf8f3", None)),
        ("a bottle in sage with a matching lid", "lid", ("plastic", "#a3b18a", "satin")),
        ("a bottle in #0a0", "body", ("plastic", "#00aa00", "satin")),
    ],
)
def test_words_reach_the_part_they_describe(
    prompt: str, part: str, look: tuple[str, str, str | None]
) -> None:
    assert _look(read_create(prompt, 0).spec, part) == look


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("a bottle that says AURORA", "AURORA"),
        ('a jar labelled "Wild Honey" in amber', "Wild Honey"),
        ("a tube of hand cream", "hand cream"),
        ("a bottle AURORA in matte black", "AURORA"),
        ("a mug with “World's best boss” written on it", "World's best boss"),
        ("a wine bottle called Château Noir", "Château Noir"),
    ],
)
def test_the_label_carries_the_products_words(prompt: str, text: str) -> None:
    assert read_create(prompt, 0).spec.print.text == text


def test_edits_change_what_they_name() -> None:
    spec = read_create("a bottle with a gold lid", 0).spec
    assert "label" not in read_edit("remove the label", spec).spec.parts
    assert read_edit("make it taller", spec).spec.size.height > spec.size.height
    assert read_edit("change the label text to NOVA", spec).spec.print.text == "NOVA"


def _edited(prompt: str) -> Spec:
    spec = read_create("a matte black bottle with a copper lid that says AURORA", 0).spec
    return read_edit(prompt, spec).spec


@pytest.mark.parametrize(
    ("prompt", "part", "look"),
    [
        ("make it look like brushed steel", "body", ("steel", "#c6c9cc", "brushed")),
        ("swap the colours of the lid and body", "lid", ("plastic", "#17181a", "matte")),
        ("swap the colours", "body", ("copper", "#e29a72", None)),
        ("make the lid match the body", "lid", ("plastic", "#17181a", "matte")),
        ("make the lid the same colour as the body", "lid", ("plastic", "#17181a", "matte")),
        ("keep the lid but make the body green", "lid", ("copper", "#e29a72", None)),
        ("make the lid walnut, the body cream and the label kraft", "label",
         ("kraft", "#b58d64", None)),
        ("make the lid less shiny", "lid", ("copper", "#e29a72", "satin")),
        ("slightly darker", "body", ("plastic", "#121315", "matte")),
        ("fill it with honey", "contents", ("liquid", "#d08a17", None)),
    ],
)  # fmt: skip
def test_edits_are_read_as_a_designer_says_them(
    prompt: str, part: str, look: tuple[str, str, str | None]
) -> None:
    assert _look(_edited(prompt), part) == look


@pytest.mark.parametrize(
    ("prompt", "width", "height"),
    [
        ("twice as tall", 1.0, 2.0),
        ("half the height", 1.0, 0.5),
        ("20% wider", 1.2, 1.0),
        ("30 % smaller", 0.7, 0.7),
        ("can you make it shorter please?", 1.0, 0.78),
    ],
)
def test_measures_are_read(prompt: str, width: float, height: float) -> None:
    size = _edited(prompt).size
    assert (size.width, size.height) == pytest.approx((width, height))


def test_a_little_is_less_than_much() -> None:
    little, plain, much = (
        _edited(f"make it {degree} smaller").size.height for degree in ("a bit", "", "much")
    )
    assert 1 > little > plain > much


def test_the_text_is_apart_from_the_label_it_is_on() -> None:
    assert _edited("make the text blue").print.ink == "#2459b3"
    assert _edited("bigger text").print.scale > 1
    assert _edited("use a serif font").print.face == "serif"
    assert _edited("put NORTH on it").print.text == "NORTH"
    blank = _edited("remove the text")
    assert blank.print.text == ""
    assert "label" in blank.parts


def test_letters_stay_readable_when_what_they_are_on_changes() -> None:
    mug = read_create("a white mug saying HI", 0).spec
    reading = read_edit("make it black", mug)
    assert _look(reading.spec, "label")[1] == "#faf8f3"
    assert "can still be read" in reading.notes[0]
    assert read_edit("make the label black", reading.spec).spec.parts["label"].look.colour != (
        "#faf8f3"
    )


def test_a_letter_that_the_typeface_lacks_is_reported() -> None:
    reading = read_create('a bottle that says "Été 漢"', 0)
    assert reading.spec.print.text == "Été"
    assert "“漢”" in reading.notes[0]


def test_words_that_were_not_understood_are_reported_with_what_could_be_said() -> None:
    (note,) = read_create("a steampunk dragon bottle", 0).notes
    assert note.startswith("Not understood and left out: “steampunk”, “dragon”. Say a colour")
    (note,) = read_create("a bottle in matte balck", 0).notes
    assert note.endswith("Perhaps “black” for “balck”?")


@pytest.mark.parametrize(
    ("prompt", "says"),
    [
        ("frobnicate", "Nothing in this edit was understood: “frobnicate”"),
        ("undo", "Stepping back"),
        ("make the handle red", "has no handle"),
        ("remove the body", "cannot do without"),
        ("turn it into a mug", "cannot turn it into"),
    ],
)
def test_an_edit_that_cannot_be_done_says_why(prompt: str, says: str) -> None:
    with pytest.raises(PromptError, match=says) as raised:
        read_edit(prompt, read_create("a bottle", 0).spec)
    assert raised.value.hint


def test_a_prompt_without_a_family_says_what_there_is() -> None:
    with pytest.raises(PromptError) as raised:
        read_create("a spaceship", 0)
    assert all(family in raised.value.hint for family in get_args(Family))
    with pytest.raises(PromptError) as raised:
        read_create("a matte black bottel", 0)
    assert "“bottle”" in raised.value.hint


_WORDS = st.sampled_from(
    sorted(
        {
            *words.PARTS, *words.MATERIALS, *words.FINISHES, *words.SIZES, *words.MODIFIERS,
            *words.CONTENTS, *words.REMOVE, *words.BARE, *words.WRITES, *words.MATCHES,
            *words.SWAPS, *words.MULTIPLES, *words.DEGREES, *words.ROUNDINGS, *words.FACES,
            *words.EVERYTHING, *words.BOUNDARIES, *words.KINDS, "red", "navy", ",", "50%", "3 cm",
            "200 ml", "#ff0", "“Hi there”", "ABC", "zzz",
        }
    )
)  # fmt: skip
_PROMPTS = st.lists(_WORDS, max_size=8).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(get_args(Family)), _PROMPTS, st.lists(_PROMPTS, max_size=3))
def test_any_words_give_a_product_or_say_why_not(
    family: str, prompt: str, edits: list[str]
) -> None:
    try:
        spec = read_create(f"{family} {prompt}", 0).spec
    except PromptError:
        return
    for edit in edits:
        try:
            spec = read_edit(edit, spec).spec
        except PromptError as error:
            assert error.hint
    assert Spec.model_validate(spec.model_dump(mode="json")) == spec


@pytest.mark.parametrize("module", ["prodwidget", "prodwidget.backends.procedural"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = (
        f"import sys, {module}; "
        "heavy = ('numpy', 'PIL', 'font_hanken_grotesk', 'fal_client', 'google.genai'); "
        "print([each for each in heavy if each in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
