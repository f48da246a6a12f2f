"""Clauses that put one thing in another's place."""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.backends.procedural.claims import Claim, Target
from prodwidget.backends.procedural.clauses import Clause
from prodwidget.backends.procedural.lexeme import Lexeme
from prodwidget.backends.procedural.nouns import Phrase, phrases_of
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.sheet import Sheet
from prodwidget.backends.procedural.targets import MAIN
from prodwidget.backends.procedural.values import Value, axes_of

_HINT = "Say “replace the copper with brass” or “make the lid brass”."


class Exchanging:
    """Reads such clauses onto a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def swap(self, clause: Clause) -> None:
        """ "swap the colours of the lid and the body"."""
        sheet = self._sheet
        targets: list[Target] = []
        for noun in clause.content:
            named = sheet.named.of(noun, turned=True)
            if named is None:
                return
            targets.extend(named)
        sheet.add(Claim("swap", targets, clause.said))
        sheet.named.last.name(targets)

    def exchange(self, clause: Clause) -> None:
        """ "replace the copper lid with a brass one", "brass instead of copper"."""
        sheet = self._sheet
        old, new = self._one(clause.old or []), self._one(clause.content)
        if self._writes(clause):
            return
        if any(each.trait == "contents" for each in (*old.values, *new.values)):
            self._fill(old, new, clause)
            return
        if any(not each.one_look for each in old.values):
            self._rather(old, new, clause)
            return
        old_targets = self._named(old.noun)
        new_targets = self._named(new.noun)
        if old_targets is None or new_targets is None:
            raise Unclear(
                clause.said,
                f"Its parts are: {', '.join(sheet.draft.entry.looks)}.",
                why=f"A {sheet.draft.family} does not have both here.",
            )
        values = new.values
        if (
            new.noun is not None
            and new.noun.value is not None
            and not any(each.trait == "material" for each in values)
        ):
            values = [new.noun.value, *values]
        parts = [each for each in old_targets if each.reach == "part"]
        others = [each for each in new_targets if each.reach == "part"]
        if parts and others and {each.part for each in parts} != {each.part for each in others}:
            if not clause.strict and (values or not clause.joined("with", "add", "have")):
                self._not_that(parts, others, values, clause)
            else:
                self._other_part(parts, others, values, clause)
            return
        if new.noun is not None and new.noun.kind is not None and not sheet.creating:
            family, form = new.noun.kind
            if family == sheet.draft.family and form not in ("classic", sheet.draft.form):
                sheet.add(Claim("form", [MAIN], clause.said, form=form))
                if not values:
                    return
        if not values:
            if sheet.creating and (new.noun is not None or not old.values):
                return
            raise Unclear(clause.said, _HINT)
        self._change(parts or others, old.values, values, clause)

    def _rather(self, old: Phrase, new: Phrase, clause: Clause) -> None:
        """ "wider rather than taller": the height stays."""
        sheet = self._sheet
        sizes = all(each.trait == "size" and each.relative for each in (*old.values, *new.values))
        if not sizes or clause.strict or not new.values:
            raise Unclear(clause.said, "Say what is to be changed, and what is to be kept.")
        targets = self._sheet.named.of(new.noun) if new.noun is not None else [MAIN]
        for each in old.values:
            sheet.add(Claim("keep", [*(targets or [])], clause.said, traits=axes_of(each)))
        if targets:
            sheet.change(targets, new.values, clause.said)

    def _change(
        self, parts: list[Target], old: Sequence[Value], values: Sequence[Value], clause: Clause
    ) -> None:
        sheet = self._sheet
        if any((each.trait, each.word) == (new.trait, new.word) for each in old for new in values):
            raise Unclear(clause.said, "Say what else is to take its place.")
        waiting = [each for item in sheet.take_waiting() for each in item.targets]
        targets = parts or waiting
        if not targets:
            if old and not sheet.creating:
                targets = [Target("having", " ".join(each.said for each in old))]
            else:
                targets = [MAIN]
        strict = clause.strict and not sheet.creating
        sheet.change(targets, values, clause.said, old=list(old), strict=strict)
        sheet.named.last.name(targets)

    def _not_that(
        self, parts: list[Target], others: list[Target], values: list[Value], clause: Clause
    ) -> None:
        """ "make the label red instead of the lid": the lid is left as it is."""
        if not values:
            raise Unclear(clause.said, _HINT)
        self._sheet.add(Claim("keep", parts, clause.said))
        self._sheet.change(others, values, clause.said)
        self._sheet.named.last.name(others)

    def _other_part(
        self, parts: list[Target], others: list[Target], values: Sequence[Value], clause: Clause
    ) -> None:
        """Another part in a part's place."""
        sheet = self._sheet
        if any(each.lettering for each in (*parts, *others)):
            raise Unclear(clause.said, "Say “remove the label”, or what the label is to say.")
        for each in parts:
            if not sheet.creating or each.part in sheet.draft.parts:
                sheet.add(Claim("remove", [each], clause.said))
        for each in others:
            sheet.add(Claim("add", [each], clause.said))
        if values:
            sheet.change(others, values, clause.said)
        sheet.named.last.name(others)

    def _writes(self, clause: Clause) -> bool:
        """Take in one text for another; answer whether that is what is asked."""
        sheet = self._sheet
        old = [each.value for each in clause.old or [] if each.value and each.value.trait == "text"]
        new = [each.value for each in clause.content if each.value and each.value.trait == "text"]
        if not old and not new:
            return False
        looks = [
            each for each in (*(clause.old or []), *clause.content)
            if each.value and each.value.trait != "text"
        ]  # fmt: skip
        if looks or len(new) != 1 or len(old) > 1:
            raise Unclear(clause.said, "Say what the label is to say: “that says NOVA”.")
        if old and not sheet.creating and old[0].word.casefold() != sheet.draft.text().casefold():
            text = sheet.draft.text()
            raise Unclear(
                clause.said,
                f"Say “replace “{text}” with “{new[0].word}””.",
                why=f"The label says “{text}”, not “{old[0].word}”.",
            )
        sheet.change([MAIN], new, clause.said)
        return True

    def _fill(self, old: Phrase, new: Phrase, clause: Clause) -> None:
        if not all(each.trait == "contents" for each in (*old.values, *new.values)):
            raise Unclear(clause.said, "Say what it holds in a sentence of its own.")
        if new.values and not self._sheet.creating:
            self._sheet.change([MAIN], new.values, clause.said)

    def _one(self, content: Sequence[Lexeme]) -> Phrase:
        """The only phrase there is on one side."""
        found = phrases_of(content)
        first = found[0].noun if len(found) == 2 else None
        if first is not None and first.role == "it" and not found[0].values:
            found = found[1:]
        said = " ".join(each.said for each in content)
        if len(found) != 1:
            raise Unclear(said, _HINT)
        phrase = found[0]
        if phrase.unknown:
            self._sheet.unknown(phrase.unknown, said, apart=False)
        if phrase.loose or phrase.bare or phrase.match:
            raise Unclear(said, _HINT)
        if len({each.trait for each in phrase.values}) != len(phrase.values):
            raise Unclear(said, _HINT)
        return phrase

    def _named(self, noun: Lexeme | None) -> list[Target] | None:
        """What one side names; nothing where it only says how something looks."""
        if noun is None or (noun.role in ("one", "whole") and not self._foreign(noun)):
            return []
        if noun.role == "it":
            return self._sheet.named.last.targets
        return self._sheet.named.of(noun)

    def _foreign(self, noun: Lexeme) -> bool:
        kind = noun.kind
        return not self._sheet.creating and kind is not None and kind[0] != self._sheet.draft.family
