"""Writes binary glTF 2.0: one named node, mesh and material a part.

Ours rather than trimesh's, which has no word for what the products need: samplers, texture
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

from prodwidget.geometry.mesh import Mesh

_SMOOTH: dict[str, int] = {"magFilter": 9729, "minFilter": 9987}
_CLAMP = 33071
_FLOAT, _SHORT, _INT = 5126, 5123, 5125
_VERTICES, _INDICES = 34962, 34963


class GlbWriter:
    """The tree and the bytes of a file that is being written.

    Parameters
    ----------
    generator:
        What the file says it was made by.
    """

    def __init__(self, generator: str) -> None:
        self._generator = generator
        self.extensions: set[str] = set()
        """The extensions that its materials use."""
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

    def add_part(self, part: str, mesh: Mesh, material: dict[str, Any]) -> None:
        """A node with a mesh of its own."""
        self._materials.append({"name": part, **material})
        points = mesh.points.astype("<f4")
        # glTF's v runs downwards.
        uv = (mesh.uv * [1.0, -1.0] + [0.0, 1.0]).astype("<f4")
        short = len(points) < 65535
        faces = mesh.faces.ravel().astype("<u2" if short else "<u4")
        attributes = {
            "POSITION": self._accessor(points, _FLOAT, "VEC3", bounds=True),
            "NORMAL": self._accessor(mesh.normals.astype("<f4"), _FLOAT, "VEC3"),
            "TEXCOORD_0": self._accessor(uv, _FLOAT, "VEC2"),
        }
        if "normalTexture" in material or "KHR_materials_anisotropy" in material.get(
            "extensions", {}
        ):
            tangents = np.concatenate([mesh.tangents(), np.ones((len(points), 1))], axis=1)
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
            "asset": {"version": "2.0", "generator": self._generator},
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
