"""Another model's scene within a file that is being written: what is packed in the package."""

from __future__ import annotations

from typing import Any

from prodwidget.geometry import DRACO, Bounds, GltfDocument, SceneWriter, Tree, read_document

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

Start = tuple[int, int]
"""A buffer of the file, and where in it the bytes of one of the model's begin."""


def add_content(
    writer: SceneWriter, glb: bytes, filled: Bounds, name: str, *, floor: float
) -> None:
    """Put a model's default scene under a node, standing on a floor about the y axis, in metres.

    ``filled`` is the box that it fills. It stands still: its animations are left behind.

    Raises
    ------
    ModelError
        The model cannot be read.
    """
    document = read_document(glb)
    low, centre = filled.min, filled.centre
    shift = {kind: len(writer.tree.get(kind, [])) for kind in _LISTS}
    starts = [
        _start(writer, document, index, each) for index, each in enumerate(document.all("buffers"))
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
        "translation": [-centre[0], floor - low[1], -centre[2]],
        "children": [each + shift["nodes"] for each in _roots(document)],
    }
    writer.add_root(writer.add("nodes", node))


def _start(writer: SceneWriter, document: GltfDocument, index: int, buffer: Tree) -> Start:
    # What unpacks compressed geometry needs a place for it, in a buffer that has no bytes.
    extensions = (buffer.get("extensions") or {}).values()
    if "uri" not in buffer and any(each.get("fallback") for each in extensions):
        return writer.add_empty_buffer(buffer), 0
    return 0, writer.add_bytes(document.buffer(index))


def _roots(document: GltfDocument) -> list[int]:
    scene = document.one("scenes", document.tree.get("scene", 0))
    return list(scene.get("nodes", []))


def _moved(value: Any, shift: dict[str, int], starts: list[Start], key: str = "") -> Any:
    """An object whose pointers are those of the file that it is now in."""
    if isinstance(value, dict):
        if key == DRACO:
            # Its attributes are numbers within the compressed data.
            return {**value, "bufferView": value["bufferView"] + shift["bufferViews"]}
        if key in ("attributes", "targets"):
            return {name: index + shift["accessors"] for name, index in value.items()}
        moved = {
            name: each if name == "extras" else _moved(each, shift, starts, name)
            for name, each in value.items()
        }
        if "buffer" in value and "byteLength" in value:
            moved["buffer"], start = starts[value["buffer"]]
            moved["byteOffset"] = value.get("byteOffset", 0) + start
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
