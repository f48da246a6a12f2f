"""What a material looks like at each of many places: its colour, metal, roughness and alpha."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prodwidget.geometry.document import Tree
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.texels import Texels, linear


@dataclass(frozen=True, slots=True)
class Look:
    """A material at n places; colours in linear light."""

    base: Floats
    """(n, 3)."""
    alpha: Floats
    """(n,): how much of the place the surface covers."""
    clear: float
    """How much of the light that would be scattered goes through, as through glass."""
    metallic: Floats
    """(n,)."""
    roughness: Floats
    """(n,)."""
    emissive: Floats
    """(n, 3) or (3,)."""
    unlit: bool


def look_of(
    texels: Texels, material: Tree, uvs: tuple[Floats, ...], colours: Floats | None
) -> Look:
    """A material at places with texture coordinates (n, 2) a set, and vertex colours (n, 4).

    The older specular-glossiness is read as far as its diffuse colour goes.
    """
    extensions = material.get("extensions") or {}
    older = extensions.get("KHR_materials_pbrSpecularGlossiness")
    if older is None:
        pbr = material.get("pbrMetallicRoughness", {})
        factor, texture = pbr.get("baseColorFactor"), pbr.get("baseColorTexture")
        metal, rough = pbr.get("metallicFactor", 1.0), pbr.get("roughnessFactor", 1.0)
    else:
        pbr = {}
        factor, texture = older.get("diffuseFactor"), older.get("diffuseTexture")
        metal, rough = 0.0, 1.0 - older.get("glossinessFactor", 1.0)
    count = len(uvs[0]) if uvs else len(colours) if colours is not None else 1
    rgba = np.broadcast_to(np.array(factor or (1, 1, 1, 1), dtype=np.float64), (count, 4)).copy()
    painted = texels.at(texture, uvs)
    if painted is not None:
        rgba[:, :3] *= linear(painted[:, :3])
        rgba[:, 3] *= painted[:, 3]
    if colours is not None:
        rgba *= colours
    metallic, roughness = np.full(count, float(metal)), np.full(count, float(rough))
    surface = texels.at(pbr.get("metallicRoughnessTexture"), uvs)
    if surface is not None:
        metallic, roughness = metallic * surface[:, 2], roughness * surface[:, 1]
    return Look(
        base=np.clip(rgba[:, :3], 0.0, 1.0),
        alpha=_alpha(material, rgba[:, 3]),
        clear=float(extensions.get("KHR_materials_transmission", {}).get("transmissionFactor", 0)),
        metallic=np.clip(metallic, 0.0, 1.0),
        roughness=np.clip(roughness, 0.0, 1.0),
        emissive=_emissive(texels, material, extensions, uvs),
        unlit="KHR_materials_unlit" in extensions,
    )


def _alpha(material: Tree, alpha: Floats) -> Floats:
    mode = material.get("alphaMode", "OPAQUE")
    if mode == "MASK":
        alpha = (alpha >= material.get("alphaCutoff", 0.5)).astype(np.float64)
    elif mode != "BLEND":
        alpha = np.ones_like(alpha)
    return np.asarray(np.clip(alpha, 0.0, 1.0))


def _emissive(texels: Texels, material: Tree, extensions: Tree, uvs: tuple[Floats, ...]) -> Floats:
    factor = np.array(material.get("emissiveFactor", (0, 0, 0)), dtype=np.float64)
    strength = extensions.get("KHR_materials_emissive_strength", {}).get("emissiveStrength", 1.0)
    if not factor.any():
        return factor
    painted = texels.at(material.get("emissiveTexture"), uvs)
    return np.asarray(factor * strength * (1.0 if painted is None else linear(painted[:, :3])))
