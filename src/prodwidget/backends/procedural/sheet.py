"""What is shared while clauses are read: the claims so far, and what still waits for its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from prodwidget.backends.procedural.claims import Claim, Target
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.leftover import Leftover
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.targets import MAIN, Targets
from prodwidget.backends.procedural.values import Trait, Value

_OF_PRODUCT: frozenset[Trait] = frozenset({"face", "volume", "text", "contents"})
"""Traits that the product has once, whatever part they are said of."""


@dataclass(slots=True)
class Waiting:
    """Something that was named, and of which nothing was said yet."""

    targets: list[Target]
    said: str
    adds: bool = False
    """Whether it was asked for: "with a handle"."""
    denies: bool = False
    """Whether what comes is not to be: "don't paint the lid …"."""
    dismisses: bool = False
    """Whether it was only said to be disliked."""
    made: bool = False
    """Whether a verb asks for a change: "make the lid"."""
    topic: bool = False
    """Whether the next clause is about it: "for the lid, use brass"."""
    determined: bool = False
    inherits: list[Value] = field(default_factory=list)
    """What was said of the thing before it in the list: "brass lid and base"."""


class Sheet:
    """The claims of a prompt in the making."""

    def __init__(self, draft: Draft, *, creating: bool) -> None:
        self.draft = draft
        self.creating = creating
        self.claims: list[Claim] = []
        self.named = Targets(draft, creating=creating)
        self.waiting: list[Waiting] = []
        self.leftover = Leftover()
        self.idle: list[str] = []
        """What was understood and asks for nothing by itself."""

    def change(
        self,
        targets: Sequence[Target],
        values: Sequence[Value],
        said: str,
        *,
        old: Sequence[Value] = (),
        strict: bool = False,
    ) -> None:
        """Ask for values; those that the product has once go to the product."""
        apart = [each for each in values if each.trait in _OF_PRODUCT]
        rest = [each for each in values if each.trait not in _OF_PRODUCT]
        if apart:
            self.claims.append(Claim("change", [MAIN], said, apart))
        if rest or (not apart and old):
            claim = Claim(
                "change", list(targets), said, rest, old=list(old), strict=strict
            )  # fmt: skip
            self.claims.append(claim)

    def add(self, claim: Claim) -> None:
        """Ask for something else than a change."""
        self.claims.append(claim)

    def release(self, targets: Sequence[Target]) -> None:
        """Let what was kept be changed by what is said of it right after: "keep it but …"."""
        last = self.named.last
        if last.mode != "keep" or last.firm:
            return
        for claim in reversed(self.claims):
            if claim.deed == "keep":
                parts = [each.part for each in targets if each.part and each in claim.targets]
                claim.released.extend(parts)
                if any(each.reach == "main" and each in claim.targets for each in targets):
                    claim.released.extend(self.draft.entry.main)
                return

    def said_of(self, targets: Sequence[Target]) -> list[Value]:
        """Everything that was asked of exactly these so far."""
        return [
            value
            for claim in self.claims
            if claim.deed == "change" and claim.targets == list(targets)
            for value in claim.values
        ]

    def take_waiting(self) -> list[Waiting]:
        """What waits, which then waits no longer."""
        taken, self.waiting = self.waiting, []
        return taken

    def settle_waiting(self) -> None:
        """Make what can be made of things that nothing more is said of."""
        for each in self.take_waiting():
            if each.denies:
                if not each.dismisses:
                    self.add(Claim("keep", each.targets, each.said))
                continue
            if each.inherits:
                self.change(each.targets, each.inherits, each.said)
                continue
            parts = [target for target in each.targets if target.reach == "part"]
            if parts and (self.creating or each.adds):
                for target in parts:
                    self.add(Claim("add", [target], each.said))
            elif parts or (not self.creating and each.targets != [MAIN]):
                name = each.targets[0].name
                raise Unclear(
                    each.said,
                    f"Say what: “make the {self.parts()[0]} red”, “remove the label”.",
                    why=f"What is to be done with “{name}” is not said.",
                )

    def unknown(self, words: Sequence[str], said: str, *, apart: bool) -> None:
        """Tell of words that are not known; where they touch what is asked, it is not done.

        ``apart`` says that they stand in a clause of their own, or describe a new product.
        """
        if not apart:
            near = self.leftover.meant(words)
            raise Unclear(" ".join(words), near or self.leftover.advice(self.parts()))
        for word in words:
            self.leftover.add(word)

    def parts(self) -> list[str]:
        """The parts that the product has, the most telling first."""
        has = [part for part in self.draft.entry.looks if part in self.draft.parts]
        return sorted(has, key=lambda part: part != "lid")

    def understood(self) -> list[str]:
        """What was understood so far, for the user."""
        return [*(each.summary for each in self.claims), *self.idle]
