"""GLBs taken apart and put together, measured, compared, and laid into a frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from prodwidget.errors import ModelError
from prodwidget.geometry import (
    Bounds,
    GltfDocument,
    bounds,
    laid_into_frame,
    part_names,
    read_document,
    shape_difference,
    triangle_count,
    write_document,
)
from tests.unit.glb_models import NASTY, ball, box, built, issues, product, skinned, tree_of


def approximately(box: Bounds, low: tuple[float, ...], high: tuple[float, ...]) -> bool:
    return box.min == pytest.approx(low, abs=1e-6) and box.max == pytest.approx(high, abs=1e-6)


def test_a_document_is_written_as_it_was_read(tmp_path: Path) -> None:
    before = read_document(product())
    after = read_document(write_document(before))
    assert after.tree == before.tree
    assert after.binary == before.binary
    assert issues(tmp_path, {"again": write_document(before)}) == {}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a GLB"),
        (b"glTF" + bytes(40), "glTF version 0"),
        (product()[:-100], "cut short"),
        (product()[:20] + b"[" + product()[21:], "JSON is damaged"),
    ],
)
def test_what_is_no_whole_glb_is_refused_in_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(ModelError, match=says) as raised:
        read_document(data)
    assert raised.value.hint


def test_bounds_are_those_of_the_scene_with_its_nodes() -> None:
    tree = tree_of(box(2.0, 1.0, 0.5))
    (index,) = (at for at, node in enumerate(tree["nodes"]) if "mesh" in node)
    # A quarter turn about y, twice as large, one metre up.
    half = 0.5**0.5
    tree["nodes"][index] = {
        "mesh": tree["nodes"][index]["mesh"],
        "rotation": [0, half, 0, half],
        "scale": [2, 2, 2],
        "translation": [0, 1, 0],
    }
    glb = write_document(GltfDocument(tree, read_document(box(2.0, 1.0, 0.5)).binary))
    assert approximately(bounds(glb), (-0.5, 0, -2), (0.5, 2, 2))


def test_a_skin_stands_where_its_joints_are() -> None:
    assert approximately(bounds(skinned()), (0, 0, 0), (1, 2, 0))


def test_morphs_strips_and_sparse_values_are_measured() -> None:
    glb = built(
        {
            "nodes": [{"mesh": 0, "weights": [0.5]}],
            "scenes": [{"nodes": [0]}],
            "meshes": [
                {
                    "primitives": [
                        {
                            "attributes": {"POSITION": 0},
                            "mode": 5,
                            "targets": [{"POSITION": 1}],
                        }
                    ]
                }
            ],
        },
        np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]], np.float32),
        np.array([[0, 0, 4]] * 4, np.float32),
        np.array([3], np.uint16),
        np.array([[5, 1, 0]], np.float32),
    )
    tree = tree_of(glb)
    tree["accessors"][0]["sparse"] = {
        "count": 1,
        "indices": {"bufferView": 2, "componentType": 5123},
        "values": {"bufferView": 3},
    }
    glb = write_document(GltfDocument(tree, read_document(glb).binary))
    assert approximately(bounds(glb), (0, 0, 2), (5, 1, 2))
    assert triangle_count(glb) == 2


def test_what_a_compressed_file_says_of_its_corners_is_believed() -> None:
    tree = tree_of(box(2.0, 1.0, 0.5))
    for primitive in tree["meshes"][0]["primitives"]:
        primitive["extensions"] = {"KHR_draco_mesh_compression": {}}
    tree["extensionsUsed"] = ["KHR_draco_mesh_compression"]
    glb = write_document(GltfDocument(tree, b""))
    assert approximately(bounds(glb), (-1, -0.5, -0.25), (1, 0.5, 0.25))
    assert triangle_count(glb) == 12


def test_parts_are_named_and_triangles_counted() -> None:
    assert part_names(product()) == ("body", "lid", "label")
    assert triangle_count(box()) == 12
    assert triangle_count(ball(2)) == 320


def test_a_kept_shape_is_said_to_be_kept() -> None:
    difference = shape_difference(product(), product())
    assert difference.bounds_moved == 0
    assert difference.told() == (
        "The shape was kept: the same size and place, parts and texture layout."
    )


def test_what_was_not_kept_is_told_in_one_sentence() -> None:
    difference = shape_difference(product(), ball(2))
    assert not difference.keeps_bounds
    assert not difference.keeps_triangles
    assert not difference.keeps_names
    assert not difference.keeps_layout
    said = difference.told()
    assert said.startswith("The shape was not kept in all: its size or place changed by ")
    assert "it has 320 triangles instead of 39,036" in said
    assert "parts are gone or renamed (body, label, lid)" in said
    assert said.endswith("and its texture coordinates are gone.")
    assert "triangles" not in difference.told(same_triangles=False)


@pytest.mark.parametrize(("grown", "kept"), [(1.005, True), (1.05, False)])
def test_bounds_are_the_same_within_a_hundredth(grown: float, kept: bool) -> None:
    assert shape_difference(box(), box(1.0, grown, 1.0)).keeps_bounds is (kept)


def test_a_model_is_laid_into_anothers_frame(tmp_path: Path) -> None:
    like = product()
    laid = laid_into_frame(ball(3, radius=7), like)
    ours, theirs = bounds(laid), bounds(like)
    assert ours.size[1] == pytest.approx(theirs.size[1])
    assert ours.min[1] == pytest.approx(theirs.min[1], abs=1e-9)
    assert (ours.centre[0], ours.centre[2]) == pytest.approx(
        (theirs.centre[0], theirs.centre[2]), abs=1e-9
    )
    assert read_document(laid).binary == read_document(ball(3, radius=7)).binary
    assert issues(tmp_path, {"laid": laid}) == {}


def test_the_longest_side_counts_where_the_heights_cannot() -> None:
    laid = laid_into_frame(box(4.0, 0.1, 1.0), box(0.2, 2.0, 0.2))
    assert max(bounds(laid).size) == pytest.approx(2.0)


def test_a_size_of_its_own_may_be_kept() -> None:
    laid = laid_into_frame(box(1, 3, 1), box(1, 1, 1), keep_size=False)
    assert bounds(laid).size == pytest.approx((1, 3, 1))
    assert bounds(laid).min[1] == pytest.approx(-0.5)


def test_what_stands_there_already_is_left_byte_for_byte() -> None:
    assert laid_into_frame(product(), product()) == product()


def test_a_skin_that_moves_is_laid_with_what_moves_it(tmp_path: Path) -> None:
    laid = laid_into_frame(skinned(), box(2, 8, 2))
    assert approximately(bounds(laid), (-2, -4, 0), (2, 4, 0))
    assert tree_of(laid)["animations"] == tree_of(skinned())["animations"]
    assert issues(tmp_path, {"laid": laid}) == issues(tmp_path / "as-is", {"laid": skinned()})


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_files_are_measured_or_refused(nasty: str) -> None:
    data = NASTY[nasty]
    for measured in (
        bounds,
        triangle_count,
        part_names,
        lambda glb: shape_difference(product(), glb).told(),
        lambda glb: laid_into_frame(glb, product()),
    ):
        try:
            measured(data)
        except ModelError as error:
            assert error.hint
