"""What can be done to a model on this machine, and what stays as it was."""

from __future__ import annotations

import io
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from PIL import Image

from prodwidget.errors import ModelError, PackageMissing, ProdwidgetError, PromptError
from prodwidget.geometry import (
    OPERATIONS,
    GltfDocument,
    bounds,
    part_names,
    read_document,
    triangle_count,
    write_document,
)
from prodwidget.geometry.accessors import floats, stored
from prodwidget.geometry.operations.carried import _closest
from prodwidget.geometry.operations.edges import half_edges
from prodwidget.geometry.operations.parts import Part, parts_of, welded
from prodwidget.geometry.operations.rewriting import Rewriting
from tests.unit.glb_models import NASTY, ball, box, built, issues, product, skinned, tree_of

SHAPING = ("simplify", "smooth", "repair")


def run(name: str, glb: bytes, **options: Any) -> bytes:
    return OPERATIONS[name].run(glb, **options).glb


def parts(glb: bytes) -> list[Part]:
    return parts_of(Rewriting(glb))


def surface(glb: bytes, mesh: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """The faces of a mesh, whose points are one where they lie together."""
    own = [part for part in parts(glb) if part.mesh == mesh]
    starts = np.cumsum([0, *(len(part.points) for part in own)])
    labels, places = welded(np.concatenate([part.points for part in own]))
    faces = [labels[part.faces + at] for part, at in zip(own, starts, strict=False)]
    return places, np.concatenate(faces)


def open_edges(faces: np.ndarray) -> int:
    edges = np.sort(half_edges(faces), axis=1)
    return int((np.unique(edges, axis=0, return_counts=True)[1] != 2).sum())


def globe(rows: int = 48, columns: int = 96, *, halves: bool = False) -> bytes:
    """A ball of radius 1 that a map lies on, cut along a meridian; of two materials perhaps."""
    v, u = np.meshgrid(np.linspace(0, 1, rows + 1), np.linspace(0, 1, columns + 1), indexing="ij")
    around, down = 2 * np.pi * u, np.pi * v
    points = np.stack(
        [np.sin(down) * np.cos(around), np.cos(down), -np.sin(down) * np.sin(around)], axis=-1
    )
    points[:, -1] = points[:, 0]
    points[[0, -1]] = [[[0, 1, 0]], [[0, -1, 0]]]
    points = points.reshape(-1, 3).astype(np.float32)
    at = np.arange(rows)[:, None] * (columns + 1) + np.arange(columns)
    lower = np.stack([at, at + columns + 1, at + columns + 2], axis=-1)[:-1].reshape(-1, 3)
    upper = np.stack([at, at + columns + 2, at + 1], axis=-1)[1:].reshape(-1, 3)
    faces = np.concatenate([lower, upper]).astype(np.uint16)
    uv = np.stack([u, v], axis=-1).reshape(-1, 2).astype(np.float32)
    colours = np.round((points + 1) * 127.5).astype(np.uint8)
    colours = np.concatenate([colours, np.full((len(points), 1), 255, np.uint8)], axis=1)
    numbers = np.arange(len(points), dtype=np.float32)
    east = (faces % (columns + 1)).max(axis=1) > columns // 2
    first, second = (faces[east], faces[~east]) if halves else (faces, faces[:1])
    attributes = {"POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2, "COLOR_0": 3, "_NUMBER": 4}
    primitives = [{"attributes": attributes, "indices": 5, "material": 0}]
    if halves:
        primitives.append({"attributes": attributes, "indices": 6, "material": 1})
    glb = built(
        {
            "scene": 0,
            "scenes": [{"nodes": [0]}],
            "nodes": [
                {"name": "stand", "children": [1], "translation": [0, 5, 0]},
                {"name": "globe", "mesh": 0, "extras": {"made": "by hand"}},
            ],
            "meshes": [{"name": "globe", "primitives": primitives}],
            "materials": [{"name": "east"}, {"name": "west"}],
        },
        points, points, uv, colours, numbers, first.ravel(), second.ravel(),
    )  # fmt: skip
    tree = tree_of(glb)
    tree["accessors"][3]["normalized"] = True
    return write_document(GltfDocument(tree, read_document(glb).binary))


def pictured(*files: tuple[str, bytes], inline: bool = False, **material: Any) -> bytes:
    """A box whose only material shows pictures, one a texture."""
    document = read_document(box())
    tree, binary = document.tree, document.binary
    tree["images"] = []
    for kind, data in files:
        if inline:
            tree["images"].append({"uri": f"data:{kind};base64,{b64encode(data).decode()}"})
            continue
        tree["images"].append({"bufferView": len(tree["bufferViews"]), "mimeType": kind})
        tree["bufferViews"].append(
            {"buffer": 0, "byteOffset": len(binary), "byteLength": len(data)}
        )
        binary += data + b"\0" * (-len(data) % 4)
    webp = [kind == "image/webp" for kind, _ in files]
    tree["textures"] = [
        {"extensions": {"EXT_texture_webp": {"source": at}}} if is_webp else {"source": at}
        for at, is_webp in enumerate(webp)
    ]
    if any(webp):
        tree["extensionsUsed"] = tree["extensionsRequired"] = ["EXT_texture_webp"]
    tree["materials"] = [{"name": "printed", **material}]
    for mesh in tree["meshes"]:
        for primitive in mesh["primitives"]:
            count = tree["accessors"][primitive["attributes"]["POSITION"]]["count"]
            uv = np.random.default_rng(1).random((count, 2), np.float32)
            tree["accessors"].append(
                {
                    "bufferView": len(tree["bufferViews"]), "componentType": 5126, "count": count,
                    "type": "VEC2",
                }
            )  # fmt: skip
            tree["bufferViews"].append(
                {"buffer": 0, "byteOffset": len(binary), "byteLength": uv.nbytes}
            )
            binary += uv.tobytes()
            primitive["attributes"]["TEXCOORD_0"] = len(tree["accessors"]) - 1
            primitive["material"] = 0
    return write_document(GltfDocument(tree, binary))


def photo(kind: str, size: tuple[int, int] = (800, 400), mode: str = "RGB") -> bytes:
    """A picture with something to see on it."""
    x, y = np.meshgrid(np.linspace(0, 9, size[0]), np.linspace(0, 5, size[1]))
    waves = [np.sin(x + shift) * np.cos(y) * 120 + 128 for shift in (0, 1, 2)]
    image = Image.fromarray(np.stack(waves, axis=-1).astype(np.uint8)).convert(mode)
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def images(glb: bytes) -> list[Image.Image]:
    document = read_document(glb)
    views = (each["bufferView"] for each in document.tree["images"])
    return [Image.open(io.BytesIO(document.view(at))) for at in views]


def with_shape_key() -> bytes:
    return built(
        {
            "scenes": [{"nodes": [0]}],
            "nodes": [{"mesh": 0, "name": "sail"}],
            "meshes": [
                {
                    "primitives": [{"attributes": {"POSITION": 0}, "targets": [{"POSITION": 1}]}],
                    "weights": [0.0],
                }
            ],
        },
        np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32),
        np.array([[0, 0, 4]] * 3, np.float32),
    )


def with_draco() -> bytes:
    document = read_document(pictured(("image/png", photo("PNG")), pbrMetallicRoughness={}))
    draco = {"KHR_draco_mesh_compression": {"bufferView": 0, "attributes": {"POSITION": 0}}}
    for mesh in document.tree["meshes"]:
        for primitive in mesh["primitives"]:
            primitive["extensions"] = draco
    document.tree["extensionsUsed"] = ["KHR_draco_mesh_compression"]
    document.tree["materials"][0]["pbrMetallicRoughness"] = {"baseColorTexture": {"index": 0}}
    return write_document(document)


# The table


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("simplify", {}, "Simplify to 20,000 faces"),
        ("simplify", {"faces": 2000}, "Simplify to 2,000 faces"),
        ("smooth", {"iterations": 1}, "Smooth in 1 round"),
        ("scale", {"height_mm": 1234.5}, "Scale to a height of 1,234.5 mm"),
        ("repair", {}, "Repair for printing"),
        ("resize_textures", {}, "Resize textures to 1,024 pixels"),
        ("compress", {"texture_quality": 75}, "Compress, textures at quality 75"),
    ],
)
def test_an_operation_says_what_it_does(name: str, options: dict[str, Any], said: str) -> None:
    operation = OPERATIONS[name]
    assert operation.said(options) == said
    assert set(operation.checked(options)) == set(operation.options)
    assert operation.title.endswith("…") == bool(operation.options)
    assert operation.label.split()[0].endswith("ing")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("simplify", {"faces": 99}),
        ("simplify", {"faces": 2000.5}),
        ("simplify", {"faces": "many"}),
        ("simplify", {"faces": True}),
        ("simplify", {"triangles": 2000}),
        ("smooth", {"iterations": 51}),
        ("scale", {"height_mm": float("nan")}),
        ("resize_textures", {"longest_side": 1000}),
        ("repair", {"faces": 2000}),
    ],
)
def test_options_that_cannot_be_are_refused(name: str, options: dict[str, Any]) -> None:
    for refused in (OPERATIONS[name].checked, OPERATIONS[name].said):
        with pytest.raises(PromptError) as raised:
            refused(options)
        assert raised.value.hint
    with pytest.raises(PromptError):
        OPERATIONS[name].run(box(), **options)


