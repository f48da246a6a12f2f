"""A spec as a binary glTF 2.0 file: one named node, mesh and material a part.

Written here rather than by trimesh, which has no word for what the products need: samplers, texture
transforms, occlusion by a texture of its own, and material extensions such as clearcoat.
"""

from __future__ import annotations

import io
import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from prodwidget.backends.procedural.catalogue import label_kind, stated_size
from prodwidget.backends.procedural.label import Room, ink_print, paper_label
from prodwidget.backends.procedural.materials import Shading, see_through, shading
from prodwidget.backends.procedural.occlusion import Surroundings
from prodwidget.backends.procedural.shapes import build
from prodwidget.backends.procedural.spec import Part, Spec
from prodwidget.backends.procedural.surfaces import Surface
from prodwidget.backends.procedural.textures import TILE, relief, solid

GENERATOR = "prodwidget procedural (not AI)"

_SMOOTH: dict[str, int] = {"magFilter": 9729, "minFilter": 9987}
_CLAMP = 33071
_FLOAT, _SHORT, _INT = 5126, 5123, 5125
_VERTICES, _INDICES = 34962, 34963
_TEXELS = 512
"""Of a solid's picture along its longer side."""


def write_glb(spec: Spec) -> bytes:
    """The product's bytes; the same spec gives the same bytes."""
    surfaces = build(spec)
    surroundings = Surroundings(
        strip
        for part, surface in surfaces.items()
        if not see_through(spec.parts[part].look)
        for strip in surface.strips
    )
    file = _File()
    for part, surface in surfaces.items():
        look = shading(spec.parts[part].look)
        material = (
            _label_material(file, spec, surface)
            if part == "label"
            else _material(file, spec, part, surface, look, surroundings)
        )
        file.add_part(part, surface, material)
    return file.written()


def _label_material(file: _File, spec: Spec, surface: Surface) -> dict[str, Any]:
    look = spec.parts["label"].look
    printed = spec.print
    if not printed.volume:
        printed = printed.model_copy(update={"volume": stated_size(spec)})
    around, along = surface.extent
    wraps = bool(surface.strips[0].profile is not None)
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
    file: _File,
    spec: Spec,
    part: Part,
    surface: Surface,
    look: Shading,
    surroundings: Surroundings,
) -> dict[str, Any]:
    around, along = surface.extent
    pbr: dict[str, Any] = {
        "baseColorFactor": [*(round(each, 6) for each in look.base), 1.0],
        "metallicFactor": look.metallic,
        "roughnessFactor": look.roughness,
    }
    material: dict[str, Any] = {"pbrMetallicRoughness": pbr}
    if look.pattern:
        image = solid(look.pattern, look.colour, surface.places(*_texels(around, along)), spec.seed)
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
    if not look.see_through and any(strip.profile is not None for strip in surface.strips):
        light = surroundings.along(surface)
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


class _File:
    """The tree and the bytes of a file that is being written."""

    def __init__(self) -> None:
        self.extensions: set[str] = set()
        self._bytes = bytearray()
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        self._clamped: set[int] = set()
        self._images: list[dict[str, Any]] = []
        self._named: dict[str, int] = {}
        self._materials: list[dict[str, Any]] = []
        self._meshes: list[dict[str, Any]] = []

    def add_image(self, image: Image.Image, *, lossless: bool = False, name: str = "") -> int:
        """Index of a texture; one that is named is written once."""
        if name and name in self._named:
            return self._named[name]
        data = io.BytesIO()
        if lossless:
            image.save(data, "PNG", compress_level=6)
        else:
            image.save(data, "JPEG", quality=88, subsampling=0)
        self._images.append(
            {
                "bufferView": self._view(data.getvalue()),
                "mimeType": "image/png" if lossless else "image/jpeg",
            }
        )
        index = len(self._images) - 1
        if lossless:
            # Labels and shade end at their edges; only a relief is laid side by side.
            self._clamped.add(index)
        if name:
            self._named[name] = index
        return index

    def add_part(self, part: Part, surface: Surface, material: dict[str, Any]) -> None:
        """A node with a mesh of its own."""
        self._materials.append({"name": part, **material})
        points = surface.points.astype("<f4")
        # glTF's v runs downwards.
        uv = (surface.uv * [1.0, -1.0] + [0.0, 1.0]).astype("<f4")
        short = len(points) < 65535
        faces = surface.faces.ravel().astype("<u2" if short else "<u4")
        attributes = {
            "POSITION": self._accessor(points, _FLOAT, "VEC3", bounds=True),
            "NORMAL": self._accessor(surface.normals.astype("<f4"), _FLOAT, "VEC3"),
            "TEXCOORD_0": self._accessor(uv, _FLOAT, "VEC2"),
        }
        if "normalTexture" in material or "KHR_materials_anisotropy" in material.get(
            "extensions", {}
        ):
            tangents = np.concatenate([surface.tangents(), np.ones((len(points), 1))], axis=1)
            attributes["TANGENT"] = self._accessor(tangents.astype("<f4"), _FLOAT, "VEC4")
        primitive = {
            "attributes": attributes,
            "indices": self._accessor(faces, _SHORT if short else _INT, "SCALAR"),
            "material": len(self._materials) - 1,
        }
        self._meshes.append({"name": part, "primitives": [primitive]})

    def written(self) -> bytes:
        """The whole file."""
        nodes = [{"name": mesh["name"], "mesh": at} for at, mesh in enumerate(self._meshes)]
        tree: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": GENERATOR},
            "scene": 0,
            "scenes": [{"nodes": list(range(len(nodes)))}],
            "nodes": nodes,
            "meshes": self._meshes,
            "materials": self._materials,
            "accessors": self._accessors,
            "bufferViews": self._views,
            "buffers": [{"byteLength": len(self._bytes)}],
        }
        if self._images:
            tree["images"] = self._images
            tree["samplers"] = [_SMOOTH, _SMOOTH | {"wrapS": _CLAMP, "wrapT": _CLAMP}]
            tree["textures"] = [
                {"source": at, "sampler": int(at in self._clamped)}
                for at in range(len(self._images))
            ]
        if self.extensions:
            tree["extensionsUsed"] = sorted(self.extensions)
        text = json.dumps(tree, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        binary = bytes(self._bytes)
        return b"".join(
            [
                struct.pack("<III", 0x46546C67, 2, 28 + len(text) + len(binary)),
                struct.pack("<II", len(text), 0x4E4F534A), text,
                struct.pack("<II", len(binary), 0x004E4942), binary,
            ]
        )  # fmt: skip

    def _accessor(
        self, values: NDArray[Any], component: int, kind: str, *, bounds: bool = False
    ) -> int:
        target = _INDICES if kind == "SCALAR" else _VERTICES
        accessor: dict[str, Any] = {
            "bufferView": self._view(values.tobytes(), target),
            "componentType": component,
            "count": len(values),
            "type": kind,
        }
        if bounds:
            accessor["min"] = [float(each) for each in values.min(axis=0)]
            accessor["max"] = [float(each) for each in values.max(axis=0)]
        self._accessors.append(accessor)
        return len(self._accessors) - 1

    def _view(self, data: bytes, target: int | None = None) -> int:
        view: dict[str, Any] = {
            "buffer": 0,
            "byteOffset": len(self._bytes),
            "byteLength": len(data),
        }
        if target is not None:
            view["target"] = target
        self._views.append(view)
        self._bytes += data + b"\0" * (-len(data) % 4)
        return len(self._views) - 1
