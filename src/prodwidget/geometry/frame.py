"""A model laid into another's frame: as large, on the same ground, around the same axis."""

from __future__ import annotations

from typing import Any

from prodwidget.geometry.document import (
    GltfDocument,
    Tree,
    read_document,
    reading,
    unsound,
    write_document,
)
from prodwidget.geometry.measure import Bounds, bounds
from prodwidget.geometry.placement import roots

_WILD = 3.0
"""Where the longest side would grow or shrink by this factor more than the height, height is no
measure of the size: a model that lies was made of one that stands."""


def laid_into_frame(glb: bytes, like: bytes, *, keep_size: bool = True) -> bytes:
    """A model where another stands: the same ground (its lowest y), the same middle in x and z.

    One node is put above the roots of the scene; nothing else is touched, so that animations,
    skins and every byte of geometry are as they were.

    Parameters
    ----------
    glb:
        The model to be laid.
    like:
        The model whose frame it is.
    keep_size:
        Whether it is scaled, evenly, to be as high; or to be as long at its longest side, where
        the two are of very different proportions.

    Raises
    ------
    ModelError
        One of the two is damaged, or shows nothing.
    """
    ours, theirs = bounds(glb), bounds(like)
    scale = _scale(ours, theirs) if keep_size else 1.0
    shift = [
        theirs.centre[0] - scale * ours.centre[0],
        theirs.min[1] - scale * ours.min[1],
        theirs.centre[2] - scale * ours.centre[2],
    ]
    # What stands there already is left byte for byte.
    if abs(scale - 1) < 1e-5 and max(map(abs, shift)) < 1e-5 * max(theirs.diagonal, 1e-9):
        return glb
    return under_one_node(glb, {"name": "frame", "translation": shift, "scale": [scale] * 3})


def under_one_node(glb: bytes, node: dict[str, Any]) -> bytes:
    """A model with the roots of its default scene put under a node of their own.

    Raises
    ------
    ModelError
        It is damaged.
    """
    with reading():
        document = read_document(glb)
        return write_document(_wrapped(document, node))


def _wrapped(document: GltfDocument, node: Tree) -> GltfDocument:
    nodes = document.all("nodes")
    # What stands above a skinned mesh does not move it, its joints do; validators warn of it.
    still = [index for index in roots(document) if _is_skin_alone(document.one("nodes", index))]
    children = [index for index in roots(document) if index not in still]
    if not children:
        raise unsound("its scene is empty")
    tree = dict(document.tree)
    tree["nodes"] = [*nodes, {**node, "children": children}]
    scenes = [dict(each) for each in document.all("scenes")] or [{}]
    at = tree.get("scene", 0)
    scenes[at]["nodes"] = [len(nodes), *still]
    # Another scene may show the same roots, and a root has no parent there.
    moved = set(children)
    kept = [
        number
        for number, scene in enumerate(scenes)
        if number == at or not moved.intersection(scene.get("nodes", []))
    ]
    tree["scenes"] = [scenes[number] for number in kept]
    tree["scene"] = kept.index(at)
    return GltfDocument(tree, document.binary)


def _is_skin_alone(node: Tree) -> bool:
    return "skin" in node and not node.get("children")


def _scale(ours: Bounds, theirs: Bounds) -> float:
    by_height = theirs.size[1] / ours.size[1] if ours.size[1] > 0 else 0.0
    longest = max(ours.size)
    if longest <= 0:
        return 1.0
    by_longest = max(theirs.size) / longest
    if by_longest <= 0:
        return 1.0
    if by_height <= 0 or not 1 / _WILD < by_height / by_longest < _WILD:
        return by_longest
    return by_height
