"""Language models that are asked for JSON: the contract between who asks and a provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pydantic import JsonValue

from prodwidget.backends.base import Progress


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation; the ``system``'s come first."""

    role: Literal["system", "user", "model"]
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote: JSON if it did as it was told, which is for the caller to find out."""

    text: str
    broken_off: bool = False
    """Whether the answer ended because it reached a limit."""
    provenance: dict[str, JsonValue] = field(default_factory=dict)
    """Provider, model, request id, seconds, usage, price."""


class LanguageModel(Protocol):
    """Answers a conversation with JSON."""

    @property
    def name(self) -> str:
        """Of what offers it; short and stable, such as ``"gemini"``."""

    @property
    def label(self) -> str:
        """The model's own name, for the user, such as ``"gemini-3.8-flash"``."""

    @property
    def price(self) -> float | None:
        """About what one answer costs, in US dollars; ``None`` where nobody asks for money."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of the libraries it uses."""

    def write(
        self,
        turns: Sequence[Turn],
        schema: dict[str, JsonValue],
        *,
        seed: int,
        progress: Progress,
        step: str,
    ) -> Written:
        """Ask for an answer after ``schema``, as far as the provider can hold the model to it.

        A request that may be billed goes through ``progress.about_to_pay(step, …)``; the caller
        writes the checkpoint ``step`` with what came.

        Raises
        ------
        ProviderError
            There is no answer.
        JobCancelled
            Through ``progress``, also while the model writes.
        """


def with_schema(turns: Sequence[Turn], schema: str) -> list[Turn]:
    """The same conversation with the schema in words, for who cannot be held to it otherwise."""
    told = Turn("system", f"The JSON Schema of your answer:\n{schema}")
    systems = [each for each in turns if each.role == "system"]
    return [*systems, told, *(each for each in turns if each.role != "system")]
