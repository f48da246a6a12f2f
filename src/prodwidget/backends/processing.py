"""Operations on a model that a service carries out: remeshed, low poly, in parts; for a price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from prodwidget import config
from prodwidget.backends.base import (
    GeneratedFile,
    Generation,
    GenerationRequest,
    Progress,
    unknown_outcome,
)
from prodwidget.backends.heeding import heeded
from prodwidget.backends.on_this_machine import reference_pictures
from prodwidget.backends.options import Option
from prodwidget.backends.steps import ModelProcessor
from prodwidget.errors import ConfigurationError, ModelError, PromptError
from prodwidget.geometry import MEDIA_TYPE
from prodwidget.records import Step

PROCESSING = "process+"
"""How the names of these backends begin; the operation follows."""

_MODEL = "model"
_MOST_NAMES = 8


class ProcessingBackend:
    """Carries out one operation, whatever makes the session's products.

    What comes back is laid where the parent stood, measured against it, and told.

    Parameters
    ----------
    processor:
        What makes another model of a model.
    """

    steps: tuple[Step, ...] = ("process",)

    def __init__(self, processor: ModelProcessor) -> None:
        self._processor = processor

    def __repr__(self) -> str:
        return f"ProcessingBackend({self._processor!r})"

    @property
    def name(self) -> str:
        """Such as ``"process+fal-ai/meshy/v5/remesh"``."""
        return PROCESSING + self._processor.name

    @property
    def label(self) -> str:
        """The processor's, such as ``"Meshy 5"``."""
        return self._processor.label

    def options(self, step: Step) -> Mapping[str, Option]:
        """What can be set for the operation."""
        return self._processor.options

    def checked(self, options: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Options as :meth:`ModelProcessor.checked`, which raises ``bad_option``."""
        return self._processor.checked(options)

    def said(self, options: Mapping[str, JsonValue]) -> str:
        """What the operation does, in place of a prompt."""
        return self._processor.said(options)

    def estimate(self, request: GenerationRequest) -> float:
        """About what the run will cost, in US dollars."""
        return self._processor.estimate(request.options)

    def stop(self, checkpoints: Mapping[str, JsonValue]) -> bool:
        """Stop the making of a model."""
        return _MODEL not in checkpoints or self._processor.stop(checkpoints[_MODEL])

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
        return {**checkpoints, _MODEL: self._processor.adopt(model, request_id)}

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Carry it out; see :meth:`prodwidget.backends.base.Backend.generate`."""
        if request.parent is None:
            raise PromptError("There is no product to process yet.", hint="Create one first.")
        # Its SDK is imported, which may take long.
        heeded(self._processor.check, progress.raise_if_cancelled)
        before = request.read(request.parent.model.sha256)
        model = self._processor.process(
            GeneratedFile("model", before, MEDIA_TYPE),
            seed=request.seed,
            progress=progress,
            step=_MODEL,
            options=request.options,
        )
        progress.stage("measuring the model")
        laid, notes = heeded(
            lambda: _laid_and_measured(model.file, before, self._processor.splits),
            progress.raise_if_cancelled,
        )
        return Generation(
            (laid, *reference_pictures(request), *model.extras),
            # A recipe builds the shape anew, and would undo this.
            {},
            provenance={
                "seed": request.seed,
                "model": model.provenance,
                "usd": model.provenance.get("usd"),
            },
            notes=notes,
            versions=self._processor.versions,
        )


@dataclass(frozen=True, slots=True)
class OfferedOperation:
    """An operation of a service, as a menu has it."""

    name: str
    """What ``pipeline.process`` calls it."""
    title: str
    """Such as ``"Remesh with Meshy 5"``."""
    usd: float
    """About what it costs with nothing set, as a table says."""
    options: Mapping[str, Option]


def offered_operations() -> tuple[OfferedOperation, ...]:
    """The known operations of services whose key is set; nobody is asked."""
    if config.fal_key() is None:
        return ()
    from prodwidget.backends.fal import PROCESS_ENDPOINTS

    return tuple(
        OfferedOperation(row.id, f"{row.does} with {row.label}", row.usd({}), row.options)
        for row in PROCESS_ENDPOINTS.values()
    )


def processing_backend(operation: str) -> ProcessingBackend:
    """What carries out an operation that is an endpoint of fal.

    Parameters
    ----------
    operation:
        The endpoint's id, such as ``"fal-ai/meshy/v5/remesh"``.

    Raises
    ------
    ConfigurationError
        There is no such endpoint, or fal's key is not set.
    ProviderError
        ``sdk_missing``: fal's package is not installed.
    """
    if config.fal_key() is None:
        raise ConfigurationError(
            f"{operation[:80]} is an operation of fal's, which needs FAL_KEY, and that is not set.",
            hint="Get it at https://fal.ai/dashboard/keys and set it before the kernel starts, or "
            'take an operation of this machine, such as "simplify", which is free.',
        )
    from prodwidget.backends.fal import FalProcessor

    processor = FalProcessor(operation)
    processor.check()
    return ProcessingBackend(processor)


def _laid_and_measured(
    made: GeneratedFile, before: bytes, splits: bool
) -> tuple[GeneratedFile, tuple[str, ...]]:
    """A model where the one before stood, and as large; and what became of its shape."""
    from prodwidget.geometry import laid_into_frame, shape_difference

    try:
        difference = shape_difference(before, made.data)
        if not difference.keeps_bounds:
            # Services make models in a unit of their own, around a middle of their own.
            laid = laid_into_frame(made.data, before)
            again = shape_difference(before, laid)
            if again.bounds_moved < difference.bounds_moved:
                made, difference = replace(made, data=laid), again
        pictures = [_has_pictures(each) for each in (before, made.data)]
    except ModelError as error:
        return made, (f"What became of the shape could not be measured: {error.message}",)
    notes = [f"{difference.triangles_before:,} triangles became {difference.triangles_after:,}."]
    if splits:
        notes.append(_parts_told(difference.names_after))
        if not difference.keeps_bounds:
            notes.append(f"Its size or place changed by {100 * difference.bounds_moved:.0f} %.")
    else:
        notes.append(difference.told(same_triangles=False))
    if pictures == [True, False]:
        notes.append("Its textures are gone: an edit of its colour or material paints it anew.")
    return made, tuple(notes)


def _parts_told(names: tuple[str, ...]) -> str:
    named = [name for name in dict.fromkeys(names) if name]
    listed = ", ".join(named[:_MOST_NAMES]) + (", …" if len(named) > _MOST_NAMES else "")
    count = f"It has {len(names)} part{'' if len(names) == 1 else 's'}"
    return f"{count}: {listed}." if named else f"{count}."


def _has_pictures(glb: bytes) -> bool:
    from prodwidget.geometry import read_document

    return bool(read_document(glb).all("images"))
