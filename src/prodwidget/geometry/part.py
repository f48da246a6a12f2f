"""Parts of one plain material, written as a GLB: what other formats and solids come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry.document import GltfDocument, Tree, write_document
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.normals import corner_normals

GREY: Tree = {
    "name": "plain",
    "pbrMetallicRoughness": {
        "baseColorFactor": [0.5, 0.5, 0.5, 1.0],
        "metallicFactor": 0.0,
        "roughnessFactor": 0.7,
    },
}
"""A material for what has none."""
_WHITE: Tree = {
    "name": "painted",
    "pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.7},
}


@dataclass(frozen=True, slots=True)
class Part:
    """A surface with a name; metres, y up."""

    name: str
    points: Floats
    """(n, 3)."""
    faces: NDArray[np.int64]
    """(m, 3)."""
    normals: Floats | None = None
    """(n, 3) unit vectors; made where there are none."""
    uv: Floats | None = None
    """(n, 2), v downwards."""
    colours: Floats | None = None
    """(n, 4), linear, from 0 to 1."""
    material: Tree | None = None
    """As glTF has it, without textures."""


def glb_of_parts(parts: Sequence[Part]) -> bytes:
    """A GLB with a node a part; triangles of no area are left out, and parts that have no other.

    Raises
    ------
    ModelError
        A number is none.
    """
    tree: Tree = {
        "asset": {"version": "2.0", "generator": "prodwidget"},
        "scene": 0,
        "scenes": [{"nodes": []}],
    }
    binary = bytearray()
    for part in map(_complete, parts):
        if not len(part.faces):
            continue
        attributes = {
            "POSITION": _added(tree, binary, part.points.astype("<f4"), "VEC3"),
            "NORMAL": _added(tree, binary, part.normals.astype("<f4"), "VEC3"),  # type: ignore[union-attr]
        }
        if part.uv is not None:
            attributes["TEXCOORD_0"] = _added(tree, binary, part.uv.astype("<f4"), "VEC2")
        if part.colours is not None:
            shades = np.round(np.clip(part.colours, 0, 1) * 65535).astype("<u2")
            attributes["COLOR_0"] = _added(tree, binary, shades, "VEC4")
        material = part.material or (GREY if part.colours is None else _WHITE)
        materials = tree.setdefault("materials", [])
        if material not in materials:
            materials.append(material)
        short = len(part.points) < 65535
        indices = part.faces.ravel().astype("<u2" if short else "<u4")
        primitive = {
            "attributes": attributes,
            "indices": _added(tree, binary, indices, "SCALAR"),
            "material": materials.index(material),
        }
        meshes, nodes = tree.setdefault("meshes", []), tree.setdefault("nodes", [])
        meshes.append({"name": part.name, "primitives": [primitive]})
        nodes.append({"name": part.name, "mesh": len(meshes) - 1})
        tree["scenes"][0]["nodes"].append(len(nodes) - 1)
    tree["buffers"] = [{"byteLength": len(binary)}]
    return write_document(GltfDocument(tree, bytes(binary)))


def _complete(part: Part) -> Part:
    """With normals, and only the points that its triangles use."""
    corners = part.points[part.faces]
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    faces = part.faces[(area != 0).any(axis=1)]
    if not len(faces):
        return Part(part.name, part.points[:0], faces)
    flat = faces.ravel()
    if part.normals is None:
        normals = corner_normals(part.points, faces).reshape(-1, 3)
    else:
        normals = _unit_or_up(part.normals)[flat]
    # Corners that have the same point and nearly the same normal are one point again.
    key = np.concatenate([flat[:, None], np.round(normals * 512).astype(np.int64)], axis=1)
    _, first, inverse = np.unique(key, axis=0, return_index=True, return_inverse=True)
    used = flat[first]
    return Part(
        name=part.name,
        points=part.points[used],
        faces=inverse.reshape(-1, 3),
        normals=normals[first],
        uv=None if part.uv is None else part.uv[used],
        colours=None if part.colours is None else part.colours[used],
        material=part.material,
    )


def _unit_or_up(normals: Floats) -> Floats:
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    sound = np.isfinite(length) & (length > 1e-12)
    return np.where(sound, normals / np.where(sound, length, 1.0), [0.0, 1.0, 0.0])


def _added(tree: Tree, binary: bytearray, values: NDArray[Any], kind: str) -> int:
    views, accessors = tree.setdefault("bufferViews", []), tree.setdefault("accessors", [])
    views.append(
        {
            "buffer": 0,
            "byteOffset": len(binary),
            "byteLength": values.nbytes,
            "target": 34963 if kind == "SCALAR" else 34962,
        }
    )
    accessor: Tree = {
        "bufferView": len(views) - 1,
        "componentType": {"f4": 5126, "u2": 5123, "u4": 5125}[values.dtype.str[1:]],
        "count": len(values),
        "type": kind,
    }
    if kind == "VEC3":
        accessor["min"] = [float(each) for each in values.min(axis=0)]
        accessor["max"] = [float(each) for each in values.max(axis=0)]
    elif kind == "VEC4":
        accessor["normalized"] = True
    accessors.append(accessor)
    binary += values.tobytes() + b"\0" * (-values.nbytes % 4)
    return len(accessors) - 1
