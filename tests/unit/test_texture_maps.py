"""The procedural materials: they tile, they are what is said, and they lie on models."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import numpy as np
import pytest

from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from prodwidget.errors import PromptError
from prodwidget.geometry import (
    GltfDocument,
    bounds,
    named_parts,
    normal_map,
    read_document,
    textured,
)
from prodwidget.geometry.accessors import floats, view_bytes
from prodwidget.surfaces import surface_named
from prodwidget.surfaces.texture.files import files_of
from prodwidget.surfaces.texture.maps import material_maps
from prodwidget.surfaces.texture.spec import FAMILIES, MAPS, SHAPES, Family, MaterialSpec
from prodwidget.surfaces.texture.words import read_material


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("planks", [False, True])
def test_every_map_goes_on_over_its_border(family: Family, planks: bool) -> None:
    maps = material_maps(MaterialSpec(family=family, seed=5, planks=planks, worn=True), 256)
    for name in MAPS:
        texels = getattr(maps, name).astype(float)
        texels = texels.reshape(*texels.shape[:2], -1)
        for axis in (0, 1):
            steps = np.abs(np.diff(texels, axis=axis)).mean(axis=(1 - axis, 2))
            seam = np.abs(texels.take(0, axis) - texels.take(-1, axis)).mean()
            assert seam <= steps.max() * 1.05, (name, axis)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_seed_gives_the_same_maps_and_another_seed_others(family: Family) -> None:
    spec = MaterialSpec(family=family, seed=1)
    first = material_maps(spec, 256).pictures()
    assert first == material_maps(spec, 256).pictures()
    assert (
        first["basecolor"]
        != material_maps(MaterialSpec(family=family, seed=2), 256).pictures()["basecolor"]
    )


def test_green_of_the_normals_is_up() -> None:
    ramp = np.zeros((8, 8), np.float32)
    ramp[:4] = 1
    # Going up the picture at row 3 to 4 the height rises, so that the surface leans down.
    assert normal_map(ramp)[4, 4, 1] < 128


def test_words_are_read_and_edits_keep_the_rest() -> None:
    first = read_material("walnut planks, oiled, 60 mm", None, 7).spec
    assert (first.family, first.planks, first.tile_mm, first.seed) == ("wood", True, 60, 7)
    darker = read_material("make it darker", first, 9).spec
    assert darker == first.model_copy(update={"shade": -0.2})
    blue = read_material("make it blue", darker, 9).spec
    assert (blue.family, blue.planks, blue.seed) == ("wood", True, 7)
    assert read_material("rougher", first, 9).spec.polish < first.polish
    assert read_material("larger grain", first, 9).spec.grain > first.grain
    assert read_material("in oak", blue, 9).spec.colours == ("#b48a5a",)
    assert read_material("hammered copper", None, 1).spec.family == "hammered metal"
    veined = read_material("white marble with gold veins", None, 1)
    assert (veined.spec.family, len(veined.spec.colours)) == ("marble", 2)
    assert read_material("gold paper", None, 1).spec.colours == ("#e8c067",)
    # Colours are those of products; one of two words is one, and a wood is none.
    sage = read_material("sage green leather", None, 1)
    assert (sage.spec.colours, sage.notes) == (("#a3b18a",), ())
    assert read_material("cherry planks", None, 1).spec.colours == ("#9a5a38",)
    assert read_material("dark green leather", None, 1).spec.shade == -0.2
    # What is new says nothing of what it was before.
    assert veined.changes == ()
    assert read_material("make it darker", first, 9).changes == ("shade: 0 → -0.2",)
    assert "sparkling" in read_material("sparkling marble", None, 1).notes[0]


@pytest.mark.parametrize("words", ["", "a dragon", "marble, not white"])
def test_what_cannot_be_read_is_refused(words: str) -> None:
    with pytest.raises(PromptError):
        read_material(words, None, 0)


def test_every_family_on_every_shape_is_sound(tmp_path: Path) -> None:
    mug = write_glb(read_create("a small red mug", 0).spec)
    for family in FAMILIES:
        spec = MaterialSpec(family=family)
        pictures = material_maps(spec, 256).pictures()
        for shape in SHAPES:
            files = files_of(family, pictures, shape, 60, "test")
            (tmp_path / f"{family}-{shape}.glb").write_bytes(files[0].data)
        for part in ("", *named_parts(mug)):
            (tmp_path / f"{family}-mug-{part}.glb").write_bytes(
                textured(mug, part, pictures, 30).glb
            )
    script = Path(__file__).with_name("validate_glb.mjs")
    answer = subprocess.run(
        ["node", str(script), str(tmp_path)], capture_output=True, text=True, check=True
    )
    found = json.loads(answer.stdout)
    assert len(found) == len(FAMILIES) * (len(SHAPES) + 1 + len(named_parts(mug)))
    assert {name: issues for name, issues in found.items() if issues} == {}


def test_what_is_taken_away_holds_the_maps_and_names_them() -> None:
    pictures = material_maps(MaterialSpec(family="marble"), 256).pictures()
    files = files_of("marble 0", pictures, "sphere", 60, "test")
    roles = {each.role for each in files}
    assert roles <= set(surface_named("texture").roles)
    archive = zipfile.ZipFile(io.BytesIO(files[-2].data))
    tree = Xml.fromstring(archive.read("marble_0.mtlx"))
    named = {each.get("value") for each in tree.iter("input") if each.get("name") == "file"}
    assert named == {each for each in archive.namelist() if each.endswith(".png")}
    assert len(named) == len(MAPS)


def material_of(document: GltfDocument, primitive: dict[str, Any]) -> Any:
    """A primitive's material, with the pictures that it names in their indices' place."""
    tree = document.tree

    def resolved(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        found = {name: resolved(each) for name, each in value.items()}
        if "index" in value:
            texture = tree["textures"][value["index"]]
            picture = view_bytes(document, tree["images"][texture["source"]]["bufferView"])
            found |= {"index": picture, "sampler": tree["samplers"][texture["sampler"]]}
        return found

    return resolved(tree["materials"][primitive["material"]])


def test_a_part_gets_a_material_in_millimetres_and_the_others_stay() -> None:
    mug = write_glb(read_create("a small red mug", 0).spec)
    pictures = material_maps(MaterialSpec(family="wood"), 256).pictures()
    part, *others = named_parts(mug)
    made = textured(mug, part, pictures, 20).glb
    assert named_parts(made) == named_parts(mug)
    assert np.allclose(bounds(made).size, bounds(mug).size)
    before, after = read_document(mug), read_document(made)
    for name in others:
        at = named_parts(mug).index(name)
        old, new = (each.tree["meshes"][at]["primitives"][0] for each in (before, after))
        assert material_of(before, old) == material_of(after, new)
        for kind in old["attributes"]:
            assert np.array_equal(
                floats(before, old["attributes"][kind]), floats(after, new["attributes"][kind])
            )
    attributes = after.tree["meshes"][0]["primitives"][0]["attributes"]
    points, uv = (floats(after, attributes[name]) for name in ("POSITION", "TEXCOORD_0"))
    old = floats(before, before.tree["meshes"][0]["primitives"][0]["attributes"]["POSITION"])
    assert np.array_equal(points[: len(old)], old)
    # On whatever side, u and v are two of the coordinates, 50 tiles a metre.
    scaled = np.abs(points * 50)
    assert (np.abs(np.abs(uv)[:, :1] - scaled).min(axis=1) < 1e-4).all()


def test_no_part_of_that_name_is_a_sentence() -> None:
    mug = write_glb(read_create("a small red mug", 0).spec)
    with pytest.raises(PromptError, match="no part"):
        textured(mug, "wing", {"basecolor": b""}, 20)
