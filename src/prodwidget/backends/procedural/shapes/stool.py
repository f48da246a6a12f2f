"""Stools on four splayed legs."""

from __future__ import annotations

import numpy as np

from prodwidget.backends.procedural.shapes.measures import Measures, Shapes
from prodwidget.geometry import Floats, Mesh, joined, lathe, repeated, rounded

_METALS = frozenset({
    "steel", "iron", "chrome", "copper", "bronze", "brass", "gold", "rose gold", "silver",
    "aluminium", "titanium",
})  # fmt: skip


def stool(m: Measures) -> Shapes:
    """A dished seat and legs: tapered with stretchers or, in metal, rods with a foot ring."""
    h, r = m.height, m.radius
    seat, legs = m.part("seat"), m.part("legs")
    metal = m.made_of("legs") in _METALS
    thick, rim = 0.036 * seat.height, r * seat.width
    dish = 0.006
    top = rounded(
        [(0, h - thick, 0), (rim * 0.9, h - thick, 0.01), (rim, h - thick * 0.45, 0.014),
         (rim * 0.985, h, 0.012 * m.rounding), (rim * 0.72, h - dish * 0.8, rim * 0.2),
         (0, h - dish, 0)]
    )  # fmt: skip
    splay = np.radians(m.vary(9.5, 0.15))
    length = (h - thick + 0.012) / np.cos(splay)
    at_top = rim * 0.6
    thin, full = (0.0085, 0.0095) if metal else (0.0115, 0.0185)
    leg = rounded(
        [(0, 0, 0), (thin * legs.width, 0, 0.0018), (full * legs.width, length * 0.8, 0.1),
         (full * 0.92 * legs.width, length, 0)]
    )  # fmt: skip
    at_foot = at_top + length * np.sin(splay)
    lift = thin * legs.width * np.sin(splay)
    quarter = [np.pi / 4 + index * np.pi / 2 for index in range(4)]
    pieces = [
        repeated(lathe(leg), [_turned(turn) @ _leaning(at_foot, lift, splay) for turn in quarter])
    ]
    if metal:
        height = length * 0.36
        pieces.append(_foot_ring(_reach(at_foot, height, splay) - 0.004, height))
    else:
        for height, turns in ((length * 0.34, quarter[::2]), (length * 0.42, quarter[1::2])):
            out = _reach(at_foot, height, splay)
            rail = lathe(_rail(out * np.sqrt(2)))
            side = [_turned(turn + np.pi / 4) @ _lying(out / np.sqrt(2), height) for turn in turns]
            pieces.append(repeated(rail, side))
    return {"seat": lathe(top), "legs": joined(pieces)}


def _reach(at_foot: float, height: float, splay: float) -> float:
    """How far from the middle a leg is at a height."""
    return at_foot - height * float(np.tan(splay))


def _turned(turn: float) -> Floats:
    return np.array(
        [[np.cos(turn), 0, np.sin(turn), 0], [0, 1, 0, 0],
         [-np.sin(turn), 0, np.cos(turn), 0], [0, 0, 0, 1.0]]
    )  # fmt: skip


def _leaning(out: float, lift: float, splay: float) -> Floats:
    """A leg on the ground at ``out``, leaning towards the middle."""
    return np.array(
        [[1, 0, 0, 0], [0, np.cos(splay), np.sin(splay), lift],
         [0, -np.sin(splay), np.cos(splay), out], [0, 0, 0, 1.0]]
    )  # fmt: skip


def _lying(out: float, height: float) -> Floats:
    """A rod along x at ``out`` in front of the middle."""
    return np.array([[0, -1, 0, 0], [1, 0, 0, height], [0, 0, 1, out], [0, 0, 0, 1.0]])


def _rail(length: float) -> Floats:
    half = length / 2
    return rounded(
        [
            (0, -half, 0),
            (0.0062, -half, 0),
            (0.0082, 0, half * 0.8),
            (0.0062, half, 0),
            (0, half, 0),
        ]
    )


def _foot_ring(radius: float, height: float) -> Mesh:
    turn = np.linspace(-np.pi / 2, 1.5 * np.pi, 17)
    return lathe(np.stack([radius + np.cos(turn) * 0.0052, height + np.sin(turn) * 0.0052], -1))
