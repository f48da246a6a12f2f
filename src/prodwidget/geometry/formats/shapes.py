"""What a model shows, part by part, as the formats that are written want it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from prodwidget.errors import ModelError
from prodwidget.geometry.document import GltfDocument
from prodwidget.geometry.material import look_of
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.naming import parts_named
from prodwidget.geometry.surface import Piece, pieces
from prodwidget.geometry.texels import Texels, srgb


@dataclass(frozen=True, slots=True)
class Shape:
    """One material of one part, where it stands."""

    name: str
    """The part's own, made different from every other's; of several materials, the same."""
    piece: Piece
    """Its triangles, in metres, y up; each of its points is used by one."""


def shapes_of(document: GltfDocument) -> list[Shape]:
    """What a document's default scene shows.

    Raises
    ------
    ModelError
        It shows no triangles, or the file is damaged.
    """
    names = {each.node: each.name for each in parts_named(document)}
    found = []
    for piece in pieces(document):
        if not len(piece.faces):
            continue
        found.append(Shape(names[piece.node], _used(piece)))
    if not found:
        raise ModelError("The model shows no surface.", hint="Add a mesh with triangles to it.")
    return found


def different(name: str, taken: set[str], joint: str = "-") -> str:
    """A name that is not taken yet, which it is from now on."""
    chosen, number = name, 2
    while chosen in taken:
        chosen, number = f"{name}{joint}{number}", number + 1
    taken.add(chosen)
    return chosen


def material_names(shapes: Iterable[Shape]) -> dict[int, str]:
    """What each material is called, by the identity of its tree; no two are called the same."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for shape in shapes:
        material = shape.piece.material
        if id(material) not in names:
            given = str(material.get("name") or shape.name)
            names[id(material)] = different(given, taken)
    return names


def colours_at(texels: Texels, piece: Piece) -> Floats:
    """What colour a piece has at each of its points: (n, 4), sRGB and alpha, from 0 to 1."""
    look = look_of(texels, piece.material, piece.uvs, piece.colours)
    colours = np.concatenate([srgb(look.base), look.alpha[:, None]], axis=1)
    return np.asarray(np.broadcast_to(colours, (len(piece.points), 4)))


def _used(piece: Piece) -> Piece:
    used, faces = np.unique(piece.faces, return_inverse=True)
    return replace(
        piece,
        points=piece.points[used],
        faces=faces.reshape(-1, 3),
        normals=None if piece.normals is None else piece.normals[used],
        uvs=tuple(each[used] for each in piece.uvs),
        colours=None if piece.colours is None else piece.colours[used],
    )
