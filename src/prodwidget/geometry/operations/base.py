"""What an operation is: a name, what can be set for it, and a function from a GLB to a GLB."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from prodwidget.errors import PromptError

Value = int | float


@dataclass(frozen=True, slots=True)
class Setting:
    """A number that an operation takes."""

    title: str
    """What a panel calls it."""
    default: Value
    low: Value
    high: Value
    """The range includes both of its ends."""
    unit: str = ""
    """What it is counted in: ``"triangles"``, ``"mm"``, ``"pixels"``; empty for a bare number."""
    whole: bool = True
    choices: tuple[Value, ...] = ()
    """The only values there are, where it is a choice; within the range."""

    def allows(self, value: object) -> bool:
        """Whether it may be ``value``."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.choices:
            return value in self.choices
        return self.low <= value <= self.high and (not self.whole or value == int(value))

    @property
    def described(self) -> str:
        """What is allowed, such as ``"a whole number from 1 to 50"``."""
        if self.choices:
            return "one of " + ", ".join(f"{each:,}" for each in self.choices)
        kind = "a whole number" if self.whole else "a number"
        return f"{kind} from {self.low:,} to {self.high:,}"


@dataclass(frozen=True, slots=True)
class Processed:
    """What an operation made."""

    glb: bytes
    notes: tuple[str, ...] = ()
    """Sentences for the user: what was done, what was lost."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be done to a model without a provider."""

    name: str
    """What it is called in ``pipeline.process(name)``."""
    label: str
    """What it is doing, as a stage: ``"simplifying"``."""
    title: str
    """What a menu calls it: ``"Simplify…"``; it ends in … where something can be set."""
    work: Callable[..., Processed]
    """The function itself: a GLB, and every setting by its name."""
    sentence: Callable[..., str]
    """What it does with settings, in place of a prompt."""
    options: Mapping[str, Setting] = field(default_factory=dict)
    """What can be set, by name."""
    instead: Mapping[str, Setting] = field(default_factory=dict)
    """Other ways to say the same, one of them in place of all the options."""

    def checked(self, options: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """The options, with the defaults of those that are not given.

        Raises
        ------
        PromptError
            One of them is unknown, or has a value that it cannot have.
        """
        known = {**self.options, **self.instead}
        for name in options:
            if name not in known:
                raise PromptError(
                    f"{self.name} has no option {str(name)[:60]!r}.",
                    hint=f"It has {', '.join(known) or 'none'}.",
                )
        others = [name for name in options if name in self.instead]
        if others and len(options) > 1:
            raise PromptError(
                f"{' and '.join(map(str, options))} cannot be set together.",
                hint=f"Give one of {', '.join(known)}.",
            )
        found: dict[str, JsonValue] = {}
        for name in others or self.options:
            setting = known[name]
            value = options.get(name, setting.default)
            if not setting.allows(value):
                raise PromptError(
                    f"{name} cannot be {str(value)[:60]}.", hint=f"Give {setting.described}."
                )
            assert isinstance(value, int | float)
            found[name] = int(value) if setting.whole else value
        return found

    def said(self, options: Mapping[str, JsonValue]) -> str:
        """What stands in place of a prompt: ``"Simplify to 20,000 faces"``.

        Raises
        ------
        PromptError
            As :meth:`checked`.
        """
        return self.sentence(**self.checked(options))

    def run(self, glb: bytes, **options: JsonValue) -> Processed:
        """Do it; the bytes given are left as they are.

        Raises
        ------
        PromptError
            As :meth:`checked`.
        ModelError
            The model is damaged, or is of a kind that the operation would break.
        PackageMissing
            A package that it needs is not installed.
        """
        return self.work(glb, **self.checked(options))
