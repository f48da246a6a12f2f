"""The surface of one mesh, mended until it encloses a volume.

What its points carry stays; manifold3d triangulates what closes holes, and judges the result.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from prodwidget.errors import PackageMissing
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.operations.collapse import whole_faces
from prodwidget.geometry.operations.edges import groups, half_edges, rims, shared, turned
from prodwidget.geometry.operations.parts import Part, Whole, unit, upright, welded

_SHEET = 0.25
"""A surface is a sheet where what would close it is larger than this part of itself."""


@dataclass(slots=True)
class _Added:
    """Points and faces that are put on a surface."""

    points: list[Floats] = field(default_factory=list)
    labels: list[Whole] = field(default_factory=list)
    origins: list[Whole] = field(default_factory=list)
    """The point whose attributes each has."""
    normals: list[Floats] = field(default_factory=list)
    faces: list[Whole] = field(default_factory=list)
    owners: list[Whole] = field(default_factory=list)


class Shell:
    """The triangles of one mesh, whichever of its materials they have.

    Parameters
    ----------
    parts:
        All primitives of the mesh; :meth:`write` changes them.
    thickness:
        What a sheet is given, in the mesh's own units.

    Raises
    ------
    PackageMissing
        manifold3d is not installed.
    """

    def __init__(self, parts: list[Part], *, thickness: float) -> None:
        try:
            import manifold3d
        except ImportError:
            raise PackageMissing(
                "Repairing needs manifold3d, which is not installed.",
                hint="Run: pip install 'prodwidget[geometry]'",
            ) from None
        self.done: Counter[str] = Counter()
        """What was done, how often; ``"open"`` where it is not watertight."""
        self._manifold: Any = manifold3d
        self._parts, self._thickness = parts, thickness
        starts = np.cumsum([0, *(len(part.points) for part in parts)])
        self._starts = starts
        self._points = np.concatenate([part.points for part in parts])
        self._faces = np.concatenate(
            [part.faces + at for part, at in zip(parts, starts, strict=False)]
        )
        self._owner = np.repeat(np.arange(len(parts)), [len(part.faces) for part in parts])
        self._labels, _ = welded(self._points)
        self._origins = np.arange(len(self._points))
        self._normals = np.full((len(self._points), 3), np.nan)

    def mend(self) -> None:
        """Do all that can be done."""
        self._take_out()
        if not len(self._faces):
            return
        self._turn(turned(self._joined))
        self._part_groups()
        added = _Added()
        group = groups(self._joined)
        order = np.argsort(group, kind="stable")
        for mine in np.split(order, np.cumsum(np.bincount(group))[:-1]):
            self._close(mine, added)
        self._put_on(added)
        self._turn(self._inward())
        self.done["open"] = int(not self._encloses())

    def write(self) -> None:
        """Put the surface back into the parts; one of which nothing is left stays as it was."""
        for number, part in enumerate(self._parts):
            used, faces = np.unique(self._faces[self._owner == number], return_inverse=True)
            if not len(used):
                continue
            origins = self._origins[used] - self._starts[number]
            part.points, part.faces = self._points[used], faces.reshape(-1, 3)
            part.attributes = {name: each[origins] for name, each in part.attributes.items()}
            if "NORMAL" in part.attributes:
                normals = part.attributes["NORMAL"]
                own = ~np.isnan(self._normals[used, 0])
                normals[own] = self._normals[used][own]
                if self.done["turned"]:
                    _face_outwards(normals, part)
                upright(part.attributes)

    @property
    def _joined(self) -> Whole:
        return np.asarray(self._labels[self._faces])

    def _take_out(self) -> None:
        joined = self._joined
        once = np.zeros(len(joined), dtype=bool)
        once[np.unique(np.sort(joined, axis=1), axis=0, return_index=True)[1]] = True
        keep = whole_faces(joined) & once
        self.done["removed"] += int((~keep).sum())
        self._faces, self._owner = self._faces[keep], self._owner[keep]

    def _turn(self, which: Whole) -> None:
        self._faces[which] = self._faces[which][:, (0, 2, 1)]
        self.done["turned"] += len(which)

    def _part_groups(self) -> None:
        """Part surfaces that only touch: where more than two faces meet, each is its own."""
        group = groups(self._joined)
        several = int(group.max(initial=0)) + 1
        if several == 1:
            return
        # A point that two surfaces use becomes two, with the same attributes.
        keys = self._faces * several + group[:, None]
        unique, faces = np.unique(keys, return_inverse=True)
        origin, of = unique // several, unique % several
        self._points, self._origins = self._points[origin], self._origins[origin]
        self._normals = self._normals[origin]
        labels = self._labels[origin] * several + of
        self._labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
        self._faces = faces.reshape(-1, 3).astype(np.int64)

    def _close(self, mine: Whole, added: _Added) -> None:
        loops = rims(self._joined[mine])
        if not loops:
            return
        caps = [self._cap(self._faces[mine], loop) for loop in loops]
        area = self._area(self._faces[mine])
        if sum(self._area(rim[faces]) for faces, rim in caps) > _SHEET * area:
            self._thicken(mine, added)
            self.done["sheets"] += 1
            return
        for (faces, rim), loop in zip(caps, loops, strict=True):
            normal = unit(_across(self._points[rim[faces]]).sum(axis=0))
            owner = self._owner[mine[loop[0] // 3]]
            # Attributes are those of a point of the same part.
            origins = np.where(self._part_of(rim) == owner, rim, self._faces[mine[loop[0] // 3], 0])
            made = self._add_points(
                added, self._points[rim], self._labels[rim], origins,
                np.tile(normal, (len(rim), 1)),
            )  # fmt: skip
            added.faces.append(made[faces])
            added.owners.append(np.full(len(faces), owner))
            self.done["holes"] += 1

    def _part_of(self, points: Whole) -> Whole:
        return np.searchsorted(self._starts, self._origins[points], side="right") - 1

    def _cap(self, faces: Whole, loop: list[int]) -> tuple[Whole, Whole]:
        """Triangles that close a hole, of the points of its rim by their place in it."""
        rim = half_edges(faces)[loop, 0][::-1]
        points = self._points[rim] - self._points[rim].mean(axis=0)
        normal = unit(np.cross(points, np.roll(points, -1, axis=0)).sum(axis=0))
        one = unit(np.cross(normal, np.eye(3)[int(np.abs(normal).argmin())]))
        flat = np.column_stack([points @ one, points @ np.cross(normal, one)])
        made = np.asarray(self._manifold.triangulate([flat]), dtype=np.int64)
        return made.reshape(-1, 3), rim

    def _thicken(self, mine: Whole, added: _Added) -> None:
        faces, joined, owner = self._faces[mine], self._joined[mine], self._owner[mine]
        across = _across(self._points[faces])
        places, at = np.unique(joined, return_inverse=True)
        total = np.zeros((len(places), 3))
        for each in range(3):
            np.add.at(total, at.reshape(-1, 3)[:, each], across)
        inwards = dict(zip(places.tolist(), -unit(total), strict=True))
        used, numbered = np.unique(faces, return_inverse=True)
        numbered = numbered.reshape(-1, 3)
        labels = self._labels[used]
        back = np.array([inwards[each] for each in labels.tolist()])
        behind = self._points[used] + self._thickness * back
        # Every place has one behind it, whose number nothing else has.
        below = labels + len(self._points)
        inner = self._add_points(added, behind, below, used, back)
        added.faces.append(inner[numbered][:, (0, 2, 1)])
        added.owners.append(owner)
        _, alone = shared(joined)
        face, corner = np.divmod(alone, 3)
        one, two = numbered[face, corner], numbered[face, (corner + 1) % 3]
        upper = self._points[used]
        normals = unit(np.cross(upper[two] - upper[one], back[one]))
        wall = [
            self._add_points(added, places_of[ends], names[ends], used[ends], normals)
            for places_of, names in ((upper, labels), (behind, below))
            for ends in (one, two)
        ]
        first, second, third, fourth = wall
        added.faces += [
            np.column_stack([second, first, third]),
            np.column_stack([second, third, fourth]),
        ]
        added.owners += [owner[face]] * 2

    def _add_points(
        self, added: _Added, points: Floats, labels: Whole, origins: Whole, normals: Floats
    ) -> Whole:
        start = len(self._points) + sum(map(len, added.points))
        added.points.append(points)
        added.labels.append(labels)
        added.origins.append(self._origins[origins])
        added.normals.append(normals)
        return np.arange(start, start + len(points))

    def _put_on(self, added: _Added) -> None:
        if added.faces:
            self._points = np.concatenate([self._points, *added.points])
            labels = np.concatenate([self._labels, *added.labels])
            self._labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
            self._origins = np.concatenate([self._origins, *added.origins])
            self._normals = np.concatenate([self._normals, *added.normals])
            self._faces = np.concatenate([self._faces, *added.faces])
            self._owner = np.concatenate([self._owner, *added.owners])

    def _inward(self) -> Whole:
        group = groups(self._joined)
        a, b, c = (self._points[self._faces[:, at]] for at in range(3))
        middle = self._points.mean(axis=0)
        volume = ((a - middle) * np.cross(b - middle, c - middle)).sum(axis=1)
        return np.flatnonzero(np.bincount(group, weights=volume)[group] < 0)

    def _encloses(self) -> bool:
        """Whether it is an oriented manifold, as manifold3d understands it."""
        used, faces = np.unique(self._joined, return_inverse=True)
        points = np.zeros((int(self._labels.max()) + 1, 3), np.float32)
        points[self._labels] = self._points
        mesh = self._manifold.Mesh(points[used], faces.reshape(-1, 3).astype(np.uint32))
        solid = self._manifold.Manifold(mesh)
        return bool(solid.status() == self._manifold.Error.NoError and not solid.is_empty())

    def _area(self, faces: Whole) -> float:
        return float(np.linalg.norm(_across(self._points[faces]), axis=1).sum() / 2)


def _across(triangles: Floats) -> Floats:
    """(m, 3) of (m, 3, 3): along the normal, as long as twice the area."""
    return np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])


def _face_outwards(normals: Floats, part: Part) -> None:
    across = _across(part.points[part.faces])
    total = np.zeros_like(normals)
    for corner in range(3):
        np.add.at(total, part.faces[:, corner], across)
    normals[(normals * total).sum(axis=1) < 0] *= -1
