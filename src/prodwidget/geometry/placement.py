"""Where the parts of a model stand: the nodes of its default scene with their matrices.

Metres, y up; a matrix turns columns, as glTF's do (glTF 2.0 §3.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from prodwidget.errors import ModelError
from prodwidget.geometry.accessors import floats
from prodwidget.geometry.document import GltfDocument, Tree, unsound
from prodwidget.geometry.mesh import Floats

_INSTANCES = "EXT_mesh_gpu_instancing"
_MOST_NODES = 100_000
_MOST_INSTANCES = 10_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A node of the default scene."""

    index: int
    matrix: Floats
    """(4, 4), to the scene."""


def roots(document: GltfDocument) -> list[int]:
    """The roots of the default scene: of the first where none is named, all where there is none."""
    scenes = document.all("scenes")
    if scenes:
        return list(document.one("scenes", document.tree.get("scene", 0)).get("nodes", []))
    nodes = document.all("nodes")
    below = {child for node in nodes for child in node.get("children", [])}
    return [index for index in range(len(nodes)) if index not in below]


def placed_nodes(document: GltfDocument) -> Iterator[Placed]:
    """The nodes of the default scene, each before its children.

    Raises
    ------
    ModelError
        A node is its own ancestor, has two parents, or is not there.
    """
    waiting = [(index, np.eye(4)) for index in reversed(roots(document))]
    seen: set[int] = set()
    while waiting:
        index, above = waiting.pop()
        node = document.one("nodes", index)
        if index in seen:
            raise unsound("one of its nodes stands in more than one place")
        seen.add(index)
        if len(seen) > _MOST_NODES:
            raise ModelError(
                f"The model has more than {_MOST_NODES:,} nodes.", hint="Join its parts."
            )
        matrix = above @ local_matrix(node)
        yield Placed(index, matrix)
        waiting += [(child, matrix) for child in reversed(node.get("children", []))]


def local_matrix(node: Tree) -> Floats:
    """A node's own matrix: as given, or of its translation, rotation and scale."""
    if "matrix" in node:
        matrix = np.array(node["matrix"], dtype=np.float64).reshape(4, 4).T
    else:
        matrix = _composed(
            np.array(node.get("translation", (0, 0, 0)), dtype=np.float64),
            np.array(node.get("rotation", (0, 0, 0, 1)), dtype=np.float64),
            np.array(node.get("scale", (1, 1, 1)), dtype=np.float64),
        )
    if not np.isfinite(matrix).all():
        raise unsound("a node stands nowhere")
    return matrix


def instances(document: GltfDocument, node: Tree) -> list[Floats]:
    """The matrices within a node at which its mesh stands; one unless it is instanced."""
    extension = (node.get("extensions") or {}).get(_INSTANCES)
    if extension is None:
        return [np.eye(4)]
    named = {key: floats(document, index) for key, index in extension["attributes"].items()}
    known = [named[key] for key in ("TRANSLATION", "ROTATION", "SCALE") if key in named]
    count = min((len(each) for each in known), default=1)
    if count > _MOST_INSTANCES:
        raise ModelError(
            f"The model repeats a part {count:,} times; {_MOST_INSTANCES:,} can be worked on.",
            hint="Export it with fewer of them.",
        )
    return [
        _composed(
            named["TRANSLATION"][at] if "TRANSLATION" in named else np.zeros(3),
            named["ROTATION"][at] if "ROTATION" in named else np.array([0.0, 0, 0, 1]),
            named["SCALE"][at] if "SCALE" in named else np.ones(3),
        )
        for at in range(count)
    ]


def _composed(shift: Floats, turn: Floats, scale: Floats) -> Floats:
    x, y, z, w = turn / max(float(np.linalg.norm(turn)), 1e-12)
    matrix = np.eye(4)
    matrix[:3, :3] = (
        np.array(
            [
                [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
            ]
        )
        * scale
    )
    matrix[:3, 3] = shift
    return matrix
