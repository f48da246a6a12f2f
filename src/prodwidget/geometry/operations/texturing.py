"""Lays a set of tileable maps onto a part of a model, in real millimetres."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PIL import Image

from prodwidget.errors import ModelError, PromptError
from prodwidget.geometry.accessors import floats, stored
from prodwidget.geometry.document import Tree, reading
from prodwidget.geometry.material_maps import TEXTURE_MAPS, material_of, read_maps
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.naming import part_named, parts_named
from prodwidget.geometry.operations.base import Processed
from prodwidget.geometry.operations.parts import Whole, unit, upright
from prodwidget.geometry.operations.rewriting import INDICES, VERTICES, Rewriting
from prodwidget.geometry.operations.unused import leave_out_unused
from prodwidget.geometry.placement import placed_nodes
from prodwidget.geometry.surface import TRIANGULAR, refuse_draco, triangles_of

_LEFT_OUT = ("TANGENT", "COLOR_", "TEXCOORD_")
"""What belongs to the texture that was there: how it lay, its tangents, and a tint of it."""


def textured(glb: bytes, part: str, maps: Mapping[str, bytes], tile_mm: float) -> Processed:
    """A model with a set of maps on one part, or on all of it.

    Every triangle is looked at along the axis that it faces most (box projection); a vertex where
    triangles of different axes meet is there once for each. Nothing else of the shape changes.

    Parameters
    ----------
    glb:
        The model, in metres.
    part:
        A part's name, as :func:`prodwidget.geometry.named_parts` has it; empty for all.
    maps:
        Pictures by their roles: ``basecolor``, which there has to be, ``normal`` (y up),
        ``roughness``, ``metalness`` and ``occlusion``; others are not looked at.
    tile_mm:
        The side of a tile, in millimetres.

    Raises
    ------
    PromptError
        No part has that name, there is no base colour, or a tile has no size.
    ModelError
        It is damaged, the part is compressed by Draco, or shows no surface.
    """
    if "basecolor" not in maps:
        raise PromptError(
            "The material has no base colour.", hint="Take another material, or make it anew."
        )
    if not np.isfinite(tile_mm) or tile_mm <= 0:
        raise PromptError(
            "A tile needs a size above 0 mm.", hint="Say how large it is, such as 60 mm."
        )
    with reading():
        file = Rewriting(glb)
        document = file.document
        chosen = [part_named(document, part)] if part else list(parts_named(document))
        primitives = [
            (each.node, primitive)
            for each in chosen
            for primitive in file.own_mesh(each)["primitives"]
            if primitive.get("mode", 4) in TRIANGULAR
        ]
        if not primitives:
            raise ModelError(f"The {part or 'model'} shows no surface.", hint="Choose another.")
        material = _material(file, maps)
        matrices = {each.index: each.matrix for each in placed_nodes(document)}
        for node, primitive in primitives:
            refuse_draco(primitive)
            _cover(file, primitive, matrices[node], 1000 / tile_mm)
            primitive["material"] = material
            extensions = primitive.get("extensions", {})
            extensions.pop("KHR_materials_variants", None)
            if not extensions:
                primitive.pop("extensions", None)
        leave_out_unused(file.tree)
        return Processed(file.written())


def _cover(file: Rewriting, primitive: Tree, matrix: Floats, tiles: float) -> None:
    """Give a primitive UVs; ``tiles`` are those in a metre."""
    document = file.document
    own = floats(document, primitive["attributes"]["POSITION"])
    points = own @ matrix[:3, :3].T + matrix[:3, 3]
    faces = triangles_of(document, primitive, len(points))
    # A mirror turns what runs one way round to run the other (glTF 2.0 §3.7.4).
    mirrored = np.linalg.det(matrix[:3, :3]) < 0
    seen = faces[:, ::-1] if mirrored else faces
    taken, sides, faces = _split(len(points), faces, _sides(points, seen))

    def kept(attributes: Tree) -> Tree:
        return {
            name: _taken(file, index, taken)
            for name, index in attributes.items()
            if not name.startswith(_LEFT_OUT)
        }

    attributes = kept(primitive["attributes"])
    uv = _projected(points[taken], sides) * tiles
    attributes["TEXCOORD_0"] = file.add_accessor(uv.astype(np.float32), target=VERTICES)
    if "NORMAL" in attributes:
        normals = floats(document, primitive["attributes"]["NORMAL"])[taken]
        tangents = _tangents(normals, sides, matrix[:3, :3])
        attributes["TANGENT"] = file.add_accessor(tangents.astype(np.float32), target=VERTICES)
    primitive["attributes"] = attributes
    if "targets" in primitive:
        primitive["targets"] = [kept(each) for each in primitive["targets"]]
    kind = np.dtype(np.uint16 if len(taken) < 65535 else np.uint32)
    primitive["indices"] = file.add_accessor(faces.ravel().astype(kind), target=INDICES)
    primitive.pop("mode", None)


def _sides(points: Floats, faces: Whole) -> Whole:
    """For each triangle the side of a box that it faces: 0 to 5 for +x, -x, +y, -y, +z, -z."""
    a, b, c = points[faces].transpose(1, 0, 2)
    facing = np.cross(b - a, c - a)
    axis = np.abs(facing).argmax(axis=1)
    below = facing[np.arange(len(axis)), axis] < 0
    return np.asarray(axis * 2 + below, dtype=np.int64)


def _split(count: int, faces: Whole, sides: Whole) -> tuple[Whole, Whole, Whole]:
    """Vertices by their old numbers, each with its one side, and the triangles of the new.

    A vertex keeps its number for the first of its sides; the others come after all that were.
    """
    keys = faces * 6 + sides[:, None]
    pairs, inverse = np.unique(keys, return_inverse=True)
    vertices = pairs // 6
    first = np.ones(len(pairs), bool)
    first[1:] = vertices[1:] != vertices[:-1]
    number = np.where(first, vertices, count + np.cumsum(~first) - 1)
    taken = np.concatenate([np.arange(count), vertices[~first]])
    own = np.zeros(len(taken), np.int64)
    own[number] = pairs % 6
    return taken, own, number[inverse.reshape(faces.shape)]


def _projected(points: Floats, sides: Whole) -> Floats:
    """Metres along each point's side, as it is seen from outside; v downwards."""
    x, y, z = points.T
    right = np.stack([-z, z, x, x, x, -x])
    down = np.stack([-y, -y, z, -z, -y, -y])
    at = np.arange(len(points))
    return np.stack([right[sides, at], down[sides, at]], axis=1)


