"""Lays a set of tileable maps onto a part of a model, in real millimetres."""

from __future__ import annotations

import io
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from prodwidget.errors import ModelError, PromptError
from prodwidget.geometry.accessors import floats, has_draco, stored, whole_numbers
from prodwidget.geometry.document import GltfDocument, Tree, read_document, reading
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.naming import parts_named
from prodwidget.geometry.operations.rewriting import INDICES, VERTICES, Rewriting
from prodwidget.geometry.placement import placed_nodes

Ints = NDArray[np.int64]

_TRIANGLES = 4
TEXTURE_MAPS = ("basecolor", "normal", "roughness", "metalness", "occlusion")
"""The roles of the maps that are laid over a part; the first there has to be."""

_LEFT_OUT = ("TANGENT", "COLOR_0")
"""What belongs to the texture that was there: its tangents, and a tint of it."""


def textured(glb: bytes, part: str, maps: Mapping[str, bytes], tile_mm: float) -> bytes:
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
        It is damaged, compressed by Draco, or has what cannot be covered.
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
        before = read_document(glb)
        if has_draco(before):
            raise ModelError(
                "The model's geometry is compressed by Draco, and cannot be given a material.",
                hint="Export it without Draco, or take the iteration before it was compressed.",
            )
        file = Rewriting(glb)
        found = list(parts_named(file.document))
        chosen = [each for each in found if part in ("", each.name)]
        if not chosen:
            raise PromptError(
                f"The model has no part {part!r}.",
                hint=f"It has {', '.join(each.name for each in found) or 'none'}.",
            )
        material = _material(file, maps)
        matrices = {each.index: each.matrix for each in placed_nodes(file.document)}
        for each in chosen:
            mesh = deepcopy(file.tree["meshes"][each.mesh])
            for primitive in mesh["primitives"]:
                if primitive.get("mode", _TRIANGLES) < _TRIANGLES:
                    continue
                _cover(file, primitive, matrices[each.node], 1000 / tile_mm)
                primitive["material"] = material
                extensions = primitive.get("extensions", {})
                extensions.pop("KHR_materials_variants", None)
                if not extensions:
                    primitive.pop("extensions", None)
            users = [node for node in file.tree["nodes"] if node.get("mesh") == each.mesh]
            if len(users) == 1:
                file.tree["meshes"][each.mesh] = mesh
            else:
                # Another part shows the same mesh, and keeps it.
                file.tree["meshes"].append(mesh)
                file.tree["nodes"][each.node]["mesh"] = len(file.tree["meshes"]) - 1
        return file.written()


