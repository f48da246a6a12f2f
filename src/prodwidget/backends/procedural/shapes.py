"""The ten families: from a spec to one surface a part."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

import numpy as np

from prodwidget.backends.procedural.catalogue import CATALOGUE
from prodwidget.backends.procedural.spec import Family, Part, Size, Spec
from prodwidget.backends.procedural.surfaces import (
    Floats,
    Surface,
    box,
    joined,
    lathe,
    loft,
    panel,
    rounded,
    sweep,
)

Shapes = dict[Part, Surface]

_LIFT = 0.00025
"""Metres between a label and what it is stuck on."""


def build(spec: Spec) -> Shapes:
    """The surfaces of the parts that the spec has; the product stands on y = 0."""
    shapes = _BUILDERS[spec.family](_Measures(spec))
    return {part: surface for part, surface in shapes.items() if part in spec.parts}


def label_aspect(surface: Surface) -> float:
    """Width over height of a label, as it lies on its product."""
    span = np.ptp(surface.points, axis=0)
    front = surface.points[:, 2].max()
    radius = max(span[0] / 2, 1e-6)
    half = np.arcsin(min(1.0, span[0] / 2 / max(front, radius)))
    curved = 2 * half * max(front, radius) if surface.normals[:, 2].min() < 0.999 else span[0]
    return float(curved / span[1])


class _Measures:
    """A family's measures in metres, with the spec's factors and its seed's small differences."""

    def __init__(self, spec: Spec) -> None:
        entry = CATALOGUE[spec.family]
        self.spec = spec
        self.height = entry.height * spec.size.height
        self.radius = entry.width * spec.size.width / 2
        self.chance = random.Random(spec.seed)

    def vary(self, value: float, share: float) -> float:
        """``value`` give or take ``share`` of it, by the seed."""
        return value * (1 + (self.chance.random() * 2 - 1) * share if self.spec.seed else 1)

    def part(self, part: Part) -> Size:
        found = self.spec.parts.get(part)
        return found.size if found else Size()

    def has(self, part: Part) -> bool:
        return part in self.spec.parts


def _label(profile: Floats, low: float, high: float, arc: float) -> Surface:
    """A patch that follows a profile between two heights, on its front."""
    heights = np.linspace(low, high, 20)
    order = np.argsort(profile[:, 1], kind="stable")
    radii = np.interp(heights, profile[order, 1], profile[order, 0])
    return lathe(np.stack([radii, heights], axis=1), arc=arc, offset=_LIFT)


def _bottle(m: _Measures) -> Shapes:
    h, r = m.height, m.radius
    neck = r * m.vary(0.42, 0.1)
    shoulder, base_of_neck = h * m.vary(0.66, 0.05), h * 0.84
    lid = m.part("lid")
    lid_radius, lid_top = neck * 1.22 * lid.width, base_of_neck + h * 0.16 * lid.height
    mouth = base_of_neck + h * 0.11
    wall = rounded(
        [
            (0, 0.0022, 0), (r * 0.7, 0.0022, 0.002), (r * 0.78, 0, 0.002), (r, 0, r * 0.2),
            (r, shoulder, r * m.vary(0.75, 0.2)), (neck, base_of_neck, r * 0.28),
            (neck, mouth, 0.0012), (neck * 0.84, mouth, 0.0012),
            (neck * 0.8, base_of_neck, r * 0.2), (r * 0.93, shoulder * 0.96, r * 0.5),
            (r * 0.93, r * 0.12, r * 0.14), (0, r * 0.1, 0),
        ],
        steps=11,
    )  # fmt: skip
    outside = wall[: int(np.argmax(wall[:, 1])) + 1]
    body = lathe(wall)
    cap = rounded(
        [
            (neck * 1.03, base_of_neck + h * 0.006, 0.0004),
            (lid_radius, base_of_neck + h * 0.006, 0.0009),
            (lid_radius, lid_top, 0.0024),
            (0, lid_top, 0),
        ]
    )
    return {
        "body": body,
        "lid": lathe(cap),
        "label": _label(outside, h * 0.17, min(shoulder * 0.87, h * 0.56), 0.34),
    }


