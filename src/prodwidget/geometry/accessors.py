"""What accessors hold, as arrays (glTF 2.0 §3.6): strides, sparse values, compressed views."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from prodwidget.errors import ModelError, PackageMissing
from prodwidget.geometry.document import GltfDocument, Tree, unsound

MESHOPT = ("EXT_meshopt_compression", "KHR_meshopt_compression")
"""The names that meshoptimizer's compression of buffer views goes by."""
DRACO = "KHR_draco_mesh_compression"

COMPONENTS: dict[int, np.dtype[Any]] = {
    5120: np.dtype("<i1"),
    5121: np.dtype("<u1"),
    5122: np.dtype("<i2"),
    5123: np.dtype("<u2"),
    5125: np.dtype("<u4"),
    5126: np.dtype("<f4"),
}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}

_MOST = 64_000_000
"""Numbers in one accessor; a file may name more than it holds, and memory is not endless."""


def stored(document: GltfDocument, index: object) -> NDArray[Any]:
    """What an accessor holds, as it is stored: (count, components).

    Raises
    ------
    ModelError
        It is not all there.
    PackageMissing
        It is compressed by meshoptimizer, whose package is not installed.
    """
    accessor = document.one("accessors", index)
    kind, width = (
        COMPONENTS.get(accessor.get("componentType", 0)),
        WIDTHS.get(accessor.get("type", "")),
    )
    count = accessor.get("count")
    if kind is None or width is None or not isinstance(count, int) or count < 1:
        raise unsound("one of its lists of numbers is of no kind that glTF knows")
    if count * width > _MOST:
        raise ModelError(
            f"The model says that it holds {count:,} of one thing; more than can be read here.",
            hint="Simplify it where it was made.",
        )
    if "bufferView" in accessor:
        values = _laid_out(
            document, accessor["bufferView"], accessor.get("byteOffset", 0), count, width, kind
        )
    else:
        values = np.zeros((count, width), kind)
    sparse = accessor.get("sparse")
    return values if sparse is None else _with_sparse(document, values, sparse, kind)


def floats(document: GltfDocument, index: object) -> NDArray[np.float64]:
    """What an accessor holds as numbers: normalised integers from -1 or 0 to 1.

    Raises
    ------
    ModelError
        It is not all there, or holds what is no number.
    """
    values = stored(document, index)
    out = values.astype(np.float64)
    if document.one("accessors", index).get("normalized") and values.dtype.kind in "iu":
        out = np.maximum(out / np.iinfo(values.dtype).max, -1.0)
    if not np.isfinite(out).all():
        raise unsound("one of its numbers is none")
    return out


def whole_numbers(document: GltfDocument, index: object) -> NDArray[np.int64]:
    """What an accessor of indices holds.

    Raises
    ------
    ModelError
        It is not all there.
    """
    return stored(document, index).astype(np.int64).ravel()


def view_bytes(document: GltfDocument, index: object) -> bytes:
    """The bytes of a buffer view, decompressed.

    Raises
    ------
    ModelError
        They are not all there.
    PackageMissing
        meshoptimizer's package is not installed.
    """
    view = document.one("bufferViews", index)
    extensions = view.get("extensions") or {}
    packed = next((extensions[name] for name in MESHOPT if name in extensions), None)
    return document.span(view) if packed is None else _unpacked(document, packed)


def _laid_out(
    document: GltfDocument, view: object, offset: int, count: int, width: int, kind: np.dtype[Any]
) -> NDArray[Any]:
    data = view_bytes(document, view)
    row = width * kind.itemsize
    stride = document.one("bufferViews", view).get("byteStride", row)
    if not isinstance(stride, int) or not isinstance(offset, int) or stride < row or offset < 0:
        raise unsound("one of its lists of numbers is laid out in no way that glTF knows")
    if offset + stride * (count - 1) + row > len(data):
        raise unsound("a list of numbers is longer than its data")
    raw = np.ndarray((count, width), kind, data, offset, (stride, kind.itemsize))
    return raw.copy()


def _with_sparse(
    document: GltfDocument, values: NDArray[Any], sparse: Tree, kind: np.dtype[Any]
) -> NDArray[Any]:
    count, places, new = sparse["count"], sparse["indices"], sparse["values"]
    of = COMPONENTS[places["componentType"]]
    at = _laid_out(document, places["bufferView"], places.get("byteOffset", 0), count, 1, of)
    values[at.ravel().astype(np.int64)] = _laid_out(
        document, new["bufferView"], new.get("byteOffset", 0), count, values.shape[1], kind
    )
    return values


def _unpacked(document: GltfDocument, packed: Tree) -> bytes:
    try:
        import meshopt
    except ImportError:
        raise PackageMissing(
            "The model's geometry is compressed by meshoptimizer, which is not installed.",
            hint="Run: pip install 'prodwidget[geometry]'",
        ) from None
    count, stride = packed["count"], packed["byteStride"]
    if count * stride > _MOST * 4:
        raise unsound("it says that it unpacks to more than can be read here")
    try:
        rows = meshopt.decode_gltf_buffer(
            document.span(packed), count, stride, packed["mode"], packed.get("filter", "NONE")
        )
    except (ValueError, RuntimeError, MemoryError):
        raise unsound("its compressed geometry is damaged") from None
    return np.ascontiguousarray(rows).tobytes()
