"""What an option of an endpoint may be."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pydantic import JsonValue

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Option:
    """What an option may be.

    ``default`` is what fal takes where it is not sent. A range includes both of its ends.
    """

    default: Scalar | None
    low: float | None = None
    high: float | None = None
    whole: bool = False
    choices: tuple[Scalar, ...] = ()

    def allows(self, value: JsonValue) -> bool:
        """Whether fal would take ``value``."""
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
        if self.choices:
            return "one of " + ", ".join(map(repr, self.choices))
        kind = "a whole number" if self.whole else "a number"
        if self.high is None:
            return kind if self.low is None else f"{kind} of at least {self.low:g}"
        return f"{kind} from {self.low or 0:g} to {self.high:g}"


def number(default: float, low: float, high: float) -> Option:
    """A number in a range."""
    return Option(default, low, high)


def whole_number(default: int | None, low: int, high: int | None = None) -> Option:
    """A whole number in a range; ``None`` where it has no end."""
    return Option(default, low, high, whole=True)


def choice(default: Scalar, *others: Scalar) -> Option:
    """One of these; the first is fal's default."""
    return Option(default, choices=(default, *others))


def flag(default: bool) -> Option:
    """Yes or no."""
    return choice(default, not default)
