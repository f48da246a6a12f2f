"""Exchanges: "replace X with Y", "Y instead of X", "from X to Y", "X → Y"."""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.backends.procedural.clauses import NOUNS, Clause, ends
from prodwidget.backends.procedural.lexeme import Lexeme, Role
from prodwidget.backends.procedural.refusal import Unclear

_HINT = "Say what takes the place of what: “replace the copper with brass”."


def exchanged(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses with each exchange made one: what is to be, and what it takes the place of."""
    out: list[Clause] = []
    waiting: list[Lexeme] | None = None
    index = 0
    while index < len(clauses):
        clause = clauses[index]
        if clause.joined("replace", "swap") and _comes_from(clauses, index):
            verb = Lexeme("make", "switch")
            clause = Clause([verb], clause.content)
        if clause.joined("replace", "swap"):
            made, taken = _replaced(clauses[index:])
            # What is not to be exchanged is to be kept.
            kept = clause.joined("not")
            out.append(Clause(clause.links, clause.content) if kept else made)
            index += taken
            continue
        if clause.joined("instead"):
            place = _place(out, clause)
            if place is not None:
                place.old, place.strict = clause.content, False
            elif waiting is None:
                waiting = clause.content
            else:
                raise Unclear(clause.said, _HINT)
            index += 1
            continue
        if clause.joined("from") and _becomes(clauses, index) and clause.content:
            following = clauses[index + 1]
            out.append(
                Clause([*clause.links, *following.links], following.content, old=clause.content)
            )
            index += 2
            continue
        if (
            _turns(clause)
            and _becomes(clauses, index)
            and not _against(out, clause, clauses[index + 1])
        ):
            following = clauses[index + 1]
            out.append(Clause(clause.links, following.content, old=clause.content))
            index += 2
            continue
        if waiting is not None and clause.content:
            if clause.joined("not", "no", "remove", "keep", "except", "stays"):
                raise Unclear(clause.said, _HINT)
            clause.old, clause.strict, waiting = waiting, False, None
        out.append(clause)
        index += 1
    if waiting is not None:
        raise Unclear(f"instead of {' '.join(each.said for each in waiting)}", _HINT)
    return out


def _replaced(clauses: Sequence[Clause]) -> tuple[Clause, int]:
    """What a "replace" or a "swap" asks for, and how many clauses say it."""
    first = clauses[0]
    verb = next(each for each in first.links if each.role in ("replace", "swap"))
    joiners: tuple[Role, ...] = ("with", "by", "for", "to", "becomes", "in")
    old = list(first.content)
    taken = 1
    while taken < len(clauses):
        clause = clauses[taken]
        if clause.joined(*joiners):
            break
        if clause.begins or not clause.joined("and", "break"):
            break
        old.extend(clause.content)
        taken += 1
    following = clauses[taken] if taken < len(clauses) else None
    parts = [each for each in old if each.role in NOUNS]
    says = [each for each in old if each.value is not None]
    if following is not None and following.joined(*joiners) and following.content:
        new = following.content
        both = [*parts, *(each for each in new if each.role in ("part", "whole"))]
        plain = not says and not any(each.value is not None for each in new)
        named = {each.parts for each in both if each.role == "part"} | {
            () for each in both if each.role == "whole"
        }
        if verb.role == "swap" and plain and len(named) > 1:
            return _swap(first, both), taken + 1
        if verb.said == "substitute" and following.joined("for"):
            old, new = new, old
        if not old or not new:
            raise Unclear(first.said, _HINT)
        return Clause([*first.links, *following.links], new, old=old), taken + 1
    if verb.role == "swap" and not says:
        pair = {each.parts or each.role for each in parts}
        colours = any(each.role == "property" for each in old)
        if len(pair) == 2 or (not parts and colours):
            return _swap(first, parts), taken
    raise Unclear(" ".join(each.said for each in clauses[:taken]), _HINT)


def _swap(first: Clause, parts: Sequence[Lexeme]) -> Clause:
    return Clause(first.links, list(parts), mode="exchange", old=[])


def _comes_from(clauses: Sequence[Clause], index: int) -> bool:
    """Whether "switch the lid" goes on with "from copper to gold"."""
    return index + 1 < len(clauses) and clauses[index + 1].joined("from")


def _becomes(clauses: Sequence[Clause], index: int) -> bool:
    """Whether the next clause says what this one turns into."""
    if index + 1 >= len(clauses):
        return False
    following = clauses[index + 1]
    says = any(
        each.value and (each.value.one_look or each.value.trait == "text")
        for each in following.content
    )
    return following.joined("to", "becomes") and not following.begins and says


def _turns(clause: Clause) -> bool:
    """Whether a clause says something that can become another: "change copper", "the red lid"."""
    values = [
        each.value
        for each in clause.content
        if each.value and each.role in ("value", "text", "caps")
    ]
    looks = [each for each in values if each.one_look or each.trait == "text"]
    return bool(looks) and len(looks) == len(values)


def _against(out: Sequence[Clause], clause: Clause, following: Clause) -> bool:
    arrow = any(not each.said.isalpha() for each in following.links if each.role == "becomes")
    if arrow and clause.joined("but", "break", "and"):
        return False
    return clause.joined("not", "no", "remove", "keep", "except", "stays") or (
        not clause.joined("make", "change", "break") and bool(out) and bool(out[-1].joined("not"))
    )


def _place(out: Sequence[Clause], clause: Clause) -> Clause | None:
    """The clause whose content stands in for this one's: the last that says something."""
    if any(ends(each) for each in clause.links):
        return None
    if out and out[-1].content and not out[-1].joined("not", "no", "remove", "keep", "except"):
        return out[-1] if out[-1].old is None else None
    return None
