"""The label's picture: the product's own words, set as a designer would set them.

Everything is measured in the width of the column of text that can be read from the front.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from prodwidget.backends.procedural.colour import contrast, ink_on, mix
from prodwidget.backends.procedural.spec import Face, Family, Print
from prodwidget.backends.procedural.typeface import Weight, font

_TEXELS_PER_COLUMN = 860
_LARGEST = 2048


@dataclass(frozen=True, slots=True)
class Room:
    """Where a label lies."""

    width: float
    """Metres, as measured along the product."""
    height: float
    column: float
    """Share of the width that can be read from the front."""


def paper_label(printed: Print, ground: str, room: Room) -> Image.Image:
    """A label of paper."""
    sheet = _Sheet(room, "RGB", ground, printed.ink or ink_on(ground), printed.scale)
    if not printed.text:
        return sheet.image
    accent = printed.accent if contrast(printed.accent, ground) > 1.7 else sheet.ink
    if printed.face == "serif":
        _heritage(sheet, printed, accent)
    else:
        _modern(sheet, printed, accent)
    return sheet.image


def ink_print(printed: Print, ink: str, room: Room, family: Family) -> Image.Image:
    """Ink alone on a clear ground, for prints on the product itself."""
    sheet = _Sheet(room, "RGBA", ink, ink, printed.scale)
    match family:
        case "box":
            _poster(sheet, printed)
        case "mug" | "bowl" | "vase":
            _wordmark(sheet, printed)
        case _:
            _column(sheet, printed)
    return sheet.image


class _Sheet:
    """A picture with a column of text down its middle; lengths are shares of the column's width."""

    def __init__(
        self, room: Room, mode: Literal["RGB", "RGBA"], ground: str, ink: str, scale: float
    ) -> None:
        self.scale = scale
        width = min(_TEXELS_PER_COLUMN / room.column, _LARGEST)
        self.unit = width * room.column
        self.height = room.height / room.width / room.column
        self.half_width = 0.5 / room.column
        size = (round(width), max(round(self.height * self.unit), 64))
        fill = ground if mode == "RGB" else (*_rgb(ground), 0)
        self.image = Image.new(mode, size, fill)
        self.ground = ground
        self.ink = ink
        self._draw = ImageDraw.Draw(self.image)
        self._middle = size[0] / 2

    def rule(self, y: float, half: float, weight: float, colour: str, x: float = 0.0) -> None:
        """A horizontal line about ``x``."""
        thick = max(weight * self.unit, 2)
        at, top = self._middle + x * self.unit, y * self.unit - thick / 2
        self._draw.rectangle(
            (at - half * self.unit, top, at + half * self.unit - 1, top + thick - 1), fill=colour
        )

    def frame(self, inset: float, weight: float, colour: str) -> None:
        """A line all round, ``inset`` from the edge."""
        gap = inset * self.unit
        self._draw.rectangle(
            (gap, gap, self.image.width - gap - 1, self.image.height - gap - 1),
            outline=colour, width=max(round(weight * self.unit), 2),
        )  # fmt: skip

    def diamond(self, y: float, radius: float, colour: str) -> None:
        """An ornament in the middle of a rule."""
        x, at, reach = self._middle, y * self.unit, radius * self.unit
        self._draw.polygon(
            [(x - reach, at), (x, at - reach), (x + reach, at), (x, at + reach)], colour
        )

    def text(
        self,
        text: str,
        y: float,
        size: float,
        *,
        face: Face,
        weight: Weight = "regular",
        tracking: float = 0.0,
        align: Literal["left", "middle", "right"] = "middle",
        x: float = 0.0,
        colour: str | None = None,
    ) -> None:
        """One line whose capitals are centred on ``y``; ``tracking`` in ems."""
        letters = font(face, weight, max(round(size * self.unit), 8))
        extra = tracking * size * self.unit
        width = _length(letters, text, extra)
        at = self._middle + x * self.unit - {"left": 0, "middle": width / 2, "right": width}[align]
        base = y * self.unit - (letters.getbbox("H", anchor="ls")[1] / 2)
        ink = colour or self.ink
        for index, letter in enumerate(text):
            self._draw.text((at, base), letter, font=letters, fill=ink, anchor="ls")
            pair = text[index : index + 2]
            at += letters.getlength(pair) - letters.getlength(pair[1:]) + extra

    def fitting(
        self,
        lines: list[str],
        width: float,
        height: float,
        *,
        face: Face,
        weight: Weight,
        tracking: float,
    ) -> float:
        """The largest size at which lines, one under another, keep within width and height."""
        probe = font(face, weight, 100)
        longest = max(_length(probe, each, tracking * 100) for each in lines) / 100
        capital = -probe.getbbox("H", anchor="ls")[1] / 100
        return min(width / max(longest, 0.1), height / (capital + _LEADING * (len(lines) - 1)))


