"""What a new product is: the family that a prompt names, or that something comes in."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.clauses import NOUNS, Clause
from prodwidget.backends.procedural.lexeme import Lexeme
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.spec import Family, Form
from prodwidget.backends.procedural.vocabulary import nearest
from prodwidget.errors import PromptError

FAMILIES = ", ".join(get_args(Family)[:-1]) + " or " + get_args(Family)[-1]


@dataclass(frozen=True, slots=True)
class Subject:
    """A family, one of its kinds, and what the product holds."""

    family: Family
    form: Form
    contents: str | None
    guessed: bool = False
    """Whether only the contents were named."""


def subject_of(clauses: Sequence[Clause]) -> Subject:
    """What is to be built.

    Raises
    ------
    PromptError
        Neither a family is named nor anything that comes in one, or it is something else.
    """
    affirmed = [each for each in clauses if each.mode == "affirm"]
    place = next((each for each in affirmed if _kinds(each)), None)
    contents = _contents(affirmed)
    if place is None:
        return _packaged(clauses, affirmed, contents)
    _check_head(affirmed, place)
    family, form = _kinds(place)[-1]
    for clause in affirmed:
        if clause is not place and clause.joined("or") and _kinds(clause):
            raise Unclear(clause.said, "Name one of them.")
        for kind in _kinds(clause):
            # "a bottle with a pump"
            if kind[0] == family and form == "classic" and clause is not place:
                form = kind[1]
    for kind in _kinds(place):
        if kind[0] == family and form == "classic":
            form = kind[1]
    if contents and form == "classic" and words.CONTENTS[contents][0] == family:
        form = words.CONTENTS[contents][1]
    # A water bottle is not labelled "water".
    return Subject(family, form, None if form == "flask" else contents)


def cannot_build(said: str, *, near: str | None = None, packed: str = "") -> PromptError:
    """The error for everything that is not one of the ten families."""
    hint = f"Did you mean “{near}”? " if near else ""
    return PromptError(
        f"The procedural generator cannot build “{said}”." if said
        else "The procedural generator does not know what to build from this prompt.",
        hint=f"{hint}{packed}It builds a {FAMILIES}, such as "
        "“a matte black bottle with a copper lid”.",
    )  # fmt: skip


def _kinds(clause: Clause) -> list[tuple[Family, Form]]:
    return [each.kind for each in clause.content if each.kind is not None]


def _packaged(
    clauses: Sequence[Clause], affirmed: Sequence[Clause], contents: str | None
) -> Subject:
    """The package of what is named by itself: "hand cream" comes in a tube."""
    unbuilt = next(_unbuilt(clauses), None)
    if unbuilt is not None:
        raise cannot_build(unbuilt)
    place = next((each for each in affirmed if _holds(each)), None)
    if contents is None or place is None:
        close = next((near for each in _unknown(clauses) if (near := _nearest_family(each))), None)
        named = [
            [each.said for each in clause.content if each.role in ("unknown", "part")]
            for clause in affirmed
        ]
        unknown = "" if close else next((" ".join(each) for each in named if each), "")
        raise cannot_build(unknown, near=close)
    _check_head(affirmed, place)
    family, form = words.CONTENTS[contents][:2]
    if contents in words.LOOSE or _after(place, "contents"):
        other = _after(place, "contents")
        packed = "" if other else f"Say “a {family} of {contents}” for a package of them. "
        raise cannot_build(other or contents, packed=packed)
    return Subject(family, form, contents, guessed=True)


def _check_head(affirmed: Sequence[Clause], place: Clause) -> None:
    """Refuse "a bottle opener" and "a car with a bottle": a family in them is not what is asked."""
    unbuilt = next(_unbuilt([place]), None)
    if unbuilt is not None:
        raise cannot_build(unbuilt)
    after = _after(place, "kind")
    if after:
        raise cannot_build(after)
    if place.joined("with", "and", "for", "on", "like", "that", "to", "by", "from", "in"):
        is_in = place.joined("in") and not any(each.said == "of" for each in place.links)
        for clause in affirmed:
            if clause is place:
                break
            head = _head(clause)
            part = clause.content[-1] if clause.content else None
            if part is not None and part.role == "part" and not clause.joined("for"):
                raise cannot_build(part.said)
            if head and not is_in and not clause.joined("for", "like"):
                raise cannot_build(head)


def _head(clause: Clause) -> str:
    """The unknown word that a clause ends with, if it does."""
    if not clause.content:
        return ""
    last = clause.content[-1]
    return last.said if last.role == "unknown" and not nearest(last.said) else ""


def _after(clause: Clause, what: str) -> str:
    """What a family or contents only describe: "bottle opener", "coffee table", "jar lid"."""
    content = clause.content
    for index, lexeme in enumerate(content):
        named = lexeme.kind is not None if what == "kind" else lexeme.role == "contents"
        if not named or index + 1 == len(content) or lexeme.role == "part":
            continue
        following = content[index + 1]
        last = index + 2 == len(content) or content[index + 2].role not in (*NOUNS, "value")
        if following.role == "unknown" and last and not nearest(following.said):
            return f"{lexeme.said} {following.said}"
        if following.role == "part" and following.kind is None and index + 2 == len(content):
            return f"{lexeme.said} {following.said}"
    return ""


def _holds(clause: Clause) -> bool:
    return any(each.role == "contents" for each in clause.content)


def _contents(affirmed: Sequence[Clause]) -> str | None:
    """What the product holds: the first such thing, or what its kind is named after."""
    for clause in affirmed:
        for lexeme in clause.content:
            if lexeme.role in ("text", "caps"):
                return None
            if lexeme.role == "contents":
                return lexeme.said
            held = lexeme.said.rpartition(" ")[0]
            if lexeme.kind is not None and held in words.CONTENTS:
                return held
    return None


def _unbuilt(clauses: Sequence[Clause]) -> Iterator[str]:
    for clause in clauses:
        if clause.mode == "affirm":
            yield from (each.said for each in clause.content if each.role == "unbuilt")


def _unknown(clauses: Sequence[Clause]) -> Iterator[Lexeme]:
    for clause in clauses:
        yield from (each for each in clause.content if each.role == "unknown")


def _nearest_family(lexeme: Lexeme) -> str | None:
    known = [each for each in (*words.FAMILIES, *words.KINDS) if " " not in each]
    found = difflib.get_close_matches(lexeme.said.lower(), known, n=1, cutoff=0.75)
    return found[0] if found and abs(len(found[0]) - len(lexeme.said)) < 2 else None
