"""Bowls."""

from __future__ import annotations

import numpy as np

from prodwidget.backends.procedural.shapes.measures import Measures, Shapes
from prodwidget.backends.procedural.shapes.vessel import Corners, label
from prodwidget.geometry import lathe, rounded

_WALL = 0.0046


def bowl(m: Measures) -> Shapes:
    """An outside on a turned foot, an inside that is one sweep."""
    h, r = m.height, m.radius
    foot = r * m.vary(0.46, 0.1)
    lift = h * 0.1
    flare = m.vary(0.97, 0.04)
    corners: Corners = [
        (0, lift * 0.5, 0), (foot * 0.84, lift * 0.5, 0.003), (foot * 0.88, 0, 0.001),
        (foot, 0, 0.001), (foot * 1.0, lift, 0.002),
        (r * 0.9 * flare, h * 0.26, h * 0.5 * m.rounding),
        (r, h, 0),
    ]  # fmt: skip
    outer = rounded(corners)
    turn = np.linspace(0, np.pi, 9)
    lip = np.stack(
        [r - _WALL / 2 + np.cos(turn) * _WALL / 2, h - _WALL / 2 + np.sin(turn) * _WALL / 2], axis=1
    )
    floor = lift + 0.0035
    inner = rounded(
        [(r - _WALL, h - _WALL * 0.5, 0), (r * 0.875 * flare, h * 0.32, h * 0.5 * m.rounding),
         (foot * 0.8, floor, foot * 0.6), (0, floor, 0)]
    )  # fmt: skip
    return {
        "body": lathe(np.concatenate([outer[outer[:, 1] < h - _WALL * 0.5], lip[:5]])),
        "inside": lathe(np.concatenate([lip[4:-1], inner])),
        "label": label(outer[outer[:, 1] > lift], (h * 0.45, h * 0.85), 0.18, m.part("label")),
    }
