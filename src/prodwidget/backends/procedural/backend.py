"""The procedural backend: reads a prompt, and builds what it says."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version

from prodwidget.backends.base import GeneratedFile, Generation, GenerationRequest, Progress
from prodwidget.errors import PromptError
from prodwidget.geometry import MEDIA_TYPE
from prodwidget.records import Step


class ProceduralBackend:
    """Builds bottles, jars, tubes, cans, mugs, boxes, vases, bowls, lamps and stools."""

    name = "procedural"
    label = "procedural, not AI"
    steps: tuple[Step, ...] = ("create", "edit")

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Make the product; raises :class:`PromptError` where its words are not clear."""
        # numpy and Pillow are loaded by the first product, not by the import.
        from prodwidget.backends.procedural.parse import read_create, read_edit
        from prodwidget.backends.procedural.spec import Spec

        progress.stage("reading the prompt")
        if request.parent is None:
            reading = read_create(request.prompt, request.seed)
        else:
            if request.parent.backend != self.name:
                raise PromptError(
                    f"This product was made by {request.parent.backend}, "
                    "and the procedural generator can only edit its own.",
                    hint="Edit it with the backend that made it, or start a new product.",
                )
            reading = read_edit(request.prompt, Spec.model_validate(request.parent.recipe))
        progress.stage(f"shaping the {reading.spec.family}")
        from prodwidget.backends.procedural.glb import write_glb

        data = write_glb(reading.spec)
        if request.parent is not None and sha256(data).hexdigest() == request.parent.model.sha256:
            raise PromptError(
                f"Nothing that can be seen would change ({'; '.join(reading.changes)}).",
                hint="Say what is to look different, such as “make it red” or “make it taller”.",
            )
        return Generation(
            files=(GeneratedFile("model", data, MEDIA_TYPE),),
            recipe=reading.spec.model_dump(mode="json"),
            notes=(*reading.changes, *reading.notes),
            versions={name: version(name) for name in ("numpy", "pillow")},
        )
