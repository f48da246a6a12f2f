"""A spec as a binary glTF 2.0 file: one named node, mesh and material a part."""

from __future__ import annotations

from typing import Any

import trimesh
from PIL import Image
from trimesh.visual import TextureVisuals
from trimesh.visual.material import PBRMaterial

from prodwidget.backends.procedural.catalogue import CATALOGUE
from prodwidget.backends.procedural.label import ink_print, paper_label
from prodwidget.backends.procedural.materials import GRAINED, VEINED, Shading, shading
from prodwidget.backends.procedural.shapes import build, label_aspect
from prodwidget.backends.procedural.spec import Part, Spec
from prodwidget.backends.procedural.surfaces import Surface
from prodwidget.backends.procedural.textures import marble, wood

GENERATOR = "prodwidget procedural (not AI)"


def write_glb(spec: Spec) -> bytes:
    """The product's bytes; the same spec gives the same bytes."""
    scene = trimesh.Scene()
    looks: dict[str, Shading] = {}
    for part, surface in build(spec).items():
        looks[part] = _shading(spec, part)
        scene.add_geometry(
            trimesh.Trimesh(
                vertices=surface.points,
                faces=surface.faces,
                vertex_normals=surface.normals,
                visual=TextureVisuals(
                    uv=surface.uv, material=_material(spec, part, surface, looks[part])
                ),
                process=False,
            ),
            node_name=part,
            geom_name=part,
        )

    def finish(tree: dict[str, Any]) -> None:
        tree["asset"]["generator"] = GENERATOR
        for material in tree["materials"]:
            look = looks[material["name"]]
            # trimesh rounds factors to bytes, which is coarse for dark colours in linear light.
            material["pbrMetallicRoughness"]["baseColorFactor"] = [round(v, 6) for v in look.base]

    data = trimesh.exchange.gltf.export_glb(scene, include_normals=True, tree_postprocessor=finish)
    return bytes(data)


def _shading(spec: Spec, part: Part) -> Shading:
    found = shading(spec.parts[part].look)
    if part != "label":
        return found
    return Shading((1.0, 1.0, 1.0, 1.0), 0.0, found.roughness, (0.0, 0.0, 0.0))


def _material(spec: Spec, part: Part, surface: Surface, look: Shading) -> PBRMaterial:
    image = _texture(spec, part, surface)
    clear = look.base[3] < 1.0 or (image is not None and image.mode == "RGBA")
    return PBRMaterial(
        name=part,
        baseColorFactor=look.base,
        baseColorTexture=image,
        metallicFactor=look.metallic,
        roughnessFactor=look.roughness,
        emissiveFactor=look.emissive if any(look.emissive) else None,
        alphaMode="BLEND" if clear else "OPAQUE",
        doubleSided=look.base[3] < 1.0 or part == "shade",
    )


def _texture(spec: Spec, part: Part, surface: Surface) -> Image.Image | None:
    look = spec.parts[part].look
    if part == "label":
        aspect = label_aspect(surface)
        if CATALOGUE[spec.family].label == "paper":
            return paper_label(spec.print, look.colour, aspect)
        return ink_print(spec.print, look.colour, aspect)
    if look.material in GRAINED:
        return wood(spec.seed)
    if look.material in VEINED:
        return marble(spec.seed)
    return None
