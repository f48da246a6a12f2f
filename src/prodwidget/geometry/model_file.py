"""A user's own model as a GLB: GLB and glTF as they are, OBJ, STL and PLY through trimesh."""

from __future__ import annotations

import io
import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from prodwidget.errors import ModelError, PackageMissing
from prodwidget.geometry.document import (
    GltfDocument,
    Tree,
    data_uri,
    read_document,
    reading,
    unsound,
    write_document,
)
from prodwidget.geometry.measure import bounds_of
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.normals import corner_normals
from prodwidget.geometry.part import Part, glb_of_parts
from prodwidget.geometry.texels import linear

if TYPE_CHECKING:
    from trimesh import Trimesh

MOST_BYTES = 512 << 20
"""Of a file that is taken."""
KINDS = (".glb", ".gltf", ".obj", ".stl", ".ply")
"""The ends of the names of files that are taken."""

_FAR = 1e12
"""Metres from the origin; numbers beyond are damage, and their squares leave a float's range."""

_UNITLESS = (
    "{kind} files say neither their unit nor which way is up: the numbers were taken as metres, "
    "and y as up. “scale” brings it to a height in millimetres."
)
_MATERIALS = "The materials of an OBJ are in other files, so it came in plain grey."


def model_from_file(data: bytes, name: str) -> bytes:
    """A model file as a GLB: triangles with normals, in the numbers that the file has.

    A GLB is checked and left byte for byte; a glTF with its data in it is put into one file.

    Parameters
    ----------
    data:
        The file.
    name:
        What it is called; its end tells its kind, and its stem names what has no name.

    Raises
    ------
    ModelError
        The file is empty, damaged, too large, of another kind, or shows nothing.
    PackageMissing
        It is an OBJ, STL or PLY, and trimesh is not installed.
    """
    shown = PurePath(name).name or "The file"
    kind = PurePath(name).suffix.lower()
    if not data:
        raise ModelError(f"{shown} is empty.", hint="Export or copy it again.")
    if len(data) > MOST_BYTES:
        raise ModelError(
            f"{shown} has {len(data) >> 20:,} MB; {MOST_BYTES >> 20} MB are taken.",
            hint="Simplify it, or bring its textures down, where it was made.",
        )
    with reading():
        if data[:4] == b"glTF":
            bounds_of(read_document(data))
            return data
        if kind == ".gltf":
            document = _packed(data)
            bounds_of(document)
            return write_document(document)
        if kind not in KINDS or kind == ".glb":
            raise ModelError(
                f"{shown} is not a GLB model." if kind == ".glb" else f"{shown} is no model file.",
                hint="Give a GLB, glTF, OBJ, STL or PLY file.",
            )
        glb = glb_of_parts(_parts(data, kind, PurePath(name).stem or "model", shown))
        bounds_of(read_document(glb))
        return glb


def file_notes(name: str) -> tuple[str, ...]:
    """What a user should know of a model that came from a file of this name.

    Empty for GLB and glTF, which say all that is needed.
    """
    kind = PurePath(name).suffix.lower()
    if kind not in (".obj", ".stl", ".ply"):
        return ()
    unit = _UNITLESS.format(kind=kind[1:].upper())
    return (unit, _MATERIALS) if kind == ".obj" else (unit,)


