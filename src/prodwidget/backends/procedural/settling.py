"""From claims to a changed product: which parts each is about, and whether they contradict."""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.backends.procedural.claims import Claim
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.look import dressed, has, without
from prodwidget.backends.procedural.printing import settle_print
from prodwidget.backends.procedural.reach import Reach
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.sizing import settle_sizes
from prodwidget.backends.procedural.spec import Part
from prodwidget.backends.procedural.values import Trait, Value
from prodwidget.errors import PromptError

_LOOKS: frozenset[Trait] = frozenset({"colour", "material", "finish", "gloss", "shift"})
_TOUCHES: dict[Trait, frozenset[Trait]] = {
    "colour": frozenset({"colour", "shift"}),
    "finish": frozenset({"finish", "gloss"}),
    "material": frozenset({"material"}),
}
"""Which values change a trait that is to be kept."""
_OPPOSED = ({"dark", "light"}, {"bright", "muted"}, {"warm", "cool"}, {"up", "down"})


def settle(draft: Draft, claims: Sequence[Claim], *, creating: bool) -> None:
    """Do what is asked, all of it or nothing.

    Raises
    ------
    Unclear
        Two claims contradict each other, or what one is about is not there.
    PromptError
        The product cannot do without a part.
    """
    for claim in claims:
        if claim.deed == "form" and claim.form is not None:
            draft.become(claim.form)
    _Settling(draft, claims, creating=creating).run()


