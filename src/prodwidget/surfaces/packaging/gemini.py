"""Packages whose panels are painted by Gemini, and whose text is set over them here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from math import log
from typing import Literal

from pydantic import BaseModel, JsonValue

from prodwidget.backends import (
    GeminiImages,
    GeneratedFile,
    Generation,
    GenerationRequest,
    ImageMaker,
    Option,
    Progress,
)
from prodwidget.errors import PromptError
from prodwidget.records import Step
from prodwidget.surfaces.packaging.backend import STEPS, package_options
from prodwidget.surfaces.packaging.design import Picture
from prodwidget.surfaces.packaging.instructions import edit_instruction, panel_instruction

ASPECTS = ("1:1", "2:3", "3:2", "3:4", "4:3", "9:16", "16:9", "21:9")
"""Width to height of the pictures that can be asked for."""

_PANEL_STEP = "panel-"
_MOST_REFERENCES = 3


def _gemini(aspect: str) -> ImageMaker:
    return GeminiImages(aspect=aspect)


class GeminiPackaging:
    """Has each panel painted, all of them from one brief and in one style.

    Each panel is one picture, in the aspect that is nearest to its own, and is paid for once
    however often the job is resumed. The text is set over it in real fonts.

    Parameters
    ----------
    images:
        What makes a picture of an aspect, such as ``"3:2"``; else Gemini, as it is set up.

    Raises
    ------
    ProviderError
        ``sdk_missing``, or ``auth`` where there is no key.
    """

    name = "gemini"
    label = "Gemini"
    steps = STEPS

    def __init__(self, images: Callable[[str], ImageMaker] = _gemini) -> None:
        self._images = images
        self._square = images("1:1")

    def __repr__(self) -> str:
        return f"GeminiPackaging({self._square!r})"

    def options(self, step: Step) -> Mapping[str, Option]:
        """What can be set for a step."""
        return package_options()

    def estimate(self, request: GenerationRequest) -> float:
        """About what the run will cost, in US dollars: a picture for each panel that is painted."""
        from prodwidget.surfaces.packaging.painted import to_paint
        from prodwidget.surfaces.packaging.planning import planned

        return self._square.price * len(to_paint(planned(request, strict=False), request.part))

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Have the panels painted; raises as :meth:`prodwidget.backends.Backend.generate`."""
        progress.stage("reading the prompt")
        from prodwidget.surfaces.packaging.delivery import delivered
        from prodwidget.surfaces.packaging.painted import coarse, to_paint, with_paintings
        from prodwidget.surfaces.packaging.planning import planned

        plan = planned(request, strict=False)
        names = to_paint(plan, request.part)
        if not names and plan.before == plan.design:
            raise PromptError(
                "Nothing that can be seen would change.",
                hint="Say what is to look different, such as “make the front navy”.",
            )
        painting = _Painting(self._images, request, progress)
        aspects = {name: plan.sheet.size_of(name) for name in plan.design.panels}
        before: dict[str, GeneratedFile] = {}
        if not plan.rebuilt and request.parent is not None:
            before = _before(request, tuple(plan.design.panels))
        made: dict[str, _KeptImage] = {}
        for at, name in enumerate(names):
            others = [painting.files[each] for each in made][-_MOST_REFERENCES:]
            earlier = before.get(name)
            if earlier is not None:
                references = [earlier, *others][:_MOST_REFERENCES]
                instruction = edit_instruction(plan.sheet, name, request.words, len(references) - 1)
            else:
                # A new size, or a new package: what it began with, and what was asked since.
                brief = plan.design.brief
                words = brief if brief == request.words else f"{brief}\n{request.words}"
                references = others
                instruction = panel_instruction(plan, name, words, len(references))
            made[name] = painting.of(
                name, nearest_aspect(*aspects[name]), instruction, references, request.seed + at
            )
        plan.design = with_paintings(
            plan.design,
            {
                name: Picture(sha256=it.sha256, media_type=it.media_type)
                for name, it in made.items()
            },
        )
        pictures = {made[name].sha256: painting.files[name].data for name in made}
        files, notes = delivered(plan, request, progress, pictures)
        return Generation(
            files=files,
            recipe=plan.design.model_dump(mode="json"),
            provenance={
                "prompt": request.prompt,
                "seed": request.seed,
                "panels": {name: it.provenance for name, it in made.items()},
                "usd": round(self._square.price * len(made), 6),
            },
            notes=(*plan.notes, *notes, *coarse(plan.sheet, pictures, made_of(made))),
            versions={"numpy": version("numpy"), **self._square.versions},
        )


def nearest_aspect(width: float, height: float) -> str:
    """The aspect of :data:`ASPECTS` of which the least has to be cut away."""

    def off(aspect: str) -> float:
        wide, high = map(int, aspect.split(":"))
        return abs(log(wide / high) - log(width / height))

    return min(ASPECTS, key=off)


def made_of(made: Mapping[str, _KeptImage]) -> dict[str, str]:
    """The digest of each panel's painting."""
    return {name: each.sha256 for name, each in made.items()}


class _KeptImage(BaseModel):
    """A picture that was paid for and kept, as its checkpoint tells it."""

    outcome: Literal["done"]
    sha256: str
    media_type: str
    provenance: dict[str, JsonValue]


class _Painting:
    """The pictures of one job, each of which is paid for once however often it is resumed."""

    def __init__(
        self,
        images: Callable[[str], ImageMaker],
        request: GenerationRequest,
        progress: Progress,
    ) -> None:
        self.files: dict[str, GeneratedFile] = {}
        self._images = images
        self._request = request
        self._progress = progress

    def of(
        self,
        name: str,
        aspect: str,
        instruction: str,
        references: Sequence[GeneratedFile],
        seed: int,
    ) -> _KeptImage:
        """The picture of a panel: the one that was kept, or a new one."""
        step = f"{_PANEL_STEP}{name}"
        told = self._progress.checkpoints.get(step)
        if isinstance(told, dict) and told.get("outcome") == "done":
            kept = _KeptImage.model_validate(told)
            data = self._request.read(kept.sha256)
            self.files[name] = GeneratedFile("reference", data, kept.media_type)
            return kept
        images = self._images(aspect)
        self._progress.stage(f"painting the {name}", detail=images.label)
        image = images.make(instruction, references, seed=seed, progress=self._progress, step=step)
        kept = _KeptImage(
            outcome="done",
            sha256=self._progress.keep(image.file),
            media_type=image.file.media_type,
            provenance=image.provenance,
        )
        self._progress.checkpoint(step, kept.model_dump(mode="json"))
        self.files[name] = image.file
        return kept


def _before(request: GenerationRequest, names: Sequence[str]) -> dict[str, GeneratedFile]:
    """The panels as they were, without their text where they were painted."""
    from prodwidget.surfaces.packaging.design import Design
    from prodwidget.surfaces.packaging.planning import artifact_of

    assert request.parent is not None
    design = Design.model_validate(request.parent.recipe)
    found = {}
    for name in names:
        painting = design.panels[name].painting
        if painting is not None:
            data, media_type = request.read(painting.sha256), painting.media_type
        else:
            panel = artifact_of(request, "panel", f"{name}.png")
            if panel is None:
                continue
            data, media_type = request.read(panel.sha256), panel.media_type
        found[name] = GeneratedFile("reference", data, media_type)
    return found
