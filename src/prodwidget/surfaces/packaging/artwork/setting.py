"""Sets a panel's texts: their lines, sizes and places, in millimetres, inside the safety zone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, pairwise
from typing import Literal

from prodwidget.backends import font
from prodwidget.surfaces.packaging.artwork.face import Face
from prodwidget.surfaces.packaging.design import PanelDesign, Text

Rectangle = tuple[float, float, float, float]
"""Left, upper, right, lower: millimetres from the upper left corner of a panel, without bleed."""

_REFERENCE = 400
"""Pixels of the em at which lines are measured."""
_LEADING = 1.06
_CALM = 0.9
_TRACKING = 0.07
"""Of the em, between capitals of a grotesque."""
_LARGEST = {"title": 34.0, "subtitle": 9.0, "small": 3.0}
_RELATIVE = {"title": 1.0, "subtitle": 0.36, "small": 0.22}
LEAST = 1.7
"""Millimetres of the em, about 4.8 points: what is smaller is not read in print."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line of text, as it is printed."""

    words: str
    text: Text
    size: float
    """Millimetres of the em."""
    tracking: float
    """Millimetres after each letter."""
    box: Rectangle
    """Of its ink."""
    baseline: float
    """Millimetres from the upper edge."""


@dataclass(slots=True)
class Arrangement:
    """Where everything is on a panel."""

    pattern: Rectangle | None = None
    plate: Rectangle | None = None
    lines: list[SetLine] = field(default_factory=list)
    rules: list[Rectangle] = field(default_factory=list)
    logo: Rectangle | None = None
    bands: list[Rectangle] = field(default_factory=list)


def lay(design: PanelDesign, face: Face, *, logo_aspect: float = 1.0) -> Arrangement:
    """Arrange a panel; ``logo_aspect`` is the width of its logo by its height."""
    made = Arrangement()
    zone = _zone(face)
    width, height = face.width, face.height
    made.bands = [_band(each.place, each.height, face) for each in design.bands]
    whole = (0.0, 0.0, width, height)
    has_words = bool(design.texts) or design.logo is not None
    if design.pattern is not None and design.layout != "plain":
        made.pattern = whole
        if design.layout == "split" and has_words:
            made.pattern, zone = _split(face, zone)
        elif design.layout == "foot" and has_words:
            top = height * 0.78
            made.pattern = (0.0, top, width, height)
            zone = (zone[0], zone[1], zone[2], min(zone[3], top - 0.04 * height))
        elif has_words:
            made.plate = _plate(design, face, zone)
            zone = _within_plate(design, made.plate, zone)
    if made.plate is None:
        zone = _beside_bands(design, made.bands, zone)
    if has_words:
        _fill(design, made, zone, logo_aspect, face)
    return made


def _zone(face: Face) -> Rectangle:
    """Where text may be: inside the safety zone, and what is seen at once."""
    margin = max(face.safety * 1.15, 0.08 * min(face.width, face.height))
    wide = min(face.width * face.share - 2 * margin, face.seen - margin)
    high = face.height * face.share - 2 * margin
    wide, high = max(wide, face.width * 0.2), max(high, face.height * 0.2)
    x, y = face.width / 2, face.height / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _band(place: str, height: float, face: Face) -> Rectangle:
    if place == "top":
        return 0.0, 0.0, face.width, height
    if place == "bottom":
        return 0.0, face.height - height, face.width, face.height
    return 0.0, (face.height - height) / 2, face.width, (face.height + height) / 2


def _split(face: Face, zone: Rectangle) -> tuple[Rectangle, Rectangle]:
    """The part of the pattern, and that of the text."""
    left, top, right, bottom = zone
    if face.seen == face.width and face.width > 1.25 * face.height:
        edge = face.width * 0.56
        return (edge, 0.0, face.width, face.height), (left, top, edge - left, bottom)
    edge = face.height * 0.52
    return (0.0, edge, face.width, face.height), (left, top, right, edge - 0.05 * face.height)


