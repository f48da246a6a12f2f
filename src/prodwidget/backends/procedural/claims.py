"""What a prompt asks for, clause by clause, before any of it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from prodwidget.backends.procedural.spec import Form, Part
from prodwidget.backends.procedural.values import Trait, Value


@dataclass(frozen=True, slots=True)
class Target:
    """What a claim is about."""

    reach: Literal["main", "all", "rest", "outside", "accent", "part", "having"]
    said: str = ""
    part: Part | None = None
    lettering: bool = False
    called: str = field(default="", compare=False)
    """The noun for the product, where one was said: "the bottle", and not "it"."""

    @property
    def rank(self) -> int:
        """How closely it is named: what is said of a part goes before what is said of all."""
        return {"rest": 0, "all": 0, "outside": 1, "main": 1}.get(self.reach, 2)

    @property
    def name(self) -> str:
        """What the user calls it."""
        if self.lettering:
            return "text"
        return self.part or {
            "main": "product",
            "all": "everything",
            "rest": "the rest",
            "accent": "accent",
        }.get(self.reach, self.said)


@dataclass(slots=True)
class Claim:
    """One thing that is asked: to change, to keep, to add, to take away, or not to be so."""

    deed: Literal["change", "deny", "keep", "add", "remove", "erase", "swap", "form"]
    targets: list[Target]
    said: str
    values: list[Value] = field(default_factory=list)
    apart: list[Part] = field(default_factory=list)
    """Parts that are excepted."""
    traits: tuple[Trait, ...] = ()
    """What a ``keep`` is about; empty for all of it."""
    old: list[Value] = field(default_factory=list)
    """What the values take the place of."""
    strict: bool = False
    """Whether what they take the place of has to be there."""
    released: list[Part] = field(default_factory=list)
    """Parts that are kept, but changed by what was said right after: "keep the label but …"."""
    form: Form | None = None
    passes_over: bool = False
    """Whether a ``remove`` could also mean "but not these", as "without the lid" can."""

    @property
    def sweeping(self) -> bool:
        """Whether it is about all that nothing else is said of."""
        return all(each.reach in ("all", "rest") for each in self.targets)

    @property
    def summary(self) -> str:
        """What was understood, for the user."""
        names = " and ".join(dict.fromkeys(each.name for each in self.targets))
        said = ", ".join(each.said for each in self.values)
        apart = f" (not the {', '.join(self.apart)})" if self.apart else ""
        old = ", ".join(each.said for each in self.old)
        match self.deed:
            case "change" if old:
                return f"{names}: {old} → {said}" if names else f"{old} → {said}"
            case "change":
                return f"{names}{apart}: {said}"
            case "deny":
                return f"{names}{apart}: not {said}"
            case "keep":
                traits = " and ".join(self.traits)
                return f"{names}{apart}: {said or f'{traits} as it is'.strip()}"
            case "add":
                return f"a {names}"
            case "remove":
                return f"no {names}"
            case "erase":
                return "no text"
            case "swap":
                return f"swap {names}" if names else "swap the colours"
            case "form":
                return f"a {self.form}"