def test_looking_at_the_table_loads_no_library() -> None:
    code = (
        "import sys; from prodwidget.geometry import OPERATIONS; OPERATIONS['simplify'].said({});"
        "print({'trimesh', 'PIL', 'meshopt', 'manifold3d', 'fast_simplification'} & {*sys.modules})"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stdout.strip() == "set()", answer.stderr


@pytest.mark.parametrize(
    ("name", "package"),
    [("simplify", "fast_simplification.simplify"), ("repair", "manifold3d"),
     ("compress", "meshopt")],
)  # fmt: skip
def test_a_missing_package_is_named(
    name: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    options = {"faces": 100} if name == "simplify" else {}
    with pytest.raises(PackageMissing, match=package.partition(".")[0].split("_")[0]) as raised:
        run(name, ball(), **options)
    assert "prodwidget[geometry]" in raised.value.hint


# Every operation


ALL_OPTIONS: dict[str, dict[str, Any]] = {
    "simplify": {"faces": 3000}, "smooth": {"iterations": 3}, "scale": {"height_mm": 90},
    "repair": {}, "resize_textures": {"longest_side": 256}, "compress": {},
}  # fmt: skip


def test_what_comes_out_is_valid_and_keeps_names_materials_and_pictures(tmp_path: Path) -> None:
    models = {
        "bottle": product(),
        "jar": product("a glass jar with a wooden lid"),
        "globe": globe(halves=True),
        "plain": ball(5),
    }
    assert set(ALL_OPTIONS) == set(OPERATIONS)
    made: dict[str, bytes] = {}
    for name, options in ALL_OPTIONS.items():
        for model, glb in models.items():
            made[f"{model}-{name}"] = after = run(name, glb, **options)
            assert part_names(after) == part_names(glb)
            before, tree = tree_of(glb), tree_of(after)
            assert [each.get("name") for each in tree.get("materials", [])] == [
                each.get("name") for each in before.get("materials", [])
            ]
            assert len(tree.get("images", [])) == len(before.get("images", []))
            assert tree.get("samplers") == before.get("samplers")
            if name in SHAPING:
                assert tree["nodes"] == before["nodes"]
                kept = (
                    [[*each.tobytes()][:999] for each in images(after)] if "images" in tree else []
                )
                was = [[*each.tobytes()][:999] for each in images(glb)] if "images" in tree else []
                assert kept == was
    assert issues(tmp_path, made) == {}


@pytest.mark.parametrize("name", SHAPING)
def test_a_model_that_bends_is_not_reshaped(name: str) -> None:
    for glb, what in ((skinned(), "skeleton"), (with_shape_key(), "shape keys")):
        with pytest.raises(ModelError, match=what) as raised:
            run(name, glb)
        assert raised.value.hint


@pytest.mark.parametrize("name", SHAPING)
def test_draco_is_said_to_be_the_reason(name: str) -> None:
    with pytest.raises(ModelError, match="Draco"):
        run(name, with_draco())


def test_what_bends_or_is_packed_can_still_be_scaled_and_have_its_textures_changed() -> None:
    for glb in (skinned(), with_shape_key()):
        high = run("scale", glb, height_mm=500)
        assert bounds(high).size[1] == pytest.approx(0.5)
        assert tree_of(high).get("animations") == tree_of(glb).get("animations")
        assert tree_of(run("compress", glb)).get("animations") == tree_of(glb).get("animations")
    packed = with_draco()
    small = run("resize_textures", packed, longest_side=256)
    assert images(small)[0].size == (256, 128)
    document = read_document(run("compress", packed))
    (primitive,) = document.tree["meshes"][0]["primitives"]
    view = primitive["extensions"]["KHR_draco_mesh_compression"]["bufferView"]
    assert document.view(view) == read_document(packed).view(0)
    assert images(write_document(document))[0].format == "WEBP"


@pytest.mark.parametrize("name", OPERATIONS)
def test_damaged_files_are_refused_in_a_sentence(name: str) -> None:
    whole = product()
    cut = [whole[:at] for at in (0, 40, len(whole) // 2)]
    refused = 0
    for glb in [*cut, *NASTY.values()]:
        try:
            run(name, glb)
        except ProdwidgetError as error:
            refused += 1
            assert error.message.endswith(".")
    assert refused >= len(cut)


# Simplify


def test_a_map_lies_on_a_simpler_globe_as_it_did() -> None:
    before = globe()
    after = run("simplify", before, faces=1200)
    assert triangle_count(after) == pytest.approx(1200, rel=0.03)
    (part,) = parts(after)
    points, uv = part.points, part.attributes["TEXCOORD_0"]
    assert np.linalg.norm(points, axis=1) == pytest.approx(1, abs=0.02)
    # The middle of each face shows what the map has there: no face reaches across the cut.
    middle = points[part.faces].mean(axis=1)
    shown = uv[part.faces].mean(axis=1)
    around = np.arctan2(-middle[:, 2], middle[:, 0]) / (2 * np.pi) % 1
    away_from_poles = np.abs(middle[:, 1]) < 0.9
    off = np.abs((shown[:, 0] - around + 0.5) % 1 - 0.5)[away_from_poles]
    assert off.max() < 0.03
    assert part.attributes["NORMAL"] == pytest.approx(points, abs=0.06)
    assert set(part.attributes["_NUMBER"].ravel()) <= set(range(49 * 97))
    _, faces = surface(after)
    assert open_edges(faces) == 0
    accessor = tree_of(after)["meshes"][0]["primitives"][0]["attributes"]["COLOR_0"]
    assert tree_of(after)["accessors"][accessor]["componentType"] == 5121
    assert part.attributes["COLOR_0"][:, :3] == pytest.approx((points + 1) / 2, abs=0.05)


def test_materials_of_one_mesh_do_not_come_apart() -> None:
    after = run("simplify", globe(halves=True), faces=800)
    east, west = parts(after)
    assert len(east.faces) > 200 and len(west.faces) > 200
    assert open_edges(surface(after)[1]) == 0
    # The border between them is still the meridian.
    assert (east.points[:, 2] > -0.02).all() or (east.points[:, 2] < 0.02).all()


def test_the_border_of_a_sheet_keeps_its_corners() -> None:
    side = 41
    x, y = np.meshgrid(np.linspace(0, 1, side), np.linspace(0, 1, side))
    points = np.stack([x, y, 0.1 * np.sin(3 * x)], axis=-1).reshape(-1, 3)
    at = (np.arange(side - 1)[:, None] * side + np.arange(side - 1)).ravel()
    faces = np.concatenate(
        [np.stack([at, at + 1, at + side + 1], 1), np.stack([at, at + side + 1, at + side], 1)]
    )
    sheet = trimesh.Trimesh(points, faces, process=False)
    after = run("simplify", trimesh.Scene(sheet).export(file_type="glb"), faces=150)
    places, left = surface(after)
    assert len(left) <= 153
    for corner in points[[0, side - 1, -side, -1]]:
        assert np.abs(places - corner).max(axis=1).min() < 1e-4
    assert trimesh.Trimesh(places, left).area == pytest.approx(sheet.area, rel=2e-3)


def test_thin_triangles_are_simplified_too() -> None:
    assert triangle_count(run("simplify", product(), faces=800)) == pytest.approx(800, rel=0.05)


@pytest.mark.parametrize("faces", [1500, 2500, 3700])
def test_a_coarse_bottle_has_its_lid_and_its_label_still(faces: int) -> None:
    after = run("simplify", product(), faces=faces)
    for mesh in range(2):
        (before, _), (places, left) = surface(product(), mesh), surface(after, mesh)
        # Wherever something was, something is: by less than 1.5 mm, of 205.
        sample, corners = before[::23], places[left]
        pairs = np.repeat(sample, len(corners), axis=0), np.tile(corners, (len(sample), 1, 1))
        gaps = _closest(*pairs)[1].reshape(len(sample), -1).min(axis=1) ** 0.5
        assert gaps.max() < 0.0015
    assert parts(after)[2].points == pytest.approx(parts(product())[2].points, abs=1e-6)


def test_a_model_of_few_triangles_stays_as_it_is() -> None:
    done = OPERATIONS["simplify"].run(box(), faces=100)
    assert done.glb == box()
    assert "12 triangles already" in done.notes[0]


def test_two_threads_do_not_get_each_others_triangles() -> None:
    alone = [run("simplify", ball(5), faces=each) for each in (1000, 4000)]
    with ThreadPoolExecutor(4) as threads:
        both = list(threads.map(lambda n: run("simplify", ball(5), faces=n), [1000, 4000] * 6))
    assert both == alone * 6


# Smooth


def test_bumps_go_and_the_volume_stays() -> None:
    document = read_document(globe(halves=True))
    points = floats(document, 0)
    bumps = 1 + 0.02 * np.random.default_rng(3).standard_normal(len(points))
    # What lies together is moved together.
    labels, _ = welded(points)
    bumpy = (points * bumps[labels][:, None]).astype("<f4")
    document.tree["accessors"][0] |= {
        "min": bumpy.min(axis=0).tolist(), "max": bumpy.max(axis=0).tolist(),
    }  # fmt: skip
    glb = write_document(
        GltfDocument(document.tree, bumpy.tobytes() + document.binary[bumpy.nbytes :])
    )
    after = run("smooth", glb, iterations=10)
    places, faces = surface(after)
    assert open_edges(faces) == 0
    inner = np.abs(places[:, 1]) < 0.9
    assert np.linalg.norm(places[inner], axis=1).std() < 0.5 * bumps.std()
    volume = trimesh.Trimesh(*surface(glb)).volume
    assert trimesh.Trimesh(places, faces).volume == pytest.approx(volume, rel=0.02)
    for part in parts(after):
        normals = part.attributes["NORMAL"]
        assert np.linalg.norm(normals, axis=1) == pytest.approx(1, abs=1e-5)
        inner = np.abs(part.points[:, 1]) < 0.9
        assert (normals * part.points)[inner].sum(axis=1).min() > 0.85


def test_a_smooth_bottle_is_as_large_as_it_was() -> None:
    assert bounds(run("smooth", product())).size == pytest.approx(bounds(product()).size, rel=5e-3)


# Scale


def test_a_scaled_model_stands_where_it_stood() -> None:
    before, after = bounds(globe()), bounds(run("scale", globe(), height_mm=80))
    assert after.size == pytest.approx((0.08, 0.08, 0.08), rel=1e-3)
    assert after.min[1] == pytest.approx(before.min[1], abs=1e-6)
    assert after.centre[::2] == pytest.approx(before.centre[::2], abs=1e-6)
    with pytest.raises(ModelError, match="flat"):
        run("scale", box(1, 0, 1))


# Repair


def broken_ball() -> trimesh.Trimesh:
    """A ball with two holes, faces turned round, and others twice."""
    mesh = trimesh.creation.icosphere(subdivisions=3)
    middle = mesh.triangles_center
    faces = mesh.faces[(middle[:, 1] < 0.9) & (middle[:, 0] < 0.95)]
    faces[10:40] = faces[10:40][:, ::-1]
    return trimesh.Trimesh(mesh.vertices, np.concatenate([faces, faces[:7]]), process=False)


def test_holes_are_closed_and_faces_turned() -> None:
    glb = trimesh.Scene(broken_ball()).export(file_type="glb")
    done = OPERATIONS["repair"].run(glb)
    said = " ".join(done.notes)
    assert "7 empty or doubled triangles were taken out" in said
    assert "30 triangles were turned" in said
    assert "2 holes were closed" in said
    assert "watertight now" in said
    mesh = trimesh.Trimesh(*surface(done.glb))
    assert mesh.is_watertight and mesh.is_winding_consistent
    ball_volume = trimesh.creation.icosphere(subdivisions=3).volume
    assert 0.8 * ball_volume < mesh.volume < ball_volume


def test_a_bottle_can_be_printed_with_its_label() -> None:
    done = OPERATIONS["repair"].run(product())
    assert "watertight now" in done.notes[-1]
    assert "0.8 mm thick" in done.notes[0]
    meshes = len(tree_of(product())["meshes"])
    for mesh in range(meshes):
        assert trimesh.Trimesh(*surface(done.glb, mesh)).volume > 0
    label = next(part for part in parts(done.glb) if part.mesh == meshes - 1)
    printed = next(part for part in parts(product()) if part.mesh == meshes - 1)
    # What was printed is printed still, and the sheet behind it has its place in the picture.
    assert len(label.faces) > 2 * len(printed.faces)
    assert label.attributes["TEXCOORD_0"].min() >= printed.attributes["TEXCOORD_0"].min() - 1e-6
    assert bounds(done.glb).size == pytest.approx(bounds(product()).size, rel=1e-2)


def test_a_ball_that_is_inside_out_is_turned() -> None:
    mesh = trimesh.creation.icosphere(subdivisions=2)
    mesh.invert()
    glb = trimesh.Scene(mesh).export(file_type="glb", include_normals=True)
    done = OPERATIONS["repair"].run(glb)
    assert "320 triangles were turned" in done.notes[0]
    assert trimesh.Trimesh(*surface(done.glb)).volume > 0
    (part,) = parts(done.glb)
    assert (part.attributes["NORMAL"] * part.points).sum(axis=1).min() > 0


def test_sheets_that_meet_in_one_edge_are_bodies_of_their_own() -> None:
    turn = np.radians([0, 100, 230])
    outer = np.stack([np.cos(turn), 0 * turn, np.sin(turn)], axis=1)
    points = np.concatenate([[[0, 0, 0], [0, 1, 0]], outer, outer + np.array([0, 1, 0])])
    faces = [face for at in (2, 3, 4) for face in ([0, at, 1], [1, at, at + 3])]
    fins = trimesh.Trimesh(points, faces, process=False)
    done = OPERATIONS["repair"].run(trimesh.Scene(fins).export(file_type="glb"))
    assert "3 surfaces without thickness were made" in done.notes[0]
    assert "watertight now" in done.notes[-1]


def test_surfaces_that_touch_along_an_edge_are_bodies_of_their_own() -> None:
    boxes = [trimesh.creation.box() for _ in range(2)]
    boxes[1].apply_translation([1, 1, 0])
    glb = trimesh.Scene(trimesh.util.concatenate(boxes)).export(file_type="glb")
    assert "watertight already" in OPERATIONS["repair"].run(glb).notes[-1]


def test_what_cannot_be_closed_is_said_not_to_be() -> None:
    strip = trimesh.Trimesh([[0, 0, 0], [1, 0, 0], [0, 1, 0]], [[0, 1, 2]], process=False)
    assert "watertight now" in OPERATIONS["repair"].run(
        trimesh.Scene(strip).export(file_type="glb")
    ).notes[-1]  # fmt: skip
    turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    edge = [
        np.stack([(1 + s * np.cos(turn / 2)) * np.cos(turn), s * np.sin(turn / 2),
                  (1 + s * np.cos(turn / 2)) * np.sin(turn)], axis=1)
        for s in (-0.3, 0.3)
    ]  # fmt: skip
    points = np.concatenate(edge)
    faces = []
    for at in range(20):
        after, swap = (at + 1) % 20, at == 19
        a, b, c, d = at, at + 20, after + 20 * swap, after + 20 * (not swap)
        faces += [[a, b, c], [b, d, c]]
    moebius = trimesh.Trimesh(points, faces, process=False)
    said = OPERATIONS["repair"].run(trimesh.Scene(moebius).export(file_type="glb")).notes[-1]
    assert "not watertight yet" in said


# Textures


@pytest.mark.parametrize("inline", [False, True])
def test_textures_get_smaller_and_stay_what_they_are(tmp_path: Path, inline: bool) -> None:
    glb = pictured(
        ("image/png", photo("PNG", mode="RGBA")), ("image/jpeg", photo("JPEG")),
        ("image/webp", photo("WEBP")), ("image/png", photo("PNG", mode="P")),
        ("image/png", photo("PNG", (100, 50))), inline=inline,
        pbrMetallicRoughness={"baseColorTexture": {"index": 0}},
    )  # fmt: skip
    done = OPERATIONS["resize_textures"].run(glb, longest_side=256)
    assert "4 textures" in done.notes[0]
    if not inline:
        assert [each.format for each in images(done.glb)] == ["PNG", "JPEG", "WEBP", "PNG", "PNG"]
        assert [each.size for each in images(done.glb)] == [(256, 128)] * 4 + [(100, 50)]
        for small, large in zip(images(done.glb)[:4], images(glb), strict=False):
            shown = np.asarray(small.convert("RGB"), int)
            right = large.convert("RGB").resize((256, 128), Image.Resampling.LANCZOS)
            assert np.abs(np.asarray(right, int) - shown).mean() < 2
    # What is small enough stays inline where it was, which the validator warns of.
    assert issues(tmp_path, {"small": done.glb}).get("small.glb", []) == (
        ["Data URI is used in GLB container."] if inline else []
    )
    assert run("resize_textures", done.glb, longest_side=256) == done.glb


def test_a_compressed_model_is_smaller_and_looks_the_same(tmp_path: Path) -> None:
    glb = product()
    done = OPERATIONS["compress"].run(glb)
    assert len(done.glb) < 0.4 * len(glb)
    assert "EXT_meshopt_compression" in done.notes[1]
    tree = tree_of(done.glb)
    assert "EXT_meshopt_compression" in tree["extensionsRequired"]
    before, after = parts(glb), parts(done.glb)
    assert [len(each.faces) for each in before] == [len(each.faces) for each in after]
    for one, two in zip(before, after, strict=True):
        # The same corners in another order: matched by where the faces' middles lie.
        first, second = (_by_place(each) for each in (one, two))
        for name, off in (("POSITION", 1e-5), ("NORMAL", 2e-3), ("TEXCOORD_0", 2e-5)):
            assert first[name] == pytest.approx(second[name], abs=off), name
    rewritten = Rewriting(done.glb)
    for mesh in rewritten.document.tree["meshes"]:
        for primitive in mesh["primitives"]:
            at = primitive["attributes"]["POSITION"]
            points = stored(rewritten.document, at)
            said = rewritten.document.one("accessors", at)
            assert points.min(axis=0).tolist() == said["min"]
            assert points.max(axis=0).tolist() == said["max"]


def _by_place(part: Part) -> dict[str, np.ndarray]:
    values = {"POSITION": part.points, **part.attributes}
    mean = {name: each[part.faces].mean(axis=1) for name, each in values.items()}
    order = np.lexsort(np.round(np.column_stack([mean["POSITION"], mean["TEXCOORD_0"]]), 3).T)
    total = {name: each[order] for name, each in mean.items()}
    # Of faces that lie within the rounding, the sum does not depend on their order.
    return {name: each.sum(axis=0) / len(each) for name, each in total.items()}


def test_colours_become_webp_and_numbers_do_so_without_loss(tmp_path: Path) -> None:
    glb = pictured(
        ("image/png", photo("PNG")), ("image/png", photo("PNG", (300, 300))),
        ("image/jpeg", photo("JPEG", (500, 500))),
        pbrMetallicRoughness={
            "baseColorTexture": {"index": 0}, "metallicRoughnessTexture": {"index": 2},
        },
        normalTexture={"index": 1},
    )  # fmt: skip
    after = run("compress", glb, texture_quality=80)
    colour, normal, numbers = images(after)
    assert (colour.format, normal.format, numbers.format) == ("WEBP", "WEBP", "JPEG")
    assert normal.convert("RGB").tobytes() == images(glb)[1].tobytes()
    off = np.abs(np.asarray(colour.convert("RGB"), int) - np.asarray(images(glb)[0], int))
    assert 0 < off.mean() < 4
    found = issues(tmp_path, {"before": glb, "after": after})
    assert found["after.glb"] == found["before.glb"]


def test_a_picture_that_webp_has_no_word_for_stays_as_it_is() -> None:
    deep = Image.fromarray((np.arange(90_000).reshape(300, 300) % 65536).astype(np.uint16))
    file = io.BytesIO()
    deep.save(file, "PNG")
    glb = pictured(
        ("image/png", file.getvalue()), pbrMetallicRoughness={"baseColorTexture": {"index": 0}}
    )
    (kept,) = images(run("compress", glb))
    assert (kept.format, kept.tobytes()) == ("PNG", deep.tobytes())


def test_parts_that_share_their_points_still_do() -> None:
    packed = tree_of(run("compress", globe(halves=True)))
    east, west = (each["attributes"] for each in packed["meshes"][0]["primitives"])
    assert east == west


def test_a_compressed_model_can_be_worked_on(tmp_path: Path) -> None:
    packed = run("compress", product())
    after = run("simplify", packed, faces=5000)
    assert triangle_count(after) == pytest.approx(5000, rel=0.03)
    assert "EXT_meshopt_compression" not in read_document(after).extensions
    assert issues(tmp_path, {"again": after}) == {}
    assert bounds(run("scale", packed, height_mm=100)).size[1] == pytest.approx(0.1, rel=1e-4)


def test_a_model_that_would_lose_its_form_is_refused() -> None:
    legs = [
        trimesh.creation.cylinder(0.018, segment=((x, -0.45, z), (x, 0, z)), sections=64)
        for x in (-0.2, 0.2)
        for z in (-0.2, 0.2)
    ]
    seat = trimesh.creation.box((0.45, 0.04, 0.45))
    back = trimesh.creation.box(bounds=((-0.225, 0, -0.225), (0.225, 0.5, -0.185)))
    chair = trimesh.util.concatenate([seat, back, *legs]).export(file_type="glb")
    with pytest.raises(ModelError, match="stay what it is") as raised:
        OPERATIONS["simplify"].run(chair, faces=500)
    assert "more faces" in raised.value.hint


def test_a_box_of_twelve_triangles_does_not_melt_away() -> None:
    box = trimesh.creation.box((1, 1, 1)).export(file_type="glb")
    with pytest.raises(ModelError, match="too few to be smoothed"):
        OPERATIONS["smooth"].run(box, iterations=20)


@pytest.mark.parametrize(
    ("option", "axis", "said"),
    [
        ("height_mm", 1, "Scale to a height of 180 mm"),
        ("width_mm", 0, "Scale to a width of 180 mm"),
        ("depth_mm", 2, "Scale to a depth of 180 mm"),
        ("longest_mm", 2, "Scale to a longest side of 180 mm"),
    ],
)
def test_each_side_can_set_the_scale(option: str, axis: int, said: str) -> None:
    before = box(0.2, 0.5, 0.8)
    scale = OPERATIONS["scale"]
    done = scale.run(before, **{option: 180})
    after = bounds(done.glb)
    assert after.size[axis] == pytest.approx(0.18)
    ratio = np.array(after.size) / bounds(before).size
    assert ratio == pytest.approx(np.full(3, ratio[0])), "it is scaled evenly"
    assert after.min[1] == pytest.approx(bounds(before).min[1]), "it stands where it stood"
    assert scale.said({option: 180}) == said
    assert "is 180.0 mm" in done.notes[0]


@pytest.mark.parametrize(
    "options",
    [
        {"width_mm": 0}, {"width_mm": "wide"}, {"depth_mm": float("inf")}, {"longest_mm": 20_000},
        {"width_mm": 20, "height_mm": 30}, {"width_mm": 20, "depth_mm": 30}, {"girth_mm": 20},
    ],
)  # fmt: skip
def test_a_scale_is_one_measure_within_its_range(options: dict[str, Any]) -> None:
    with pytest.raises(PromptError) as refused:
        OPERATIONS["scale"].checked(options)
    assert refused.value.hint


def test_a_sheet_has_no_depth_to_be_scaled_to() -> None:
    sheet = skinned()
    with pytest.raises(ModelError, match="no depth"):
        OPERATIONS["scale"].run(sheet, depth_mm=20)
    assert bounds(OPERATIONS["scale"].run(sheet, width_mm=20).glb).size[0] == pytest.approx(0.02)
