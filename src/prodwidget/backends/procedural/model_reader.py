"""A prompt that a language model reads into a recipe."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from itertools import count
from typing import Any, Literal

from pydantic import BaseModel, JsonValue

from prodwidget.backends.base import Progress
from prodwidget.backends.language import LanguageModel
from prodwidget.backends.procedural.confining import outside, part_of
from prodwidget.backends.procedural.differences import differences
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.instruction import again, opening
from prodwidget.backends.procedural.legibility import readable
from prodwidget.backends.procedural.parse import Reading
from prodwidget.backends.procedural.recipe import Unfit, answer_schema, spec_of
from prodwidget.backends.procedural.spec import Part, Spec
from prodwidget.backends.procedural.typeface import settable
from prodwidget.errors import BackendError, PromptError, ProviderError

_STEP = "recipe-"
_ASKS = 2
"""An answer that is no recipe is asked for once more."""

_MOST_NOTES = 8
_NOTE_CHARACTERS = 240
_BY_WORDS = 'or take backend="procedural", which reads English by rules'


class ModelReader:
    """Has a language model write the recipe, and holds it to what can be built.

    Each answer is written down as soon as it is there, so that whoever goes on with the job does
    not ask for it again.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    def __repr__(self) -> str:
        return f"ModelReader({self._model!r})"

    @property
    def name(self) -> str:
        """Who offers the model."""
        return self._model.name

    @property
    def label(self) -> str:
        """The model's name."""
        return self._model.label

    @property
    def price(self) -> float | None:
        """About what one answer costs, in US dollars; ``None`` where nobody asks for money."""
        return self._model.price

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of the libraries it uses."""
        return self._model.versions

    def read(
        self, prompt: str, before: Spec | None, seed: int, progress: Progress, *, part: str = ""
    ) -> Reading:
        """Ask for a recipe; raises as :meth:`RecipeReader.read`."""
        schema: dict[str, JsonValue] = json.loads(answer_schema(before.family if before else None))
        own = part_of(before, part) if before is not None and part else None
        start = opening(prompt, before, own)
        turns = start
        for number in count(1):
            step = f"{_STEP}{number}"
            answer = _kept(progress.checkpoints.get(step))
            is_new = answer is None
            if answer is None:
                progress.stage(f"{self.label} is reading the prompt")
                written = self._model.write(
                    turns, schema, seed=seed + number - 1, progress=progress, step=step
                )
                answer = _Kept(outcome="done", **asdict(written))
                progress.checkpoint(step, answer.model_dump(mode="json"))
            try:
                return self._reading(answer, before, seed, number, own)
            except Unfit as unfit:
                is_last = number % _ASKS == 0
                if is_last and is_new:
                    raise self._failed(answer, unfit) from None
                # Whoever tries again after all of it asks anew.
                turns = start if is_last else [*start, *again(answer.text, unfit)]
        raise AssertionError("it counts without end")

    def _reading(
        self, answer: _Kept, before: Spec | None, seed: int, asked: int, part: Part | None
    ) -> Reading:
        recipe, undone = _parsed(answer)
        if recipe is None:
            raise PromptError(
                f"This cannot be made. {' '.join(undone)}".rstrip(),
                hint="Ask for a bottle, jar, tube, can, mug, box, vase, bowl, lamp or stool."
                if before is None
                else "Ask for a change of its parts, measures, materials, colours or label.",
            )
        spec = spec_of(recipe, seed, before)
        spec, told = _settable(spec, before)
        if part is None:
            spec, told = _legible(spec, told, before)
        elif before is not None and (others := outside(before, spec, part)):
            raise Unfit(*(f"{each}, and the change is of the {part} alone" for each in others))
        changes = () if before is None else differences(before, spec)
        if before is not None and not changes:
            raise PromptError(
                f"Nothing would change. {' '.join(undone)}".rstrip(),
                hint="Say what is to look different, such as “make it red” or “make it taller”.",
            )
        provenance: dict[str, JsonValue] = {"reader": {**answer.provenance, "asked": asked}}
        if self.price is not None:
            provenance["usd"] = round(self.price * asked, 6)
        return Reading(spec, (*told, *undone), changes, provenance)

    def _failed(self, answer: _Kept, unfit: Unfit) -> BackendError:
        cut = answer.broken_off
        return ProviderError(
            f"{self.label} did not write a recipe that can be built, asked twice: {unfit}.",
            code="bad_response",
            provider=self.name,
            hint=f"Its answers are cut short: give it more room (context length), {_BY_WORDS}."
            if cut
            else f"Try again, word the prompt differently, take a larger model, {_BY_WORDS}.",
        )


class _Kept(BaseModel):
    """An answer that came, as its checkpoint tells it."""

    outcome: Literal["done"]
    text: str
    broken_off: bool
    provenance: dict[str, JsonValue]


def _kept(checkpoint: JsonValue) -> _Kept | None:
    if isinstance(checkpoint, dict) and checkpoint.get("outcome") == "done":
        return _Kept.model_validate(checkpoint)
    return None


def _parsed(answer: _Kept) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """The recipe, or ``None``, and what was not done."""
    if answer.broken_off:
        raise Unfit("the answer was cut short")
    if not answer.text.strip():
        raise Unfit("the answer is empty")
    try:
        said = json.loads(_unfenced(answer.text), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Unfit("the answer is not JSON") from None
    if not isinstance(said, dict) or set(said) != {"recipe", "not_done"}:
        raise Unfit("the answer is not an object with recipe and not_done, and nothing else")
    recipe, undone = said["recipe"], said["not_done"]
    if not isinstance(undone, list) or not all(isinstance(each, str) for each in undone):
        raise Unfit("not_done is not a list of sentences")
    if recipe is not None and not isinstance(recipe, dict):
        raise Unfit("recipe is neither an object nor null")
    lines = [" ".join(each.split())[:_NOTE_CHARACTERS] for each in undone]
    return recipe, tuple(each for each in lines if each)[:_MOST_NOTES]


def _unfenced(text: str) -> str:
    """Without the fence of Markdown that some models put around JSON whatever they are told."""
    text = text.strip()
    if text.startswith("```") and text.endswith("```") and "\n" in text:
        return text[text.index("\n") : -3]
    return text


def _refuse(constant: str) -> None:
    """NaN and Infinity are no JSON."""
    raise ValueError(constant)


def _settable(spec: Spec, before: Spec | None) -> tuple[Spec, tuple[str, ...]]:
    """The product with only such letters on its label as the typeface has."""
    if "label" not in spec.parts or (before is not None and before.print == spec.print):
        return spec, ()
    draft = Draft(spec)
    draft.write(spec.print.text)
    printed = draft.spec().print
    for name in ("line", "volume"):
        text = getattr(printed, name)
        kept = " ".join(settable(text, printed.face).split())
        if kept != text:
            draft.remark(f"The label's typeface cannot set all of “{text}”; that was left out.")
            printed = printed.model_copy(update={name: kept})
    return spec.model_copy(update={"print": printed}), draft.remarks()


def _legible(
    spec: Spec, told: tuple[str, ...], before: Spec | None
) -> tuple[Spec, tuple[str, ...]]:
    """The product with a label that can be read, unless its look was asked for."""
    label = spec.parts.get("label")
    usual = before or spec.model_copy(update={"parts": Draft(spec).usual()})
    asked = label is None or "label" not in usual.parts or label.look != usual.parts["label"].look
    lost = readable(spec) != spec and (before is None or readable(before) == before)
    if asked or not lost:
        return spec, told
    return readable(spec), (*told, "The label changed so that its text can still be read.")
