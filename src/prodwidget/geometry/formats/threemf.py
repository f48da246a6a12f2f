"""3MF for printers: parts with names and colours, in millimetres, z up.

By the core specification 1.3 and, for what is painted, the materials extension 1.2.1: a part of one
colour has a base material, one that is painted a colour at each corner.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry.formats.shapes import Shape, colours_at, material_names
from prodwidget.geometry.formats.solid import Solid
from prodwidget.geometry.texels import Texels

MODEL_FILE = "3D/3dmodel.model"

_CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
</Types>
"""
_RELATIONS = f"""<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Target="/{MODEL_FILE}" Id="rel0" \
Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
</Relationships>
"""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<model unit="millimeter" xml:lang="en-US" \
xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" \
xmlns:m="http://schemas.microsoft.com/3dmanufacturing/material/2015/02">
<metadata name="Application">prodwidget</metadata>
<resources>
"""
_BASES = 1
"""The number of the list of base materials."""

Painted = tuple[int, NDArray[np.int64]]
"""The number of a list of colours, and which of them each point of a shape has."""


def threemf(solids: Sequence[Solid], shapes: Sequence[Shape], texels: Texels) -> bytes:
    """Parts as a 3MF; ``shapes`` are those that the solids are made of."""
    out = io.StringIO()
    out.write(_HEAD)
    painted = _write_colours(out, shapes, texels)
    first = 2 + len(shapes)
    for number, solid in enumerate(solids, first):
        _write_object(out, number, solid, painted)
    out.write("</resources>\n<build>\n")
    out.writelines(f'<item objectid="{number}"/>\n' for number in range(first, first + len(solids)))
    out.write("</build>\n</model>\n")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONS),
            (MODEL_FILE, out.getvalue()),
        ):
            archive.writestr(_entry(name), text)
    return data.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    # The same model makes the same file, whenever it is saved.
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _write_colours(out: io.StringIO, shapes: Sequence[Shape], texels: Texels) -> list[Painted]:
    names = material_names(shapes)
    bases: list[str] = []
    groups: list[str] = []
    painted: list[Painted] = []
    for at, shape in enumerate(shapes):
        levels = np.round(colours_at(texels, shape.piece) * 255).astype(np.uint8)
        colours, which = np.unique(levels, axis=0, return_inverse=True)
        which = which.ravel().astype(np.int64)
        if len(colours) == 1:
            name = quoteattr(names[id(shape.piece.material)])
            base = f'<base name={name} displaycolor="{_hex(colours[0])}"/>\n'
            if base not in bases:
                bases.append(base)
            painted.append((_BASES, which + bases.index(base)))
        else:
            listed = "".join(f'<m:color color="{_hex(each)}"/>\n' for each in colours)
            groups.append(f'<m:colorgroup id="{2 + at}">\n{listed}</m:colorgroup>\n')
            painted.append((2 + at, which))
    if bases:
        out.write(f'<basematerials id="{_BASES}">\n{"".join(bases)}</basematerials>\n')
    out.writelines(groups)
    return painted


def _write_object(out: io.StringIO, number: int, solid: Solid, painted: Sequence[Painted]) -> None:
    named = quoteattr(solid.name)
    out.write(f'<object id="{number}" type="model" name={named}>\n<mesh>\n<vertices>\n')
    vertex = '<vertex x="%.7g" y="%.7g" z="%.7g"/>\n'
    out.writelines(vertex % (x, y, z) for x, y, z in solid.points.tolist())
    out.write("</vertices>\n<triangles>\n")
    corners = np.zeros_like(solid.faces)
    groups = np.zeros(len(solid.faces), dtype=np.int64)
    for source in np.unique(solid.sources):
        mine = solid.sources == source
        groups[mine], which = painted[source]
        corners[mine] = which[solid.corners[mine]]
    # The specification has one base material a triangle, and a colour for each of its corners.
    plain = '<triangle v1="%d" v2="%d" v3="%d" pid="%d" p1="%d"/>\n'
    mixed = '<triangle v1="%d" v2="%d" v3="%d" pid="%d" p1="%d" p2="%d" p3="%d"/>\n'
    rows = np.concatenate([solid.faces, groups[:, None], corners], axis=1).tolist()
    out.writelines(
        plain % tuple(row[:5]) if row[3] == _BASES else mixed % tuple(row) for row in rows
    )
    out.write("</triangles>\n</mesh>\n</object>\n")


def _hex(colour: NDArray[np.uint8]) -> str:
    return "#" + bytes(colour.tolist()).hex().upper()
