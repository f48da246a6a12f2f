"""What each family is made of before a prompt says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from prodwidget.backends.procedural.spec import Appearance, Family, Finish, Part


@dataclass(frozen=True, slots=True)
class FamilyEntry:
    """A family's parts and measures."""

    main: tuple[Part, ...]
    """What a colour or material named without a part applies to."""
    looks: dict[Part, Appearance]
    """Every part the family can have, and how it looks by default."""
    optional: frozenset[Part]
    """Parts that are there only if the prompt asks."""
    accents: tuple[Part, ...]
    """Which part takes the second colour of "a black and gold bottle"."""
    height: float
    """Metres."""
    width: float
    """Metres."""
    volume: float
    """Millilitres; 0 where a volume means nothing."""
    label: Literal["paper", "print"]
    """A stuck-on label, whose colour is its ground, or a print, whose colour is its ink."""

    def resolve(self, choices: tuple[Part, ...]) -> Part | None:
        """The first of ``choices`` that this family can have."""
        return next((part for part in choices if part in self.looks), None)


def _look(material: str, colour: str, finish: Finish | None = None) -> Appearance:
    return Appearance(material=material, colour=colour, finish=finish)


_PAPER = _look("paper", "#f5f2ea")
_INK = _look("paint", "#26272b")

CATALOGUE: Final[dict[Family, FamilyEntry]] = {
    "bottle": FamilyEntry(
        main=("body",),
        looks={
            "body": _look("plastic", "#e9e6df", "satin"),
            "lid": _look("plastic", "#2b2d30", "matte"),
            "label": _PAPER,
        },
        optional=frozenset(),
        accents=("lid",),
        height=0.205,
        width=0.07,
        volume=500,
        label="paper",
    ),
    "jar": FamilyEntry(
        main=("body",),
        looks={
            "body": _look("glass", "#b4621a"),
            "lid": _look("plastic", "#1f2023", "satin"),
            "label": _PAPER,
            "wax": _look("wax", "#f4ead6"),
        },
        optional=frozenset({"wax"}),
        accents=("lid",),
        height=0.096,
        width=0.084,
        volume=250,
        label="paper",
    ),
    "tube": FamilyEntry(
        main=("body",),
        looks={
            "body": _look("plastic", "#efe9df", "satin"),
            "lid": _look("plastic", "#f7f6f3", "glossy"),
            "label": _INK,
        },
        optional=frozenset(),
        accents=("lid",),
        height=0.158,
        width=0.05,
        volume=75,
        label="print",
    ),
    "can": FamilyEntry(
        main=("body",),
        looks={
            "body": _look("aluminium", "#d5d8db", "satin"),
            "lid": _look("aluminium", "#d5d8db", "polished"),
            "label": _PAPER,
        },
        optional=frozenset(),
        accents=("lid",),
        height=0.122,
        width=0.066,
        volume=330,
        label="paper",
    ),
    "mug": FamilyEntry(
        main=("body", "inside", "handle"),
        looks={
            "body": _look("ceramic", "#eeebe4", "glossy"),
            "inside": _look("ceramic", "#eeebe4", "glossy"),
            "handle": _look("ceramic", "#eeebe4", "glossy"),
            "label": _INK,
        },
        optional=frozenset({"label"}),
        accents=("inside", "handle"),
        height=0.096,
        width=0.084,
        volume=330,
        label="print",
    ),
    "box": FamilyEntry(
        main=("body",),
        looks={"body": _look("paper", "#efece6"), "label": _INK},
        optional=frozenset(),
        accents=("label",),
        height=0.17,
        width=0.11,
        volume=0,
        label="print",
    ),
    "vase": FamilyEntry(
        main=("body", "inside"),
        looks={
            "body": _look("stoneware", "#d9cfbf"),
            "inside": _look("stoneware", "#d9cfbf"),
            "label": _INK,
        },
        optional=frozenset({"label"}),
        accents=("inside",),
        height=0.26,
        width=0.15,
        volume=0,
        label="print",
    ),
    "bowl": FamilyEntry(
        main=("body", "inside"),
        looks={
            "body": _look("ceramic", "#e9e5dc"),
            "inside": _look("ceramic", "#e9e5dc"),
            "label": _INK,
        },
        optional=frozenset({"label"}),
        accents=("inside",),
        height=0.075,
        width=0.16,
        volume=0,
        label="print",
    ),
    "lamp": FamilyEntry(
        main=("base", "stem"),
        looks={
            "base": _look("brass", "#cfa95b", "brushed"),
            "stem": _look("brass", "#cfa95b", "brushed"),
            "shade": _look("linen", "#efe6d4"),
            "bulb": _look("light", "#ffd9a0"),
        },
        optional=frozenset(),
        accents=("shade",),
        height=0.46,
        width=0.28,
        volume=0,
        label="print",
    ),
    "stool": FamilyEntry(
        main=("seat", "legs"),
        looks={"seat": _look("oak", "#c99d6b"), "legs": _look("oak", "#c99d6b")},
        optional=frozenset(),
        accents=("legs",),
        height=0.46,
        width=0.34,
        volume=0,
        label="print",
    ),
}
