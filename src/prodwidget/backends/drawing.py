"""The images of one job, each of which is paid for once however often the job is resumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from pydantic import JsonValue

from prodwidget.backends.base import GeneratedFile, GenerationRequest, Progress
from prodwidget.backends.instructions import (
    View,
    create_instruction,
    edit_instruction,
    pictures_instruction,
    view_instruction,
)
from prodwidget.backends.kept_images import image_once, is_kept
from prodwidget.backends.refusals import Refusals
from prodwidget.backends.regions import marked
from prodwidget.backends.steps import ImageMaker, MadeImage
from prodwidget.errors import ModelError, ProviderError, SubmissionUnknown
from prodwidget.records import Artifact, ViewCamera

_CHOSEN = "chosen image"
_FIRST = "first image"
_IMAGE_STEP = "image-"
_VIEW_STEP = "view-"


class Drawing:
    """What an image maker is asked for, and what it made."""

    def __init__(
        self,
        images: ImageMaker,
        request: GenerationRequest,
        progress: Progress,
        count: int,
    ) -> None:
        self._count = count
        self.progress = progress
        self.notes: list[str] = []
        self.views: dict[str, JsonValue] = {}
        """How each further view was made."""
        self.refusals = Refusals(progress)
        self._images = images
        self._request = request
        self.marked = marked(request, progress)
        self._parent = parent_image(request, self.marked.camera)
        own = [_file(request, each) for each in request.pictures]
        if self._parent is not None:
            mask = self.marked.mask
            self._references = [self._parent, *own, *([mask] if mask else [])]
            self._instruction = edit_instruction(
                request.prompt,
                further=len(own),
                masked=mask is not None,
                part=request.part,
            )
            self.notes += self.marked.notes
        else:
            self._references = own
            self._instruction = (
                pictures_instruction(request.prompt, len(own))
                if own
                else create_instruction(request.prompt)
            )

    @property
    def changed_from(self) -> GeneratedFile | None:
        """The image that an edit starts from."""
        return self._parent

    @property
    def first(self) -> int:
        """The number of the first image that is chosen among."""
        return cast(int, self.progress.checkpoints.get(_FIRST, 1))

    @property
    def made(self) -> int:
        """How many images were made, in whichever kernel."""
        checkpoints = self.progress.checkpoints.items()
        return sum(
            is_kept(each)
            for step, each in checkpoints
            if step.startswith((_IMAGE_STEP, _VIEW_STEP))
        )

    def choose(self) -> MadeImage:
        """The image to go on with: candidates are made until the user likes one."""
        chosen = self.chosen
        if chosen is not None and chosen not in self.refusals:
            return self.candidate(chosen)
        while True:
            first = self.first
            left = self.left
            if not left:
                raise self.refusals.again(first)
            candidates = self.candidates(left)
            index = self.progress.review([each.file for each in candidates])
            if index is not None:
                self.progress.checkpoint(_CHOSEN, left[index])
                return candidates[index]
            self.progress.checkpoint(_FIRST, first + self._count)

    @property
    def chosen(self) -> int | None:
        """The number of the image that was chosen."""
        return cast("int | None", self.progress.checkpoints.get(_CHOSEN))

    @property
    def left(self) -> list[int]:
        """The images of this round that were not refused."""
        numbers = range(self.first, self.first + self._count)
        return [each for each in numbers if each not in self.refusals]

    def further_views(
        self, wanted: Sequence[View], chosen: MadeImage, *, ordered: str
    ) -> dict[View, MadeImage]:
        """The product of an image from other sides; fewer where not all come.

        ``ordered`` is the checkpoint of the model: once it is ordered, no view is made for it.
        """
        late = ordered in self.progress.checkpoints and not self.refusals
        views: dict[View, MadeImage] = {}
        for view in wanted:
            if late and not self.has(view):
                # It would be paid for, and the model is being made without it.
                continue
            try:
                views[view] = self.view(view, chosen.file)
            except (ProviderError, SubmissionUnknown) as error:
                # The model can do without it.
                self.notes.append(f"The {view} view was not made: {error.message}")
        self.views = {view: each.provenance for view, each in views.items()}
        return views

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
        return is_kept(self.progress.checkpoints.get(self._view_step(view)))

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
        return image_once(
            self._images,
            instruction,
            references,
            seed=seed,
            request=self._request,
            progress=self.progress,
            step=step,
            stage=stage,
        )


def parent_image(
    request: GenerationRequest, camera: ViewCamera | None = None
) -> GeneratedFile | None:
    """The image that an edit starts from; ``None`` for a create.

    The one that the parent's model was made of; else, and where a region of a view is marked, a
    picture of the model itself, from that camera.

    Raises
    ------
    ModelError
        There is none, and the model cannot be drawn.
    """
    parent = request.parent
    if parent is None:
        return None
    if camera is None:
        for role in ("reference", "picture"):
            for artifact in parent.artifacts:
                # A picture that an edit was given shows a logo, and not the product.
                if artifact.role == role and (role == "reference" or parent.kind == "create"):
                    return _file(request, artifact)
    from prodwidget.geometry import Camera, render

    try:
        drawn = render(
            request.read(parent.model.sha256),
            camera=Camera(camera.position, camera.target, camera.field_of_view) if camera else None,
        )
    except ModelError as error:
        error.hint = "Edit it with the backend that made it, or start a new product."
        raise
    return GeneratedFile("reference", drawn, "image/png")


def _file(request: GenerationRequest, artifact: Artifact) -> GeneratedFile:
    return GeneratedFile(
        artifact.role,
        request.read(artifact.sha256),
        artifact.media_type,
        view=artifact.view,
        name=artifact.name,
    )


@contextmanager
def refusing(drawing: Drawing | None) -> Iterator[None]:
    """Writes down which image was refused, so that another is taken where there is one."""
    try:
        yield
    except ProviderError as error:
        if error.code == "blocked" and drawing is not None and drawing.chosen is not None:
            drawing.refusals.add(drawing.chosen, error)
            if drawing.left:
                error.retryable = True
                error.hint += " Or go on with it: another picture that was made is taken."
        raise
