"""Another model's scene within a file that is being written: what is packed in the package."""

from __future__ import annotations

from typing import Any

from prodwidget.geometry import GltfDocument, bounds, read_document
from prodwidget.surfaces.packaging.scene_writer import SceneWriter, Tree

_LISTS = (
    "accessors", "bufferViews", "cameras", "images", "materials", "meshes", "nodes", "samplers",
    "skins", "textures",
)  # fmt: skip
_POINTERS = {
    "bufferView": "bufferViews",
    "camera": "cameras",
    "indices": "accessors",
    "inverseBindMatrices": "accessors",
    "material": "materials",
    "mesh": "meshes",
    "sampler": "samplers",
    "skeleton": "nodes",
    "skin": "skins",
    "source": "images",
}
"""What a number under these keys points into."""
_LISTED = {"children": "nodes", "joints": "nodes"}
"""What the numbers of a list under these keys point into."""


def add_content(writer: SceneWriter, glb: bytes, name: str, *, floor: float) -> None:
    """Put a model's default scene under a node, standing on a floor about the y axis, in metres.

    It stands still: its animations are left behind.

    Raises
    ------
    ModelError
        The model cannot be read.
    """
    document = read_document(glb)
    filled = bounds(glb)
    low, high = (list(each) for each in (filled.min, filled.max))
    shift = {kind: len(writer.tree.get(kind, [])) for kind in _LISTS}
    starts = [
        writer.add_bytes(document.buffer(index)) for index in range(len(document.all("buffers")))
    ]
    for kind in _LISTS:
        for each in document.all(kind):
            writer.add(kind, _moved(each, shift, starts))
    for key in ("extensionsUsed", "extensionsRequired"):
        if key in document.tree:
            known = writer.tree.setdefault(key, [])
            known += [each for each in document.tree[key] if each not in known]
    if "extensions" in document.tree:
        writer.tree["extensions"] = document.tree["extensions"]
    node: Tree = {
        "name": name,
        "translation": [-(low[0] + high[0]) / 2, floor - low[1], -(low[2] + high[2]) / 2],
        "children": [each + shift["nodes"] for each in _roots(document)],
    }
    writer.tree["scenes"][0]["nodes"].append(writer.add("nodes", node))


def _roots(document: GltfDocument) -> list[int]:
    scene = document.one("scenes", document.tree.get("scene", 0))
    return list(scene.get("nodes", []))


def _moved(value: Any, shift: dict[str, int], starts: list[int], key: str = "") -> Any:
    """An object whose pointers are those of the file that it is now in."""
    if isinstance(value, dict):
        if key in ("attributes", "targets"):
            return {name: index + shift["accessors"] for name, index in value.items()}
        moved = {
            name: each if name == "extras" else _moved(each, shift, starts, name)
            for name, each in value.items()
        }
        if "buffer" in value and "byteLength" in value:
            moved["buffer"] = 0
            moved["byteOffset"] = value.get("byteOffset", 0) + starts[value["buffer"]]
        if key.endswith("Texture") and "index" in value:
            moved["index"] = value["index"] + shift["textures"]
        return moved
    if isinstance(value, list):
        if key in _LISTED:
            return [each + shift[_LISTED[key]] for each in value]
        return [_moved(each, shift, starts, key) for each in value]
    if key in _POINTERS and isinstance(value, int) and not isinstance(value, bool):
        return value + shift[_POINTERS[key]]
    return value