def _plate(design: PanelDesign, face: Face, zone: Rectangle) -> Rectangle:
    left, top, right, bottom = zone
    wide, high = right - left, bottom - top
    tall = face.height > 1.15 * face.seen
    across = wide * (0.86 if tall else 0.72)
    down = high * (0.56 if tall else 0.74)
    if design.plate == "arch":
        across, down = min(wide * 0.78, high * 0.7), high * 0.72
    x, y = face.width / 2, face.height / 2
    return x - across / 2, y - down / 2, x + across / 2, y + down / 2


def _within_plate(design: PanelDesign, plate: Rectangle, zone: Rectangle) -> Rectangle:
    left, top, right, bottom = plate
    wide, high = right - left, bottom - top
    side, upper, lower = {
        "label": (0.1, 0.13, 0.13),
        "arch": (0.16, 0.3, 0.12),
        "oval": (0.17, 0.2, 0.2),
    }[design.plate]
    inner = (left + side * wide, top + upper * high, right - side * wide, bottom - lower * high)
    return (
        max(inner[0], zone[0]), max(inner[1], zone[1]),
        min(inner[2], zone[2]), min(inner[3], zone[3]),
    )  # fmt: skip


def _beside_bands(design: PanelDesign, bands: list[Rectangle], zone: Rectangle) -> Rectangle:
    """The text goes onto a band across the middle, and keeps clear of those at the edges."""
    left, top, right, bottom = zone
    for band, (_, upper, _, lower) in zip(design.bands, bands, strict=True):
        pad = 0.14 * (lower - upper)
        if band.place == "middle":
            return left, upper + pad, right, lower - pad
        if band.place == "top":
            top = max(top, lower + pad)
        else:
            bottom = min(bottom, upper - pad)
    return left, top, right, max(bottom, top + 2.0)


def _fill(
    design: PanelDesign, made: Arrangement, zone: Rectangle, logo_aspect: float, face: Face
) -> None:
    if design.logo is not None:
        zone = _place_logo(design, made, zone, logo_aspect)
    main = [each for each in design.texts if each.role != "small"]
    small = [each for each in design.texts if each.role == "small"]
    if small and main:
        left, top, right, bottom = zone
        high = min((bottom - top) * 0.3, len(small) * _LARGEST["small"] * 1.5)
        _block(small, made, (left, bottom - high, right, bottom), "bottom")
        gap = 0.06 * (bottom - top)
        zone = (left, top, right, bottom - high - gap)
    elif small:
        _block(small, made, zone, "middle")
    if main:
        place = next((each.place for each in main if each.place), None) or "middle"
        _block(main, made, zone, place)


def _place_logo(
    design: PanelDesign, made: Arrangement, zone: Rectangle, aspect: float
) -> Rectangle:
    left, top, right, bottom = zone
    wide, high = right - left, bottom - top
    share = 0.46 if design.texts else 1.0
    tall = min(high * share, wide * (0.6 if design.texts else 0.8) / aspect)
    x = (left + right) / 2
    upper = top if design.texts else (top + bottom - tall) / 2
    made.logo = (x - tall * aspect / 2, upper, x + tall * aspect / 2, upper + tall)
    return left, upper + tall + 0.06 * high, right, bottom


def _block(texts: list[Text], made: Arrangement, zone: Rectangle, place: str) -> None:
    """Set texts under each other, centred, as large as the zone lets them be."""
    left, top, right, bottom = zone
    wide, high = max(right - left, 1.0), max(bottom - top, 1.0)
    title = next((each for each in texts if each.role == "title"), None)
    lines: list[tuple[Text, str, float]] = []
    base = 0.0
    if title is not None:
        # As wide as the zone would be as loud as it gets.
        base = _title_size(title, wide * _CALM, high * (0.62 if len(texts) > 1 else 0.8))
    for text in texts:
        if text is title:
            lines += [(text, each, base) for each in _broken(text, wide, base)]
            continue
        most = _LARGEST[text.role] * text.size
        size = min(most, max(base * _RELATIVE[text.role], LEAST * 1.3)) if title else most
        for each in _wrapped(text, wide, size):
            lines.append((text, each, min(size, wide / _width(each, text))))
    scale = min(1.0, high / _height(lines))
    total = _height(lines) * scale
    y = {"top": top, "bottom": bottom - total}.get(place, (top + bottom - total) / 2)
    before: Text | None = None
    for text, words, size in lines:
        size *= scale
        if before is not None and before is not text:
            gap = _gap(before, text, size)
            if before.role == "title" and text.role == "subtitle":
                rule = min(wide * 0.14, 16.0)
                x, at = (left + right) / 2, y + gap * 0.46
                made.rules.append((x - rule / 2, at, x + rule / 2, at + max(0.25, size * 0.05)))
            y += gap
        made.lines.append(_line(words, text, size, (left + right) / 2, y))
        y += size * _LEADING
        before = text


