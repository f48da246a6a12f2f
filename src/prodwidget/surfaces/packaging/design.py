"""A package as its record keeps it: what it is cut from, and what is printed on each panel."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from prodwidget.records import Digest, Record

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
"""sRGB, lower-case hexadecimal."""

PatternKind = Literal["stripes", "dots", "grid", "waves", "leaves", "chevron", "terrazzo"]
Layout = Literal["plain", "all", "plate", "split", "foot"]
"""Where a panel's pattern is: nowhere, all over it, around a plate with the text, on the lower
part under the text, along the foot."""
PlateShape = Literal["label", "arch", "oval"]
TextRole = Literal["title", "subtitle", "small"]
Place = Literal["top", "middle", "bottom"]
Millimetres = Annotated[float, Field(gt=0, le=5000, allow_inf_nan=False)]

KRAFT = "#c9a77c"


class Pattern(Record):
    """What repeats over a panel."""

    kind: PatternKind
    colours: tuple[Colour, ...] = Field(min_length=1, max_length=6)
    pitch: Millimetres
    """From one motif to the next."""


class Band(Record):
    """A strip of colour across a panel, from edge to edge."""

    colour: Colour
    place: Place
    height: Millimetres


class Text(Record):
    """Words that are set in a font: a title, what goes under it, or small print."""

    words: str = Field(max_length=200)
    role: TextRole
    colour: Colour
    face: Literal["sans", "serif"]
    weight: Literal["light", "regular", "bold", "italic"]
    place: Place | None = None
    """Where on the panel; where its layout has it, if nobody said."""
    size: Annotated[float, Field(gt=0.2, le=4)] = 1.0
    """Times the size that its layout gives it, as far as it fits."""


class Picture(Record):
    """A picture of the user's, or of an image maker's, among the iteration's artifacts."""

    sha256: Digest
    media_type: str


class PanelDesign(Record):
    """What one panel shows."""

    ground: Colour
    layout: Layout = "plain"
    plate: PlateShape = "label"
    """Of a layout that has one."""
    plate_colour: Colour | None = None
    """The ground's, where it is none of its own."""
    pattern: Pattern | None = None
    bands: tuple[Band, ...] = ()
    texts: tuple[Text, ...] = ()
    logo: Picture | None = None
    """Placed on it, whole."""
    painting: Picture | None = None
    """Covers it, under all else."""
    prompt: str = ""
    """The words that last changed it."""


class Design(Record):
    """A package: inner dimensions in millimetres, and its printed panels by their names."""

    structure: str
    length: Millimetres
    width: Millimetres
    height: Millimetres
    board: Millimetres | None = None
    """Thickness, where it is another than the structure's own."""
    seed: int
    brief: str
    """The prompt that it began with."""
    panels: dict[str, PanelDesign]
    content: Digest | None = None
    """The model of what is inside."""

    @property
    def cut(self) -> tuple[str, float, float, float, float | None]:
        """What its sheet is made from: structure, length, width, height and board."""
        return self.structure, self.length, self.width, self.height, self.board
