"""Models that the tests of `prodwidget.geometry` work on, and the Khronos validator's word."""

from __future__ import annotations

import json
import struct
import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import trimesh

from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from prodwidget.geometry import GltfDocument, read_document, write_document


@cache
def product(prompt: str = "a matte black bottle with a copper lid that says AURORA") -> bytes:
    return write_glb(read_create(prompt, 0).spec)


def box(width: float = 1.0, height: float = 1.0, depth: float = 1.0, **scene: Any) -> bytes:
    """A box about the origin, in metres."""
    mesh = trimesh.creation.box(extents=(width, height, depth))
    return bytes(trimesh.Scene(mesh, **scene).export(file_type="glb"))


def ball(subdivisions: int = 3, radius: float = 0.5) -> bytes:
    mesh = trimesh.creation.icosphere(subdivisions=subdivisions, radius=radius)
    return bytes(trimesh.Scene(mesh).export(file_type="glb"))


def built(tree: Mapping[str, Any], *arrays: np.ndarray) -> bytes:
    """A GLB of a tree whose accessor and buffer view number n is the n-th array."""
    kinds = {"int8": 5120, "uint8": 5121, "int16": 5122, "uint16": 5123, "uint32": 5125,
             "float32": 5126}  # fmt: skip
    shapes = {(): "SCALAR", (2,): "VEC2", (3,): "VEC3", (4,): "VEC4", (4, 4): "MAT4"}
    binary, views, accessors = b"", [], []
    for number, array in enumerate(arrays):
        views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": array.nbytes})
        accessor = {
            "bufferView": number, "componentType": kinds[array.dtype.name], "count": len(array),
            "type": shapes[array.shape[1:]],
        }  # fmt: skip
        if array.dtype == np.float32 and array.ndim <= 2:
            rows = array.reshape(len(array), -1)
            accessor |= {"min": rows.min(axis=0).tolist(), "max": rows.max(axis=0).tolist()}
        accessors.append(accessor)
        binary += array.tobytes() + b"\0" * (-array.nbytes % 4)
    whole = {
        "asset": {"version": "2.0"}, "buffers": [{"byteLength": len(binary)}],
        "bufferViews": views, "accessors": accessors, **tree,
    }  # fmt: skip
    return write_document(GltfDocument(whole, binary))


def skinned() -> bytes:
    """A quad of two triangles whose upper edge follows a joint that is turned and raised."""
    bind = np.stack([np.eye(4), np.eye(4)]).astype(np.float32)
    bind[1, 3, 1] = -1.0
    return built(
        {
            "scene": 0,
            "scenes": [{"nodes": [0, 1]}],
            "nodes": [
                {"name": "sheet", "mesh": 0, "skin": 0},
                {"name": "foot", "children": [2]},
                {"name": "head", "translation": [0.0, 2.0, 0.0]},
            ],
            "meshes": [
                {
                    "primitives": [
                        {
                            "attributes": {"POSITION": 0, "JOINTS_0": 1, "WEIGHTS_0": 2},
                            "indices": 3,
                        }
                    ]
                }
            ],
            "skins": [{"joints": [1, 2], "inverseBindMatrices": 4}],
            "animations": [
                {
                    "channels": [{"sampler": 0, "target": {"node": 2, "path": "translation"}}],
                    "samplers": [{"input": 5, "output": 6}],
                }
            ],
        },
        np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], np.float32),
        np.array([[0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]], np.uint8),
        np.array([[1, 0, 0, 0]] * 4, np.float32),
        np.array([0, 1, 2, 0, 2, 3], np.uint16),
        bind,
        np.array([0, 1], np.float32),
        np.array([[0, 2, 0], [0, 3, 0]], np.float32),
    )


def tree_of(glb: bytes) -> dict[str, Any]:
    return read_document(glb).tree


def issues(folder: Path, models: Mapping[str, bytes]) -> dict[str, list[str]]:
    """What the Khronos validator has against models, by name; errors and warnings."""
    folder.mkdir(exist_ok=True)
    for name, data in models.items():
        (folder / f"{name}.glb").write_bytes(data)
    script = Path(__file__).with_name("validate_glb.mjs")
    answer = subprocess.run(
        ["node", str(script), str(folder)], capture_output=True, text=True, check=True
    )
    found: dict[str, list[str]] = json.loads(answer.stdout)
    assert len(found) == len(models)
    return {name: said for name, said in found.items() if said}


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """A box whose JSON was changed."""
    document = read_document(box())
    change(document.tree)
    return write_document(document)


def _nan_corner() -> bytes:
    document = read_document(box())
    place = document.tree["accessors"][
        document.tree["meshes"][0]["primitives"][0]["attributes"]["POSITION"]
    ]
    start = document.tree["bufferViews"][place["bufferView"]].get("byteOffset", 0)
    binary = bytearray(document.binary)
    binary[start : start + 4] = np.float32(np.nan).tobytes()
    return write_document(GltfDocument(document.tree, bytes(binary)))


def _with_json(text: bytes) -> bytes:
    text += b" " * (-len(text) % 4)
    header = struct.pack("<4sII", b"glTF", 2, 20 + len(text))
    return header + struct.pack("<I4s", len(text), b"JSON") + text


def _primitive(tree: dict[str, Any]) -> dict[str, Any]:
    primitive: dict[str, Any] = tree["meshes"][0]["primitives"][0]
    return primitive


NASTY: Mapping[str, bytes] = {
    "a corner that is no number": _nan_corner(),
    "JSON that is a list": _with_json(b"[1, 2]"),
    "JSON that is none": _with_json(b"{nothing"),
    "JSON that is nested deeply": _with_json(b"[" * 5000),
    "a later version": box()[:4] + struct.pack("<I", 3) + box()[8:],
    "no scenes": changed(lambda tree: [tree.pop("scene"), tree.pop("scenes")]),
    "a node within itself": changed(lambda tree: tree["nodes"][0].update(children=[0])),
    "a node that is not there": changed(lambda tree: tree["nodes"][0].update(children=[99])),
    "a scale of nothing": changed(lambda tree: tree["nodes"][0].update(scale=[0, 0, 0])),
    "a scale that is none": changed(lambda tree: tree["nodes"][0].update(scale="large")),
    "a hundred million corners": changed(
        lambda tree: [each.update(count=100_000_000) for each in tree["accessors"]]
    ),
    "corners without bytes": changed(
        lambda tree: [each.pop("bufferView") for each in tree["accessors"]]
    ),
    "a buffer elsewhere": changed(lambda tree: tree["buffers"][0].update(uri="other.bin")),
    "an index of no corner": changed(
        lambda tree: tree["accessors"][_primitive(tree)["indices"]].update(componentType=5126)
    ),
    "a material that is not there": changed(lambda tree: _primitive(tree).update(material=42)),
    "a picture that is none": changed(
        lambda tree: [
            tree.update(
                images=[{"uri": "data:image/png;base64,bm90aGluZw=="}],
                textures=[{"source": 0}],
                materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
            ),
            _primitive(tree).update(material=0),
        ]
    ),
    "Draco that is none": changed(
        lambda tree: [
            tree.update(extensionsRequired=["KHR_draco_mesh_compression"]),
            _primitive(tree).update(
                extensions={
                    "KHR_draco_mesh_compression": {"bufferView": 0, "attributes": {"POSITION": 0}}
                }
            ),
        ]
    ),
    "an extension that nobody knows": changed(
        lambda tree: tree.update(extensionsRequired=["ACME_everything"])
    ),
}
"""Small files of the kinds that break readers, by what is wrong with them."""
