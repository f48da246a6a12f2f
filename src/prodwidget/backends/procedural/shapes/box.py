"""Cartons with a tuck flap, and shallow boxes with a lift-off lid."""

from __future__ import annotations

from prodwidget.backends.procedural.shapes.measures import Measures, Shapes
from prodwidget.geometry import block, joined, panel

_LIFT = 0.0003
"""Metres between a print and the board."""


def box(m: Measures) -> Shapes:
    """A body, a print on its front and, for shallow boxes, a lid."""
    return _lidded(m) if m.form == "shallow" or m.has("lid") else _carton(m)


def _carton(m: Measures) -> Shapes:
    h, w = m.height, m.radius * 2
    depth = w * m.vary(0.52, 0.12)
    board, size = 0.0011, m.part("label")
    edge = min(0.0011 * m.rounding, w * 0.2)
    body = block((w, h - board, depth), (0, (h - board) / 2, 0), edge)
    # The tuck flap lies on the dust flaps with a hair of shadow all round but at its hinge.
    flap = block(
        (w - 0.0012, board, depth - 0.0008), (0, h - board / 2 + 0.0001, 0.0001), board * 0.45
    )
    return {
        "body": joined([body, flap]),
        "label": panel(
            w * min(0.92 * size.width, 1),
            (h - board) * min(0.94 * size.height, 1),
            (0, (h - board) / 2, depth / 2 + _LIFT),
        ),
    }


def _lidded(m: Measures) -> Shapes:
    h, w, lid = m.height, m.radius * 2, m.part("lid")
    depth = w * (0.68 if m.form == "shallow" else 0.62)
    share = 0.36
    seam = h * (1 - share * lid.height)
    over = 0.0022
    edge = 0.0012 * m.rounding
    tray = block((w - 2 * over, h - 0.004, depth - 2 * over), (0, (h - 0.004) / 2, 0), edge)
    top = block((w, h - seam, depth), (0, (h + seam) / 2, 0), edge)
    wide = m.form == "shallow"
    where = (seam * 0.08, seam * 0.92) if not wide else (seam * 0.12, seam * 0.9)
    return {
        "body": tray,
        "lid": top,
        "label": panel(
            (w - 2 * over) * 0.9, where[1] - where[0],
            (0, (where[0] + where[1]) / 2, depth / 2 - over + _LIFT),
        ),
    }  # fmt: skip
