"""A smaller file that looks the same: meshoptimizer's compression of geometry, and WebP textures.

EXT_meshopt_compression with its filters, KHR_mesh_quantization for directions, EXT_texture_webp.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prodwidget.errors import PackageMissing
from prodwidget.geometry.accessors import DRACO, floats, stored, whole_numbers
from prodwidget.geometry.document import Tree, reading
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.operations.base import Processed
from prodwidget.geometry.operations.pictures import WEBP, encoded, pictures_of, put_picture
from prodwidget.geometry.operations.rewriting import INDICES, VERTICES, Rewriting

_QUANTIZED = "KHR_mesh_quantization"
_EXACT = 1e-5
"""How far a point may move, as a part of its mesh's size."""
_DIRECTION_BITS = 12
_TEXTURE_BITS = 20
_LARGEST_WEBP = 16383
_SMALLER = 0.95
"""A texture is taken over where it is at least so much smaller."""


def compress(glb: bytes, *, texture_quality: int) -> Processed:
    """A smaller file of the same model, for the web.

    Points move by a hundred-thousandth of the model at most. Colours become WebP; pictures that
    hold numbers, such as normals, do so without loss. What has shape keys or is compressed by
    Draco keeps its geometry as it is.

    Parameters
    ----------
    glb:
        The model.
    texture_quality:
        Of pictures of colours, up to 100.

    Raises
    ------
    ModelError
        The model or a texture is damaged.
    PackageMissing
        meshopt is not installed.
    """
    with reading():
        rewriting = Rewriting(glb)
        _pack_geometry(rewriting)
        _pack_textures(rewriting, texture_quality)
        packed = rewriting.written()
    if len(packed) >= len(glb):
        return Processed(glb, ("It is as small as it gets here already.",))
    needed = [each for each in ("EXT_meshopt_compression", WEBP) if each.encode() in packed]
    return Processed(
        packed,
        (
            f"{len(glb) / 1e6:,.2f} MB became {len(packed) / 1e6:,.2f} MB.",
            f"What opens it has to know {' and '.join(needed)}.",
        ),
    )


def _pack_geometry(rewriting: Rewriting) -> None:
    document = rewriting.document
    chosen = [
        primitive
        for mesh in rewriting.tree.get("meshes", [])
        for primitive in mesh["primitives"]
        if "targets" not in primitive and DRACO not in primitive.get("extensions", {})
    ]
    uses = Counter(index for each in chosen for index in each["attributes"].values())
    packer = _Packer(rewriting, _position_bits(rewriting, chosen))
    for primitive in chosen:
        attributes = primitive["attributes"]
        order = None
        if "indices" in primitive:
            indices = whole_numbers(document, primitive["indices"])
            listed = primitive.get("mode", 4) == 4 and len(indices) % 3 == 0
            # Points that another primitive uses too stay where they are.
            if listed and all(uses[each] == 1 for each in attributes.values()):
                count = document.one("accessors", attributes["POSITION"])["count"]
                order, indices = packer.ordered(indices, count)
            primitive["indices"] = packer.indices(indices, triangles=listed)
        for name, index in attributes.items():
            attributes[name] = packer.attribute(name, index, order)


def _position_bits(rewriting: Rewriting, primitives: list[Tree]) -> int:
    # One number for all parts, or those that touch would come apart.
    most = 1.0
    for primitive in primitives:
        points = floats(rewriting.document, primitive["attributes"]["POSITION"])
        extent = float((points.max(axis=0) - points.min(axis=0)).max())
        most = max(most, float(np.abs(points).max()) / max(extent * _EXACT, 1e-30))
    return int(np.clip(np.ceil(np.log2(most)) + 1, 12, 24))


