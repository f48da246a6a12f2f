"""Models taken away in other formats, read back by libraries that did not write them."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import lib3mf
import numpy as np
import pytest
import trimesh
from PIL import Image
from pxr import Usd, UsdGeom, UsdShade, UsdValidation

from prodwidget import convert
from prodwidget.errors import ExportError, ModelError
from prodwidget.geometry import (
    FORMATS,
    OPERATIONS,
    bounds,
    converted,
    part_names,
    read_document,
    triangle_count,
    write_document,
)
from tests.unit.glb_models import ball, box, built, product, skinned

FAMILIES = {family: f"a {family}" for family in ("bottle", "mug", "stool", "can")}


def one(glb: bytes, kind: str, *, check: bool = False) -> bytes:
    return next(iter(converted(glb, f"model.{kind}", check=check).values()))


def scene_of(files: dict[str, bytes], kind: str) -> trimesh.Scene:
    (_, first), *_ = files.items()
    resolver = trimesh.resolvers.ZipResolver({name: io.BytesIO(files[name]) for name in files})
    loaded = trimesh.load(
        io.BytesIO(first),
        file_type=kind,
        process=False,
        resolver=resolver,
        force="scene",
        **({"split_objects": True, "group_material": False} if kind == "obj" else {}),
    )
    assert isinstance(loaded, trimesh.Scene)
    return loaded


def upright_bounds(glb: bytes) -> np.ndarray:
    """What a printer is to be given: millimetres, z up."""
    found = bounds(glb)
    (x, y, z), (a, b, c) = found.min, found.max
    return 1000 * np.array([[x, -c, y], [a, -z, b]])


def meshes_of_3mf(data: bytes) -> list[lib3mf.MeshObject]:
    model = lib3mf.get_wrapper().CreateModel()
    reader = model.QueryReader("3mf")
    reader.SetStrictModeActive(True)
    reader.ReadFromBuffer(data)
    assert reader.GetWarningCount() == 0
    found, objects = [], model.GetMeshObjects()
    while objects.MoveNext():
        found.append(objects.GetCurrentMeshObject())
    return found


def points_of(mesh: lib3mf.MeshObject) -> np.ndarray:
    return np.array([list(each.Coordinates) for each in mesh.GetVertices()])


def stage_of(data: bytes, directory: Path) -> Usd.Stage:
    file = directory / "model.usdz"
    file.write_bytes(data)
    return Usd.Stage.Open(str(file))


def complaints(stage: Usd.Stage) -> list[str]:
    """What ``usdchecker`` says, which asks the same validators."""
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    context = UsdValidation.ValidationContext(validators)
    return [f"{each.GetName()}: {each.GetMessage()}" for each in context.Validate(stage)]


def meshes_of(stage: Usd.Stage) -> list[UsdGeom.Mesh]:
    return [UsdGeom.Mesh(prim) for prim in stage.Traverse() if prim.IsA(UsdGeom.Mesh)]


@cache
def repaired(glb: bytes) -> bytes:
    return OPERATIONS["repair"].run(glb).glb


@pytest.mark.parametrize("prompt", FAMILIES.values(), ids=FAMILIES)
class TestProducts:
    def test_stl_is_a_solid_in_millimetres(self, prompt: str) -> None:
        glb = repaired(product(prompt))
        mesh = trimesh.load(io.BytesIO(one(glb, "stl", check=True)), file_type="stl")
        assert np.allclose(mesh.bounds, upright_bounds(glb), atol=0.01)
        assert len(mesh.faces) == pytest.approx(triangle_count(glb), rel=0.02)
        # Parts that touch share edges, so that each has two sides twice.
        _, uses = np.unique(mesh.edges_sorted, axis=0, return_counts=True)
        assert (uses % 2 == 0).all()
        assert mesh.volume > 0

    def test_3mf_has_parts_with_names_and_colours(self, prompt: str) -> None:
        glb = repaired(product(prompt))
        meshes = meshes_of_3mf(one(glb, "3mf", check=True))
        assert [each.GetName() for each in meshes] == list(part_names(glb))
        assert all(each.IsManifoldAndOriented() for each in meshes)
        every = np.concatenate([points_of(each) for each in meshes])
        found = np.stack([every.min(axis=0), every.max(axis=0)])
        assert np.allclose(found, upright_bounds(glb), atol=0.01)

    def test_ply_has_every_triangle(self, prompt: str) -> None:
        glb = product(prompt)
        mesh = next(iter(scene_of(converted(glb, "model.ply"), "ply").geometry.values()))
        assert np.allclose(mesh.bounds, [bounds(glb).min, bounds(glb).max], atol=1e-6)
        assert len(mesh.faces) == triangle_count(glb)
        assert mesh.visual.kind == "vertex"

    def test_obj_has_names_and_materials(self, prompt: str) -> None:
        glb = product(prompt)
        scene = scene_of(converted(glb, "model.obj"), "obj")
        assert set(scene.geometry) == set(part_names(glb))
        assert np.allclose(scene.bounds, [bounds(glb).min, bounds(glb).max], atol=1e-6)
        assert sum(len(each.faces) for each in scene.geometry.values()) == triangle_count(glb)

    def test_usdz_passes_the_checker(self, prompt: str, tmp_path: Path) -> None:
        glb = product(prompt)
        stage = stage_of(one(glb, "usdz"), tmp_path)
        assert complaints(stage) == []
        assert UsdGeom.GetStageMetersPerUnit(stage) == 1
        assert UsdGeom.GetStageUpAxis(stage) == "Y"
        meshes = meshes_of(stage)
        assert [each.GetPrim().GetDisplayName() for each in meshes] == list(part_names(glb))
        counts = [len(each.GetFaceVertexCountsAttr().Get()) for each in meshes]
        assert sum(counts) == triangle_count(glb)
        box = UsdGeom.BBoxCache(Usd.TimeCode.Default(), ["default"]).ComputeWorldBound(
            stage.GetDefaultPrim()
        )
        found = box.ComputeAlignedRange()
        assert np.allclose([found.GetMin(), found.GetMax()], [bounds(glb).min, bounds(glb).max])


def coloured(alpha: str = "OPAQUE", **material: object) -> bytes:
    """A box of one colour, linear 0.2, 0.4, 0.6."""
    document = read_document(box(1, 2, 3))
    document.tree["materials"] = [
        {
            "name": "paint",
            "pbrMetallicRoughness": {
                "baseColorFactor": [0.2, 0.4, 0.6, 0.5],
                "metallicFactor": 0.25,
                "roughnessFactor": 0.75,
            },
            "alphaMode": alpha,
            **material,
        }
    ]
    document.tree["meshes"][0]["primitives"][0]["material"] = 0
    document.tree["nodes"][-1]["name"] = "lid / top"
    return write_document(document)


SRGB = (124, 170, 203)


class TestColours:
    def test_3mf(self) -> None:
        (mesh,) = meshes_of_3mf(one(coloured(), "3mf"))
        assert mesh.GetName() == "lid / top"
        model = lib3mf.get_wrapper().CreateModel()
        model.QueryReader("3mf").ReadFromBuffer(one(coloured(), "3mf"))
        groups = model.GetBaseMaterialGroups()
        assert groups.MoveNext()
        group = groups.GetCurrentBaseMaterialGroup()
        (number,) = group.GetAllPropertyIDs()
        colour = group.GetDisplayColor(number)
        assert group.GetName(number) == "paint"
        assert (colour.Red, colour.Green, colour.Blue, colour.Alpha) == (*SRGB, 255)

    def test_ply(self) -> None:
        (mesh,) = scene_of(converted(coloured(), "model.ply"), "ply").geometry.values()
        assert set(map(tuple, mesh.visual.vertex_colors.tolist())) == {(*SRGB, 255)}

    def test_ply_of_glass(self) -> None:
        (mesh,) = scene_of(converted(coloured("BLEND"), "model.ply"), "ply").geometry.values()
        assert set(map(tuple, mesh.visual.vertex_colors.tolist())) == {(*SRGB, 128)}

    def test_obj(self) -> None:
        files = converted(coloured(), "my model.obj")
        assert list(files) == ["my model.obj", "my_model.mtl"]
        (mesh,) = scene_of(files, "obj").geometry.values()
        assert tuple(mesh.visual.material.diffuse[:3]) == SRGB

    def test_usdz(self, tmp_path: Path) -> None:
        stage = stage_of(one(coloured("BLEND"), "usdz"), tmp_path)
        assert complaints(stage) == []
        surface = UsdShade.Shader(stage.GetPrimAtPath("/model/materials/paint/surface"))
        assert np.allclose(surface.GetInput("diffuseColor").Get(), (0.2, 0.4, 0.6))
        assert surface.GetInput("opacity").Get() == pytest.approx(0.5)
        assert surface.GetInput("metallic").Get() == pytest.approx(0.25)
        assert surface.GetInput("roughness").Get() == pytest.approx(0.75)
        (mesh,) = meshes_of(stage)
        assert mesh.GetPrim().GetName() == "lid___top"


def textured(kind: str, *, with_colours: bool = False) -> bytes:
    """A quad of a metre, its upper half red and its lower half blue, by a picture."""
    picture = Image.new("RGB", (8, 8), (255, 0, 0))
    picture.paste((0, 0, 255), (0, 4, 8, 8))
    data = io.BytesIO()
    picture.save(data, kind, **({"lossless": True} if kind == "WEBP" else {}))
    points = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], np.float32)
    uv = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], np.float32)
    normals = np.array([[0, 0, 1]] * 4, np.float32)
    faces = np.array([0, 1, 2, 0, 2, 3], np.uint16)
    colours = np.array([[0, 1, 0, 1]] * 4, np.float32)
    attributes = {"POSITION": 0, "TEXCOORD_0": 1, "NORMAL": 2}
    normal = {"index": 0, "scale": 0.5}
    material = {
        "name": "print",
        "pbrMetallicRoughness": {
            "baseColorTexture": {"index": 0},
            "metallicRoughnessTexture": {"index": 0},
        },
        "normalTexture": normal,
        "occlusionTexture": {"index": 0},
        "emissiveTexture": {"index": 0},
        "emissiveFactor": [1, 1, 1],
    }
    if with_colours:
        attributes["COLOR_0"] = 4
        material = {"name": "paint"}
    view = 5
    return built(
        {
            "scenes": [{"nodes": [0]}],
            "nodes": [{"name": "", "mesh": 0}],
            "meshes": [{"primitives": [{"attributes": attributes, "indices": 3, "material": 0}]}],
            "materials": [material],
            "textures": [{"source": 0, "sampler": 0}]
            if kind != "WEBP"
            else [{"extensions": {"EXT_texture_webp": {"source": 0}}, "sampler": 0}],
            "samplers": [{"wrapS": 33071, "wrapT": 33071}],
            "images": [{"bufferView": view, "mimeType": f"image/{kind.lower()}"}],
        },
        points, uv, normals, faces, colours,
        np.frombuffer(data.getvalue(), np.uint8),
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
class TestPictures:
    def test_usdz_carries_them(self, kind: str, tmp_path: Path) -> None:
        data = one(textured(kind), "usdz")
        stage = stage_of(data, tmp_path)
        assert complaints(stage) == []
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            (picture,) = (each for each in archive.namelist() if each.startswith("textures/"))
            assert picture.endswith("jpg" if kind == "JPEG" else "png")
            seen = Image.open(io.BytesIO(archive.read(picture))).convert("RGB")
        assert np.allclose(seen.getpixel((1, 1)), (255, 0, 0), atol=6)
        (mesh,) = meshes_of(stage)
        # The upper edge of the quad looks up the picture's upper edge, which in USD is at v = 1.
        st = UsdGeom.PrimvarsAPI(mesh).GetPrimvar("st").Get()
        assert [tuple(each) for each in st] == [(0, 0), (1, 0), (1, 1), (0, 1)]

    def test_obj_has_them_beside_it(self, kind: str) -> None:
        files = converted(textured(kind), "sign.obj")
        assert list(files)[:2] == ["sign.obj", "sign.mtl"]
        (mesh,) = scene_of(files, "obj").geometry.values()
        seen = mesh.visual.material.image.convert("RGB")
        assert np.allclose(seen.getpixel((1, 1)), (255, 0, 0), atol=6)
        assert mesh.visual.uv[:, 1].tolist() == [0, 0, 1, 1]

    @pytest.mark.parametrize("format", ["ply", "3mf"])
    def test_points_have_their_colours(self, kind: str, format: str) -> None:
        data = one(textured(kind), format)
        if format == "ply":
            mesh = trimesh.load(io.BytesIO(data), file_type="ply", process=False)
            colours = mesh.visual.vertex_colors[:, :3]
            points = mesh.vertices
        else:
            (mesh,) = meshes_of_3mf(data)
            model = lib3mf.get_wrapper().CreateModel()
            model.QueryReader("3mf").ReadFromBuffer(data)
            groups = model.GetColorGroups()
            assert groups.MoveNext()
            group = groups.GetCurrentColorGroup()
            points, colours = points_of(mesh)[:, (0, 2, 1)] / 1000, np.zeros((4, 3))
            for triangle, had in zip(
                mesh.GetTriangleIndices(), mesh.GetAllTriangleProperties(), strict=True
            ):
                for corner, number in zip(triangle.Indices, had.PropertyIDs, strict=True):
                    colour = group.GetColor(number)
                    colours[corner] = colour.Red, colour.Green, colour.Blue
        upper = np.asarray(points)[:, 1] > 0.5
        assert (colours[upper, 0] > 100).all()
        assert (colours[~upper, 2] > 100).all()


def test_colours_of_points_are_kept(tmp_path: Path) -> None:
    glb = textured("PNG", with_colours=True)
    stage = stage_of(one(glb, "usdz"), tmp_path)
    assert complaints(stage) == []
    (mesh,) = meshes_of(stage)
    assert set(map(tuple, mesh.GetDisplayColorAttr().Get())) == {(0, 1, 0)}
    (ply,) = scene_of(converted(glb, "model.ply"), "ply").geometry.values()
    assert set(map(tuple, ply.visual.vertex_colors.tolist())) == {(0, 255, 0, 255)}
    rows = [row.split() for row in one(glb, "obj").decode().splitlines()]
    assert {tuple(row[4:]) for row in rows if row[:1] == ["v"]} == {("0", "1", "0")}


class TestPrinting:
    @pytest.mark.parametrize("kind", ["stl", "3mf"])
    def test_an_open_model_is_refused_with_the_ways_out(self, kind: str) -> None:
        with pytest.raises(ExportError, match="not watertight") as refused:
            one(textured("PNG"), kind, check=True)
        assert "repair" in refused.value.hint
        assert "check=False" in refused.value.hint
        assert one(textured("PNG"), kind, check=False)

    def test_a_model_turned_inside_out_is_refused(self) -> None:
        document = read_document(box())
        document.tree["nodes"][-1]["matrix"] = np.diag([1.0, 1, 1, 1]).ravel().tolist()
        primitive = document.tree["meshes"][0]["primitives"][0]
        accessor = document.tree["accessors"][primitive["indices"]]
        view = document.tree["bufferViews"][accessor["bufferView"]]
        start = view["byteOffset"]
        kind = {5125: "<u4", 5123: "<u2"}[accessor["componentType"]]
        faces = np.frombuffer(document.span(view), kind).reshape(-1, 3)[:, ::-1]
        binary = bytearray(document.binary)
        binary[start : start + view["byteLength"]] = faces.tobytes()
        inside_out = write_document(type(document)(document.tree, bytes(binary)))
        with pytest.raises(ExportError, match="watertight"):
            one(inside_out, "stl", check=True)

    def test_a_mirrored_part_is_a_solid_with_its_outside_out(self) -> None:
        document = read_document(box())
        document.tree["nodes"][-1].pop("matrix", None)
        document.tree["nodes"][-1]["scale"] = [-1, 1, 1]
        mirrored = write_document(document)
        mesh = trimesh.load(io.BytesIO(one(mirrored, "stl", check=True)), file_type="stl")
        assert mesh.volume == pytest.approx(1e9)

    @pytest.mark.parametrize("size", [1e-5, 1.0, 1e4])
    def test_any_size(self, size: float, tmp_path: Path) -> None:
        glb = ball(2, radius=size)
        mesh = trimesh.load(io.BytesIO(one(glb, "stl", check=True)), file_type="stl")
        assert mesh.is_watertight
        assert np.ptp(mesh.bounds, axis=0) == pytest.approx(2000 * size, rel=1e-2)
        (solid,) = meshes_of_3mf(one(glb, "3mf", check=True))
        assert solid.IsManifoldAndOriented()
        assert complaints(stage_of(one(glb, "usdz"), tmp_path)) == []


def instanced() -> bytes:
    """A triangle that stands in three places."""
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32)
    places = np.array([[0, 0, 0], [2, 0, 0], [4, 0, 0]], np.float32)
    return built(
        {
            "scenes": [{"nodes": [0]}],
            "nodes": [
                {
                    "mesh": 0,
                    "extensions": {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": 1}}},
                }
            ],
            "meshes": [{"name": "leaf", "primitives": [{"attributes": {"POSITION": 0}}]}],
            "extensionsUsed": ["EXT_mesh_gpu_instancing"],
        },
        points,
        places,
    )


@pytest.mark.parametrize("kind", [each[1:] for each in FORMATS if each not in (".glb", ".png")])
@pytest.mark.parametrize("model", [instanced, skinned], ids=["instanced", "skinned"])
def test_what_stands_in_the_scene_is_what_is_written(
    kind: str, model: object, tmp_path: Path
) -> None:
    glb = model()  # type: ignore[operator]
    data = one(glb, kind)
    if kind == "usdz":
        stage = stage_of(data, tmp_path)
        assert complaints(stage) == []
        found = sum(len(each.GetFaceVertexCountsAttr().Get()) for each in meshes_of(stage))
    elif kind == "3mf":
        found = sum(each.GetTriangleCount() for each in meshes_of_3mf(data))
    else:
        scene = scene_of(converted(glb, f"model.{kind}", check=False), kind)
        found = sum(len(each.faces) for each in scene.geometry.values())
        expected = upright_bounds(glb) if kind == "stl" else [bounds(glb).min, bounds(glb).max]
        assert np.allclose(scene.bounds, expected, atol=1e-3)
    assert found == triangle_count(glb)


@pytest.mark.parametrize("kind", [each[1:] for each in FORMATS if each != ".glb"])
@pytest.mark.parametrize("kept", [0, 30, 0.5, 0.9])
def test_a_damaged_model_is_told(kept: float, kind: str) -> None:
    glb = product()
    length = int(kept if kept > 1 else kept * len(glb))
    with pytest.raises(ModelError):
        one(glb[:length], kind)


class TestFiles:
    def test_they_are_written_where_they_were_asked_for(self, tmp_path: Path) -> None:
        source = tmp_path / "source.glb"
        source.write_bytes(coloured())
        for end in FORMATS:
            path = tmp_path / f"a box{end.upper()}"
            assert convert(source, path, check=False) == path
            assert path.stat().st_size > 0
        assert (tmp_path / "a_box.mtl").is_file()
        assert Image.open(tmp_path / "a box.PNG").size == (768, 768)

    @pytest.mark.parametrize("name", ["model.step", "model"])
    def test_another_format_is_refused_with_those_that_there_are(self, name: str) -> None:
        with pytest.raises(ExportError, match="GLB, USDZ, STL, OBJ, PLY, 3MF, PNG") as refused:
            converted(box(), name)
        assert "\n" not in str(refused.value)

    def test_a_folder_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(ExportError, match="Cannot write"):
            convert(box(), tmp_path / "nowhere" / "x.stl")

    def test_a_source_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="cannot be read"):
            convert(tmp_path / "x.glb", tmp_path / "x.stl")

    @pytest.mark.parametrize("kind", ["usdz", "3mf", "stl", "ply", "obj"])
    def test_the_same_model_makes_the_same_file(self, kind: str) -> None:
        assert one(coloured(), kind) == one(coloured(), kind)
