"""What a material is made by: all that words can say of one."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

MAPS = ("basecolor", "normal", "roughness", "metalness", "height", "occlusion")
"""The roles of the maps."""

Shape = Literal["sphere", "cube", "plane", "cloth"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
"""What a material is shown on."""

Family = Literal[
    "wood",
    "marble",
    "brushed metal",
    "leather",
    "concrete",
    "fabric",
    "terrazzo",
    "paper",
    "ceramic glaze",
    "hammered metal",
]
FAMILIES: tuple[Family, ...] = get_args(Family)

METALS: tuple[Family, ...] = ("brushed metal", "hammered metal")

TILE_MM: dict[Family, float] = {
    "wood": 150,
    "marble": 200,
    "brushed metal": 80,
    "leather": 50,
    "concrete": 200,
    "fabric": 25,
    "terrazzo": 150,
    "paper": 80,
    "ceramic glaze": 100,
    "hammered metal": 80,
}
"""The side of a tile where nobody says it."""

COLOUR: dict[Family, str] = {
    "wood": "#8f6a45",
    "marble": "#ece9e4",
    "brushed metal": "#c8c9cb",
    "leather": "#6e4326",
    "concrete": "#a3a19c",
    "fabric": "#8a8f96",
    "terrazzo": "#e6e0d6",
    "paper": "#f1ece0",
    "ceramic glaze": "#5d8f8a",
    "hammered metal": "#c7835c",
}
"""The colour of each where nobody says one."""


class MaterialSpec(BaseModel):
    """A material; the same spec gives the same maps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    family: Family
    colours: tuple[str, ...] = ()
    """As ``#rrggbb``, the ground first; empty for the family's own."""
    seed: int = 0
    shade: float = Field(0.0, ge=-0.8, le=0.8)
    """Darker below 0, lighter above."""
    polish: float = Field(0.0, ge=-1.0, le=1.0)
    """Rougher below 0, glossier above."""
    worn: bool = False
    grain: float = Field(1.0, ge=0.25, le=4.0)
    """How large the pattern is, against the family's own."""
    planks: bool = False
    tile_mm: float = Field(100.0, ge=1, le=10_000)

    @property
    def ground(self) -> str:
        """The colour of most of it."""
        return self.colours[0] if self.colours else COLOUR[self.family]
