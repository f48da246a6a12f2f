"""What is said without a noun: to what was named before, to the product, or to a noun to come."""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.backends.procedural.claims import Target
from prodwidget.backends.procedural.clauses import Clause
from prodwidget.backends.procedural.measuring import by_amount
from prodwidget.backends.procedural.nouns import Phrase, phrases_of
from prodwidget.backends.procedural.opposing import Opposing
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.sheet import Sheet
from prodwidget.backends.procedural.targets import MAIN, TEXT
from prodwidget.backends.procedural.values import Trait, Value

_LOOKS: frozenset[Trait] = frozenset({"colour", "material"})
_SIZES: frozenset[Trait] = frozenset({"size", "length", "volume"})


class Placing:
    """Finds the place of such values, and keeps those that wait for their noun."""

    def __init__(self, sheet: Sheet, opposing: Opposing) -> None:
        self._sheet = sheet
        self._opposing = opposing
        self._pending: list[Value] = []
        self._pending_said = ""
        self._following: Sequence[Clause] = ()

    def look_ahead(self, following: Sequence[Clause]) -> None:
        """Know what comes next."""
        self._following = following

    def flush(self) -> None:
        """Give the product what waited for a noun that did not come."""
        if self._pending:
            pending, self._pending = self._pending, []
            self._sheet.change([MAIN], pending, self._pending_said)
            self.leave_out()
            self._sheet.named.last.name([MAIN])

    def adjusts(self, clause: Clause) -> bool:
        """Take in "by 20%", which says how much of what was asked just before."""
        if not clause.joined("by") or [each.role for each in clause.content] != ["amount"]:
            return False
        sheet = self._sheet
        for claim in reversed(sheet.claims):
            for index, value in enumerate(claim.values):
                if claim.deed == "change" and value.trait == "size":
                    claim.values[index] = by_amount(value, clause.content[0])
                    return True
        for index, value in enumerate(self._pending):
            if value.trait == "size":
                self._pending[index] = by_amount(value, clause.content[0])
                return True
        raise Unclear(clause.said, "Say “20% taller” or “2 cm wider”.")

    def put_on(self, targets: list[Target], clause: Clause) -> bool:
        """Give what waits to something that it is put on; answers whether anything did."""
        if not self._pending:
            return False
        pending, self._pending = self._pending, []
        self._sheet.change(targets, pending, clause.said)
        self._sheet.named.last.name(targets)
        return True

    def join(self, phrase: Phrase, targets: list[Target], clause: Clause) -> bool:
        """Give what waited for a noun to this one, or to the product.

        Answers whether that was all: in "a black and gold bottle" the gold is for its accent.
        """
        if not self._pending:
            return False
        both = {each.trait for each in self._pending} & {each.trait for each in phrase.before}
        looks = any(each.trait in _LOOKS for each in self._pending) and any(
            each.trait in _LOOKS for each in phrase.before
        )
        if targets == [MAIN]:
            if looks and clause.joined("and"):
                self.flush()
                self._accent(phrase.values, clause)
                return True
            phrase.before = [*self._pending, *phrase.before]
            self._pending = []
        elif looks and clause.joined("and") and not phrase.determiner:
            self._refuse_pair(targets, clause)
        elif clause.joined("with") or phrase.determiner or (both and not clause.joined("and")):
            self.flush()
        else:
            phrase.before = [*self._pending, *phrase.before]
            self._pending = []
        return False

    def place(self, values: list[Value], phrase: Phrase, clause: Clause) -> None:
        """Values without a noun go to what was named, or wait for a noun."""
        sheet = self._sheet
        last = sheet.named.last.targets
        if sheet.named.last.mode == "remove":
            # "without a label, red"
            last = [MAIN]
        looks = any(each.trait in _LOOKS for each in values)
        colon = any(each.said == ":" for each in clause.links)
        if self._goes_before_noun(phrase, clause):
            self._pending.extend(values)
            self._pending_said = clause.said
            return
        if clause.joined("on"):
            self._beneath(last, values, clause)
            return
        waits = bool(sheet.waiting)
        if sheet.creating and clause.joined("break") and not colon:
            # "a mug with a handle, red": the mug is red.
            waits = waits and not sheet.waiting[-1].determined
        if looks and clause.joined("with") and not phrase.properties:
            waits = waits and any(each.targets != [MAIN] for each in sheet.waiting)
        if waits:
            targets = [each for item in sheet.take_waiting() for each in item.targets]
            self._give(targets, values, clause)
            return
        sheet.settle_waiting()
        listed = clause.joined("break", "and") and not clause.joined("that", "is")
        if sheet.named.last.mode == "except" and listed:
            raise Unclear(clause.said, "Name the part that is to be changed.")
        if not sheet.creating and all(each.trait == "text" for each in values):
            self._give([MAIN], values, clause)
        elif looks and clause.joined("with", "add") and not phrase.properties:
            self._with_look(values, clause)
        elif self._pending or (not last and not clause.joined("with")):
            if (
                clause.joined("and")
                and looks
                and any(each.trait in _LOOKS for each in self._pending)
            ):
                self._pair(values, clause)
                return
            self._pending.extend(values)
            self._pending_said = f"{self._pending_said} {clause.said}".strip()
        elif clause.joined("make", "change", "add", "have") or not last:
            self._give([MAIN], values, clause)
        else:
            self._goes_on(last, values, clause, looks=looks)

    def _beneath(self, last: list[Target], values: list[Value], clause: Clause) -> None:
        """ "black text on white": the label is white."""
        if last != [TEXT] or not self._sheet.draft.is_paper():
            raise Unclear(clause.said, "Say which part is to have which colour.")
        self._give([Target("part", "label", "label")], values, clause)

    def says_next(self) -> bool:
        """Whether what is said of a finish or a colour comes next: "turn the finish to matte"."""
        return any(
            each.mode == "affirm" and each.says and not each.begins for each in self._following
        )

    def _goes_before_noun(self, phrase: Phrase, clause: Clause) -> bool:
        """Whether what is said is of a noun in the next clause: "with a matte, black lid"."""
        if not (phrase.determiner or clause.joined("with", "add", "have")):
            return False
        for following in self._following:
            joined = following.joined("and", "break") and not following.begins
            if following.mode == "affirm" and joined and not following.joined("with", "in", "that"):
                found = phrases_of(following.content)
                first = found[0] if found else Phrase()
                return first.noun is not None and bool(first.before) and not first.determiner
        return False

    def _goes_on(
        self, last: list[Target], values: list[Value], clause: Clause, *, looks: bool
    ) -> None:
        """Go on about what was named last, or about the product, where that can be told."""
        sheet = self._sheet
        said = sheet.said_of(last)
        has_look = any(each.trait in _LOOKS or each.trait == "look" for each in said)
        if last == [MAIN]:
            written = any(
                each.trait == "text"
                for claim in sheet.claims
                if claim.said == sheet.claims[-1].said
                for each in claim.values
            )
            if looks and has_look and clause.joined("and"):
                self._accent(values, clause)
            elif looks and has_look and clause.joined("in") and written:
                # "a white mug that says HI in gold"
                self._give([TEXT], values, clause)
            else:
                self._give(last, values, clause)
            return
        if looks and has_look and clause.joined("and"):
            self._refuse_pair(last, clause)
        if not sheet.creating:
            if sheet.named.last.mode == "keep" and not clause.joined("but"):
                raise Unclear(clause.said, "Name the part that is to be changed.")
            sheet.release(last)
            self._give(last, values, clause)
        elif (
            all(each.trait in _SIZES for each in values)
            or (looks and has_look)
            or (last == [TEXT] and clause.joined("break"))
        ):
            self._give([MAIN], values, clause)
        elif said and clause.joined("break") and not looks:
            name = last[0].name
            raise Unclear(
                clause.said,
                f"Say “a {values[0].said} {name}” or “a {values[0].said} {sheet.draft.family}”.",
                why=f"“{values[0].said}” could be said of the {name} or of the whole "
                f"{sheet.draft.family}.",
            )
        else:
            self._give(last, values, clause)

    def _give(self, targets: list[Target], values: Sequence[Value], clause: Clause) -> None:
        self._sheet.change(targets, values, clause.said)
        self.leave_out()
        written = all(each.trait == "text" for each in values) and (
            not self._sheet.creating or clause.joined("with", "add")
        )
        self._sheet.named.last.name([TEXT] if written else targets)

    def leave_out(self) -> None:
        excepted = self._opposing.excepted()
        if excepted and self._sheet.claims:
            self._sheet.claims[-1].apart.extend(each.part for each in excepted if each.part)

    def _with_look(self, values: list[Value], clause: Clause) -> None:
        """ "a black bottle with gold": the gold is the accent, if the bottle has its colour."""
        sheet = self._sheet
        self.flush()
        if sheet.creating and any(each.trait in _LOOKS for each in sheet.said_of([MAIN])):
            self._accent(values, clause)
            return
        said = " ".join(each.said for each in values)
        raise Unclear(
            clause.said,
            f"Say “a {said} {sheet.draft.family}” or “with a {said} {sheet.parts()[0]}”.",
            why=f"What is to be {said} is not said.",
        )

    def _refuse_pair(self, targets: list[Target], clause: Clause) -> None:
        name = targets[0].name
        raise Unclear(
            clause.said,
            f"Say one of them, or which part each is for: “a black {name} and a gold …”.",
            why=f"The {name} has one colour and one material.",
        )

    def _pair(self, values: list[Value], clause: Clause) -> None:
        """ "black and gold" without a noun."""
        self.flush()
        self._accent(values, clause)

    def _accent(self, values: list[Value], clause: Clause) -> None:
        """The second of two colours goes to the part that accents the product."""
        sheet = self._sheet
        accents = sheet.draft.entry.accents
        if not any(part in sheet.draft.parts for part in accents):
            said = " ".join(each.said for each in values)
            raise Unclear(clause.said, f"Say which part is to be {said}.")
        if any(claim.targets == [Target("accent")] for claim in sheet.claims):
            raise Unclear(clause.said, "Say which part is to have which colour.")
        sheet.change([Target("accent")], values, clause.said)
        sheet.named.last.name([MAIN])
