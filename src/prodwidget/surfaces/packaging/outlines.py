"""Outlines of panels, and the creases that they hang on."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, pi, sin, tau
from typing import Literal

from prodwidget.surfaces.packaging.sheet import Point

Box = tuple[float, float, float, float]
"""Left, lower, right, upper."""

Side = Literal["top", "right", "bottom", "left"]

_CHORDS = 6
"""Of a quarter turn."""


def rectangle(box: Box) -> tuple[Point, ...]:
    """The outline of a box."""
    left, lower, right, upper = box
    return ((left, lower), (right, lower), (right, upper), (left, upper))


def crease(box: Box, side: Side, start: float = 0.0, end: float = 0.0) -> tuple[Point, Point]:
    """The hinge of what hangs on a side of a box, shorter by so much at its start and its end.

    It runs in the direction that has what hangs there to its left: the top from left to right,
    and so clockwise around the box.
    """
    left, lower, right, upper = box
    if side == "top":
        return (left + start, upper), (right - end, upper)
    if side == "right":
        return (right, upper - start), (right, lower + end)
    if side == "bottom":
        return (right - start, lower), (left + end, lower)
    return (left, lower + start), (left, upper - end)


def flap(
    hinge: tuple[Point, Point],
    depth: float,
    *,
    start: float = 0.0,
    end: float = 0.0,
    radius: float = 0.0,
) -> tuple[Point, ...]:
    """What hangs on a hinge: so deep, narrower at its far side by ``start`` and ``end``.

    ``radius`` rounds its two far corners, which are right angles where it is not narrower.
    """
    (ax, ay), (bx, by) = hinge
    length = hypot(bx - ax, by - ay)
    dx, dy = (bx - ax) / length, (by - ay) / length

    def at(along: float, out: float) -> Point:
        return ax + dx * along - dy * out, ay + dy * along + dx * out

    corners = [*hinge]
    if radius <= 0.0:
        return (*corners, at(length - end, depth), at(start, depth))
    for centre, first in ((length - end - radius, 0.0), (start + radius, pi / 2)):
        turns = [first + pi / 2 * each / _CHORDS for each in range(_CHORDS + 1)]
        corners += [at(centre + radius * cos(t), depth - radius + radius * sin(t)) for t in turns]
    return tuple(corners)


def disc(centre: Point, radius: float, chords: int = 72) -> tuple[Point, ...]:
    """A circle."""
    turns = [tau * each / chords for each in range(chords)]
    return tuple((centre[0] + radius * cos(t), centre[1] + radius * sin(t)) for t in turns)


def within(outline: Sequence[Point], point: Point, near: float = 0.0) -> bool:
    """Whether a convex outline, counter-clockwise, has a point in it, or so near beside it."""
    for (ax, ay), (bx, by) in zip(outline, (*outline[1:], *outline[:1]), strict=True):
        side = (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)
        if side < -near * hypot(bx - ax, by - ay):
            return False
    return bool(outline)
