"""Leaves on curved stems."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

Point = tuple[float, float]


def sprig(
    draw: ImageDraw,
    at: Point,
    turn: float,
    size: float,
    colours: Sequence[str],
    vein: str,
    random: Random,
) -> None:
    """Draw a stem of ``size`` pixels about ``at``, turned by ``turn`` radians, and its leaves."""
    bend = random.uniform(0.25, 0.6) * random.choice((-1, 1))
    pairs = random.choice((3, 4))
    kind = random.random()
    slender = 0.26 if kind < 0.35 else 0.34 if kind < 0.75 else 0.42
    stem = [_on_stem(at, turn, size, bend, step / 24) for step in range(25)]
    draw.line(
        [each[:2] for each in stem],
        fill=colours[-1],
        width=max(1, round(size * 0.022)),
        joint="curve",
    )
    for pair in range(pairs):
        share = 0.16 + 0.6 * pair / (pairs - 1)
        x, y, heading = _on_stem(at, turn, size, bend, share)
        length = size * (0.34 - 0.12 * abs(share - 0.4))
        for side in (-1, 1):
            open_by = side * random.uniform(0.85, 1.1)
            colour = colours[(pair + (side > 0)) % len(colours)]
            _leaf(draw, (x, y), heading + open_by, length, slender, colour, vein, -side * 0.18)
    x, y, heading = _on_stem(at, turn, size, bend, 0.97)
    _leaf(draw, (x, y), heading, size * 0.32, slender, colours[0], vein, 0.0)


def _on_stem(
    at: Point, turn: float, size: float, bend: float, share: float
) -> tuple[float, float, float]:
    """A point of a stem, an arc of a circle, and the direction there."""
    length = size * 0.72
    heading = turn + bend * (2 * share - 1)
    radius = length / (2 * bend)
    along = radius * math.sin(bend * (2 * share - 1))
    across = radius * (1 - math.cos(bend * (2 * share - 1)))
    cos, sin = math.cos(turn), math.sin(turn)
    return at[0] + along * cos - across * sin, at[1] + along * sin + across * cos, heading


def _leaf(
    draw: ImageDraw,
    at: Point,
    heading: float,
    length: float,
    slender: float,
    colour: str,
    vein: str,
    curl: float,
) -> None:
    cos, sin = math.cos(heading), math.sin(heading)

    def place(along: float, across: float) -> Point:
        across += curl * length * (along / length) ** 2
        return at[0] + along * cos - across * sin, at[1] + along * sin + across * cos

    steps = 18
    half = [
        (share * length, slender * length * 0.5 * math.sin(math.pi * share**0.82) ** 0.9)
        for share in (step / steps for step in range(steps + 1))
    ]
    outline = [place(along, across) for along, across in half]
    outline += [place(along, -across) for along, across in reversed(half)]
    draw.polygon(outline, fill=colour)
    middle = [place(length * share / 10, 0) for share in range(1, 9)]
    draw.line(middle, fill=vein, width=max(1, round(length * 0.028)), joint="curve")


def berries(
    draw: ImageDraw, at: Point, size: float, colours: Sequence[str], random: Random
) -> None:
    """Draw three small dots close to each other, which fill a gap between leaves."""
    turn = random.uniform(0, math.tau)
    for each in range(3):
        angle = turn + math.tau * each / 3
        x, y = at[0] + 0.1 * size * math.cos(angle), at[1] + 0.1 * size * math.sin(angle)
        radius = size * 0.036
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=colours[each % len(colours)]
        )
