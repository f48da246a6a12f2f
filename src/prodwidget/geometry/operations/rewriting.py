"""A document that is being changed: parts are put in anew, and what nobody uses is left out."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prodwidget.errors import ModelError
from prodwidget.geometry.accessors import MESHOPT, WIDTHS, view_bytes
from prodwidget.geometry.document import GltfDocument, Tree, read_document, write_document
from prodwidget.geometry.naming import NamedPart

VERTICES, INDICES = 34962, 34963
"""What a view of a primitive's data is for (glTF 2.0 §5.11.5)."""

_TYPES = {WIDTHS[name]: name for name in ("SCALAR", "VEC2", "VEC3", "VEC4")}
_CODES = {"i1": 5120, "u1": 5121, "i2": 5122, "u2": 5123, "u4": 5125, "f4": 5126}
PACKED = "EXT_meshopt_compression"
_METADATA = "EXT_structural_metadata"


class Rewriting:
    """A GLB being changed.

    Its views are decompressed where meshoptimizer compressed them, and lie in one buffer.

    Raises
    ------
    ModelError
        It is damaged, or its data is laid out by an extension that cannot be followed.
    PackageMissing
        It is compressed by meshoptimizer, whose package is not installed.
    """

    def __init__(self, glb: bytes) -> None:
        document = read_document(glb)
        if _METADATA in document.extensions:
            raise ModelError(
                f"The model carries tables of measurements ({_METADATA}), which would be lost.",
                hint="Export it without them.",
            )
        self.tree: Tree = deepcopy(document.tree)
        """The JSON, yours to change; indices hold until :meth:`written`."""
        self._data = [view_bytes(document, at) for at in range(len(document.all("bufferViews")))]
        for view in self.tree.get("bufferViews", []):
            _without(view, *MESHOPT)
        for list_of in ("extensionsUsed", "extensionsRequired"):
            if list_of in self.tree:
                self.tree[list_of] = [each for each in self.tree[list_of] if each not in MESHOPT]
        self._lay_out()
        self.document = GltfDocument(deepcopy(self.tree), self._joined())
        """It as it was, decompressed."""

    def own_mesh(self, part: NamedPart) -> Tree:
        """A part's mesh, yours to change: one that another part shows too is copied for it."""
        meshes: list[Tree] = self.tree["meshes"]
        nodes: list[Tree] = self.tree["nodes"]
        mesh = meshes[part.mesh]
        if sum(each.get("mesh") == part.mesh for each in nodes) > 1:
            mesh = deepcopy(mesh)
            meshes.append(mesh)
            nodes[part.node]["mesh"] = len(meshes) - 1
        return mesh

    def add_view(self, data: bytes, **more: Any) -> int:
        """Index of a new buffer view."""
        self._data.append(data)
        self.tree.setdefault("bufferViews", []).append({**more})
        return len(self._data) - 1

    def add_packed_view(self, data: bytes, packing: Tree, **more: Any) -> int:
        """Index of a view of bytes that meshoptimizer compressed.

        ``packing`` has ``count``, ``byteStride``, ``mode`` and perhaps ``filter``, as
        EXT_meshopt_compression names them.
        """
        self.use(PACKED, required=True)
        return self.add_view(data, extensions={PACKED: dict(packing)}, **more)

    def view_data(self, index: int) -> bytes:
        """The bytes of a view."""
        return self._data[index]

    def add_accessor(
        self, values: NDArray[Any], *, target: int, normalized: bool = False, bounds: bool = False
    ) -> int:
        """Index of a new accessor of an array (n,) or (n, k), in a view of its own."""
        rows = values.reshape(len(values), -1)
        kind = rows.dtype.str[1:]
        size = rows.shape[1] * rows.itemsize
        stride = -(-size // 4) * 4 if target == VERTICES else size
        data = np.zeros((len(rows), stride), np.uint8)
        little = np.ascontiguousarray(rows.astype(rows.dtype.newbyteorder("<")))
        data[:, :size] = little.view(np.uint8).reshape(len(rows), size)
        more: Tree = {"target": target}
        if stride != size:
            more["byteStride"] = stride
        accessor: Tree = {
            "bufferView": self.add_view(data.tobytes(), **more),
            "componentType": _CODES[kind],
            "count": len(rows),
            "type": _TYPES[rows.shape[1]],
        }
        if normalized:
            accessor["normalized"] = True
        if bounds:
            accessor["min"] = [float(each) for each in rows.min(axis=0)]
            accessor["max"] = [float(each) for each in rows.max(axis=0)]
        self.tree.setdefault("accessors", []).append(accessor)
        return len(self.tree["accessors"]) - 1

    def use(self, extension: str, *, required: bool) -> None:
        """Say that the file uses an extension."""
        for list_of in ("extensionsUsed", *(["extensionsRequired"] if required else [])):
            named = self.tree.setdefault(list_of, [])
            if extension not in named:
                named.append(extension)

    def written(self) -> bytes:
        """The file, with what is used of it."""
        renumber(self.tree, "accessors", list(_accessor_places(self.tree)))
        kept = renumber(self.tree, "bufferViews", list(_view_places(self.tree)))
        self._data = [self._data[at] for at in kept]
        self._lay_out()
        for list_of in ("extensionsUsed", "extensionsRequired"):
            if not self.tree.get(list_of, ["one"]):
                del self.tree[list_of]
        return write_document(GltfDocument(self.tree, self._joined()))

    def _lay_out(self) -> None:
        at = unpacked = 0
        for view, data in zip(self.tree.get("bufferViews", []), self._data, strict=True):
            place = {"buffer": 0, "byteOffset": at, "byteLength": len(data)}
            packing = view.get("extensions", {}).get(PACKED)
            if packing is None:
                view |= place
            else:
                # What unpacks it needs a place for it, in a buffer that has no bytes.
                packing |= place
                length = packing["count"] * packing["byteStride"]
                view |= {"buffer": 1, "byteOffset": unpacked, "byteLength": length}
                unpacked += -(-length // 4) * 4
            at += -(-len(data) // 4) * 4
        self.tree["buffers"] = [{"byteLength": at}]
        if unpacked:
            fallback = {"byteLength": unpacked, "extensions": {PACKED: {"fallback": True}}}
            self.tree["buffers"].append(fallback)
        if not at:
            del self.tree["buffers"]

    def _joined(self) -> bytes:
        return b"".join(each + b"\0" * (-len(each) % 4) for each in self._data)


def _without(holder: Tree, *extensions: str) -> None:
    for each in extensions:
        holder.get("extensions", {}).pop(each, None)
    if not holder.get("extensions", {"one": 1}):
        del holder["extensions"]


Place = tuple[Tree, str]
"""An object, and the key in it that holds an index."""


def _accessor_places(tree: Tree) -> Iterator[Place]:
    for mesh in tree.get("meshes", []):
        for primitive in mesh.get("primitives", []):
            for values in (primitive.get("attributes", {}), *primitive.get("targets", [])):
                yield from ((values, name) for name in values)
            if "indices" in primitive:
                yield primitive, "indices"
    for animation in tree.get("animations", []):
        for sampler in animation.get("samplers", []):
            yield from ((sampler, name) for name in ("input", "output"))
    for skin in tree.get("skins", []):
        if "inverseBindMatrices" in skin:
            yield skin, "inverseBindMatrices"
    for node in tree.get("nodes", []):
        instances = node.get("extensions", {}).get("EXT_mesh_gpu_instancing", {})
        values = instances.get("attributes", {})
        yield from ((values, name) for name in values)


def _view_places(tree: Tree) -> Iterator[Place]:
    waiting: list[Any] = [value for key, value in tree.items() if key != "bufferViews"]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            if isinstance(one.get("bufferView"), int):
                yield one, "bufferView"
            waiting += [value for key, value in one.items() if key != "extras"]


def renumber(tree: Tree, kind: str, places: list[Place]) -> list[int]:
    """Leave out of a list what no place names; the old indices of what stays."""
    kept = sorted({holder[key] for holder, key in places})
    new = {old: at for at, old in enumerate(kept)}
    for holder, key in places:
        holder[key] = new[holder[key]]
    if kept:
        tree[kind] = [tree[kind][at] for at in kept]
    else:
        tree.pop(kind, None)
    return kept