def _gap(before: Text, text: Text, size: float) -> float:
    if before.role == text.role:
        return size * 0.25
    return size * (1.5 if before.role == "title" else 1.0)


def _height(lines: list[tuple[Text, str, float]]) -> float:
    total, before = 0.0, None
    for text, _, size in lines:
        if before is not None and before is not text:
            total += _gap(before, text, size)
        total += size * _LEADING
        before = text
    return total or 1.0


def _line(words: str, text: Text, size: float, x: float, y: float) -> SetLine:
    tracking = _tracking(words, text) * size
    left, top, right, bottom = ink(words, text.face, text.weight)
    spread = tracking * (len(words) - 1)
    wide = (right - left) * size + spread
    baseline = y + size * 0.82
    return SetLine(
        words, text, size, tracking,
        (x - wide / 2, baseline + top * size, x + wide / 2, baseline + bottom * size), baseline,
    )  # fmt: skip


def _title_size(text: Text, wide: float, high: float) -> float:
    """The largest size at which a title fits, in as many lines as serve it best."""
    return (
        max(
            min(wide / max(_width(each, text) for each in lines), high / (len(lines) * _LEADING))
            for lines in _breaks(text.words)
        )
        if text.size >= 1
        else text.size * _title_size(text.model_copy(update={"size": 1.0}), wide, high)
    )


def _broken(text: Text, wide: float, size: float) -> list[str]:
    fitting = [
        each
        for each in _breaks(text.words)
        if max(_width(it, text) for it in each) * size <= wide * 1.001
    ]
    return min(fitting or _breaks(text.words), key=len)


def _breaks(words: str) -> list[list[str]]:
    """The ways to break a title into up to four lines."""
    parts = words.split()
    ways = []
    for count in range(min(len(parts), 4)):
        for cuts in combinations(range(1, min(len(parts), 10)), count):
            edges = [0, *cuts, len(parts)]
            ways.append([" ".join(parts[a:b]) for a, b in pairwise(edges)])
    return ways or [[words]]


def _wrapped(text: Text, wide: float, size: float) -> list[str]:
    lines: list[str] = []
    for word in text.words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, text) * size <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _tracking(words: str, text: Text) -> float:
    letters = [each for each in words if each.isalpha()]
    capitals = bool(letters) and all(each.isupper() for each in letters)
    if not capitals:
        return 0.02 if text.role == "small" else 0.0
    return _TRACKING * (1.6 if text.role != "title" else 1.0 if text.face == "sans" else 0.6)


def _width(words: str, text: Text) -> float:
    """Of its ink, in ems."""
    left, _, right, _ = ink(words, text.face, text.weight)
    return max(right - left + _tracking(words, text) * (len(words) - 1), 0.05)


@cache
def ink(
    words: str,
    face: Literal["sans", "serif"],
    weight: Literal["light", "regular", "bold", "italic"],
) -> Rectangle:
    """The box of a line's ink about its baseline, in ems."""
    drawn = font(face, weight, _REFERENCE)
    mask, (x, y) = drawn.getmask2(words, mode="L", anchor="ls")
    left, top, right, bottom = mask.getbbox() or (0, 0, 1, 1)
    left, right, top, bottom = left + x, right + x, top + y, bottom + y
    return left / _REFERENCE, top / _REFERENCE, right / _REFERENCE, bottom / _REFERENCE