_LEADING = 0.98
"""Ems from line to line of a title."""


def _modern(sheet: _Sheet, printed: Print, accent: str) -> None:
    """A small line, a tracked title, one heavy rule in the product's colour, a row of facts."""
    tall = sheet.height
    small = min(0.062, tall * 0.075)
    above, below = max(small * 2.4, tall * 0.14), max(small * 2.2, tall * 0.125)
    sheet.text(printed.line.upper() or "NO. 1", above, small, face="sans", tracking=0.22)
    middle = tall * 0.475
    bottom = _title(
        sheet, printed.text.upper(), middle, 0.94, tall * 0.34, face="sans", weight="regular",
        tracking=0.08, largest=0.34,
    )  # fmt: skip
    sheet.rule(bottom + tall * 0.1, 0.055, small * 0.14, accent)
    sheet.rule(tall - below - small * 1.5, 0.42, small * 0.045, mix(sheet.ink, sheet.ground, 0.45))
    _facts(sheet, printed, tall - below * 0.86, small * 0.86, 0.42, "sans")


def _heritage(sheet: _Sheet, printed: Print, accent: str) -> None:
    """A double frame, a serif title between ruled ornaments, an italic line."""
    tall = sheet.height
    inset = min(0.05, tall * 0.06)
    faint = mix(sheet.ink, sheet.ground, 0.2)
    sheet.frame(inset, 0.0055, faint)
    sheet.frame(inset * 1.36, 0.0024, faint)
    small = min(0.062, tall * 0.076)
    top = inset * 1.5 + small * 1.7
    # A low label has no room for a number above its title.
    numbered = tall > 0.8
    if numbered:
        sheet.text("No. 1", top, small * 0.92, face="serif", weight="italic")
    sheet.text(printed.volume, tall - top, small * 0.86, face="serif", tracking=0.1)
    # In between: the title, the ornament under it and, if there is one, the small line.
    above = top + small * 1.1 if numbered else inset * 1.36 + small
    room = tall - above - (top + small * 1.1)
    below = small * (3.4 if printed.line else 1.8)
    height = min(tall * 0.36, room - below)
    middle = above + (room - below) / 2
    bottom = _title(
        sheet, _capitalised(printed.text), middle, 0.84, height, face="serif",
        weight="regular", tracking=0.015, largest=0.34,
    )  # fmt: skip
    ornament = bottom + small * 1.25
    sheet.rule(ornament, 0.1, 0.0035, accent, x=-0.135)
    sheet.rule(ornament, 0.1, 0.0035, accent, x=0.135)
    sheet.diamond(ornament, small * 0.2, accent)
    if printed.line:
        sheet.text(
            _capitalised(printed.line), ornament + small * 1.6, small * 1.15, face="serif",
            weight="italic",
        )  # fmt: skip


def _column(sheet: _Sheet, printed: Print) -> None:
    """A print for a can, a tube or a flask: the title high, everything else small and far below."""
    tall = sheet.height
    small = min(0.07, tall * 0.055)
    serif = printed.face == "serif"
    words = _capitalised(printed.text) if serif else printed.text.upper()
    bottom = _title(
        sheet, words, tall * 0.36, 0.9, tall * 0.4, face=printed.face,
        weight="bold", tracking=0.01 if serif else 0.03, largest=0.36, most=6,
    )  # fmt: skip
    sheet.rule(bottom + tall * 0.065, 0.06, small * 0.14, sheet.ink)
    if printed.line:
        sheet.text(
            printed.line.upper(), bottom + tall * 0.065 + small * 1.9, small, face="sans",
            tracking=0.18,
        )  # fmt: skip
    _facts(sheet, printed, tall * 0.93, small * 0.86, 0.36, "sans")


