"""The triangles of a model as they stand in its scene: posed, skinned, one piece a material."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prodwidget.errors import ModelError
from prodwidget.geometry.accessors import DRACO, floats, whole_numbers
from prodwidget.geometry.document import GltfDocument, Tree, unsound
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.placement import instances, placed_nodes

_STRIP, _FAN = 5, 6
TRIANGULAR = (4, _STRIP, _FAN)
"""The modes of a primitive that has triangles."""
_MOST_TRIANGLES = 20_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One primitive where it stands."""

    node: int
    primitive: int
    """Which of its mesh's."""
    points: Floats
    """(n, 3), metres in the scene."""
    faces: NDArray[np.int64]
    """(m, 3)."""
    normals: Floats | None
    """(n, 3) unit vectors; none where the file has none."""
    uvs: tuple[Floats, ...]
    """(n, 2) a set of texture coordinates, v downwards."""
    colours: Floats | None
    """(n, 4), linear."""
    material: Tree


def pieces(document: GltfDocument) -> Iterator[Piece]:
    """What the default scene shows, one by one; points and lines are left out.

    Raises
    ------
    ModelError
        The file is damaged, compressed by Draco, or has too many triangles.
    PackageMissing
        It is compressed by meshoptimizer, whose package is not installed.
    """
    matrices = {each.index: each.matrix for each in placed_nodes(document)}
    triangles = 0
    for index, matrix in matrices.items():
        node = document.one("nodes", index)
        if "mesh" not in node:
            continue
        mesh = document.one("meshes", node["mesh"])
        joints = _joint_matrices(document, node, matrices)
        for at, primitive in enumerate(mesh["primitives"]):
            if primitive.get("mode", 4) not in TRIANGULAR:
                continue
            refuse_draco(primitive)
            points = posed(document, node, mesh, primitive)
            faces = triangles_of(document, primitive, len(points))
            normals = _optional(document, primitive, "NORMAL", len(points))
            for stand in [None] if joints is not None else instances(document, node):
                triangles += len(faces)
                if triangles > _MOST_TRIANGLES:
                    raise ModelError(
                        f"The model has more than {_MOST_TRIANGLES:,} triangles.",
                        hint="Simplify it where it was made.",
                    )
                if joints is not None:
                    placed, turned = _skinned(document, primitive, joints, points, normals)
                else:
                    whole = matrix if stand is None else matrix @ stand
                    placed = points @ whole[:3, :3].T + whole[:3, 3]
                    turned = None if normals is None else _turned(normals, whole[:3, :3])
                # A mirror turns what runs one way round to run the other (glTF 2.0 §3.7.4).
                mirrored = joints is None and np.linalg.det(whole[:3, :3]) < 0
                yield Piece(
                    node=index,
                    primitive=at,
                    points=placed,
                    faces=faces[:, ::-1] if mirrored else faces,
                    normals=turned,
                    uvs=_uv_sets(document, primitive, len(points)),
                    colours=_colours(document, primitive, len(points)),
                    material=document.one("materials", primitive["material"])
                    if "material" in primitive
                    else {},
                )


def refuse_draco(primitive: Tree) -> None:
    """Raise :class:`ModelError` where a primitive is compressed by Draco."""
    if DRACO in (primitive.get("extensions") or {}):
        raise ModelError(
            "The model's geometry is compressed by Draco, which cannot be undone here.",
            hint="Export it without Draco compression.",
        )


def posed(document: GltfDocument, node: Tree, mesh: Tree, primitive: Tree) -> Floats:
    """A primitive's points in its node, with the morph targets at their weights of rest."""
    points = floats(document, primitive["attributes"]["POSITION"])
    if points.shape[1] != 3:
        raise unsound("its points are not in three dimensions")
    weights = node.get("weights") or mesh.get("weights") or []
    for target, weight in zip(primitive.get("targets", []), weights, strict=False):
        if weight and "POSITION" in target:
            points = points + float(weight) * floats(document, target["POSITION"])
    return points


