"""Pictures without a browser: what is seen, where, in which colour, through what."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray
from PIL import Image

from prodwidget.errors import ConfigurationError, ModelError
from prodwidget.geometry import (
    Camera,
    bounds,
    laid_into_frame,
    render,
    silhouette,
    three_quarter_view,
)
from tests.unit.glb_models import NASTY, ball, box, built, product, skinned

AHEAD = Camera((0, 0, 10), (0, 0, 0), 2 * float(np.degrees(np.arctan(0.1))))
"""Sees from -1 to 1, upwards and, in a square picture, across, at z = 0."""
SHEET = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], np.float32)
TRIANGLES = np.array([0, 1, 2, 0, 2, 3], np.uint16)


def pixels(png: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(png)))


def sheets(
    *materials: dict[str, Any], depths: tuple[float, ...] = (0.0,), **attributes: Any
) -> bytes:
    """Sheets of two metres before `AHEAD`, one a material, unlit."""
    arrays = [TRIANGLES]
    primitives = []
    for number, depth in enumerate(depths):
        arrays.append(SHEET + np.array([0, 0, depth], np.float32))
        primitive = {"attributes": {"POSITION": len(arrays) - 1}, "indices": 0, "material": number}
        for name, values in attributes.items():
            arrays.append(values)
            primitive["attributes"][name] = len(arrays) - 1
        primitives.append(primitive)
    unlit = {"extensions": {"KHR_materials_unlit": {}}}
    tree = {
        "extensionsUsed": ["KHR_materials_unlit"],
        "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}], "meshes": [{"primitives": primitives}],
        "materials": [unlit | each for each in materials],
    }  # fmt: skip
    return built(tree, *arrays)


def coloured(*rgba: float, **more: Any) -> dict[str, Any]:
    return {"pbrMetallicRoughness": {"baseColorFactor": rgba}, **more}


def textured(picture: NDArray[np.uint8], **sampler: int) -> bytes:
    """A sheet with a picture, upright, from -1 to 1."""
    import base64

    data = io.BytesIO()
    Image.fromarray(picture).save(data, "PNG")
    uri = "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()
    tree = {
        "extensionsUsed": ["KHR_materials_unlit"],
        "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{
            "attributes": {"POSITION": 1, "TEXCOORD_0": 2}, "indices": 0, "material": 0,
        }]}],
        "materials": [{
            "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}},
            "extensions": {"KHR_materials_unlit": {}},
        }],
        "textures": [{"source": 0, "sampler": 0}], "samplers": [sampler], "images": [{"uri": uri}],
    }  # fmt: skip
    uv = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], np.float32)
    return built(tree, TRIANGLES, SHEET, uv)


def test_a_colour_is_seen_as_it_was_named() -> None:
    picture = pixels(render(sheets(coloured(1, 0, 0, 1)), width=32, height=32, camera=AHEAD))
    assert picture.shape == (32, 32, 3)
    assert (picture == [255, 0, 0]).all()


def test_vertex_colours_run_over_the_surface() -> None:
    colours = np.array([[0, 0, 0, 1], [1, 0, 0, 1], [1, 1, 0, 1], [0, 1, 0, 1]], np.float32)
    glb = sheets({}, COLOR_0=colours)
    picture = pixels(render(glb, width=64, height=64, camera=AHEAD)).astype(int)
    assert (np.diff(picture[32, :, 0]) >= 0).all()
    assert picture[2, 2, 1] > 240 > 60 > picture[61, 2, 1]


def test_a_texture_stands_upright() -> None:
    # Red, green; blue, white.
    quarters = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]], np.uint8)
    picture = pixels(
        render(textured(quarters.repeat(16, 0).repeat(16, 1)), width=40, height=40, camera=AHEAD)
    )
    seen = picture[[5, 5, 34, 34], [5, 34, 5, 34]]
    assert (seen == quarters.reshape(-1, 3)).all()


def test_perspective_is_in_the_texture_too() -> None:
    half = np.zeros((64, 64, 3), np.uint8)
    half[:, 32:] = 255
    camera = Camera((-2, 0, 1.2), (0, 0, 0), 60)
    picture = pixels(render(textured(half), width=200, height=200, camera=camera))
    # The middle of the sheet is the camera's target, and so the middle of the picture.
    row = picture[100, :, 0]
    assert row[85] < 60
    assert row[105] == 255


def test_what_is_nearer_hides_what_is_behind_whichever_comes_first() -> None:
    for depths, seen in (((0.0, 0.5), [0, 255, 0]), ((0.5, 0.0), [255, 0, 0])):
        glb = sheets(coloured(1, 0, 0, 1), coloured(0, 1, 0, 1), depths=depths)
        picture = pixels(render(glb, width=16, height=16, camera=AHEAD))
        assert (picture[8, 8] == seen).all()


def test_a_small_thing_stands_before_a_large_one() -> None:
    # Small triangles are filled before large ones.
    like = sheets(coloured(1, 0, 0, 1))
    near = (SHEET * 0.02 + np.array([0, 0, 1], np.float32)).astype(np.float32)
    unlit = {"KHR_materials_unlit": {}}
    glb = built(
        {
            "extensionsUsed": ["KHR_materials_unlit"],
            "scenes": [{"nodes": [0, 1]}], "nodes": [{"mesh": 0}, {"mesh": 1}],
            "meshes": [
                {"primitives": [{"attributes": {"POSITION": at}, "indices": 0, "material": at - 1}]}
                for at in (1, 2)
            ],
            "materials": [
                {**coloured(1, 0, 0, 1), "extensions": unlit},
                {**coloured(0, 1, 0, 1), "extensions": unlit},
            ],
        },
        TRIANGLES, SHEET, near,
    )  # fmt: skip
    picture = pixels(render(glb, width=200, height=200, camera=AHEAD))
    assert (picture[99:101, 99:101] == [0, 255, 0]).all()
    assert (picture[50, 50] == pixels(render(like, width=8, height=8, camera=AHEAD))[4, 4]).all()


def test_a_blended_surface_is_looked_through() -> None:
    glb = sheets(coloured(0, 0, 1, 1), coloured(1, 0, 0, 0.5, alphaMode="BLEND"), depths=(0.0, 0.5))
    red, green, blue = pixels(render(glb, width=16, height=16, camera=AHEAD))[8, 8]
    # Half of each light, which is 188 in sRGB.
    assert (abs(int(red) - 188), green, abs(int(blue) - 188)) <= (1, 0, 1)


def test_a_masked_surface_has_holes() -> None:
    for alpha, seen in ((0.4, [0, 0, 255]), (0.6, [255, 0, 0])):
        glb = sheets(
            coloured(0, 0, 1, 1), coloured(1, 0, 0, alpha, alphaMode="MASK"), depths=(0.0, 0.5)
        )
        assert (pixels(render(glb, width=16, height=16, camera=AHEAD))[8, 8] == seen).all()


def test_both_sides_are_seen_and_the_background_is_as_asked() -> None:
    behind = Camera((0, 0, -20), (0, 0, 0), AHEAD.fov)
    glb = sheets(coloured(1, 0, 0, 1))
    picture = pixels(render(glb, width=64, height=64, camera=behind, background=(1, 2, 3)))
    assert (picture[32, 32] == [255, 0, 0]).all()
    assert (picture[2, 2] == [1, 2, 3]).all()
    clear = pixels(render(glb, width=64, height=64, camera=behind, background=None))
    assert clear[32, 32].tolist() == [255, 0, 0, 255]
    assert clear[2, 2, 3] == 0


def test_light_comes_from_the_upper_left() -> None:
    picture = pixels(render(ball(5), width=128, height=128)).astype(int)
    assert picture[40, 40].sum() > picture[88, 88].sum() + 60


def test_a_picture_shows_the_whole_product_with_a_margin() -> None:
    for model in (product(), product("a gift box with a gold lid"), box(5, 0.1, 0.1)):
        for width, height in ((256, 256), (320, 128), (128, 320)):
            covered = silhouette(model, width=width, height=height)
            rows, columns = np.flatnonzero(covered.any(1)), np.flatnonzero(covered.any(0))
            assert rows[0] > 4 and rows[-1] < height - 5
            assert columns[0] > 4 and columns[-1] < width - 5
            assert max(len(rows) / height, len(columns) / width) > 0.6


def test_a_silhouette_is_what_the_picture_covers() -> None:
    camera = three_quarter_view(bounds(product()))
    covered = silhouette(product(), camera, width=256, height=256)
    picture = pixels(render(product(), width=256, height=256, camera=camera, background=None))
    assert np.mean(covered != (picture[..., 3] > 127)) < 0.002


@pytest.mark.parametrize("subdivisions", [1, 3, 7])
def test_a_ball_covers_a_disc_however_large_its_triangles_are(subdivisions: int) -> None:
    covered = silhouette(ball(subdivisions, radius=0.8), AHEAD, width=300, height=300)
    # Seen from ten radii and a half, the outline is a little larger than a great circle.
    radius = 0.8 / np.sqrt(100 - 0.64) * 10 * 150
    share = {1: 0.1, 3: 0.01, 7: 0.003}[subdivisions]
    assert covered.sum() == pytest.approx(np.pi * radius**2, rel=share)
    y, x = np.mgrid[:300, :300] + 0.5
    inner = (x - 150) ** 2 + (y - 150) ** 2 < (radius * 0.85) ** 2
    assert covered[inner].all(), "no cracks between triangles"


def test_a_model_of_the_same_shape_has_the_same_silhouette() -> None:
    camera = three_quarter_view(bounds(product()))
    again = laid_into_frame(product("a red bottle with a copper lid that says NOVA"), product())
    ours, theirs = (silhouette(each, camera, width=200, height=200) for each in (product(), again))
    assert np.mean(ours != theirs) < 0.01


def test_a_skin_is_seen_where_its_joints_are() -> None:
    camera = Camera((0.5, 1, 10), (0.5, 1, 0), AHEAD.fov)
    assert silhouette(skinned(), camera, width=100, height=100).sum() == pytest.approx(
        5000, rel=0.05
    )


@pytest.mark.parametrize("where", [(0.0, 0.0, 0.1), (0.0, 3.0, 0.0), (0.0, -3.0, 0.0)])
def test_a_camera_may_stand_within_or_above_or_below(where: tuple[float, float, float]) -> None:
    picture = pixels(render(product(), width=64, height=64, camera=Camera(where, (0, 0, 0), 60)))
    assert picture.shape == (64, 64, 3)


@pytest.mark.parametrize(
    ("camera", "size"),
    [
        (Camera((0, 0, 0), (0, 0, 0)), 64),
        (Camera((0, 0, 1), (0, 0, 0), 180), 64),
        (Camera((0, float("nan"), 1), (0, 0, 0)), 64),
        (None, 0),
        (None, 5000),
    ],
)
def test_a_picture_that_cannot_be_made_is_refused(camera: Camera | None, size: int) -> None:
    with pytest.raises(ConfigurationError) as raised:
        render(box(), width=size, height=size, camera=camera)
    assert raised.value.hint


def test_a_scene_of_trimesh_is_seen_with_its_colours() -> None:
    mesh = trimesh.creation.box()
    mesh.visual.vertex_colors = [0, 0, 255, 255]
    picture = pixels(
        render(bytes(trimesh.Scene(mesh).export(file_type="glb")), width=64, height=64)
    )
    red, green, blue = picture[32, 32].astype(int)
    assert blue > red + 80 and blue > green + 80


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_files_are_seen_or_refused(nasty: str) -> None:
    for seen in (render, silhouette):
        try:
            seen(NASTY[nasty], width=48, height=48)
        except ModelError as error:
            assert error.hint
