"""Jars: preserves, cosmetic pots, candles."""

from __future__ import annotations

import numpy as np

from prodwidget.backends.procedural.shapes import closures
from prodwidget.backends.procedural.shapes.measures import Measures, Shapes
from prodwidget.backends.procedural.shapes.vessel import Corners, filling, foot, label, rim
from prodwidget.geometry import Mesh, joined, lathe, rounded, sweep


def jar(m: Measures) -> Shapes:
    """A body, a lid, a label, and what is in it where that shows."""
    if m.form == "cosmetic":
        return _cosmetic(m)
    if m.form == "candle":
        return _candle(m)
    return _classic(m)


def _classic(m: Measures) -> Shapes:
    """Glass with a shoulder, under a twist lid."""
    h, r, lid = m.height, m.radius, m.part("lid")
    neck, shoulder, collar = r * 0.86, h * 0.745, h * 0.815
    corners: Corners = [
        *foot(r, r * 0.17 * m.rounding), (r, shoulder, r * 0.26 * m.rounding),
        (neck, collar, r * 0.1), (neck, h * 0.965, 0),
    ]  # fmt: skip
    cap = closures.screw_cap(
        neck * 1.01, r * 0.955 * lid.width, collar + closures.GAP,
        h * (0.82 + 0.18 * lid.height), m.made_of("lid"),
        ribs=m.made_of("lid") in ("plastic", "rubber"),
    )  # fmt: skip
    return _filled(m, corners, cap, (h * 0.13, h * 0.62), level=h * 0.77, wall=0.003, floor=0.007)


def _cosmetic(m: Measures) -> Shapes:
    """A low, thick-walled pot under a lid as wide as itself."""
    h, r, lid = m.height, m.radius, m.part("lid")
    top = h * 0.6
    neck = r * 0.87
    corners: Corners = [
        *foot(r, r * 0.11 * m.rounding), (r, top, 0.0016 * m.rounding), (neck, top, 0.0006),
        (neck, h * 0.9, 0),
    ]  # fmt: skip
    cap = closures.screw_cap(
        neck * 1.01, r * lid.width, top + closures.GAP, h * (0.615 + 0.385 * lid.height),
        m.made_of("lid"), ribs=False,
    )  # fmt: skip
    return _filled(m, corners, cap, (h * 0.1, h * 0.54), level=h * 0.56, wall=0.0062, floor=0.008)


def _candle(m: Measures) -> Shapes:
    """A straight tumbler of glass."""
    h, r, lid = m.height, m.radius, m.part("lid")
    corners: Corners = [*foot(r, r * 0.14 * m.rounding), (r, h, 0)]
    low = h * 1.0
    cap = lathe(
        rounded(
            [(r * 0.9, low - 0.006, 0), (r * 0.9, low + closures.GAP, 0),
             (r * 1.02 * lid.width, low + closures.GAP, 0.0008),
             (r * 1.02 * lid.width, low + 0.011 * lid.height, 0.0016),
             (0, low + 0.011 * lid.height, 0)]
        )
    )  # fmt: skip
    return _filled(m, corners, cap, (h * 0.15, h * 0.68), level=h * 0.74, wall=0.0034, floor=0.011)


def _filled(
    m: Measures,
    corners: Corners,
    cap: Mesh,
    room: tuple[float, float],
    *,
    level: float,
    wall: float,
    floor: float,
) -> Shapes:
    outer = rounded(corners)
    shapes: Shapes = {
        "body": lathe(rim(outer, wall, floor, 0.005)),
        "lid": cap,
        "label": label(outer, room, 0.34, m.part("label")),
    }
    if m.has("wax"):
        wax = filling(outer, wall, floor, level)
        shapes["wax"] = joined([wax, _wick(level - wall)])
    elif m.shows_contents():
        shapes["contents"] = filling(outer, wall, floor, level)
    return shapes


def _wick(level: float) -> Mesh:
    """A cotton wick that leans, as they do."""
    run = np.linspace(0, 1, 10)
    path = np.stack([0.003 * run**2, level + run * 0.011, np.zeros_like(run)], axis=1)
    size = 0.0018 * np.where(run >= 1, 0.1, 1.0)
    return sweep(path, size, size)
