"""The finishes that there are: how each is called, and what it makes of a material."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finish:
    """How a surface treats light, whatever its colour."""

    label: str
    """What a panel calls it."""
    roughness: float
    """As glTF's ``roughnessFactor``."""
    metallic: float | None = None
    """As glTF's ``metallicFactor``; ``None`` where the material keeps its own."""
    clear: float = 0.0
    """Share of light that passes, as glTF's ``transmissionFactor``."""
    relief: bool = False
    """Whether it is of marks on the surface, which only a product with a recipe can be given."""


FINISHES: Mapping[str, Finish] = {
    "matte": Finish("Matte", 0.8),
    "satin": Finish("Satin", 0.44),
    "glossy": Finish("Glossy", 0.14),
    "polished": Finish("Polished", 0.05),
    "metallic": Finish("Metallic", 0.3, metallic=1.0),
    "brushed": Finish("Brushed", 0.26, relief=True),
    "hammered": Finish("Hammered", 0.26, relief=True),
    "frosted": Finish("Frosted", 0.5, metallic=0.0, clear=0.72),
    "clear": Finish("Clear", 0.04, metallic=0.0, clear=1.0),
}
"""Every finish by its name, in the order of a menu."""
