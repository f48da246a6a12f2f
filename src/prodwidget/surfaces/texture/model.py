"""The model that shows a set of maps on a shape, with a variant for each map."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray
from PIL import Image

from prodwidget.geometry import GltfDocument, write_document
from prodwidget.surfaces.texture.maps import read_maps
from prodwidget.surfaces.texture.shapes import Shape, shape

VARIANTS = {
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
    built = shape(shown_on, tile_mm / 1000)
    data = bytearray()
    views: list[dict[str, Any]] = []

    def view(content: bytes, **more: int) -> int:
        views.append({"buffer": 0, "byteOffset": len(data), "byteLength": len(content), **more})
        data.extend(content + b"\0" * (-len(content) % 4))
        return len(views) - 1

    points = built.points.astype("<f4")
    arrays: list[tuple[str, NDArray[Any], str]] = [
        ("POSITION", points, "VEC3"),
        ("NORMAL", built.normals.astype("<f4"), "VEC3"),
        ("TANGENT", built.tangents.astype("<f4"), "VEC4"),
        ("TEXCOORD_0", (built.places / (tile_mm / 1000)).astype("<f4"), "VEC2"),
    ]
    accessors: list[dict[str, Any]] = []
    attributes = {}
    for name, values, kind in arrays:
        attributes[name] = len(accessors)
        accessors.append(
            {
                "bufferView": view(values.tobytes(), target=34962),
                "componentType": 5126,
                "count": len(values),
                "type": kind,
            }
        )
    accessors[0] |= {"min": points.min(0).tolist(), "max": points.max(0).tolist()}
    indices = built.faces.astype("<u2").ravel()
    accessors.append(
        {
            "bufferView": view(indices.tobytes(), target=34963),
            "componentType": 5123,
            "count": len(indices),
            "type": "SCALAR",
        }
    )
    images: list[dict[str, Any]] = []

    def texture(content: bytes, media_type: str) -> dict[str, Any]:
        images.append({"bufferView": view(content), "mimeType": media_type})
        return {"index": len(images) - 1}

    textures = {
        name: texture(jpeg(picture), "image/jpeg")
        if name != "normal"
        else texture(pictures["normal"], "image/png")
        for name, picture in maps.items()
    }
    pbr: dict[str, Any] = {"baseColorTexture": textures["basecolor"]}
    material: dict[str, Any] = {"name": "Material", "pbrMetallicRoughness": pbr}
    if "normal" in maps:
        material["normalTexture"] = textures["normal"]
    packed = texture(orm(maps), "image/png")
    pbr["metallicRoughnessTexture"] = packed
    if "occlusion" in maps:
        material["occlusionTexture"] = packed
    if shown_on in ("plane", "cloth"):
        material["doubleSided"] = True
    tabs = [name for name in VARIANTS if name in maps]
    materials = [material] + [
        {
            "name": VARIANTS[name],
            "pbrMetallicRoughness": {"baseColorTexture": textures[name]},
            "extensions": {"KHR_materials_unlit": {}},
            "doubleSided": shown_on in ("plane", "cloth"),
        }
        for name in tabs
    ]
    names = ["Material", *(VARIANTS[name] for name in tabs)]
    primitive = {
        "attributes": attributes,
        "indices": len(accessors) - 1,
        "material": 0,
        "extensions": {
            "KHR_materials_variants": {
                "mappings": [{"material": at, "variants": [at]} for at in range(len(names))]
            }
        },
    }
    tree = {
        "asset": {"version": "2.0", "generator": generator},
        "extensionsUsed": ["KHR_materials_unlit", "KHR_materials_variants"],
        "extensions": {"KHR_materials_variants": {"variants": [{"name": each} for each in names]}},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"name": shown_on, "mesh": 0}],
        "meshes": [{"name": shown_on, "primitives": [primitive]}],
        "materials": materials,
        "samplers": [{"magFilter": 9729, "minFilter": 9987}],
        "textures": [{"source": at, "sampler": 0} for at in range(len(images))],
        "images": images,
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{"byteLength": len(data)}],
    }
    return write_document(GltfDocument(tree, bytes(data)))


def orm(maps: Mapping[str, Image.Image]) -> bytes:
    """Occlusion, roughness and metalness in red, green and blue, as glTF has them."""
    size = maps["basecolor"].size
    missing = {"occlusion": 255, "roughness": 128, "metalness": 0}
    bands = [
        maps[name].resize(size) if name in maps else Image.new("L", size, value)
        for name, value in missing.items()
    ]
    data = io.BytesIO()
    Image.merge("RGB", bands).save(data, "PNG", compress_level=6)
    return data.getvalue()


def jpeg(picture: Image.Image) -> bytes:
    """A picture as a JPEG in which nothing can be seen to be lost."""
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=92, subsampling=0)
    return data.getvalue()
