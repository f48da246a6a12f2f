"""A prompt's words, numbers, measures and quotations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_PHRASE = 5

_LARGEST = 1e9
"""Beyond which a number is only "too much"."""

_MEASURE = r"tall|high|wide|long|across|thick|short|narrow|larg|small|bigg|wid|in\b|deep"
_TOKEN = re.compile(
    r"""["“”«](?P<quoted>[^"“”»]{1,200})["“”»]"""
    r"""|(?P<hex>\#[0-9a-fA-F]{6}\b|\#[0-9a-fA-F]{3}\b)"""
    r"""|(?P<amount>(?:(?<![\w.,])[-−–+])?\d+(?:[.,]\d+)?)\s*"""
    r"""(?P<unit>%|["″]|(?:percent|per\ cent|ml|cl|l|litres?|liters?|mm|millimet(?:re|er)s?|"""
    r"""cm|centimet(?:re|er)s?|m|met(?:re|er)s?|oz|inch(?:es)?|ft|feet|foot)\b"""
    rf"""|in\b(?=\s*(?:{_MEASURE}|[,.;)]|$)))"""
    r"""|(?P<times>\d+(?:[.,]\d+)?)\s*(?:x|×|times)(?!\w)"""
    r"""|(?P<number>(?!3d\b)\d+(?:[.,]\d+)?)"""
    r"""|(?P<word>3d\b|[^\W\d_](?:[\w'’]*\w)?)"""
    r"""|(?P<arrow>[-=]+>|[→⟶⇒➔])"""
    r"""|(?P<comma>[,;.:!?()\n]|\s[-–—]+\s|—)"""
    r"""|(?P<other>[^\s\w,;.:!?()'’"“”«»&/+=-]+)""",
    re.VERBOSE | re.IGNORECASE,
)
_UNITS = (
    (re.compile(r"per ?cent"), "%"),
    (re.compile(r'["″]|in|inch(es)?'), "in"),
    (re.compile(r"millimet\w+"), "mm"),
    (re.compile(r"centimet\w+"), "cm"),
    (re.compile(r"met\w+"), "m"),
    (re.compile(r"lit\w+"), "l"),
    (re.compile(r"foot|feet"), "ft"),
)
_SPELLED = (
    # Apostrophes as keyboards have them; what is between letters and cannot be seen.
    (re.compile(r"(?<=\w)[`´ʼ‘＇](?=\w)"), "'"),
    (re.compile(r"(?<=\w)[\u00ad\u200b-\u200d\u2060\ufeff]+(?=\w)"), ""),
    (re.compile(r"\bw/o\b", re.IGNORECASE), "without"),
    (re.compile(r"\bw/\s*(?=\w)", re.IGNORECASE), "with "),
    (re.compile(r"(?<=[\w\s])[&+](?=[^\W\d]|\s)"), " and "),
    (re.compile(r"(?<=[^\W\d])\s?/\s?(?=[^\W\d])"), " or "),
)


@dataclass(frozen=True, slots=True)
class Token:
    """One of a prompt's pieces, as typed."""

    text: str
    kind: str
    """``word``, ``number``, ``times``, ``amount``, ``hex``, ``quoted``, ``arrow``, ``comma`` or
    ``other``."""
    amount: float = 0.0
    unit: str = ""
    signed: bool = False
    """Whether a plus or a minus stood before the amount."""

    @property
    def key(self) -> str:
        """As the vocabulary spells it."""
        return unicodedata.normalize("NFKC", self.text).lower().replace("’", "'")


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
    for match in _TOKEN.finditer(_unquoted(prompt)):
        kind = match.lastgroup or "other"
        if kind == "unit":
            typed = match["amount"]
            amount = _number(typed.lstrip("+-−–"))
            signed = typed[0] in "+-−–"
            amount = -amount if signed and typed[0] != "+" else amount
            yield Token(match.group(), "amount", amount, _unit(match["unit"].lower()), signed)
        elif kind in ("number", "times"):
            yield Token(match.group(), kind, _number(match[kind]))
        else:
            yield Token(match[kind], kind)


def _unquoted(prompt: str) -> str:
    """The prompt spelled in one way, except for what stands in quotation marks."""
    pieces = re.split(r"""(["“”«][^"“”»]{1,200}["“”»])""", prompt)
    for index in range(0, len(pieces), 2):
        for pattern, spelled in _SPELLED:
            pieces[index] = pattern.sub(spelled, pieces[index])
    return "".join(pieces)


def _number(typed: str) -> float:
    """A number with a comma for a point, or between thousands."""
    thousands = re.fullmatch(r"[1-9]\d{0,2},\d{3}", typed)
    return min(float(typed.replace(",", "" if thousands else ".")), _LARGEST)


def _unit(typed: str) -> str:
    return next((unit for pattern, unit in _UNITS if pattern.fullmatch(typed)), typed)