def triangles_of(document: GltfDocument, primitive: Tree, count: int) -> NDArray[np.int64]:
    """A primitive's triangles (m, 3), of strips and fans too.

    Raises
    ------
    ModelError
        They refer to a point that is not there.
    """
    if "indices" in primitive:
        indices = whole_numbers(document, primitive["indices"])
    else:
        indices = np.arange(count)
    if len(indices) and not 0 <= indices.min() <= indices.max() < count:
        raise unsound("its triangles refer to points that are not there")
    mode = primitive.get("mode", 4)
    if mode == _STRIP:
        strip = np.stack([indices[:-2], indices[1:-1], indices[2:]], axis=1)
        strip[1::2] = strip[1::2, [1, 0, 2]]
        return np.asarray(strip[(strip[:, 0] != strip[:, 1]) & (strip[:, 1] != strip[:, 2])])
    if mode == _FAN:
        first = np.full(max(len(indices) - 2, 0), indices[0])
        return np.stack([first, indices[1:-1], indices[2:]], axis=1)
    return indices[: len(indices) // 3 * 3].reshape(-1, 3)


def _optional(document: GltfDocument, primitive: Tree, name: str, count: int) -> Floats | None:
    if name not in primitive["attributes"]:
        return None
    values = floats(document, primitive["attributes"][name])
    if len(values) != count:
        raise unsound("its points have more or fewer of one thing than of another")
    return values


def _uv_sets(document: GltfDocument, primitive: Tree, count: int) -> tuple[Floats, ...]:
    found: list[Floats] = []
    while (uv := _optional(document, primitive, f"TEXCOORD_{len(found)}", count)) is not None:
        found.append(uv[:, :2])
    return tuple(found)


def _colours(document: GltfDocument, primitive: Tree, count: int) -> Floats | None:
    colours = _optional(document, primitive, "COLOR_0", count)
    if colours is not None and colours.shape[1] == 3:
        colours = np.concatenate([colours, np.ones((count, 1))], axis=1)
    return colours


def _turned(normals: Floats, matrix: Floats) -> Floats:
    # A part scaled to nothing has no inverse; the cofactors turn normals the same, and always are.
    cofactors = np.stack(
        [
            np.cross(matrix[1], matrix[2]),
            np.cross(matrix[2], matrix[0]),
            np.cross(matrix[0], matrix[1]),
        ]
    )
    if np.linalg.det(matrix) < 0:
        cofactors = -cofactors
    return _unit(normals @ cofactors.T)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-30))


def _joint_matrices(
    document: GltfDocument, node: Tree, matrices: dict[int, Floats]
) -> Floats | None:
    if "skin" not in node:
        return None
    skin = document.one("skins", node["skin"])
    joints = skin["joints"]
    if "inverseBindMatrices" in skin:
        inverse = floats(document, skin["inverseBindMatrices"]).reshape(-1, 4, 4)
        inverse = inverse.transpose(0, 2, 1)[: len(joints)]
    else:
        inverse = np.broadcast_to(np.eye(4), (len(joints), 4, 4))
    return np.stack([matrices[joint] for joint in joints]) @ inverse


def _skinned(
    document: GltfDocument,
    primitive: Tree,
    joints: Floats,
    points: Floats,
    normals: Floats | None,
) -> tuple[Floats, Floats | None]:
    attributes = primitive["attributes"]
    matrix = np.zeros((len(points), 4, 4))
    total = np.zeros(len(points))
    group = 0
    while f"JOINTS_{group}" in attributes:
        which = floats(document, attributes[f"JOINTS_{group}"]).astype(np.int64)
        share = floats(document, attributes[f"WEIGHTS_{group}"])
        for column in range(4):
            matrix += share[:, column, None, None] * joints[which[:, column]]
            total += share[:, column]
        group += 1
    matrix /= np.where(total > 0, total, 1.0)[:, None, None]
    placed = np.einsum("nij,nj->ni", matrix[:, :3, :3], points) + matrix[:, :3, 3]
    if normals is None:
        return placed, None
    return placed, _unit(np.einsum("nij,nj->ni", matrix[:, :3, :3], normals))