def _jar(m: _Measures) -> Shapes:
    h, r = m.height, m.radius
    lid = m.part("lid")
    rim, lid_top = h * 0.8, h * (0.8 + 0.2 * lid.height)
    neck = r * 0.9
    wall = rounded(
        [
            (0, 0.002, 0), (r * 0.72, 0.002, 0.002), (r * 0.8, 0, 0.002), (r, 0, r * 0.16),
            (r, h * 0.74, r * 0.2), (neck, rim, 0.003), (neck, h * 0.93, 0.0016),
            (neck * 0.93, h * 0.93, 0.0016), (neck * 0.92, rim, 0.004),
            (r * 0.9, h * 0.72, r * 0.2), (r * 0.9, 0.009, r * 0.14), (0, 0.008, 0),
        ]
    )  # fmt: skip
    outside = wall[: int(np.argmax(wall[:, 1])) + 1]
    radius = r * 0.985 * lid.width
    cap = rounded(
        [(neck * 1.02, rim, 0.0004), (radius, rim, 0.0012), (radius, lid_top, 0.003),
         (radius * 0.9, lid_top, 0.002), (radius * 0.87, lid_top - 0.0012, 0.002),
         (0, lid_top - 0.0012, 0)]
    )  # fmt: skip
    wax = rounded([(r * 0.885, 0.012, 0.002), (r * 0.885, h * 0.58, 0.002), (0, h * 0.58, 0)])
    wick = rounded([(0.0011, h * 0.57, 0), (0.0011, h * 0.72, 0.0008), (0, h * 0.72, 0)])
    return {
        "body": lathe(wall),
        "lid": lathe(cap),
        "label": _label(outside, h * 0.16, h * 0.62, 0.38),
        "wax": joined([lathe(wax), lathe(wick)]),
    }


def _tube(m: _Measures) -> Shapes:
    h, r = m.height, m.radius
    lid = m.part("lid")
    lid_top = h * 0.17 * lid.height
    cap = rounded(
        [(0, 0, 0), (r * 0.86 * lid.width, 0, 0.0022), (r * 0.93 * lid.width, lid_top, 0.0012),
         (0, lid_top, 0)]
    )  # fmt: skip
    turn = np.linspace(-np.pi, np.pi, 97)
    rows = []
    base = lid_top * 0.98
    for share in np.linspace(0, 1, 48):
        y = base + (h - base) * share
        swell = min(1.0, share / 0.045)
        start = r * (0.8 + 0.2 * np.sqrt(1 - (1 - swell) ** 2))
        flat = np.clip((share - 0.045) / 0.88, 0, 1)
        ease = flat**1.6
        wide = start * (1 - ease) + r * 1.34 * ease
        deep = max(start * (1 - ease), 0.0011)
        rows.append(np.stack([wide * np.sin(turn), np.full_like(turn, y), deep * np.cos(turn)], -1))
    sections = np.array(rows)
    body = loft(sections)
    lid_of_crimp = panel(2 * r * 1.34, 0.0022, (0, 0, 0)).moved(
        np.array([[1, 0, 0, 0], [0, 0, 1, h], [0, -1, 0, 0], [0, 0, 0, 1.0]])
    )
    front = sections[8:38, 26:71]
    label = loft(np.array(front))
    along, up = np.gradient(front, axis=1), np.gradient(front, axis=0)
    out = np.cross(along, up)
    out /= np.linalg.norm(out, axis=-1, keepdims=True)
    label = Surface((front + out * _LIFT).reshape(-1, 3), out.reshape(-1, 3), label.uv, label.faces)
    return {"body": joined([body, lid_of_crimp]), "lid": lathe(cap), "label": label}


def _can(m: _Measures) -> Shapes:
    h, r = m.height, m.radius
    top = r * 0.84
    wall = rounded(
        [(r * 0.7, 0.004, 0.001), (r * 0.76, 0, 0.002), (r * 0.82, 0.001, 0.002),
         (r, h * 0.075, r * 0.14), (r, h * 0.87, r * 0.22), (top, h * 0.965, 0.003),
         (top, h * 0.985, 0.001)]
    )  # fmt: skip
    under = rounded([(0, 0.012, 0), (r * 0.45, 0.01, 0.01), (r * 0.7, 0.004, 0)])
    end = rounded(
        [(top, h * 0.975, 0), (top * 1.03, h * 0.985, 0.001), (top * 1.02, h, 0.001),
         (top * 0.95, h, 0.001), (top * 0.93, h * 0.968, 0.001), (0, h * 0.97, 0)]
    )  # fmt: skip
    turn = np.linspace(0, 2 * np.pi, 49)
    lying = np.array([[1, 0, 0, 0], [0, 0, 1, h * 0.981], [0, -1, 0, r * 0.16], [0, 0, 0, 1.0]])
    tab = sweep(
        np.stack([np.cos(turn) * r * 0.17, np.sin(turn) * r * 0.27, np.zeros_like(turn)], -1),
        0.0012,
        0.0035,
    ).moved(lying)
    return {
        "body": joined([lathe(under), lathe(wall)]),
        "lid": joined([lathe(end), tab]),
        "label": _label(wall, h * 0.16, h * 0.8, 0.42),
    }


