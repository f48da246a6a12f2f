"""What is said of a part's look does to it, and the words for a look."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Collection, Iterable
from functools import cache
from typing import Final

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.colour import linear, mix, parse_hex, shift
from prodwidget.backends.procedural.materials import SUBSTANCES, see_through
from prodwidget.backends.procedural.spec import Appearance, Finish
from prodwidget.backends.procedural.values import Trait, Value
from prodwidget.backends.procedural.vocabulary import colours

_SHINES: Final[tuple[Finish, ...]] = ("matte", "satin", "glossy", "polished")
_HUES: Final = (
    (14, "red"), (42, "orange"), (68, "yellow"), (165, "green"), (258, "blue"), (292, "purple"),
    (342, "pink"), (361, "red"),
)  # fmt: skip
"""Where each hue ends, in degrees."""
_RESEMBLANCE = 12.0
"""CIE76 distance within which a colour that nobody chose goes by another's name."""


def dressed(look: Appearance, values: Iterable[Value], kept: Collection[Trait] = ()) -> Appearance:
    """``look`` as described, but for what is to be kept of it."""
    said = [each for each in values if each.trait not in kept]
    before = look
    for value in said:
        if value.trait == "material":
            colour = SUBSTANCES[value.word].colour
            look = Appearance(material=value.word, colour=colour)
    for value in said:
        if value.trait == "colour":
            look = look.model_copy(update={"colour": value.word})
    for value in said:
        if value.trait == "shift":
            colour = shifted(look.colour, value.word, value.degree)
            look = look.model_copy(update={"colour": colour})
        elif value.trait == "finish":
            look = look.model_copy(update={"finish": value.word})
        elif value.trait == "gloss":
            finish = _glossed(look, value.word, much=value.degree > 1)
            look = look.model_copy(update={"finish": finish})
    if "colour" in kept:
        look = look.model_copy(update={"colour": before.colour})
    if "finish" in kept:
        look = look.model_copy(update={"finish": before.finish})
    return look


def shifted(colour: str, modifier: str, degree: float) -> str:
    """``colour`` shifted wholly, by a share if "a bit" was said, twice if "much" was."""
    whole = shift(colour, modifier)
    return shift(whole, modifier) if degree > 1 else mix(colour, whole, degree)


def colour_of(value: Value, shade: Value | None = None) -> str:
    """The colour that a colour or a material has, shaded as was said."""
    colour = SUBSTANCES[value.word].colour if value.trait == "material" else value.word
    return colour if shade is None else shifted(colour, shade.word, shade.degree)


def has(look: Appearance, value: Value) -> bool:
    """Whether a look is what a value calls it."""
    match value.trait:
        case "colour":
            hue = "grey" if value.said == "gray" else value.said
            return resembles(look.colour, value.word) or hue == hue_of(look.colour)
        case "material":
            return look.material in words.GENERIC.get(value.said, {value.word})
        case "finish":
            if value.word == "clear":
                return see_through(look)
            if value.word in _SHINES:
                return _shine(look) == value.word or (value.word, _shine(look)) == (
                    "glossy",
                    "polished",
                )
            return look.finish == value.word
        case "shift" if value.word in ("dark", "light"):
            lightness = _lab(look.colour)[0]
            return lightness < 40 if value.word == "dark" else lightness > 65
        case _:
            return False


def without(look: Appearance, value: Value) -> Appearance | None:
    """A look that was to be anything but what it is, where it is clear what to make of it."""
    if value.trait == "finish" and value.word in _SHINES and value.word != "satin":
        return look.model_copy(update={"finish": "satin"})
    if value.trait == "shift":
        other = "light" if value.word == "dark" else "dark"
        return look.model_copy(update={"colour": shifted(look.colour, other, 1.0)})
    if value.trait == "finish" and look.finish == value.word:
        bare = look.model_copy(update={"finish": None})
        return None if has(bare, value) else bare
    return None


def resembles(colour: str, other: str) -> bool:
    """Whether two colours go by the same name."""
    return math.dist(_lab(colour), _lab(other)) < _RESEMBLANCE


def hue_of(colour: str) -> str:
    """The everyday word for a colour: one of ``words.HUES``."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*parse_hex(colour))
    chroma = saturation * (1 - abs(2 * lightness - 1))
    if chroma < 0.09 or lightness < 0.09 or lightness > 0.94:
        return "black" if lightness < 0.2 else "white" if lightness > 0.84 else "grey"
    name = next(name for upper, name in _HUES if hue * 360 < upper)
    if name == "orange" and lightness < 0.42:
        return "brown"
    return "pink" if name == "red" and lightness > 0.68 else name


def worded(look: Appearance) -> str:
    """A look in the words that would ask for it: "matte black plastic", "brass"."""
    own = SUBSTANCES[look.material].colour == look.colour
    colour = "" if own else named(look.colour)
    return " ".join(filter(None, (look.finish, colour, look.material)))


def named(colour: str) -> str:
    """A colour's name, or its hexadecimal digits where it has none."""
    return _names().get(colour, colour)


@cache
def _names() -> dict[str, str]:
    everyday = {value: name for name, value in reversed(words.COLOURS.items())}
    return {value: name for name, value in colours().items()} | everyday


def _shine(look: Appearance) -> Finish:
    if look.finish in _SHINES:
        return look.finish
    if look.finish is not None:
        return "satin"
    substance = SUBSTANCES[look.material]
    if substance.coat > 0.5 or substance.roughness < 0.3:
        return "glossy"
    return "satin" if substance.roughness < 0.6 else "matte"


def _glossed(look: Appearance, way: str, *, much: bool) -> Finish | None:
    at = _SHINES.index(_shine(look))
    if way == "down":
        # From polished to glossy is too little to be seen.
        reached = 0 if much else min(max(at - 1, 0), 1)
    else:
        reached = min(at + (2 if much else 1), len(_SHINES) - 1)
    return look.finish if reached == at else _SHINES[reached]


def _lab(colour: str) -> tuple[float, float, float]:
    """CIE L*a*b* under D65."""
    red, green, blue = linear(colour)
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
