"""Lays a set of tileable maps onto a part of a model, in real millimetres."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PIL import Image

from prodwidget.errors import ModelError, PromptError
from prodwidget.geometry.accessors import floats, stored
from prodwidget.geometry.document import Tree, reading
from prodwidget.geometry.material_maps import TEXTURE_MAPS, material_of, read_maps
from prodwidget.geometry.mesh import Floats, Mesh
from prodwidget.geometry.naming import part_named, parts_named
from prodwidget.geometry.operations.base import Processed
from prodwidget.geometry.operations.parts import Whole
from prodwidget.geometry.operations.rewriting import INDICES, VERTICES, Rewriting
from prodwidget.geometry.operations.unused import leave_out_unused
from prodwidget.geometry.surface import Piece, pieces, triangles_of

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
        It is damaged, compressed by Draco, or the part shows no surface.
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
        meshes = {each.node: file.own_mesh(each) for each in chosen}
        covered = {
            (each.node, each.primitive): each for each in pieces(document) if each.node in meshes
        }
        if not covered:
            raise ModelError(f"The {part or 'model'} shows no surface.", hint="Choose another.")
        material = _material(file, maps)
        for (node, index), piece in covered.items():
            primitive = meshes[node]["primitives"][index]
            _cover(file, primitive, piece, 1000 / tile_mm)
            primitive["material"] = material
            extensions = primitive.get("extensions", {})
            extensions.pop("KHR_materials_variants", None)
            if not extensions:
                primitive.pop("extensions", None)
        leave_out_unused(file.tree)
        return Processed(file.written())


def _cover(file: Rewriting, primitive: Tree, piece: Piece, tiles: float) -> None:
    """Give a primitive UVs where it stands; ``tiles`` are those in a metre."""
    document, before = file.document, primitive["attributes"]
    count = len(piece.points)
    faces = triangles_of(document, primitive, count)
    # The piece's own triangles run round as they are seen, in a mirror too.
    taken, sides, faces = _split(count, faces, _sides(piece.points, piece.faces))

    def kept(attributes: Tree) -> Tree:
        return {
            name: _taken(file, index, taken)
            for name, index in attributes.items()
            if not name.startswith(_LEFT_OUT)
        }

    attributes = kept(before)
    uv = _projected(piece.points[taken], sides) * tiles
    attributes["TEXCOORD_0"] = file.add_accessor(uv.astype(np.float32), target=VERTICES)
    if "NORMAL" in attributes:
        points, normals = (floats(document, before[name])[taken] for name in ("POSITION", "NORMAL"))
        # Renderers find the way up from both as they stand in the scene: no mirror turns it round.
        tangents = np.insert(Mesh(points, normals, uv, faces, ()).tangents(), 3, 1.0, axis=1)
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
