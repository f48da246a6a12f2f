"""Bottles: drinks, wine, beer, spirits, perfume, pumps, droppers, flasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from prodwidget.backends.procedural.shapes import closures
from prodwidget.backends.procedural.shapes.measures import Measures, Shapes
from prodwidget.backends.procedural.shapes.vessel import Corners, filling, foot, label, rim
from prodwidget.backends.procedural.spec import Form, Size
from prodwidget.geometry import ROUND, Mesh, Outline, lathe, rounded, squared


@dataclass(frozen=True, slots=True)
class _Blank:
    """A bottle before its wall is given an inside."""

    outer: Corners
    lid: Mesh
    label: tuple[float, float]
    """Heights, on the straight part of the wall."""
    level: float
    """Height of what it holds."""
    wall: float = 0.0026
    floor: float = 0.006
    arc: float = 0.33
    outline: Outline = ROUND


def bottle(m: Measures) -> Shapes:
    """A body, a lid, a label and, in clear bodies, what is in it."""
    blank = _FORMS.get(m.form, _classic)(m, m.height, m.radius, m.part("lid"))
    outer = rounded(blank.outer)
    shapes: Shapes = {
        "body": lathe(
            rim(outer, blank.wall, blank.floor, blank.floor * 0.6), outline=blank.outline
        ),
        "lid": blank.lid,
        "label": label(outer, blank.label, blank.arc, m.part("label"), blank.outline),
    }
    if m.shows_contents():
        shapes["contents"] = filling(outer, blank.wall, blank.floor, blank.level, blank.outline)
    return shapes


def _classic(m: Measures, h: float, r: float, lid: Size) -> _Blank:
    """A straight body, a generous shoulder, a short neck, a ribbed cap."""
    edge = min(r * 0.17 * m.rounding, r * 0.5)
    neck = r * m.vary(0.4, 0.06)
    shoulder = h * m.vary(0.665, 0.03)
    collar, mouth = h * 0.845, h * 0.94
    bead = neck * 1.17
    return _Blank(
        outer=[
            *foot(r, edge), (r, shoulder, r * 0.62 * m.rounding),
            (neck * 1.04, h * 0.8, r * 0.55), (neck, collar - 0.006, 0.002),
            (bead, collar - 0.004, 0.0008), (bead, collar - 0.0008, 0.0008), (neck, collar, 0.0006),
            (neck, mouth, 0),
        ],
        lid=closures.screw_cap(
            neck * 1.02, neck * 1.3 * lid.width, collar + closures.GAP,
            collar + h * 0.155 * lid.height, m.made_of("lid"),
        ),
        label=(h * 0.15, min(shoulder - r * 0.34 * m.rounding, h * 0.555)),
        level=h * 0.72,
    )  # fmt: skip


def _wine(m: Measures, h: float, r: float, lid: Size) -> _Blank:
    """A Bordeaux: upright, high-shouldered, under a foil."""
    neck = r * 0.385
    shoulder = h * m.vary(0.605, 0.03)
    return _Blank(
        outer=[
            *foot(r, r * 0.12), (r, shoulder, r * 0.9 * m.rounding),
            (neck * 1.06, h * 0.745, r * 0.75), (neck, h * 0.965, 0),
            (neck * 1.12, h * 0.967, 0.0006), (neck * 1.12, h * 0.985, 0.0008),
            (neck, h * 0.987, 0.0006), (neck, h * 0.997, 0),
        ],
        lid=closures.capsule(neck * 1.13, h * (1 - 0.2 * lid.height), h),
        label=(h * 0.14, h * 0.47),
        level=h * 0.7,
        wall=0.0032,
        floor=0.02,
    )  # fmt: skip


def _beer(m: Measures, h: float, r: float, lid: Size) -> _Blank:
    """A longneck under a crown cap."""
    neck = r * 0.43
    return _Blank(
        outer=[
            *foot(r, r * 0.16), (r, h * m.vary(0.52, 0.03), r * 0.9 * m.rounding),
            (neck * 1.1, h * 0.74, h * 0.13), (neck * 0.98, h * 0.94, 0),
            (neck * 1.08, h * 0.945, 0.001), (neck * 1.08, h * 0.968, 0.001),
            (neck * 0.96, h * 0.973, 0.0008), (neck * 0.96, h * 0.99, 0),
        ],
        lid=closures.crown_cap(neck * 1.1 * lid.width, h * 0.967, h),
        label=(h * 0.13, h * 0.43),
        level=h * 0.77,
        wall=0.003,
        floor=0.012,
    )  # fmt: skip


def _spirits(m: Measures, h: float, r: float, lid: Size) -> _Blank:
    """Squat, thick-bottomed, with a bar-top."""
    neck = r * 0.34
    shoulder = h * m.vary(0.6, 0.04)
    mouth = h * 0.86
    return _Blank(
        outer=[
            *foot(r, r * 0.16 * m.rounding), (r, shoulder, r * 0.42 * m.rounding),
            (neck, h * 0.7, r * 0.3), (neck, mouth - 0.012, 0),
            (neck * 1.22, mouth - 0.011, 0.0014), (neck * 1.22, mouth, 0.0014),
            (neck * 0.98, mouth, 0),
        ],
        lid=closures.stopper(neck, mouth, neck * 1.36 * lid.width, h * 0.13 * lid.height),
        label=(h * 0.15, h * 0.47),
        level=h * 0.59,
        wall=0.004,
        floor=0.022,
    )  # fmt: skip


def _perfume(m: Measures, h: float, r: float, lid: Size) -> _Blank:
    """A rounded block of glass, a metal collar's gap, a heavy cap."""
    sides = squared(1.0, 0.62, 2 + 5 / max(m.rounding, 0.5))
    shoulder = h * 0.62
    neck = r * 0.3
    cap = squared(1.0, 1.0, 2 + 3 / max(m.rounding, 0.5))
    return _Blank(
        outer=[
            (0, 0.0006, 0), (r * 0.9, 0.0006, 0), (r * 0.94, 0, 0.0004), (r, 0, 0.003 * m.rounding),
            (r, shoulder, 0.005 * m.rounding), (neck, shoulder + 0.0015, 0.001),
            (neck, shoulder + 0.0075, 0),
        ],
        lid=closures.overcap(
            r * 0.52 * lid.width, shoulder + 0.0028, shoulder + 0.0028 + h * 0.34 * lid.height, cap
        ),
        label=(h * 0.13, h * 0.48),
        level=h * 0.52,
        wall=0.0042,
        floor=0.009,
        arc=0.24,
        outline=sides,
    )  # fmt: skip


