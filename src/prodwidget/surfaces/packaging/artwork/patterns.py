"""What repeats over a panel, drawn from its upper left corner on, so that panels agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from prodwidget.backends import mix
from prodwidget.surfaces.packaging.artwork.sprigs import berries, sprig
from prodwidget.surfaces.packaging.design import Pattern, PatternKind

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw


@dataclass(frozen=True, slots=True)
class _Field:
    """What a pattern is drawn on, and with what; pixels."""

    draw: ImageDraw
    width: int
    height: int
    pitch: float
    """From one motif to the next."""
    colours: Sequence[str]
    ground: str
    random: Random

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a full circle."""
        self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def draw_pattern(image: Image, pattern: Pattern, ground: str, scale: float, seed: int) -> None:
    """Draw a pattern over the whole of a picture; ``scale`` is pixels a millimetre."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image)
    pitch = pattern.pitch * scale
    _DRAWERS[pattern.kind](_Field(draw, *image.size, pitch, pattern.colours, ground, Random(seed)))


def _stripes(on: _Field) -> None:
    if len(on.colours) > 1:
        # Two colours alternate on the ground: a broad one, and a thin one between.
        for at in range(math.ceil(on.width / on.pitch) + 1):
            left = at * on.pitch
            on.draw.rectangle((left, 0, left + on.pitch * 0.5, on.height), fill=on.colours[0])
            thin = left + on.pitch * 0.71
            on.draw.rectangle((thin, 0, thin + on.pitch * 0.08, on.height), fill=on.colours[1])
        return
    for at in range(math.ceil(on.width / on.pitch) + 1):
        left = (at + 0.25) * on.pitch
        on.draw.rectangle((left, 0, left + on.pitch * 0.5, on.height), fill=on.colours[0])


def _dots(on: _Field) -> None:
    row = on.pitch * math.sqrt(3) / 2
    radius = on.pitch * 0.2
    for down in range(math.ceil(on.height / row) + 1):
        for along in range(-1, math.ceil(on.width / on.pitch) + 1):
            x, y = (along + 0.5 * (down % 2) + 0.25) * on.pitch, (down + 0.4) * row
            colour = on.colours[(along + 2 * (down // 2) + down) % len(on.colours)]
            on.disc(x, y, radius, colour)


def _grid(on: _Field) -> None:
    line, fine = max(2, round(on.pitch * 0.075)), max(1, round(on.pitch * 0.03))
    second = on.colours[1] if len(on.colours) > 1 else mix(on.colours[0], on.ground, 0.45)
    for axis, reach in enumerate((on.width, on.height)):
        for at in range(math.ceil(reach / on.pitch) + 1):
            for place, thick, colour in (
                ((at + 0.5) * on.pitch, line, on.colours[0]),
                ((at + 0.5) * on.pitch + line + fine * 2.4, fine, second),
            ):
                box = [0.0, 0.0, float(on.width), float(on.height)]
                box[axis], box[axis + 2] = place, place + thick - 1
                on.draw.rectangle(tuple(box), fill=colour)


def _waves(on: _Field) -> None:
    """Scales of a wave, as on indigo cloth: rows of rings that lie over each other."""
    radius, rings = on.pitch * 0.62, 4
    row = radius * 0.5
    for down in range(math.ceil(on.height / row) + 3):
        for along in range(-1, math.ceil(on.width / (2 * radius)) + 2):
            x = (along + 0.5 * (down % 2)) * 2 * radius
            y = (down - 0.2) * row
            for ring in range(rings, 0, -1):
                colour = on.colours[(ring // 2) % len(on.colours)]
                outer = radius * ring / rings
                inner = outer - radius * 0.5 / rings
                on.disc(x, y, outer, colour)
                on.disc(x, y, inner, on.ground)


def _chevron(on: _Field) -> None:
    rise, thick = on.pitch * 0.5, on.pitch * 0.3
    gap = thick * 1.9
    steps = math.ceil(on.width / on.pitch) + 2
    for down in range(-2, math.ceil((on.height + rise) / gap) + 1):
        top = down * gap
        upper = []
        for at in range(2 * steps + 1):
            upper.append(((at - 1) * on.pitch / 2, top + (rise if at % 2 else 0)))
        lower = [(x, y + thick) for x, y in reversed(upper)]
        on.draw.polygon([*upper, *lower], fill=on.colours[down % len(on.colours)])


def _terrazzo(on: _Field) -> None:
    cell = on.pitch * 0.62
    for down in range(-1, math.ceil(on.height / cell) + 1):
        for along in range(-1, math.ceil(on.width / cell) + 1):
            x, y = (
                (along + on.random.uniform(0.1, 0.9)) * cell,
                (down + on.random.uniform(0.1, 0.9)) * cell,
            )
            large = on.random.random()
            radius = cell * (0.44 if large > 0.72 else 0.26 if large > 0.3 else 0.1)
            corners = on.random.choice((4, 5, 5, 6))
            turn, flat = on.random.uniform(0, math.tau), on.random.uniform(0.6, 1.0)
            lean = on.random.uniform(0, math.pi)
            points = []
            for corner in range(corners):
                angle = turn + math.tau * (corner + on.random.uniform(-0.22, 0.22)) / corners
                reach = radius * on.random.uniform(0.78, 1.12)
                u, v = reach * math.cos(angle), flat * reach * math.sin(angle)
                points.append(
                    (
                        x + u * math.cos(lean) - v * math.sin(lean),
                        y + u * math.sin(lean) + v * math.cos(lean),
                    )
                )
            on.draw.polygon(points, fill=on.random.choice(list(on.colours)))


def _leaves(on: _Field) -> None:
    row = on.pitch * 0.77
    for down in range(-1, math.ceil(on.height / row) + 2):
        for along in range(-1, math.ceil(on.width / on.pitch) + 2):
            x = (along + 0.5 * (down % 2) + on.random.uniform(-0.05, 0.05)) * on.pitch
            y = (down + on.random.uniform(-0.05, 0.05)) * row
            # Thirds of a turn from neighbour to neighbour: no lanes, and no two that lie alike.
            turn = (
                math.tau * ((along + 2 * (down % 3)) % 3) / 3
                + 0.5 * (down % 2)
                + on.random.uniform(-0.35, 0.35)
            )
            offset = on.random.randrange(len(on.colours))
            tones = [*on.colours[offset:], *on.colours[:offset]]
            long = on.pitch * on.random.uniform(0.8, 0.9)
            sprig(on.draw, (x, y), turn, long, tones, on.ground, on.random)
            berries(on.draw, (x + 0.5 * on.pitch, y + 0.06 * row), on.pitch, tones, on.random)


_DRAWERS: Mapping[PatternKind, Callable[[_Field], None]] = {
    "stripes": _stripes,
    "dots": _dots,
    "grid": _grid,
    "waves": _waves,
    "leaves": _leaves,
    "chevron": _chevron,
    "terrazzo": _terrazzo,
}
