"""Packages of any dimensions: their flat sheets, and what those become when they are folded."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, pi

import numpy as np
import pytest

from prodwidget.errors import PromptError
from prodwidget.surfaces.packaging.board import skins_of
from prodwidget.surfaces.packaging.curves import Gusset
from prodwidget.surfaces.packaging.dieline.layers import lines_of
from prodwidget.surfaces.packaging.fold import closed_matrices, closed_points, standing
from prodwidget.surfaces.packaging.sheet import Panel, Point, Sheet
from prodwidget.surfaces.packaging.structures import STRUCTURES, sheet_of
from tests.unit.packaging import some_sheets

EVERY = pytest.mark.parametrize("name", STRUCTURES)

BOXES = {
    "carton": (
        ("left", "right"), ("front", "back"), ("top left dust flap", "bottom left dust flap"),
    ),
    "reverse carton": (
        ("left", "right"), ("front", "back"), ("top right dust flap", "bottom right dust flap"),
    ),
    "mailer": (("left inside", "right inside"), ("tuck", "back"), ("bottom", "top")),
    "sleeve": (None, ("front", "back"), ("top", "bottom")),
    "tray": (("front left flap", "front right flap"), ("front", "back"), ("bottom", "top")),
}  # fmt: skip
"""The panels between which a box is as long, as wide and as high as was asked for."""

ROLLED = ("left inside", "right inside")
"""Whose printed side is turned to the inside."""


@EVERY
def test_a_panel_hangs_on_an_edge_of_another_by_an_edge_of_its_own(name: str) -> None:
    for sheet in some_sheets(name):
        for panel in sheet.panels:
            if panel.parent is None:
                assert panel.pose is not None and panel.hinge is None
                continue
            assert panel.hinge is not None
            carrier = sheet.panel(panel.parent)
            found = [
                next(edge for edge in edges(each.outline) if holds(edge, panel.hinge))
                for each in (panel, carrier)
            ]
            # The crease is as long as the shorter of the two edges.
            long = min(hypot(b[0] - a[0], b[1] - a[1]) for a, b in found)
            (ax, ay), (bx, by) = panel.hinge
            assert hypot(bx - ax, by - ay) == pytest.approx(long, abs=0.01), panel.name
            assert turn(*panel.hinge, middle_of(panel)) > 0.0, panel.name
            assert turn(*panel.hinge, middle_of(carrier)) < 0.0, panel.name


@EVERY
def test_panels_are_convex_and_none_lies_over_another(name: str) -> None:
    for sheet in some_sheets(name):
        assert len({each.name for each in sheet.panels}) == len(sheet.panels)
        for panel in sheet.panels:
            turns = [turn(*each) for each in corners(panel.outline)]
            assert min(turns) > -1e-6, (sheet, panel.name)
        for at, first in enumerate(sheet.panels):
            for second in sheet.panels[at + 1 :]:
                assert overlap(first.outline, second.outline) < 1e-6, (first.name, second.name)


@EVERY
def test_each_piece_is_cut_by_one_closed_line(name: str) -> None:
    for sheet in some_sheets(name):
        pieces = [each for each in sheet.panels if each.parent is None]
        paths = lines_of(sheet)["cut"]
        assert len(paths) == len(pieces) + len(sheet.slots)
        paths = paths[: len(pieces)]
        for path in paths:
            assert hypot(path[0][0] - path[-1][0], path[0][1] - path[-1][1]) < 1e-6
        area = sum(area_of(path) for path in paths)
        assert area == pytest.approx(sum(area_of(each.outline) for each in sheet.panels), rel=1e-9)


@pytest.mark.parametrize("name", BOXES)
def test_a_folded_box_is_as_large_inside_as_was_asked_for(name: str) -> None:
    for sheet in some_sheets(name):
        matrices = closed_matrices(sheet)
        wanted = (sheet.length, sheet.width, sheet.height)
        for axis, (pair, size) in enumerate(zip(BOXES[name], wanted, strict=True)):
            if pair is None:
                continue
            places = [inner_plane(sheet, matrices, each, (0, 2, 1)[axis]) for each in pair]
            assert abs(places[0] - places[1]) == pytest.approx(size, abs=0.01), (sheet, pair)
    if name == "sleeve":
        assert sheet.size_of("top")[0] == pytest.approx(sheet.length, abs=0.01)


@pytest.mark.parametrize("name", BOXES)
def test_walls_that_stand_across_from_each_other_reach_to_the_same_corners(name: str) -> None:
    for sheet in some_sheets(name):
        points = closed_points(sheet)
        front, back = points["front"], points["back"]
        board = sheet.board
        for axis in (0, 1):
            for end in (np.min, np.max):
                apart = end(front[:, axis]) - end(back[:, axis])
                assert abs(apart) <= 2 * board + 1e-6, (sheet, axis)


@pytest.mark.parametrize("name", ["carton", "reverse carton", "mailer"])
def test_a_lid_closes_on_the_wall_across_from_its_hinge(name: str) -> None:
    for sheet in some_sheets(name):
        points = closed_points(sheet)
        ends = ["top"] if name == "mailer" else ["top", "bottom"]
        for end in ends:
            lid, across = sheet.panel(end), "front"
            if lid.parent == "front":
                across = "back"
            reached = points[across][:, 2]
            facing = np.max if across == "front" else np.min
            gap = abs(facing(points[end][:, 2]) - facing(reached))
            assert gap <= 2 * sheet.board + 1e-6
            level = np.max if end == "top" else np.min
            assert abs(level(points[end][:, 1]) - level(points[across][:, 1])) <= 2 * sheet.board


@pytest.mark.parametrize(
    ("name", "inner", "outer", "axis"),
    [
        ("carton", "glue flap", "back", 2),
        ("sleeve", "glue flap", "back", 2),
        ("mailer", "front left corner", "left", 0),
        ("mailer", "tuck", "front", 2),
        ("tray", "front right flap", "right", 0),
    ],
)
def test_what_is_tucked_or_glued_inside_lies_on_the_wall_around_it(
    name: str, inner: str, outer: str, axis: int
) -> None:
    for sheet in some_sheets(name):
        matrices = closed_matrices(sheet)
        wall = inner_plane(sheet, matrices, outer, axis)
        within = inner_plane(sheet, matrices, inner, axis)
        assert abs(within - wall) == pytest.approx(sheet.board, abs=0.01)


def test_a_mailers_tabs_go_into_its_slots_and_not_through_its_floor() -> None:
    for sheet in some_sheets("mailer"):
        for side, slot in zip(("left", "right"), sheet.slots, strict=True):
            tab = closed_points(sheet)[f"{side} tab"]
            # The floor's pose turns its y of the sheet to the front, from the middle of it.
            _, lower, _, upper = sheet.panel("bottom").box
            xs, ys = zip(*slot, strict=True)
            across, along = tab[:, 0], tab[:, 2] + (lower + upper) / 2
            assert min(xs) < across.min() and across.max() < max(xs)
            assert min(ys) < along.min() and along.max() < max(ys)
            assert -sheet.board / 2 < tab[:, 1].min() < 0.0


def test_a_trays_lid_goes_over_it_with_room() -> None:
    for sheet in some_sheets("tray"):
        points = closed_points(sheet)
        for wall, axis, end in (("left", 0, np.min), ("right", 0, np.max),
                                ("front", 2, np.max), ("back", 2, np.min)):  # fmt: skip
            outside = end(points[wall][:, axis])
            # The lid's walls are one board thick, those at its sides beside the flaps.
            thick = sheet.board * (2 if axis == 0 else 1)
            gap = abs(end(points[f"lid {wall}"][:, axis]) - outside) - thick
            assert gap == pytest.approx(0.5, abs=0.01)
        assert points["lid front"][:, 1].min() > points["front"][:, 1].min()


def test_a_tube_is_as_wide_and_as_high_inside_as_was_asked_for() -> None:
    for sheet in some_sheets("tube"):
        points = inner_points(sheet, "body")
        away = np.hypot(points[:, 0], points[:, 2])
        assert away == pytest.approx(np.full(len(away), sheet.length / 2), abs=0.01)
        lid, base = inner_points(sheet, "lid"), inner_points(sheet, "base")
        assert lid[:, 1].min() - base[:, 1].max() == pytest.approx(sheet.height, abs=0.01)
        around = pi * (sheet.length + sheet.board)
        assert sheet.size_of("body")[0] == pytest.approx(around, abs=0.01)


def test_a_label_lies_on_its_can_and_its_ends_meet() -> None:
    for sheet in some_sheets("wrap"):
        seam = inner_points(sheet, "seam")
        assert np.hypot(seam[:, 0], seam[:, 2]).min() == pytest.approx(sheet.length / 2, abs=0.01)
        label = closed_points(sheet)["label"]
        left, right = label[0], label[64]
        assert np.linalg.norm(left - right) <= sheet.board + 1e-6


def test_a_pouch_stands_as_wide_as_was_asked_for_and_is_sealed_at_its_sides() -> None:
    for sheet in some_sheets("pouch"):
        points = {name: skins_of(sheet, sheet.panel(name))[0].points for name in ("front", "back")}
        matrices = closed_matrices(sheet)
        placed = {
            name: at @ matrices[name][:3, :3].T + matrices[name][:3, 3]
            for name, at in points.items()
        }
        layers = 4 * sheet.board
        depth = placed["front"][:, 2].max() - placed["back"][:, 2].min()
        assert depth == pytest.approx(sheet.width + layers, abs=0.01)
        assert sheet.size_of("front") == pytest.approx((sheet.length, sheet.height), abs=0.01)
        # Its walls are mirrored, and apart by no more than the film where they are sealed.
        front, back = by_place(placed["front"]), by_place(placed["back"])
        assert front[:, :2] == pytest.approx(back[:, :2], abs=0.01)
        sealed = np.abs(front[:, 2] - back[:, 2])
        at_side = np.isclose(front[:, 0], front[:, 0].max(), atol=1e-6)
        assert sealed[at_side].max() <= layers + 0.01


def test_a_pouchs_gusset_meets_its_walls_all_along() -> None:
    for sheet in some_sheets("pouch"):
        points = closed_points(sheet)
        for wall, gusset in (("front", "front gusset"), ("back", "back gusset")):
            ground = points[wall][np.abs(points[wall][:, 1]) < 1e-6]
            other = "back gusset" if wall == "front" else "front gusset"
            ridge = points[gusset][np.abs(points[gusset][:, 2]) <= 3 * sheet.board + 1e-6]
            ridge = ridge[ridge[:, 1] > 1e-3]
            assert len(ridge)
            for place in ridge:
                away = np.linalg.norm(points[other] - place, axis=1).min()
                assert away <= 6 * sheet.board + 0.01
            for place in points[gusset][np.abs(points[gusset][:, 1]) < 1e-6]:
                assert np.linalg.norm(ground - place, axis=1).min() <= 3 * sheet.board + 0.01


@EVERY
def test_rows_of_a_bent_panel_keep_their_length(name: str) -> None:
    for sheet in some_sheets(name, 5):
        for panel in sheet.panels:
            if panel.curve is None:
                continue
            left, lower, right, upper = panel.box
            heights = (lower, (lower + upper) / 2)
            if isinstance(panel.curve, Gusset):
                # Where it opens to a bowl, film wrinkles.
                heights = (panel.curve.lower,)
            for y in heights:
                row = np.column_stack([np.linspace(left, right, 4000), np.full(4000, y)])
                for closed in (0.4, 1.0):
                    bent = panel.curve.placed(row, 0.0, closed)
                    long = np.linalg.norm(np.diff(bent, axis=0), axis=1).sum()
                    # A seam is pushed below the other end, by the board.
                    near = 0.1 + 8 * sheet.board if "seam" in panel.name else 0.01
                    assert long == pytest.approx(right - left, abs=near)


@EVERY
def test_a_closed_package_stands_on_the_ground_about_the_middle(name: str) -> None:
    for sheet in some_sheets(name, 5):
        stand = standing(sheet)
        assert stand.low[1] == pytest.approx(0.0, abs=1e-9)
        assert stand.low[[0, 2]] == pytest.approx(-stand.high[[0, 2]], abs=1e-9)
        size = stand.high - stand.low
        inner = np.array([sheet.length, sheet.height, sheet.width])
        if name in ("wrap", "pouch"):
            continue
        assert (size >= inner - 0.01).all()
        assert (size - inner <= 10 * sheet.board + 3.0).all()


def test_artwork_stands_upright_on_the_closed_package() -> None:
    for name in BOXES:
        sheet = sheet_of(name, *STRUCTURES[name].defaults)
        matrices = closed_matrices(sheet)
        for panel in sheet.panels:
            if not panel.printed:
                continue
            up = matrices[panel.name][:3, :3] @ up_of(panel)
            facing = matrices[panel.name][:3, 2]
            if abs(facing[1]) < 0.5:
                wanted = [0.0, 1.0, 0.0]
            # A lid is read from the front, and the bottom where the package lies on its back.
            elif facing[1] > 0:
                wanted = [0.0, 0.0, -1.0]
            else:
                wanted = [0.0, 0.0, 1.0]
            assert up == pytest.approx(wanted, abs=1e-9), (name, panel.name)


@pytest.mark.parametrize(
    ("structure", "size", "board", "says"),
    [
        ("crate", (100, 100, 100), None, "no package 'crate'"),
        ("mailer", (5, 120, 60), None, "length of 5 mm"),
        ("carton", (80, 50, 9000), None, "height of 9000 mm"),
        ("tube", (70, 60, 160), None, "is round"),
        ("pouch", (140, 100, 220), None, "cannot stand 100 mm wide"),
        ("carton", (80, 50, 140), 9.0, "material of 9 mm"),
    ],
)
def test_what_cannot_be_built_is_said_in_a_sentence(
    structure: str, size: tuple[float, float, float], board: float | None, says: str
) -> None:
    with pytest.raises(PromptError, match=says) as caught:
        sheet_of(structure, *size, board)
    assert caught.value.hint


def up_of(panel: Panel) -> np.ndarray:
    turns = {0: (0, 1, 0), 90: (-1, 0, 0), 180: (0, -1, 0), 270: (1, 0, 0)}
    return np.array(turns[panel.upright], dtype=float)


def middle_of(panel: Panel) -> Point:
    xs, ys = zip(*panel.outline, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def by_place(points: np.ndarray) -> np.ndarray:
    at = np.round(points, 3)
    return points[np.lexsort((at[:, 0], at[:, 1]))]


def inner_points(sheet: Sheet, name: str) -> np.ndarray:
    inside = next(each for each in skins_of(sheet, sheet.panel(name)) if each.face == "inside")
    matrix = closed_matrices(sheet)[name]
    return inside.points @ matrix[:3, :3].T + matrix[:3, 3]


def inner_plane(sheet: Sheet, matrices: dict[str, np.ndarray], name: str, axis: int) -> float:
    """Where on an axis the face of a flat panel is that is turned to the inside of the box."""
    matrix = matrices[name]
    assert abs(matrix[axis, 2]) == pytest.approx(1.0, abs=1e-9), name
    depth = sheet.board / 2 if name in ROLLED else -sheet.board / 2
    x, y = sheet.panel(name).outline[0]
    return float((matrix @ [x, y, depth, 1.0])[axis])


def edges(outline: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(zip(outline, [*outline[1:], outline[0]], strict=True))


def corners(outline: Sequence[Point]) -> list[tuple[Point, Point, Point]]:
    return list(zip(outline, [*outline[1:], outline[0]], [*outline[2:], *outline[:2]], strict=True))


def turn(first: Point, second: Point, third: Point) -> float:
    return (second[0] - first[0]) * (third[1] - second[1]) - (second[1] - first[1]) * (
        third[0] - second[0]
    )


def area_of(outline: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - a[1] * b[0] for a, b in edges(outline)) / 2


def holds(edge: tuple[Point, Point], hinge: tuple[Point, Point]) -> bool:
    length = hypot(edge[1][0] - edge[0][0], edge[1][1] - edge[0][1])
    for point in hinge:
        ways = [hypot(point[0] - end[0], point[1] - end[1]) for end in edge]
        if abs(sum(ways) - length) > 1e-6:
            return False
    return True


def overlap(first: Sequence[Point], second: Sequence[Point]) -> float:
    """How deep two convex outlines lie in each other (separating axes); below 0 where apart."""
    least = np.inf
    a, b = np.array(first), np.array(second)
    for outline in (a, b):
        along = np.roll(outline, -1, axis=0) - outline
        out = np.column_stack([along[:, 1], -along[:, 0]])
        out = out[np.linalg.norm(out, axis=1) > 1e-9]
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        one, other = a @ out.T, b @ out.T
        depth = np.minimum(one.max(axis=0) - other.min(axis=0), other.max(axis=0) - one.min(axis=0))
        least = min(least, float(depth.min()))
    return least
