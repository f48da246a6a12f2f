"""The procedural maker of materials."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import cast

from pydantic import JsonValue, ValidationError

from prodwidget.backends import Generation, GenerationRequest, Option, Progress, heeded
from prodwidget.errors import PromptError
from prodwidget.records import Step
from prodwidget.surfaces.texture.options import OPTIONS, settings

GENERATOR = "prodwidget procedural (not AI)"


class ProceduralTextures:
    """Makes wood, marble, metals, leather, concrete, fabric, terrazzo, paper and glazes."""

    name = "procedural"
    label = "procedural, not AI"
    steps: tuple[Step, ...] = ("create", "edit")

    def options(self, step: Step) -> Mapping[str, Option]:
        """What can be set for a material."""
        return OPTIONS

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Make the material; raises :class:`PromptError` where its words are not clear."""
        # numpy and Pillow are loaded by the first material, not by the import.
        from prodwidget.surfaces.texture.maps import material_maps
        from prodwidget.surfaces.texture.spec import MaterialSpec
        from prodwidget.surfaces.texture.words import read_material

        if request.pictures or request.mask is not None:
            raise PromptError(
                "The procedural maker does what words say, and cannot look at pictures.",
                hint="Leave the pictures out, or set FAL_KEY and take the backend “fal”.",
            )
        before = None
        made_with: Mapping[str, JsonValue] = {}
        if request.parent is not None:
            recipe = request.parent.recipe
            try:
                before = MaterialSpec.model_validate(recipe.get("material"))
            except ValidationError:
                raise PromptError(
                    f"This material was made by {request.parent.backend}, and the procedural maker "
                    "can only edit its own.",
                    hint="Edit it with the backend that made it, or start a new material.",
                ) from None
            made_with = cast("Mapping[str, JsonValue]", recipe.get("settings") or {})
        chosen = settings(request.options, made_with)
        progress.stage("reading the prompt")
        reading = read_material(request.words, before, request.seed)
        spec = reading.spec
        if chosen.tile_mm is not None and "tile_mm" in request.options:
            spec = spec.model_copy(update={"tile_mm": chosen.tile_mm})
        if spec == before and chosen == settings({}, made_with):
            raise PromptError(
                "Nothing that can be seen would change.",
                hint="Say what is to look different, such as “darker” or “in walnut”.",
            )
        progress.stage(f"painting the {spec.family}")
        pictures = heeded(
            lambda: material_maps(spec, chosen.resolution).pictures(), progress.raise_if_cancelled
        )
        progress.stage("wrapping it around the shape")
        from prodwidget.surfaces.texture.files import files_of

        name = f"{spec.family} {spec.seed}"
        return Generation(
            files=heeded(
                lambda: files_of(name, pictures, chosen.shape, spec.tile_mm, GENERATOR),
                progress.raise_if_cancelled,
            ),
            recipe={
                "tile_mm": spec.tile_mm,
                "material": spec.model_dump(mode="json"),
                "settings": chosen.written(),
            },
            notes=(*reading.changes, *reading.notes),
            versions={each: version(each) for each in ("numpy", "pillow")},
        )
