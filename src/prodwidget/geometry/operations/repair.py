"""A model made watertight for printing: holes closed, sheets given thickness, faces turned."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import numpy as np

from prodwidget.geometry.document import reading
from prodwidget.geometry.operations.base import Processed
from prodwidget.geometry.operations.parts import parts_of, put, refuse_bending
from prodwidget.geometry.operations.rewriting import Rewriting
from prodwidget.geometry.operations.shell import Shell
from prodwidget.geometry.placement import placed_nodes

_THICKNESS = 0.0008
"""Metres: two lines of a common printer's nozzle."""


def repair(glb: bytes) -> Processed:
    """A model that can be printed, as far as it can be made one.

    Each mesh is seen to by itself: doubled and empty triangles are taken out, faces are turned to
    look outwards, holes are closed, and sheets such as labels get a thickness. Parts that overlap
    stay apart; slicers join them. Texture coordinates, materials and names stay.

    Raises
    ------
    ModelError
        The model is damaged, compressed by Draco, or has a skeleton or shape keys.
    PackageMissing
        manifold3d is not installed.
    """
    with reading():
        rewriting = Rewriting(glb)
        refuse_bending(rewriting.document, "repaired")
        stands = {
            rewriting.document.one("nodes", each.index).get("mesh"): each.matrix
            for each in placed_nodes(rewriting.document)
        }
        done: Counter[str] = Counter()
        for mesh, group in groupby(parts_of(rewriting), key=lambda part: part.mesh):
            parts = list(group)
            size = abs(np.linalg.det(stands.get(mesh, np.eye(4))[:3, :3])) ** (1 / 3)
            shell = Shell(parts, thickness=_THICKNESS / max(float(size), 1e-12))
            shell.mend()
            shell.write()
            done.update(shell.done)
            for part in parts:
                put(rewriting, part)
        return Processed(rewriting.written(), _notes(done))


def _notes(done: Counter[str]) -> tuple[str, ...]:
    said = [
        _counted(done["removed"], "empty or doubled triangle was", "were", "taken out"),
        _counted(done["turned"], "triangle was", "were", "turned to look outwards"),
        _counted(done["holes"], "hole was", "were", "closed; its texture is that of its rim"),
        _counted(
            done["sheets"],
            "surface without thickness was",
            "were",
            f"made {1000 * _THICKNESS:g} mm thick",
        ),
    ]
    if done["open"]:
        said.append(
            "It is not watertight yet: "
            + _counted(done["open"], "part is", "are", "still open or crosses itself")
        )
    elif any(said):
        said.append("It is watertight now.")
    else:
        said.append("It was watertight already.")
    return tuple(each for each in said if each)


def _counted(count: int, one: str, many: str, done: str) -> str:
    if not count:
        return ""
    if count == 1:
        return f"1 {one} {done}."
    noun, _, _ = one.rpartition(" ")
    first, space, rest = noun.partition(" without")
    return f"{count:,} {first}s{space}{rest} {many} {done}."