def _packed(data: bytes) -> GltfDocument:
    """A glTF whose buffers and images are written into its JSON, with them in one binary."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        raise unsound("its JSON is damaged") from None
    if not isinstance(tree, dict) or "asset" not in tree:
        raise unsound("it is no glTF")
    loose = GltfDocument(tree)
    version = str(tree["asset"].get("version", ""))
    if not version.startswith("2."):
        raise ModelError(
            "The model is glTF of another version; only 2 can be read.",
            hint="Export it as glTF 2.0.",
        )
    binary, starts = bytearray(), []
    for buffer in loose.all("buffers"):
        starts.append(len(binary))
        content = data_uri(buffer.get("uri"))
        binary += content + b"\0" * (-len(content) % 4)
    for view in loose.all("bufferViews"):
        loose.span(view)
        view["byteOffset"] = starts[view["buffer"]] + view.get("byteOffset", 0)
        view["buffer"] = 0
    for image in loose.all("images"):
        if "uri" in image:
            _take_in(loose, image, binary)
    if binary:
        tree["buffers"] = [{"byteLength": len(binary)}]
    return GltfDocument(tree, bytes(binary))


def _take_in(document: GltfDocument, image: Tree, binary: bytearray) -> None:
    uri = image.pop("uri")
    content = data_uri(uri)
    image.setdefault("mimeType", uri[5:].partition(",")[0].partition(";")[0])
    views: list[Any] = document.tree.setdefault("bufferViews", [])
    image["bufferView"] = len(views)
    views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": len(content)})
    binary += content + b"\0" * (-len(content) % 4)


def _parts(data: bytes, kind: str, stem: str, shown: str) -> list[Part]:
    if kind == ".stl" and not _is_stl(data):
        raise ModelError(f"{shown} is damaged, or no STL.", hint="Export it again.")
    try:
        import trimesh
    except ImportError:
        raise PackageMissing(
            f"{kind[1:].upper()} files are read by trimesh, which is not installed.",
            hint="Run: pip install 'prodwidget[geometry]'",
        ) from None
    options: dict[str, Any] = (
        {"split_objects": True, "group_material": False} if kind == ".obj" else {}
    )
    try:
        scene = trimesh.load_scene(io.BytesIO(data), file_type=kind[1:], process=False, **options)
    # A damaged file makes trimesh raise whatever its parsers stumble upon.
    except Exception:
        raise ModelError(
            f"{shown} is damaged, or no {kind[1:].upper()}.", hint="Export it again."
        ) from None
    meshes = [
        (str(name), mesh)
        for name, mesh in scene.geometry.items()
        if isinstance(mesh, trimesh.Trimesh) and len(mesh.faces)
    ]
    if not meshes:
        raise ModelError(
            f"{shown} has no surface in it.", hint="Export it with triangles, not points or lines."
        )
    return [
        _part(mesh, stem if len(meshes) == 1 and name.startswith("geometry") else name)
        for name, mesh in meshes
    ]


def _part(mesh: Trimesh, name: str) -> Part:
    points, faces = np.asarray(mesh.vertices, float), np.asarray(mesh.faces, np.int64)
    if not (np.abs(points[faces]) < _FAR).all():
        raise unsound("one of its numbers is none, or beyond all measure")
    # Normals of the file's own; trimesh would make them where there are none, without edges.
    normals = mesh._cache.cache.get("vertex_normals")
    if normals is None:
        # An STL has three points of its own for each triangle.
        mesh.merge_vertices()
        points, faces = np.asarray(mesh.vertices, float), np.asarray(mesh.faces, np.int64)
    if normals is not None and len(normals) != len(points):
        normals = None
    visual: Any = mesh.visual
    uv = getattr(visual, "uv", None)
    colours = visual.vertex_colors if visual.kind == "vertex" else None
    if visual.kind == "face":
        # A colour a triangle takes points of its own for each.
        normals, uv = corner_normals(points, faces).reshape(-1, 3), None
        colours = np.repeat(visual.face_colors, 3, axis=0)
        points = points[faces].reshape(-1, 3)
        faces = np.arange(len(points)).reshape(-1, 3)
    return Part(
        name=name,
        points=points,
        faces=faces,
        normals=None if normals is None else np.asarray(normals, float),
        # In these formats v runs upwards, in glTF downwards.
        uv=None if uv is None or len(uv) != len(points) else uv * [1.0, -1.0] + [0.0, 1.0],
        colours=None if colours is None else _opaque(np.asarray(colours) / 255.0),
    )


def _opaque(colours: Floats) -> Floats:
    return np.concatenate([linear(colours[:, :3]), np.ones((len(colours), 1))], axis=1)


def _is_stl(data: bytes) -> bool:
    """Whether the bytes are as long as a binary STL says, or begin as one in words does."""
    if data.lstrip()[:5].lower() == b"solid" and b"facet" in data[:4096]:
        return True
    return len(data) >= 84 and 84 + 50 * int.from_bytes(data[80:84], "little") == len(data)
