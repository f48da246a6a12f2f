"""The parts of a model as arrays that an operation changes and puts back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prodwidget.errors import ModelError
from prodwidget.geometry.accessors import floats, stored
from prodwidget.geometry.document import GltfDocument, Tree, unsound
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.operations.rewriting import INDICES, VERTICES, Rewriting
from prodwidget.geometry.surface import TRIANGULAR, refuse_draco, triangles_of

Whole = NDArray[np.int64]


@dataclass(slots=True)
class Part:
    """The triangles of one primitive."""

    mesh: int
    """Of which mesh, by index."""
    primitive: Tree
    """In the tree that is being written."""
    points: Floats
    """(n, 3), in the mesh's own space."""
    faces: Whole
    """(m, 3)."""
    attributes: dict[str, Floats]
    """Everything else that a point has, as numbers, by glTF's name; (n, k)."""


def parts_of(rewriting: Rewriting) -> list[Part]:
    """The primitives of triangles, in the file's order; points and lines are none.

    Raises
    ------
    ModelError
        The file is damaged, or compressed by Draco.
    """
    document, found = rewriting.document, []
    for index, mesh in enumerate(document.all("meshes")):
        for at, primitive in enumerate(mesh["primitives"]):
            refuse_draco(primitive)
            if primitive.get("mode", 4) not in TRIANGULAR:
                continue
            accessors = primitive["attributes"]
            points = floats(document, accessors["POSITION"])
            attributes = {
                name: floats(document, accessor)
                for name, accessor in accessors.items()
                if name != "POSITION"
            }
            if any(len(each) != len(points) for each in attributes.values()):
                raise unsound("its points have more or fewer of one thing than of another")
            faces = triangles_of(document, primitive, len(points))
            written = rewriting.tree["meshes"][index]["primitives"][at]
            found.append(Part(index, written, points, faces, attributes))
    return found


def put(rewriting: Rewriting, part: Part) -> None:
    """Write a part's arrays into its primitive; points that no triangle uses are left out."""
    used, faces = np.unique(part.faces, return_inverse=True)
    primitive, document = part.primitive, rewriting.document
    kept = dict(primitive["attributes"])
    points = part.points[used].astype(np.float32)
    written = {"POSITION": rewriting.add_accessor(points, target=VERTICES, bounds=True)}
    for name, values in part.attributes.items():
        before = document.one("accessors", kept[name])
        integral = before["componentType"] != 5126 and name.startswith(("COLOR", "_"))
        if not integral:
            written[name] = rewriting.add_accessor(values[used].astype(np.float32), target=VERTICES)
            continue
        kind = stored(document, kept[name]).dtype
        scale = float(np.iinfo(kind).max) if before.get("normalized") else 1.0
        written[name] = rewriting.add_accessor(
            np.round(values[used] * scale).astype(kind),
            target=VERTICES,
            normalized=bool(before.get("normalized")),
        )
    primitive["attributes"] = written
    primitive.pop("mode", None)
    kind = np.dtype(np.uint16 if len(used) < 65535 else np.uint32)
    primitive["indices"] = rewriting.add_accessor(faces.ravel().astype(kind), target=INDICES)


def refuse_bending(document: GltfDocument, doing: str) -> None:
    """Raise :class:`ModelError` where a model has skins or morph targets; ``doing`` is a verb."""
    bends = "a skeleton" if document.all("skins") else ""
    for mesh in document.all("meshes"):
        if any("targets" in primitive for primitive in mesh.get("primitives", [])):
            bends = "shape keys"
    if bends:
        raise ModelError(
            f"The model has {bends}, which would no longer fit: it cannot be {doing} here.",
            hint="Export it without animation, or leave its shape as it is.",
        )


def welded(points: Floats) -> tuple[Whole, Floats]:
    """Points that lie together as one: for each its number, and where the numbers lie.

    Points lie together where they are within a millionth of the model.
    """
    if not len(points):
        return np.zeros(0, np.int64), points
    low = points.min(axis=0)
    cell = max(float((points.max(axis=0) - low).max()), 1e-30) * 1e-6
    cells = np.round((points - low) / cell).astype(np.int64)
    # A million steps a side: three of them fit into one number, which sorts faster than rows.
    keys = (cells[:, 0] << 42) | (cells[:, 1] << 21) | cells[:, 2]
    _, first, labels = np.unique(keys, return_index=True, return_inverse=True)
    return labels.astype(np.int64), points[first]


def connected(pairs: Whole, count: int) -> Whole:
    """For each of ``count`` things the number of the group that pairs (k, 2) join it to."""
    root = np.arange(count)
    while len(pairs):
        # Each tree hangs itself under the lowest neighbour's, and is then made flat.
        low, high = root[pairs].min(axis=1), root[pairs].max(axis=1)
        apart = low != high
        pairs, low, high = pairs[apart], low[apart], high[apart]
        np.minimum.at(root, high, low)
        while not (root[root] == root).all():
            root = root[root]
    return np.unique(root, return_inverse=True)[1].astype(np.int64)


def unit(vectors: Floats) -> Floats:
    """Vectors of length 1; those of none stay so."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-30))


def upright(attributes: dict[str, Floats]) -> None:
    """Make normals unit vectors again, and tangents unit vectors at right angles to them."""
    if "NORMAL" in attributes:
        normals = unit(attributes["NORMAL"])
        lost = np.linalg.norm(normals, axis=1) < 0.5
        normals[lost] = (0.0, 1.0, 0.0)
        attributes["NORMAL"] = normals
    if "TANGENT" in attributes:
        tangents = attributes["TANGENT"].copy()
        along = tangents[:, :3]
        if "NORMAL" in attributes:
            normals = attributes["NORMAL"]
            along = along - normals * (along * normals).sum(axis=1, keepdims=True)
            # Where nothing is left of it, any direction across the normal is as good.
            other = np.cross(normals, np.eye(3)[np.abs(normals).argmin(axis=1)])
            lost = np.linalg.norm(along, axis=1) < 1e-6
            along[lost] = other[lost]
        tangents[:, :3] = unit(along)
        tangents[:, 3] = np.where(tangents[:, 3] < 0, -1.0, 1.0)
        attributes["TANGENT"] = tangents
