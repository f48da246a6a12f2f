"""What a viewer takes, and what it refuses."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import trimesh
from traitlets import TraitError

from prodwidget import ModelViewer, Studio
from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from prodwidget.errors import ModelError


@pytest.fixture(scope="module")
def glb() -> bytes:
    return write_glb(read_create("a red mug", 0).spec)


def test_bytes_are_named_by_digest_and_stay_out_of_the_saved_state(glb: bytes) -> None:
    viewer = ModelViewer(glb)
    assert viewer.source["url"] == "blob+sha256:" + viewer.source["sha256"]
    assert viewer.source["size"] == len(glb)
    assert len(repr(viewer.get_state())) < 10_000


def test_a_path_is_read(glb: bytes, tmp_path: Path) -> None:
    (tmp_path / "mug.glb").write_bytes(glb)
    source = ModelViewer(str(tmp_path / "mug.glb")).source
    assert (source["size"], source["name"]) == (len(glb), "mug")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/models/red%20mug.glb?token=1#2", "red mug"),
        ("http://example.org", ""),
        ("https://[nowhere/mug.glb", "mug"),
        ("data:model/gltf-binary;base64,Z2xURg==", ""),
    ],
)
def test_a_url_says_what_its_file_is_called(url: str, name: str) -> None:
    assert ModelViewer(url).source["name"] == name


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a GLB"),
        (b"<html>not a model</html>", "not a GLB"),
        (b"glTF\x01\x00\x00\x00\x0c\x00\x00\x00", "version 1"),
        (b"glTF\x02\x00\x00\x00\xff\x00\x00\x00", "cut short"),
    ],
)
def test_bytes_that_are_no_model_are_refused(data: bytes, says: str) -> None:
    with pytest.raises(ModelError, match=says) as raised:
        ModelViewer(data)
    assert raised.value.hint


def test_a_path_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match=r"nowhere\.glb"):
        ModelViewer("nowhere.glb")


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(TypeError, match=r"lightning.*lighting"):
        ModelViewer(lightning="studio")


def test_a_trimesh_scene_and_a_mesh_become_models() -> None:
    box = trimesh.creation.box((0.1, 0.2, 0.3))
    scene = trimesh.Scene(box)
    for shape in (box, scene):
        viewer = ModelViewer(shape)
        data = viewer.file(viewer.source["sha256"])
        read = trimesh.load(io.BytesIO(data), file_type="glb")
        assert read.extents == pytest.approx((0.1, 0.2, 0.3))
    assert ModelViewer(scene).source["id"] == ModelViewer(scene).source["id"]


def test_an_empty_scene_is_refused() -> None:
    with pytest.raises(ModelError, match="cannot be written") as raised:
        ModelViewer(trimesh.Scene())
    assert raised.value.hint


@pytest.mark.parametrize("thing", [3, ["bottle.glb"], object()])
def test_what_is_no_model_at_all_is_named(thing: object) -> None:
    with pytest.raises(TypeError, match=rf"cannot show a {type(thing).__name__}; it takes"):
        ModelViewer(thing)  # type: ignore[arg-type]


def test_another_model_drops_what_the_last_ones_backend_said(glb: bytes) -> None:
    viewer = ModelViewer(glb)
    viewer.label = "procedural, not AI"
    viewer.show(glb)
    assert viewer.label == ""
    viewer.label = "procedural, not AI"
    viewer.show("https://example.invalid/model.glb")
    assert viewer.label == ""


def test_a_viewer_takes_the_width_there_is_and_names_its_model(glb: bytes) -> None:
    viewer = ModelViewer(glb)
    assert viewer.layout.width == "100%"
    assert ModelViewer(glb, layout={"width": "40%"}).layout.width == "40%"
    assert repr(viewer) == f"<ModelViewer of {viewer.source['id']}>"
    assert repr(ModelViewer()) == "<ModelViewer of nothing>"


# What cannot be set


@pytest.mark.parametrize(
    "camera",
    [
        {"position": [0, 0, 1]},
        {"position": [0, 0, float("nan")], "target": [0, 0, 0]},
        {"position": [0, 0, 1], "target": [0, float("inf"), 0]},
        {"position": "near", "target": [0, 0, 0]},
        {"position": [0, 1], "target": [0, 0, 0]},
    ],
)
def test_a_camera_that_is_none_is_told(camera: dict[str, Any]) -> None:
    with pytest.raises(TraitError, match="three finite numbers"):
        ModelViewer(camera=camera)
    viewer = ModelViewer()
    with pytest.raises(TraitError, match="three finite numbers"):
        viewer.camera = camera
    assert viewer.camera is None


@pytest.mark.parametrize("colour", ["notacolour", "#12", "red; }", "url(https://x.test)", ""])
def test_a_background_that_is_no_colour_is_told(colour: str) -> None:
    with pytest.raises(TraitError, match="CSS colour"):
        ModelViewer(background=colour)


@pytest.mark.parametrize("colour", ["auto", "White", "#f6f6f8", "rgb(20 20 24 / 50%)", "tomato"])
def test_a_background_that_is_a_colour_is_taken(colour: str) -> None:
    assert ModelViewer(background=colour).background == colour


def test_a_name_is_no_pipeline() -> None:
    with pytest.raises(TypeError, match=r"Studio\(session='bottle'\)"):
        Studio("bottle")  # type: ignore[arg-type]


def test_a_scheme_in_capitals_is_a_url() -> None:
    assert ModelViewer("HTTPS://models.test/a.glb").source["url"] == "HTTPS://models.test/a.glb"


@pytest.mark.parametrize("path", ["a\0b.glb", "~nobody-of-that-name/a.glb"])
def test_a_path_that_is_none_is_told(path: str) -> None:
    with pytest.raises(ModelError, match="Cannot read"):
        ModelViewer(path)
