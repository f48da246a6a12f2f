"""The procedural backend: what it reads, and that what it writes is sound glTF."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from prodwidget.backends.procedural.glb import GENERATOR, write_glb
from prodwidget.backends.procedural.parse import read_create, read_edit
from prodwidget.backends.procedural.spec import Family, Spec
from prodwidget.errors import PromptError

STYLES = [
    "a {}",
    "a matte black {} that says AURORA",
    "a tall frosted glass {} in navy and gold",
    "a small walnut {}",
    "a huge clear red marble {} without a label",
    "a {} with #ff8800 label, 30 cm tall",
]
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
    for index, prompt in enumerate(HOSTILE):
        (tmp_path / f"hostile-{index}.glb").write_bytes(write_glb(read_create(prompt, 0).spec))
    script = Path(__file__).with_name("validate_glb.mjs")
    answer = subprocess.run(
        ["node", str(script), str(tmp_path)], capture_output=True, text=True, check=True
    )
    found = json.loads(answer.stdout)
    assert len(found) == len(get_args(Family)) * len(STYLES) + len(HOSTILE)
    assert {name: issues for name, issues in found.items() if issues} == {}


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
        ("a matte black bottle with a copper lid", "lid", ("copper", "#d98a63", None)),
        ("a glossy red mug with a white inside", "inside", ("ceramic", "#f4f4f2", "glossy")),
        ("a can in navy and gold", "lid", ("gold", "#e6bd63", None)),
        ("an oak stool with black legs", "legs", ("oak", "#17181a", None)),
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
    ],
)
def test_the_label_carries_the_products_words(prompt: str, text: str) -> None:
    assert read_create(prompt, 0).spec.print.text == text


def test_edits_change_what_they_name() -> None:
    spec = read_create("a bottle with a gold lid", 0).spec
    assert "label" not in read_edit("remove the label", spec).spec.parts
    assert read_edit("make it taller", spec).spec.size.height > spec.size.height
    assert read_edit("change the label text to NOVA", spec).spec.print.text == "NOVA"


def test_words_that_were_not_understood_are_reported() -> None:
    notes = read_create("a steampunk dragon bottle", 0).notes
    assert notes == ("Not understood and left out: “steampunk”, “dragon”.",)


@pytest.mark.parametrize(
    ("prompt", "says"),
    [
        ("frobnicate", "Nothing in this edit"),
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


@pytest.mark.parametrize("module", ["prodwidget", "prodwidget.backends.procedural"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = (
        f"import sys, {module}; "
        "print([each for each in ('numpy', 'trimesh', 'PIL', 'fal_client', 'google.genai')"
        " if each in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
