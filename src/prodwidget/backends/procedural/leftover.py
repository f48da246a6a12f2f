"""The words of a prompt that were not understood, and what could be said instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prodwidget.backends.procedural.vocabulary import listed, nearest

_NAMED = 8
"""How many words a sentence lists."""


class Leftover:
    """Words that were left out, in the order in which they came."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def add(self, text: str) -> None:
        """Note a word, cut to what a sentence has room for."""
        self._words.append(text[:24])

    def note(self, parts: Iterable[str]) -> tuple[str, ...]:
        """A sentence about the words, if there are any; ``parts`` are what could be named."""
        unknown = list(dict.fromkeys(self._words))
        if not unknown:
            return ()
        named = ", ".join(f"“{word}”" for word in unknown[:_NAMED])
        rest = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
        instead = self.meant(unknown[:_NAMED]) or self.advice(parts)
        return (f"Not understood and left out: {named}{rest}. {instead}",)

    def named(self) -> str:
        """The words as the end of a sentence."""
        named = ", ".join(f"“{word}”" for word in dict.fromkeys(self._words[:_NAMED]))
        return f": {named}" if named else ""

    @staticmethod
    def meant(words: Sequence[str]) -> str:
        """What words with typing errors were probably meant to be."""
        close = [f"“{near}” for “{word}”" for word in words if (near := nearest(word))]
        return f"Perhaps {', '.join(close)}?" if close else ""

    @staticmethod
    def advice(parts: Iterable[str]) -> str:
        """What can be said."""
        return (
            "Say a colour, a material, a finish, a size or a text for the product or for its "
            f"{listed(parts)}."
        )
