"""The label's picture: the product's own words, set with care."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

from prodwidget.backends.procedural.colour import contrast, ink_on, mix
from prodwidget.backends.procedural.spec import Print

_WIDTH = 1024
_FINER = 2


def paper_label(printed: Print, ground: str, aspect: float) -> Image.Image:
    """A paper label, ``aspect`` wide for a height of one: a frame, the text, a small line."""
    width, height = _WIDTH, max(int(_WIDTH / aspect), 256)
    image = Image.new("RGB", (width, height), ground)
    ink = ink_on(ground)
    draw = ImageDraw.Draw(image)
    inset = int(min(width, height) * 0.055)
    line = max(2, height // 260)
    draw.rectangle(
        (inset, inset, width - inset, height - inset),
        outline=mix(ink, ground, 0.35),
        width=line,
    )
    middle = height * 0.46
    _text(image, printed.text.upper(), (width / 2, middle), width * 0.78, height * 0.23, ink)
    half, rule = width * 0.09, int(middle + height * 0.19)
    accent = _accent(printed.accent, ground)
    draw.rectangle((width / 2 - half, rule, width / 2 + half, rule + 2 * line), fill=accent)
    foot = printed.volume or printed.line
    if foot:
        _text(image, foot, (width / 2, middle + height * 0.275), width * 0.5, height * 0.06, ink)
    return image


def ink_print(printed: Print, ink: str, aspect: float) -> Image.Image:
    """Ink alone on a clear ground, for prints on the product itself."""
    width, height = _WIDTH, max(int(_WIDTH / aspect), 256)
    red, green, blue = (int(ink[at : at + 2], 16) for at in (1, 3, 5))
    image = Image.new("RGBA", (width, height), (red, green, blue, 0))
    _text(image, printed.text.upper(), (width / 2, height * 0.46), width * 0.86, height * 0.24, ink)
    draw = ImageDraw.Draw(image)
    line, half = max(3, height // 240), width * 0.1
    rule = int(height * 0.46 + min(height * 0.2, width * 0.16))
    draw.rectangle((width / 2 - half, rule, width / 2 + half, rule + line), fill=ink)
    if printed.volume:
        _text(
            image, printed.volume, (width / 2, rule + height * 0.1), width * 0.5, height * 0.06, ink
        )
    return image


def _accent(accent: str, ground: str) -> str:
    # A rule that cannot be told from its ground would be no rule.
    return accent if contrast(accent, ground) > 1.6 else ink_on(ground)


def _text(
    image: Image.Image,
    text: str,
    centre: tuple[float, float],
    width: float,
    height: float,
    ink: str,
) -> None:
    """Text as large as the room allows, on up to three lines, drawn finer and scaled down."""
    lines = _lines(text)
    font, size = _fitting(lines, width * _FINER, height * _FINER)
    canvas = Image.new("L", (int(width * _FINER), int(max(height * 3, 8) * _FINER)))
    draw = ImageDraw.Draw(canvas)
    draw.multiline_text(
        (canvas.width / 2, canvas.height / 2),
        "\n".join(lines),
        font=font,
        fill=255,
        anchor="mm",
        align="center",
        spacing=size * 0.2,
    )
    mask = canvas.resize(
        (canvas.width // _FINER, canvas.height // _FINER), Image.Resampling.LANCZOS
    )
    corner = (int(centre[0] - mask.width / 2), int(centre[1] - mask.height / 2))
    image.paste(Image.new(image.mode, mask.size, ink), corner, mask)


def _lines(text: str) -> list[str]:
    words = text.split() or [""]
    rows = 1 if len(text) <= 12 else 2 if len(text) <= 24 else 3
    lines, goal = [""], len(text) / rows
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) / 2 > goal and len(lines) < rows:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _fitting(
    lines: list[str], width: float, height: float
) -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, float]:
    longest = max(lines, key=len)
    probe = ImageFont.load_default(100)
    reach = max(probe.getlength(longest), 1.0)
    size = min(width / reach * 100, height / (1 + 0.35 * (len(lines) - 1)))
    return ImageFont.load_default(max(size, 8.0)), size
