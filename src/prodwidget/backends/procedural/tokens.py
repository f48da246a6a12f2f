"""A prompt's words, numbers, measures and quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_PHRASE = 4

_TOKEN = re.compile(
    r"""["“”«](?P<quoted>[^"“”»]{1,200})["“”»]"""
    r"""|(?P<hex>\#[0-9a-fA-F]{6}\b|\#[0-9a-fA-F]{3}\b)"""
    r"""|(?P<amount>\d+(?:\.\d+)?)\s*(?P<unit>%|(?:percent|ml|cl|l|litres?|liters?|mm|cm|m|oz)\b)"""
    r"""|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<word>[^\W\d_](?:[\w'’]*\w)?)"""
    r"""|(?P<comma>[,;.:!?()\n]|\s[-–—]\s)"""
    r"""|(?P<other>[^\s\w,;.:!?()'’"“”«»/&+-]+)""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One of a prompt's pieces, as typed."""

    text: str
    kind: str
    """``word``, ``number``, ``amount``, ``hex``, ``quoted``, ``comma`` or ``other``."""
    amount: float = 0.0
    unit: str = ""

    @property
    def key(self) -> str:
        """As the vocabulary spells it."""
        return self.text.lower().replace("’", "'")


def tokenise(prompt: str) -> list[Token]:
    """The pieces of a prompt, in order."""
    return list(_tokens(prompt))


def phrases(tokens: Sequence[Token], index: int) -> Iterator[tuple[str, int]]:
    """The phrases that begin at a token, the longest first, and how many tokens each takes."""
    for length in range(min(LONGEST_PHRASE, len(tokens) - index), 0, -1):
        run = tokens[index : index + length]
        if all(each.kind == "word" for each in run):
            yield " ".join(each.key for each in run), length


def _tokens(prompt: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(prompt):
        kind = match.lastgroup or "other"
        if kind == "unit":
            unit = match["unit"].lower().replace("percent", "%")
            yield Token(match.group(), "amount", float(match["amount"]), unit)
        else:
            yield Token(match[kind], kind)