def _wordmark(sheet: _Sheet, printed: Print) -> None:
    """The words alone."""
    serif = printed.face == "serif"
    words = _capitalised(printed.text) if serif else printed.text.upper()
    _title(
        sheet, words, sheet.height / 2, 0.86, sheet.height * 0.6, face=printed.face,
        weight="bold", tracking=0.0 if serif else 0.06, largest=0.26,
    )  # fmt: skip


def _poster(sheet: _Sheet, printed: Print) -> None:
    """A box's front, set flush left: a rule, a large title, and facts along the foot."""
    tall = sheet.height
    left, small = -0.43, min(0.036, tall * 0.05)
    margin = 0.075
    sheet.rule(margin, 0.43, 0.008, sheet.ink)
    lines = _lines(printed.text if printed.face == "serif" else printed.text.upper(), 11)
    weight: Weight = "bold"
    fit = sheet.fitting(lines, 0.86, tall * 0.36, face=printed.face, weight=weight, tracking=-0.01)
    size = min(min(fit, 0.22) * sheet.scale, fit)
    y = margin + size * 0.62
    for line in lines:
        sheet.text(
            line, y, size, face=printed.face, weight=weight, tracking=-0.01, align="left", x=left
        )
        y += size * _LEADING
    if printed.line:
        sheet.text(
            _capitalised(printed.line), y - size * 0.25, small * 1.2, face="sans",
            weight="light", align="left", x=left,
        )  # fmt: skip
    sheet.rule(tall - margin - small * 2.0, 0.43, 0.0026, sheet.ink)
    sheet.text("No. 1", tall - margin - small * 0.4, small, face="sans", align="left", x=left)
    sheet.text(
        printed.volume, tall - margin - small * 0.4, small, face="sans", align="right", x=-left
    )


def _facts(sheet: _Sheet, printed: Print, y: float, size: float, half: float, face: Face) -> None:
    """What it holds, in both systems where it is known in millilitres."""
    metric, imperial = printed.volume, _ounces(printed.volume)
    if metric and imperial:
        sheet.text(metric, y, size, face=face, tracking=0.06, align="left", x=-half)
        sheet.text(imperial, y, size, face=face, tracking=0.06, align="right", x=half)
    elif metric:
        sheet.text(metric, y, size, face=face, tracking=0.06)


def _title(
    sheet: _Sheet,
    text: str,
    middle: float,
    width: float,
    height: float,
    *,
    face: Face,
    weight: Weight,
    tracking: float,
    largest: float,
    most: int = 10,
) -> float:
    """The title about ``middle``, in lines of about ``most`` letters; answers where it ends."""
    lines = _lines(text, most)
    fit = sheet.fitting(lines, width, height, face=face, weight=weight, tracking=tracking)
    limit = sheet.fitting(lines, 1.15, height * 1.4, face=face, weight=weight, tracking=tracking)
    size = min(min(fit, largest) * sheet.scale, limit)
    first = middle - size * _LEADING * (len(lines) - 1) / 2
    for index, line in enumerate(lines):
        sheet.text(
            line, first + index * size * _LEADING, size, face=face, weight=weight, tracking=tracking
        )
    return first + size * (_LEADING * (len(lines) - 1) + 0.36)


def _length(letters: FreeTypeFont, text: str, extra: float) -> float:
    return letters.getlength(text) + extra * max(len(text) - 1, 0)


def _lines(text: str, most: int) -> list[str]:
    """Up to three lines of about equal length, none longer than need be."""
    words = text.split() or [""]
    rows = min(len(words), 1 if len(text) <= most else 2 if len(text) <= most * 2.4 else 3)
    goal = len(text) / rows
    lines = [words[0]]
    for word in words[1:]:
        if len(lines) < rows and len(lines[-1]) + 1 + len(word) / 2 > goal:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}"
    return lines


def _capitalised(text: str) -> str:
    """Words typed without capitals get them."""
    return (
        " ".join(each[:1].upper() + each[1:] for each in text.split()) if text.islower() else text
    )


def _ounces(volume: str) -> str:
    number, _, unit = volume.partition(" ")
    return f"{float(number) / 29.574:.3g} fl oz" if unit == "ml" and number.isdigit() else ""


def _rgb(colour: str) -> tuple[int, int, int]:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
