"""The six maps of a material, as arrays and as pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from prodwidget.geometry import normal_map, png
from prodwidget.surfaces.texture.families import layers
from prodwidget.surfaces.texture.noise import Field, Noise, between, places, softened
from prodwidget.surfaces.texture.spec import MAPS, METALS, MaterialSpec

Texels = NDArray[Any]


@dataclass(frozen=True, slots=True)
class MaterialMaps:
    """What lies on one tile; row 0 is the top of each picture."""

    basecolor: Texels
    """(side, side, 3), 8 bit, sRGB."""
    normal: Texels
    """(side, side, 3), 8 bit: x to the right, y up, z out (OpenGL)."""
    roughness: Texels
    """(side, side), 8 bit."""
    metalness: Texels
    """(side, side), 8 bit."""
    height: Texels
    """(side, side), 16 bit, over the whole range."""
    occlusion: Texels
    """(side, side), 8 bit; white is open."""

    def pictures(self) -> dict[str, bytes]:
        """Each map as a PNG, by its role."""
        return {name: png(Image.fromarray(getattr(self, name))) for name in MAPS}


def material_maps(spec: MaterialSpec, side: int) -> MaterialMaps:
    """The maps of a material, ``side`` texels wide; the same spec gives the same."""
    made = layers(spec, side)
    colour, height, rough = made.colour, made.height, made.roughness
    if spec.worn:
        u, v = places(side)
        noise = Noise(spec.seed ^ 0x5EED)
        patches = between(-0.1, 0.5, noise.layered(u, v, 4, 4, 1, 5))
        scratches = between(0.45, 0.8, noise.smooth(u + v, v, 9, 150, 2)) * patches
        paler = colour * 0.72 + 0.2 if spec.family not in METALS else colour * 0.72
        wear = np.asarray(0.55 * patches + 0.25 * scratches)[..., None]
        colour = colour + (paler - colour) * wear
        rough = rough + 0.17 * patches + 0.14 * scratches
        height = height - 0.15 * scratches
    if spec.shade < 0:
        colour = colour * (1 + spec.shade)
    elif spec.shade > 0:
        colour = 1 - (1 - colour) * (1 - spec.shade)
    # A polish halves what is rough; no polish leaves half of what was smooth.
    rough = rough * (1 - 0.85 * spec.polish) if spec.polish > 0 else rough
    rough = rough + (0.97 - rough) * -spec.polish * 0.85 if spec.polish < 0 else rough
    rough = np.clip(rough, 0.04, 1)
    return MaterialMaps(
        basecolor=eight(colour),
        normal=normal_map(height * np.float32(made.relief * side)),
        roughness=eight(rough),
        metalness=np.full((side, side), round(made.metalness * 255), np.uint8),
        height=sixteen(height),
        occlusion=occlusion(height, made.relief),
    )


def occlusion(height: Field, relief: float) -> Texels:
    """How open each place is: how far it lies below its neighbourhood, near and wider.

    ``relief`` is what a height of 1 is, in tiles.
    """
    hidden = np.zeros_like(height)
    for width in (0.003, 0.009, 0.027):
        hidden += np.maximum(softened(height, width) - height, 0) * (relief / width)
    return eight(1 / (1 + 1.4 * hidden))


def sixteen(height: Field) -> Texels:
    """Heights over the whole range of 16 bits."""
    low, high = float(height.min()), float(height.max())
    return np.asarray((height - low) / max(high - low, 1e-9) * 65535 + 0.5).astype(np.uint16)


def eight(values: NDArray[Any]) -> Texels:
    """Numbers from 0 to 1 as bytes."""
    return np.asarray(np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8)
