"""What is told of a model is what trimesh and the Khronos validator measure and count."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh

import prodwidget
from prodwidget import facts
from prodwidget.errors import ModelError, ProdwidgetError
from prodwidget.geometry import OPERATIONS, bounds, convert, named_parts
from prodwidget.records import ModelFacts
from tests.unit.glb_models import NASTY, ball, box, product, skinned
from tests.unit.test_parts import painted

PROMPTS = [
    "a matte black bottle with a copper lid", "a jar of honey", "a tube", "a can", "a white mug",
    "a box", "a vase", "a bowl", "a lamp", "a stool",
]  # fmt: skip


def counted(folder: Path, models: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    for name, data in models.items():
        (folder / f"{name}.glb").write_bytes(data)
    script = Path(__file__).with_name("count_glb.mjs")
    answer = subprocess.run(
        ["node", str(script), str(folder)], capture_output=True, text=True, check=True
    )
    return {Path(name).stem: each for name, each in json.loads(answer.stdout).items()}


def test_counts_are_those_of_the_khronos_validator(tmp_path: Path) -> None:
    models = {prompt: product(prompt) for prompt in PROMPTS}
    models |= {"ball": ball(), "painted": painted(), "skinned": skinned()}
    for name, found in counted(tmp_path, models).items():
        told = facts(models[name])
        assert told.triangles == found["triangles"], name
        assert told.vertices == found["vertices"], name
        assert len(told.materials) == found["materials"], name
        assert len(told.animations) == found["animations"], name
        assert list(told.extensions) == found["extensions"], name
        assert [[each.width, each.height, each.media_type] for each in told.textures] == found[
            "images"
        ], name


def solids(glb: bytes) -> dict[str, trimesh.Trimesh]:
    """The parts of a model as trimesh has them, points that lie together as one."""
    scene = trimesh.load_scene(io.BytesIO(glb), file_type="glb")
    found = {}
    for node in scene.graph.nodes_geometry:
        matrix, geometry = scene.graph[node]
        mesh = scene.geometry[geometry].copy()
        mesh.apply_transform(matrix)
        mesh.merge_vertices(merge_tex=True, merge_norm=True)
        mesh.update_faces(mesh.nondegenerate_faces(height=0))
        found[node] = mesh
    return found


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("repaired", [False, True])
def test_measures_are_those_of_trimesh(prompt: str, repaired: bool) -> None:
    glb = OPERATIONS["repair"].run(product(prompt)).glb if repaired else product(prompt)
    told, meshes = facts(glb), solids(glb)
    assert told.names == named_parts(glb) == tuple(each.name for each in told.parts)
    assert set(told.names) == set(meshes)
    for part in told.parts:
        mesh = meshes[part.name]
        edges = np.unique(mesh.edges_sorted, axis=0, return_counts=True)[1]
        assert part.open_edges == (edges == 1).sum(), part.name
        assert part.crowded_edges == (edges > 2).sum(), part.name
        assert part.watertight == mesh.is_volume, part.name
        if part.watertight:
            assert part.volume_mm3 == pytest.approx(mesh.volume * 1e9, rel=1e-4)
    whole = trimesh.util.concatenate([*meshes.values()])
    assert told.area_mm2 == pytest.approx(whole.area * 1e6, rel=1e-5)
    assert told.size_mm == pytest.approx(whole.extents * 1000, abs=1e-3)
    assert told.watertight == all(each.is_volume for each in meshes.values())
    if told.watertight:
        volume = sum(each.volume for each in meshes.values())
        assert told.volume_mm3 == pytest.approx(volume * 1e9, rel=1e-4)
    else:
        assert told.volume_mm3 is None and told.why_not
    assert repaired <= bool(told.watertight)


def test_what_is_told_to_be_watertight_is_what_a_printer_is_given(tmp_path: Path) -> None:
    for prompt in PROMPTS[:5]:
        glb = OPERATIONS["repair"].run(product(prompt)).glb
        assert facts(glb).watertight
        convert(glb, tmp_path / "model.stl")


def open_box(keep: Any) -> bytes:
    mesh = trimesh.creation.box()
    mesh.faces = keep(mesh.faces)
    return bytes(trimesh.Scene({"cube": mesh}).export(file_type="glb"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda faces: faces[1:], "cube: 3 edges open."),
        (lambda faces: np.vstack([faces[:1], faces]), "cube: 3 edges shared by more than two"),
        (
            lambda faces: np.vstack([faces[:1, ::-1], faces[1:]]),
            "cube: 3 edges between triangles turned against each other.",
        ),
        (lambda faces: faces[:, ::-1], "cube: inside out."),
        (lambda faces: np.vstack([faces[:1], faces[:1, ::-1]]), "cube: it is flat."),
    ],
)
def test_it_is_said_why_a_model_is_not_watertight(change: Any, why: str) -> None:
    told = facts(open_box(change))
    assert told.watertight is False and told.volume_mm3 is None
    assert told.why_not[0].startswith(why)
    assert why in str(told) and why in told._repr_html_()


def test_instances_and_mirrors_count_as_they_are_drawn() -> None:
    mesh = trimesh.creation.box()
    scene = trimesh.Scene({"cube": mesh})
    mirrored = np.diag([-2.0, 1.0, 1.0, 1.0])
    mirrored[0, 3] = 5
    scene.add_geometry(mesh, geom_name="cube", node_name="other", transform=mirrored)
    told = facts(bytes(scene.export(file_type="glb")))
    assert (told.triangles, len(told.parts), told.watertight) == (24, 2, True)
    assert told.volume_mm3 == pytest.approx(3e9)
    assert told.size_mm == pytest.approx((6500, 1000, 1000))


def test_a_texture_is_told_by_what_it_is_for() -> None:
    base, surface = facts(painted()).textures
    assert (base.roles, base.width, base.height) == (("base colour",), 8, 8)
    assert surface.roles == ("metal and roughness",)
    text = str(facts(product()))
    assert "base colour" in text and "triangles" in text and "cm²" in text


def test_what_cannot_be_opened_here_is_told_as_far_as_its_file_says() -> None:
    from tests.unit.glb_models import changed

    def packed(tree: dict[str, Any]) -> None:
        primitive = tree["meshes"][0]["primitives"][0]
        primitive["extensions"] = {"KHR_draco_mesh_compression": {"bufferView": 0}}
        tree["extensionsUsed"] = tree["extensionsRequired"] = ["KHR_draco_mesh_compression"]

    told = facts(changed(packed))
    assert (told.watertight, told.area_mm2, told.parts) == (None, None, ())
    assert told.triangles == 12 and told.size_mm == pytest.approx((1000, 1000, 1000))
    assert "Draco" in told.why_not[0]


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_model_is_measured_or_refused_in_a_sentence(name: str) -> None:
    try:
        told = facts(NASTY[name])
    except ProdwidgetError as error:
        assert error.message and error.hint
    else:
        assert np.isfinite(told.size_mm).all() and told.triangles >= 0


def test_models_of_other_formats_and_of_no_format(tmp_path: Path) -> None:
    mesh = trimesh.creation.icosphere(radius=20)
    mesh.export(tmp_path / "ball.stl")
    told = facts(tmp_path / "ball.stl")
    assert told.watertight and told.triangles == len(mesh.faces)
    assert told.volume_mm3 == pytest.approx(mesh.volume * 1e9, rel=1e-3)
    assert facts(box()).size_mm == pytest.approx(tuple(1000 * e for e in bounds(box()).size))
    for nothing in (tmp_path / "none.glb", b"", b"no model"):
        with pytest.raises(ModelError):
            facts(nothing)


def test_facts_are_a_frozen_public_record() -> None:
    told = facts(box())
    assert isinstance(told, ModelFacts) and "Facts" in prodwidget.__all__
    assert ModelFacts.model_validate_json(told.model_dump_json()) == told
    with pytest.raises(ValueError, match="frozen"):
        told.triangles = 3  # type: ignore[misc]
