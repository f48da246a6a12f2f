"""The steps that are no prompts: operations on a model, and models of the user's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from prodwidget.backends.base import GeneratedFile, Generation, GenerationRequest, Progress
from prodwidget.backends.heeding import heeded
from prodwidget.backends.styles import RESTYLE, TEXTURE, checked_style
from prodwidget.errors import PromptError
from prodwidget.geometry import MEDIA_TYPE, Processed
from prodwidget.records import Step


class GeometryBackend:
    """Carries out operations and imports by libraries on the CPU; free, and without a network."""

    name = "geometry"
    label = "on this machine, not AI"
    steps: tuple[Step, ...] = ("process", "import")

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Carry out a ``process`` or an ``import``.

        Raises
        ------
        ModelError
            The model cannot be read, or the operation would break it.
        PromptError
            There is no such operation, or nothing to carry it out on.
        JobCancelled
            At once; what a library was doing ends by itself.
        """
        if request.step == "import":
            return self._imported(request, progress)
        return self._processed(request, progress)

    def _imported(self, request: GenerationRequest, progress: Progress) -> Generation:
        from prodwidget.geometry import file_notes, model_from_file

        source = next((each for each in request.inputs if each.role == "source"), None)
        if source is None:
            raise PromptError("There is no model to begin with.", hint="Give model=, a file.")
        progress.stage("reading the model")
        data = request.read(source.sha256)
        glb = heeded(lambda: model_from_file(data, source.name), progress.raise_if_cancelled)
        return Generation(
            (GeneratedFile("model", glb, MEDIA_TYPE),), {}, notes=file_notes(source.name)
        )

    def _processed(self, request: GenerationRequest, progress: Progress) -> Generation:
        from prodwidget.geometry import OPERATIONS, restyle, textured

        if request.parent is None:
            raise PromptError("There is no product to process yet.", hint="Create one first.")
        model = request.read(request.parent.model.sha256)
        operation = OPERATIONS.get(request.operation)
        work: Callable[[], Processed]
        if request.operation == RESTYLE:
            progress.stage("colouring the part")
            style: dict[str, Any] = checked_style(**request.options)
            work = partial(restyle, model, part=request.part, **style)
        elif request.operation == TEXTURE:
            progress.stage("laying the material over it")
            maps = {each.role: request.read(each.sha256) for each in request.inputs}
            tile = float(str(request.options["tile_mm"]))
            work = partial(textured, model, request.part, maps, tile)
        elif operation is not None:
            progress.stage(operation.label)
            work = partial(operation.run, model, **request.options)
        else:
            raise PromptError(
                f"There is no operation {request.operation!r} here.",
                hint=f"There are {', '.join(OPERATIONS)}.",
            )
        done = heeded(work, progress.raise_if_cancelled)
        return Generation(
            (GeneratedFile("model", done.glb, MEDIA_TYPE), *reference_pictures(request)),
            # What can still be edited by a recipe is not what is on the stage any more.
            {},
            notes=done.notes,
        )


def reference_pictures(request: GenerationRequest) -> tuple[GeneratedFile, ...]:
    """The parent's reference pictures: an edit starts from them."""
    parent = request.parent
    return tuple(
        GeneratedFile(each.role, request.read(each.sha256), each.media_type, each.view, each.name)
        for each in (parent.artifacts if parent else ())
        if each.role == "reference"
    )
