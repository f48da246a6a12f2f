"""Reads a prompt by rules: structure, dimensions, then what is printed where."""

from __future__ import annotations

import re

from prodwidget.errors import PromptError
from prodwidget.surfaces.packaging.reading import vocabulary
from prodwidget.surfaces.packaging.reading.clauses import read_changes
from prodwidget.surfaces.packaging.reading.measures import read_measures
from prodwidget.surfaces.packaging.reading.tokens import Token, tokens_of
from prodwidget.surfaces.packaging.reading.wanted import Wanted
from prodwidget.surfaces.packaging.structures import STRUCTURES

_QUOTED = re.compile(
    r"“(?P<a>[^”]*)”|«\s*(?P<b>[^»]*?)\s*»|„(?P<c>[^“”]*)[“”]|‘(?P<d>[^’]*)’"
    r'|(?<![\w.])"(?P<e>[^"]+)"|(?<!\w)\'(?P<f>[^\']+(?:\'\w[^\']*)*)\'(?!\w)'
)
_TEXT_AFTER = re.compile(
    r"\b(?:text|title|wording|words)\s*:\s*(?P<words>[^\n;“\"'¤]+?)\s*"
    r"(?=$|[\n;.]|, (?:with|in|on)\b)",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\b(?:saying|says|reading|reads|labelled|labeled|called|named|titled)\s+(?P<words>[A-Z][\w&'’-]*(?:\s+[A-Z&][\w&'’-]*)*)"
)
_INSTEAD = re.compile(r"\b(?:instead of|rather than|in place of)\s+(?:the\s+)?[\w'-]+")
_HELD = "¤"
"""Stands for a quoted text while the rest is read."""
_SUBJECT = re.compile(
    r"\bfor\s+(?:a |an |the |my |our |some |this |that )?"
    r"(?P<words>[^\d\W][\w'’&-]*(?:\s+[\w'’&-]+){0,4}?)"
    r"(?=\s*(?:$|[,.;:()]|¤|\b(?:in|with|of|on|from|that|which|and|by|at|as|saying|called|named|"
    r"made)\b|\s{2}|\d))"
)
_NO_SUBJECT = frozenset(
    ("it", "them", "everything", "all", "can", "bottle", "jar", "product", "box", "gift", "gifts",
     "shipping", "post")
)  # fmt: skip
_MOST = 2000


def read(
    prompt: str,
    *,
    panels: tuple[str, ...] = (),
    before: tuple[float, float, float] | None = None,
) -> Wanted:
    """What the words ask for.

    Parameters
    ----------
    panels:
        The names that the package's panels have, for an edit.
    before:
        Its length, width and height in millimetres.

    Raises
    ------
    PromptError
        The words cannot be followed: they say two things at once, or what to leave out that is
        not there.
    """
    if len(prompt) > _MOST:
        raise PromptError(
            f"The prompt has {len(prompt):,} characters, and {_MOST:,} can be read.",
            hint="Say it in fewer words.",
        )
    wanted = Wanted()
    rest, texts = _held(prompt)
    rest = re.sub(r"[ \t]+", " ", rest.lower().replace("’", "'"))
    rest = _INSTEAD.sub(" ", rest)
    rest = read_measures(rest, wanted, before)
    rest = _structure(rest, wanted)
    rest = _subject(rest, wanted)
    tokens: list[Token] = tokens_of(rest, texts, panels)
    read_changes(tokens, wanted)
    return wanted


def _held(prompt: str) -> tuple[str, list[str]]:
    """The prompt with a mark for each text that it gives, and those texts."""
    texts: list[str] = []

    def hold(found: re.Match[str]) -> str:
        words = next(each for each in found.groups() if each is not None)
        words = " ".join(words.split()).strip()
        if not words:
            return " "
        texts.append(words)
        return f" {_HELD}{len(texts) - 1} "

    held = _QUOTED.sub(hold, prompt)
    held = _TEXT_AFTER.sub(lambda found: " text " + hold(found), held)
    return _SAYING.sub(lambda found: " saying " + hold(found), held), texts


def _structure(text: str, wanted: Wanted) -> str:
    """Take the structure out of the words; the longest phrase goes first."""
    phrases = sorted(_structure_words(), key=lambda each: -len(each[0]))
    found: dict[str, str] = {}
    for phrase, name in phrases:
        pattern = rf"\b{re.escape(phrase)}(?:e?s)?\b"
        if phrase in vocabulary.LOOSE and found:
            continue
        if re.search(pattern, text):
            found.setdefault(name, phrase)
            text = re.sub(pattern, lambda it: " " * len(it.group()), text)
    if len(found) > 1:
        raise PromptError(
            f"More than one kind of package is named: {' and '.join(found.values())}.",
            hint="Name one, such as “a mailer box”.",
        )
    wanted.structure = next(iter(found), None)
    return text


def _structure_words() -> list[tuple[str, str]]:
    own = [(phrase, name) for name, each in STRUCTURES.items() for phrase in each.words]
    more = [(phrase, name) for name, all_ in vocabulary.STRUCTURES.items() for phrase in all_]
    return own + more


def _subject(text: str, wanted: Wanted) -> str:
    for found in _SUBJECT.finditer(text):
        words = found["words"].strip()
        first = words.split()[0]
        if first in _NO_SUBJECT or first in vocabulary.PANELS or first in vocabulary.FILLERS:
            continue
        wanted.subject = words
        return text[: found.start()] + " , " + text[found.end() :]
    return text
