"""From a prompt to images of the product, and from those to a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import JsonValue

from prodwidget import config
from prodwidget.backends.base import (
    GeneratedFile,
    Generation,
    GenerationRequest,
    Progress,
    unknown_outcome,
)
from prodwidget.backends.drawing import Drawing, refusing
from prodwidget.backends.heeding import heeded
from prodwidget.backends.instructions import VIEWS, View
from prodwidget.backends.options import Option
from prodwidget.backends.painting import kept_shape, laid_like_parent
from prodwidget.backends.regions import changed_outside
from prodwidget.backends.steps import ImageMaker, MadeImage, MadeModel, ModelMaker, ModelPainter
from prodwidget.errors import ConfigurationError, PromptError
from prodwidget.records import Artifact, Step

MOST_CANDIDATES = 6

_MODEL = "model"
_PAINT = "paint"


class TwoStepBackend:
    """Makes images first, lets the user choose, and makes the model from the chosen one.

    An edit changes the image that the parent's model was made from, or one of the model itself, so
    that it works whatever made the parent. One that keeps the shape has the parent's model painted
    as the changed image shows.

    Parameters
    ----------
    images:
        What makes the images; ``None`` to make models of the user's own pictures alone.
    models:
        What makes a model from them.
    painter:
        What paints a model anew for edits that keep the shape; ``None`` where there are none.
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

    def __init__(
        self,
        images: ImageMaker | None,
        models: ModelMaker,
        *,
        painter: ModelPainter | None = None,
        candidates: int | None = None,
        views: Sequence[View] | None = None,
    ) -> None:
        self._images = images
        self._models = models
        self._painter = painter
        self._candidates = config.image_count(candidates)
        self._views = _known(config.image_views(views)) if images else ()
        _check(self._candidates, self._views, models)

    def __repr__(self) -> str:
        painter = f", painter={self._painter!r}" if self._painter else ""
        return f"TwoStepBackend({self._images!r}, {self._models!r}{painter})"

    @property
    def name(self) -> str:
        """Both steps' names, such as ``"gemini+fal-ai/trellis"``."""
        return f"{self._images.name}+{self._models.name}" if self._images else self._models.name

    @property
    def label(self) -> str:
        """Both steps' labels, such as ``"Gemini and Trellis"``."""
        if self._images is None:
            return self._models.label
        return f"{self._images.label} and {self._models.label}"

    @property
    def steps(self) -> tuple[Step, ...]:
        """Edits need an image maker, or a painter."""
        edits: tuple[Step, ...] = ("edit",) if self._images else ()
        return ("create", *edits, *(("retexture",) if self._painter else ()))

    @property
    def paints(self) -> bool:
        """Whether it has a painter."""
        return self._painter is not None

    def options(self, step: Step) -> Mapping[str, Option]:
        """What can be set for a step: what its model maker, or its painter, takes."""
        if step == "retexture":
            return self._painter.options if self._painter else {}
        return self._models.options

    def estimate(self, request: GenerationRequest) -> float:
        """About what the run will cost, in US dollars, where the first images are taken."""
        if request.step == "retexture" and self._painter is not None:
            drawn = self._candidates if self._draws(request) else 0
            return self._price * drawn + self._painter.estimate(request.options)
        if not self._draws(request):
            return self._models.estimate(len(request.pictures), request.options)
        images = self._candidates + len(self._views)
        return self._price * images + self._models.estimate(1 + len(self._views), request.options)

    def stop(self, checkpoints: Mapping[str, JsonValue]) -> bool:
        """Stop the making of a model; images are made within one request, and end by themselves."""
        if self._painter is not None and _PAINT in checkpoints:
            return self._painter.stop(checkpoints[_PAINT])
        return _MODEL not in checkpoints or self._models.stop(checkpoints[_MODEL])

    def adopt(
        self, checkpoints: Mapping[str, JsonValue], request_id: str
    ) -> Mapping[str, JsonValue]:
        """Go on with a request for a model by its id; images come within one request."""
        for step, maker in ((_MODEL, self._models), (_PAINT, self._painter)):
            lost = checkpoints.get(step)
            if maker is not None and unknown_outcome(lost):
                return {**checkpoints, step: maker.adopt(lost, request_id)}
        raise PromptError(
            "No request for a model is missing its answer, so that there is none to adopt.",
            hint="Leave adopt out.",
        )

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Make the images and the model; see :meth:`prodwidget.backends.base.Backend.generate`."""
        painter = self._painter if request.step == "retexture" else None
        # Its SDK is imported, which may take long.
        heeded((painter or self._models).check, progress.raise_if_cancelled)
        # What cannot be set is told before anything is paid.
        self.estimate(request)
        return (
            self._made(request, progress)
            if painter is None
            else self._painted(painter, request, progress)
        )

    def _made(self, request: GenerationRequest, progress: Progress) -> Generation:
        drawing = self._drawing(request, progress)
        notes: list[str] = []
        files, drawn = self._pictures(request, drawing)
        progress.stage("making the model", detail=self._models.label)
        with refusing(drawing):
            model = self._models.make(
                files, seed=request.seed, progress=progress, step=_MODEL, options=request.options
            )
        if drawing is not None:
            notes += drawing.notes
        notes += _left_out(model, self._models.label)
        laid, told = laid_like_parent(model.file, request)
        spent = self._models.estimate(len(files), request.options)
        return Generation(
            files=(laid, *(each for each in files if each.role == "reference"), *model.extras),
            recipe={"views": [each.view for each in files[1:]]},
            provenance=self._told(request, drawing, drawn, model, spent),
            notes=(*notes, *told, *_outside(drawing, drawn)),
            versions=self._versions(self._models.versions),
        )

    def _painted(
        self, painter: ModelPainter, request: GenerationRequest, progress: Progress
    ) -> Generation:
        parent = request.parent
        if parent is None:
            raise PromptError("There is no product to paint yet.", hint="Create one first.")
        glb = request.read(parent.model.sha256)
        drawing = self._drawing(request, progress)
        picture: GeneratedFile | None = None
        drawn: MadeImage | None = None
        if drawing is not None:
            drawn = drawing.choose()
            picture = drawn.file
        elif request.pictures and "picture" in painter.takes:
            shown = request.pictures[0]
            picture = GeneratedFile("picture", request.read(shown.sha256), shown.media_type)
        progress.stage("painting the model", detail=painter.label)
        with refusing(drawing):
            model = painter.paint(
                GeneratedFile("model", glb, parent.model.media_type),
                picture=picture,
                prompt=request.prompt,
                seed=request.seed,
                progress=progress,
                step=_PAINT,
                options=request.options,
            )
        painted, kept, told = kept_shape(
            model.file, glb, same_triangles=model.provenance.get("keeps_triangles") is True
        )
        return Generation(
            files=(painted, *([drawn.file] if drawn else []), *model.extras),
            recipe={},
            provenance=self._told(
                request, drawing, drawn, model, painter.estimate(request.options)
            ),
            notes=(
                *(drawing.notes if drawing else ()),
                told,
                *_outside(drawing, drawn),
            ),
            versions=self._versions(painter.versions),
            kept="shape" if kept else "nothing",
        )

    @property
    def _price(self) -> float:
        return self._images.price if self._images else 0.0

    def _draws(self, request: GenerationRequest) -> bool:
        """Whether an image is made on the way."""
        if self._images is None:
            return False
        if request.step == "retexture":
            return self._painter is not None and self._painter.takes[0] == "picture"
        return bool(request.prompt) or not request.pictures

    def _drawing(self, request: GenerationRequest, progress: Progress) -> Drawing | None:
        """Where images are made; ``None`` where the user's own pictures, or words, are enough."""
        if self._images is not None and self._draws(request):
            return Drawing(self._images, request, progress, self._candidates)
        if request.step == "retexture":
            painter = self._painter
            if not request.pictures and painter is not None and "text" not in painter.takes:
                raise PromptError(
                    f"{painter.label} paints as a picture shows, and there is none.",
                    hint="Give pictures=, one of the product as it is to look.",
                )
        elif not request.pictures:
            raise PromptError(
                f"{self._models.label} makes models of pictures, and none was given.",
                hint='Give pictures=, or take a backend that draws first, such as "gemini+comfy".',
            )
        elif request.prompt:
            raise PromptError(
                f"{self._models.label} makes a model of pictures as they are, and cannot change "
                "them as the words say.",
                hint="Leave the words out, or take a backend that draws first, such as "
                '"gemini+comfy".',
            )
        return None

    def _pictures(
        self, request: GenerationRequest, drawing: Drawing | None
    ) -> tuple[list[GeneratedFile], MadeImage | None]:
        """What the model is made of, and the image that was drawn for it."""
        if drawing is None:
            return self._own_pictures(request), None
        chosen = drawing.choose()
        views = drawing.further_views(self._views, chosen, ordered=_MODEL)
        named = (replace(each.file, view=view) for view, each in views.items())
        return [chosen.file, *named], chosen

    def _own_pictures(self, request: GenerationRequest) -> list[GeneratedFile]:
        pictures = sorted(request.pictures, key=_front_first)
        most = self._models.max_images
        if most is not None and len(pictures) > most:
            raise PromptError(
                f"{self._models.label} takes {most} picture{'s' if most > 1 else ''}, and "
                f"{len(pictures)} were given.",
                hint="Give those that show the most, or take an endpoint for several, such as "
                "fal-ai/trellis/multi.",
            )
        return [
            GeneratedFile("picture", request.read(each.sha256), each.media_type, view=each.view)
            for each in pictures
        ]

    def _told(
        self,
        request: GenerationRequest,
        drawing: Drawing | None,
        drawn: MadeImage | None,
        model: MadeModel,
        usd: float,
    ) -> dict[str, JsonValue]:
        """How it was made, for the record."""
        made = drawing.made if drawing else 0
        camera = drawing.marked.camera if drawing else None
        return {
            "prompt": request.prompt,
            "view": camera.model_dump(mode="json") if camera else None,
            "seed": request.seed,
            "image": drawn.provenance if drawn else None,
            "views": dict(drawing.views) if drawing else {},
            "model": model.provenance,
            "images_made": made,
            "usd": round(self._price * made + usd, 6),
        }

    def _versions(self, maker: Mapping[str, str]) -> dict[str, str]:
        return {**(self._images.versions if self._images else {}), **maker}


def _outside(drawing: Drawing | None, drawn: MadeImage | None) -> tuple[str, ...]:
    """What a user is told of changes outside the region that they marked."""
    if drawing is None or drawn is None:
        return ()
    mask, before = drawing.marked.mask, drawing.changed_from
    if mask is None or before is None:
        return ()
    told = changed_outside(before.data, drawn.file.data, mask.data)
    return (told,) if told else ()


def _front_first(picture: Artifact) -> int:
    """Makers of models begin with the first picture, which is to show the most."""
    return ("", "front", "right", "left", "back", "top").index(picture.view)


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
