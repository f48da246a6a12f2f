"""What a panel is bent to: its points as the package closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from prodwidget.geometry import Floats


class Curve(Protocol):
    """How a flat panel becomes a curved one; each of its rows keeps its length."""

    def placed(self, points: Floats, depth: float, closed: float) -> Floats:
        """Points (n, 2) of the sheet, ``depth`` in front of it, as (n, 3).

        ``closed`` is 0 where it is flat, which leaves x and y as they are, and 1 where it is as it
        is in the closed package. All in millimetres.
        """
        ...

    @property
    def columns(self) -> int:
        """How many parts a mesh of it needs from left to right."""
        ...

    @property
    def rows(self) -> int:
        """How many parts a mesh of it needs from the bottom to the top."""
        ...


@dataclass(frozen=True, slots=True)
class Cylinder:
    """A turn about an upright axis, with ``middle`` at the front."""

    middle: float
    """x of the sheet, in millimetres."""
    radius: float
    """Of the middle of the board, in millimetres."""
    under: float = 0.0
    """How far it comes to lie below that, as a seam does."""
    columns: int = 64
    rows: int = 1

    def placed(self, points: Floats, depth: float, closed: float) -> Floats:
        """As :meth:`Curve.placed`."""
        along = points[:, 0] - self.middle
        if closed <= 0.0:
            return np.column_stack([points, np.full(len(points), depth)])
        radius = self.radius / closed
        turn = along / radius
        out = radius + depth - self.under * closed
        return np.column_stack(
            [
                self.middle + out * np.sin(turn),
                points[:, 1],
                out * np.cos(turn) - radius,
            ]
        )


@dataclass(frozen=True, slots=True)
class Wall:
    """The front or the back of a pouch, which bulges; ``lower`` is where its gusset begins."""

    length: float
    width: float
    height: float
    lower: float
    layer: float
    """Millimetres that it lies before the seal's middle."""
    back: bool = False
    columns: int = 28
    rows: int = 20

    def placed(self, points: Floats, depth: float, closed: float) -> Floats:
        """As :meth:`Curve.placed`; its rows keep their length, so its sides draw in."""
        up = (points[:, 1] - self.lower) * (-1.0 if self.back else 1.0)
        share = np.clip(up / self.height, 0.0, 1.0)
        bulge = np.cos(np.pi / 2 * np.minimum(share / _SEALED, 1.0)) ** 2
        x, out = _row(points[:, 0], self.length, self.width * closed, bulge)
        return np.column_stack([x, points[:, 1], out + depth + self.layer])


@dataclass(frozen=True, slots=True)
class Gusset:
    """Half of the bottom of a pouch, from the wall's lower edge at ``lower`` to its own crease.

    It keeps its length across, and along the wall. Its crease is drawn in, as film wrinkles there.
    """

    length: float
    width: float
    depth: float
    lower: float
    layer: float
    back: bool = False
    columns: int = 28
    rows: int = 4

    def placed(self, points: Floats, depth: float, closed: float) -> Floats:
        """As :meth:`Curve.placed`; it opens from a fold to a bowl."""
        share = np.abs(points[:, 1] - self.lower) / self.depth
        x, out = _row(points[:, 0], self.length, self.width * closed, np.ones(len(points)))
        rise = np.sqrt(self.depth**2 - out**2) * share
        y = self.lower + np.where(self.back, rise, -rise)
        away = out * (1.0 - share) + self.layer
        return np.column_stack([x, y, depth - away])


_SEALED = 0.86
"""The share of a pouch's height below its seal."""
_STEPS = 48


def _row(x: Floats, length: float, width: float, bulge: Floats) -> tuple[Floats, Floats]:
    """x and z along a row of a pouch that keeps its length; ``bulge`` from 0 to 1 a point."""
    share = x / (length / 2)
    out = width / 2 * bulge * np.cos(np.pi / 2 * share)
    # The middles of equal steps from the centre line to each point.
    at = (np.arange(_STEPS) + 0.5) / _STEPS * share[:, None]
    slope = np.pi / 2 * width / length * bulge[:, None] * np.sin(np.pi / 2 * at)
    return x * np.sqrt(1.0 - slope**2).mean(axis=1), out
