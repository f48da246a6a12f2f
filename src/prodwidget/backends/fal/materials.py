"""Maps of a material by PATINA on fal.ai, of words or of a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import JsonValue

from prodwidget.backends.base import Progress
from prodwidget.backends.download import FileRules, fetch, picture_type
from prodwidget.backends.fal.endpoint import PROVIDER, Endpoint, Price
from prodwidget.backends.fal.maker import FalMaker
from prodwidget.backends.options import choice
from prodwidget.errors import ProviderError

if TYPE_CHECKING:
    from prodwidget.backends.fal.job import Answer, FalJob

MAPS = ("basecolor", "normal", "roughness", "metalness", "height")
"""What it makes, as it calls them."""

_MOST_BYTES = 64 * 2**20
_OF_WORDS = Endpoint(
    "fal-ai/patina/material",
    "PATINA",
    image_fields=(),
    min_images=0,
    prompt_field="prompt",
    outputs=(),
    price=Price(0.08),
    options={"upscale_factor": choice(0, 2, 4), "tiling_mode": choice("both", "none")},
)
_OF_A_PICTURE = Endpoint(
    "fal-ai/patina",
    "PATINA",
    image_fields=("image_url",),
    outputs=(),
    price=Price(0.08),
    options={},
)


MATERIAL_ENDPOINTS = (_OF_WORDS.id, _OF_A_PICTURE.id)
"""The ids of those that make maps of materials."""


@dataclass(frozen=True, slots=True)
class MadeMaps:
    """What came of one request."""

    pictures: Mapping[str, bytes]
    """By their roles."""
    provenance: dict[str, JsonValue]


class FalMaterials(FalMaker):
    """Makes the maps of a material; for parameters and errors see :class:`FalMaker`."""

    sending = "sending the words"

    def __init__(self, *, of_picture: bool = False, **settings: object) -> None:
        row = _OF_A_PICTURE if of_picture else _OF_WORDS
        super().__init__(row, **settings)  # type: ignore[arg-type]

    def _usd(self, settings: Mapping[str, JsonValue], n_images: int) -> float:
        """$0.01, and a megapixel $0.01 a map and $0.02 a texture of words: fal's pages, in 2026."""
        size = settings.get("image_size")
        sides = size if isinstance(size, dict) else {}
        area = 1.0
        for name in ("width", "height"):
            side = sides.get(name, 1024)
            area *= float(side) if isinstance(side, int | float) else 1024.0
        factor = settings.get("upscale_factor")
        enlarged = max(float(factor) if isinstance(factor, int | float) else 1.0, 1.0)
        megapixels = area * enlarged**2 / 1e6
        drawn = 0.02 if self.endpoint.prompt_field else 0.0
        return round(0.01 + megapixels * (drawn + 0.01 * len(MAPS)), 4)

    def estimate(self, options: Mapping[str, JsonValue] | None = None) -> float:
        """About what one set costs, in US dollars."""
        return self._usd(self._merged(options), 0)

    def make(
        self,
        prompt: str,
        *,
        seed: int,
        progress: Progress,
        picture: bytes | None = None,
        step: str = "maps",
        options: Mapping[str, JsonValue] | None = None,
    ) -> MadeMaps:
        """Make a set of maps, or go on with the one that ``step`` wrote down.

        Raises
        ------
        ProviderError
            ``bad_response``: a map is no picture, or there is no base colour. Else as
            :class:`FalMaker`.
        """
        row = self.endpoint

        def arguments(settings: dict[str, JsonValue]) -> dict[str, JsonValue]:
            shown = []
            if picture is not None:
                from prodwidget.backends.fal.pictures import data_uri

                shown = [data_uri(picture, row.longest_side, row.most_bytes)]
            return row.arguments(shown, settings, seed, prompt=prompt.strip())

        def deliver(
            job: FalJob, answer: Answer, row: Endpoint, rules: FileRules
        ) -> dict[str, bytes]:
            return {
                role: _picture(url, rules, progress) for role, url in _addresses(answer).items()
            }

        pictures, provenance, _ = self._carried_out(arguments, options, 0, progress, step, deliver)
        return MadeMaps(pictures, provenance)


def _addresses(answer: Answer) -> dict[str, str]:
    """Where each map is; where none is called one they come in the order of :data:`MAPS`.

    What is beside maps, and is not called one, is the texture that they were made of.
    """
    images = answer.get("images")
    listed = [
        (each.get("map_type"), str(each["url"]))
        for each in (images if isinstance(images, list) else [])
        if isinstance(each, dict) and isinstance(each.get("url"), str)
    ]
    found = {str(role): url for role, url in reversed(listed) if role in MAPS}
    if not found:
        found = {role: url for role, (_, url) in zip(MAPS, listed, strict=False)}
    if "basecolor" not in found:
        raise _bad("fal's answer has no base colour.")
    return found


def _picture(url: str, rules: FileRules, progress: Progress) -> bytes:
    data = fetch(url, rules, lambda here, total: progress.raise_if_cancelled())
    if len(data) > _MOST_BYTES or picture_type(data) is None:
        raise _bad("A map that fal made is no picture, or too large.")
    return data


def _bad(message: str) -> ProviderError:
    return ProviderError(
        message,
        code="bad_response",
        provider=PROVIDER,
        hint="Send the prompt again, or take the procedural maker.",
        retryable=False,
    )