def _pump(m: Measures, h: float, r: float, lid: Size) -> _Blank:
    """A straight bottle with a round shoulder and a lotion pump."""
    top = h * 0.7
    neck = r * 0.36
    return _Blank(
        outer=[
            *foot(r, r * 0.16 * m.rounding), (r, top, r * 0.44 * m.rounding),
            (neck, top + 0.002, 0.003), (neck, top + h * 0.05, 0),
        ],
        lid=closures.pump(
            neck, top + 0.0022 + closures.GAP, (h - top) * lid.height, r * 1.15 * lid.width
        ),
        label=(h * 0.12, h * 0.55),
        level=h * 0.58,
        wall=0.0018,
    )  # fmt: skip


def _dropper(m: Measures, h: float, r: float, lid: Size) -> _Blank:
    """A Boston round with a pipette."""
    top = h * 0.58
    neck = r * 0.46
    return _Blank(
        outer=[
            *foot(r, r * 0.16), (r, top, r * 0.62 * m.rounding),
            (neck, top + 0.0015, 0.003), (neck, top + h * 0.075, 0),
        ],
        lid=closures.dropper(neck, top + 0.0022 + closures.GAP, (h - top) * lid.height),
        label=(h * 0.1, h * 0.43),
        level=h * 0.45,
        wall=0.0022,
        floor=0.004,
    )  # fmt: skip


def _flask(m: Measures, h: float, r: float, lid: Size) -> _Blank:
    """An insulated flask: a steel cylinder, a rounded shoulder, a wide lid."""
    top = h * 0.76
    neck = r * 0.66
    return _Blank(
        outer=[
            *foot(r, r * 0.13 * m.rounding), (r, top, r * 0.5 * m.rounding),
            (neck, h * 0.815, 0.004), (neck, h * 0.87, 0),
        ],
        lid=closures.screw_cap(
            neck * 0.98, neck * 1.13 * lid.width, h * 0.82 + closures.GAP,
            h * (0.82 + 0.18 * lid.height), m.made_of("lid"),
        ),
        label=(h * 0.2, h * 0.62),
        level=h * 0.6,
        arc=0.3,
    )  # fmt: skip


_FORMS: Final[dict[Form, Callable[[Measures, float, float, Size], _Blank]]] = {
    "wine": _wine,
    "beer": _beer,
    "spirits": _spirits,
    "perfume": _perfume,
    "pump": _pump,
    "dropper": _dropper,
    "flask": _flask,
}
