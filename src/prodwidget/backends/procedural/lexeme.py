"""A word or phrase of a prompt with what it does in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from prodwidget.backends.procedural.spec import Family, Form, Part
from prodwidget.backends.procedural.values import Axis, Value

Role = Literal[
    # what joins
    "break", "and", "or", "but", "then", "with", "in", "on", "for", "to", "becomes", "from", "of",
    "by", "like", "as", "than", "that", "is",
    # what a sentence does with what it names
    "not", "no", "remove", "keep", "stays", "except", "replace", "swap", "instead", "change",
    "make", "have", "add", "only",
    # what is named
    "part", "whole", "all", "rest", "it", "one", "accent", "outside", "property", "bare",
    # what is said of it
    "value", "text", "caps", "contents", "match",
    # what measures
    "measure", "amount", "multiple", "number", "grow", "reduce", "more", "less", "so", "enough",
    "degree",
    # what carries nothing by itself
    "det", "possessive", "filler",
    # what cannot be built, or not by this backend
    "several", "unbuilt", "question", "condition", "undo", "unknown", "symbol",
]  # fmt: skip
"""What a lexeme does in a sentence."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word or phrase, as typed."""

    role: Role
    said: str
    value: Value | None = None
    """What it says of something, or brings along itself, as a noun "cork" brings its material."""
    parts: tuple[Part, ...] = ()
    """Which parts it can mean, the first choice first."""
    lettering: bool = False
    """Whether it means what is printed on the label, not the label."""
    kind: tuple[Family, Form] | None = None
    """What a product is called by it."""
    axes: tuple[Axis, ...] = ()
    """What it measures."""
    number: float = 0.0
    unit: str = ""
    signed: bool = False
