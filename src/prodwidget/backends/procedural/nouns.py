"""What a clause names, and what it says of it: "a copper lid", "the lid red"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from prodwidget.backends.procedural.clauses import NOUNS
from prodwidget.backends.procedural.lexeme import Lexeme, Role
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.values import Value


@dataclass(slots=True)
class Phrase:
    """A thing and what is said of it, before its name and after."""

    noun: Lexeme | None = None
    before: list[Value] = field(default_factory=list)
    after: list[Value] = field(default_factory=list)
    determiner: str = ""
    unknown: list[str] = field(default_factory=list)
    headless: bool = False
    """Whether what was said is said of a word that is not known: "red stripes"."""
    properties: list[Lexeme] = field(default_factory=list)
    loose: list[Lexeme] = field(default_factory=list)
    """Numbers, degrees and the like that nothing was made of."""
    several: list[str] = field(default_factory=list)
    """Words for more than one."""
    bare: list[Lexeme] = field(default_factory=list)
    """Words such as "unlabelled"."""
    match: Literal["", "adjective", "verb"] = ""
    """Whether it is to look like something else: "a matching lid", "the lid matches …"."""

    @property
    def values(self) -> list[Value]:
        """All that is said of it."""
        return [*self.before, *self.after]

    @property
    def said(self) -> str:
        """Its words, roughly in order."""
        named = [self.noun.said] if self.noun else []
        return " ".join(
            [
                *(each.said for each in self.before),
                *self.unknown,
                *named,
                *(each.said for each in self.properties),
                *(each.said for each in self.after),
            ]
        )

    def __bool__(self) -> bool:
        return bool(
            self.noun
            or self.values
            or self.unknown
            or self.properties
            or self.loose
            or self.bare
            or self.several
            or self.match
        )


def phrases_of(content: Sequence[Lexeme]) -> list[Phrase]:
    """The phrases of a clause, each with one noun at most."""
    found: list[Phrase] = []
    phrase = Phrase()
    for index, lexeme in enumerate(content):
        rest = content[index + 1 :]
        if lexeme.role == "det":
            if phrase.noun is not None or any(each.one_look for each in phrase.before):
                # "darken the lid" goes on, "in oak the stem …" does not.
                found.append(phrase)
                phrase = Phrase()
            phrase.determiner = phrase.determiner or lexeme.said
        elif lexeme.role in NOUNS:
            phrase = _named(found, phrase, lexeme, rest)
        elif lexeme.value is not None:
            (phrase.after if phrase.noun is not None else phrase.before).append(lexeme.value)
        elif lexeme.role == "several":
            phrase.several.append(lexeme.said)
        elif lexeme.role in ("unknown", "symbol", "unbuilt"):
            phrase.unknown.append(lexeme.said)
            is_last = not any(each.role in (*NOUNS, "value", "property") for each in rest)
            if lexeme.role == "unknown" and phrase.noun is None and phrase.before and is_last:
                phrase.headless = True
        elif lexeme.role == "property":
            phrase.properties.append(lexeme)
        elif lexeme.role == "bare":
            phrase.bare.append(lexeme)
        elif lexeme.role == "match":
            is_adjective = lexeme.said == "matching" and phrase.noun is None
            phrase.match = "adjective" if is_adjective else "verb"
            if phrase.match == "verb":
                found.append(phrase)
                phrase = Phrase()
        else:
            phrase.loose.append(lexeme)
    if phrase:
        found.append(phrase)
    return found


def _named(found: list[Phrase], phrase: Phrase, noun: Lexeme, rest: Sequence[Lexeme]) -> Phrase:
    """Take in a noun; answer the phrase that goes on."""
    earlier = phrase.noun
    if earlier is None:
        phrase.noun = noun
        return phrase
    if _means_as_much(earlier, noun):
        return phrase
    if earlier.role == "all":
        # "an all black bottle", "all black lids"
        if noun.role == "part":
            phrase.noun, phrase.before, phrase.after = noun, phrase.after, []
        return phrase
    if noun.role == "all":
        # "the lid all black"
        return phrase
    if earlier.role in ("whole", "it") and not phrase.after:
        if noun.role == "whole" and earlier.role == "whole" and noun.kind:
            found.append(phrase)
            return Phrase(noun=noun)
        # "the bottle cap"
        phrase.noun = noun
        return phrase
    if not phrase.after and not phrase.before and not phrase.properties:
        raise Unclear(f"{earlier.said} {noun.said}", "Say “the lid and the label”, or one of them.")
    goes_on = any(each.value is not None for each in rest)
    if not phrase.before and phrase.after and goes_on and earlier.role != "whole":
        # "lid copper, body black" without its comma
        found.append(phrase)
        return Phrase(noun=noun)
    if phrase.after and (phrase.before or earlier.role in ("whole", "it")):
        # "red mug white inside"
        moved, phrase.after = phrase.after, []
        found.append(phrase)
        return Phrase(noun=noun, before=moved)
    raise Unclear(
        phrase.said + f" {noun.said}", "Put a comma or an “and” between what is said of each part."
    )


def _means_as_much(earlier: Lexeme, noun: Lexeme) -> bool:
    same: tuple[Role, ...] = ("whole", "it", "one")
    if earlier.role in same and noun.role in same:
        return not (earlier.kind and noun.kind and earlier.kind[0] != noun.kind[0])
    return earlier.role == noun.role and earlier.parts == noun.parts and noun.role == "part"
