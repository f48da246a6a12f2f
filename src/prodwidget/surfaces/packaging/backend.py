"""Packages that are designed by rules: colours, bands, patterns, and type."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version

from prodwidget.backends import Generation, GenerationRequest, Option, Progress, number
from prodwidget.records import Step

STEPS: tuple[Step, ...] = ("create", "edit")
_LARGEST = 2000.0


def package_options() -> Mapping[str, Option]:
    """What can be set for a package, beyond words: millimetres, all of them inner."""
    # numpy comes with the structures, and not with the surface.
    from prodwidget.surfaces.packaging.structures import STRUCTURES

    return {
        "structure": Option(None, choices=tuple(STRUCTURES)),
        "length": number(None, 5.0, _LARGEST),
        "width": number(None, 5.0, _LARGEST),
        "height": number(None, 5.0, _LARGEST),
        "board": number(None, 0.05, 10.0),
        "clearance_mm": number(3.0, 0.0, 100.0),
    }


class ProceduralPackaging:
    """Designs cartons, boxes, sleeves, trays, tubes, labels and pouches on the CPU."""

    name = "procedural"
    label = "procedural, not AI"
    steps = STEPS

    def options(self, step: Step) -> Mapping[str, Option]:
        """What can be set for a step."""
        return package_options()

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Design the package; raises ``PromptError`` where its words are not clear."""
        progress.stage("reading the prompt")
        # numpy and Pillow are loaded by the first package, not by the import.
        from prodwidget.surfaces.packaging.delivery import delivered
        from prodwidget.surfaces.packaging.planning import planned, refuse_unchanged

        plan = planned(request, strict=True)
        refuse_unchanged(plan)
        files, notes = delivered(plan, request, progress, {})
        return Generation(
            files=files,
            recipe=plan.design.model_dump(mode="json"),
            provenance={"prompt": request.prompt, "seed": request.seed},
            notes=(*plan.notes, *notes),
            versions={each: version(each) for each in ("numpy", "pillow")},
        )
