"""Squeeze tubes, standing on their caps."""

from __future__ import annotations

import numpy as np

from prodwidget.backends.procedural.shapes.closures import GAP
from prodwidget.backends.procedural.shapes.measures import Measures, Shapes
from prodwidget.geometry import Mesh, block, joined, lathe, loft, patch, ribbed, rounded

_CRIMP = 0.011
"""Metres of flat, ridged seal."""


def tube(m: Measures) -> Shapes:
    """A sleeve that runs from round to flat, a cap, and a print on the front."""
    h, r, lid = m.height, m.radius, m.part("lid")
    cap_top = h * 0.16 * lid.height
    radius = r * 0.92 * lid.width
    seal = h - _CRIMP
    base = cap_top + GAP * 1.4
    shares = np.concatenate([np.linspace(0, 0.06, 9), np.linspace(0.08, 1, 40)])
    turn = np.linspace(-np.pi, np.pi, 113)
    rows = []
    for share in shares:
        shoulder = min(1.0, share / 0.06)
        start = r * (0.86 + 0.14 * np.sqrt(1 - (1 - shoulder) ** 2))
        # A flattened sleeve keeps its girth: as it loses depth, it gains width.
        ease = np.clip((share - 0.06) / 0.94, 0, 1) ** 1.55
        deep = start * (1 - ease) + 0.0009 * ease
        wide = start * (1 - ease) + r * 1.42 * ease
        y = base + (seal - base) * share
        rows.append(np.stack([wide * np.sin(turn), np.full_like(turn, y), deep * np.cos(turn)], -1))
    sections = np.array(rows)
    end = sections[:1] * [0.3, 1, 0.3]
    crimp = [
        block((2 * r * 1.42, _CRIMP * 0.98, 0.0018), (0, seal + _CRIMP / 2, 0), 0.0004),
        *(
            block((2 * r * 1.4, 0.0011, 0.0024), (0, seal + _CRIMP * share, 0), 0.0004)
            for share in (0.24, 0.42, 0.6, 0.78)
        ),
    ]
    size = m.part("label")
    up, across = min(round(14.5 * size.height), 19), min(round(24 * size.width), 40)
    front = sections[28 - up : 29 + up, 56 - across : 57 + across]
    return {
        "body": joined([loft(np.concatenate([end, sections])), *crimp]),
        "lid": _cap(radius, cap_top),
        "label": patch(front, 0.00022),
    }


def _cap(radius: float, top: float) -> Mesh:
    """A flip cap's plain cylinder with a fine ribbed foot."""
    foot = rounded(
        [(0, 0.0006, 0), (radius * 0.82, 0.0006, 0.0006), (radius * 0.85, 0, 0.0006),
         (radius * 0.965, 0, 0.001), (radius * 0.972, top * 0.3, 0)]
    )  # fmt: skip
    ribs = np.array([(radius * 0.985, top * 0.06), (radius * 0.99, top * 0.3)])
    upper = rounded(
        [(radius * 0.96, top * 0.3, 0), (radius * 0.99, top * 0.305, 0.0004),
         (radius, top, 0.0008), (0, top, 0)]
    )  # fmt: skip
    return joined([lathe(foot), lathe(ribs, outline=ribbed(72, 0.035)), lathe(upper)])
