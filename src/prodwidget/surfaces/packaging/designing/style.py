"""One style for a whole package: its palette, its pattern, its type."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from prodwidget.backends import contrast, ink_on, mix
from prodwidget.surfaces.packaging.design import Pattern, PatternKind, PlateShape, Text, TextRole
from prodwidget.surfaces.packaging.reading import Change
from prodwidget.surfaces.packaging.sheet import Sheet

READABLE = 3.0
"""WCAG's contrast for large text: what has less is lost on its ground."""

_PAPER = "#fbf6ea"
_PALETTES = (
    ("#f3eee0", "#2f4f46", "#d98a5b", "#e9c9a4"),
    ("#1b2a4a", "#e8b65a", "#f3eee0", "#4f74a8"),
    ("#e9d9c6", "#a8482a", "#2c3e3a", "#d8a15f"),
    ("#2c5745", "#f2c9a0", "#e7e0c9", "#7fa88f"),
    ("#f5d9d3", "#a23b4a", "#3a2430", "#e59a8c"),
    ("#dfe7e4", "#1f5566", "#e07a4f", "#8fb3b0"),
    ("#f0c052", "#22313f", "#f6efe0", "#d9772f"),
    ("#e4dff0", "#4a3b78", "#f0a58a", "#9d8cc7"),
)
"""Ground, motif, and two more that go with them, for those who name no colour."""
_KINDS: tuple[PatternKind, ...] = (
    "leaves",
    "waves",
    "terrazzo",
    "dots",
    "chevron",
    "stripes",
    "grid",
)
_ON_PAPER = ("leaves", "terrazzo")
_PITCH: dict[PatternKind, float] = {
    "stripes": 0.62, "dots": 0.5, "grid": 0.66, "waves": 0.95, "leaves": 1.5, "chevron": 0.95,
    "terrazzo": 0.95,
}  # fmt: skip
_TYPE: tuple[tuple[Literal["sans", "serif"], Literal["regular", "bold"]], ...] = (
    ("serif", "bold"), ("sans", "bold"), ("serif", "regular"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """What all panels of a package share."""

    ground: str
    accent: str
    pattern: Pattern | None
    ink: str | None
    """Of all text, where somebody said so."""
    face: Literal["sans", "serif"]
    weight: Literal["light", "regular", "bold", "italic"]
    plate: PlateShape
    split: bool
    """Whether the face has its pattern beside the text, else around it."""

    def text(self, words: str, role: TextRole, on: str) -> Text:
        """Words in this style's type, in an ink that is read on a ground."""
        weight = self.weight if role == "title" else "regular"
        return Text(
            words=words, role=role, colour=self.ink_on(on, READABLE if role == "title" else 4.5),
            face=self.face if role != "small" else "sans", weight=weight,
        )  # fmt: skip

    def ink_on(self, ground: str, least: float = READABLE) -> str:
        """The pattern's own colour where it can be read, else near-black or near-white."""
        if self.ink is not None:
            return self.ink
        if self.ground != ground and contrast(self.ground, ground) >= least:
            # On a band or a trim, what is elsewhere behind the text.
            return self.ground
        motif = self.pattern.colours[0] if self.pattern else self.accent
        for share in (0.0, 0.25, 0.45, 0.6, 0.72):
            deeper = mix(motif, ink_on(ground), share)
            if contrast(deeper, ground) >= least:
                return deeper
        return ink_on(ground)


def style_of(change: Change, sheet: Sheet, seed: int) -> Style:
    """The style that a brief's general words ask for; what they leave open goes by the seed."""
    random = Random(seed * 7919 + 17)
    palette = random.choice(_PALETTES)
    kind = random.choice(_KINDS)
    face, weight = random.choice(_TYPE)
    split, plate = random.random() < 0.45, random.random()
    named = change.ground
    ground = named[0] if named else palette[0]
    rest = [*named[1:], *change.band_colours] or ([] if named else list(palette[1:]))
    said = change.pattern_colours
    if not named and said:
        # The colour of a motif was named, and none for what it is printed on.
        ground, rest = (
            mix(said[0], _PAPER, 0.88) if contrast(said[0], _PAPER) > 2 else ink_on(said[0]),
            [],
        )
        if len(said) > 1 and change.pattern not in _ON_PAPER:
            # "Blue and white stripes" are blue ones on white.
            ground, said = said[1], [said[0], *said[2:]]
    colours = motif_colours(change.pattern or kind, ground, said or rest)
    wanted = change.pattern is not None or (not change.bands and not change.band_colours)
    pattern = None
    if wanted and "pattern" not in change.removed:
        pattern = Pattern(
            kind=change.pattern or kind,
            colours=colours,
            pitch=round(pitch_for(change.pattern or kind, sheet) * change.pattern_factor, 2),
        )
    width, height = sheet.size_of(next(each.name for each in sheet.panels if each.printed))
    shape: PlateShape = "label"
    if plate < 0.4:
        shape = "arch" if height > width else "oval"
    return Style(
        ground,
        rest[0] if rest else colours[0],
        pattern,
        change.text_colour,
        change.face or face,
        change.weight or weight,
        shape,
        split,
    )


def motif_colours(kind: PatternKind, ground: str, named: list[str]) -> tuple[str, ...]:
    """The colours of a pattern, of those that were named for it, or tone on tone."""
    colours = [each for each in named if contrast(each, ground) > 1.08]
    if not colours:
        colours = [mix(ground, ink_on(ground), 0.24)]
    if kind == "leaves" and len(colours) == 1:
        # One green is three: leaves that are all alike look stamped.
        one = colours[0]
        colours = [one, mix(one, ink_on(ground), 0.28), mix(one, ground, 0.3)]
    if kind == "terrazzo" and len(colours) < 3:
        one = colours[0]
        colours = [*colours, mix(one, ground, 0.45), mix(one, ink_on(ground), 0.4)]
    return tuple(colours[:4])


def pitch_for(kind: PatternKind, sheet: Sheet) -> float:
    """Millimetres from motif to motif, so that the least side of the package has some of them."""
    sizes = sorted((sheet.length, sheet.width, sheet.height))
    base = min(max(0.16 * sizes[0] + 0.05 * sizes[1], 5.0), 26.0)
    return _PITCH[kind] * base
