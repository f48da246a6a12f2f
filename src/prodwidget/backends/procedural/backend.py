"""The procedural backend: has a prompt read, and builds what it says."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version

from prodwidget.backends.base import GeneratedFile, Generation, GenerationRequest, Progress
from prodwidget.backends.language import LanguageModel
from prodwidget.backends.procedural.readers import RecipeReader, WordReader
from prodwidget.errors import PromptError
from prodwidget.geometry import MEDIA_TYPE
from prodwidget.records import ProductIteration, Step


class ProceduralBackend:
    """Builds bottles, jars, tubes, cans, mugs, boxes, vases, bowls, lamps and stools."""

    name = "procedural"
    label = "procedural, not AI"
    steps: tuple[Step, ...] = ("create", "edit", "retexture")
    _reader: RecipeReader = WordReader()

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Make the product; raises :class:`PromptError` where its words are not clear."""
        # numpy and Pillow are loaded by the first product, not by the import.
        from prodwidget.backends.procedural.restyling import restyled
        from prodwidget.backends.procedural.spec import Spec

        if request.pictures or request.mask is not None:
            raise PromptError(
                "The procedural generator builds what words say, and cannot look at pictures.",
                hint="Leave the pictures out, or take a backend that makes models of them: "
                "prodwidget.backends() lists them.",
            )
        before = None
        if request.parent is not None:
            _refuse_what_was_not_built(request.parent, self.name)
            before = Spec.model_validate(request.parent.recipe)
        if request.operation and before is not None:
            reading = restyled(before, request.part, request.options)
        else:
            progress.stage("reading the prompt")
            reading = self._reader.read(
                request.words, before, request.seed, progress, part=request.part
            )
        progress.stage(f"shaping the {reading.spec.family}")
        from prodwidget.backends.procedural.glb import write_glb

        data = write_glb(reading.spec)
        if request.parent is not None and sha256(data).hexdigest() == request.parent.model.sha256:
            raise PromptError(
                f"Nothing that can be seen would change ({'; '.join(reading.changes)}).",
                hint="Say what is to look different, such as “make it red” or “make it taller”.",
            )
        if request.step == "retexture" and request.parent is not None:
            _refuse_another_shape(request.read(request.parent.model.sha256), data)
        return Generation(
            files=(GeneratedFile("model", data, MEDIA_TYPE),),
            recipe=reading.spec.model_dump(mode="json"),
            provenance=reading.provenance,
            notes=(*reading.changes, *reading.notes),
            versions={name: version(name) for name in ("numpy", "pillow")}
            | dict(self._reader.versions),
        )


def builds(iteration: ProductIteration) -> bool:
    """Whether an iteration is a product with a recipe, whoever read its prompt."""
    maker = iteration.backend.partition("+")[0]
    return iteration.kind not in ("process", "import") and maker == ProceduralBackend.name


def _refuse_what_was_not_built(parent: ProductIteration, name: str) -> None:
    if parent.kind in ("process", "import"):
        raise PromptError(
            "This model was processed, or came from a file, and the procedural generator "
            "can only edit what it built.",
            hint="Go back before that step, or take a backend that paints models: "
            "prodwidget.backends() lists them.",
        )
    if parent.backend != name and not builds(parent):
        raise PromptError(
            f"This product was made by {parent.backend}, "
            "and the procedural generator can only edit its own.",
            hint="Edit it with the backend that made it, or start a new product.",
        )


def _refuse_another_shape(before: bytes, after: bytes) -> None:
    from prodwidget.geometry import same_points

    # A label is what is printed on a product, though it is a part here.
    if not same_points(before, after, besides=("label",)):
        raise PromptError(
            "These words would change the shape, and it is to be kept.",
            hint='Say only what it is to look like, or leave the shape free: keep="nothing".',
        )


class ModelReadBackend(ProceduralBackend):
    """The same products, of prompts that a language model reads, in whatever language.

    Parameters
    ----------
    model:
        What writes the recipe; the shape is built from it here, as exactly as without.
    """

    def __init__(self, model: LanguageModel) -> None:
        from prodwidget.backends.procedural.model_reader import ModelReader

        self._reader = ModelReader(model)
        self.name = f"{ProceduralBackend.name}+{self._reader.name}"
        self.label = f"{ProceduralBackend.label}; prompt read by {self._reader.label}"

    def __repr__(self) -> str:
        return f"ModelReadBackend({self._reader!r})"

    def estimate(self, request: GenerationRequest) -> float:
        """About what the reading costs, in US dollars, where the first answer is a recipe."""
        return self._reader.price or 0.0
