"""What a model measures: how large it is, of how many triangles, and what its parts are called."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from prodwidget.errors import ModelError
from prodwidget.geometry.accessors import DRACO, MESHOPT
from prodwidget.geometry.document import GltfDocument, Tree, read_document, reading, unsound
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.placement import instances, placed_nodes
from prodwidget.geometry.surface import TRIANGULAR, pieces

Vector = tuple[float, float, float]
"""x, y, z."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The box that a model fills, in metres."""

    min: Vector
    max: Vector

    @property
    def size(self) -> Vector:
        """Width (x), height (y) and depth (z)."""
        (x, y, z), (a, b, c) = self.min, self.max
        return a - x, b - y, c - z

    @property
    def centre(self) -> Vector:
        """The middle of the box."""
        (x, y, z), (a, b, c) = self.min, self.max
        return (a + x) / 2, (b + y) / 2, (c + z) / 2

    @property
    def diagonal(self) -> float:
        """From corner to corner."""
        return float(np.linalg.norm(self.size))


def bounds(glb: bytes) -> Bounds:
    """The box that a model's default scene fills as it stands at rest.

    Of every point where the points can be read; of the corners that the file gives for each part
    where they are compressed (glTF 2.0 §3.6.2.5), which is as large or somewhat larger.

    Raises
    ------
    ModelError
        The file is damaged, or shows nothing.
    """
    with reading():
        return bounds_of(read_document(glb))


def bounds_of(document: GltfDocument) -> Bounds:
    """:func:`bounds` of a document; within :func:`reading`."""
    corners = [] if _is_compressed(document) else _extremes(document)
    corners = corners or _corners(document)
    if not corners:
        raise ModelError("The model shows nothing.", hint="Add a mesh to it.")
    every = np.concatenate(corners)
    if not np.isfinite(every).all():
        raise unsound("one of its numbers is none")
    low, high = every.min(axis=0), every.max(axis=0)
    return Bounds(
        (float(low[0]), float(low[1]), float(low[2])),
        (float(high[0]), float(high[1]), float(high[2])),
    )


def triangle_count(glb: bytes) -> int:
    """How many triangles the default scene shows; each instance of a part counts.

    Raises
    ------
    ModelError
        The file is damaged.
    """
    with reading():
        document = read_document(glb)
        return sum(
            triangles_in(document, primitive) * len(instances(document, node))
            for node, mesh in shown(document)
            for primitive in mesh["primitives"]
        )


def part_names(glb: bytes) -> tuple[str, ...]:
    """What the nodes that show a mesh are called, in the scene's order; empty for one without.

    Raises
    ------
    ModelError
        The file is damaged.
    """
    with reading():
        return names_of(read_document(glb))


def names_of(document: GltfDocument) -> tuple[str, ...]:
    """:func:`part_names` of a document; within :func:`reading`."""
    return tuple(str(node.get("name", "")) for node, _ in shown(document))


def shown(document: GltfDocument) -> list[tuple[Tree, Tree]]:
    """The nodes of the default scene that show a mesh, each with it."""
    nodes = [document.one("nodes", each.index) for each in placed_nodes(document)]
    return [(node, document.one("meshes", node["mesh"])) for node in nodes if "mesh" in node]


def triangles_in(document: GltfDocument, primitive: Tree) -> int:
    """How many triangles a primitive has, by its accessors; points and lines have none."""
    mode = primitive.get("mode", 4)
    if mode not in TRIANGULAR:
        return 0
    index = primitive.get("indices", primitive["attributes"].get("POSITION"))
    count = int(document.one("accessors", index)["count"])
    return count // 3 if mode == 4 else max(count - 2, 0)


def _is_compressed(document: GltfDocument) -> bool:
    if DRACO in document.extensions:
        return True
    if not document.extensions.intersection(MESHOPT):
        return False
    try:
        import meshopt  # noqa: F401
    except ImportError:
        return True
    return False


def _extremes(document: GltfDocument) -> list[Floats]:
    found = []
    for piece in pieces(document):
        # Points that no triangle uses are no part of what is seen.
        used = np.zeros(len(piece.points), dtype=bool)
        used[piece.faces] = True
        if used.any():
            points = piece.points[used]
            found.append(np.stack([points.min(axis=0), points.max(axis=0)]))
    return found


def _corners(document: GltfDocument) -> list[Floats]:
    found = []
    for each in placed_nodes(document):
        node = document.one("nodes", each.index)
        if "mesh" not in node:
            continue
        for primitive in document.one("meshes", node["mesh"])["primitives"]:
            position = document.one("accessors", primitive["attributes"]["POSITION"])
            box = np.array([position["min"], position["max"]], dtype=np.float64)
            if position.get("normalized"):
                box /= np.iinfo(
                    {5120: "i1", 5121: "u1", 5122: "i2", 5123: "u2"}[position["componentType"]]
                ).max
            corners = np.array(list(product(*box.T)))
            for stand in instances(document, node):
                matrix = each.matrix @ stand
                found.append(corners @ matrix[:3, :3].T + matrix[:3, 3])
    return found
