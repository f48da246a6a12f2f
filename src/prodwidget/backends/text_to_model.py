"""From a prompt straight to a model, without a picture on the way: one key is enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pydantic import JsonValue

from prodwidget.backends.base import (
    Generation,
    GenerationRequest,
    Progress,
    unknown_outcome,
)
from prodwidget.backends.heeding import heeded
from prodwidget.backends.options import Option
from prodwidget.backends.steps import MadeModel
from prodwidget.errors import PromptError
from prodwidget.records import Step

_MODEL = "model"
_WORDS = "words"


class TextModelMaker(Protocol):
    """Makes a model from words."""

    @property
    def provider(self) -> str:
        """Short and stable, such as ``"fal"``."""

    @property
    def name(self) -> str:
        """Short and stable, such as ``"tripo3d/h3.1/text-to-3d"``."""

    @property
    def label(self) -> str:
        """What the user is told, such as ``"Tripo H3.1"``."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of the libraries it uses."""

    @property
    def options(self) -> Mapping[str, Option]:
        """What can be set for one model."""

    @property
    def most_characters(self) -> int | None:
        """How many characters it takes; ``None`` where there is no limit."""

    def check(self) -> None:
        """As that of a :class:`~prodwidget.backends.steps.ModelMaker`, like the others."""

    def make(
        self,
        prompt: str,
        *,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> MadeModel: ...

    def estimate(self, options: Mapping[str, JsonValue] | None = None) -> float: ...

    def stop(self, checkpoint: JsonValue) -> bool: ...

    def adopt(self, checkpoint: JsonValue, request_id: str) -> dict[str, JsonValue]: ...


class TextToModelBackend:
    """Makes models of words alone.

    An edit makes a new model of the parent's words and those of the change: nothing but the words
    is kept, which a note says.

    Parameters
    ----------
    models:
        What makes a model of words.
    """

    steps: tuple[Step, ...] = ("create", "edit")

    def __init__(self, models: TextModelMaker) -> None:
        self._models = models

    def __repr__(self) -> str:
        return f"TextToModelBackend({self._models!r})"

    @property
    def name(self) -> str:
        """The provider's and the maker's name, such as ``"fal+tripo3d/h3.1/text-to-3d"``."""
        return f"{self._models.provider}+{self._models.name}"

    @property
    def label(self) -> str:
        """The maker's, such as ``"Tripo H3.1"``."""
        return self._models.label

    def options(self, step: Step) -> Mapping[str, Option]:
        """What can be set for a step, whichever it is."""
        return self._models.options

    def estimate(self, request: GenerationRequest) -> float:
        """About what the run will cost, in US dollars."""
        return self._models.estimate(request.options)

    def stop(self, checkpoints: Mapping[str, JsonValue]) -> bool:
        """Stop the making of a model."""
        return _MODEL not in checkpoints or self._models.stop(checkpoints[_MODEL])

    def adopt(
        self, checkpoints: Mapping[str, JsonValue], request_id: str
    ) -> Mapping[str, JsonValue]:
        """Go on with a request for a model by its id."""
        model = checkpoints.get(_MODEL)
        if not unknown_outcome(model):
            raise PromptError(
                "No request for a model is missing its answer, so that there is none to adopt.",
                hint="Leave adopt out.",
            )
        return {**checkpoints, _MODEL: self._models.adopt(model, request_id)}

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Make the model; see :meth:`prodwidget.backends.base.Backend.generate`."""
        words = self._words(request)
        # Its SDK is imported, which may take long.
        heeded(self._models.check, progress.raise_if_cancelled)
        progress.stage("making the model", detail=self._models.label)
        model = self._models.make(
            words,
            seed=request.seed,
            progress=progress,
            step=_MODEL,
            options=request.options,
        )
        notes = (
            ("The model was made anew from all the words so far: its shape may differ.",)
            if request.parent is not None
            else ()
        )
        usd = model.provenance.get("usd", self._models.estimate(request.options))
        return Generation(
            files=(model.file, *model.extras),
            recipe={_WORDS: words},
            provenance={
                "prompt": request.prompt,
                "words": words,
                "seed": request.seed,
                "model": model.provenance,
                "usd": usd,
            },
            notes=notes,
            versions=self._models.versions,
        )

    def _words(self, request: GenerationRequest) -> str:
        """What is asked for, and for an edit what was asked for before.

        Raises
        ------
        PromptError
            It cannot be done with words alone, or the words are too many.
        """
        if request.inputs:
            raise PromptError(
                f"{self.label} makes models of words alone, and takes no pictures.",
                hint='Take a backend that starts from pictures, such as "gemini+fal".',
            )
        if request.keep is not None:
            raise PromptError(
                f"{self.label} makes a new model each time, so that nothing of it can be kept.",
                hint="Leave keep out, or edit with a backend that paints a model anew.",
            )
        words = request.prompt.strip()
        if request.parent is not None:
            before = request.parent.recipe.get(_WORDS)
            if not isinstance(before, str):
                raise PromptError(
                    f"This product was made by {request.parent.backend}, not of words that could "
                    "be added to.",
                    hint="Edit it with the backend that made it, or start a new product.",
                )
            words = f"{before.rstrip('.')}. {words}"
        most = self._models.most_characters
        if most is not None and len(words) > most:
            so_far = " with those before" if request.parent is not None else ""
            raise PromptError(
                f"The words have{so_far} {len(words)} characters; {self.label} takes up to {most}.",
                hint="Say it more briefly, or start a new product with all that it is to be.",
            )
        return words
