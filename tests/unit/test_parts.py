"""Parts of any model: what they are called, where they lie, and how one is given another look."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from PIL import Image

from prodwidget.backends.styles import checked_style
from prodwidget.errors import PromptError
from prodwidget.geometry import (
    FINISHES,
    GltfDocument,
    named_parts,
    part_region,
    read_document,
    render,
    restyle,
    same_points,
    silhouette,
    write_document,
)
from tests.unit.glb_models import ball, box, built, changed, issues, product, tree_of

TRIANGLE = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32)


def nodes(*named: dict[str, Any], meshes: int = 1, **more: Any) -> bytes:
    """Nodes that each show a triangle, one beside the other."""
    mesh = {"primitives": [{"attributes": {"POSITION": 0}}]}
    tree = {
        "scene": 0,
        "scenes": [{"nodes": [*range(len(named))]}],
        "nodes": [{"translation": [1.5 * at, 0, 0], **node} for at, node in enumerate(named)],
        "meshes": [{**mesh, "name": f"mesh {at}"} for at in range(meshes)],
        **more,
    }
    return built(tree, TRIANGLE)


@pytest.mark.parametrize(
    ("given", "called"),
    [
        (["leaf", "leaf", "leaf"], ("leaf", "leaf 2", "leaf 3")),
        (["leaf", "leaf 2", "leaf"], ("leaf", "leaf 2", "leaf 3")),
        (["leaf", "leaf", "leaf 2"], ("leaf", "leaf 2", "leaf 2 2")),
        (["", None, " lid "], ("mesh 0", "mesh 0 2", "lid")),
    ],
)
def test_parts_are_called_by_their_nodes_and_told_apart(
    given: list[str | None], called: tuple[str, ...]
) -> None:
    named = [{"mesh": 0, **({} if name is None else {"name": name})} for name in given]
    assert named_parts(nodes(*named)) == called


def test_a_part_without_any_name_is_counted() -> None:
    def bare(tree: dict[str, Any]) -> None:
        for each in (*tree["nodes"], *tree["meshes"]):
            each.pop("name", None)

    assert named_parts(changed(bare)) == ("part 1",)


def test_nodes_that_show_nothing_are_no_parts_and_children_come_after_their_parents() -> None:
    glb = nodes(
        {"name": "group", "children": [2]}, {"name": "lid", "mesh": 0}, {"name": "body", "mesh": 0},
        scenes=[{"nodes": [0, 1]}],
    )  # fmt: skip
    assert named_parts(glb) == ("body", "lid")
    assert named_parts(product()) == ("body", "lid", "label")


# Another look


def material_of(glb: bytes, part: int) -> dict[str, Any]:
    tree = tree_of(glb)
    mesh = tree["meshes"][tree["nodes"][part]["mesh"]]
    material: dict[str, Any] = tree["materials"][mesh["primitives"][0]["material"]]
    return material


def test_a_part_has_the_colour_and_the_finish_that_were_set(tmp_path: Path) -> None:
    before = product()
    after = restyle(before, part="lid", colour="#c0392b", finish="matte").glb
    pbr = material_of(after, 1)["pbrMetallicRoughness"]
    # IEC 61966-2-1 of 0xc0, 0x39 and 0x2b.
    assert pbr["baseColorFactor"] == pytest.approx([0.527115, 0.040915, 0.024158, 1], abs=1e-5)
    assert pbr["roughnessFactor"] == FINISHES["matte"].roughness
    assert pbr["metallicFactor"] == 1.0, "the lid is of copper, and stays of metal"
    assert material_of(after, 0) == material_of(before, 0)
    assert same_points(before, after)
    assert issues(tmp_path, {"after": after}) == {}


@pytest.mark.parametrize("finish", [name for name, each in FINISHES.items() if not each.relief])
@pytest.mark.parametrize(
    "prompt", ["", "an amber glass jar of honey", "a linen lamp", "a white mug"]
)
def test_each_finish_makes_a_sound_file(tmp_path: Path, prompt: str, finish: str) -> None:
    before = product(prompt) if prompt else ball()
    models = {}
    for number, part in enumerate(named_parts(before)):
        styles: list[dict[str, str]] = [{"finish": finish}, {"colour": "#123456", "finish": finish}]
        for style in styles:
            models[f"{number}{len(style)}"] = restyle(before, part=part, **style).glb
    assert issues(tmp_path, models) == {}


def test_what_shares_a_mesh_or_a_material_with_the_part_stays(tmp_path: Path) -> None:
    red = {"pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1]}}
    glb = nodes({"name": "a", "mesh": 0}, {"name": "b", "mesh": 0}, materials=[red])
    shared = tree_of(glb)
    shared["meshes"][0]["primitives"][0]["material"] = 0
    glb = changed_to(glb, shared)
    after = restyle(glb, part="b", colour="#0000ff").glb
    assert material_of(after, 0) == red
    assert material_of(after, 1)["pbrMetallicRoughness"]["baseColorFactor"] == [0, 0, 1, 1]
    red_or_blue = np.asarray(Image.open(io.BytesIO(render(after))).convert("RGB")).astype(int)
    warm = red_or_blue[..., 0] - red_or_blue[..., 2]
    assert (warm > 60).sum() > 1000 and (warm < -60).sum() > 1000, "one of each"
    assert issues(tmp_path, {"after": after}) == {}


def changed_to(glb: bytes, tree: dict[str, Any]) -> bytes:
    return write_document(GltfDocument(tree, read_document(glb).binary))


def painted(mode: str = "RGB", colour: Any = (250, 30, 30), **material: Any) -> bytes:
    """A box with a picture all over it, and a picture of its metal and roughness."""
    mesh = trimesh.creation.box()
    mesh = trimesh.Trimesh(
        mesh.triangles.reshape(-1, 3), np.arange(36).reshape(-1, 3), process=False
    )
    mesh.visual = trimesh.visual.TextureVisuals(
        uv=np.tile([[0.2, 0.2], [0.8, 0.2], [0.8, 0.8]], (12, 1)),
        material=trimesh.visual.material.PBRMaterial(
            baseColorTexture=Image.new(mode, (8, 8), colour),
            metallicRoughnessTexture=Image.new("RGB", (8, 8), (0, 128, 255)),
            **material,
        ),
    )
    return bytes(trimesh.Scene({"cube": mesh}).export(file_type="glb"))


def test_a_colour_takes_the_place_of_a_picture_and_says_so(tmp_path: Path) -> None:
    before = painted(metallicFactor=1.0, roughnessFactor=1.0)
    (part,) = named_parts(before)
    done = restyle(before, part=part, colour="#2040ff")
    pbr = material_of(done.glb, 0)["pbrMetallicRoughness"]
    assert "baseColorTexture" not in pbr and "metallicRoughnessTexture" in pbr
    assert len(tree_of(done.glb)["images"]) == 1, "the picture is not carried along unseen"
    assert len(done.glb) < len(before)
    assert "were left out" in done.notes[0] and part in done.notes[0]
    glossy = restyle(done.glb, part=part, finish="glossy")
    pbr = material_of(glossy.glb, 0)["pbrMetallicRoughness"]
    assert (pbr["metallicFactor"], pbr["roughnessFactor"]) == (1.0, 0.14), "it was of metal"
    assert "images" not in tree_of(glossy.glb)
    assert "gloss" in glossy.notes[0]
    assert issues(tmp_path, {"coloured": done.glb, "glossy": glossy.glb}) == {}


def test_a_cut_out_keeps_its_shape(tmp_path: Path) -> None:
    before = product("a white tube that says HELLO")
    after = restyle(before, part="label", colour="#1030ff").glb
    tree = tree_of(after)
    material = material_of(after, [*named_parts(after)].index("label"))
    texture = tree["textures"][material["pbrMetallicRoughness"]["baseColorTexture"]["index"]]
    view = tree["bufferViews"][tree["images"][texture["source"]]["bufferView"]]
    image = Image.open(io.BytesIO(read_document(after).span(view)))
    assert image.convert("RGB").getextrema() == ((255, 255),) * 3
    assert image.getchannel("A").getextrema() == (0, 255)
    assert issues(tmp_path, {"after": after}) == {}


def test_colours_of_points_do_not_mix_with_the_colour(tmp_path: Path) -> None:
    mesh = trimesh.creation.box()
    mesh.visual.vertex_colors = np.tile([255, 0, 0, 255], (8, 1))
    before = bytes(trimesh.Scene({"cube": mesh}).export(file_type="glb"))
    (part,) = named_parts(before)
    after = restyle(before, part=part, colour="#00ff00").glb
    assert "COLOR_0" not in tree_of(after)["meshes"][0]["primitives"][0]["attributes"]
    picture = np.asarray(Image.open(io.BytesIO(render(after))).convert("RGB")).astype(int)
    middle = picture[384, 384]
    assert middle[1] > middle[0] + 60 and middle[1] > middle[2] + 60
    assert issues(tmp_path, {"after": after}) == {}


def test_the_older_way_to_say_a_material_is_brought_up_to_date(tmp_path: Path) -> None:
    def older(tree: dict[str, Any]) -> None:
        name = "KHR_materials_pbrSpecularGlossiness"
        shiny = {"diffuseFactor": [1, 0, 0, 0.5], "glossinessFactor": 0.75}
        tree["materials"] = [{"extensions": {name: shiny}}]
        tree["meshes"][0]["primitives"][0]["material"] = 0
        tree["extensionsUsed"] = tree["extensionsRequired"] = [name]

    before = changed(older)
    (part,) = named_parts(before)
    after = restyle(before, part=part, colour="#0000ff").glb
    pbr = material_of(after, 0)["pbrMetallicRoughness"]
    assert pbr == {"metallicFactor": 0, "roughnessFactor": 0.25, "baseColorFactor": [0, 0, 1, 0.5]}
    assert "extensionsRequired" not in tree_of(after)
    assert issues(tmp_path, {"after": after}) == {}


@pytest.mark.parametrize(
    ("colour", "finish", "said"),
    [
        ("#12", None, "'#12' is no colour"),
        ("red", None, "'red' is no colour"),
        ("#12345g", None, "no colour"),
        ("#1234567", None, "no colour"),
        (7, None, "no colour"),
        ("", None, "no colour"),
        (None, "shiny", "no finish 'shiny'"),
        (None, "", "no finish"),
        (None, ["matte"], "no finish"),
        (None, None, "Neither"),
    ],
)
def test_what_is_no_colour_or_finish_is_one_sentence(
    colour: object, finish: object, said: str
) -> None:
    with pytest.raises(PromptError, match=said) as refused:
        checked_style(colour, finish)
    assert refused.value.hint and refused.value.message.count(".") == 1


def test_a_colour_is_written_in_one_way() -> None:
    assert checked_style(" #C0392B ", "matte") == {"colour": "#c0392b", "finish": "matte"}


def test_marks_on_a_surface_need_a_recipe() -> None:
    for finish in ("brushed", "hammered"):
        with pytest.raises(PromptError, match="marks on the surface") as refused:
            restyle(box(), part=named_parts(box())[0], finish=finish)
        assert "matte" in refused.value.hint and finish not in refused.value.hint
    with pytest.raises(PromptError, match="no part 'lid'"):
        restyle(box(), part="lid", finish="matte")


# Where a part lies


def masked(glb: bytes, part: str) -> tuple[np.ndarray, Any]:
    found = part_region(glb, part)
    assert found is not None
    with Image.open(io.BytesIO(found.mask)) as mask:
        assert mask.size == (768, 768) and set(np.unique(np.asarray(mask))) == {0, 255}
        return np.asarray(mask) > 127, found.camera


def test_a_region_lies_over_the_part_and_not_over_the_others() -> None:
    glb = product("a matte black bottle with a copper lid")
    lid, camera = masked(glb, "lid")
    whole = silhouette(glb, camera)
    rows = np.nonzero(whole.any(axis=1))[0]
    top = rows[0] + (rows[-1] - rows[0]) * 0.25
    assert lid[whole].any() and np.nonzero(lid)[0].max() < top, "the lid is what is on top"
    label, _ = masked(glb, "label")
    assert not (label & lid).any()
    # The picture of the same view shows copper there.
    picture = np.asarray(Image.open(io.BytesIO(render(glb, camera=camera))).convert("RGB"))
    inside = picture[lid & whole].astype(int)
    assert np.mean(inside[:, 0] > inside[:, 2] + 20) > 0.5


def test_a_part_that_the_usual_view_does_not_show_is_looked_for() -> None:
    inside, camera = masked(product("a white mug"), "inside")
    assert camera.position[1] > 0.2, "it is looked into from above"
    assert inside.sum() > 2000


def test_glass_hides_nothing_and_what_is_hidden_has_no_region() -> None:
    honey, _ = masked(product("a clear glass jar of honey"), "contents")
    assert honey.sum() > 20_000
    small = trimesh.creation.box(extents=(0.2, 0.2, 0.2))
    scene = trimesh.Scene({"in": small, "out": trimesh.creation.box()})
    glb = bytes(scene.export(file_type="glb"))
    assert part_region(glb, named_parts(glb)[0]) is None
    assert part_region(glb, "elsewhere") is None
