"""The model that shows a set of maps on a shape, with a variant for each map."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from prodwidget.geometry import SceneWriter, Tree, jpeg, material_of, read_maps
from prodwidget.surfaces.texture.shapes import shape
from prodwidget.surfaces.texture.spec import Shape

_VARIANTS = {
    "basecolor": "Base colour",
    "normal": "Normal",
    "roughness": "Roughness",
    "metalness": "Metalness",
    "height": "Height",
    "occlusion": "Occlusion",
}
"""What each map's variant is called; the first variant is the material itself."""


def material_model(
    pictures: Mapping[str, bytes], shown_on: Shape, tile_mm: float, generator: str
) -> bytes:
    """A GLB of a shape with the maps on it, as large as a tile is.

    Parameters
    ----------
    pictures:
        The maps by their roles; base colour is needed, and what is missing is left out.
    """
    maps = read_maps(pictures)
    writer = SceneWriter(generator, tiled=True)
    material = material_of("Material", maps, writer.add_image)
    textures: Tree = {"basecolor": material["pbrMetallicRoughness"]["baseColorTexture"]}
    if "normal" in maps:
        textures["normal"] = material["normalTexture"]
    materials = [material]
    for role, name in _VARIANTS.items():
        if role in maps:
            if role not in textures:
                textures[role] = {"index": writer.add_image(jpeg(maps[role]), role)}
            pbr = {"baseColorTexture": textures[role]}
            unlit: Tree = {"KHR_materials_unlit": {}}
            materials.append({"name": name, "pbrMetallicRoughness": pbr, "extensions": unlit})
    for each in materials:
        if shown_on in ("plane", "cloth"):
            each["doubleSided"] = True
        writer.add("materials", each)
    built = shape(shown_on, tile_mm / 1000)
    primitive = {
        "attributes": {
            "POSITION": writer.add_values(built.points),
            "NORMAL": writer.add_values(built.normals),
            "TANGENT": writer.add_values(np.insert(built.tangents(), 3, 1.0, axis=1)),
            "TEXCOORD_0": writer.add_values(built.uv / (tile_mm / 1000)),
        },
        "indices": writer.add_indices(built.faces, len(built.points)),
        "material": 0,
        "extensions": {
            "KHR_materials_variants": {
                "mappings": [{"material": at, "variants": [at]} for at in range(len(materials))]
            }
        },
    }
    mesh = writer.add("meshes", {"name": shown_on, "primitives": [primitive]})
    writer.add_root(writer.add("nodes", {"name": shown_on, "mesh": mesh}))
    variants = [{"name": each["name"]} for each in materials]
    writer.tree["extensions"] = {"KHR_materials_variants": {"variants": variants}}
    writer.tree["extensionsUsed"] = ["KHR_materials_unlit", "KHR_materials_variants"]
    return writer.written()
