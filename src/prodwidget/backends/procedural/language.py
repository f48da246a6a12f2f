"""Whether a prompt is in another language than the one that is read here."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from prodwidget.backends.procedural.lexeme import Lexeme
from prodwidget.errors import PromptError

_FOREIGN: Final = frozenset({
    "un", "une", "le", "la", "les", "des", "du", "et", "avec", "mais", "vous", "pas", "au", "aux",
    "der", "das", "dem", "den", "ein", "eine", "einen", "einer", "einem", "mit", "ohne", "und",
    "nicht", "für", "mach", "mache", "aber", "kein", "keine",
    "el", "los", "las", "con", "sin", "pero", "una", "uno", "haz", "por", "del", "más", "y",
    "il", "lo", "gli", "senza", "rendi", "di", "della", "non è",
    "het", "een", "met", "zonder", "maak", "och", "med", "utan", "en", "ett", "og", "uden",
    "um", "uma", "com", "sem", "não", "o", "os", "z", "bez", "ze", "i",
})  # fmt: skip
"""The small words that every sentence of a language has, and English has not."""


def refuse_other_languages(found: Sequence[Lexeme]) -> None:
    """Say so where a prompt is not in English; what it says on a label may be.

    Raises
    ------
    PromptError
        The prompt has words of another language.
    """
    for lexeme in found:
        if lexeme.role not in ("unknown", "caps"):
            continue
        key = lexeme.said.lower()
        if (lexeme.role == "unknown" and key in _FOREIGN) or not _is_latin(key):
            raise PromptError(
                f"“{lexeme.said}” is not English, and the procedural generator reads English only; "
                "nothing was made.",
                hint="Say it in English, such as “make the lid red”; a label's text in any "
                "language goes in quotation marks.",
            )


def _is_latin(word: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") for letter in word if letter.isalpha())
