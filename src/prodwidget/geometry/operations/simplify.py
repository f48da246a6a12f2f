"""Fewer triangles, with everything that a point carries."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import numpy as np

from prodwidget.errors import ModelError
from prodwidget.geometry.document import GltfDocument, reading
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.operations.base import Processed
from prodwidget.geometry.operations.carried import fans_of, kept_lines, nearest
from prodwidget.geometry.operations.collapse import collapsed, whole_faces
from prodwidget.geometry.operations.form import form_change
from prodwidget.geometry.operations.parts import (
    Part,
    Whole,
    parts_of,
    put,
    refuse_bending,
    upright,
    welded,
)
from prodwidget.geometry.operations.rewriting import Rewriting
from prodwidget.geometry.placement import instances, placed_nodes

_NEXT_TO_NOTHING = 0.2
"""Of the triangles that are wanted: what may go to parts that stay whole, such as labels."""
_MOST_MOVED, _LEAST_SURFACE = 0.05, 0.6
"""A share of the box's diagonal, and of the surface: beyond these, the form is another one."""
_COARSE = 0.15
"""Of several parts that keep a smaller share of their triangles, some may come to cross."""


def simplify(glb: bytes, *, faces: int) -> Processed:
    """A model of about so many triangles.

    Its parts are simplified together, so that triangles go to where they are needed. Texture
    coordinates, normals, colours, materials, names and the order of nodes stay; the borders of
    parts, of materials and of the islands of a texture keep their course.

    Parameters
    ----------
    glb:
        The model.
    faces:
        Triangles of the result as the scene shows them; one that has fewer stays as it is.

    Raises
    ------
    ModelError
        The model is damaged, compressed by Draco, has a skeleton or shape keys, or would lose its
        form.
    PackageMissing
        fast-simplification is not installed.
    """
    with reading():
        rewriting = Rewriting(glb)
        refuse_bending(rewriting.document, "simplified")
        parts = parts_of(rewriting)
        stands = _stands(rewriting.document)
        before = sum(len(part.faces) * _copies(stands, part) for part in parts)
        if before <= faces:
            return Processed(glb, (f"It has no more than {before:,} triangles already.",))
        own = sum(len(part.faces) for part in parts)
        target = round(faces * own / before)
        small = _small(parts, target)
        kept = sum(len(part.faces) for part in parts if part.mesh in small)
        _simplified([part for part in parts if part.mesh not in small], stands, target - kept)
        for part in parts:
            put(rewriting, part)
        after = sum(len(part.faces) * _copies(stands, part) for part in parts)
        notes = [f"{before:,} triangles became {after:,}."]
        if len(parts) > 1 and after < _COARSE * before:
            notes.append(
                "What lies close upon something else, such as a label, may sink into it at so few: "
                "look at it, and take more faces if it does."
            )
        written = rewriting.written()
        _refuse_another_form(glb, written, faces)
        return Processed(written, tuple(notes))


def _refuse_another_form(before: bytes, after: bytes, faces: int) -> None:
    """Raise :class:`ModelError` where what is left is not the same thing with fewer triangles.

    Long thin triangles do not collapse, and to come near the number everything else may go.
    """
    if form_change(before, after).exceeds(_MOST_MOVED, _LEAST_SURFACE):
        raise ModelError(
            f"It cannot be brought to {faces:,} triangles and stay what it is: too little of its "
            "form would be left.",
            hint="Take more faces, or simplify it where it was made.",
        )


Stands = dict[int, list[Floats]]


def _stands(document: GltfDocument) -> Stands:
    """The matrices at which each mesh stands in the scene."""
    found: Stands = {}
    for placed in placed_nodes(document):
        node = document.one("nodes", placed.index)
        if "mesh" in node:
            here = [placed.matrix @ each for each in instances(document, node)]
            found.setdefault(node["mesh"], []).extend(here)
    return found


