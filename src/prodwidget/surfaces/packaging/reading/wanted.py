"""What words ask of a package."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from prodwidget.surfaces.packaging.design import PatternKind, Place


@dataclass(slots=True)
class Change:
    """What is asked of some panels; nothing of what is empty."""

    panels: tuple[str, ...] = ()
    """Words for panels, such as ``"front"`` or ``"sides"``; all of them where there is none."""
    besides: tuple[str, ...] = ()
    """Words for panels that stay as they are."""
    ground: list[str] = field(default_factory=list)
    """Colours; those after the first are accents."""
    pattern: PatternKind | None = None
    pattern_colours: list[str] = field(default_factory=list)
    pattern_factor: float = 1.0
    """How much larger the pattern becomes."""
    bands: int = 0
    band_colours: list[str] = field(default_factory=list)
    band_place: Place | None = None
    texts: list[str] = field(default_factory=list)
    text_colour: str | None = None
    text_factor: float = 1.0
    text_place: Place | None = None
    face: Literal["sans", "serif"] | None = None
    weight: Literal["light", "regular", "bold", "italic"] | None = None
    shifts: list[str] = field(default_factory=list)
    """What happens to the ground as it is, such as ``"dark"``."""
    removed: list[str] = field(default_factory=list)
    """``"pattern"``, ``"text"``, ``"band"`` or ``"logo"``."""
    logo: bool = False
    """Whether the pictures that were given are meant here."""

    def __bool__(self) -> bool:
        return bool(
            self.ground or self.pattern or self.pattern_colours or self.bands or self.band_colours
            or self.texts or self.text_colour or self.face or self.weight or self.text_place
            or self.shifts or self.removed or self.logo
            or self.pattern_factor != 1 or self.text_factor != 1
        )  # fmt: skip


@dataclass(slots=True)
class Wanted:
    """What a prompt asks for."""

    structure: str | None = None
    length: float | None = None
    width: float | None = None
    height: float | None = None
    """Millimetres; ``length`` is how wide the front is, ``width`` how deep the package is."""
    board: float | None = None
    factors: dict[str, float] = field(default_factory=dict)
    """What a dimension is multiplied by, such as ``{"height": 1.2}``."""
    subject: str = ""
    """What it is for, such as ``"green tea"``."""
    amount: str = ""
    """How much is in it, such as ``"330 ml"``."""
    changes: list[Change] = field(default_factory=list)
    mentioned: tuple[str, ...] = ()
    """Words for panels, wherever they are said."""
    spared: tuple[str, ...] = ()
    """Words for panels that stay as they are."""
    notes: list[str] = field(default_factory=list)
    things: list[str] = field(default_factory=list)
    """Words that are spoken of as if they were parts, and are none that is known: "the dragon"."""
    unknown: list[str] = field(default_factory=list)
    """Words that mean nothing to the reader."""

    @property
    def rebuilds(self) -> bool:
        """Whether the sheet becomes another one."""
        sizes = (self.length, self.width, self.height, self.board)
        return self.structure is not None or bool(self.factors) or any(sizes)
