"""What can be set for a material beyond words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import JsonValue

from prodwidget.backends import Option
from prodwidget.surfaces.texture.spec import SHAPES, Shape

OPTIONS: Mapping[str, Option] = {
    "resolution": Option(1024, choices=(1024, 256, 512, 2048)),
    "shape": Option("sphere", choices=SHAPES),
    "tile_mm": Option(None, 1, 10_000),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What was set, here or before."""

    resolution: int = 1024
    shape: Shape = "sphere"
    tile_mm: float | None = None
    """``None`` for the material's own."""

    def written(self) -> dict[str, JsonValue]:
        """As a part of a recipe."""
        return asdict(self)


def settings(options: Mapping[str, JsonValue], before: Mapping[str, JsonValue]) -> Settings:
    """What is set now, over what was set for the parent."""
    both: dict[str, Any] = {**before, **options}
    return Settings(**{name: both[name] for name in OPTIONS if name in both})
