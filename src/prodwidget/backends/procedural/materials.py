"""What a part is made of, as glTF's metallic-roughness model has it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from prodwidget.backends.procedural.colour import linear
from prodwidget.backends.procedural.spec import Appearance, Finish


@dataclass(frozen=True, slots=True)
class Substance:
    """A material before it is coloured."""

    colour: str
    metallic: float
    roughness: float
    alpha: float = 1.0
    emissive: float = 0.0


SUBSTANCES: Final[dict[str, Substance]] = {
    "plastic": Substance("#e9e6df", 0.0, 0.42),
    "glass": Substance("#dfe9e6", 0.0, 0.06, alpha=0.34),
    "paper": Substance("#f5f2ea", 0.0, 0.86),
    "paint": Substance("#26272b", 0.0, 0.5),
    "ceramic": Substance("#eeebe4", 0.0, 0.24),
    "stoneware": Substance("#d9cfbf", 0.0, 0.66),
    "porcelain": Substance("#f7f5f0", 0.0, 0.12),
    "rubber": Substance("#2a2b2d", 0.0, 0.9),
    "steel": Substance("#c6c9cc", 1.0, 0.28),
    "iron": Substance("#4a4c4f", 1.0, 0.62),
    "chrome": Substance("#dfe2e5", 1.0, 0.06),
    "copper": Substance("#d98a63", 1.0, 0.24),
    "bronze": Substance("#a9774a", 1.0, 0.34),
    "brass": Substance("#cfa95b", 1.0, 0.26),
    "gold": Substance("#e6bd63", 1.0, 0.2),
    "rose gold": Substance("#e2ab95", 1.0, 0.22),
    "silver": Substance("#e3e4e5", 1.0, 0.18),
    "aluminium": Substance("#d5d8db", 1.0, 0.34),
    "titanium": Substance("#a8a39c", 1.0, 0.38),
    "oak": Substance("#c99d6b", 0.0, 0.6),
    "walnut": Substance("#6e4a32", 0.0, 0.52),
    "bamboo": Substance("#dfbf86", 0.0, 0.56),
    "cork": Substance("#b98d5f", 0.0, 0.94),
    "cardboard": Substance("#b8906a", 0.0, 0.92),
    "kraft": Substance("#b58d64", 0.0, 0.9),
    "leather": Substance("#7a4b2e", 0.0, 0.58),
    "fabric": Substance("#b9b4ab", 0.0, 0.97),
    "linen": Substance("#efe6d4", 0.0, 0.95),
    "stone": Substance("#9b988f", 0.0, 0.8),
    "marble": Substance("#f0eeea", 0.0, 0.2),
    "concrete": Substance("#a9a7a2", 0.0, 0.9),
    "wax": Substance("#f4ead6", 0.0, 0.5),
    "light": Substance("#ffd9a0", 0.0, 0.5, emissive=1.0),
}

GRAINED: Final = frozenset({"oak", "walnut", "bamboo"})
"""Materials that carry a wood grain."""

VEINED: Final = frozenset({"marble"})
"""Materials that carry veins."""

_ROUGHNESS: Final[dict[Finish, float]] = {
    "matte": 0.86,
    "satin": 0.46,
    "glossy": 0.16,
    "polished": 0.05,
    "brushed": 0.36,
    "frosted": 0.58,
    "clear": 0.04,
    "hammered": 0.34,
}


@dataclass(frozen=True, slots=True)
class Shading:
    """Factors of a glTF material; ``base`` is linear RGBA."""

    base: tuple[float, float, float, float]
    metallic: float
    roughness: float
    emissive: tuple[float, float, float]


def shading(look: Appearance) -> Shading:
    """The factors of a part's look; a finish overrides its material's roughness."""
    substance = SUBSTANCES[look.material]
    if look.finish == "metallic":
        substance = replace(substance, metallic=1.0, roughness=0.32)
    elif look.finish is not None:
        substance = replace(substance, roughness=_ROUGHNESS[look.finish])
    if look.finish == "clear":
        substance = replace(substance, alpha=0.3, metallic=0.0)
    elif look.finish == "frosted":
        substance = replace(substance, alpha=min(substance.alpha + 0.32, 0.72), metallic=0.0)
    red, green, blue = linear(look.colour)
    glow = substance.emissive
    return Shading(
        (red, green, blue, substance.alpha),
        substance.metallic,
        substance.roughness,
        (red * glow, green * glow, blue * glow),
    )