class _Packer:
    """Writes arrays as compressed views; each once."""

    def __init__(self, rewriting: Rewriting, position_bits: int) -> None:
        try:
            import meshopt
        except ImportError:
            raise PackageMissing(
                "Compressing needs meshopt, which is not installed.",
                hint="Run: pip install 'prodwidget[geometry]'",
            ) from None
        self._meshopt: Any = meshopt
        self._rewriting = rewriting
        self._position_bits = position_bits
        self._done: dict[tuple[str, int], int] = {}

    def ordered(
        self, indices: NDArray[np.int64], count: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The old number of each point in the order that compresses best, and the new indices."""
        new, places, used = self._meshopt.reorder_mesh(indices.astype(np.uint32), True, True)
        places = np.asarray(places, dtype=np.int64)
        order = np.zeros(used, dtype=np.int64)
        named = np.flatnonzero(places < used)
        order[places[named]] = named
        assert order.max(initial=0) < count
        return order, np.asarray(new, dtype=np.int64)

    def indices(self, indices: NDArray[np.int64], *, triangles: bool) -> int:
        kind = np.dtype(np.uint16 if int(indices.max(initial=0)) < 65535 else np.uint32)
        values = np.ascontiguousarray(indices.astype(kind))
        mode = "TRIANGLES" if triangles else "INDICES"
        packing = {"count": len(values), "byteStride": kind.itemsize, "mode": mode}
        data = self._meshopt.encode_gltf_buffer(values, mode)
        view = self._rewriting.add_packed_view(data, packing, target=INDICES)
        code = 5123 if kind.itemsize == 2 else 5125
        return self._accessor(
            {"bufferView": view, "componentType": code, "count": len(values), "type": "SCALAR"}
        )

    def attribute(self, name: str, index: int, order: NDArray[np.int64] | None) -> int:
        key = (name.partition("_")[0], index)
        if order is not None or key not in self._done:
            self._done[key] = self._attribute(name, index, order)
        return self._done[key]

    def _attribute(self, name: str, index: int, order: NDArray[np.int64] | None) -> int:
        before = self._rewriting.document.one("accessors", index)
        values = stored(self._rewriting.document, index)
        values = values if order is None else values[order]
        accessor = {
            "componentType": before["componentType"], "count": len(values), "type": before["type"],
            "normalized": bool(before.get("normalized")),
        }  # fmt: skip
        rows, filtered = _rows(values), "NONE"
        if before["componentType"] == 5126:
            rows, filtered = self._filtered(name, values.astype(np.float64), accessor)
        stride = rows.shape[1]
        data = self._meshopt.encode_gltf_buffer(rows, "ATTRIBUTES")
        packing: Tree = {"count": len(rows), "byteStride": stride, "mode": "ATTRIBUTES"}
        if filtered != "NONE":
            packing["filter"] = filtered
        if name == "POSITION":
            shown = self._meshopt.decode_gltf_buffer(
                data, len(rows), stride, "ATTRIBUTES", filtered
            )
            width = values.shape[1] * values.itemsize
            shown = np.ascontiguousarray(np.asarray(shown)[:, :width]).view(values.dtype)
            accessor["min"] = [each.item() for each in shown.min(axis=0)]
            accessor["max"] = [each.item() for each in shown.max(axis=0)]
        view = self._rewriting.add_packed_view(data, packing, target=VERTICES, byteStride=stride)
        return self._accessor({"bufferView": view, **accessor})

    def _filtered(self, name: str, values: Floats, accessor: Tree) -> tuple[NDArray[np.uint8], str]:
        if name == "POSITION":
            return self._meshopt.encode_filter_exp(values, self._position_bits), "EXPONENTIAL"
        if name in ("NORMAL", "TANGENT"):
            four = np.zeros((len(values), 4))
            four[:, : values.shape[1]] = values
            accessor |= {"componentType": 5122, "normalized": True}
            self._rewriting.use(_QUANTIZED, required=True)
            return self._meshopt.encode_filter_oct(four, 8, _DIRECTION_BITS), "OCTAHEDRAL"
        if name.startswith("TEXCOORD"):
            if values.min() >= 0 and values.max() <= 1:
                accessor |= {"componentType": 5123, "normalized": True}
                return _rows(np.round(values * 65535).astype(np.uint16)), "NONE"
            return self._meshopt.encode_filter_exp(values, _TEXTURE_BITS), "EXPONENTIAL"
        return _rows(values.astype(np.float32)), "NONE"

    def _accessor(self, accessor: Tree) -> int:
        if not accessor.get("normalized"):
            accessor.pop("normalized", None)
        accessors = self._rewriting.tree["accessors"]
        accessors.append(accessor)
        return len(accessors) - 1


def _rows(values: NDArray[Any]) -> NDArray[np.uint8]:
    """An array's bytes, a row each element, filled up to a multiple of four."""
    size = values.shape[1] * values.itemsize
    rows = np.zeros((len(values), -(-size // 4) * 4), np.uint8)
    rows[:, :size] = np.ascontiguousarray(values).view(np.uint8).reshape(len(values), size)
    return rows


def _pack_textures(rewriting: Rewriting, quality: int) -> None:
    textures = rewriting.tree.get("textures", [])
    numbers = _holding_numbers(rewriting)
    for picture in pictures_of(rewriting):
        shown_by = [
            at for at, texture in enumerate(textures) if texture.get("source") == picture.index
        ]
        if picture.media_type == "image/webp" or not shown_by:
            continue
        if any("extensions" in textures[at] for at in shown_by):
            continue
        lossless = any(at in numbers for at in shown_by)
        # A JPEG of numbers has lost what it can lose.
        if lossless and picture.media_type == "image/jpeg":
            continue
        image = picture.decoded()
        if max(image.size) > _LARGEST_WEBP or image.mode.startswith(("I", "F")):
            continue
        plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
        data = encoded(plain, "image/webp", quality=quality, lossless=lossless)
        if len(data) > _SMALLER * len(picture.data):
            continue
        put_picture(rewriting, picture.index, data, "image/webp")
        rewriting.use(WEBP, required=True)
        for at in shown_by:
            textures[at]["extensions"] = {WEBP: {"source": textures[at].pop("source")}}


def _holding_numbers(rewriting: Rewriting) -> set[int]:
    """The textures whose pictures are no colours: everything but base colours and such."""
    found: set[int] = set()
    waiting: list[Any] = list(rewriting.tree.get("materials", []))
    while waiting:
        one = waiting.pop()
        for key, value in one.items():
            if not isinstance(value, dict) or key == "extras":
                continue
            if key.endswith("Texture") and "olor" not in key and key not in _COLOURED:
                found.add(value.get("index", -1))
            waiting.append(value)
    return found


_COLOURED = {"emissiveTexture", "diffuseTexture"}
