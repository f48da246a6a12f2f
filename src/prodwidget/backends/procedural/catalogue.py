"""What each family is made of before a prompt says otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from prodwidget.backends.procedural.spec import Appearance, Family, Finish, Form, Part, Spec


@dataclass(frozen=True, slots=True)
class Measures:
    """Height and width in metres, and what a product of that size holds."""

    height: float
    width: float
    volume: float = 0.0
    """Millilitres; 0 where a volume means nothing."""


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
    measures: Measures
    label: Literal["paper", "print"]
    """A stuck-on label, whose colour is its ground, or a print, whose colour is its ink."""
    forms: dict[Form, FormEntry] = field(default_factory=dict)

    def resolve(self, choices: tuple[Part, ...]) -> Part | None:
        """The first of ``choices`` that this family can have."""
        return next((part for part in choices if part in self.looks), None)

    def of(self, form: Form) -> FormEntry:
        """What sets a form apart from the family's classic."""
        return self.forms.get(form) or FormEntry(self.measures)


@dataclass(frozen=True, slots=True)
class FormEntry:
    """What sets one of a family's forms apart."""

    measures: Measures
    looks: dict[Part, Appearance] = field(default_factory=dict)
    without: frozenset[Part] = frozenset()
    label: Literal["paper", "print"] | None = None


def label_kind(family: Family, form: Form) -> Literal["paper", "print"]:
    """How a product carries its words."""
    entry = CATALOGUE[family]
    return entry.of(form).label or entry.label


def _look(material: str, colour: str, finish: Finish | None = None) -> Appearance:
    return Appearance(material=material, colour=colour, finish=finish)


_PAPER = _look("paper", "#f5f2ea")
_INK = _look("paint", "#26272b")
_CONTENTS = _look("liquid", "#c8791a")

