"""The checks pass a backend that keeps the contract, and find each way of breaking it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from prodwidget.backends.base import Generation, GenerationRequest, Progress
from prodwidget.backends.conformance import CHECKS, Case, Check, check_backend
from prodwidget.backends.procedural import ProceduralBackend
from prodwidget.errors import ProviderError

KEY = "the-key-that-nobody-may-see"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_procedural_backend_keeps_the_contract(check: Check) -> None:
    check(
        Case(
            ProceduralBackend,
            "a black bottle",
            "make the lid red",
            impossible="qwertz",
            heed_seconds=60,
        )
    )


class Wrong(ProceduralBackend):
    """Builds bottles, with one thing wrong."""

    def make(self, request: GenerationRequest, progress: Progress) -> Generation:
        return super().generate(request, progress)


class TwoWords(Wrong):
    name = "two words"


class Nameless(Wrong):
    label = ""


class Truncated(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        made = self.make(request, progress)
        short = replace(made.files[0], data=made.files[0].data[:-4])
        return replace(made, files=(short,))


class TwoModels(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        return Generation(self.make(request, progress).files * 2, {})


class Unstorable(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        recipe: Any = {"sizes": (1, 2)}
        return Generation(self.make(request, progress).files, recipe)


class Silent(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        progress.stage = lambda *_, **__: None  # type: ignore[method-assign]
        return self.make(request, progress)


class Crashing(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        if request.parent is not None:
            request.parent.recipe["family"]
        return self.make(request, progress)


class Willing(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        if request.prompt == "qwertz":
            request = GenerationRequest("a mug", "create", 0, "", None, request.read)
        return self.make(request, progress)


class Deaf(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        made = self.make(request, progress)
        threading.Event().wait(3)
        return made


class Swallowing(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        try:
            return self.make(request, progress)
        except Exception as error:
            raise RuntimeError("it went wrong") from error


class Paying(Wrong):
    """Pays as it should."""

    def estimate(self, request: GenerationRequest) -> float:
        return 0.5

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        made = self.make(request, progress)
        if progress.checkpoints.get("order") != {"outcome": "done"}:
            self.pay(progress)
            progress.checkpoint("order", {"outcome": "done"})
        return made

    def pay(self, progress: Progress) -> None:
        progress.about_to_pay("order", 0.5)


class PayingTwice(Paying):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        made = self.make(request, progress)
        self.pay(progress)
        progress.checkpoint("order", {"outcome": "done"})
        return made


class PayingAroundTheDoubt(Paying):
    def pay(self, progress: Progress) -> None:
        progress.about_to_pay("order again" if "order" in progress.checkpoints else "order", 0.5)


class Priceless(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        progress.about_to_pay("order", 0.5)
        return self.make(request, progress)


class Infinite(Paying):
    def estimate(self, request: GenerationRequest) -> float:
        return float("inf")


class Unstoppable(Wrong):
    def stop(self, checkpoints: object) -> bool:
        return False


class Logging(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        logging.getLogger("wrong").debug("asking with %s", KEY)
        return self.make(request, progress)


class Printing(Wrong):
    def __repr__(self) -> str:
        return f"Printing({KEY})"


class Storing(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        progress.checkpoint("request", {"headers": {"Authorization": KEY}})
        return self.make(request, progress)


class Confessing(Wrong):
    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        made = self.make(request, progress)
        return Generation(made.files, made.recipe, {"key": KEY})


def case(make: Callable[[], Any]) -> Case:
    return Case(
        make,
        "a bottle",
        "make it red",
        impossible="qwertz",
        secrets=(KEY,),
        heed_seconds=1 if make is Deaf else 60,
    )


@pytest.mark.parametrize(
    ("backend", "check", "words"),
    [
        (TwoWords, "check_names", "one word"),
        (Nameless, "check_names", "one line"),
        (Truncated, "check_create", "bytes, and has"),
        (TwoModels, "check_create", "one model, not 2"),
        (Unstorable, "check_create", "recipe is JSON"),
        (Silent, "check_create", "tells the user"),
        (Truncated, "check_edit", "it says it has"),
        (Willing, "check_prompt_errors", "'qwertz' was done"),
        (Crashing, "check_foreign_edit", "family"),
        (Deaf, "check_cancel", "not heard"),
        (Swallowing, "check_cancel", "it went wrong"),
        (PayingTwice, "check_resume", "paid again"),
        (PayingAroundTheDoubt, "check_resume", "paid again"),
        (Priceless, "check_price", "has an estimate"),
        (Infinite, "check_price", "amount"),
        (Unstoppable, "check_stop", "nothing is left"),
        (Logging, "check_secrets", "a log record"),
        (Printing, "check_secrets", "its repr"),
        (Storing, "check_secrets", "a checkpoint"),
        (Confessing, "check_secrets", "the provenance"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_is_wrong_is_found(backend: Callable[[], Any], check: str, words: str) -> None:
    (found,) = [each for each in CHECKS if each.__name__ == check]
    with pytest.raises((AssertionError, KeyError), match=words):
        found(case(backend))


def test_a_backend_that_pays_keeps_the_contract() -> None:
    check_backend(Paying, prompt="a bottle", secrets=(KEY,), heed_seconds=60)


def test_all_that_is_wrong_is_told_at_once() -> None:
    class Bad(TwoWords, Printing):
        pass

    with pytest.raises(ExceptionGroup, match="'two words' does not keep the contract") as raised:
        check_backend(Bad, prompt="a bottle", secrets=(KEY,), heed_seconds=60)
    notes = [note for each in raised.value.exceptions for note in each.__notes__]
    assert [note.split(":")[0] for note in notes] == ["in check_names", "in check_secrets"]


def test_a_failure_of_the_backend_is_a_failure_of_the_check() -> None:
    class Failing(Wrong):
        def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
            raise ProviderError("No.", code="provider", provider="a test")

    with pytest.raises(ExceptionGroup):
        check_backend(Failing)
