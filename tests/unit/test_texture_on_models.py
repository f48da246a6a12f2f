"""Maps are laid over whatever a model is made of: strips, mirrors, meshes that two parts show."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from prodwidget.errors import ModelError, PromptError
from prodwidget.geometry import (
    Floats,
    GltfDocument,
    SceneWriter,
    Tree,
    named_parts,
    read_document,
    textured,
    triangle_count,
    write_document,
)
from prodwidget.geometry.accessors import floats, view_bytes
from prodwidget.geometry.placement import placed_nodes
from prodwidget.geometry.surface import Piece, pieces
from prodwidget.surfaces.texture.model import material_model
from prodwidget.surfaces.texture.spec import SHAPES, Shape

CORNERS = np.array([[x, y, z] for z in (-1, 1) for y in (-1, 1) for x in (-1, 1)]) * 0.03
SIDES = np.array(
    [
        [4, 5, 7], [4, 7, 6], [1, 0, 2], [1, 2, 3], [5, 1, 3], [5, 3, 7],
        [0, 4, 6], [0, 6, 2], [6, 7, 3], [6, 3, 2], [0, 1, 5], [0, 5, 4],
    ]
)  # fmt: skip
QUAD = [4, 5, 6, 7]
MIRROR = {"scale": [-1, 1, 1]}


def picture(value: int, mode: str = "L", side: int = 8) -> bytes:
    data = io.BytesIO()
    Image.new(mode, (side, side), value).save(data, "PNG")
    return data.getvalue()


MAPS = {
    "basecolor": picture(200, "RGB"),
    "normal": picture(128, "RGB"),
    "roughness": picture(90),
    "metalness": picture(0),
    "height": picture(7),
    "occlusion": picture(250),
}


def boxes(*nodes: Tree, indices: Any = SIDES, mode: int = 4) -> bytes:
    """A box that each of some nodes shows, with eight points that its sides share."""
    writer = SceneWriter("test")
    material = writer.add("materials", {"name": "paint"})
    primitive = {
        "attributes": {
            "POSITION": writer.add_values(CORNERS),
            "NORMAL": writer.add_values(CORNERS / np.linalg.norm(CORNERS, axis=1)[:, None]),
        },
        "indices": writer.add_indices(np.asarray(indices), len(CORNERS)),
        "material": material,
        "mode": mode,
    }
    mesh = writer.add("meshes", {"primitives": [primitive]})
    for number, node in enumerate(nodes or ({},)):
        writer.add_root(writer.add("nodes", {"name": f"box {number + 1}", "mesh": mesh, **node}))
    return writer.written()


def corners_of(glb: bytes) -> set[tuple[float, ...]]:
    """Where the corners of the triangles stand, and where each lies in the picture."""
    return {
        tuple(np.round([*piece.points[at], *piece.uvs[0][at]], 5) + 0.0)
        for piece in pieces(read_document(glb))
        for at in piece.faces.ravel()
    }


def check_frames(glb: bytes) -> None:
    """Tangents run as u does on each triangle, and up, as renderers find it, is against v."""
    document = read_document(glb)
    matrices = {each.index: each.matrix[:3, :3] for each in placed_nodes(document)}
    for piece in pieces(document):
        node = document.tree["nodes"][piece.node]
        (primitive,) = document.tree["meshes"][node["mesh"]]["primitives"]
        tangents = floats(document, primitive["attributes"]["TANGENT"])
        assert piece.normals is not None
        along = tangents[:, :3] @ matrices[piece.node].T
        up = np.cross(piece.normals, along) * tangents[:, 3:]
        right, down = directions(piece)
        assert (np.einsum("fck,fk->fc", along[piece.faces], right) > 0).all()
        assert (np.einsum("fck,fk->fc", up[piece.faces], down) < 0).all()
        # Seen from outside, as it is printed.
        out = piece.normals[piece.faces].sum(axis=1)
        assert (np.einsum("fk,fk->f", np.cross(right, -down), out) > 0).all()


def directions(piece: Piece) -> Floats:
    """Where u and v go on each triangle, as metres of a tile: (2, faces, 3)."""
    edges, steps = (np.diff(each[piece.faces], axis=1) for each in (piece.points, piece.uvs[0]))
    return np.linalg.solve(steps, edges).transpose(1, 0, 2)


STANDING: dict[str, tuple[Tree, ...]] = {
    "as it is": ({},),
    "mirrored": (MIRROR,),
    "turned and stretched": ({"rotation": [0.1, 0.2, 0.05, 0.973], "scale": [1, 1.3, 0.8]},),
    "mirrored and turned": ({"rotation": [0.1, 0.2, 0.05, 0.973], "scale": [1, -1.3, 0.8]},),
    "two": ({}, {"translation": [0.2, 0, 0], "scale": [2, 2, 2]}),
}


@pytest.mark.parametrize("nodes", STANDING.values(), ids=STANDING)
def test_it_lies_on_every_side_as_it_is_seen_from_outside(nodes: tuple[Tree, ...]) -> None:
    check_frames(textured(boxes(*nodes), "", MAPS, 20).glb)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_shows_tiles_as_they_are_and_as_large(shape: Shape) -> None:
    made = material_model(MAPS, shape, 20, "test")
    check_frames(made)
    (piece,) = pieces(read_document(made))
    sizes = np.linalg.norm(directions(piece), axis=-1)
    if shape == "plane":
        assert np.allclose(sizes, 0.02)
    elif shape == "cube":
        # The flat of each of its sides.
        flat = np.abs(np.asarray(piece.normals))[piece.faces].max(axis=-1).min(axis=-1) > 0.9999
        assert flat.sum() == 12 and np.allclose(sizes[:, flat], 0.02)
    elif shape == "sphere":
        assert np.allclose(sizes.max(axis=1), np.pi * 0.1 / 16, rtol=0.002)


def test_a_mirrored_part_looks_like_one_that_was_built_so() -> None:
    # A box is its own mirror image.
    plain, mirrored = (textured(boxes(node), "", MAPS, 20).glb for node in ({}, MIRROR))
    assert corners_of(mirrored) == corners_of(plain)


def test_a_part_that_is_scaled_to_nothing_is_no_obstacle() -> None:
    flat = boxes({"scale": [1, 1, 0]}, {"scale": [0, 0, 0]})
    assert named_parts(textured(flat, "", MAPS, 20).glb) == ("box 1", "box 2")


@pytest.mark.parametrize(
    ("mode", "indices"), [(5, QUAD), (6, [4, 5, 7, 6])], ids=["a strip", "a fan"]
)
def test_strips_and_fans_are_covered_as_triangles(mode: int, indices: list[int]) -> None:
    made = textured(boxes(indices=indices, mode=mode), "", MAPS, 20).glb
    assert triangle_count(made) == 2
    check_frames(made)
    lies = {each[:3]: each[3:] for each in corners_of(made)}
    assert lies == {
        tuple(np.round(CORNERS[at], 5)): tuple(np.round(CORNERS[at, :2] * [50, -50], 5) + 0.0)
        for at in QUAD
    }


def test_a_part_that_shares_its_mesh_leaves_the_others_as_they_are() -> None:
    before = boxes({}, {"translation": [0.2, 0, 0]})
    made = textured(before, "box 2", MAPS, 20).glb
    old, new = (list(pieces(read_document(each))) for each in (before, made))
    assert np.array_equal(old[0].points, new[0].points)
    assert new[0].uvs == () and new[0].material == old[0].material
    assert len(new[1].uvs) == 1 and "baseColorTexture" in new[1].material["pbrMetallicRoughness"]


def test_tiles_are_as_large_on_a_part_that_is_scaled() -> None:
    made = textured(boxes({}, {"scale": [2, 2, 2]}), "", MAPS, 20).glb
    small, large = (np.ptp(each.uvs[0], axis=0) for each in pieces(read_document(made)))
    assert np.allclose(small, 0.06 * 50) and np.allclose(large, 2 * small)


def rigged(**node: Any) -> bytes:
    """A box that hangs on a bone: where its own node stands, and how large, has no meaning."""
    document = read_document(boxes({"skin": 0, **node}))
    tree, length = document.tree, len(document.binary)
    (primitive,) = tree["meshes"][0]["primitives"]
    for name, data, kind in (
        ("JOINTS_0", np.zeros((8, 4), np.uint8), 5121),
        ("WEIGHTS_0", np.tile(np.float32([1, 0, 0, 0]), (8, 1)), 5126),
    ):
        place = {"byteOffset": length, "byteLength": data.nbytes, "target": 34962}
        tree["bufferViews"].append({"buffer": 0, **place})
        view = len(tree["bufferViews"]) - 1
        tree["accessors"].append(
            {"bufferView": view, "componentType": kind, "count": 8, "type": "VEC4"}
        )
        primitive["attributes"][name] = len(tree["accessors"]) - 1
        document = GltfDocument(tree, document.binary + data.tobytes())
        length = len(document.binary)
    tree["buffers"][0]["byteLength"] = length
    tree["nodes"].append({"name": "bone"})
    tree["scenes"][0]["nodes"].append(1)
    tree["skins"] = [{"joints": [1]}]
    return write_document(document)


def test_a_part_that_hangs_on_bones_is_measured_as_it_stands() -> None:
    plain, hanging = (
        textured(each, "", MAPS, 20).glb for each in (boxes(), rigged(scale=[9, 9, 9]))
    )
    assert corners_of(hanging) == corners_of(plain)


def test_what_is_compressed_by_draco_is_a_sentence() -> None:
    document = read_document(boxes({}, {}))
    draco = {"KHR_draco_mesh_compression": {"bufferView": 0, "attributes": {"POSITION": 0}}}
    document.tree["meshes"][0]["primitives"][0]["extensions"] = draco
    document.tree["extensionsUsed"] = ["KHR_draco_mesh_compression"]
    with pytest.raises(ModelError, match="Draco") as raised:
        textured(write_document(document), "box 1", MAPS, 20)
    assert raised.value.hint


def test_a_part_of_lines_is_a_sentence() -> None:
    with pytest.raises(ModelError, match="no surface"):
        textured(boxes(indices=QUAD, mode=3), "box 1", MAPS, 20)


@pytest.mark.parametrize(
    ("maps", "tile", "says"),
    [
        ({"normal": MAPS["normal"]}, 20, "no base colour"),
        ({"basecolor": b"no picture"}, 20, "no picture"),
        (MAPS, 0, "size above 0"),
        (MAPS, float("nan"), "size above 0"),
    ],
)
def test_a_material_that_cannot_be_laid_is_a_sentence(
    maps: dict[str, bytes], tile: float, says: str
) -> None:
    with pytest.raises(PromptError, match=says):
        textured(boxes(), "", maps, tile)


def test_a_map_of_sixteen_bits_is_as_bright_as_it_is() -> None:
    deep = io.BytesIO()
    Image.fromarray(np.full((8, 8), 0x4000, np.uint16)).save(deep, "PNG")
    made = read_document(textured(boxes(), "", {**MAPS, "roughness": deep.getvalue()}, 20).glb)
    (image,) = [each for each in made.tree["images"] if "roughness" in each["name"]]
    packed = Image.open(io.BytesIO(view_bytes(made, image["bufferView"])))
    assert packed.getpixel((3, 3)) == (250, 64, 0)


def test_what_lay_there_leaves_the_file() -> None:
    bottle = write_glb(read_create("a walnut bottle with a label", 0).spec)
    before, after = read_document(bottle), read_document(textured(bottle, "", MAPS, 20).glb)
    assert len(before.tree["materials"]) == len(named_parts(bottle)) > 1
    assert [each["name"] for each in after.tree["materials"]] == ["material"]
    assert len(after.tree["images"]) == len(after.tree["textures"]) == 3
    assert not [each for each in after.tree.get("extensionsUsed", []) if "materials" in each]


def test_variants_that_no_part_has_any_more_are_not_offered() -> None:
    shown = material_model(MAPS, "sphere", 20, "test")
    tree = read_document(textured(shown, "", MAPS, 20).glb).tree
    assert "extensions" not in tree and "extensionsUsed" not in tree
    document = read_document(shown)
    tree = document.tree
    tree["nodes"].append({**tree["nodes"][0], "name": "other"})
    tree["scenes"][0]["nodes"].append(1)
    tree = read_document(textured(write_document(document), "other", MAPS, 20).glb).tree
    assert "KHR_materials_variants" in tree["extensions"]
    assert "KHR_materials_variants" in tree["extensionsUsed"]


def test_what_comes_of_it_is_sound(tmp_path: Path) -> None:
    made = {name: textured(boxes(*nodes), "", MAPS, 20).glb for name, nodes in STANDING.items()}
    made["one of two"] = textured(boxes({}, {"translation": [0.2, 0, 0]}), "box 2", MAPS, 20).glb
    made["strip"] = textured(boxes(indices=QUAD, mode=5), "", MAPS, 20).glb
    made["rigged"] = textured(rigged(), "", MAPS, 20).glb
    made["colour alone"] = textured(boxes(), "", {"basecolor": MAPS["basecolor"]}, 20).glb
    for name, glb in made.items():
        (tmp_path / f"{name}.glb").write_bytes(glb)
    script = Path(__file__).with_name("validate_glb.mjs")
    answer = subprocess.run(
        ["node", str(script), str(tmp_path)], capture_output=True, text=True, check=True
    )
    found = json.loads(answer.stdout)
    assert len(found) == len(made)
    assert {name: issues for name, issues in found.items() if issues} == {}
