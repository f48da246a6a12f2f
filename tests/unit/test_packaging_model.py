"""The model of a package: what it is made of, how it folds, and what it looks like."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from prodwidget.geometry import (
    SceneWriter,
    bounds,
    named_parts,
    read_document,
    silhouette,
    write_document,
)
from prodwidget.geometry.operations.compress import compress
from prodwidget.geometry.surface import pieces
from prodwidget.surfaces.packaging.carrier import Can
from prodwidget.surfaces.packaging.fold import standing
from prodwidget.surfaces.packaging.model import folded_glb
from prodwidget.surfaces.packaging.sheet import Sheet
from prodwidget.surfaces.packaging.structures import STRUCTURES, sheet_of
from tests.unit.packaging import artwork_of, at_time, some_sheets

EVERY = pytest.mark.parametrize("name", STRUCTURES)


def usual(name: str) -> Sheet:
    return sheet_of(name, *STRUCTURES[name].defaults)


def packed() -> bytes:
    """A tube off the ground: it has pictures, an animation and morph targets."""
    sheet = sheet_of("tube", 40, 40, 60)
    document = read_document(folded_glb(sheet, artwork_of(sheet)))
    for root in document.tree["scenes"][0]["nodes"]:
        document.tree["nodes"][root]["translation"][1] += 0.2
    return write_document(document)


def complaints(folder: Path) -> dict[str, list[object]]:
    """What the Khronos validator says of each file in a folder."""
    script = Path(__file__).with_name("validate_glb.mjs")
    answer = subprocess.run(
        ["node", str(script), str(folder)], capture_output=True, text=True, check=True
    )
    found: dict[str, list[object]] = json.loads(answer.stdout)
    return found


def test_packages_of_every_kind_and_size_pass_the_validator(tmp_path: Path) -> None:
    count = 0
    for name in STRUCTURES:
        for at, sheet in enumerate(some_sheets(name, 4)):
            content = packed() if at == 0 else None
            art = artwork_of(sheet, dots=20.0, kind="PNG" if at % 2 else "JPEG")
            (tmp_path / f"{name}-{at}.glb").write_bytes(folded_glb(sheet, art, content=content))
            count += 1
    found = complaints(tmp_path)
    assert len(found) == count
    assert {name: issues for name, issues in found.items() if issues} == {}


@EVERY
def test_every_panel_is_a_part_of_its_name_with_three_materials(name: str) -> None:
    sheet = usual(name)
    glb = folded_glb(sheet, artwork_of(sheet))
    parts = [each for each in named_parts(glb) if each != "can"]
    assert sorted(parts) == sorted(each.name for each in sheet.panels)
    tree = read_document(glb).tree
    for mesh in tree["meshes"]:
        if mesh["name"] == "can":
            continue
        used = [tree["materials"][each["material"]]["name"] for each in mesh["primitives"]]
        outside = mesh["name"] if sheet.panel(mesh["name"]).printed else "inside"
        assert used == [outside, "inside", "edge"]


def test_artwork_is_kept_byte_by_byte() -> None:
    sheet = usual("mailer")
    art = artwork_of(sheet, kind="PNG") | {"top": artwork_of(sheet)["top"]}
    document = read_document(folded_glb(sheet, art))
    images = document.all("images")
    assert {each["name"]: document.view(each["bufferView"]) for each in images} == art
    kinds = {each["name"]: each["mimeType"] for each in images}
    assert kinds["top"] == "image/jpeg" and kinds["front"] == "image/png"


@EVERY
def test_it_rests_as_it_is_at_the_end_of_its_folding(name: str) -> None:
    sheet = usual(name)
    glb = folded_glb(sheet, artwork_of(sheet))
    assert [each["name"] for each in read_document(glb).tree["animations"]] == ["fold"]
    resting, ended = (
        np.concatenate([each.points for each in pieces(read_document(model))])
        for model in (glb, at_time(glb, 1.0))
    )
    assert ended == pytest.approx(resting, abs=1e-6)
    if sheet.carrier is None:
        stand = standing(sheet)
        size = np.array(bounds(glb).size) * 1000
        assert size == pytest.approx(stand.high - stand.low, abs=0.01)
    assert bounds(glb).min[1] == pytest.approx(0.0, abs=1e-6)


@EVERY
def test_it_is_the_flat_sheet_at_the_start_of_its_folding(name: str) -> None:
    sheet = usual(name)
    flat = read_document(at_time(folded_glb(sheet, {}), 0.0))
    left, lower, right, upper = sheet.box
    names = {at: each["name"] for at, each in enumerate(flat.all("nodes"))}
    found = [each for each in pieces(flat) if names[each.node] != "can"]
    points = np.concatenate([each.points for each in found]) * 1000
    low, high = points.min(axis=0), points.max(axis=0)
    assert high[:2] - low[:2] == pytest.approx([right - left, upper - lower], abs=0.01)
    assert high[2] - low[2] <= 3.0 * sheet.board + 1e-3
    assert (low + high)[0] == pytest.approx(0.0, abs=0.01)
    for piece in found:
        box = sheet.panel(names[piece.node]).box
        place = piece.points[:, :2] * 1000
        corner = [-(left + right) / 2, low[1] - lower]
        assert (place >= np.array(box[:2]) + corner - 0.01 - sheet.board).all()
        assert (place <= np.array(box[2:]) + corner + 0.01 + sheet.board).all()


@EVERY
def test_every_turn_is_slow_enough_to_go_the_right_way_round(name: str) -> None:
    sheet = usual(name)
    glb = folded_glb(sheet, {})
    for share in np.linspace(0.0, 1.0, 9):
        model = at_time(glb, float(share))
        assert np.isfinite(bounds(model).size).all()
    halfway = bounds(at_time(glb, 0.5)).size
    assert halfway != pytest.approx(bounds(glb).size, rel=1e-3)


def test_artwork_is_read_the_right_way_up_on_every_side() -> None:
    for name in STRUCTURES:
        sheet = usual(name)
        document = read_document(folded_glb(sheet, artwork_of(sheet)))
        names = {at: each["name"] for at, each in enumerate(document.all("nodes"))}
        for piece in pieces(document):
            part = names[piece.node]
            assert piece.normals is not None
            if not piece.uvs or not sheet.panel(part).printed or "gusset" in part:
                continue
            # The first of its points are those of the panel, before those of its rounded crease.
            facing = piece.normals[0] if sheet.panel(part).curve is None else np.array([0, 0, 1.0])
            if abs(facing[1]) > 0.2:
                continue
            down = np.corrcoef(piece.points[:, 1], piece.uvs[0][:, 1])[0, 1]
            assert down < -0.9, (name, part)
            if "back" in part and sheet.panel(part).curve is not None:
                facing = -facing
            # To the right of who looks at it, u grows.
            across = piece.points @ np.cross([0.0, 1.0, 0.0], facing)
            assert np.corrcoef(across, piece.uvs[0][:, 0])[0, 1] > 0.7, (name, part)


def test_what_is_packed_stands_on_the_floor_within_the_package() -> None:
    content = packed()
    for name in ("carton", "mailer", "tray", "sleeve"):
        size = np.array(bounds(content).size) * 1000 + 4.0
        sheet = sheet_of(name, max(size[0], 60), max(size[2], 60), size[1], STRUCTURES[name].board)
        glb = folded_glb(sheet, {}, content=content)
        document = read_document(glb)
        nodes = document.all("nodes")
        (node,) = [each for each in nodes if each.get("name") == "content"]
        inside = under(nodes, node)
        assert {nodes[each]["name"] for each in inside} >= {"body", "lid", "base"}
        points = np.concatenate([e.points for e in pieces(document) if e.node in inside]) * 1000
        others = [e.points for e in pieces(document) if e.node not in inside]
        package = np.concatenate(others) * 1000
        assert points[:, 1].min() == pytest.approx(sheet.floor, abs=0.01)
        low, high = package.min(axis=0), package.max(axis=0)
        assert (points.min(axis=0) >= low - 0.01).all() and (points.max(axis=0) <= high).all()


def test_what_is_packed_keeps_its_pictures() -> None:
    sheet, tube = usual("carton"), sheet_of("tube", 40, 40, 60)
    document = read_document(folded_glb(sheet, artwork_of(sheet), content=packed()))
    wanted = artwork_of(sheet) | artwork_of(tube)
    found = {}
    for material in document.all("materials"):
        texture = material["pbrMetallicRoughness"].get("baseColorTexture")
        if texture is not None:
            source = document.one("textures", texture["index"])["source"]
            found[material["name"]] = document.view(document.one("images", source)["bufferView"])
    assert found == wanted


def test_what_is_packed_may_be_compressed_for_the_web(tmp_path: Path) -> None:
    writer = SceneWriter()
    Can(radius=20.0, height=60.0, below=6.0).add_to(writer)
    content = writer.written()
    small = compress(content, texture_quality=90).glb
    assert b"EXT_meshopt_compression" in small
    glb = folded_glb(usual("carton"), artwork_of(usual("carton")), content=small)
    document = read_document(glb)
    nodes = document.all("nodes")
    (node,) = [each for each in nodes if each.get("name") == "content"]
    inside = under(nodes, node)
    points = np.concatenate([each.points for each in pieces(document) if each.node in inside])
    size = np.array(bounds(content).size)
    assert points.max(axis=0) - points.min(axis=0) == pytest.approx(size, abs=1e-4)
    (tmp_path / "packed.glb").write_bytes(glb)
    assert not any(complaints(tmp_path).values())


def test_what_is_packed_keeps_what_draco_made_of_it() -> None:
    document = read_document(packed())
    (primitive, *_) = document.tree["meshes"][0]["primitives"]
    view = document.all("accessors")[primitive["attributes"]["POSITION"]]["bufferView"]
    within = {"POSITION": 0, "NORMAL": 1}
    draco = "KHR_draco_mesh_compression"
    primitive["extensions"] = {draco: {"bufferView": view, "attributes": within}}
    document.tree.update(extensionsUsed=[draco], extensionsRequired=[draco])
    made = read_document(folded_glb(usual("carton"), {}, content=write_document(document)))
    (found,) = [
        primitive["extensions"][draco]
        for mesh in made.all("meshes")
        for primitive in mesh["primitives"]
        if "extensions" in primitive
    ]
    assert found["attributes"] == within
    assert made.view(found["bufferView"]) == document.view(view)


def test_a_label_goes_around_what_it_is_on_in_place_of_a_can() -> None:
    content = packed()
    glb = folded_glb(sheet_of("wrap", 45, 45, 30), {}, content=content)
    assert "can" not in named_parts(glb)
    assert "can" in named_parts(folded_glb(sheet_of("wrap", 45, 45, 30), {}))
    document = read_document(glb)
    names = {at: each["name"] for at, each in enumerate(document.all("nodes"))}
    label = np.concatenate([e.points for e in pieces(document) if names[e.node] == "label"])
    high = bounds(content).size[1]
    assert label[:, 1].mean() == pytest.approx(high / 2, abs=1e-3)


def test_nothing_of_a_closed_box_shows_its_inside() -> None:
    """Seen from all around, it fills the outline of a block of its size."""
    for name in ("carton", "mailer", "tray"):
        sheet = usual(name)
        seen = silhouette(folded_glb(sheet, {}), width=400, height=400)
        rows = np.flatnonzero(seen.any(axis=1))
        # Convex but for the lid's overhang: no row has a gap.
        gaps = sum(int((np.diff(np.flatnonzero(seen[row])) > 1).any()) for row in rows)
        assert gaps == 0


def under(nodes: list[dict[str, object]], node: dict[str, object]) -> set[int]:
    found: set[int] = set()
    left = list(node["children"])  # type: ignore[call-overload]
    while left:
        each = left.pop()
        found.add(each)
        left += nodes[each].get("children", [])  # type: ignore[arg-type]
    return found
