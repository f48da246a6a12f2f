"""From a prompt to images of the product, and from those to a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, cast

from pydantic import BaseModel, JsonValue

from prodwidget import config
from prodwidget.backends.base import (
    GeneratedFile,
    Generation,
    GenerationRequest,
    Progress,
    unknown_outcome,
)
from prodwidget.backends.heeding import heeded
from prodwidget.backends.instructions import (
    VIEWS,
    View,
    create_instruction,
    edit_instruction,
    view_instruction,
)
from prodwidget.backends.refusals import Refusals
from prodwidget.backends.steps import ImageMaker, MadeImage, MadeModel, ModelMaker
from prodwidget.errors import ConfigurationError, PromptError, ProviderError, SubmissionUnknown
from prodwidget.records import Step

MOST_CANDIDATES = 6

_CHOSEN = "chosen image"
_FIRST = "first image"
_MODEL = "model"
_IMAGE_STEP = "image-"
_VIEW_STEP = "view-"


class TwoStepBackend:
    """Makes images first, lets the user choose, and makes the model from the chosen one.

    An edit changes the image that the parent's model was made from, so that it works whatever made
    that image.

    Parameters
    ----------
    images:
        What makes the images.
    models:
        What makes a model from them.
    candidates:
        How many images to make to choose among; else ``PRODWIDGET_IMAGE_COUNT``; else one.
    views:
        Further views (``"front"``, ``"back"``, ``"left"``, ``"right"``) that are made of it, for a
        model maker that takes several; else ``PRODWIDGET_IMAGE_VIEWS``; else none.

    Raises
    ------
    ConfigurationError
        The options do not fit together.
    """

    steps: tuple[Step, ...] = ("create", "edit")

    def __init__(
        self,
        images: ImageMaker,
        models: ModelMaker,
        *,
        candidates: int | None = None,
        views: Sequence[View] | None = None,
    ) -> None:
        self._images = images
        self._models = models
        self._candidates = config.image_count(candidates)
        self._views = _known(config.image_views(views))
        _check(self._candidates, self._views, models)

    def __repr__(self) -> str:
        return f"TwoStepBackend({self._images!r}, {self._models!r})"

    @property
    def name(self) -> str:
        """Both steps' names, such as ``"gemini+fal-ai/trellis"``."""
        return f"{self._images.name}+{self._models.name}"

    @property
    def label(self) -> str:
        """Both steps' labels, such as ``"Gemini and Trellis"``."""
        return f"{self._images.label} and {self._models.label}"

    def estimate(self, request: GenerationRequest) -> float:
        """About what the run will cost, in US dollars, where the first images are taken."""
        images = self._candidates + len(self._views)
        return self._images.price * images + self._models.estimate(1 + len(self._views))

    def stop(self, checkpoints: Mapping[str, JsonValue]) -> bool:
        """Stop the making of a model; images are made within one request, and end by themselves."""
        return _MODEL not in checkpoints or self._models.stop(checkpoints[_MODEL])

    def adopt(
        self, checkpoints: Mapping[str, JsonValue], request_id: str
    ) -> Mapping[str, JsonValue]:
        """Go on with a request for a model by its id; images come within one request."""
        model = checkpoints.get(_MODEL)
        if not unknown_outcome(model):
            raise PromptError(
                "No request for a model is missing its answer, so that there is none to adopt.",
                hint="Leave adopt out.",
            )
        return {**checkpoints, _MODEL: self._models.adopt(model, request_id)}

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Make the images and the model; see :meth:`prodwidget.backends.base.Backend.generate`."""
        # Its SDK is imported, which may take long.
        heeded(self._models.check, progress.raise_if_cancelled)
        drawing = _Drawing(self._images, request, progress)
        chosen = self._choose(drawing)
        views = self._further_views(drawing, chosen)
        named = (replace(each.file, view=view) for view, each in views.items())
        files = [chosen.file, *named]
        progress.stage("making the model", detail=self._models.label)
        try:
            model = self._models.make(files, seed=request.seed, progress=progress, step=_MODEL)
        except ProviderError as error:
            if error.code == "blocked":
                drawing.refusals.add(cast(int, progress.checkpoints[_CHOSEN]), error)
                if self._left(drawing):
                    error.retryable = True
                    error.hint += " Or go on with it: another picture that was made is taken."
            raise
        drawing.notes += _left_out(model, self._models.label)
        spent = self._images.price * drawing.made + self._models.estimate(len(files))
        return Generation(
            files=(model.file, *files),
            recipe={"views": list(views)},
            provenance={
                "prompt": request.prompt,
                "seed": request.seed,
                "image": chosen.provenance,
                "views": {view: each.provenance for view, each in views.items()},
                "model": model.provenance,
                "images_made": drawing.made,
                "usd": round(spent, 6),
            },
            notes=tuple(drawing.notes),
            versions={**self._images.versions, **self._models.versions},
        )

    def _choose(self, drawing: _Drawing) -> MadeImage:
        """The image to go on with: candidates are made until the user likes one."""
        progress = drawing.progress
        chosen = cast("int | None", progress.checkpoints.get(_CHOSEN))
        if chosen is not None and chosen not in drawing.refusals:
            return drawing.candidate(chosen)
        while True:
            first = drawing.first
            left = self._left(drawing)
            if not left:
                raise drawing.refusals.again(first)
            candidates = drawing.candidates(left)
            index = progress.review([each.file for each in candidates])
            if index is not None:
                progress.checkpoint(_CHOSEN, left[index])
                return candidates[index]
            progress.checkpoint(_FIRST, first + self._candidates)

    def _left(self, drawing: _Drawing) -> list[int]:
        """The images of this round that were not refused."""
        numbers = range(drawing.first, drawing.first + self._candidates)
        return [each for each in numbers if each not in drawing.refusals]

    def _further_views(self, drawing: _Drawing, chosen: MadeImage) -> dict[View, MadeImage]:
        ordered = _MODEL in drawing.progress.checkpoints and not drawing.refusals
        views: dict[View, MadeImage] = {}
        for view in self._views:
            if ordered and not drawing.has(view):
                # It would be paid for, and the model is being made without it.
                continue
            try:
                views[view] = drawing.view(view, chosen.file)
            except (ProviderError, SubmissionUnknown) as error:
                # The model can do without it.
                drawing.notes.append(f"The {view} view was not made: {error.message}")
        return views


class _Drawing:
    """The images of one request, each of which is paid for once however often it is resumed."""

    def __init__(self, images: ImageMaker, request: GenerationRequest, progress: Progress) -> None:
        self.progress = progress
        self.notes: list[str] = []
        self.refusals = Refusals(progress)
        self._images = images
        self._request = request
        self._references = _parent_image(request)
        self._instruction = (
            edit_instruction(request.prompt)
            if self._references
            else create_instruction(request.prompt)
        )

    @property
    def first(self) -> int:
        """The number of the first image that is chosen among."""
        return cast(int, self.progress.checkpoints.get(_FIRST, 1))

    @property
    def made(self) -> int:
        """How many images were made, in whichever kernel."""
        checkpoints = self.progress.checkpoints.items()
        return sum(
            _kept(each) is not None
            for step, each in checkpoints
            if step.startswith((_IMAGE_STEP, _VIEW_STEP))
        )

    def candidates(self, numbers: Sequence[int]) -> list[MadeImage]:
        """Images to choose among; fewer where not all come."""
        candidates: list[MadeImage] = []
        for number in numbers:
            try:
                candidates.append(self.candidate(number))
            except (ProviderError, SubmissionUnknown) as error:
                if not candidates:
                    raise
                self.notes.append(f"Image {number} was not made: {error.message}")
                break
        return candidates

    def candidate(self, number: int) -> MadeImage:
        """One of the images to choose among; they differ by their seeds."""
        seed = self._request.seed + number - 1
        stage = "drawing the product" if number == 1 else f"drawing image {number}"
        return self._image(
            f"{_IMAGE_STEP}{number}", self._instruction, self._references, seed, stage
        )

    def has(self, view: View) -> bool:
        """Whether a view was made, in whichever kernel."""
        return _kept(self.progress.checkpoints.get(self._view_step(view))) is not None

    def view(self, view: View, of: GeneratedFile) -> MadeImage:
        """The product of an image from another side."""
        instruction = view_instruction(view)
        seed, stage = self._request.seed, f"drawing the {view} view"
        return self._image(self._view_step(view), instruction, [of], seed, stage)

    def _view_step(self, view: View) -> str:
        """The views of each image that was chosen are others."""
        refused = len(self.refusals)
        return f"{_VIEW_STEP}{view}-{refused + 1}" if refused else f"{_VIEW_STEP}{view}"

    def _image(
        self,
        step: str,
        instruction: str,
        references: Sequence[GeneratedFile],
        seed: int,
        stage: str,
    ) -> MadeImage:
        progress = self.progress
        kept = _kept(progress.checkpoints.get(step))
        if kept is not None:
            data = self._request.read(kept.sha256)
            return MadeImage(GeneratedFile("reference", data, kept.media_type), kept.provenance)
        progress.stage(stage, detail=self._images.label)
        image = self._images.make(instruction, references, seed=seed, progress=progress, step=step)
        kept = _KeptImage(
            outcome="done",
            sha256=progress.keep(image.file),
            media_type=image.file.media_type,
            provenance=image.provenance,
        )
        progress.checkpoint(step, kept.model_dump(mode="json"))
        return image


class _KeptImage(BaseModel):
    """An image that was paid for and kept, as its checkpoint tells it."""

    outcome: Literal["done"]
    sha256: str
    media_type: str
    provenance: dict[str, JsonValue]


def _kept(checkpoint: JsonValue) -> _KeptImage | None:
    if isinstance(checkpoint, dict) and checkpoint.get("outcome") == "done":
        return _KeptImage.model_validate(checkpoint)
    return None


def _parent_image(request: GenerationRequest) -> list[GeneratedFile]:
    """The image that an edit starts from, in a list; none for a create."""
    parent = request.parent
    if parent is None:
        return []
    for artifact in parent.artifacts:
        if artifact.role == "reference":
            data = request.read(artifact.sha256)
            return [GeneratedFile("reference", data, artifact.media_type)]
    raise PromptError(
        f"This product was made by {parent.backend} without an image, "
        "and an edit starts from the image.",
        hint="Edit it with the backend that made it, or start a new product.",
    )


def _left_out(model: MadeModel, label: str) -> list[str]:
    """What a user is told of views that a model was not made of."""
    views = model.provenance.get("left_out")
    return [
        f"The {view or 'first'} picture was not used for the model: {label} has no place for it "
        "beside the others."
        for view in (views if isinstance(views, list) else [])
    ]


def _known(views: Sequence[str]) -> tuple[View, ...]:
    known = tuple(view for view in VIEWS if view in views)
    if len(known) != len(views):
        raise ConfigurationError(
            f"The further views cannot be {', '.join(views)}: {', '.join(VIEWS)} can be made, "
            "each once.",
            hint="Set PRODWIDGET_IMAGE_VIEWS, or views=, to such as front,back.",
        )
    return known


def _check(candidates: int, views: Sequence[View], models: ModelMaker) -> None:
    if not 1 <= candidates <= MOST_CANDIDATES:
        raise ConfigurationError(
            f"{candidates} images to choose among are asked for; 1 to {MOST_CANDIDATES} can be.",
            hint="Set PRODWIDGET_IMAGE_COUNT, or candidates=, to such a number.",
        )
    most = models.max_images
    if most is not None and 1 + len(views) > most:
        raise ConfigurationError(
            f"{models.name} takes {most} image{'s' if most > 1 else ''}, and with the further "
            f"views there would be {1 + len(views)}.",
            hint="Ask for fewer views, or take an endpoint for several images, such as "
            "fal-ai/trellis/multi.",
        )
