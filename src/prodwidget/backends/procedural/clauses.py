"""From lexemes to clauses: where one ends, and whether it asks for what it says or against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.lexeme import Lexeme, Role
from prodwidget.backends.procedural.refusal import Unclear

Mode = Literal["affirm", "deny", "keep", "remove", "except", "exchange", "instead"]
"""What a clause does with what it says.

``deny``: not so. ``keep``: as it is. ``remove``: not there. ``except``: not for these. ``exchange``
and ``instead`` name what something takes the place of.
"""

_JOINERS: Final[frozenset[Role]] = frozenset({
    "break", "and", "or", "but", "then", "with", "in", "on", "for", "to", "becomes", "from", "of",
    "by", "like", "as", "than", "that", "is", "not", "no", "remove", "keep", "stays", "except",
    "replace", "swap", "instead", "change", "make", "have", "add", "only",
})  # fmt: skip
_OPERATORS: Final[frozenset[Role]] = frozenset({
    "not", "no", "remove", "keep", "except", "replace", "swap", "instead",
})  # fmt: skip
"""Words that decide what a clause does with what it says; there is one in a clause."""
_VERBS: Final[frozenset[Role]] = frozenset({"make", "change", "add", "have"})
NOUNS: Final[frozenset[Role]] = frozenset({
    "part", "whole", "all", "rest", "it", "one", "accent", "outside",
})  # fmt: skip
_SAYS: Final[frozenset[Role]] = frozenset({
    "value", "text", "caps", "contents", "match", "amount", "multiple", "number",
})  # fmt: skip
_TWICE = "Say it in sentences of their own, without a second “not”."


@dataclass(slots=True)
class Clause:
    """The words that join it to what came before, and what it names and says."""

    links: list[Lexeme]
    content: list[Lexeme]
    mode: Mode = "affirm"
    old: list[Lexeme] | None = None
    """What the content takes the place of."""
    strict: bool = True
    """Whether what it takes the place of has to be there."""
    inherited: list[Lexeme] = field(default_factory=list)
    """What is said once for several: the "without" of "without a lid or a label"."""

    def joined(self, *roles: Role) -> bool:
        """Whether one of these joins it to what came before."""
        return any(each.role in roles for each in (*self.links, *self.inherited))

    def names(self, *roles: Role) -> bool:
        """Whether its content has one of these."""
        return any(each.role in roles for each in self.content)

    @property
    def said(self) -> str:
        """Its words."""
        return " ".join(each.said for each in (*self.links, *self.content)).strip(" ,.;:!?-–—\n")

    @property
    def begins(self) -> bool:
        """Whether a sentence or a verb of its own sets it apart from what came before."""
        return self.joined("but", "then", *_VERBS) or any(ends(each) for each in self.links)

    @property
    def bare(self) -> bool:
        """Whether it only names things."""
        return self.names(*NOUNS, "property") and not self.names(
            *_SAYS, "unknown", "symbol", "bare"
        )

    @property
    def says(self) -> bool:
        """Whether it says how something is."""
        return self.names(*_SAYS)

    @property
    def first_determiner(self) -> str:
        """Its "a" or its "the"."""
        return next((each.said for each in self.content if each.role == "det"), "")


def ends(lexeme: Lexeme) -> bool:
    """Whether a sentence ends here."""
    return lexeme.role == "break" and lexeme.said not in (",", "-", "–", "—", ":")


def split(found: Sequence[Lexeme]) -> list[Clause]:
    """The lexemes cut into clauses, all of them still affirmed."""
    clauses: list[Clause] = []
    links: list[Lexeme] = []
    content: list[Lexeme] = []
    for lexeme in _genitives(found):
        stays = not content and any(each.role == "stays" for each in links)
        if stays and (lexeme.role in ("break", "and", "but", "then", "with", *_OPERATORS)):
            clauses.append(Clause(links, []))
            links = []
        if lexeme.role not in _JOINERS:
            content.append(lexeme)
            continue
        if content:
            clauses.append(Clause(links, content))
            links, content = [], []
        links.append(lexeme)
    if links or content:
        clauses.append(Clause(links, content))
    return [each for each in clauses if each.content or _stands(each)]


def judge(clauses: Sequence[Clause]) -> None:
    """Settle for each clause what it does with what it says."""
    before: Clause | None = None
    for index, clause in enumerate(clauses):
        _hear(clause, first=before is None)
        if clause.old is None:
            own = any(each.role in _OPERATORS or each.role == "stays" for each in clause.links)
            clause.mode = _mode(clause, before, clauses[index + 1 :])
            if before is not None and not own and clause.mode == before.mode:
                # "without a lid or a label": the "without" is said of both.
                operators = (*before.links, *before.inherited)
                clause.inherited = [each for each in operators if each.role in _OPERATORS]
        before = clause


def _hear(clause: Clause, *, first: bool) -> None:
    """A "no" with a comma of its own answers somebody; it rules nothing out."""
    for index, link in enumerate(clause.links[:-1]):
        if link.role in ("no", "not") and clause.links[index + 1].role == "break":
            if not first:
                raise Unclear(clause.said, "Say once what is to be made.")
            clause.links = clause.links[index + 2 :]
            return


def _stands(clause: Clause) -> bool:
    """Whether a clause without content is more than punctuation."""
    return clause.joined("stays", "than", "as", *_OPERATORS)


def _genitives(found: Sequence[Lexeme]) -> list[Lexeme]:
    """Without "of the bottle" and "the bottle's", which name the product once more."""
    out: list[Lexeme] = []
    index = 0
    while index < len(found):
        lexeme = found[index]
        if lexeme.role == "possessive":
            if out and out[-1].role in ("whole", "it"):
                out.pop()
            index += 1
            continue
        if lexeme.role != "of" or not out:
            out.append(lexeme)
            index += 1
            continue
        after = index + 1
        while after < len(found) and found[after].role == "det":
            after += 1
        owner = found[after] if after < len(found) else None
        before = out[-1].role
        if owner is not None and owner.role in ("whole", "it") and before in (
            "part", "all", "rest", "property",
        ):  # fmt: skip
            index = after + 1
        elif owner is not None and (
            owner.role == "contents"
            or (owner.role in NOUNS and before in ("property", "value", "all"))
        ):
            index += 1
        else:
            out.append(Lexeme("in", lexeme.said))
            index += 1
    return out


def _mode(clause: Clause, before: Clause | None, after: Sequence[Clause]) -> Mode:
    if clause.joined("than", "as"):
        raise Unclear(clause.said, "Say how much: “20% taller”, “twice as tall”.")
    _count(clause)
    if clause.joined("not"):
        return _negated(clause, before)
    if clause.joined("no", "remove"):
        if clause.joined("no") and clause.joined("change"):
            return "keep"
        return "deny" if clause.joined("make") and clause.says else "remove"
    if clause.joined("keep", "stays"):
        return "keep"
    if clause.joined("except"):
        return "except"
    if clause.joined("replace", "swap"):
        return "exchange"
    if clause.joined("instead"):
        return "instead"
    if clause.joined("but") and _excepts(clause, before, after):
        return "except"
    if before is None or before.mode in ("affirm", "exchange", "instead") or clause.begins:
        return "affirm"
    return _inherited(clause, before, after)


def _count(clause: Clause) -> None:
    """Refuse two operators in one clause, such as a second "not", and one without an object."""
    found = [each.role for each in clause.links if each.role in _OPERATORS]
    undone = len(found) == 2 and found[0] == "not" and found[1] in ("remove", "replace", "swap")
    if len(found) > 1 and not undone:
        raise Unclear(clause.said, _TWICE)
    if found and not clause.content and not clause.joined("stays"):
        raise Unclear(clause.said, "Say what it is about.")


def _negated(clause: Clause, before: Clause | None) -> Mode:
    if clause.joined("only", "except", "instead", "keep", "stays") or (
        clause.content and clause.content[0].role in ("all", "bare", "several")
        and not clause.joined("change", "make")
    ):  # fmt: skip
        raise Unclear(clause.said, "Say which parts are to be changed, and which are to be kept.")
    if clause.joined("change", "remove", "replace", "swap"):
        return "keep"
    if any(each.said in words.DISLIKES for each in clause.links):
        return "deny"
    bare = clause.bare and not clause.says
    if bare and clause.joined("have", "with", "add"):
        return "remove"
    if bare and not clause.joined("make", "is"):
        if clause.first_determiner in ("a", "an", "any"):
            return "remove"
        return "except" if before is not None and before.mode == "affirm" else "keep"
    return "deny"


def _excepts(clause: Clause, before: Clause | None, after: Sequence[Clause]) -> bool:
    """Whether "but the lid" leaves the lid out: "everything but the lid"."""
    if before is None or before.mode not in ("affirm", "keep") or clause.joined(*_VERBS, "is"):
        return False
    if not clause.names("part"):
        return False
    if before.names("all") and not before.says:
        return True
    if after and not after[0].begins and after[0].joined("is", "becomes", "not", "in", "to"):
        # "red, but the lid should be white"
        return False
    lone = clause.bare and clause.links[-1].role == "but"
    return before.says and lone and not before.names("part")


def _inherited(clause: Clause, before: Clause, after: Sequence[Clause]) -> Mode:
    """The mode of a clause that goes on with the one before: "without a label or a lid"."""
    mode = before.mode
    if clause.joined("or"):
        return mode
    next_one = after[0] if after and not after[0].begins else None
    if clause.bare and next_one is not None:
        # "not the lid, the body should be red", "no label, lid: red"
        heads = next_one.joined("is", "becomes", "not")
        if heads or any(each.said == ":" for each in next_one.links):
            return "affirm"
    if clause.joined("with"):
        if mode != "deny" or not before.joined("make") or clause.joined("break"):
            return "affirm"
        return "remove" if clause.bare else _unclear(clause)
    said = clause.bare and next_one is not None and next_one.joined("in") and next_one.says
    if said and (mode in ("remove", "keep") or before.says):
        # "no label, and the lid in cork"; without the comma it could be either.
        return "affirm" if clause.joined("break") or mode == "except" else _unclear(clause)
    if clause.joined("and"):
        return _joined(clause, before)
    if clause.joined("break"):
        goes_on = clause.bare and not clause.joined("in") and not (mode == "deny" and before.says)
        return mode if goes_on or _ends_in_or(after) else "affirm"
    if clause.joined("that"):
        if mode == "except":
            return "affirm"
        return _unclear(clause)
    if mode == "keep" and before.joined("not") and clause.says:
        return "deny"
    if mode == "deny" and before.says and clause.says:
        return _unclear(clause)
    if mode in ("except", "remove") and clause.says:
        return "affirm"
    return mode


def _joined(clause: Clause, before: Clause) -> Mode:
    """The mode after "and", where it is clear; "not red and matte" is not."""
    mode = before.mode
    named = clause.names("part", "whole", "all", "rest")
    apart = clause.joined("break")
    """Whether a comma sets it apart."""
    if clause.bare:
        return _unclear(clause) if mode == "deny" and before.says else mode
    if mode == "deny":
        asked = before.joined("make", "change")
        alike = {each.value.trait for each in clause.content if each.value} <= {
            each.value.trait for each in before.content if each.value
        }
        if alike and named == before.names("part", "whole", "all", "it") and (asked or not named):
            return _unclear(clause) if apart and named else mode
        if alike and not named:
            return mode
        lone = not before.names("part", "whole", "all") and bool(clause.first_determiner)
        return "affirm" if named and not asked and (apart or lone) else _unclear(clause)
    if mode == "remove":
        return _after_removal(clause, before, named=named, apart=apart)
    if mode == "keep" and (before.joined("not", "no") or apart):
        return "affirm" if apart else _unclear(clause)
    if mode == "except":
        # "everything but the lid and the label green"
        goes_on = clause.names("part") and not before.says and clause.content[-1].role == "value"
        return mode if goes_on else "affirm"
    return mode


def _after_removal(clause: Clause, before: Clause, *, named: bool, apart: bool) -> Mode:
    """The mode after "no label and …"."""
    if not named:
        return "affirm" if before.names("part") else "remove"
    described = clause.content[-1].role in ("part", "one")
    if before.joined("remove") and described and clause.first_determiner == "the":
        # "remove the label and the copper lid"
        return "remove"
    says_no = any(each.said == "no" for each in (*before.links, *before.inherited))
    introduced = clause.first_determiner in ("a", "an") and says_no
    return "affirm" if introduced or (apart and not described) else _unclear(clause)


def _unclear(clause: Clause) -> Mode:
    raise Unclear(
        clause.said,
        "Say the two in sentences of their own: “not …, but …” or “no …, and no …”.",
        why=f"Whether “{clause.said}” belongs to what is ruled out before it is not clear.",
    )


def _ends_in_or(after: Sequence[Clause]) -> bool:
    """Whether a list that goes on with commas ends with "or"."""
    for clause in after:
        if clause.begins:
            return False
        if clause.joined("or"):
            return True
        if not clause.joined("break"):
            return False
    return False
