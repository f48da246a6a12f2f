"""What a part is made of, as glTF's metallic-roughness model and its extensions have it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from prodwidget.backends.procedural.colour import linear, luminance, mix
from prodwidget.backends.procedural.spec import Appearance, Finish
from prodwidget.geometry import FINISHES

Pattern = Literal["", "wood", "bamboo", "marble", "granite", "speckle", "concrete", "cork", "kraft"]
"""How a solid's colour varies through it."""

Relief = Literal["", "brushed", "hammered", "weave", "leather", "grain"]
"""How a surface is rough, too finely to be shaped."""


@dataclass(frozen=True, slots=True)
class Substance:
    """A material before it is coloured."""

    colour: str
    metallic: float
    roughness: float
    pattern: Pattern = ""
    relief: Relief = ""
    coat: float = 0.0
    """A clear, smooth layer on top, such as glaze or lacquer."""
    sheen: float = 0.0
    """The pale edge of cloth."""
    clear: float = 0.0
    """Share of light that passes, as through glass."""
    glow: float = 0.0


SUBSTANCES: Final[dict[str, Substance]] = {
    "plastic": Substance("#e9e6df", 0.0, 0.38),
    "glass": Substance("#eef4f1", 0.0, 0.02, clear=1.0),
    "paper": Substance("#f5f2ea", 0.0, 0.82, relief="grain"),
    "paint": Substance("#26272b", 0.0, 0.5),
    "ceramic": Substance("#eeebe4", 0.0, 0.42, coat=0.9),
    "stoneware": Substance("#d9cfbf", 0.0, 0.68, pattern="speckle"),
    "terracotta": Substance("#c4664a", 0.0, 0.88, relief="grain"),
    "porcelain": Substance("#f7f5f0", 0.0, 0.3, coat=1.0),
    "rubber": Substance("#2a2b2d", 0.0, 0.78),
    "steel": Substance("#c6c9cc", 1.0, 0.24),
    "iron": Substance("#3b3d40", 1.0, 0.62, relief="grain"),
    "chrome": Substance("#e2e4e6", 1.0, 0.05),
    "copper": Substance("#e29a72", 1.0, 0.2),
    "bronze": Substance("#a9774a", 1.0, 0.32),
    "brass": Substance("#d8b466", 1.0, 0.24),
    "gold": Substance("#eec672", 1.0, 0.18),
    "rose gold": Substance("#e8b39d", 1.0, 0.2),
    "silver": Substance("#e8e8e8", 1.0, 0.16),
    "aluminium": Substance("#d5d8db", 1.0, 0.32),
    "titanium": Substance("#a8a39c", 1.0, 0.36),
    "oak": Substance("#c99d6b", 0.0, 0.56, pattern="wood", coat=0.12),
    "walnut": Substance("#6e4a32", 0.0, 0.5, pattern="wood", coat=0.15),
    "bamboo": Substance("#dfbf86", 0.0, 0.5, pattern="bamboo", coat=0.15),
    "cork": Substance("#b98d5f", 0.0, 0.94, pattern="cork"),
    "cardboard": Substance("#b8906a", 0.0, 0.92, pattern="kraft"),
    "kraft": Substance("#b58d64", 0.0, 0.9, pattern="kraft"),
    "leather": Substance("#7a4b2e", 0.0, 0.54, relief="leather"),
    "fabric": Substance("#b9b4ab", 0.0, 0.95, relief="weave", sheen=0.5),
    "linen": Substance("#efe6d4", 0.0, 0.95, relief="weave", sheen=0.3),
    "stone": Substance("#9b988f", 0.0, 0.78, pattern="granite"),
    "marble": Substance("#f0eeea", 0.0, 0.22, pattern="marble", coat=0.5),
    "concrete": Substance("#a9a7a2", 0.0, 0.9, pattern="concrete", relief="grain"),
    "wax": Substance("#f4ead6", 0.0, 0.42, glow=0.06),
    "liquid": Substance("#c8791a", 0.0, 0.08, glow=0.3),
    "cream": Substance("#f4efe6", 0.0, 0.4),
    "light": Substance("#ffd9a0", 0.0, 0.5, glow=1.0),
}

WALL = 0.0028
"""Metres of glass that light crosses head-on."""


