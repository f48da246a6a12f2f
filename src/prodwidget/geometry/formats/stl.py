"""Binary STL: bare triangles, in millimetres, z up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from prodwidget.geometry.formats.solid import Solid

_TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
# Whoever reads "solid" takes a binary file for one in words.
_HEADER = b"prodwidget, millimetres, z up"


def stl(solids: Sequence[Solid]) -> bytes:
    """Parts as one STL."""
    corners = np.concatenate([each.points[each.faces] for each in solids] or [np.zeros((0, 3, 3))])
    triangles = np.zeros(len(corners), _TRIANGLE)
    triangles["corners"] = corners
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(across, axis=1, keepdims=True)
    triangles["normal"] = across / np.where(length > 0, length, 1.0)
    return _HEADER.ljust(80) + len(corners).to_bytes(4, "little") + triangles.tobytes()
