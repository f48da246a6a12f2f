"""What closes a bottle or a jar."""

from __future__ import annotations

import numpy as np

from prodwidget.geometry import ROUND, Mesh, Outline, joined, lathe, ribbed, rounded, sweep

GAP = 0.0007
"""Metres of shadow line between a lid and what it closes."""

_SMOOTH = frozenset({"oak", "walnut", "bamboo", "cork", "marble", "stone", "concrete", "glass"})
"""Materials that nobody cuts ribs into."""


def screw_cap(
    inner: float, radius: float, low: float, high: float, material: str, ribs: bool = True
) -> Mesh:
    """A cap from ``low`` to ``high``: a band of ribs, a shoulder, a top with a rounded edge."""
    edge = min(0.0016, (high - low) * 0.12)
    skirt = rounded(
        [(inner, low, 0), (radius - edge * 0.4, low, edge * 0.5), (radius, low + edge, edge),
         (radius, low + (high - low) * 0.1, 0)]
    )  # fmt: skip
    top = rounded([(radius, high - edge * 3, 0), (radius, high, edge * 1.5), (0, high, 0)])
    if material in _SMOOTH or not ribs or high - low < 0.006:
        whole = np.concatenate([skirt, top[1:]])
        return lathe(whole)
    count = int(np.clip(round(radius * 2 * np.pi / 0.0016), 40, 96))
    band_low, band_high = low + (high - low) * 0.14, high - max(edge * 4, (high - low) * 0.2)
    cut = min(0.045, 0.0008 / radius)
    # The ribs end in the skirt and the shoulder, a hair inside, so that no edge shows a hole.
    lower = np.concatenate([skirt[:-1], [(radius, band_low), (radius * (1 - cut), band_low)]])
    band = np.array(
        [(radius * (1 - cut), band_low - 1e-5), (radius, band_low + 0.0004),
         (radius, band_high - 0.0004), (radius * (1 - cut), band_high + 1e-5)]
    )  # fmt: skip
    upper = np.concatenate([[(radius * (1 - cut), band_high), (radius, band_high)], top])
    return joined([lathe(lower), lathe(band, outline=ribbed(count, cut)), lathe(upper)])


def stopper(neck: float, mouth: float, radius: float, height: float) -> Mesh:
    """A bar-top: a disc on a plug."""
    return lathe(
        rounded(
            [
                (neck * 0.8, mouth - height * 0.35, 0),
                (neck * 0.82, mouth + GAP, 0),
                (radius, mouth + GAP, 0.0012),
                (radius, mouth + height, 0.0022),
                (0, mouth + height, 0),
            ]
        )
    )


def capsule(neck: float, low: float, high: float) -> Mesh:
    """The foil over a wine bottle's neck."""
    skin = neck + 0.0006
    return lathe(
        rounded(
            [
                (neck - 0.0002, low, 0),
                (skin, low, 0.0002),
                (skin * 0.94, high - 0.02, 0.01),
                (skin * 0.94, high - 0.0145, 0.0008),
                (skin * 1.0, high - 0.0135, 0.0008),
                (skin * 1.0, high - 0.004, 0.002),
                (skin * 0.96, high, 0.002),
                (0, high - 0.0004, 0),
            ]
        )
    )


def crown_cap(radius: float, low: float, high: float) -> Mesh:
    """A crimped crown cork with its twenty-one teeth."""
    skirt = rounded(
        [(radius * 0.93, low, 0), (radius * 1.06, low, 0.0004), (radius * 0.99, high - 0.002, 0)]
    )
    top = rounded(
        [(radius * 0.97, high - 0.0022, 0), (radius * 0.92, high, 0.0022), (0, high + 0.0004, 0)]
    )
    return joined([lathe(skirt, outline=ribbed(21, 0.07)), lathe(top)])


def pump(neck: float, low: float, height: float, reach: float) -> Mesh:
    """A lotion pump: a ribbed collar, a stem, and a head whose spout points to the right."""
    collar_top = low + height * 0.3
    collar = screw_cap(neck, neck * 1.32, low, collar_top, "plastic")
    guide = rounded(
        [(neck * 0.62, collar_top - 0.001, 0), (neck * 0.62, collar_top + height * 0.07, 0.0012),
         (0, collar_top + height * 0.07, 0)]
    )  # fmt: skip
    head_low = low + height * 0.74
    stem = np.array([(neck * 0.3, collar_top), (neck * 0.3, head_low + 0.002)])
    head = rounded(
        [(0, head_low, 0), (neck * 0.78, head_low, 0.0008), (neck * 0.82, low + height, 0.0034),
         (0, low + height, 0)]
    )  # fmt: skip
    thick = height * 0.16
    middle = low + height * 0.875
    run = np.linspace(0, 1, 26)
    drop = np.clip((run - 0.72) / 0.28, 0, 1) ** 2
    path = np.stack(
        [neck * 0.3 + run * reach, middle - drop * thick * 1.1, np.zeros_like(run)], axis=1
    )
    size = thick * (1 - 0.32 * run)
    # The spout's end is drawn in to nothing: a closed tip without a cap of its own.
    path = np.concatenate([path, path[-1:] + (path[-1] - path[-2]) * 0.02])
    size = np.concatenate([size, size[-1:] * 0.03])
    return joined([lathe(guide), lathe(stem), lathe(head), collar, sweep(path, size, size * 0.8)])


def dropper(neck: float, low: float, height: float) -> Mesh:
    """A ribbed collar with a rubber bulb."""
    collar_top = low + height * 0.42
    collar = screw_cap(neck, neck * 1.3, low, collar_top, "plastic")
    bulb = rounded(
        [(neck * 0.86, collar_top - 0.0004, 0), (neck * 0.86, collar_top + height * 0.06, 0.001),
         (neck * 0.66, collar_top + height * 0.1, 0.003), (neck * 0.72, low + height * 0.74, 0.01),
         (neck * 0.6, low + height, neck * 0.5), (0, low + height, 0)]
    )  # fmt: skip
    return joined([lathe(bulb), collar])


def overcap(radius: float, low: float, high: float, outline: Outline = ROUND) -> Mesh:
    """A plain, heavy cap, as on perfume."""
    return lathe(
        rounded(
            [(radius * 0.6, low, 0), (radius, low, 0.0006), (radius, high, 0.0014), (0, high, 0)]
        ),
        outline=outline,
    )
