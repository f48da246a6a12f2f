"""Noise that repeats after one tile: whatever is made of it alone has no seam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Field = NDArray[Any]
"""(side, side), or any shape of places."""


@dataclass(frozen=True, slots=True)
class Cells:
    """For each place of a tile, the cells around it."""

    nearest: Field
    """Distance to the nearest centre, in cells."""
    second: Field
    """Distance to the next one."""
    chance: Field
    """A number from 0 to 1 that a cell has as a whole."""

    @property
    def edge(self) -> Field:
        """About how far it is to the border, in cells."""
        return np.asarray(self.second - self.nearest)


class Noise:
    """All that one seed draws; places are from 0 to 1 across the tile, and go on beyond.

    The same seed draws the same at every resolution.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def smooth(self, u: Field, v: Field, across: int, along: int, salt: int) -> Field:
        """Gradient noise of about ±1, of so many cells across (u) and along (v) the tile.

        Perlin, "Improving Noise", SIGGRAPH 2002, on a lattice that wraps.
        """
        angle = self._draw(salt, along, across) * np.float32(2 * np.pi)
        x, y = u * np.float32(across), v * np.float32(along)
        left, low = np.floor(x), np.floor(y)
        i, j = left.astype(np.int32), low.astype(np.int32)
        x, y = x - left, y - low
        ease_x = x * x * x * (x * (x * 6 - 15) + 10)
        ease_y = y * y * y * (y * (y * 6 - 15) + 10)
        cos, sin = np.cos(angle), np.sin(angle)

        def corner(right: int, up: int) -> Field:
            at = ((j + up) % along, (i + right) % across)
            return np.asarray(cos[at] * (x - right) + sin[at] * (y - up))

        bottom = corner(0, 0) + ease_x * (corner(1, 0) - corner(0, 0))
        top = corner(0, 1) + ease_x * (corner(1, 1) - corner(0, 1))
        return np.asarray((bottom + ease_y * (top - bottom)) * np.float32(1.5))

    def layered(
        self, u: Field, v: Field, across: int, along: int, salt: int, octaves: int = 4
    ) -> Field:
        """Gradient noise with detail: each octave twice as fine and half as strong."""
        total = np.zeros_like(u)
        for octave in range(octaves):
            fine = 2**octave
            total += self.smooth(u, v, across * fine, along * fine, salt * 31 + octave) / fine
        return np.asarray(total * np.float32(0.6))

    def cells(self, u: Field, v: Field, count: int, salt: int, jitter: float = 0.85) -> Cells:
        """Cellular noise (Worley, SIGGRAPH 1996) of ``count`` by ``count`` cells."""
        shift_x = (self._draw(salt, count, count) - 0.5) * np.float32(jitter) + 0.5
        shift_y = (self._draw(salt + 7919, count, count) - 0.5) * np.float32(jitter) + 0.5
        chances = self._draw(salt + 104729, count, count)
        x, y = u * np.float32(count), v * np.float32(count)
        left, low = np.floor(x), np.floor(y)
        i, j = left.astype(np.int32), low.astype(np.int32)
        x, y = x - left, y - low
        nearest = np.full(u.shape, 9, np.float32)
        second = np.full(u.shape, 9, np.float32)
        chance = np.zeros(u.shape, np.float32)
        for up in (-1, 0, 1):
            for right in (-1, 0, 1):
                at = ((j + up) % count, (i + right) % count)
                away = np.hypot(shift_x[at] + right - x, shift_y[at] + up - y)
                closer = away < nearest
                second = np.where(closer, nearest, np.minimum(second, away))
                chance = np.where(closer, chances[at], chance)
                nearest = np.where(closer, away, nearest)
        return Cells(nearest, second, chance)

    def row(self, count: int, salt: int) -> Field:
        """So many numbers from 0 to 1."""
        return np.asarray(self._draw(salt, 1, count)[0])

    def _draw(self, salt: int, rows: int, columns: int) -> Field:
        random = np.random.default_rng((self._seed & 0xFFFFFFFF, salt))
        return np.asarray(random.random((rows, columns), dtype=np.float32))


def places(side: int) -> tuple[Field, Field]:
    """The middles of a tile's texels: u to the right, v downwards, from 0 to 1."""
    line = (np.arange(side, dtype=np.float32) + np.float32(0.5)) / np.float32(side)
    u, v = np.meshgrid(line, line)
    return u, v


def softened(field: Field, width: float) -> Field:
    """A field blurred by a Gaussian of ``width`` tiles; it wraps."""
    rows, columns = field.shape
    v = np.fft.fftfreq(rows, 1 / rows)[:, None]
    u = np.fft.rfftfreq(columns, 1 / columns)[None]
    kept = np.exp(-2 * (np.pi * width) ** 2 * (u**2 + v**2))
    return np.asarray(np.fft.irfft2(np.fft.rfft2(field) * kept, s=field.shape), np.float32)


def between(low: float, high: float, value: Field) -> Field:
    """From 0 at ``low`` to 1 at ``high``, without a corner at either."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), dtype=np.float32)