def _mug(m: _Measures) -> Shapes:
    h, r = m.height, m.radius
    foot = r * m.vary(0.9, 0.08)
    outside = rounded(
        [(0, 0.0025, 0), (foot * 0.76, 0.0025, 0.002), (foot * 0.82, 0, 0.002),
         (foot, 0, r * 0.3), (r, h * 0.5, r * 0.4), (r, h, 0.0018), (r - 0.002, h, 0)]
    )  # fmt: skip
    inside = rounded(
        [(r - 0.002, h, 0), (r - 0.0042, h, 0.0018), (r - 0.0044, h * 0.5, r * 0.3),
         (foot - 0.006, 0.007, r * 0.25), (0, 0.0065, 0)]
    )  # fmt: skip
    grip = m.part("handle")
    span, reach = h * 0.6 * min(grip.height, 1.3), r * 0.78 * grip.width
    middle = h * 0.52
    angle = np.linspace(np.pi / 2, -np.pi / 2, 40)
    start = r * 0.955
    path = np.stack(
        [start + np.sign(np.cos(angle)) * reach * np.abs(np.cos(angle)) ** 0.75,
         middle + span / 2 * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.8,
         np.zeros_like(angle)], -1,
    )  # fmt: skip
    return {
        "body": lathe(outside),
        "inside": lathe(inside),
        "handle": sweep(path, 0.0125 * grip.width, 0.0085 * grip.width),
        "label": _label(outside[outside[:, 1] > 0], h * 0.3, h * 0.8, 0.3),
    }


def _box(m: _Measures) -> Shapes:
    h, w = m.height, m.radius * 2
    depth = w * m.vary(0.52, 0.15)
    return {
        "body": box(w, h, depth, min(w, h, depth) * 0.022),
        "label": panel(w * 0.86, h * 0.86, (0, h / 2, depth / 2 + _LIFT)),
    }


def _vase(m: _Measures) -> Shapes:
    h, r = m.height, m.radius
    belly, waist = m.vary(0.36, 0.12), r * m.vary(0.42, 0.16)
    lip = waist * 1.32
    outside = rounded(
        [(0, 0.003, 0), (r * 0.46, 0.003, 0.003), (r * 0.52, 0, 0.003), (r * 0.6, 0.001, 0.01),
         (r * 1.04, h * belly, h * 0.3), (waist, h * 0.8, h * 0.16), (lip, h, 0.0022),
         (lip - 0.003, h, 0)],
        steps=16,
    )  # fmt: skip
    inside = rounded(
        [(lip - 0.003, h, 0), (lip - 0.006, h, 0.002), (waist - 0.006, h * 0.8, h * 0.16),
         (r - 0.006, h * belly, h * 0.3), (r * 0.5, 0.008, 0.012), (0, 0.008, 0)],
        steps=16,
    )  # fmt: skip
    return {
        "body": lathe(outside),
        "inside": lathe(inside),
        "label": _label(outside[outside[:, 1] > 0], h * 0.26, h * 0.52, 0.26),
    }


def _bowl(m: _Measures) -> Shapes:
    h, r = m.height, m.radius
    foot = r * m.vary(0.46, 0.1)
    outside = rounded(
        [(0, 0.004, 0), (foot * 0.84, 0.004, 0.003), (foot * 0.88, 0, 0.002), (foot, 0, 0.002),
         (foot * 1.02, h * 0.07, 0.004), (r * 0.93, h * 0.3, h * 0.5), (r, h, 0.0016),
         (r - 0.0022, h, 0)],
        steps=14,
    )  # fmt: skip
    inside = rounded(
        [(r - 0.0022, h, 0), (r - 0.0042, h, 0.0014), (r * 0.89, h * 0.34, h * 0.5),
         (foot, h * 0.12, h * 0.2), (0, h * 0.11, 0)],
        steps=14,
    )  # fmt: skip
    return {
        "body": lathe(outside),
        "inside": lathe(inside),
        "label": _label(outside[outside[:, 1] > 0.005], h * 0.45, h * 0.85, 0.18),
    }


