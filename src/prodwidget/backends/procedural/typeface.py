"""The two typefaces that labels are set in: a grotesque and a serif, both under the OFL."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal

import font_hanken_grotesk
import font_source_serif_pro
from PIL import ImageFont

from prodwidget.backends.procedural.spec import Face

Weight = Literal["light", "regular", "bold", "italic"]

_SANS = Path(font_hanken_grotesk.font_directory)
_SERIF = Path(font_source_serif_pro.font_directory)
_FILES: Final[dict[tuple[Face, Weight], Path]] = {
    ("sans", "light"): _SANS / "HankenGrotesk-Regular.otf",
    ("sans", "regular"): _SANS / "HankenGrotesk-Medium.otf",
    ("sans", "bold"): _SANS / "HankenGrotesk-Bold.otf",
    ("sans", "italic"): _SANS / "HankenGrotesk-MediumItalic.otf",
    ("serif", "light"): _SERIF / "SourceSerifPro-Regular.otf",
    ("serif", "regular"): _SERIF / "SourceSerifPro-Semibold.otf",
    ("serif", "bold"): _SERIF / "SourceSerifPro-Bold.otf",
    ("serif", "italic"): _SERIF / "SourceSerifPro-It.otf",
}


@cache
def font(face: Face, weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """A font whose letters are ``size`` pixels high from ascender to descender, about."""
    return ImageFont.truetype(_FILES[face, weight], size, layout_engine=ImageFont.Layout.BASIC)


def settable(text: str, face: Face) -> str:
    """The characters of ``text`` that the face can set, in both its upright and upper case."""
    return "".join(each for each in text if all(_has(form, face) for form in {each, each.upper()}))


@cache
def _has(text: str, face: Face) -> bool:
    drawn = font(face, "regular", 24)
    missing = bytes(drawn.getmask("\uffff"))
    return all(each.isspace() or bytes(drawn.getmask(each)) != missing for each in text)