def _cover(file: Rewriting, primitive: Tree, matrix: Floats, tiles: float) -> None:
    """Give a primitive UVs; ``tiles`` are those in a metre."""
    if primitive.get("mode", _TRIANGLES) != _TRIANGLES:
        raise ModelError(
            "The model has strips or fans of triangles, which cannot be given a material.",
            hint="Export it again as plain triangles.",
        )
    document: GltfDocument = file.document
    own = floats(document, primitive["attributes"]["POSITION"])
    points = own @ matrix[:3, :3].T + matrix[:3, 3]
    corners = (
        whole_numbers(document, primitive["indices"])
        if "indices" in primitive
        else np.arange(len(points))
    )
    corners = corners[: len(corners) // 3 * 3]
    sides = _sides(points, corners)
    taken, vertex_sides, indices = _split(len(points), corners, sides)
    uv = _projected(points[taken], vertex_sides) * tiles
    kept = {
        name: index
        for name, index in primitive["attributes"].items()
        if name not in _LEFT_OUT and not name.startswith("TEXCOORD_")
    }
    if len(taken) > len(points):
        kept = {name: _taken(file, index, taken) for name, index in kept.items()}
        if "targets" in primitive:
            primitive["targets"] = [
                {name: _taken(file, index, taken) for name, index in target.items()}
                for target in primitive["targets"]
            ]
        wide = len(taken) >= 65535
        primitive["indices"] = file.add_accessor(
            indices.astype(np.uint32 if wide else np.uint16), target=INDICES
        )
    for target in primitive.get("targets", []):
        target.pop("TANGENT", None)
    if "NORMAL" in primitive["attributes"]:
        normals = floats(document, primitive["attributes"]["NORMAL"])[taken]
        tangents = _tangents(normals, vertex_sides, matrix[:3, :3])
        kept["TANGENT"] = file.add_accessor(tangents.astype(np.float32), target=VERTICES)
    primitive["attributes"] = kept | {
        "TEXCOORD_0": file.add_accessor(uv.astype(np.float32), target=VERTICES)
    }


def _sides(points: Floats, corners: Ints) -> Ints:
    """For each triangle the side of a box that it faces: 0 to 5 for +x, -x, +y, -y, +z, -z."""
    a, b, c = points[corners.reshape(-1, 3)].transpose(1, 0, 2)
    facing = np.cross(b - a, c - a)
    axis = np.abs(facing).argmax(axis=1)
    below = facing[np.arange(len(axis)), axis] < 0
    return np.asarray(axis * 2 + below, dtype=np.int64)


def _split(count: int, corners: Ints, sides: Ints) -> tuple[Ints, Ints, Ints]:
    """Vertices by their old numbers, each with its one side, and the new indices.

    A vertex keeps its number for the first of its sides; the others come after all that were.
    """
    keys = corners * 6 + np.repeat(sides, 3)
    pairs, inverse = np.unique(keys, return_inverse=True)
    vertices = pairs // 6
    first = np.ones(len(pairs), bool)
    first[1:] = vertices[1:] != vertices[:-1]
    number = np.where(first, vertices, count + np.cumsum(~first) - 1)
    taken = np.concatenate([np.arange(count), vertices[~first]])
    own = np.zeros(len(taken), np.int64)
    own[number] = pairs % 6
    return taken, own, number[inverse.ravel()]


def _projected(points: Floats, sides: Ints) -> Floats:
    """Metres along each point's side, as it is seen from outside; v downwards."""
    x, y, z = points.T
    right = np.stack([-z, z, x, x, x, -x])
    down = np.stack([-y, -y, z, -z, -y, -y])
    at = np.arange(len(points))
    return np.stack([right[sides, at], down[sides, at]], axis=1)


def _tangents(normals: Floats, sides: Ints, turn: Floats) -> Floats:
    """Which way u runs at each vertex, in its mesh's own space, across its normal: (n, 4)."""
    right = np.array([[0, 0, -1], [0, 0, 1], [1, 0, 0], [1, 0, 0], [1, 0, 0], [-1, 0, 0]])
    along = (right @ np.linalg.inv(turn).T)[sides]
    across = along - normals * (along * normals).sum(axis=1, keepdims=True)
    length = np.linalg.norm(across, axis=1, keepdims=True)
    # A normal that lies along u has no way across that is better than another.
    spare = np.cross(normals, np.roll(normals, 1, axis=1) + np.array([0.1, 0.2, 0.3]))
    across = np.where(length > 1e-6 * np.linalg.norm(along, axis=1, keepdims=True), across, spare)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)
    hand = np.sign(np.linalg.det(turn))
    return np.concatenate([across, np.full((len(across), 1), hand)], axis=1)


def _taken(file: Rewriting, index: int, taken: Ints) -> int:
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

    def texture(data: bytes, media_type: str) -> Tree:
        tree.setdefault("images", []).append(
            {"bufferView": file.add_view(data), "mimeType": media_type}
        )
        source = len(tree["images"]) - 1
        tree.setdefault("textures", []).append({"source": source, "sampler": sampler})
        return {"index": len(tree["textures"]) - 1}

    try:
        colour = _encoded(Image.open(io.BytesIO(maps["basecolor"])).convert("RGB"), "JPEG")
        packed = _packed(maps)
        normal = (
            _encoded(Image.open(io.BytesIO(maps["normal"])).convert("RGB"), "PNG")
            if "normal" in maps
            else None
        )
    except (OSError, SyntaxError, Image.DecompressionBombError):
        raise PromptError(
            "A map of the material is no picture that can be read.",
            hint="Take another material, or make it anew.",
        ) from None
    pbr: dict[str, Any] = {"baseColorTexture": texture(colour, "image/jpeg")}
    material: Tree = {"name": "material", "pbrMetallicRoughness": pbr}
    shared = texture(packed, "image/png")
    pbr["metallicRoughnessTexture"] = shared
    if "occlusion" in maps:
        material["occlusionTexture"] = dict(shared)
    if normal is not None:
        material["normalTexture"] = texture(normal, "image/png")
    tree.setdefault("materials", []).append(material)
    return len(tree["materials"]) - 1


def _packed(maps: Mapping[str, bytes]) -> bytes:
    """Occlusion, roughness and metalness in red, green and blue; what is missing is plain."""
    plain = {"occlusion": 255, "roughness": 128, "metalness": 0}
    found = {
        role: Image.open(io.BytesIO(maps[role])).convert("L") for role in plain if role in maps
    }
    size = max((each.size for each in found.values()), default=(1, 1))
    bands = [
        found[role].resize(size) if role in found else Image.new("L", size, value)
        for role, value in plain.items()
    ]
    return _encoded(Image.merge("RGB", bands), "PNG")


def _encoded(picture: Image.Image, kind: str) -> bytes:
    data = io.BytesIO()
    if kind == "PNG":
        picture.save(data, "PNG", compress_level=6)
    else:
        picture.save(data, "JPEG", quality=92, subsampling=0)
    return data.getvalue()
