"""Paints a panel: ground, pattern, bands, plate, logo, and type set in real fonts."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from random import Random
from typing import TYPE_CHECKING
from zlib import crc32

from prodwidget.backends import font, mix
from prodwidget.surfaces.packaging.artwork.face import Face
from prodwidget.surfaces.packaging.artwork.patterns import draw_pattern
from prodwidget.surfaces.packaging.artwork.setting import Arrangement, Rectangle, SetLine, ink, lay
from prodwidget.surfaces.packaging.design import KRAFT, PanelDesign

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw as Pen

DPI = 300.0
_MOST_PIXELS = 9_000_000
_SCATTERED = ("leaves", "terrazzo", "dots")
_FINER = 2
"""How much finer shapes are drawn than they are kept: their edges are smooth then."""


def resolution(face: Face) -> float:
    """Dots an inch at which a panel is painted: 300, or fewer where it is very large."""
    area = (face.width + 2 * face.bleed) * (face.height + 2 * face.bleed) / 25.4**2
    return min(DPI, math.sqrt(_MOST_PIXELS / area))


def arranged(design: PanelDesign, face: Face, pictures: Mapping[str, bytes]) -> Arrangement:
    """Where everything is on a panel; ``pictures`` are as for :func:`paint`."""
    from PIL import Image

    if design.logo is None:
        return lay(design, face)
    with Image.open(io.BytesIO(pictures[design.logo.sha256])) as logo:
        return lay(design, face, logo_aspect=logo.width / logo.height)


def paint(
    design: PanelDesign, face: Face, pictures: Mapping[str, bytes], *, seed: int, name: str
) -> bytes:
    """A panel as a PNG, with bleed on all sides; the same bytes for the same arguments.

    ``pictures`` are those that the design names, by their SHA-256.
    """
    from PIL import Image, ImageDraw, ImageOps

    dpi = resolution(face)
    scale = dpi / 25.4
    size = (
        _whole((face.width + 2 * face.bleed) * scale),
        _whole((face.height + 2 * face.bleed) * scale),
    )
    seeded = seed * 1009 + crc32(name.encode())
    made = arranged(design, face, pictures)
    if design.painting is not None:
        with Image.open(io.BytesIO(pictures[design.painting.sha256])) as opened:
            image = ImageOps.fit(opened.convert("RGB"), size, Image.Resampling.LANCZOS)
        if made.lines or made.logo:
            _quiet(image, design, made, face, scale)
    else:
        fine = (size[0] * _FINER, size[1] * _FINER)
        image = Image.new("RGB", fine, design.ground)
        if design.ground == KRAFT:
            _fibres(image, scale * _FINER, Random(seeded))
        _shapes(image, design, made, face, scale * _FINER, seeded)
        image = image.reduce(_FINER)
    if design.logo is not None and made.logo is not None:
        with Image.open(io.BytesIO(pictures[design.logo.sha256])) as opened:
            logo = opened.convert("RGBA")
        left, top, right, bottom = _pixels(made.logo, face, scale)
        placed = logo.resize((max(1, right - left), max(1, bottom - top)), Image.Resampling.LANCZOS)
        image.paste(placed, (left, top), placed)
    draw = ImageDraw.Draw(image)
    for line in made.lines:
        _set(draw, line, face, scale)
    for rule in made.rules:
        left, top, right, bottom = _pixels(rule, face, scale)
        draw.rectangle((left, top, right, max(bottom - 1, top)), fill=design.texts[0].colour)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(dpi, dpi), compress_level=6)
    return file.getvalue()


def _whole(pixels: float) -> int:
    """No fewer than there are to be: a small panel that is short of one has 299 dots an inch."""
    return math.ceil(pixels - 1e-6)


def _shapes(
    image: Image, design: PanelDesign, made: Arrangement, face: Face, scale: float, seed: int
) -> None:
    from PIL import Image as Images
    from PIL import ImageDraw

    if design.pattern is not None and made.pattern is not None:
        box = _bled(made.pattern, face, scale, image.size)
        ground = design.ground
        beside = made.pattern[:2] != (0.0, 0.0)
        if beside and ground != KRAFT and design.pattern.kind in _SCATTERED:
            # The edge between pattern and text is a clean one, also where motifs are few.
            ground = mix(ground, design.pattern.colours[0], 0.12)
        part = Images.new("RGB", (box[2] - box[0], box[3] - box[1]), ground)
        if ground == KRAFT:
            part.paste(image.crop(box))
        draw_pattern(part, design.pattern, ground, scale, seed)
        if beside:
            _edge(part, made.pattern[0] > 0, design.pattern.colours[0], max(2, round(0.45 * scale)))
        image.paste(part, box[:2])
    draw = ImageDraw.Draw(image)
    for band, place in zip(design.bands, made.bands, strict=True):
        draw.rectangle(_bled(place, face, scale, image.size), fill=band.colour)
    if made.plate is not None:
        _plate(image, design, _pixels(made.plate, face, scale), scale)


def _edge(part: Image, upright: bool, colour: str, thick: int) -> None:
    """A line where a pattern begins: down its left side, or along its upper one."""
    from PIL import ImageDraw

    box = (0, 0, thick - 1, part.height) if upright else (0, 0, part.width, thick - 1)
    ImageDraw.Draw(part).rectangle(box, fill=colour)


def _bled(
    place: Rectangle, face: Face, scale: float, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """What reaches an edge goes on into the bleed; pixels of a picture of a size."""
    left, top, right, bottom = _pixels(place, face, scale)
    return (
        0 if place[0] <= 0 else left,
        0 if place[1] <= 0 else top,
        size[0] if place[2] >= face.width else right,
        size[1] if place[3] >= face.height else bottom,
    )


def _plate(image: Image, design: PanelDesign, box: tuple[int, int, int, int], scale: float) -> None:
    """A quiet place for text, with a hairline inside its edge."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image)
    fill = design.plate_colour or design.ground
    ink = design.texts[0].colour if design.texts else mix(fill, "#000000", 0.5)
    thin = min(box[2] - box[0], box[3] - box[1])
    inset, line = round(max(thin * 0.035, 0.9 * scale)), max(2, round(0.28 * scale))
    inner = (box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset)
    if design.plate == "oval":
        for each, colour in ((box, fill), (inner, None)):
            radius = (each[3] - each[1]) / 2
            draw.rounded_rectangle(
                each, radius, fill=colour, outline=None if colour else ink, width=line
            )
    elif design.plate == "arch":
        _arch(draw, box, fill)
        _arch(draw, inner, ink)
        _arch(draw, (inner[0] + line, inner[1] + line, inner[2] - line, inner[3] - line), fill)
    else:
        radius = round(0.9 * scale)
        draw.rounded_rectangle(box, radius, fill=fill)
        draw.rounded_rectangle(inner, radius * 0.5, outline=ink, width=line)


