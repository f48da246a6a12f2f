"""Clauses against something: not so, not these, not there, or as it is."""

from __future__ import annotations

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.claims import Claim, Target
from prodwidget.backends.procedural.clauses import Clause
from prodwidget.backends.procedural.nouns import Phrase, phrases_of
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.sheet import Sheet, Waiting
from prodwidget.backends.procedural.targets import MAIN, TEXT
from prodwidget.backends.procedural.values import (
    Trait,
    Value,
    axes_of,
    by_degree,
    increased,
    opposite,
)

_ALL = Target("all", "everything")
_JOINING = frozenset({"break", "and", "or", "but"})


class Opposing:
    """Reads such clauses onto a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._excepted: list[Target] = []

    def excepted(self) -> list[Target]:
        """Parts that were left out of what is yet to be said: "except for the lid, …"."""
        taken, self._excepted = self._excepted, []
        return taken

    def deny(self, clause: Clause) -> None:
        """ "not black", "don't make it so tall"."""
        sheet = self._sheet
        dismisses = any(each.said in words.DISLIKES for each in clause.links)
        found = phrases_of(clause.content)
        if not found:
            raise Unclear(clause.said, "Say what is not to be so.")
        for phrase in found:
            self._check(phrase, clause)
            if self._other_thing(phrase):
                continue
            if phrase.match:
                raise Unclear(clause.said, "Say what it is to look like instead.")
            targets = self._targets(phrase)
            if targets is None:
                continue
            if not phrase.values and phrase.noun is None:
                raise Unclear(clause.said, "Say what is not to be so.")
            if phrase.noun is not None:
                sheet.settle_waiting()
            if not phrase.values:
                waits = Waiting(targets, clause.said, denies=True, dismisses=dismisses)
                sheet.waiting.append(waits)
                sheet.named.last.name(targets, "deny")
                continue
            if phrase.noun is None and sheet.waiting:
                targets = [each for item in sheet.take_waiting() for each in item.targets]
            enough = any(each.role == "enough" for each in phrase.loose)
            made = clause.joined("make", "change", "have")
            looks = [each for each in phrase.values if each.one_look and not each.excess]
            others = [each for each in phrase.values if each not in looks]
            if (looks and others) or sum(bool(each.values) for each in found) > 1:
                raise Unclear(clause.said, "Say each in a sentence of its own: “not …, and not …”.")
            if len(looks) > 1:
                # "not glossy black": either of them alone may be.
                sheet.add(Claim("deny", targets, clause.said, looks))
            else:
                for value in phrase.values:
                    self._not(value, targets, clause, made=made, enough=enough)
            sheet.named.last.name(targets, "affirm")

    def _not(
        self, value: Value, targets: list[Target], clause: Clause, *, made: bool, enough: bool
    ) -> None:
        sheet = self._sheet
        if enough:
            more = increased(value)
            if more is None:
                raise Unclear(clause.said, "Name what it is to be.")
            sheet.change(targets, [more], clause.said)
            return
        weighed = bool(value.excess) or value.degree != 1.0
        graded = not made and (
            value.trait in ("size", "rounding")
            or (value.trait == "shift" and value.word in ("dark", "light", "bright", "muted"))
        )
        turned = opposite(by_degree(value, 1 / value.degree))
        if value.word in ("dark", "light") and graded and not weighed and not value.relative:
            sheet.add(Claim("deny", targets, clause.said, [value]))
        elif turned is not None and not value.relative and (weighed or graded):
            sheet.change(targets, [turned], clause.said)
        elif value.trait in ("size", "rounding", "gloss", "shift"):
            traits: dict[str, tuple[Trait, ...]] = {
                "size": axes_of(value), "rounding": ("rounding",), "gloss": ("finish",),
                "shift": ("colour",),
            }  # fmt: skip
            sheet.add(Claim("keep", targets, clause.said, traits=traits[value.trait]))
        elif value.trait == "contents":
            return
        elif value.one_look and value.trait != "look":
            sheet.add(Claim("deny", targets, clause.said, [value]))
        else:
            raise Unclear(clause.said, "Say what it is to be instead.")

    def keep(self, clause: Clause) -> None:
        """ "keep the lid", "don't change the label", "the lid stays black"."""
        sheet = self._sheet
        firm = clause.joined("not", "no")
        if clause.joined("only"):
            raise Unclear(clause.said, "Say what is to be changed or taken away.")
        found = phrases_of(clause.content)
        if not any(phrase.noun or phrase.properties or phrase.loose for phrase in found):
            found = self._stays(clause, found)
        if found:
            sheet.settle_waiting()
        for phrase in found:
            self._check(phrase, clause)
            traits = self._traits(phrase)
            targets = self._targets(phrase, turned=True) if phrase.noun else None
            if phrase.noun is not None and targets is None:
                continue
            if targets is None:
                targets = [_ALL] if traits else [MAIN]
            if sheet.creating and phrase.values and not firm:
                sheet.change(targets, phrase.values, clause.said)
                continue
            if any(each.lettering for each in targets):
                traits = (*traits, "text")
            values = [] if firm else phrase.values
            for value in values:
                if value.trait == "size" and not value.relative:
                    traits = (*traits, *axes_of(value))
                elif value.one_look and targets == [MAIN]:
                    # "keep it matte" keeps no more than that.
                    traits = (*traits, value.trait)
                elif value.trait not in ("colour", "material", "finish") or "text" in traits:
                    raise Unclear(clause.said, "Say what is to be kept, and what is to be changed.")
            sheet.add(Claim("keep", targets, clause.said, values, traits=traits))
            sheet.named.last.name(targets, "keep", firm=firm)

    def _stays(self, clause: Clause, found: list[Phrase]) -> list[Phrase]:
        """Keep what was named before "stays"; answers the phrases that are still to be read."""
        sheet = self._sheet
        values = [value for phrase in found for value in phrase.values]
        for phrase in found:
            self._check(phrase, clause)
        waiting = sheet.take_waiting()
        if any(each.made for each in waiting):
            raise Unclear(
                clause.said,
                "Say what it is to be. Earlier versions are in the timeline, and with %rewind.",
            )
        for each in waiting:
            traits: tuple[Trait, ...] = ("text",) if each.targets[0].lettering else ()
            sheet.add(Claim("keep", each.targets, each.said, values, traits=traits))
            sheet.named.last.name(each.targets, "keep")
        if waiting or (not values and sheet.named.last.mode == "keep"):
            return []
        if not values:
            raise Unclear(clause.said, "Say what is to be kept, and what is to be changed.")
        return found

    def _traits(self, phrase: Phrase) -> tuple[Trait, ...]:
        traits: list[Trait] = []
        for each in phrase.properties:
            traits.extend(words.PROPERTIES.get(each.said, ()))
        for each in phrase.loose:
            traits.extend(each.axes)
        if "size" in traits:
            traits = [*(each for each in traits if each != "size"), "width", "height"]
        return tuple(traits)

    def remove(self, clause: Clause) -> None:
        """ "without a label", "no black", "remove the handle"."""
        sheet = self._sheet
        sheet.settle_waiting()
        if clause.bare and clause.joined("from", "on"):
            self._lies_on(clause)
            return
        asks = clause.joined("remove")
        if not clause.content:
            raise Unclear(clause.said, "Say what is to be taken away, or what is to be instead.")
        if sum(phrase.noun is not None for phrase in phrases_of(clause.content)) > 1:
            raise Unclear(clause.said, "Put an “and” or an “or” between what is to be taken away.")
        for phrase in phrases_of(clause.content):
            if phrase.unknown and sheet.creating and not phrase.noun and not phrase.values:
                sheet.unknown(phrase.unknown, clause.said, apart=True)
                continue
            self._check(phrase, clause)
            if self._other_thing(phrase):
                continue
            if phrase.noun is not None:
                self._take_away(phrase, clause, asks=asks)
                continue
            if not phrase.values:
                raise Unclear(clause.said, "Name the part that is to be taken away.")
            for value in phrase.values:
                if value.trait == "contents" and sheet.creating:
                    continue
                if value.trait == "text":
                    self._unwrite(value, clause)
                elif value.trait == "size" and value.relative and not asks:
                    sheet.add(Claim("keep", [MAIN], clause.said, traits=axes_of(value)))
                elif value.one_look and not asks:
                    sheet.add(Claim("deny", [_ALL], clause.said, [value]))
                else:
                    raise Unclear(
                        clause.said, f"Say what takes its place: “replace {value.said} with …”."
                    )

    def _lies_on(self, clause: Clause) -> None:
        """ "remove the text from the label": the label stays."""
        sheet = self._sheet
        for phrase in phrases_of(clause.content):
            targets = self._targets(phrase, turned=True) or [MAIN]
            lettered = sheet.named.last.targets == [TEXT]
            if targets != [MAIN] and not (lettered and targets[0].part == "label"):
                raise Unclear(clause.said, "Name the part that is to be taken away.")

    def _take_away(self, phrase: Phrase, clause: Clause, *, asks: bool) -> None:
        sheet = self._sheet
        noun = phrase.noun
        assert noun is not None
        if noun.role == "it" and all(each.role in _JOINING for each in clause.links):
            # "no red lid, it …" begins anew; only a part goes on with what is ruled out.
            raise Unclear(clause.said, f"Begin a sentence of its own with “{noun.said}”.")
        targets = self._targets(phrase, turned=True)
        if targets is None:
            return
        if phrase.after and noun.role == "part" and not asks:
            raise Unclear(clause.said, "Say the two in sentences of their own.")
        if phrase.values and not asks:
            for value in phrase.values:
                self._not(value, targets, clause, made=False, enough=False)
            return
        for target in targets:
            if target.reach != "part" or target.part is None:
                raise Unclear(clause.said, "Name the part that is to be taken away.")
            if target.lettering:
                sheet.add(Claim("erase", [target], clause.said))
                targets = [TEXT]
            else:
                verbs = {each.said for each in (*clause.links, *clause.inherited)}
                claim = Claim(
                    "remove", [target], clause.said, old=list(phrase.values),
                    passes_over=bool(verbs & words.PASSES_OVER)
                    or (phrase.determiner == "the" and bool(verbs & words.WITHOUT)),
                )  # fmt: skip
                sheet.add(claim)
        sheet.named.last.name(targets, "remove")

    def _unwrite(self, value: Value, clause: Clause) -> None:
        if self._sheet.draft.text().casefold() != value.word.casefold():
            raise Unclear(clause.said, "Say what the label is to say, or “no text”.")
        self._sheet.add(Claim("erase", [TEXT], clause.said))

    def leave_out(self, clause: Clause, *, comes: bool) -> None:
        """ "everything but the lid"; ``comes`` says that what is asked is still to come."""
        sheet = self._sheet
        for phrase in phrases_of(clause.content):
            self._check(phrase, clause)
            targets = sheet.named.of(phrase.noun) if phrase.noun is not None else []
            if targets is None:
                continue
            parts = [each.part for each in targets if each.part is not None]
            if not parts:
                raise Unclear(clause.said, "Name the part that is left out.")
            whole = [item for item in sheet.waiting if item.targets[0].reach != "part"]
            before = next(
                (each for each in reversed(sheet.claims) if each.deed in ("change", "keep")), None
            )
            if whole:
                self._excepted.extend(targets)
                if phrase.after and not phrase.before:
                    taken = sheet.take_waiting()
                    sheet.change(
                        [each for item in taken for each in item.targets], phrase.after, clause.said
                    )
                    sheet.claims[-1].apart.extend(
                        each.part for each in self.excepted() if each.part is not None
                    )
                    phrase.after = []
            elif before is not None:
                before.apart.extend(parts)
            elif comes:
                self._excepted.extend(targets)
            else:
                raise Unclear(clause.said, "Say what is to be changed on the other parts.")
            kept = before is not None and before.deed == "keep" and not whole
            sheet.named.last.name(targets, "affirm" if kept else "except")
            if phrase.values:
                sheet.change(targets, phrase.values, clause.said)

    def _other_thing(self, phrase: Phrase) -> bool:
        """Whether a new product is only told apart from another: "a stool, not a chair"."""
        sheet = self._sheet
        if not sheet.creating or phrase.values:
            return False
        if phrase.noun is None:
            return bool(phrase.unknown)
        kind = phrase.noun.kind if phrase.noun.role == "whole" else None
        return kind is not None and kind != (sheet.draft.family, sheet.draft.form)

    def _targets(self, phrase: Phrase, *, turned: bool = False) -> list[Target] | None:
        sheet = self._sheet
        if phrase.noun is not None:
            kind = phrase.noun.kind
            if sheet.creating and kind is not None and kind[0] != sheet.draft.family:
                return None
            return sheet.named.of(phrase.noun, turned=turned)
        if sheet.waiting:
            return [each for item in sheet.waiting for each in item.targets]
        return sheet.named.last.targets or [MAIN]

    def _check(self, phrase: Phrase, clause: Clause) -> None:
        """Refuse what cannot be read where something is ruled out: it could be the point of it."""
        sheet = self._sheet
        if phrase.bare:
            raise Unclear(clause.said, "Say it without the second “not”.")
        if phrase.unknown or phrase.several:
            said = [*phrase.unknown, *phrase.several]
            sheet.unknown(said, clause.said, apart=sheet.creating)
        for each in phrase.loose:
            if each.role not in ("degree", "enough", "measure"):
                raise Unclear(f"{clause.said}", "Say it in other words.")
