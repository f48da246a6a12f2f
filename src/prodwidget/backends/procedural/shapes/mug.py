"""Mugs and tumblers."""

from __future__ import annotations

import numpy as np

from prodwidget.backends.procedural.shapes.measures import Measures, Shapes
from prodwidget.backends.procedural.shapes.vessel import Corners, inner_wall, label
from prodwidget.geometry import Floats, Mesh, lathe, rounded, sweep

WALL = 0.0042


def mug(m: Measures) -> Shapes:
    """An outside with a foot, an inside with a round floor, and a handle."""
    h, r = m.height, m.radius
    low = r * (0.78 if m.form == "tumbler" else m.vary(0.93, 0.05))
    turn = min(r * 0.26 * m.rounding, h * 0.3)
    foot = low * 0.8
    corners: Corners = [
        (0, 0.0028, 0), (foot * 0.9, 0.0028, 0.0015), (foot * 0.93, 0, 0.0008), (foot, 0, 0.0012),
        (foot * 1.01, 0.0026, 0.0012), (low, 0.0028, turn), (r, h * 0.6, r * 0.2),
        (r, h - 0.0001, 0),
    ]  # fmt: skip
    outer = rounded(corners)
    lip = _lip(r, h)
    inner = inner_wall(outer, WALL, 0.0075, turn * 0.9)
    return {
        "body": lathe(np.concatenate([outer[outer[:, 1] < h - WALL * 0.5], lip[:5]])),
        "inside": lathe(np.concatenate([lip[4:], inner[inner[:, 1] < h - WALL * 0.55]])),
        "handle": _handle(m),
        "label": label(outer, (h * 0.28, h * 0.8), 0.27, m.part("label")),
    }


def _lip(r: float, h: float) -> Floats:
    turn = np.linspace(0, np.pi, 9)
    return np.stack(
        [r - WALL / 2 + np.cos(turn) * WALL / 2, h - WALL / 2 + np.sin(turn) * WALL / 2], axis=1
    )


def _handle(m: Measures) -> Mesh:
    """An ear: thick where it grows from the wall, slim where the fingers hold it."""
    h, grip = m.height, m.part("handle")
    span = h * 0.6 * min(grip.height, 1.25)
    reach = m.radius * 0.72 * grip.width
    middle = h * 0.525
    angle = np.linspace(np.pi / 2, -np.pi / 2, 44)
    start = m.radius * 0.95
    path = np.stack(
        [start + reach * np.abs(np.cos(angle)) ** 0.72,
         middle + span / 2 * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.86,
         np.zeros_like(angle)], -1,
    )  # fmt: skip
    root = np.abs(np.sin(angle)) ** 6
    return sweep(path, (0.0118 + 0.006 * root) * grip.width, (0.0082 + 0.005 * root) * grip.width)
