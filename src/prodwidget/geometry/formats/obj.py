"""Wavefront OBJ with its materials (MTL) and pictures beside it, in metres, y up."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from prodwidget.geometry.document import GltfDocument, Tree
from prodwidget.geometry.formats.images import Images
from prodwidget.geometry.formats.shapes import Shape, material_names
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.texels import place_of, srgb


def obj(document: GltfDocument, shapes: Sequence[Shape], stem: str) -> dict[str, bytes]:
    """Shapes as an OBJ: the files by their names, the OBJ first.

    Its colours are sRGB, as most programs read them.
    """
    # Names with spaces end at the first of them.
    plain = _word(stem)
    images = Images(document, f"{plain}-")
    materials = {key: _word(name) for key, name in material_names(shapes).items()}
    lines = ["# prodwidget, metres, y up", f"mtllib {plain}.mtl"]
    points = normals = places = 0
    for shape in shapes:
        piece = shape.piece
        base = _base(piece.material)[1]
        uv = place_of(base, piece.uvs)
        if uv is None and piece.uvs:
            uv = piece.uvs[0]
        lines.append(f"o {_word(shape.name)}")
        lines += _rows("v", _coloured(piece.points, piece.colours))
        if uv is not None:
            lines += _rows("vt", uv * [1.0, -1.0] + [0.0, 1.0])
        if piece.normals is not None:
            lines += _rows("vn", piece.normals)
        lines.append(f"usemtl {materials[id(piece.material)]}")
        lines += _faces(
            piece.faces,
            points,
            None if uv is None else places,
            None if piece.normals is None else normals,
        )
        points += len(piece.points)
        places += 0 if uv is None else len(uv)
        normals += 0 if piece.normals is None else len(piece.normals)
    library: list[str] = []
    written: set[int] = set()
    for shape in shapes:
        material = shape.piece.material
        if id(material) not in written:
            written.add(id(material))
            library += _material(material, materials[id(material)], images)
    return {
        f"{stem}.obj": "\n".join([*lines, ""]).encode(),
        f"{plain}.mtl": "\n".join([*library, ""]).encode(),
        **images.files,
    }


def _word(name: str) -> str:
    return re.sub(r"\s+", "_", name.strip()) or "part"


def _base(material: Tree) -> tuple[list[float], Tree | None]:
    """A material's colour, linear, and the texture that it is multiplied by."""
    older = (material.get("extensions") or {}).get("KHR_materials_pbrSpecularGlossiness")
    if older is not None:
        return older.get("diffuseFactor") or [1, 1, 1, 1], older.get("diffuseTexture")
    pbr = material.get("pbrMetallicRoughness", {})
    return pbr.get("baseColorFactor") or [1, 1, 1, 1], pbr.get("baseColorTexture")


def _coloured(points: Floats, colours: Floats | None) -> Floats:
    return points if colours is None else np.concatenate([points, srgb(colours[:, :3])], axis=1)


def _rows(kind: str, values: Floats) -> list[str]:
    row = kind + " %.7g" * values.shape[1]
    return [row % tuple(each) for each in values.tolist()]


def _faces(
    faces: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    points: int,
    places: int | None,
    normals: int | None,
) -> list[str]:
    starts = [points + 1, None if places is None else places + 1]
    starts.append(None if normals is None else normals + 1)
    corner = {(0, 0): "%d", (1, 0): "%d/%d", (0, 1): "%d//%d", (1, 1): "%d/%d/%d"}[
        (int(places is not None), int(normals is not None))
    ]
    row = f"f {corner} {corner} {corner}"
    columns = [faces + each for each in starts if each is not None]
    numbers = np.stack(columns, axis=2).reshape(len(faces), -1)
    return [row % tuple(each) for each in numbers.tolist()]


def _material(material: Tree, name: str, images: Images) -> list[str]:
    factor, base = _base(material)
    pbr = material.get("pbrMetallicRoughness", {})
    alpha = factor[3] if material.get("alphaMode", "OPAQUE") != "OPAQUE" else 1.0
    lines = [
        f"newmtl {name}",
        "Kd " + _colour(factor),
        f"d {alpha:g}",
        f"Pr {pbr.get('roughnessFactor', 1.0):g}",
        f"Pm {pbr.get('metallicFactor', 1.0):g}",
        "illum 2",
    ]
    glow = material.get("emissiveFactor") or [0, 0, 0]
    if any(glow):
        lines.append("Ke " + _colour(glow))
    for word, texture in (
        ("map_Kd", base),
        ("map_Ke", material.get("emissiveTexture")),
        ("norm", material.get("normalTexture")),
    ):
        file = images.file_of(texture)
        if file:
            lines.append(f"{word} {file}")
    return [*lines, ""]


def _colour(factor: Sequence[float]) -> str:
    return " ".join(f"{each:.6g}" for each in srgb(np.array(factor[:3], dtype=np.float64)))
