"""Which parts a claim is about, and which are to stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prodwidget.backends.procedural.claims import Claim, Target
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.look import has, worded
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.spec import Part
from prodwidget.backends.procedural.values import Trait, Value

_OUTSIDE: tuple[Part, ...] = ("body", "handle", "base", "seat")


class Reach:
    """The parts of a draft as the claims of one prompt name them."""

    def __init__(self, draft: Draft, claims: Sequence[Claim], *, creating: bool) -> None:
        self._draft = draft
        self._claims = claims
        self._creating = creating
        self.kept: dict[Part, Claim] = {}
        """The parts that are to stay as they are, and who says so."""
        self._keep()

    def parts(self, claim: Claim) -> list[Part]:
        """The parts that a claim is about, without those that are excepted or kept."""
        found: list[Part] = []
        for target in claim.targets:
            if target.lettering and self._draft.is_paper():
                # The letters' look is the print's.
                continue
            reached = self.of(target, claim)
            if target.rank == 2 and target.reach != "having":
                for part in reached:
                    self.refuse_kept(part, claim)
            else:
                reached = [
                    part for part in reached
                    if part not in self.kept or part in self.kept[part].released
                ]  # fmt: skip
            found.extend(reached)
        found = [part for part in dict.fromkeys(found) if part not in claim.apart]
        if not found:
            raise Unclear(
                claim.said,
                "Say which part is to be changed.",
                why="Nothing is left that could be changed: all of it is to be kept.",
            )
        return found

    def of(self, target: Target, claim: Claim) -> list[Part]:
        draft = self._draft
        match target.reach:
            case "part":
                return [target.part] if target.part in draft.parts else []
            case "all":
                return list(draft.everything())
            case "rest":
                named = {
                    part
                    for each in self._claims
                    if each is not claim
                    for part in (*(one.part for one in each.targets), *each.apart)
                }
                whole = any(
                    one.reach in ("main", "all")
                    for each in self._claims
                    if each.deed == "change" and each is not claim
                    for one in each.targets
                )
                if whole:
                    named.update(draft.entry.main)
                return [part for part in draft.everything() if part not in named]
            case "outside":
                return [part for part in _OUTSIDE if part in draft.parts]
            case "accent":
                return [part for part in draft.entry.accents if part in draft.parts][:1]
            case "having":
                return self._having(claim)
            case "main":
                main = [part for part in draft.entry.main if part in draft.parts]
                if claim.old and not self._creating:
                    return [part for part in main if self._has(part, claim.old)] or self._having(
                        claim
                    )
                return main
        return []

    def _having(self, claim: Claim) -> list[Part]:
        parts = [
            part
            for part in self._draft.parts
            if part not in claim.apart and self._has(part, claim.old)
        ]
        if not parts:
            said = " ".join(each.said for each in claim.old)
            looks = ", ".join(
                f"the {part} is {worded(each.look)}" for part, each in self._draft.parts.items()
            )
            raise Unclear(
                claim.said,
                f"Here {looks}.",
                why=f"Nothing on this {self._draft.family} is {said}.",
            )
        return parts

    def _has(self, part: Part, values: Iterable[Value]) -> bool:
        return all(has(self._draft.parts[part].look, each) for each in values)

    def demand(self, part: Part, claim: Claim, values: Sequence[Value]) -> None:
        """Refuse to go on about "the red lid" where the lid is of copper."""
        if part in self._draft.parts and not self._has(part, values):
            said = " ".join(each.said for each in values)
            raise Unclear(
                claim.said,
                f"Say what is to be done with the {part} as it is.",
                why=f"The {part} is {worded(self._draft.parts[part].look)}, not {said}.",
            )

    def refuse_kept(self, part: Part, claim: Claim) -> None:
        kept = self.kept.get(part)
        if kept is None or part in kept.released:
            return
        if kept.sweeping:
            return
        raise Unclear(
            claim.said,
            f"Say either: “keep the {part}”, or what is to be changed on it.",
            why=f"The {part} is to be kept and to be changed.",
        )

    def kept_traits(self, part: Part) -> set[Trait]:
        traits: set[Trait] = set()
        for claim in self._keeps():
            if claim.traits and any(
                part in self.of(target, claim) for target in claim.targets if target.reach != "rest"
            ):
                traits.update(claim.traits)
        return traits

    def check(self) -> None:
        """What is to be kept is the same afterwards, whatever else was asked."""
        for part, claim in self.kept.items():
            before, after = self._draft.before.parts.get(part), self._draft.parts.get(part)
            free = part in claim.released or claim.sweeping
            if not self._creating and not free and before != after:
                raise Unclear(claim.said, f"Say what else is to be changed than the {part}.")
        for part, now in self._draft.parts.items():
            was = self._draft.before.parts.get(part)
            if self._creating or was is None:
                continue
            for trait in self.kept_traits(part) & {"colour", "material", "finish"}:
                if getattr(was.look, trait) != getattr(now.look, trait):
                    raise Unclear(
                        f"keep the {trait}", f"Say what else is to be changed than its {trait}."
                    )

    def _keeps(self) -> list[Claim]:
        return [each for each in self._claims if each.deed == "keep"]

    def _keep(self) -> None:
        for claim in self._keeps():
            for target in claim.targets:
                parts = self.of(target, claim) if target.reach != "rest" else []
                for part in parts:
                    if part in claim.apart:
                        continue
                    looks = [each for each in claim.values if each.one_look]
                    self.demand(part, claim, looks)
                    if claim.traits:
                        continue
                    if part not in self.kept or target.rank == 2:
                        self.kept[part] = claim