def _arch(draw: Pen, box: tuple[int, int, int, int], fill: str) -> None:
    left, top, right, bottom = box
    draw.ellipse((left, top, right, top + right - left), fill=fill)
    draw.rectangle((left, top + (right - left) // 2, right, bottom), fill=fill)


def _fibres(image: Image, scale: float, random: Random) -> None:
    """What kraft board is made of: short hairs, a little lighter or darker than the rest."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image)
    count = min(9000, round(image.width * image.height / scale**2 * 0.5))
    tones = [mix(KRAFT, "#6b4a26", 0.22), mix(KRAFT, "#fff4dd", 0.2), mix(KRAFT, "#6b4a26", 0.12)]
    for _ in range(count):
        x, y = random.random() * image.width, random.random() * image.height
        turn, length = random.random() * math.pi, scale * random.uniform(0.3, 1.3)
        end = (x + length * math.cos(turn), y + length * math.sin(turn))
        draw.line((x, y, *end), fill=random.choice(tones), width=max(1, round(scale * 0.06)))


def _quiet(image: Image, design: PanelDesign, made: Arrangement, face: Face, scale: float) -> None:
    """Put a plate under text on a picture, so that it can be read whatever is there."""
    from PIL import ImageDraw

    boxes = [each.box for each in made.lines] + ([made.logo] if made.logo else [])
    pad = max(2.0, 0.035 * min(face.width, face.height))
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    around = (min(lefts) - pad, min(tops) - pad, max(rights) + pad, max(bottoms) + pad)
    box = _pixels(around, face, scale)
    fill = design.plate_colour or design.ground
    ImageDraw.Draw(image).rounded_rectangle(box, round(scale), fill=fill)


def _set(draw: Pen, line: SetLine, face: Face, scale: float) -> None:
    em = max(4, round(line.size * scale))
    drawn = font(line.text.face, line.text.weight, em)
    # Whole pixels of the em are a little more or less than was measured.
    exact = line.size * scale / em
    bearing = ink(line.words, line.text.face, line.text.weight)[0] * line.size
    x = (line.box[0] - bearing + face.bleed) * scale
    y = (line.baseline + face.bleed) * scale
    if not line.tracking:
        draw.text((x, y), line.words, fill=line.text.colour, font=drawn, anchor="ls")
        return
    for at, letter in enumerate(line.words):
        before = drawn.getlength(line.words[:at]) * exact
        place = x + before + at * line.tracking * scale
        draw.text((place, y), letter, fill=line.text.colour, font=drawn, anchor="ls")


def _pixels(place: Rectangle, face: Face, scale: float) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round((each + face.bleed) * scale) for each in place)
    return left, top, right, bottom
