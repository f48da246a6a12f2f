"""Binary PLY: one mesh with normals and a colour a point, in metres, y up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from prodwidget.geometry.formats.shapes import Shape, colours_at
from prodwidget.geometry.normals import corner_normals
from prodwidget.geometry.surface import Piece
from prodwidget.geometry.texels import Texels

_VERTEX = np.dtype([("point", "<f4", 3), ("normal", "<f4", 3), ("colour", "u1", 4)])
_FACE = np.dtype([("count", "u1"), ("corners", "<i4", 3)])

_HEADER = """ply
format binary_little_endian 1.0
comment prodwidget, metres, y up
element vertex {points}
property float x
property float y
property float z
property float nx
property float ny
property float nz
property uchar red
property uchar green
property uchar blue
property uchar alpha
element face {faces}
property list uchar int vertex_indices
end_header
"""


def ply(shapes: Sequence[Shape], texels: Texels) -> bytes:
    """Shapes as one PLY; what is painted has its colour where a point is."""
    vertices, faces, start = [], [], 0
    for shape in shapes:
        piece = shape.piece if shape.piece.normals is not None else _flat(shape.piece)
        vertex = np.zeros(len(piece.points), _VERTEX)
        vertex["point"], vertex["normal"] = piece.points, piece.normals
        vertex["colour"] = np.round(colours_at(texels, piece) * 255)
        face = np.zeros(len(piece.faces), _FACE)
        face["count"], face["corners"] = 3, piece.faces + start
        start += len(piece.points)
        vertices.append(vertex)
        faces.append(face)
    header = _HEADER.format(points=start, faces=sum(map(len, faces)))
    return b"".join([header.encode(), *map(bytes, vertices), *map(bytes, faces)])


def _flat(piece: Piece) -> Piece:
    """With points of its own for each triangle, and the normals that those have."""
    flat = piece.faces.ravel()
    return replace(
        piece,
        points=piece.points[flat],
        faces=np.arange(len(flat)).reshape(-1, 3),
        normals=corner_normals(piece.points, piece.faces).reshape(-1, 3),
        uvs=tuple(each[flat] for each in piece.uvs),
        colours=None if piece.colours is None else piece.colours[flat],
    )
