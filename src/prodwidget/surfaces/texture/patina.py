"""Materials by PATINA on fal.ai: of words, or of a picture of a surface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pydantic import JsonValue

from prodwidget.backends import (
    FalMaterials,
    Generation,
    GenerationRequest,
    Option,
    Progress,
    heeded,
    unknown_outcome,
)
from prodwidget.errors import PromptError
from prodwidget.records import Step
from prodwidget.surfaces.texture.options import OPTIONS, Settings, settings

_MAPS, _MAPS_OF_PICTURE = "maps", "maps of a picture"
_STEPS = {_MAPS: False, _MAPS_OF_PICTURE: True}
"""The checkpoint of each request, and whether it is one of a picture: another endpoint's."""
_TILE_MM = 100.0


class PatinaTextures:
    """Has PATINA make the maps; the occlusion is made of the heights here.

    Parameters
    ----------
    settings:
        Those of :class:`~prodwidget.backends.fal.FalMaterials`, such as ``key``.
    """

    name = "fal"
    label = "PATINA on fal"
    steps: tuple[Step, ...] = ("create", "edit")

    def __init__(self, **settings: object) -> None:
        self._settings = settings

    def options(self, step: Step) -> Mapping[str, Option]:
        """What can be set for a material."""
        return OPTIONS

    def estimate(self, request: GenerationRequest) -> float:
        """About what the maps cost, in US dollars."""
        of_picture = bool(request.pictures)
        return self._maker(of_picture).estimate(_sent(_chosen(request), of_picture))

    def stop(self, checkpoints: Mapping[str, JsonValue]) -> bool:
        """Stop the making of the maps."""
        begun = [(step, of) for step, of in _STEPS.items() if step in checkpoints]
        return all(self._maker(of).stop(checkpoints[step]) for step, of in begun)

    def adopt(
        self, checkpoints: Mapping[str, JsonValue], request_id: str
    ) -> Mapping[str, JsonValue]:
        """Go on with a request by its id."""
        for step, of_picture in _STEPS.items():
            made = checkpoints.get(step)
            if unknown_outcome(made):
                return {**checkpoints, step: self._maker(of_picture).adopt(made, request_id)}
        raise PromptError(
            "No request for maps is missing its answer, so that there is none to adopt.",
            hint="Leave adopt out.",
        )

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Make the material; see :meth:`prodwidget.backends.Backend.generate`."""
        from prodwidget.surfaces.texture.files import files_of
        from prodwidget.surfaces.texture.provided import completed

        picture = _picture(request)
        words = _words(request) if picture is None else request.words.strip()
        chosen = _chosen(request)
        maker = self._maker(picture is not None)
        progress.stage("making the maps", detail=self.label)
        made = maker.make(
            words,
            seed=request.seed,
            progress=progress,
            picture=picture,
            step=_MAPS if picture is None else _MAPS_OF_PICTURE,
            options=_sent(chosen, picture is not None),
        )
        heed = progress.raise_if_cancelled
        pictures, notes = heeded(lambda: completed(made.pictures), heed)
        if picture is not None and words:
            notes = (*notes, "The maps are those of the picture; the words changed nothing.")
        elif picture is None and request.parent is not None:
            notes = (*notes, "The maps were made anew from all the words so far.")
        tile_mm = chosen.tile_mm or _TILE_MM
        progress.stage("wrapping it around the shape")
        return Generation(
            files=heeded(
                lambda: files_of(words, pictures, chosen.shape, tile_mm, "prodwidget with PATINA"),
                heed,
            ),
            recipe={
                "tile_mm": tile_mm,
                "words": words if picture is None else None,
                "settings": chosen.written(),
            },
            provenance={"model": made.provenance, "usd": made.provenance.get("usd")},
            notes=notes,
            versions=maker.versions,
        )

    def _maker(self, of_picture: bool) -> FalMaterials:
        return FalMaterials(of_picture=of_picture, **self._settings)


def _chosen(request: GenerationRequest) -> Settings:
    before = request.parent.recipe.get("settings") if request.parent is not None else None
    return settings(request.options, cast("Mapping[str, JsonValue]", before or {}))


def _picture(request: GenerationRequest) -> bytes | None:
    """The picture whose maps are asked for; raises :class:`PromptError` where it is not one."""
    if len(request.pictures) > 1 or request.mask is not None:
        raise PromptError(
            "PATINA makes the maps of one picture, and of all of it.",
            hint="Give one picture of the surface, without a mask.",
        )
    return request.read(request.pictures[0].sha256) if request.pictures else None


def _words(request: GenerationRequest) -> str:
    """What is asked for, and for an edit what was asked for before.

    Raises
    ------
    PromptError
        It was not made of words.
    """
    words = request.words.strip()
    if request.parent is None:
        return words
    before = request.parent.recipe.get("words")
    if not isinstance(before, str):
        raise PromptError(
            f"This material was made by {request.parent.backend}, not of words that could be "
            "added to.",
            hint="Edit it with the backend that made it, give a picture of how it is to look, or "
            "start a new material.",
        )
    return f"{before.rstrip('.')}. {words}"


def _sent(chosen: Settings, of_picture: bool) -> dict[str, JsonValue]:
    if of_picture:
        # Its maps are as large as the picture.
        return {}
    return {"image_size": {"width": chosen.resolution, "height": chosen.resolution}}