def _small(parts: list[Part], target: int) -> set[int]:
    """The meshes that stay as they are: so small that leaving them alone costs next to nothing."""
    sizes: Counter[int] = Counter()
    for part in parts:
        sizes[part.mesh] += len(part.faces)
    found: set[int] = set()
    kept = 0
    for mesh, size in sorted(sizes.items(), key=lambda each: each[1]):
        kept += size
        if kept > _NEXT_TO_NOTHING * target:
            break
        found.add(mesh)
    return found


def _copies(stands: Stands, part: Part) -> int:
    return max(len(stands.get(part.mesh, ())), 1)


def _simplified(parts: list[Part], stands: Stands, target: int) -> None:
    """Simplify parts together, in place."""
    corners, places, matrices, numbered = [], [], [], 0
    for mesh, group in groupby(parts, key=lambda part: part.mesh):
        own = list(group)
        matrix = stands.get(mesh, [np.eye(4)])[0]
        if abs(np.linalg.det(matrix[:3, :3])) < 1e-30:
            matrix = np.eye(4)
        matrices += [matrix] * len(own)
        # Parts of one mesh are one surface; meshes that touch are things of their own.
        here = np.concatenate([part.points for part in own])
        labels, _ = welded(here)
        places.append(here @ matrix[:3, :3].T + matrix[:3, 3])
        corners.append(labels + numbered)
        numbered += int(labels.max(initial=-1)) + 1
    corner, every = np.concatenate(corners), np.concatenate(places)
    starts = np.cumsum([0, *(len(part.points) for part in parts)])
    faces = np.concatenate([part.faces + at for part, at in zip(parts, starts, strict=False)])
    owner = np.repeat(np.arange(len(parts)), [len(part.faces) for part in parts])
    # A face without extent cannot be seen, and would only be in the way.
    whole = whole_faces(corner[faces])
    faces, owner = faces[whole], owner[whole]
    points = np.zeros((numbered, 3))
    points[corner] = every
    lines, standing = kept_lines(faces, corner, owner, _texture_places(parts))
    clusters, found = collapsed(points, corner[faces], lines, standing, target)
    into = clusters[corner]
    fans = fans_of(into, faces, len(every))
    at = found[into[np.unique(fans, return_index=True)[1]]]
    face, shares = nearest(at, fans, every, faces)
    alive = whole_faces(into[faces])
    for number, (part, matrix) in enumerate(zip(parts, matrices, strict=True)):
        left = faces[alive & (owner == number)]
        # A primitive has a triangle at least: what would vanish stays as it is.
        if len(left):
            used, part.faces = _numbered(fans[left])
            own = faces[face[used]] - starts[number]
            part.points = (at[used] - matrix[:3, 3]) @ np.linalg.inv(matrix[:3, :3]).T
            part.attributes = {
                name: _blended(name, values[own], shares[used])
                for name, values in part.attributes.items()
            }
            upright(part.attributes)


def _numbered(faces: Whole) -> tuple[Whole, Whole]:
    used, new = np.unique(faces, return_inverse=True)
    return used, new.reshape(-1, 3)


def _blended(name: str, corners: Floats, shares: Floats) -> Floats:
    if name.startswith("_") or name == "TANGENT":
        # Numbers that stand for something, and signs, have nothing in between.
        nearest_corner = corners[np.arange(len(corners)), shares.argmax(axis=1)]
        if name != "TANGENT":
            return np.asarray(nearest_corner)
        along = (corners[:, :, :3] * shares[:, :, None]).sum(axis=1)
        return np.column_stack([along, nearest_corner[:, 3]])
    return np.asarray((corners * shares[:, :, None]).sum(axis=1))


def _texture_places(parts: list[Part]) -> Floats:
    """Where each point lies in each texture; zero where a part has no such coordinates."""
    names = sorted({name for part in parts for name in part.attributes if "TEXCOORD" in name})
    return np.concatenate(
        [
            np.concatenate(
                [
                    part.attributes.get(name, np.zeros((len(part.points), 2)))[:, :2]
                    for name in names
                ]
                or [np.zeros((len(part.points), 1))],
                axis=1,
            )
            for part in parts
        ]
    )