@dataclass(frozen=True, slots=True)
class Shading:
    """A glTF material's factors; ``base`` is linear RGB."""

    base: tuple[float, float, float]
    metallic: float
    roughness: float
    emissive: tuple[float, float, float]
    pattern: Pattern
    relief: Relief
    colour: str
    extensions: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def see_through(self) -> bool:
        """Whether what is behind or inside shows."""
        return "KHR_materials_transmission" in self.extensions


def shading(look: Appearance) -> Shading:
    """A part's look; its finish overrides what its material has of itself."""
    substance = _finished(SUBSTANCES[look.material], look.finish)
    red, green, blue = linear(look.colour)
    extensions: dict[str, dict[str, Any]] = {}
    base = (red, green, blue)
    if substance.clear:
        base = _glass(look, substance, extensions)
    if substance.coat:
        # Light colours hide a coat, dark ones show it; a real glaze is never a mirror.
        extensions["KHR_materials_clearcoat"] = {
            "clearcoatFactor": substance.coat,
            "clearcoatRoughnessFactor": 0.06,
        }
    if substance.sheen:
        pale = [
            round(substance.sheen * value, 4) for value in linear(mix(look.colour, "#ffffff", 0.5))
        ]
        extensions["KHR_materials_sheen"] = {
            "sheenColorFactor": pale,
            "sheenRoughnessFactor": 0.6,
        }
    if substance.relief == "brushed":
        extensions["KHR_materials_anisotropy"] = {
            "anisotropyStrength": 0.6,
            # Brushed around: highlights stretch across the scratches, upwards.
            "anisotropyRotation": round(math.pi / 2, 6),
        }
    glow = substance.glow
    return Shading(
        base,
        substance.metallic,
        substance.roughness,
        (red * glow, green * glow, blue * glow),
        substance.pattern,
        substance.relief,
        look.colour,
        extensions,
    )


def see_through(look: Appearance) -> bool:
    """Whether a part's contents show."""
    return _finished(SUBSTANCES[look.material], look.finish).clear > 0


def _finished(substance: Substance, finish: Finish | None) -> Substance:
    if finish is None:
        return substance
    changed = replace(substance, roughness=FINISHES[finish].roughness)
    match finish:
        case "matte":
            return replace(changed, coat=0.0)
        case "glossy" | "polished" if not substance.metallic and not substance.clear:
            return replace(changed, roughness=max(substance.roughness, 0.3), coat=1.0)
        case "brushed":
            return replace(changed, relief="brushed", coat=0.0)
        case "hammered":
            return replace(changed, relief="hammered")
        case "metallic":
            return replace(changed, metallic=1.0, pattern="", coat=0.0, clear=0.0)
        case "clear" | "frosted":
            clear = FINISHES[finish].clear
            return replace(changed, clear=clear, metallic=0.0, pattern="", coat=0.0)
    return changed


def _glass(
    look: Appearance, substance: Substance, extensions: dict[str, dict[str, Any]]
) -> tuple[float, float, float]:
    """Fills in how light passes; answers the base colour, which glTF multiplies that light with."""
    # Black glass still lets a little through, which is what makes it glass.
    floor = 0.012
    # Pale glass is clear glass: what little colour it has shows where it is seen edge-on.
    pale = min(max(luminance(look.colour) * 2 - 0.7, 0.0), 0.93)
    tint = [round(max(value, floor), 4) for value in linear(mix(look.colour, "#fcfffe", pale))]
    extensions["KHR_materials_transmission"] = {"transmissionFactor": substance.clear}
    extensions["KHR_materials_ior"] = {"ior": 1.5 if look.material == "glass" else 1.46}
    extensions["KHR_materials_volume"] = {
        "thicknessFactor": WALL,
        # The colour that is named is the one seen through the vessel: through two walls.
        "attenuationColor": tint,
        "attenuationDistance": 2 * WALL,
    }
    if substance.clear < 1:
        # What frosted glass scatters is white, tinted by the glass behind the frost.
        red, green, blue = linear(mix(look.colour, "#ffffff", 0.2 + 0.3 * luminance(look.colour)))
        return (red, green, blue)
    return (1.0, 1.0, 1.0)