CATALOGUE: Final[dict[Family, FamilyEntry]] = {
    "bottle": FamilyEntry(
        main=("body",),
        looks={
            "body": _look("plastic", "#e9e6df", "satin"),
            "lid": _look("plastic", "#26282b", "satin"),
            "label": _PAPER,
            "contents": _CONTENTS,
        },
        optional=frozenset({"contents"}),
        accents=("lid",),
        measures=Measures(0.205, 0.07, 500),
        label="paper",
        forms={
            "wine": FormEntry(
                Measures(0.3, 0.077, 750),
                {"body": _look("glass", "#2c3d1f"), "lid": _look("aluminium", "#3a1119", "satin")},
            ),
            "beer": FormEntry(
                Measures(0.228, 0.062, 330),
                {"body": _look("glass", "#7a3f0f"), "lid": _look("gold", "#d9b460")},
            ),
            "spirits": FormEntry(
                Measures(0.225, 0.092, 700),
                {"body": _look("glass", "#eef4f1"), "lid": _look("walnut", "#6e4a32")},
            ),
            "perfume": FormEntry(
                Measures(0.118, 0.066, 50),
                {"body": _look("glass", "#eef4f1"), "lid": _look("plastic", "#141517", "glossy")},
            ),
            "pump": FormEntry(
                Measures(0.2, 0.068, 300),
                {"lid": _look("plastic", "#26282b", "satin")},
            ),
            "dropper": FormEntry(
                Measures(0.108, 0.038, 30),
                {"body": _look("glass", "#8a4510"), "lid": _look("rubber", "#222325")},
            ),
            "flask": FormEntry(
                Measures(0.26, 0.074, 500),
                {"body": _look("steel", "#c6c9cc", "brushed"), "label": _INK},
                label="print",
            ),
        },
    ),
    "jar": FamilyEntry(
        main=("body",),
        looks={
            "body": _look("glass", "#eef4f1"),
            "lid": _look("plastic", "#1f2023", "satin"),
            "label": _PAPER,
            "contents": _CONTENTS,
            "wax": _look("wax", "#f4ead6"),
        },
        optional=frozenset({"wax", "contents"}),
        accents=("lid",),
        measures=Measures(0.1, 0.08, 350),
        label="paper",
        forms={
            "cosmetic": FormEntry(
                Measures(0.056, 0.076, 50),
                {"body": _look("plastic", "#f1eee8", "satin"), "label": _INK},
                label="print",
            ),
            "candle": FormEntry(
                Measures(0.092, 0.08, 220),
                {"wax": _look("wax", "#f4ead6")},
                without=frozenset({"lid"}),
            ),
        },
    ),
    "tube": FamilyEntry(
        main=("body",),
        looks={
            "body": _look("plastic", "#efe9df", "satin"),
            "lid": _look("plastic", "#f7f6f3", "satin"),
            "label": _INK,
        },
        optional=frozenset(),
        accents=("lid",),
        measures=Measures(0.158, 0.05, 75),
        label="print",
    ),
    "can": FamilyEntry(
        main=("body",),
        looks={
            "body": _look("aluminium", "#d5d8db", "satin"),
            "lid": _look("aluminium", "#d5d8db", "polished"),
            "label": _INK,
        },
        optional=frozenset(),
        accents=("label", "lid"),
        measures=Measures(0.122, 0.066, 330),
        label="print",
        forms={
            "tin": FormEntry(
                Measures(0.108, 0.075, 400),
                {
                    "body": _look("steel", "#c6c9cc"),
                    "lid": _look("steel", "#c6c9cc"),
                    "label": _PAPER,
                },
                label="paper",
            )
        },
    ),
    "mug": FamilyEntry(
        main=("body", "inside", "handle"),
        looks={
            "body": _look("ceramic", "#eeebe4"),
            "inside": _look("ceramic", "#eeebe4"),
            "handle": _look("ceramic", "#eeebe4"),
            "label": _INK,
        },
        optional=frozenset({"label"}),
        accents=("inside", "handle"),
        measures=Measures(0.094, 0.084, 330),
        label="print",
        forms={
            "tumbler": FormEntry(
                Measures(0.11, 0.082, 350),
                {"body": _look("glass", "#eef4f1"), "inside": _look("glass", "#eef4f1")},
                without=frozenset({"handle"}),
            )
        },
    ),
    "box": FamilyEntry(
        main=("body", "lid"),
        looks={
            "body": _look("paper", "#efece6"),
            "lid": _look("paper", "#efece6"),
            "label": _INK,
        },
        optional=frozenset({"lid"}),
        accents=("lid", "label"),
        measures=Measures(0.17, 0.11),
        label="print",
        forms={
            "shallow": FormEntry(
                Measures(0.1, 0.24),
                {"lid": _look("paper", "#efece6")},
                without=frozenset({"label"}),
            )
        },
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
        measures=Measures(0.26, 0.15),
        label="print",
        forms={
            "planter": FormEntry(
                Measures(0.15, 0.17),
                {"body": _look("terracotta", "#c4664a"), "inside": _look("terracotta", "#b05a42")},
            )
        },
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
        measures=Measures(0.075, 0.16),
        label="print",
    ),
    "lamp": FamilyEntry(
        main=("base", "stem"),
        looks={
            "base": _look("brass", "#d8b466", "brushed"),
            "stem": _look("brass", "#d8b466", "brushed"),
            "shade": _look("linen", "#efe6d4"),
            "bulb": _look("light", "#ffd9a0"),
        },
        optional=frozenset(),
        accents=("shade",),
        measures=Measures(0.46, 0.3),
        label="print",
    ),
    "stool": FamilyEntry(
        main=("seat", "legs"),
        looks={"seat": _look("oak", "#c99d6b"), "legs": _look("oak", "#c99d6b")},
        optional=frozenset(),
        accents=("legs",),
        measures=Measures(0.46, 0.34),
        label="print",
    ),
}


def stated_size(spec: Spec) -> str:
    """What a label can truthfully say of its product's size: what it holds, or what it measures."""
    measures = CATALOGUE[spec.family].of(spec.form).measures
    if measures.volume:
        volume = measures.volume * spec.size.width**2 * spec.size.height
        step = 10 if volume > 100 else 5
        return f"{max(round(volume / step), 1) * step} ml"
    width, height = measures.width * spec.size.width, measures.height * spec.size.height
    return f"{width * 1000:.0f} × {height * 1000:.0f} mm"
