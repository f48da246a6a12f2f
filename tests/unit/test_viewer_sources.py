"""What a viewer takes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodwidget import ModelViewer
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
    assert ModelViewer(str(tmp_path / "mug.glb")).source["size"] == len(glb)


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
