"""What an option of a step may be: shown in a panel, and checked before anything is paid."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

Scalar = str | int | float | bool
OptionKind = Literal["choice", "flag", "number", "text"]


@dataclass(frozen=True, slots=True)
class Option:
    """What an option may be.

    ``default`` is what the provider takes where it is not sent; ``None`` where that is its own
    affair. A range includes both of its ends.
    """

    default: Scalar | None
    low: float | None = None
    high: float | None = None
    whole: bool = False
    choices: tuple[Scalar, ...] = ()
    text: bool = False
    most_characters: int | None = None
    """Of a text; ``None`` where nobody names a limit."""

    @property
    def kind(self) -> OptionKind:
        """What a panel shows for it."""
        if self.text:
            return "text"
        if not self.choices:
            return "number"
        return "flag" if set(map(type, self.choices)) == {bool} else "choice"

    def allows(self, value: JsonValue) -> bool:
        """Whether the provider would take ``value``."""
        if self.text:
            most = self.most_characters
            return isinstance(value, str) and (most is None or len(value) <= most)
        if self.choices:
            return any(value == each and type(value) is type(each) for each in self.choices)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.whole and not isinstance(value, int):
            return False
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        return math.isfinite(value) and low <= value <= high

    @property
    def described(self) -> str:
        """What is allowed, such as ``"a number from 0 to 10"``."""
        if self.text:
            most = self.most_characters
            return "a text" if most is None else f"a text of up to {most} characters"
        if self.choices:
            return "one of " + ", ".join(map(repr, self.choices))
        kind = "a whole number" if self.whole else "a number"
        if self.high is None:
            return kind if self.low is None else f"{kind} of at least {_written(self.low)}"
        if self.low is None:
            return f"{kind} of at most {_written(self.high)}"
        return f"{kind} from {_written(self.low)} to {_written(self.high)}"


def _written(end: float) -> str:
    return f"{end:,.0f}" if float(end).is_integer() else f"{end:g}"


def number(default: float | None, low: float | None, high: float | None) -> Option:
    """A number in a range; ``None`` where it has no end."""
    return Option(default, low, high)


def whole_number(default: int | None, low: float | None, high: float | None = None) -> Option:
    """A whole number in a range; ``None`` where it has no end."""
    return Option(default, low, high, whole=True)


def choice(default: Scalar, *others: Scalar) -> Option:
    """One of these; the first is the provider's default."""
    return Option(default, choices=(default, *others))


def flag(default: bool) -> Option:
    """Yes or no."""
    return choice(default, not default)


def text(most_characters: int | None = None) -> Option:
    """Words; nothing is sent where none are given."""
    return Option(None, text=True, most_characters=most_characters)
