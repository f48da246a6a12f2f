"""The lines of a dieline: what is cut, what is creased, how far artwork goes, where text may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from prodwidget.surfaces.packaging.sheet import Panel, Point, Sheet

Segment = tuple[Point, Point]
Path = tuple[Point, ...]
"""Points that are joined; it is closed where its last is its first."""

_SAME = 1e-6
"""Millimetres below which two points are one."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A spot colour: its name to printers, and what it looks like on a screen."""

    name: str
    cmyk: tuple[float, float, float, float]
    rgb: str


CUT, CREASE, BLEED, SAFETY = "cut", "crease", "bleed", "safety"

INKS = {
    CUT: Ink("Cut", (0.0, 1.0, 1.0, 0.0), "#e30613"),
    CREASE: Ink("Crease", (1.0, 0.4, 0.0, 0.0), "#0072bc"),
    BLEED: Ink("Bleed", (0.9, 0.0, 1.0, 0.0), "#009f3c"),
    SAFETY: Ink("Safety", (0.0, 0.55, 1.0, 0.0), "#f08400"),
}
"""By layer."""

DASHES: dict[str, tuple[float, float]] = {
    CREASE: (3.0, 1.5), BLEED: (1.0, 1.0), SAFETY: (2.0, 1.0),
}  # fmt: skip
"""Millimetres drawn and left out, of layers that are no unbroken line."""

LINE = 0.25
"""Millimetres that a line is thick."""


def lines_of(sheet: Sheet) -> dict[str, tuple[Path, ...]]:
    """The paths of each layer in millimetres of the sheet, those first that are drawn below."""
    printed = [each for each in sheet.panels if each.printed]
    return {
        SAFETY: tuple(_closed(safe) for each in printed if (safe := safety_of(sheet, each))),
        BLEED: _chained([each for panel in printed for each in _ends(sheet, panel)]),
        CREASE: tuple(each.hinge for each in sheet.panels if each.hinge and each.angle),
        CUT: (*_chained(_cuts(sheet)), *map(_closed, sheet.slots)),
    }


def bleed_of(sheet: Sheet, panel: Panel) -> Path:
    """How far a panel's artwork goes: beyond its cut edges, and not into another's artwork."""
    beside = _beside(sheet, panel)
    distances = [
        0.0 if any(_shared(edge, hinge) for hinge in beside) else sheet.bleed
        for edge in _edges(panel.outline)
    ]
    return shifted(panel.outline, distances)


def _ends(sheet: Sheet, panel: Panel) -> list[Segment]:
    """Where a panel's artwork ends, and no other's goes on."""
    beside = _beside(sheet, panel)
    edges = _edges(bleed_of(sheet, panel))
    return [each for each in edges if not any(_shared(each, hinge) for hinge in beside)]


def _beside(sheet: Sheet, panel: Panel) -> list[Segment]:
    """The creases between a printed panel and others that are printed."""
    return [
        each.hinge
        for each in sheet.panels
        if each.hinge is not None
        and each.parent is not None
        and panel.name in (each.name, each.parent)
        and each.printed
        and sheet.panel(each.parent).printed
    ]


def safety_of(sheet: Sheet, panel: Panel) -> Path:
    """Where on a panel text may be; empty where it is too small for any."""
    return shifted(panel.outline, [-sheet.safety] * len(panel.outline))


def shifted(outline: Sequence[Point], distances: Sequence[float]) -> Path:
    """A convex outline with each of its edges moved outwards, or inwards where below 0.

    Half planes are cut one after another from a large square (Sutherland and Hodgman, 1974).
    """
    far = 1e5
    kept: list[Point] = [(-far, -far), (far, -far), (far, far), (-far, far)]
    for (start, end), distance in zip(_edges(outline), distances, strict=True):
        length = hypot(end[0] - start[0], end[1] - start[1])
        if length < _SAME:
            continue
        out = ((end[1] - start[1]) / length, (start[0] - end[0]) / length)
        limit = start[0] * out[0] + start[1] * out[1] + distance
        kept = _clipped(kept, out, limit)
    return tuple(kept)


def _clipped(outline: Sequence[Point], out: Point, limit: float) -> list[Point]:
    kept: list[Point] = []
    for start, end in _edges(outline):
        first = start[0] * out[0] + start[1] * out[1] - limit
        second = end[0] * out[0] + end[1] * out[1] - limit
        if first <= 0.0:
            kept.append(start)
        if first * second < 0.0:
            share = first / (first - second)
            kept.append((start[0] + share * (end[0] - start[0]),
                         start[1] + share * (end[1] - start[1])))  # fmt: skip
    return kept


def _cuts(sheet: Sheet) -> list[Segment]:
    """The edges of all panels, but for where one hangs on another."""
    found: list[Segment] = []
    for panel in sheet.panels:
        hinges = [
            each.hinge
            for each in sheet.panels
            if each.hinge is not None and (each is panel or each.parent == panel.name)
        ]
        for edge in _edges(panel.outline):
            spans = sorted(span for hinge in hinges if (span := _shared(edge, hinge)))
            at = 0.0
            for start, end in [*spans, (1.0, 1.0)]:
                if start - at > _SAME:
                    found.append((_between(edge, at), _between(edge, start)))
                at = max(at, end)
    return found


def _shared(edge: Segment, hinge: Segment) -> tuple[float, float] | None:
    """From where to where, in shares of an edge, a hinge lies on it."""
    (ax, ay), (bx, by) = edge
    length = hypot(bx - ax, by - ay)
    if length < _SAME:
        return None
    dx, dy = (bx - ax) / length, (by - ay) / length
    along = []
    for x, y in hinge:
        if abs((x - ax) * dy - (y - ay) * dx) > _SAME:
            return None
        along.append(((x - ax) * dx + (y - ay) * dy) / length)
    start, end = max(0.0, min(along)), min(1.0, max(along))
    return (start, end) if (end - start) * length > _SAME else None


def _between(edge: Segment, share: float) -> Point:
    (ax, ay), (bx, by) = edge
    return ax + (bx - ax) * share, ay + (by - ay) * share


def _chained(segments: Sequence[Segment]) -> tuple[Path, ...]:
    """Segments as paths that are as long as they can be."""
    starts: dict[Point, list[int]] = {}
    for index, (start, _) in enumerate(segments):
        starts.setdefault(_key(start), []).append(index)
    ends = {_key(end) for _, end in segments}
    left = set(range(len(segments)))
    paths = []
    # First those that nothing leads to, so that no path is begun in its middle.
    order = sorted(left, key=lambda each: _key(segments[each][0]) in ends)
    for first in order:
        if first not in left:
            continue
        left.discard(first)
        path = [*segments[first]]
        while True:
            after = [each for each in starts.get(_key(path[-1]), []) if each in left]
            if not after:
                break
            left.discard(after[0])
            path.append(segments[after[0]][1])
        if _key(path[-1]) == _key(path[0]):
            path[-1] = path[0]
        paths.append(tuple(path))
    return tuple(paths)


def _key(point: Point) -> Point:
    return round(point[0], 5), round(point[1], 5)


def _edges(outline: Sequence[Point]) -> list[Segment]:
    return list(zip(outline, [*outline[1:], *outline[:1]], strict=True))


def _closed(path: Path) -> Path:
    return (*path, path[0])
