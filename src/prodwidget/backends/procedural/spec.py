"""The product as data: what a prompt is read into, what is stored, and what is built."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Family = Literal["bottle", "jar", "tube", "can", "mug", "box", "vase", "bowl", "lamp", "stool"]
Part = Literal[
    "body",
    "lid",
    "label",
    "inside",
    "handle",
    "contents",
    "wax",
    "base",
    "stem",
    "shade",
    "bulb",
    "seat",
    "legs",
]
Form = Literal[
    "classic",
    # bottles
    "wine",
    "beer",
    "spirits",
    "perfume",
    "pump",
    "dropper",
    "flask",
    # jars
    "cosmetic",
    "candle",
    # cans
    "tin",
    # mugs
    "tumbler",
    # boxes
    "shallow",
    # vases
    "planter",
]
"""A family's own kinds; each family has a classic one."""

Face = Literal["sans", "serif"]
Finish = Literal[
    "matte", "satin", "glossy", "polished", "brushed", "frosted", "clear", "metallic", "hammered"
]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
"""sRGB, lower-case hexadecimal."""

SMALLEST, LARGEST = 0.4, 2.5
"""Bounds of every size factor, so that no chain of edits makes a product that cannot be built."""

Factor = Annotated[float, Field(ge=SMALLEST, le=LARGEST, allow_inf_nan=False)]

TEXT_LIMIT = 40
"""Longest text, in characters, that a label carries."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Size(_Strict):
    """Factors on a family's own measures."""

    width: Factor = 1.0
    height: Factor = 1.0

    def scaled(self, width: float, height: float) -> Size:
        """This size times two factors, kept within bounds."""
        return Size(width=bounded(self.width * width), height=bounded(self.height * height))


class Appearance(_Strict):
    """How one part looks: a material, its colour, and a finish that overrides the material's."""

    material: str
    colour: Colour
    finish: Finish | None = None


class PartSpec(_Strict):
    """One part that the product has."""

    look: Appearance
    size: Size = Size()


class Print(_Strict):
    """What the label says."""

    text: Annotated[str, StringConstraints(max_length=TEXT_LIMIT)]
    line: Annotated[str, StringConstraints(max_length=TEXT_LIMIT)] = ""
    """The small line with the text."""
    volume: Annotated[str, StringConstraints(max_length=12)] = ""
    """Such as ``"500 ml"``; empty if the prompt named none."""
    face: Face = "sans"
    scale: Factor = 1.0
    """Factor on the title's size."""
    ink: Colour | None = None
    """Of the letters on a paper label; black or white, whichever reads better, if none is named."""
    accent: Colour
    """Of the rules. Kept here so that recolouring the body leaves the label alone."""


class Spec(_Strict):
    """A whole product."""

    family: Family
    form: Form = "classic"
    seed: int
    size: Size = Size()
    rounding: Factor = 1.0
    """Factor on the radii of the body's corners."""
    parts: dict[Part, PartSpec]
    print: Print


def bounded(factor: float) -> float:
    """A size factor kept within bounds, rounded so that equal edits give equal bytes."""
    return round(min(max(factor, SMALLEST), LARGEST), 6)
