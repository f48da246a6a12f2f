"""What repeats over a panel, drawn from its upper left corner on, so that panels agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING

from prodwidget.backends import mix
from prodwidget.surfaces.packaging.artwork.sprigs import berries, sprig
from prodwidget.surfaces.packaging.design import Pattern, PatternKind

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Size = tuple[int, int]
"""Width and height in pixels."""
Colours = Sequence[str]

_Drawer = Callable[["ImageDraw", Size, float, Colours, str, Random], None]
"""Draws over so many pixels at a pitch in pixels, in colours, on a ground."""


def draw_pattern(image: Image, pattern: Pattern, ground: str, scale: float, seed: int) -> None:
    """Draw a pattern over the whole of a picture; ``scale`` is pixels a millimetre."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image)
    _DRAWERS[pattern.kind](
        draw, image.size, pattern.pitch * scale, pattern.colours, ground, Random(seed)
    )


def _stripes(
    draw: ImageDraw,
    size: tuple[int, int],
    pitch: float,
    colours: Sequence[str],
    ground: str,
    random: Random,
) -> None:
    width, height = size
    if len(colours) > 1:
        # Two colours alternate on the ground: a broad one, and a thin one between.
        for at in range(math.ceil(width / pitch) + 1):
            left = at * pitch
            draw.rectangle((left, 0, left + pitch * 0.5, height), fill=colours[0])
            thin = left + pitch * 0.71
            draw.rectangle((thin, 0, thin + pitch * 0.08, height), fill=colours[1])
        return
    for at in range(math.ceil(width / pitch) + 1):
        left = (at + 0.25) * pitch
        draw.rectangle((left, 0, left + pitch * 0.5, height), fill=colours[0])


def _dots(
    draw: ImageDraw,
    size: tuple[int, int],
    pitch: float,
    colours: Sequence[str],
    ground: str,
    random: Random,
) -> None:
    row = pitch * math.sqrt(3) / 2
    radius = pitch * 0.2
    for down in range(math.ceil(size[1] / row) + 1):
        for along in range(-1, math.ceil(size[0] / pitch) + 1):
            x, y = (along + 0.5 * (down % 2) + 0.25) * pitch, (down + 0.4) * row
            colour = colours[(along + 2 * (down // 2) + down) % len(colours)]
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _grid(
    draw: ImageDraw,
    size: tuple[int, int],
    pitch: float,
    colours: Sequence[str],
    ground: str,
    random: Random,
) -> None:
    line, fine = max(2, round(pitch * 0.075)), max(1, round(pitch * 0.03))
    second = colours[1] if len(colours) > 1 else mix(colours[0], ground, 0.45)
    for axis in (0, 1):
        for at in range(math.ceil(size[axis] / pitch) + 1):
            for place, thick, colour in (
                ((at + 0.5) * pitch, line, colours[0]),
                ((at + 0.5) * pitch + line + fine * 2.4, fine, second),
            ):
                box = [0.0, 0.0, float(size[0]), float(size[1])]
                box[axis], box[axis + 2] = place, place + thick - 1
                draw.rectangle(tuple(box), fill=colour)


def _waves(
    draw: ImageDraw,
    size: tuple[int, int],
    pitch: float,
    colours: Sequence[str],
    ground: str,
    random: Random,
) -> None:
    """Scales of a wave, as on indigo cloth: rows of rings that lie over each other."""
    radius, rings = pitch * 0.62, 4
    row = radius * 0.5
    for down in range(math.ceil(size[1] / row) + 3):
        for along in range(-1, math.ceil(size[0] / (2 * radius)) + 2):
            x = (along + 0.5 * (down % 2)) * 2 * radius
            y = (down - 0.2) * row
            for ring in range(rings, 0, -1):
                colour = colours[(ring // 2) % len(colours)]
                outer = radius * ring / rings
                inner = outer - radius * 0.5 / rings
                draw.ellipse((x - outer, y - outer, x + outer, y + outer), fill=colour)
                draw.ellipse((x - inner, y - inner, x + inner, y + inner), fill=ground)


def _chevron(
    draw: ImageDraw,
    size: tuple[int, int],
    pitch: float,
    colours: Sequence[str],
    ground: str,
    random: Random,
) -> None:
    rise, thick = pitch * 0.5, pitch * 0.3
    gap = thick * 1.9
    steps = math.ceil(size[0] / pitch) + 2
    for down in range(-2, math.ceil((size[1] + rise) / gap) + 1):
        top = down * gap
        upper = []
        for at in range(2 * steps + 1):
            upper.append(((at - 1) * pitch / 2, top + (rise if at % 2 else 0)))
        lower = [(x, y + thick) for x, y in reversed(upper)]
        draw.polygon([*upper, *lower], fill=colours[down % len(colours)])


def _terrazzo(
    draw: ImageDraw,
    size: tuple[int, int],
    pitch: float,
    colours: Sequence[str],
    ground: str,
    random: Random,
) -> None:
    cell = pitch * 0.62
    for down in range(-1, math.ceil(size[1] / cell) + 1):
        for along in range(-1, math.ceil(size[0] / cell) + 1):
            x, y = (
                (along + random.uniform(0.1, 0.9)) * cell,
                (down + random.uniform(0.1, 0.9)) * cell,
            )
            large = random.random()
            radius = cell * (0.44 if large > 0.72 else 0.26 if large > 0.3 else 0.1)
            corners = random.choice((4, 5, 5, 6))
            turn, flat = random.uniform(0, math.tau), random.uniform(0.6, 1.0)
            lean = random.uniform(0, math.pi)
            points = []
            for corner in range(corners):
                angle = turn + math.tau * (corner + random.uniform(-0.22, 0.22)) / corners
                reach = radius * random.uniform(0.78, 1.12)
                u, v = reach * math.cos(angle), flat * reach * math.sin(angle)
                points.append(
                    (
                        x + u * math.cos(lean) - v * math.sin(lean),
                        y + u * math.sin(lean) + v * math.cos(lean),
                    )
                )
            draw.polygon(points, fill=random.choice(list(colours)))


def _leaves(
    draw: ImageDraw,
    size: tuple[int, int],
    pitch: float,
    colours: Sequence[str],
    ground: str,
    random: Random,
) -> None:
    row = pitch * 0.77
    for down in range(-1, math.ceil(size[1] / row) + 2):
        for along in range(-1, math.ceil(size[0] / pitch) + 2):
            x = (along + 0.5 * (down % 2) + random.uniform(-0.05, 0.05)) * pitch
            y = (down + random.uniform(-0.05, 0.05)) * row
            # Thirds of a turn from neighbour to neighbour: no lanes, and no two that lie alike.
            turn = (
                math.tau * ((along + 2 * (down % 3)) % 3) / 3
                + 0.5 * (down % 2)
                + random.uniform(-0.35, 0.35)
            )
            offset = random.randrange(len(colours))
            tones = [*colours[offset:], *colours[:offset]]
            sprig(draw, (x, y), turn, pitch * random.uniform(0.8, 0.9), tones, ground, random)
            berries(draw, (x + 0.5 * pitch, y + 0.06 * row), pitch, tones, random)


_DRAWERS: Mapping[PatternKind, _Drawer] = {
    "stripes": _stripes,
    "dots": _dots,
    "grid": _grid,
    "waves": _waves,
    "leaves": _leaves,
    "chevron": _chevron,
    "terrazzo": _terrazzo,
}
