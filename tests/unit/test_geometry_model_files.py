"""Models of a user's own, in the formats that they come in."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from prodwidget.errors import ModelError
from prodwidget.geometry import (
    bounds,
    file_notes,
    model_from_file,
    part_names,
    read_document,
    render,
    triangle_count,
)
from prodwidget.geometry.accessors import floats
from tests.unit.glb_models import NASTY, issues, product, skinned, tree_of

OBJ = b"""
mtllib gone.mtl
o lid
v 0 0 0
v 2 0 0
v 2 1 0
v 0 1 0
vt 0 0
vt 1 0
vt 1 1
vt 0 1
usemtl red
f 1/1 2/2 3/3 4/4
o body
v 0 0 3
v 1 0 3
v 1 1 3
usemtl blue
f 5 6 7
"""


def exported(kind: str, mesh: trimesh.Trimesh | None = None) -> bytes:
    data = (mesh or trimesh.creation.box(extents=(1, 2, 3))).export(file_type=kind)
    return data.encode() if isinstance(data, str) else bytes(data)


def gltf_of(glb: bytes) -> bytes:
    """A GLB as glTF with two buffers and its first picture written into the JSON."""
    document = read_document(glb)
    tree = document.tree

    def uri(data: bytes, media: str) -> str:
        return f"data:{media};base64," + base64.b64encode(data).decode()

    half = next(
        view["byteOffset"]
        for view in tree["bufferViews"]
        if view.get("byteOffset", 0) * 2 > len(document.binary)
    )
    for view in tree["bufferViews"]:
        if view.get("byteOffset", 0) >= half:
            view |= {"buffer": 1, "byteOffset": view["byteOffset"] - half}
    parts = document.binary[:half], document.binary[half:]
    tree["buffers"] = [
        {"byteLength": len(each), "uri": uri(each, "application/octet-stream")} for each in parts
    ]
    for image in tree.get("images", [])[:1]:
        content = read_document(glb).view(image.pop("bufferView"))
        image["uri"] = uri(content, image.pop("mimeType"))
    return json.dumps(tree).encode()


def attribute(glb: bytes, name: str, part: int = 0) -> np.ndarray[Any, Any]:
    document = read_document(glb)
    mesh = document.tree["meshes"][part]
    return floats(document, mesh["primitives"][0]["attributes"][name])


def test_a_glb_is_left_byte_for_byte_whatever_it_is_called() -> None:
    assert model_from_file(product(), "bottle.GLB") == product()
    assert model_from_file(skinned(), "download") == skinned()


@pytest.mark.parametrize("kind", ["stl", "stl_ascii", "ply", "obj"])
def test_every_format_becomes_a_sound_glb(kind: str, tmp_path: Path) -> None:
    name = f"My box.{kind.partition('_')[0]}"
    glb = model_from_file(exported(kind), name)
    assert bounds(glb).size == pytest.approx((1, 2, 3))
    assert triangle_count(glb) == 12
    # A box is no ball: each of its sides has normals of its own.
    assert len(attribute(glb, "NORMAL")) == 24
    assert np.abs(attribute(glb, "NORMAL")).max(axis=1) == pytest.approx(1.0)
    assert issues(tmp_path, {"model": glb}) == {}
    assert model_from_file(exported(kind), name) == glb


def test_what_has_no_name_is_called_as_its_file() -> None:
    assert part_names(model_from_file(exported("stl"), "/tmp/desk lamp.stl")) == ("desk lamp",)


def test_a_ball_is_smooth() -> None:
    glb = model_from_file(exported("stl", trimesh.creation.icosphere(subdivisions=3)), "ball.stl")
    points, normals = attribute(glb, "POSITION"), attribute(glb, "NORMAL")
    assert len(points) == 642
    assert (points * normals).sum(axis=1).min() > 0.99


def test_an_obj_keeps_its_parts_and_texture_coordinates_and_comes_in_grey(tmp_path: Path) -> None:
    glb = model_from_file(OBJ, "thing.obj")
    assert sorted(part_names(glb)) == ["body", "lid"]
    assert triangle_count(glb) == 3
    lid = part_names(glb).index("lid")
    uv, points = attribute(glb, "TEXCOORD_0", lid), attribute(glb, "POSITION", lid)
    assert np.allclose(uv, np.stack([points[:, 0] / 2, 1 - points[:, 1]], axis=1))
    (material,) = tree_of(glb)["materials"]
    assert material["pbrMetallicRoughness"]["baseColorFactor"] == [0.5, 0.5, 0.5, 1.0]
    assert issues(tmp_path, {"obj": glb}) == {}


@pytest.mark.parametrize("kind", ["face_colors", "vertex_colors"])
def test_colours_of_a_ply_are_kept(kind: str, tmp_path: Path) -> None:
    mesh = trimesh.creation.box()
    setattr(mesh.visual, kind, [0, 128, 255, 255])
    glb = model_from_file(exported("ply", mesh), "box.ply")
    shade = attribute(glb, "COLOR_0")
    assert shade[0] == pytest.approx([0, 0.2159, 1, 1], abs=1e-3)
    assert issues(tmp_path, {"ply": glb}) == {}
    assert render(glb, width=32, height=32)


def test_a_gltf_with_its_data_in_it_becomes_one_file(tmp_path: Path) -> None:
    glb = model_from_file(gltf_of(product()), "bottle.gltf")
    assert bounds(glb) == bounds(product())
    assert part_names(glb) == part_names(product())
    assert render(glb, width=64, height=64) == render(product(), width=64, height=64)
    assert issues(tmp_path, {"gltf": glb}) == {}


def test_what_a_format_does_not_say_is_told() -> None:
    assert file_notes("a.glb") == file_notes("a.gltf") == ()
    (note,) = file_notes("a.STL")
    assert note.startswith("STL files say neither their unit nor which way is up")
    assert "grey" in file_notes("a.obj")[1]


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.stl", "a.stl is empty"),
        (PICTURE, "photo.png", "photo.png is no model file"),
        (PICTURE, "a.stl", "a.stl is damaged, or no STL"),
        (PICTURE, "a.obj", "a.obj"),
        (PICTURE, "a.ply", "a.ply is damaged, or no PLY"),
        (PICTURE, "a.glb", "a.glb is not a GLB"),
        (PICTURE, "a.gltf", "JSON is damaged"),
        (b"{}", "a.gltf", "it is no glTF"),
        (b'{"asset": {"version": "1.0"}}', "a.gltf", "another version"),
        (product()[:5000], "a.glb", "cut short"),
        (exported("stl")[:-10], "a.stl", "damaged"),
        (exported("ply")[:200], "a.ply", "damaged"),
        (b"v 0 0 0\nv 1 0 0\nl 1 2\n", "a.obj", "no surface"),
        (b"f 1 2 3\n", "a.obj", "a.obj"),
        (b"v 0 0 0\nv 1 0 0\nv 1e40 nan 0\nf 1 2 3\n", "a.obj", "one of its numbers"),
        (b"v 0 0 0\nv 0 0 0\nv 0 0 0\nf 1 2 3\n", "a.obj", "shows nothing"),
        (b"solid x\nfacet normal\nendsolid", "a.stl", "a.stl"),
    ],
)
def test_what_is_no_model_is_refused_in_a_sentence(data: bytes, name: str, says: str) -> None:
    with pytest.raises(ModelError, match=says) as raised:
        model_from_file(data, name)
    assert raised.value.hint


def test_a_gltf_that_needs_other_files_says_so() -> None:
    tree = tree_of(product())
    tree["buffers"][0]["uri"] = "bottle.bin"
    with pytest.raises(ModelError, match="in another file"):
        model_from_file(json.dumps(tree).encode(), "bottle.gltf")


def test_a_huge_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prodwidget.geometry.model_file.MOST_BYTES", 500)
    with pytest.raises(ModelError, match="MB are taken"):
        model_from_file(exported("stl"), "a.stl")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["stl", "stl_ascii", "ply", "obj", "gltf", "glb"]), st.data())
def test_a_damaged_file_is_a_model_or_refused(kind: str, data: st.DataObject) -> None:
    whole = {"gltf": lambda: gltf_of(product()), "glb": product}.get(kind, lambda: exported(kind))()
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, min(len(broken), 4000) - 1))] = data.draw(
            st.integers(0, 255)
        )
    try:
        glb = model_from_file(bytes(broken), f"a.{kind.partition('_')[0]}")
    except ModelError as error:
        assert error.hint
    else:
        assert bounds(glb)


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_files_are_taken_or_refused(nasty: str) -> None:
    try:
        model_from_file(NASTY[nasty], "nasty.glb")
    except ModelError as error:
        assert error.hint


def test_without_trimesh_it_is_said_what_to_install() -> None:
    code = (
        "import sys; sys.modules['trimesh'] = None\n"
        "from prodwidget.geometry import model_from_file\n"
        "try: model_from_file(b'v 0 0 0', 'a.obj')\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.startswith("PackageMissing OBJ files are read by trimesh")
    assert "pip install 'prodwidget[geometry]'" in answer.stdout