def _lamp(m: _Measures) -> Shapes:
    h, r = m.height, m.radius
    base, stem, shade = m.part("base"), m.part("stem"), m.part("shade")
    foot = r * 0.58 * base.width
    low = h * (1 - m.vary(0.42, 0.08) * shade.height)
    wide, narrow = r * shade.width, r * m.vary(0.72, 0.15) * shade.width
    thick = 0.022 * base.height
    rod = 0.0065 * stem.width
    foot_profile = rounded(
        [(0, 0, 0), (foot, 0, 0.002), (foot, thick, 0.006), (0, thick * 1.15, 0)]
    )
    rod_profile = rounded([(rod, thick, 0), (rod, low + h * 0.1, 0.002), (0, low + h * 0.1, 0)])
    socket = rounded(
        [(rod, low + h * 0.06, 0), (0.017, low + h * 0.06, 0.002), (0.017, low + h * 0.14, 0.002),
         (0, low + h * 0.14, 0)]
    )  # fmt: skip
    skin = rounded(
        [(wide - 0.0015, low, 0.0003), (wide, low, 0.0003), (narrow, h, 0.0003),
         (narrow - 0.0015, h, 0.0003), (wide - 0.0015, low, 0)]
    )  # fmt: skip
    turn = np.linspace(-np.pi / 2, np.pi / 2, 24)
    glow = 0.031 * m.part("bulb").width
    bulb = np.stack([np.cos(turn) * glow, np.sin(turn) * glow * 1.15 + low + h * 0.2], -1)
    return {
        "base": lathe(foot_profile),
        "stem": joined([lathe(rod_profile), lathe(socket)]),
        "shade": lathe(skin),
        "bulb": lathe(bulb),
    }


def _stool(m: _Measures) -> Shapes:
    h, r = m.height, m.radius
    seat, legs = m.part("seat"), m.part("legs")
    thick = 0.034 * seat.height
    top = rounded(
        [(0, h - thick, 0), (r * seat.width * 0.96, h - thick, 0.006),
         (r * seat.width, h - thick * 0.4, 0.012), (r * seat.width * 0.985, h, 0.01),
         (0, h - 0.004, 0)]
    )  # fmt: skip
    length = h - thick + 0.004
    leg = rounded(
        [
            (0, 0, 0),
            (0.0105 * legs.width, 0, 0.002),
            (0.017 * legs.width, length, 0),
            (0, length, 0),
        ]
    )
    splay = m.vary(0.19, 0.15)
    pieces = []
    for quarter in range(4):
        turn = np.pi / 4 + quarter * np.pi / 2
        around = np.array(
            [[np.cos(turn), 0, np.sin(turn), 0], [0, 1, 0, 0],
             [-np.sin(turn), 0, np.cos(turn), 0], [0, 0, 0, 1]]
        )  # fmt: skip
        outward = np.array(
            [[1, 0, 0, 0], [0, np.cos(splay), -np.sin(splay), 0],
             [0, np.sin(splay), np.cos(splay), 0], [0, 0, 0, 1]]
        )  # fmt: skip
        place = np.eye(4)
        foot = r * 0.62 * seat.width + length * np.tan(splay)
        # A leaning leg's lowest edge is under its axis: lift it back onto the ground.
        place[:3, 3] = (0, 0.0105 * legs.width * np.sin(splay), foot)
        pieces.append(lathe(leg).moved(around @ place @ np.linalg.inv(outward)))
    rail = _rail(r * 0.62 * seat.width + length * 0.55 * np.tan(splay), length * 0.45)
    return {"seat": lathe(top), "legs": joined([*pieces, rail])}


def _rail(radius: float, height: float) -> Surface:
    turn = np.linspace(-np.pi, np.pi, 13)
    ring = np.stack([radius + np.cos(turn) * 0.0055, height + np.sin(turn) * 0.0055], -1)
    return lathe(ring)


_BUILDERS: Final[dict[Family, Callable[[_Measures], Shapes]]] = {
    "bottle": _bottle,
    "jar": _jar,
    "tube": _tube,
    "can": _can,
    "mug": _mug,
    "box": _box,
    "vase": _vase,
    "bowl": _bowl,
    "lamp": _lamp,
    "stool": _stool,
}
