"""A package as the flat sheet that it is cut from: millimetres, x to the right, y upwards.

The sheet is seen from the outside, which is the printed side of the board. Its plane is the middle
of the board, where the creases lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from prodwidget.surfaces.packaging.curves import Curve, Cylinder

Point = tuple[float, float]
"""(x, y) in millimetres of the flat sheet."""

Upright = Literal[0, 90, 180, 270]
"""Degrees, counter-clockwise."""

Carrier = Literal["can"]
"""What a label is seen on."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a piece of the package stands when it is closed: y upwards, front towards +z."""

    at: Point
    """The point of the sheet that is told the place of."""
    to: tuple[float, float, float]
    """Its place in the closed package, in millimetres."""
    tilt: float = 0.0
    """Degrees about x: 90 turns the printed side downwards, -90 upwards."""
    turn: float = 0.0
    """Degrees about y, after the tilt."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the sheet between cuts and creases."""

    name: str
    """As people call it: ``"front"``, ``"top"``, ``"glue flap"``; one of its kind in a sheet."""
    outline: tuple[Point, ...]
    """A convex polygon, counter-clockwise; curves are short chords."""
    parent: str | None = None
    """The panel that it is hinged to; none for the first panel of a piece."""
    hinge: tuple[Point, Point] | None = None
    """The crease, in the direction that has the panel to its left."""
    angle: float = 0.0
    """Degrees that it is folded by when the package is closed; 90 is inwards."""
    printed: bool = True
    """Whether it has artwork of its own; glue flaps and what is hidden have none."""
    upright: Upright = 0
    """The turn that its artwork needs to be upright on the closed package."""
    step: int = 0
    """When it is folded: those of step 0 first, each step after those before it."""
    pose: Pose | None = None
    """Of the first panel of a piece."""
    curve: Curve | None = None
    """What it is bent to in the closed package; flat without one."""
    bent: int = 0
    """The step in which it is."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The rectangle about its outline: left, lower, right, upper."""
        xs, ys = zip(*self.outline, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All panels of a package, and what they are made from."""

    structure: str
    """``"mailer"``."""
    title: str
    """``"Mailer box"``."""
    code: str
    """Its standard's name for it, ``"FEFCO 0427"``; empty where there is none."""
    length: float
    width: float
    height: float
    """Inner, in millimetres; what is round has its diameter for length and width."""
    board: float
    """Thickness in millimetres."""
    bleed: float
    """Millimetres that artwork goes on beyond a cut edge."""
    safety: float
    """Millimetres inside of an edge that no text may come into."""
    panels: tuple[Panel, ...]
    """Each after the one that it is hinged to."""
    carrier: Carrier | None = None
    """What is shown inside where no content is given."""
    floor: float = 0.0
    """Millimetres from the ground up to what stands inside."""
    slots: tuple[tuple[Point, ...], ...] = ()
    """Outlines that are cut out of panels, for tabs."""

    @property
    def round(self) -> bool:
        """Whether its length and its width are one diameter."""
        return isinstance(self.panels[0].curve, Cylinder)

    def panel(self, name: str) -> Panel:
        """The panel of a name; ``KeyError`` where there is none."""
        for each in self.panels:
            if each.name == name:
                return each
        raise KeyError(name)

    def size_of(self, name: str) -> tuple[float, float]:
        """Width and height in millimetres of a panel's artwork as it stands upright, no bleed."""
        panel = self.panel(name)
        left, lower, right, upper = panel.box
        size = (right - left, upper - lower)
        return size if panel.upright in (0, 180) else (size[1], size[0])

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The rectangle about all panels: left, lower, right, upper."""
        boxes = [each.box for each in self.panels]
        lefts, lowers, rights, uppers = zip(*boxes, strict=True)
        return min(lefts), min(lowers), max(rights), max(uppers)
