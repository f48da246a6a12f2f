"""The formats that a model can be taken away in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from prodwidget.artifacts import save
from prodwidget.errors import ExportError, ModelError
from prodwidget.geometry.document import GltfDocument, read_document, reading
from prodwidget.geometry.formats.obj import obj
from prodwidget.geometry.formats.ply import ply
from prodwidget.geometry.formats.shapes import Shape, shapes_of
from prodwidget.geometry.formats.solid import solids_of
from prodwidget.geometry.formats.stl import stl
from prodwidget.geometry.formats.threemf import threemf
from prodwidget.geometry.formats.usdz import usdz
from prodwidget.geometry.picture import render
from prodwidget.geometry.texels import Texels

_LONGEST_SIDE = 2048
"""Of a picture that colours are looked up in, in pixels."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be converted, and how."""

    document: GltfDocument
    shapes: list[Shape]
    stem: str
    check: bool

    @property
    def texels(self) -> Texels:
        return Texels(self.document, _LONGEST_SIDE)


def _usdz(asked: _Asked) -> dict[str, bytes]:
    return {f"{asked.stem}.usdz": usdz(asked.document, asked.shapes, asked.stem)}


def _stl(asked: _Asked) -> dict[str, bytes]:
    return {f"{asked.stem}.stl": stl(solids_of(asked.shapes, check=asked.check))}


def _obj(asked: _Asked) -> dict[str, bytes]:
    return obj(asked.document, asked.shapes, asked.stem)


def _ply(asked: _Asked) -> dict[str, bytes]:
    return {f"{asked.stem}.ply": ply(asked.shapes, asked.texels)}


def _threemf(asked: _Asked) -> dict[str, bytes]:
    solids = solids_of(asked.shapes, check=asked.check)
    return {f"{asked.stem}.3mf": threemf(solids, asked.shapes, asked.texels)}


_WRITERS: dict[str, Callable[[_Asked], dict[str, bytes]]] = {
    ".usdz": _usdz,
    ".stl": _stl,
    ".obj": _obj,
    ".ply": _ply,
    ".3mf": _threemf,
}

FORMATS = (".glb", *_WRITERS, ".png")
"""The ends of the names that a model can be saved under."""


def converted(glb: bytes, name: str, *, check: bool = True) -> dict[str, bytes]:
    """A model as the files of another format, by their names; the first is the one that was named.

    Parameters
    ----------
    glb:
        The model.
    name:
        What the file is to be called; its end, one of :data:`FORMATS`, tells the format. Only OBJ
        has files besides: its materials, and their pictures.
    check:
        Whether STL and 3MF, which are for printers, are refused where the model is not watertight.

    STL and 3MF are in millimetres, z up; all others in metres, y up, as GLB is. PNG is a picture of
    768 by 768 pixels.

    Raises
    ------
    ExportError
        The name tells no format, or the model is not watertight.
    ModelError
        The model is damaged, compressed by Draco, or shows no surface.
    PackageMissing
        It is compressed by meshoptimizer, whose package is not installed.
    """
    kind, stem = PurePath(name).suffix.lower(), PurePath(name).stem
    if kind == ".glb":
        return {name: glb}
    if kind == ".png":
        return {name: render(glb, background=None)}
    if kind not in _WRITERS:
        listed = ", ".join(each[1:].upper() for each in FORMATS)
        asked = f"asks for {kind[1:].upper()}" if kind else "names no format"
        raise ExportError(
            f"A model can be saved as {listed}, and {name} {asked}.",
            hint=f"Name it {stem}.glb, or by another of these.",
        )
    with reading():
        document = read_document(glb)
        files = _WRITERS[kind](_Asked(document, shapes_of(document), stem, check))
    # The end of the name is written as it was asked for.
    (_, first), *others = files.items()
    return {name: first, **dict(others)}


def convert(model: bytes | str | Path, path: str | Path, *, check: bool = True) -> Path:
    """Write a GLB in the format that a path's name asks for, and answer where.

    Parameters
    ----------
    model:
        The bytes of a GLB, or the path of one.
    path:
        Where to; files that are there are replaced. Beside an OBJ its materials and pictures are
        written.
    check:
        As for :func:`converted`.

    Raises
    ------
    ExportError
        The name tells no format, the model is not watertight, or it cannot be written there.
    ModelError
        The model cannot be read.
    PackageMissing
        It is compressed by meshoptimizer, whose package is not installed.
    """
    if not isinstance(model, bytes):
        model = _read(Path(model).expanduser())
    path = Path(path).expanduser()
    for name, data in converted(model, path.name, check=check).items():
        save(data, path.with_name(name))
    return path


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read: {error.strerror or error}.", hint="Name the path of a GLB."
        ) from None
