"""Table lamps."""

from __future__ import annotations

import numpy as np

from prodwidget.backends.procedural.shapes.measures import Measures, Shapes
from prodwidget.geometry import joined, lathe, rounded


def lamp(m: Measures) -> Shapes:
    """A weighted base, a stem with its socket, a drum or empire shade, a bulb."""
    h, r = m.height, m.radius
    base, stem, shade = m.part("base"), m.part("stem"), m.part("shade")
    foot, thick = r * 0.56 * base.width, 0.02 * base.height
    low = h * (1 - m.vary(0.44, 0.06) * shade.height)
    wide, narrow = r * shade.width, r * m.vary(0.76, 0.12) * shade.width
    rod = 0.0062 * stem.width
    plate = rounded(
        [(0, 0.0008, 0), (foot * 0.96, 0.0008, 0), (foot * 0.97, 0, 0.0004), (foot, 0, 0.0012),
         (foot, thick * 0.8, 0.0035), (foot * 0.9, thick, 0.004), (rod * 3.2, thick * 1.1, 0.006),
         (rod * 1.9, thick + 0.02, 0.006), (rod * 1.9, thick + 0.024, 0.001), (0, thick + 0.024, 0)]
    )  # fmt: skip
    rise = low + h * 0.075
    rod_profile = np.array([(rod, thick + 0.0238), (rod, rise)])
    socket = rounded(
        [(rod, rise - 0.004, 0), (0.0125, rise, 0.002), (0.0145, rise + 0.006, 0.001),
         (0.0145, rise + 0.042, 0.0012), (0.0115, rise + 0.044, 0), (0, rise + 0.044, 0)]
    )  # fmt: skip
    skin = 0.0016
    cloth = rounded(
        [(wide - skin, low + 0.0006, 0), (wide - skin * 0.2, low, 0.0006),
         (wide + 0.0009, low + 0.001, 0.0005), (wide + 0.0009, low + 0.006, 0.0005),
         (wide - 0.0002, low + 0.0066, 0.0003),
         (narrow + 0.0002, h - 0.0066, 0.0003), (narrow + 0.0009, h - 0.006, 0.0005),
         (narrow + 0.0009, h - 0.001, 0.0005), (narrow - skin * 0.2, h, 0.0006),
         (narrow - skin, h - 0.0006, 0.0003), (wide - skin, low + 0.0006, 0)]
    )  # fmt: skip
    turn = np.linspace(-np.pi / 2, np.pi / 2, 22)
    glow = 0.03 * m.part("bulb").width
    middle = rise + 0.044 + glow * 1.2
    # A bulb: a ball that runs out into its neck.
    neck = np.where(np.sin(turn) < 0, 1 - 0.34 * np.sin(turn) ** 2, 1)
    bulb = np.stack([np.cos(turn) * glow * neck, np.sin(turn) * glow * 1.3 + middle], -1)
    bulb[0, 0] = bulb[-1, 0] = 0
    return {
        "base": lathe(plate),
        "stem": joined([lathe(rod_profile), lathe(socket)]),
        "shade": lathe(cloth),
        "bulb": lathe(bulb),
    }