def _tangents(normals: Floats, sides: Whole, turn: Floats) -> Floats:
    """Which way u runs at each vertex, in its mesh's own space, across its normal: (n, 4)."""
    right = np.array([[0, 0, -1], [0, 0, 1], [1, 0, 0], [1, 0, 0], [1, 0, 0], [-1, 0, 0]])
    # A part that is scaled to nothing has no inverse.
    along = unit(right @ np.linalg.pinv(turn).T)[sides]
    # Renderers find the way up from both as they stand in the scene: mirrors do not turn it round.
    shading = {"NORMAL": normals, "TANGENT": np.insert(along, 3, 1.0, axis=1)}
    upright(shading)
    return shading["TANGENT"]


def _taken(file: Rewriting, index: int, taken: Whole) -> int:
    """An accessor's rows, as they are stored, in another order."""
    accessor = file.document.one("accessors", index)
    return file.add_accessor(
        stored(file.document, index)[taken],
        target=VERTICES,
        normalized=bool(accessor.get("normalized")),
        bounds="min" in accessor,
    )


def _material(file: Rewriting, maps: Mapping[str, bytes]) -> int:
    tree = file.tree
    tree.setdefault("samplers", []).append({"magFilter": 9729, "minFilter": 9987})
    sampler = len(tree["samplers"]) - 1

    def add_picture(data: bytes, name: str) -> int:
        kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
        image = {"name": name, "bufferView": file.add_view(data), "mimeType": kind}
        tree.setdefault("images", []).append(image)
        source = len(tree["images"]) - 1
        tree.setdefault("textures", []).append({"source": source, "sampler": sampler})
        return len(tree["textures"]) - 1

    try:
        read = read_maps({role: maps[role] for role in TEXTURE_MAPS if role in maps})
    except (OSError, SyntaxError, Image.DecompressionBombError):
        raise PromptError(
            "A map of the material is no picture that can be read.",
            hint="Take another material, or make it anew.",
        ) from None
    tree.setdefault("materials", []).append(material_of("material", read, add_picture))
    return len(tree["materials"]) - 1
