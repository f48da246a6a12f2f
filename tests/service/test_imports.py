"""A history that begins with a model of the user's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import trimesh

from prodwidget.errors import ModelError, PromptError
from prodwidget.geometry import bounds, silhouette
from prodwidget.session import ProductPipeline
from tests.service.fal_server import painted_red
from tests.service.paid import Services


def chair(path: Path) -> Path:
    seat = trimesh.creation.box((0.5, 0.05, 0.5))
    back = trimesh.creation.box((0.5, 0.6, 0.05))
    back.apply_translation((0, 0.3, -0.225))
    trimesh.util.concatenate([seat, back]).export(path)
    return path


@pytest.mark.parametrize("kind", ["glb", "gltf-embedded", "obj", "stl", "ply"])
def test_a_file_of_every_kind_begins_a_history(
    pipeline: ProductPipeline, tmp_path: Path, kind: str
) -> None:
    if kind == "gltf-embedded":
        import base64
        import json

        files = trimesh.load(chair(tmp_path / "a.glb")).export(file_type="gltf")
        tree = json.loads(files["model.gltf"])
        for buffer in tree["buffers"]:
            data = base64.b64encode(files[buffer["uri"]]).decode()
            buffer["uri"] = f"data:application/octet-stream;base64,{data}"
        path = tmp_path / "chair.gltf"
        path.write_text(json.dumps(tree))
    else:
        path = chair(tmp_path / f"chair.{kind}")
    made = pipeline.create(model=path).result(60)
    assert (made.kind, made.prompt, made.parent) == ("import", path.name, None)
    assert np.allclose(bounds(pipeline.model(made)).size, (0.5, 0.625, 0.5), atol=1e-3)
    (source,) = [each for each in made.artifacts if each.role == "source"]
    assert pipeline.artifacts.read(source.sha256) == path.read_bytes()
    high = pipeline.process("scale", height_mm=900).result(60)
    assert high.parent == made.id
    assert bounds(pipeline.model(high)).size[1] == pytest.approx(0.9, rel=1e-3)


def test_it_can_be_painted(services: Services, tmp_path: Path) -> None:
    services.fal.paints = painted_red
    pipeline = services.pipeline(painter="fal-ai/trellis-2/retexture")
    made = pipeline.create(model=chair(tmp_path / "chair.stl")).result(60)
    assert not services.fal.jobs and pipeline.spent == 0
    red = pipeline.edit("make it red").result(60)
    assert red.kind == "retexture" and any("shape was kept" in each for each in red.notes)
    assert (silhouette(pipeline.model(red)) == silhouette(pipeline.model(made))).all()


def test_bytes_and_a_name_of_ones_own(pipeline: ProductPipeline, tmp_path: Path) -> None:
    data = chair(tmp_path / "chair.glb").read_bytes()
    made = pipeline.create("the old chair", model=data).result(60)
    assert (made.prompt, pipeline.model(made)) == ("the old chair", data)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is empty"), (b"solid nothing", "."), (b"\x89PNG\r\n", "."), (b"glTF\2\0\0\0", ".")],
    ids=["empty", "words", "a picture", "cut short"],
)
def test_what_is_no_model_leaves_nothing(
    pipeline: ProductPipeline, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "chair.stl"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=said) as raised:
        pipeline.create(model=path).result(60)
    assert raised.value.hint
    assert not pipeline.history and not pipeline.unfinished


def test_what_is_not_there(pipeline: ProductPipeline, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No such file"):
        pipeline.create(model=tmp_path / "nothing.glb")
    with pytest.raises(PromptError, match="pictures or with a model"):
        pipeline.create(model=b"x", pictures=[b"y"])
