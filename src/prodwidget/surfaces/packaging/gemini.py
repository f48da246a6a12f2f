"""Packages whose panels are painted by Gemini, and whose text is set over them here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from importlib.metadata import version
from math import log
from typing import TYPE_CHECKING

from prodwidget.backends import (
    GeminiImages,
    GeneratedFile,
    Generation,
    GenerationRequest,
    ImageMaker,
    MadeImage,
    Option,
    Progress,
    image_once,
)
from prodwidget.records import Step
from prodwidget.surfaces.packaging.backend import STEPS, package_options
from prodwidget.surfaces.packaging.design import Picture
from prodwidget.surfaces.packaging.instructions import edit_instruction, panel_instruction

if TYPE_CHECKING:
    from prodwidget.surfaces.packaging.planning import Plan

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
        from prodwidget.surfaces.packaging.planning import planned, refuse_unchanged

        plan = planned(request, strict=False)
        names = to_paint(plan, request.part)
        if not names:
            refuse_unchanged(plan)
        made: dict[str, MadeImage] = {}
        for at, name in enumerate(names):
            others = [each.file for each in made.values()][-_MOST_REFERENCES:]
            earlier = None if plan.rebuilt else _earlier(request, plan, name)
            if earlier is not None:
                references = [earlier, *others][:_MOST_REFERENCES]
                instruction = edit_instruction(plan.sheet, name, request.words, len(references) - 1)
            else:
                # A new size, or a new package: what it began with, and what was asked since.
                brief = plan.design.brief
                words = brief if brief == request.words else f"{brief}\n{request.words}"
                references = others
                instruction = panel_instruction(plan, name, words, len(references))
            made[name] = image_once(
                self._images(nearest_aspect(*plan.sheet.size_of(name))),
                instruction,
                references,
                seed=request.seed + at,
                request=request,
                progress=progress,
                step=f"{_PANEL_STEP}{name}",
                stage=f"painting the {name}",
            )
        paintings = {
            name: Picture(
                sha256=sha256(each.file.data).hexdigest(), media_type=each.file.media_type
            )
            for name, each in made.items()
        }
        plan.design = with_paintings(plan.design, paintings)
        pictures = {paintings[name].sha256: each.file.data for name, each in made.items()}
        files, notes = delivered(plan, request, progress, pictures)
        told = coarse(plan.sheet, {name: each.file.data for name, each in made.items()})
        return Generation(
            files=files,
            recipe=plan.design.model_dump(mode="json"),
            provenance={
                "prompt": request.prompt,
                "seed": request.seed,
                "panels": {name: each.provenance for name, each in made.items()},
                "usd": round(self._square.price * len(made), 6),
            },
            notes=(*plan.notes, *notes, *told),
            versions={"numpy": version("numpy"), **self._square.versions},
        )


def nearest_aspect(width: float, height: float) -> str:
    """The aspect of :data:`ASPECTS` of which the least has to be cut away."""

    def off(aspect: str) -> float:
        wide, high = map(int, aspect.split(":"))
        return abs(log(wide / high) - log(width / height))

    return min(ASPECTS, key=off)


def _earlier(request: GenerationRequest, plan: Plan, name: str) -> GeneratedFile | None:
    """A panel as it was, without its text where it was painted."""
    from prodwidget.surfaces.packaging.planning import artifact_of

    painting = plan.before.panels[name].painting if plan.before else None
    found = painting or artifact_of(request, "panel", f"{name}.png")
    if found is None:
        return None
    return GeneratedFile("reference", request.read(found.sha256), found.media_type)