class _Settling:
    def __init__(self, draft: Draft, claims: Sequence[Claim], *, creating: bool) -> None:
        self._draft = draft
        self._claims = claims
        self._creating = creating
        self._reach = Reach(draft, claims, creating=creating)
        self._chosen: set[tuple[Part, Trait]] = set()
        """What this prompt itself chose, of which part."""
        self._named: set[Part] = set()
        """Parts of which something was said by their own names."""

    def run(self) -> None:
        draft = self._draft
        self._parts()
        for claim in self._all("swap"):
            self._swap(claim)
        self._looks()
        for claim in self._all("change"):
            for value in claim.values:
                if value.trait == "look":
                    self._copy(claim, value)
        settle_sizes(draft, self._claims, creating=self._creating)
        settle_print(draft, self._claims, creating=self._creating)
        for claim in self._all("deny"):
            self._deny(claim)
        self._reach.check()

    def _all(self, deed: str) -> list[Claim]:
        return [each for each in self._claims if each.deed == deed]

    # Parts that come and go

    def _parts(self) -> None:
        draft = self._draft
        gone: set[Part] = set()
        for claim in self._all("remove"):
            for target in claim.targets:
                part = target.part
                if part is None:
                    continue
                if part not in draft.parts:
                    if part not in gone and not self._creating:
                        draft.remark(f"There is no {target.said} to take away.")
                    continue
                self._reach.refuse_kept(part, claim)
                self._reach.demand(part, claim, claim.old)
                if claim.passes_over and self._is_all_changed():
                    raise Unclear(
                        claim.said,
                        f"Say “except the {part}”, or “remove the {part}”.",
                        why=f"The {part} could be left as it is, or be taken away.",
                    )
                if part == draft.entry.main[0]:
                    raise PromptError(
                        f"A {draft.family} cannot do without its {part}.",
                        hint="Take away another part, or change this one's colour or material.",
                    )
                draft.remove(part)
                gone.add(part)
        for claim in (*self._all("add"), *self._all("change")):
            for target in claim.targets:
                part = target.part
                if part is None or target.reach != "part":
                    continue
                if part in gone:
                    raise Unclear(
                        claim.said,
                        f"Say either “no {part}”, or what the {part} is to be.",
                        why=f"The {part} is to be taken away and to be changed.",
                    )
                if part not in draft.entry.looks:
                    raise Unclear(
                        claim.said,
                        f"Its parts are: {', '.join(draft.entry.looks)}.",
                        why=f"A {draft.family} has no {part} here.",
                    )
                if part not in draft.parts and claim.old and not self._creating:
                    raise Unclear(
                        claim.said, f"Say “add a {part}”.", why=f"There is no {part} yet."
                    )
                draft.add(part)

    def _is_all_changed(self) -> bool:
        return any(
            target.reach == "all" for claim in self._all("change") for target in claim.targets
        )

    def _swap(self, claim: Claim) -> None:
        draft = self._draft
        pair = [part for target in claim.targets for part in self._reach.of(target, claim)[:1]]
        if not pair:
            others = [part for part in draft.entry.accents if part in draft.parts]
            pair = [part for part in (draft.entry.main[0], *others) if part in draft.parts]
        pair = list(dict.fromkeys(pair))[:2]
        if len(pair) < 2:
            raise Unclear(
                claim.said,
                "Say “swap the colours of the lid and the body”.",
                why=f"There are no two parts of this {draft.family} to swap.",
            )
        for part in pair:
            self._reach.refuse_kept(part, claim)
            self._chosen.update({(part, "colour"), (part, "material")})
        draft.swap(pair[0], pair[1])

    # Looks

    def _looks(self) -> None:
        wanted: dict[Part, list[tuple[int, Claim, Value]]] = {}
        asked: list[tuple[Claim, Value]] = []
        for claim in self._all("change"):
            values = [each for each in claim.values if each.trait in _LOOKS]
            if not values:
                continue
            if self._draft.is_paper() and all(each.lettering for each in claim.targets):
                continue
            rank = max(each.rank for each in claim.targets)
            parts = self._reach.parts(claim)
            if claim.old and claim.strict:
                for part in parts:
                    self._reach.demand(part, claim, claim.old)
            for value in values:
                asked.append((claim, value))
                for part in parts:
                    wanted.setdefault(part, []).append((rank, claim, value))
        used: list[tuple[Claim, Value]] = []
        for part, entries in wanted.items():
            kept = self._effective(part, entries)
            used.extend((claim, value) for _, claim, value in kept)
            if any(rank == 2 for rank, _, _ in kept):
                self._named.add(part)
            values = [value for _, _, value in kept]
            traits = self._reach.kept_traits(part)
            for trait in traits:
                for value in values:
                    if value.trait in _TOUCHES.get(trait, ()):
                        raise Unclear(
                            value.said,
                            f"Say either what {trait} the {part} is to have, or to keep its own.",
                            why=f"The {part} is to keep its {trait} and to become {value.said}.",
                        )
            look = dressed(self._draft.parts[part].look, values, traits)
            self._draft.dress(part, look)
            self._chosen.update((part, value.trait) for value in values)
            if traits & {"colour"}:
                self._chosen.discard((part, "colour"))
        for claim, value in asked:
            if not any(claim is one and value is other for one, other in used):
                raise Unclear(
                    claim.said,
                    "Say each colour, material and finish once.",
                    why=f"“{value.said}” contradicts what is said of the same part elsewhere.",
                )

    def _effective(
        self, part: Part, entries: Sequence[tuple[int, Claim, Value]]
    ) -> list[tuple[int, Claim, Value]]:
        """What holds where more than one thing is said of a part: what names it most closely."""
        kept = []
        for rank, claim, value in entries:
            closer = [other for higher, _, other in entries if higher > rank]
            if any(_overrides(other, value) for other in closer):
                continue
            kept.append((rank, claim, value))
        for rank, claim, value in kept:
            for other_rank, _, other in kept:
                if rank == other_rank and _contradicts(value, other):
                    raise Unclear(
                        claim.said,
                        f"Say one of them, or which part each is for: “a {value.said} {part}”.",
                        why=f"The {part} is to be both {other.said} and {value.said}.",
                    )
        return kept

    def _copy(self, claim: Claim, value: Value) -> None:
        draft = self._draft
        source: Part = next(
            (part for part in draft.parts if part == value.word), draft.entry.main[0]
        )
        if value.word and value.word not in draft.parts:
            raise Unclear(claim.said, "Name a part that is there.")
        look = draft.parts[source].look
        main = claim.targets[0].reach == "main" and source in draft.entry.main
        parts = [
            part
            for part in self._reach.parts(claim)
            if part != source and not (main and part in draft.entry.main)
        ]
        if not parts:
            raise Unclear(claim.said, "Say “make the lid match the body”.")
        for part in parts:
            if part in self._named:
                raise Unclear(
                    claim.said,
                    "Say either what it is to look like, or what it is to be.",
                    why=f"The {part} is to look {value.said}, and to be something else.",
                )
            draft.dress(part, look)
            self._chosen.update({(part, "colour"), (part, "material")})

    def _deny(self, claim: Claim) -> None:
        """See to it that nothing is what it is not to be; of "not glossy black" all has to hold."""
        draft = self._draft
        value = claim.values[0]
        if value.trait == "face":
            if draft.face() == value.word:
                draft.set_in("serif" if value.word == "sans" else "sans")
            return
        for target in claim.targets:
            if target.reach == "main" and not self._creating:
                self._refuse_elsewhere(claim)
            if target.lettering and draft.is_paper():
                if all(has(draft.ink(), each) for each in claim.values):
                    self._violated("text", claim)
                continue
            for part in self._reach.of(target, claim):
                if part in claim.apart or not all(self._is(part, each) for each in claim.values):
                    continue
                other = without(draft.parts[part].look, value)
                trait: Trait = "colour" if value.trait == "shift" else value.trait
                settled = (part, trait) in self._chosen or part in self._reach.kept
                if other is None or settled or len(claim.values) > 1:
                    self._violated(part, claim)
                else:
                    draft.dress(part, other)

    def _refuse_elsewhere(self, claim: Claim) -> None:
        """ "Not copper" of a bottle whose lid alone is of copper is said of the lid."""
        before = self._draft.before.parts
        having = [
            part for part, each in before.items()
            if all(has(each.look, value) for value in claim.values)
        ]  # fmt: skip
        looks = all(each.trait in ("colour", "material") for each in claim.values)
        if looks and having and not any(part in self._draft.entry.main for part in having):
            said = " ".join(each.said for each in claim.values)
            raise Unclear(
                claim.said,
                f"Name the part: “make the {having[0]} …”.",
                why=f"The {self._draft.entry.main[0]} is not {said}, the {having[0]} is.",
            )

    def _is(self, part: Part, value: Value) -> bool:
        """Whether a part is what was ruled out; a colour that was chosen goes by its own name."""
        look = self._draft.parts[part].look
        chosen = (part, "colour") in self._chosen or (part, "material") in self._chosen
        if value.trait == "colour" and chosen:
            return look.colour == value.word
        return has(look, value)

    def _violated(self, name: str, claim: Claim) -> None:
        said = " ".join(each.said for each in claim.values)
        verb = "would be" if self._creating else "is"
        other = "white" if "green" in said else "green"
        raise Unclear(
            claim.said,
            f"Say what it is to be, such as “{other} {name}”." if self._creating
            else f"Say what it is to be instead: “make the {name} {other}”.",
            why=f"The {name} {verb} {said}, and what it is to be instead is not said.",
        )  # fmt: skip


def _overrides(closer: Value, value: Value) -> bool:
    """Whether what is said of a part leaves nothing of what is said of the whole."""
    if closer.trait == "material":
        return value.trait in _LOOKS
    if closer.trait == "colour":
        return value.trait in ("colour", "shift")
    if closer.trait in ("finish", "gloss"):
        return value.trait in ("finish", "gloss")
    return False


def _contradicts(value: Value, other: Value) -> bool:
    if value is other:
        return False
    if value.trait == other.trait and value.one_look:
        return value.word != other.word
    if {value.trait, other.trait} == {"finish", "gloss"}:
        return True
    if value.trait == other.trait and value.trait in ("shift", "gloss"):
        return {value.word, other.word} in _OPPOSED
    return False
