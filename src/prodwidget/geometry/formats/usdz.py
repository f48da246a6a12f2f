"""USDZ for phones and for AR: parts with names, materials and pictures, in metres, y up.

A USDA with its pictures in an archive as the USDZ specification 1.3 has it: nothing is compressed,
and each file begins at a multiple of 64 bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import numpy as np

from prodwidget.geometry.document import GltfDocument
from prodwidget.geometry.formats.images import Images
from prodwidget.geometry.formats.shapes import Shape, material_names
from prodwidget.geometry.formats.usd_material import Material, Places
from prodwidget.geometry.formats.usd_text import (
    identifier,
    text,
    tuples,
    whole_numbers,
)

_ALIGNMENT = 64
_HEADER_BYTES, _EXTRA_BYTES = 30, 4
_PADDING = 0x1986
"""The id of the extra field that USD's own tools pad with."""


def usdz(document: GltfDocument, shapes: Sequence[Shape], title: str) -> bytes:
    """Shapes as a USDZ."""
    images = Images(document, "textures/picture")
    scene = _scene(document, shapes, images, title)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in {"model.usda": scene.encode(), **images.files}.items():
            entry = zipfile.ZipInfo(name)
            begins = out.tell() + _HEADER_BYTES + len(name.encode()) + _EXTRA_BYTES
            padding = -begins % _ALIGNMENT
            entry.extra = (
                _PADDING.to_bytes(2, "little") + padding.to_bytes(2, "little") + bytes(padding)
            )
            archive.writestr(entry, data)
    return out.getvalue()


def _scene(document: GltfDocument, shapes: Sequence[Shape], images: Images, title: str) -> str:
    taken: set[str] = set()
    lines = [
        "#usda 1.0",
        "(",
        'defaultPrim = "model"',
        "metersPerUnit = 1",
        'upAxis = "Y"',
        f"doc = {text(title)}",
        ")",
        'def Xform "model" (',
        'kind = "component"',
        ")",
        "{",
    ]
    materials: list[str] = []
    named = material_names(shapes)
    known: dict[tuple[int, tuple[str, ...], bool], str] = {}
    names: set[str] = set()
    for shape in shapes:
        piece, places = shape.piece, Places(shape.piece)
        # What a material is looked up by belongs to the piece, so that the two go together.
        path = f"/model/materials/{identifier(named[id(piece.material)], set(names))}"
        written = Material(document, images, path, places).lines()
        key = (id(piece.material), tuple(places.found), piece.colours is not None)
        if key not in known:
            word = identifier(named[id(piece.material)], names)
            known[key] = f"/model/materials/{word}"
            materials += [f'def Material "{word}"', *written]
        lines += _mesh(shape, identifier(shape.name, taken), known[key], places)
    lines += ['def Scope "materials"', "{", *materials, "}", "}", ""]
    return "\n".join(lines)


def _mesh(shape: Shape, name: str, material: str, places: Places) -> list[str]:
    piece = shape.piece
    corners = np.stack([piece.points.min(axis=0), piece.points.max(axis=0)])
    lines = [
        f'def Mesh "{name}" (',
        'prepend apiSchemas = ["MaterialBindingAPI"]',
        f"displayName = {text(shape.name)}",
        ")",
        "{",
        f"uniform bool doubleSided = {int(bool(piece.material.get('doubleSided')))}",
        f"float3[] extent = {tuples(corners)}",
        f"int[] faceVertexCounts = {whole_numbers(np.full(len(piece.faces), 3))}",
        f"int[] faceVertexIndices = {whole_numbers(piece.faces.ravel())}",
        f"point3f[] points = {tuples(piece.points)}",
        f"rel material:binding = <{material}>",
        'uniform token subdivisionScheme = "none"',
    ]
    if piece.normals is not None:
        lines += [
            f"normal3f[] normals = {tuples(piece.normals)} (",
            'interpolation = "vertex"',
            ")",
        ]
    for primvar, values in places.found.items():
        lines += [
            f"texCoord2f[] primvars:{primvar} = {tuples(values)} (",
            'interpolation = "vertex"',
            ")",
        ]
    if piece.colours is not None:
        lines += [
            f"color3f[] primvars:displayColor = {tuples(_mixed(shape))} (",
            'interpolation = "vertex"',
            ")",
        ]
    return [*lines, "}"]


def _mixed(shape: Shape) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A piece's own colours, which its material's colour is multiplied into."""
    pbr = shape.piece.material.get("pbrMetallicRoughness", {})
    factor = np.array((pbr.get("baseColorFactor") or [1, 1, 1, 1])[:3], dtype=np.float64)
    colours = shape.piece.colours
    return np.asarray(factor if colours is None else colours[:, :3] * factor)
