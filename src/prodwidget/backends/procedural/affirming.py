"""Clauses that ask for something: which of what was named they are about."""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.claims import Claim, Target
from prodwidget.backends.procedural.clauses import Clause
from prodwidget.backends.procedural.lexeme import Lexeme
from prodwidget.backends.procedural.nouns import Phrase, phrases_of
from prodwidget.backends.procedural.opposing import Opposing
from prodwidget.backends.procedural.placing import Placing
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.sheet import Sheet, Waiting
from prodwidget.backends.procedural.targets import MAIN, TEXT
from prodwidget.backends.procedural.values import Value
from prodwidget.backends.procedural.vetting import Vetting


class Affirming:
    """Reads such clauses onto a sheet."""

    def __init__(self, sheet: Sheet, opposing: Opposing) -> None:
        self._sheet = sheet
        self._vetting = Vetting(sheet)
        self._placing = Placing(sheet, opposing)
        self._named_before = False
        """Whether the clause before put what it says in front of a noun: "brass lid and …"."""

    def affirm(self, clause: Clause, following: Sequence[Clause]) -> None:
        """ "make the lid red", "with a copper lid", "in navy and gold"."""
        self._placing.look_ahead(following)
        sheet = self._sheet
        if clause.joined("or") or clause.joined("than", "as"):
            hint = "Name one of them." if clause.joined("or") else "Say how much: “20% taller”."
            raise Unclear(clause.said, hint)
        self._vetting.capitals(clause)
        if self._placing.adjusts(clause):
            return
        detached = clause.begins and clause.joined("break", "and", "but", "then")
        if detached:
            self.flush()
            if clause.names("it", "one"):
                self._point_at_waiting()
            elif not any(each.topic for each in sheet.waiting):
                sheet.settle_waiting()
        named_before, self._named_before = self._named_before, False
        found = phrases_of(clause.content)
        index = 0
        while index < len(found):
            phrase = found[index]
            if phrase.match == "verb":
                source = found[index + 1].noun if index + 1 < len(found) else None
                self._match(phrase, source, clause)
                index += 2
                continue
            self._phrase(phrase, clause, listed=named_before and index == 0, first=index == 0)
            index += 1

    def flush(self) -> None:
        """Give the product what waited for a noun that did not come."""
        self._placing.flush()

    def _point_at_waiting(self) -> None:
        """Let "it" be what was named and waits: "the lid, make it red"."""
        waiting = self._sheet.take_waiting()
        if waiting:
            targets = [each for item in waiting for each in item.targets]
            denied = any(each.denies and not each.dismisses for each in waiting)
            if denied:
                self._sheet.add(Claim("keep", targets, waiting[0].said))
            self._sheet.named.last.name(targets, "keep" if denied else "affirm", firm=denied)

    def _phrase(self, phrase: Phrase, clause: Clause, *, listed: bool, first: bool) -> None:
        sheet = self._sheet
        values = self._vetting.values(phrase, clause)
        self._vetting.several(phrase, clause)
        if self._vetting.unknown(phrase, clause):
            return
        if phrase.bare and self._bare(phrase, clause):
            return
        if phrase.noun is None:
            if values:
                self._placing.place(values, phrase, clause)
            elif phrase.properties and not sheet.creating and not self._placing.says_next():
                names = phrase.properties[0].said
                raise Unclear(
                    clause.said,
                    f"Say which: “make the {sheet.parts()[0]} red”, “a matte finish”.",
                    why=f"What is to be done with the {names} is not said.",
                )
            elif phrase.match == "adjective":
                self._match(phrase, None, clause)
            return
        targets = sheet.named.of(phrase.noun, turned=clause.joined("but"))
        if targets is None:
            self.flush()
            return
        if clause.joined("but"):
            sheet.release(targets)
        if phrase.noun.kind is not None:
            self._kind(phrase.noun, targets, clause)
        if phrase.match == "adjective":
            self._match(phrase, None, clause)
            return
        if self._placing.join(phrase, targets, clause):
            return
        values = phrase.values
        if phrase.noun.value is not None and not any(each.trait == "material" for each in values):
            values = [phrase.noun.value, *values]
        if not values:
            if not (first and clause.joined("on", "for", "in") and self._lies_on(targets, clause)):
                self._wait(phrase, targets, clause, listed=listed)
            return
        last = sheet.claims[-1].targets if sheet.claims else []
        if clause.joined("on") and targets != [MAIN] and last == [MAIN]:
            raise Unclear(clause.said, "Name one part, and what is to be done with it.")
        self._of_noun(phrase, targets, values, clause)

    def _of_noun(
        self, phrase: Phrase, targets: list[Target], values: list[Value], clause: Clause
    ) -> None:
        sheet = self._sheet
        telegraphic = phrase.before and not phrase.determiner and targets[0].reach == "part"
        if telegraphic and not targets[0].lettering and clause.joined("in", "that", "is"):
            # "a mug in red handle in navy"
            raise Unclear(clause.said, "Put a comma between what is said of each part.")
        described = phrase.before and phrase.after and phrase.determiner == "the"
        old: list[Value] = []
        if described and not sheet.creating and targets != [MAIN]:
            old, values = phrase.before, phrase.after
        listed = clause.joined("and", "break") and not clause.begins
        if sheet.waiting and listed and phrase.after and not phrase.before:
            # "the lid and the base red"
            targets = [*(each for item in sheet.take_waiting() for each in item.targets), *targets]
        elif sheet.waiting:
            sheet.settle_waiting()
        sheet.change(targets, values, clause.said, old=old, strict=bool(old))
        self._placing.leave_out()
        sheet.named.last.name(targets)
        self._named_before = bool(phrase.before) and targets != [MAIN]

    def _wait(self, phrase: Phrase, targets: list[Target], clause: Clause, *, listed: bool) -> None:
        sheet = self._sheet
        values = phrase.values
        if values:
            self._of_noun(phrase, targets, values, clause)
            return
        if clause.joined("to") and not sheet.creating and targets[0].reach == "part":
            raise Unclear(clause.said, "Say “make the lid match the body”.")
        # A verb begins anew, and "it" was described before: "brass lid and give it a label".
        named_anew = clause.joined("make", "change", "add", "have") or clause.names("it", "one")
        distributed = listed and clause.joined("and") and not phrase.determiner and not named_anew
        inherits = sheet.claims[-1].values if distributed and sheet.claims else []
        both_parts = all(
            each.reach == "part"
            for item in (*sheet.waiting, Waiting(targets, ""))
            for each in item.targets
        )
        introduced = sheet.creating and any(each.targets == [MAIN] for each in sheet.waiting)
        listed_on = not (clause.begins or introduced or clause.joined("with")) and (
            clause.joined("and") or (clause.joined("break") and both_parts)
        )
        if not listed_on:
            sheet.settle_waiting()
        goes_on = listed_on and bool(sheet.waiting)
        sheet.waiting.append(
            Waiting(
                targets,
                clause.said,
                adds=clause.joined("add", "with", "have") or (goes_on and sheet.waiting[-1].adds),
                made=clause.joined("make", "change") or (goes_on and sheet.waiting[-1].made),
                topic=clause.joined("for", "on"),
                determined=bool(phrase.determiner),
                inherits=list(inherits),
            )
        )
        sheet.named.last.name([each for item in sheet.waiting for each in item.targets])

    def _lies_on(self, targets: list[Target], clause: Clause) -> bool:
        """ "put red on the lid": the lid is what becomes red; a label cannot be on the lid."""
        sheet = self._sheet
        if targets == [MAIN]:
            return clause.joined("on", "in", "for") and bool(sheet.claims or sheet.waiting)
        if self._placing.put_on(targets, clause):
            return True
        last = sheet.claims[-1] if sheet.claims else None
        if last is None or clause.begins:
            return False
        has_text = any(each.trait == "text" for each in last.values)
        parts = {each.part for each in last.targets}
        if has_text and {each.part for each in targets} == {"label"}:
            return True
        loosely = all(each.reach in ("main", "having") for each in last.targets)
        if last.deed == "change" and loosely and not has_text:
            last.targets = list(targets)
            sheet.named.last.name(targets)
            return True
        if parts and parts == {each.part for each in targets}:
            return True
        if last.deed in ("change", "add", "remove", "erase") and not clause.joined("for"):
            raise Unclear(clause.said, "Name one part, and what is to be done with it.")
        return False

    def _bare(self, phrase: Phrase, clause: Clause) -> bool:
        """Take in "unlabelled" or "blank label"; answers whether nothing else is to be read."""
        sheet = self._sheet
        (part,) = phrase.bare[0].parts
        if part not in sheet.draft.entry.looks:
            return False
        target = Target("part", phrase.bare[0].said, part)
        if phrase.noun is not None and phrase.noun.role == "part":
            if phrase.bare[0].said != "blank" or part not in phrase.noun.parts:
                raise Unclear(clause.said, f"Say “no {part}”.")
            sheet.add(Claim("erase", [TEXT], clause.said))
            return not phrase.values
        sheet.add(Claim("remove", [target], clause.said))
        return False

    def _match(self, phrase: Phrase, source: Lexeme | None, clause: Clause) -> None:
        sheet = self._sheet
        if phrase.unknown or phrase.bare or phrase.loose:
            raise Unclear(clause.said, "Say “make the lid match the body”.")
        if phrase.noun is not None:
            named = sheet.named.of(phrase.noun)
            if named is None:
                return
            if phrase.match == "adjective":
                sheet.settle_waiting()
            waiting = [each for item in sheet.take_waiting() for each in item.targets]
            subjects = [*waiting, *named]
        elif sheet.waiting:
            subjects = [each for item in sheet.take_waiting() for each in item.targets]
        else:
            subjects = sheet.named.last.targets or [MAIN]
        of = sheet.named.of(source) if source is not None else [MAIN]
        if of is None:
            return
        if phrase.values:
            sheet.change(subjects, phrase.values, clause.said)
        like = of[0].part or ""
        if subjects == of or of[0].lettering or any(each.lettering for each in subjects):
            raise Unclear(
                clause.said, "Say which part is to look like which: “the lid like the body”."
            )
        sheet.change(subjects, [Value("look", f"like the {of[0].name}", like)], clause.said)
        sheet.named.last.name(subjects)

    def _kind(self, noun: Lexeme, targets: list[Target], clause: Clause) -> None:
        """ "a wine bottle", "a pump": which of its family's kinds the product is to be."""
        sheet = self._sheet
        assert noun.kind is not None
        family, form = noun.kind
        if family != sheet.draft.family:
            return
        generic = noun.role == "whole" and noun.said in words.FAMILIES and form == "classic"
        if sheet.creating or generic or form == sheet.draft.form:
            return
        sheet.add(Claim("form", targets, clause.said, form=form))
