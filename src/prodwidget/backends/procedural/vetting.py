"""What in a phrase is not known, or does not fit where it stands, is told or refused."""

from __future__ import annotations

from dataclasses import replace

from prodwidget.backends.procedural.clauses import Clause
from prodwidget.backends.procedural.measuring import METRES
from prodwidget.backends.procedural.nouns import Phrase
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.sheet import Sheet
from prodwidget.backends.procedural.values import Value, opposite

_WRITTEN_BY = frozenset({"put", "use", "add", "write", "set"})


class Vetting:
    """Looks through what a clause that asks for something says."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def capitals(self, clause: Clause) -> None:
        """Words in capitals are a text in a new product's name, or where one was asked for."""
        sheet = self._sheet
        writes = any(each.said in _WRITTEN_BY for each in clause.links)
        lettered = any("label" in each.parts for each in clause.content)
        for each in [each for each in clause.content if each.role == "caps"]:
            if sheet.creating and not any(one.role == "text" for one in clause.content):
                writes = not any(
                    value.trait == "text" for claim in sheet.claims for value in claim.values
                )
            if not writes and not lettered:
                clause.content.remove(each)
                sheet.unknown([each.said], clause.said, apart=sheet.creating)

    def values(self, phrase: Phrase, clause: Clause) -> list[Value]:
        """What is said, with a length by itself read as a height."""
        sheet = self._sheet
        for each in phrase.loose:
            if each.role == "amount" and each.unit in METRES and not each.signed:
                metres = each.number * METRES[each.unit]
                value = Value("length", each.said, "height", amount=metres)
                (phrase.before if phrase.noun is None else phrase.after).append(value)
            elif each.role == "less":
                raise Unclear(clause.said, "Say “without a lid”, or “less tall”.")
            elif each.role not in ("degree", "so", "filler"):
                sheet.unknown([each.said], clause.said, apart=sheet.creating)
        phrase.before = [self._fitting(each, clause) for each in phrase.before]
        phrase.after = [self._fitting(each, clause) for each in phrase.after]
        return phrase.values

    @staticmethod
    def _fitting(value: Value, clause: Clause) -> Value:
        """What is asked by "it is too tall"."""
        if value.excess == "as":
            raise Unclear(clause.said, "Say how much: “20% taller”, “twice as tall”.")
        if value.excess != "too":
            return value
        turned = None if clause.joined("make") else opposite(value)
        if turned is None:
            raise Unclear(clause.said, "Say what it is to be instead.")
        return replace(turned, excess="too")

    def several(self, phrase: Phrase, clause: Clause) -> None:
        """Tell that one product is built, with as many parts as it has."""
        sheet = self._sheet
        if phrase.several and not sheet.creating:
            sheet.unknown(phrase.several, clause.said, apart=False)
        elif phrase.several and phrase.noun is not None and phrase.noun.role == "part":
            sheet.draft.remark(f"How many there are of the {phrase.noun.said} cannot be chosen.")
        elif phrase.several:
            sheet.draft.remark("One product is built at a time.")

    def unknown(self, phrase: Phrase, clause: Clause) -> bool:
        """Tell of words that are not known; answers whether nothing else is to be read."""
        if not phrase.unknown:
            return False
        sheet = self._sheet
        if not sheet.creating:
            named = [phrase.noun.said] if phrase.noun and phrase.noun.role == "part" else []
            said = ", ".join(each.said for each in phrase.values)
            sheet.idle.append(": ".join(filter(None, (*named, said))))
        alone = not phrase.values and (phrase.noun is None or phrase.noun.role == "it")
        apart = (
            alone
            and not phrase.bare
            and (
                clause.joined("break", "for", "like", "then", "but", "add", "with")
                or (clause.joined("and") and clause.begins)
            )
        )
        shows = clause.joined("with", "on", "add", "have") or phrase.determiner
        if phrase.headless and shows and sheet.leftover.meant(phrase.unknown) == "":
            # "with red stripes": nothing but the stripes is to be red.
            headed = [each.said for each in phrase.before]
            sheet.unknown([*headed, *phrase.unknown], clause.said, apart=sheet.creating)
            return True
        orders = phrase.noun is not None and phrase.noun.role == "part" and phrase.determiner
        if sheet.creating and orders and not phrase.values and self._leads(clause):
            sheet.unknown([clause.said], clause.said, apart=False)
        sheet.unknown(phrase.unknown, clause.said, apart=sheet.creating or apart)
        if alone:
            sheet.settle_waiting()
        return alone

    def _leads(self, clause: Clause) -> bool:
        """Whether an unknown word stands where a verb would: "ditch the label"."""
        roles = [each.role for each in clause.content[:2]]
        return roles == ["unknown", "det"]
