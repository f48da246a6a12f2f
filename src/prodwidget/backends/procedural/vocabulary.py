"""Looking words up: colours by all their names, and what a misspelt word was meant to be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import cache

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.tokens import Token


def said_as_colour(tokens: Sequence[Token], index: int, length: int) -> bool:
    """Whether "honey" is a colour here: "in honey", "honey coloured"."""
    before = tokens[index - 1].key if index else ""
    after = tokens[index + length].key if index + length < len(tokens) else ""
    phrase = " ".join(each.key for each in tokens[index : index + length])
    known = phrase in words.COLOURS or phrase in words.MATERIALS
    return known and (before in ("in", "deep", "dark", "pale") or after in ("coloured", "colored"))


@cache
def colours() -> dict[str, str]:
    """Hexadecimal sRGB by name: CSS's names, and the ones designers use."""
    from PIL import ImageColor

    named = {
        name: value
        for name, value in ImageColor.colormap.items()
        if isinstance(value, str) and len(value) == 7
    }
    spaced = {_spaced(name): value.lower() for name, value in named.items()}
    return {name: value.lower() for name, value in named.items()} | spaced | words.COLOURS


@cache
def _vocabulary() -> tuple[str, ...]:
    known = (
        *words.FAMILIES, *words.KINDS, *words.PARTS, *words.MATERIALS, *words.FINISHES,
        *words.SIZES, *words.MODIFIERS, *words.CONTENTS, *colours(),
    )  # fmt: skip
    return tuple(dict.fromkeys(each for each in known if " " not in each))


def nearest(word: str) -> str | None:
    """The word of the vocabulary that a typing error was probably meant to be."""
    return closest(word, _vocabulary())


def closest(word: str, known: Sequence[str]) -> str | None:
    """The word that differs from one by a typing error, if any does."""
    if len(word) < 4 or word.lower() in known:
        return None
    found = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.8)
    return found[0] if found and abs(len(found[0]) - len(word)) < 2 else None


def listed(names: Iterable[str]) -> str:
    """ "a, b or c"."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def _spaced(name: str) -> str:
    return re.sub(r"^(dark|light|medium|pale|deep|hot|royal|sky|forest)(?=\w)", r"\1 ", name)


def six_digits(colour: str) -> str:
    """``#rrggbb`` of a colour typed with three digits or six."""
    digits = colour[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(each * 2 for each in digits))
