"""The can that a label is shown on, where nothing else is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prodwidget.geometry import Floats, SceneWriter, lathe, rounded
from prodwidget.surfaces.packaging.sheet import Sheet

_NAME = "can"


@dataclass(frozen=True, slots=True)
class Can:
    """A drinks can, in millimetres."""

    radius: float
    height: float
    below: float
    """How far its foot is below the label."""

    def profile(self) -> Floats:
        """(radius, height) in metres from the axis below to the axis above."""
        radius, height, neck = self.radius, self.height, self.below
        corners = [
            (0.0, 0.12 * neck, 0.0),
            (0.74 * radius, 0.12 * neck, 0.1 * neck),
            (0.78 * radius, 0.0, 0.1 * neck),
            (0.84 * radius, 0.0, 0.2 * neck),
            (radius, 0.75 * neck, 0.5 * neck),
            (radius, height - 0.9 * neck, 0.5 * neck),
            (0.82 * radius, height - 0.1 * neck, 0.1 * neck),
            (0.82 * radius, height, 0.04 * neck),
            (0.78 * radius, height, 0.04 * neck),
            (0.76 * radius, height - 0.25 * neck, 0.1 * neck),
            (0.0, height - 0.25 * neck, 0.0),
        ]
        return rounded([(x / 1000, y / 1000, r / 1000) for x, y, r in corners])

    def add_to(self, writer: SceneWriter) -> None:
        """A node with the can, standing on y = 0."""
        mesh = lathe(self.profile())
        material = writer.add(
            "materials",
            {
                "name": _NAME,
                "pbrMetallicRoughness": {
                    "baseColorFactor": [0.78, 0.79, 0.8, 1.0],
                    "metallicFactor": 1.0,
                    "roughnessFactor": 0.32,
                },
            },
        )
        primitive = {
            "attributes": {
                "POSITION": writer.add_values(mesh.points),
                "NORMAL": writer.add_values(mesh.normals),
            },
            "indices": writer.add_indices(np.asarray(mesh.faces), len(mesh.points)),
            "material": material,
        }
        index = writer.add("meshes", {"name": _NAME, "primitives": [primitive]})
        writer.add_root(writer.add("nodes", {"name": _NAME, "mesh": index}))


def can_of(sheet: Sheet) -> Can:
    """The can that a label fits around."""
    below = max(6.0, 0.2 * sheet.length)
    return Can(sheet.length / 2, sheet.height + 2 * below, below)
