"""A prompt's words as what they are: panels, colours, patterns, texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from prodwidget.backends import colours, shift
from prodwidget.surfaces.packaging.reading import vocabulary

Kind = Literal[
    "panel", "colour", "pattern", "pattern noun", "band", "text noun", "text", "logo", "no",
    "except", "remove", "face", "weight", "factor", "place", "shift", "joint", "finish", "saying",
    "on", "in", "filler", "unknown",
]  # fmt: skip

_NO = ("no", "without", "don't", "dont", "not", "never", "none")
_REMOVE = ("remove", "delete", "drop", "erase", "lose")
_EXCEPT = ("except", "besides", "excluding", "apart")
_JOINTS = (",", ";", ".", "and", "with", "but", "&", ":", "while", "plus")
_SHIFTS = {
    "darker": "dark", "lighter": "light", "paler": "pale", "brighter": "bright",
    "muted": "muted", "warmer": "warm", "cooler": "cool", "more muted": "muted",
}  # fmt: skip
_MODIFIERS = {
    "dark": "dark", "deep": "dark", "light": "light", "pale": "pale", "pastel": "pale",
    "bright": "bright", "vivid": "bright", "muted": "muted", "dusty": "muted", "soft": "muted",
    "neon": "neon", "warm": "warm", "cool": "cool",
}  # fmt: skip
_WORD = re.compile(r"¤\d+|#[0-9a-f]{6}\b|#[0-9a-f]{3}\b|[^\W\d_][\w'-]*|\d+|[,;.:&]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or phrase, and what it means here."""

    kind: Kind
    words: str
    value: str = ""


def tokens_of(text: str, texts: list[str], panels: tuple[str, ...]) -> list[Token]:
    """The words of a prompt, phrases as one; ``texts`` are what its marks stand for."""
    words = _WORD.findall(text)
    known = _phrases() | {each.lower(): Token("panel", each, each) for each in panels}
    found: list[Token] = []
    at = 0
    while at < len(words):
        token, length = _at(words, at, known, texts)
        found.append(token)
        at += length
    return found


def _at(words: list[str], at: int, known: dict[str, Token], texts: list[str]) -> tuple[Token, int]:
    word = words[at]
    if word.startswith("¤"):
        return Token("text", word, texts[int(word[1:])]), 1
    if word.startswith("#"):
        digits = word[1:]
        full = digits if len(digits) == 6 else "".join(2 * each for each in digits)
        return Token("colour", word, f"#{full}"), 1
    for length in (4, 3, 2, 1):
        phrase = " ".join(words[at : at + length])
        if phrase in known and len(words) >= at + length:
            return known[phrase], length
    modifier = _MODIFIERS.get(word)
    if modifier and at + 1 < len(words):
        token, length = _at(words, at + 1, known, texts)
        if token.kind == "colour":
            shifted = shift(token.value, modifier)
            return Token("colour", f"{word} {token.words}", shifted), length + 1
    if word.endswith(("coloured", "colored")) and "-" in word:
        return _at([word.split("-")[0]], 0, known, texts)
    if "-" in word and word not in known:
        parts = word.split("-")
        token, length = _at(parts, 0, known, texts)
        if token.kind == "colour" and length == len(parts):
            return token, 1
    kind: Kind = "filler" if word in vocabulary.FILLERS or word.isdigit() else "unknown"
    return Token(kind, word), 1


@cache
def _phrases() -> dict[str, Token]:
    known: dict[str, Token] = {}

    def add(kind: Kind, names: dict[str, str] | tuple[str, ...]) -> None:
        values = names if isinstance(names, dict) else {each: each for each in names}
        for phrase, value in values.items():
            known[phrase] = Token(kind, phrase, value)

    printed = {
        name: value for name, value in colours().items() if name not in vocabulary.NOT_COLOURS
    }
    add("colour", printed)
    add("colour", dict(vocabulary.COLOURS))
    add("panel", vocabulary.PANELS)
    add("pattern", dict(vocabulary.PATTERNS))
    add("pattern noun", vocabulary.PATTERN_NOUNS)
    add("band", vocabulary.BANDS)
    add("text noun", vocabulary.TEXTS)
    add("logo", vocabulary.LOGOS)
    add("saying", vocabulary.SAYING)
    add("finish", vocabulary.FINISHES)
    add("face", vocabulary.FACES)
    add("weight", vocabulary.WEIGHTS)
    add("factor", {name: str(value) for name, value in vocabulary.FACTORS.items()})
    add("place", dict(vocabulary.PLACES))
    add("shift", _SHIFTS)
    add("no", _NO)
    add("remove", _REMOVE)
    add("except", _EXCEPT)
    add("joint", _JOINTS)
    add("on", ("on", "over", "against", "onto", "background", "ground"))
    add("in", ("in",))
    return known
