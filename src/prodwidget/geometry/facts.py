"""What a GLB says of itself and measures: sizes, counts, textures, whether it can be printed."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prodwidget.errors import ModelError, PackageMissing
from prodwidget.geometry.document import GltfDocument, read_document, reading
from prodwidget.geometry.measure import Vector, bounds_of, shown, triangles_in
from prodwidget.geometry.naming import own_name, parts_named
from prodwidget.geometry.operations import welded
from prodwidget.geometry.placement import instances
from prodwidget.geometry.surface import Piece, pieces
from prodwidget.geometry.texels import image_bytes
from prodwidget.records import ModelFacts, PartFacts, TextureFacts

_ROLES = {
    "baseColor": "base colour",
    "diffuse": "base colour",
    "metallicRoughness": "metal and roughness",
    "normal": "relief",
    "occlusion": "shade",
    "emissive": "light",
}
_SIGNATURES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"RIFF": "image/webp",
    b"\xabKTX 20\xbb": "image/ktx2",
}
_MILLI = 1000.0


def model_facts(glb: bytes) -> ModelFacts:
    """Everything that a panel tells of a model, of its default scene at rest.

    A part is watertight where each of its edges is shared by two triangles that run along it in
    opposite directions, once points that lie together are one and triangles of no area are out. Its
    volume is the sum of the signed tetrahedra under its triangles (C. Zhang and T. Chen, "Efficient
    feature extraction for 2D/3D objects in mesh representation", ICIP 2001). Parts that overlap
    count twice.

    Raises
    ------
    ModelError
        The file is damaged, or shows nothing.
    """
    with reading():
        document = read_document(glb)
        names = {each.node: each.name for each in parts_named(document)}
        try:
            measured = [_Part(names[node], group) for node, group in _by_node(document)]
            size = _size(measured)
            parts = tuple(each.facts for each in measured)
            watertight = bool(parts) and all(each.watertight for each in parts)
            area: float | None = sum(each.area for each in measured) * _MILLI**2
            whys = tuple(f"{each.name}: {each.why}." for each in parts if each.why)
        except (ModelError, PackageMissing) as error:
            # What is compressed has a size and counts all the same; what shows nothing has none.
            size = bounds_of(document).size
            measured, parts, watertight, area = [], (), None, None
            whys = (error.message,)
        x, y, z = size
        return ModelFacts(
            size_mm=(_MILLI * float(x), _MILLI * float(y), _MILLI * float(z)),
            triangles=sum(
                triangles_in(document, primitive) * len(instances(document, node))
                for node, mesh in shown(document)
                for primitive in mesh["primitives"]
            ),
            vertices=sum(
                int(document.one("accessors", primitive["attributes"]["POSITION"])["count"])
                * len(instances(document, node))
                for node, mesh in shown(document)
                for primitive in mesh["primitives"]
            ),
            parts=parts,
            names=tuple(names.values()),
            materials=tuple(
                own_name(each) or f"material {number}"
                for number, each in enumerate(document.all("materials"), 1)
            ),
            textures=tuple(_textures(document)),
            bytes=len(glb),
            extensions=tuple(sorted(document.extensions)),
            animations=tuple(
                own_name(each) or f"animation {number}"
                for number, each in enumerate(document.all("animations"), 1)
            ),
            watertight=watertight,
            why_not=whys,
            volume_mm3=sum(each.volume_mm3 for each in parts) if watertight else None,
            area_mm2=area,
        )


def _by_node(document: GltfDocument) -> Iterator[tuple[int, list[Piece]]]:
    for node, group in groupby(pieces(document), key=lambda piece: piece.node):
        yield node, [*group]


class _Part:
    """A part's triangles as one surface of welded points; metres."""

    def __init__(self, name: str, group: list[Piece]) -> None:
        starts = np.cumsum([0, *(len(each.points) for each in group)])
        faces = np.concatenate([each.faces + at for each, at in zip(group, starts, strict=False)])
        points = np.concatenate([each.points for each in group])
        used = np.zeros(len(points), dtype=bool)
        used[faces] = True
        self.box = points[used] if used.any() else points[:0]
        corners = points[faces]
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        self.area = float(np.linalg.norm(across, axis=1).sum()) / 2
        # About its middle: far from the origin the differences of large numbers would be lost.
        middle = self.box.mean(axis=0) if len(self.box) else np.zeros(3)
        volume = float(np.einsum("ij,ij->", corners[:, 0] - middle, across)) / 6
        # A sheet with a front and a back encloses what rounding makes of nothing.
        flat = abs(volume) <= 1e-9 * float(np.ptp(self.box, axis=0).max(initial=0.0)) ** 3
        label, _ = welded(points)
        joined = label[faces]
        solid = (joined != joined[:, (1, 2, 0)]).all(axis=1)
        alone, crowded, turned = _edges(joined[solid])
        self.facts = PartFacts(
            name=name,
            triangles=len(faces),
            open_edges=alone,
            crowded_edges=crowded,
            turned_edges=turned,
            volume_mm3=0.0 if flat else volume * _MILLI**3,
        )


def _edges(faces: NDArray[np.int64]) -> tuple[int, int, int]:
    """How many edges have one triangle, more than two, and two that run in one direction."""
    if not len(faces):
        return 0, 0, 0
    starts, ends = faces.ravel(), faces[:, (1, 2, 0)].ravel()
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    key = low * (int(high.max()) + 1) + high
    order = np.argsort(key, kind="stable")
    key, upwards = key[order], np.where(starts < ends, 1, -1)[order]
    first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    uses = np.diff(np.append(first, len(key)))
    balance = np.add.reduceat(upwards, first)
    return (
        int((uses == 1).sum()),
        int((uses > 2).sum()),
        int(((uses == 2) & (balance != 0)).sum()),
    )


def _size(parts: list[_Part]) -> Vector:
    boxes = [each.box for each in parts if len(each.box)]
    if not boxes:
        raise ModelError("The model shows nothing.", hint="Add a mesh to it.")
    low = np.min([each.min(axis=0) for each in boxes], axis=0)
    high = np.max([each.max(axis=0) for each in boxes], axis=0)
    x, y, z = (high - low).tolist()
    return x, y, z


def _textures(document: GltfDocument) -> Iterator[TextureFacts]:
    roles = _roles(document)
    for index, image in enumerate(document.all("images")):
        try:
            data = image_bytes(document, index)
        except (ModelError, PackageMissing):
            data = b""
        found = next((kind for start, kind in _SIGNATURES.items() if data.startswith(start)), "")
        width, height = _pixels(data, found)
        yield TextureFacts(
            name=own_name(image),
            roles=tuple(dict.fromkeys(roles.get(index, ()))),
            width=width,
            height=height,
            bytes=len(data),
            media_type=found or str(image.get("mimeType", "")),
        )


def _roles(document: GltfDocument) -> Mapping[int, list[str]]:
    roles: dict[int, list[str]] = {}
    for name, index in _uses(document.all("materials")):
        entry = document.one("textures", index)
        extended = (entry.get("extensions") or {}).values()
        for holder in (entry, *(each for each in extended if isinstance(each, dict))):
            if isinstance(source := holder.get("source"), int):
                own = name.removesuffix("Texture")
                roles.setdefault(source, []).append(_ROLES.get(own) or _words(own))
    return roles


def _uses(holder: Any) -> Iterator[tuple[str, int]]:
    """The textures that materials name, and by what name each."""
    if isinstance(holder, list):
        for each in holder:
            yield from _uses(each)
    elif isinstance(holder, dict):
        for name, value in holder.items():
            if name.endswith("Texture") and isinstance(value, dict) and "index" in value:
                yield name, value["index"]
            if name != "extras":
                yield from _uses(value)


def _words(name: str) -> str:
    """ "clearcoatRoughness" as words."""
    return "".join(f" {each.lower()}" if each.isupper() else each for each in name)


def _pixels(data: bytes, media_type: str) -> tuple[int | None, int | None]:
    if media_type == "image/ktx2" and len(data) >= 28:
        # https://registry.khronos.org/KTX/specs/2.0/ktxspec.v2.html, section 3.
        width, height = struct.unpack_from("<II", data, 20)
        return width, height
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as opened:
            return opened.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None, None
