"""Drinks cans and food tins."""

from __future__ import annotations

import numpy as np

from prodwidget.backends.procedural.shapes.measures import Measures, Shapes
from prodwidget.backends.procedural.shapes.vessel import label
from prodwidget.geometry import Floats, Mesh, joined, lathe, rounded, sweep


def can(m: Measures) -> Shapes:
    """A body, an end with its ring, and a print or a paper sleeve."""
    return _tin(m) if m.form == "tin" else _drinks(m)


def _drinks(m: Measures) -> Shapes:
    h, r = m.height, m.radius
    top, seam = r * 0.82, h * 0.978
    wall = rounded(
        [(r * 0.7, 0.0042, 0.001), (r * 0.745, 0, 0.0022), (r * 0.8, 0.0008, 0.003),
         (r, h * 0.085, r * 0.2 * m.rounding), (r, h * 0.865, r * 0.2 * m.rounding),
         (top, h * 0.955, 0.005), (top, seam, 0)]
    )  # fmt: skip
    dome = rounded([(0, 0.0105, 0), (r * 0.4, 0.0095, 0.01), (r * 0.7, 0.0042, 0)])
    end = rounded(
        [(top * 1.005, seam - 0.0002, 0), (top * 1.045, seam + 0.0003, 0.0006),
         (top * 1.045, h, 0.0008), (top * 0.975, h, 0.0008), (top * 0.93, h - 0.0068, 0.001),
         (top * 0.89, h - 0.0068, 0.0008), (top * 0.87, h - 0.0045, 0.0008), (0, h - 0.0045, 0)]
    )  # fmt: skip
    return {
        "body": joined([lathe(wall), lathe(dome)]),
        "lid": joined([lathe(end), *_ring(top, h - 0.0045)]),
        "label": label(wall, (h * 0.13, h * 0.83), 0.36, m.part("label")),
    }


def _ring(radius: float, deck: float) -> list[Mesh]:
    """The pull tab, its rivet, and the score of the mouth in front of it."""
    turn = np.linspace(0, 2 * np.pi, 41)

    def lying(x: Floats, z: Floats, y: float, wide: float, thick: float) -> Mesh:
        path = np.stack([x, -z, np.zeros_like(x)], axis=1)
        place = np.array([[1, 0, 0, 0], [0, 0, 1, y], [0, -1, 0, 0], [0, 0, 0, 1.0]])
        return sweep(path, thick, wide).moved(place)

    tab = lying(
        np.cos(turn) * radius * 0.17, np.sin(turn) * radius * 0.25 - radius * 0.2,
        deck + 0.0016, radius * 0.085, 0.0011,
    )  # fmt: skip
    nose = lying(
        np.cos(turn) * radius * 0.13, np.sin(turn) * radius * 0.13 + radius * 0.1,
        deck + 0.0014, radius * 0.1, 0.0011,
    )  # fmt: skip
    mouth = lying(
        np.cos(turn) * radius * 0.31, np.sin(turn) * radius * 0.36 + radius * 0.42,
        deck + 0.0001, radius * 0.03, 0.0006,
    )  # fmt: skip
    rivet = lathe(
        rounded(
            [
                (radius * 0.09, deck - 0.0002, 0),
                (radius * 0.085, deck + 0.0026, 0.0008),
                (0, deck + 0.0026, 0),
            ]
        )
    )
    return [tab, nose, mouth, rivet]


def _tin(m: Measures) -> Shapes:
    h, r = m.height, m.radius
    bead, rib = r * 0.985, h * 0.018
    corners = [(r * 0.94, 0.0042, 0), (r * 0.95, 0, 0.0006), (r * 1.012, 0, 0.0012),
               (r * 1.012, 0.0038, 0.0012), (bead, 0.0046, 0.0008)]  # fmt: skip
    for middle in np.linspace(h * 0.3, h * 0.7, 8):
        corners += [(bead, middle - rib, rib * 0.4), (bead * 0.985, middle, rib * 0.6)]
    corners += [(bead, h * 0.7 + rib, rib * 0.4), (bead, h - 0.0046, 0.0008)]
    wall = rounded(corners)
    under = np.array([(0, 0.0042), (r * 0.94, 0.0042)])
    end = rounded(
        [(bead, h - 0.0046, 0), (r * 1.012, h - 0.0038, 0.0012), (r * 1.012, h, 0.0012),
         (r * 0.95, h, 0.0008), (r * 0.93, h - 0.0044, 0.0008), (r * 0.8, h - 0.0044, 0.001),
         (r * 0.78, h - 0.0034, 0.001), (r * 0.5, h - 0.0034, 0.001), (r * 0.48, h - 0.0042, 0.001),
         (0, h - 0.0042, 0)]
    )  # fmt: skip
    sleeve = np.array([(bead + 0.00035, h * 0.09), (bead + 0.00035, h * 0.91)])
    return {
        "body": joined([lathe(wall), lathe(under)]),
        "lid": joined([lathe(end), *_ring(r * 0.9, h - 0.0036)]),
        "label": lathe(sleeve),
    }
