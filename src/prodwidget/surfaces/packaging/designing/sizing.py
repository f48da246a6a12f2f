"""The dimensions of a package: said, taken from the product in it, or its structure's own."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from prodwidget.surfaces.packaging.design import Design
from prodwidget.surfaces.packaging.reading import Wanted
from prodwidget.surfaces.packaging.structure import Structure
from prodwidget.surfaces.packaging.structures import structure_of

Size = tuple[float, float, float]
_AXES = ("length", "width", "height")
_FIRST = "carton"


def sized(
    wanted: Wanted,
    options: Mapping[str, JsonValue],
    before: Design | None,
    content: Size | None,
) -> tuple[str, Size, float | None, tuple[str, ...]]:
    """The structure, its inner dimensions and board in millimetres, and what is to be told.

    Parameters
    ----------
    options:
        ``structure``, ``length``, ``width``, ``height``, ``board``: what was set goes before what
        was said.
    before:
        The package that is changed.
    content:
        What a product in it takes, with its clearance.

    Raises
    ------
    PromptError
        The structure is not there.
    """
    told = options.get("structure") or wanted.structure
    name = str(told or (before.structure if before else _FIRST))
    structure = structure_of(name)
    notes: list[str] = []
    if told is None and before is None:
        notes.append(f"No kind of package was named: it is a {structure.title.lower()}.")
    start = _start(structure, before, content)
    sizes = []
    for axis, own in zip(_AXES, start, strict=True):
        told_size = options.get(axis) or getattr(wanted, axis)
        size = own if told_size is None else float(str(told_size))
        sizes.append(round(size * wanted.factors.get(axis, 1.0), 3))
    if structure.round:
        sizes = _round(sizes, wanted, options)
    said = any(getattr(wanted, axis) or options.get(axis) for axis in _AXES)
    length, width, height = sizes
    if not said and before is None:
        why = "as large as what is inside" if content else "since none were said"
        notes.append(f"Inner dimensions: {length:g} × {width:g} × {height:g} mm, {why}.")
    board = options.get("board") or wanted.board
    if board is None and before is not None and told in (None, before.structure):
        board = before.board
    return name, (length, width, height), None if board is None else float(str(board)), tuple(notes)


def _start(structure: Structure, before: Design | None, content: Size | None) -> Size:
    if content is not None:
        return content
    if before is not None:
        size = before.length, before.width, before.height
        # A round package has one diameter: that in which the other one would fit.
        return (size[0], size[0], size[2]) if structure.round else size
    return structure.defaults


def _round(sizes: list[float], wanted: Wanted, options: Mapping[str, JsonValue]) -> list[float]:
    """A diameter, of whichever of the two was said; of a product, the larger one."""
    said = [each for each in ("length", "width") if options.get(each) or getattr(wanted, each)]
    length, width, height = sizes
    diameter = width if said == ["width"] else length if said else max(length, width)
    if len(said) == 2 and abs(length - width) > 0.01:
        return sizes
    return [diameter, diameter, height]
