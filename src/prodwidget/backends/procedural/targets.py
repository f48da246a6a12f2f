"""What a noun or a pronoun stands for on the product at hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from prodwidget.backends.procedural.claims import Target
from prodwidget.backends.procedural.clauses import Mode
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.lexeme import Lexeme
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.errors import PromptError

_SEVERAL = frozenset({"both", "them", "they", "these", "those"})
MAIN = Target("main", "it")
TEXT = Target("part", "text", "label", lettering=True)
"""What is printed on the label."""


@dataclass(slots=True)
class Named:
    """What was named last, which "it" stands for."""

    targets: list[Target] = field(default_factory=list)
    mode: Mode = "affirm"
    firm: bool = False
    """Whether it is not to be changed: "don't touch the lid"."""

    def name(self, targets: list[Target], mode: Mode = "affirm", *, firm: bool = False) -> None:
        """Remember what was named."""
        self.targets, self.mode, self.firm = targets, mode, firm


class Targets:
    """Finds what is meant; keeps what was named last and what could not be found."""

    def __init__(self, draft: Draft, *, creating: bool) -> None:
        self.last = Named()
        self._draft = draft
        self._creating = creating

    def of(self, noun: Lexeme, *, turned: bool = False) -> list[Target] | None:
        """What a noun means; ``None`` where the product has no such thing and a create goes on.

        ``turned`` says that a "but" came before: "keep the label but make it white".
        """
        match noun.role:
            case "part":
                return self._part(noun)
            case "whole":
                return self._whole(noun)
            case "it":
                return self._pronoun(noun, turned=turned)
            case "one":
                return self.last.targets or [MAIN]
            case "all" | "rest" | "outside":
                return [Target(noun.role, noun.said)]
            case "accent":
                return self._accent(noun)
        return [MAIN]

    def _whole(self, noun: Lexeme) -> list[Target] | None:
        if noun.kind is not None and noun.kind[0] != self._draft.family:
            if not self._creating:
                raise PromptError(
                    f"An edit changes this {self._draft.family}; "
                    f"it cannot turn it into a {noun.kind[0]}.",
                    hint=f"Start a new product to get a {noun.kind[0]}.",
                )
            self._draft.remark(f"One product is built at a time; “{noun.said}” was left out.")
            return None
        return [replace(MAIN, called=noun.said)]

    def _part(self, noun: Lexeme) -> list[Target] | None:
        part = self._draft.entry.resolve(noun.parts)
        if part is None:
            if not self._creating:
                raise PromptError(
                    f"This {self._draft.family} has no {noun.said}.",
                    hint=f"Its parts are: {', '.join(self._draft.entry.looks)}.",
                )
            self._draft.remark(
                f"A {self._draft.family} has no {noun.said} here; that was left out."
            )
            return None
        return [Target("part", noun.said, part, noun.lettering)]

    def _accent(self, noun: Lexeme) -> list[Target] | None:
        if not any(part in self._draft.parts for part in self._draft.entry.accents):
            raise Unclear(noun.said, "Name the part that is to have it.")
        return [Target("accent", noun.said)]

    def _pronoun(self, noun: Lexeme, *, turned: bool) -> list[Target]:
        last = self.last
        if noun.said in _SEVERAL and len(last.targets) < 2:
            raise Unclear(noun.said, "Name the parts that are meant: “the lid and the label”.")
        if not last.targets:
            return [MAIN]
        match last.mode:
            case "keep" if last.firm or last.targets[0].reach in ("all", "rest", "main"):
                return [MAIN]
            case "keep" if not turned:
                named = last.targets[0].name
                raise Unclear(
                    noun.said,
                    f"Name what is to change: “keep the {named} and make the "
                    f"{self._draft.entry.main[0]} …” or “keep the {named} but make it …”.",
                    why=f"“{noun.said}” could be the {named} or the whole {self._draft.family}.",
                )
            case "remove" | "except":
                return [MAIN]
        return last.targets
