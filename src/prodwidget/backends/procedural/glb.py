"""A spec as a binary glTF 2.0 file: one named node, mesh and material a part."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from prodwidget.backends.procedural.catalogue import label_kind, stated_size
from prodwidget.backends.procedural.label import Room, ink_print, paper_label
from prodwidget.backends.procedural.materials import Shading, see_through, shading
from prodwidget.backends.procedural.shapes import build
from prodwidget.backends.procedural.spec import Part, Spec
from prodwidget.backends.procedural.textures import TILE, relief, solid
from prodwidget.geometry import GlbWriter, Mesh, Surroundings

GENERATOR = "prodwidget procedural (not AI)"

_TEXELS = 512
"""Of a solid's picture along its longer side."""


def write_glb(spec: Spec) -> bytes:
    """The product's bytes; the same spec gives the same bytes."""
    meshes = build(spec)
    surroundings = Surroundings(
        strip
        for part, mesh in meshes.items()
        if not see_through(spec.parts[part].look)
        for strip in mesh.strips
    )
    file = GlbWriter(GENERATOR)
    for part, mesh in meshes.items():
        look = shading(spec.parts[part].look)
        material = (
            _label_material(file, spec, mesh)
            if part == "label"
            else _material(file, spec, part, mesh, look, surroundings)
        )
        file.add_part(part, mesh, material)
    return file.written()


def _label_material(file: GlbWriter, spec: Spec, mesh: Mesh) -> dict[str, Any]:
    look = spec.parts["label"].look
    printed = spec.print
    if not printed.volume:
        printed = printed.model_copy(update={"volume": stated_size(spec)})
    around, along = mesh.extent
    wraps = bool(mesh.strips[0].profile is not None)
    room = Room(around, along, column=0.23 if wraps else 0.74 if spec.family != "box" else 1.0)
    if label_kind(spec.family, spec.form) == "paper":
        image, mode = paper_label(printed, look.colour, room), "OPAQUE"
    else:
        image, mode = ink_print(printed, look.colour, room, spec.family), "BLEND"
    found = shading(look)
    return {
        "alphaMode": mode,
        "doubleSided": mode == "OPAQUE",
        "pbrMetallicRoughness": {
            "baseColorTexture": {"index": file.add_image(image, lossless=True)},
            "metallicFactor": found.metallic,
            "roughnessFactor": found.roughness,
        },
    }


def _material(
    file: GlbWriter,
    spec: Spec,
    part: Part,
    mesh: Mesh,
    look: Shading,
    surroundings: Surroundings,
) -> dict[str, Any]:
    around, along = mesh.extent
    pbr: dict[str, Any] = {
        "baseColorFactor": [*(round(each, 6) for each in look.base), 1.0],
        "metallicFactor": look.metallic,
        "roughnessFactor": look.roughness,
    }
    material: dict[str, Any] = {"pbrMetallicRoughness": pbr}
    if look.pattern:
        image = solid(look.pattern, look.colour, mesh.places(*_texels(around, along)), spec.seed)
        pbr["baseColorTexture"] = {"index": file.add_image(image)}
        del pbr["baseColorFactor"]
    if look.relief:
        tile = TILE[look.relief]
        # A whole number of tiles around, so that no seam shows at the back.
        scale = [max(round(around / tile), 1), max(round(along / tile, 3), 0.1)]
        material["normalTexture"] = {
            "index": file.add_image(relief(look.relief), name=look.relief),
            "extensions": {"KHR_texture_transform": {"scale": scale}},
        }
        file.extensions.add("KHR_texture_transform")
    if not look.see_through and any(strip.profile is not None for strip in mesh.strips):
        light = surroundings.along(mesh)
        if light.min() < 250:
            shade = np.repeat(light[::-1, None], 4, axis=1)
            material["occlusionTexture"] = {
                "index": file.add_image(Image.fromarray(shade), lossless=True)
            }
    if part == "shade":
        # The bulb behind it shines through.
        material["emissiveFactor"] = [round(each * 0.34, 6) for each in _warm(look.base)]
    elif any(look.emissive):
        material["emissiveFactor"] = [round(each, 6) for each in look.emissive]
    if look.extensions:
        material["extensions"] = look.extensions
        file.extensions.update(look.extensions)
    return material


def _warm(base: tuple[float, float, float]) -> tuple[float, float, float]:
    return base[0], base[1] * 0.8, base[2] * 0.52


def _texels(around: float, along: float) -> tuple[int, int]:
    """Width and height of a picture whose texels are about square on the product."""
    longer = max(around, along)
    width, height = (max(round(_TEXELS * each / longer), 64) for each in (around, along))
    return width, height
