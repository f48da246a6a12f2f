"""Vases and planters."""

from __future__ import annotations

import numpy as np

from prodwidget.backends.procedural.shapes.measures import Measures, Shapes
from prodwidget.backends.procedural.shapes.vessel import Corners, inner_wall, label
from prodwidget.geometry import lathe, rounded


def vase(m: Measures) -> Shapes:
    """An outside that ends on its lip, and an inside."""
    if m.form == "planter":
        return _walls(m, _planter(m), 0.007, (m.height * 0.2, m.height * 0.62))
    return _walls(m, _classic(m), 0.0055, (m.height * 0.24, m.height * 0.5))


def _classic(m: Measures) -> Corners:
    """A full belly, a drawn-in neck, a flared lip; the seed moves all three."""
    h, r = m.height, m.radius
    foot = r * m.vary(0.56, 0.1)
    belly = h * m.vary(0.42, 0.14)
    neck = r * m.vary(0.4, 0.18)
    lip = neck * m.vary(1.42, 0.12)
    return [
        (0, 0.003, 0), (foot * 0.86, 0.003, 0.002), (foot * 0.9, 0, 0.0015), (foot, 0, 0.004),
        (r * 1.16, belly, h * 0.34 * min(m.rounding, 1.3)), (neck, h * 0.82, h * 0.16), (lip, h, 0),
    ]  # fmt: skip


def _planter(m: Measures) -> Corners:
    """A thrown pot with the thick rim that it is lifted by."""
    h, r = m.height, m.radius
    band = h * 0.79
    return [
        (0, 0.004, 0), (r * 0.6, 0.004, 0.002), (r * 0.63, 0, 0.002), (r * 0.68, 0, 0.004),
        (r * 0.915, band, 0.002), (r * 0.985, band + 0.002, 0.003), (r, h, 0),
    ]  # fmt: skip


def _walls(m: Measures, corners: Corners, wall: float, room: tuple[float, float]) -> Shapes:
    outer = rounded(corners)
    top = outer[-1]
    turn = np.linspace(0, np.pi, 11)
    lip = np.stack(
        [top[0] - wall / 2 + np.cos(turn) * wall / 2, top[1] - wall / 2 + np.sin(turn) * wall / 2],
        axis=1,
    )
    below = outer[outer[:, 1] < top[1] - wall * 0.5]
    below = np.concatenate([below[: int(np.argmax(below[:, 1])) + 1], lip[:6]])
    inner = inner_wall(outer, wall, 0.012, 0.02)
    return {
        "body": lathe(below),
        "inside": lathe(np.concatenate([lip[5:], inner[inner[:, 1] < top[1] - wall * 0.55]])),
        "label": label(outer, room, 0.22, m.part("label")),
    }
