"""What can be said of a product or of one of its parts: a colour, a finish, a size, a text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

Trait = Literal[
    "colour",
    "material",
    "finish",
    "gloss",
    "shift",
    "size",
    "length",
    "rounding",
    "face",
    "contents",
    "volume",
    "text",
    "look",
    "width",
    "height",
]
"""Which of a product's traits a value is of; ``look`` is all of another part's.

``width`` and ``height`` alone are only kept: what changes them is a size or a length.
"""

Axis = Literal["width", "height"]

_OPPOSITES: Final = {
    "dark": "light",
    "light": "dark",
    "bright": "muted",
    "muted": "bright",
    "warm": "cool",
    "cool": "warm",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that was said, with the words that said it."""

    trait: Trait
    said: str
    word: str = ""
    """A colour's ``#rrggbb``, a material, a finish, a shift, an axis, a typeface or a text."""
    width: float = 1.0
    """Factor of a size; of a rounding, on the radii of corners."""
    height: float = 1.0
    amount: float = 0.0
    """Metres of a length, millilitres of a volume."""
    degree: float = 1.0
    """Less than 1 for "a bit", more for "much"."""
    relative: bool = False
    """Whether it is said of how things are now: "taller", "darker", "2 cm taller"."""
    excess: str = ""
    """The "so", "too" or "as" in front of it."""

    @property
    def one_look(self) -> bool:
        """Whether a part can have only one such value at a time."""
        return self.trait in ("colour", "material", "finish", "face", "look")


def opposite(value: Value) -> Value | None:
    """What is asked by "less" of it, or by "not so"; ``None`` where there is no such thing."""
    said = f"less {value.said}"
    match value.trait:
        case "size":
            width, height = 1 / value.width, 1 / value.height
            return replace(value, said=said, width=width, height=height, excess="")
        case "rounding":
            return replace(value, said=said, width=1 / value.width, excess="")
        case "gloss":
            word = "up" if value.word == "down" else "down"
            return replace(value, said=said, word=word, excess="")
        case "shift" if value.word in _OPPOSITES:
            return replace(value, said=said, word=_OPPOSITES[value.word], excess="")
        case "finish" if value.word in ("glossy", "polished"):
            return Value("gloss", said, "down", degree=value.degree)
        case "finish" if value.word == "matte":
            return Value("gloss", said, "up", degree=value.degree)
        case _:
            return None


def increased(value: Value) -> Value | None:
    """What is asked by "more" of it; ``None`` where there is no such thing."""
    said = f"more {value.said}"
    match value.trait:
        case "size" | "rounding" | "shift" | "gloss":
            return replace(value, said=said, relative=True)
        case "finish" if value.word in ("glossy", "polished"):
            return Value("gloss", said, "up", degree=value.degree)
        case "finish" if value.word == "matte":
            return Value("gloss", said, "down", degree=value.degree)
        case "face":
            return replace(value, said=said)
        case _:
            return None


def by_degree(value: Value, degree: float) -> Value:
    """The value "a bit" or "much"."""
    return replace(
        value,
        width=value.width**degree,
        height=value.height**degree,
        degree=value.degree * degree,
    )


def along(value: Value, axes: tuple[Axis, ...]) -> Value:
    """A size that was said of one measure alone: "a bigger diameter"."""
    factor = max(value.width, value.height, key=lambda each: abs(each - 1.0))
    return replace(
        value,
        width=factor if "width" in axes else 1.0,
        height=factor if "height" in axes else 1.0,
    )


def axes_of(value: Value) -> tuple[Axis, ...]:
    """The measures that a size changes."""
    axes: list[Axis] = []
    if value.width != 1.0:
        axes.append("width")
    if value.height != 1.0:
        axes.append("height")
    return tuple(axes)
