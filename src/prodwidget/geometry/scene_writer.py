"""Writes a GLB of whatever nodes, materials and animations, from its lists.

:class:`~prodwidget.geometry.GlbWriter` has one level of parts, which stand still.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry.document import GltfDocument, Tree, write_document

_FLOAT, _SHORT, _INT = 5126, 5123, 5125
_VERTICES, _INDICES = 34962, 34963
_TILED = {"magFilter": 9729, "minFilter": 9987}
_CLAMPED = _TILED | {"wrapS": 33071, "wrapT": 33071}


class SceneWriter:
    """The lists of a file that is being written; each adds an object and says its index.

    Parameters
    ----------
    generator:
        What the file says it was made by.
    tiled:
        Whether its pictures are laid side by side; else they end at their edges.
    """

    def __init__(self, generator: str = "prodwidget", *, tiled: bool = False) -> None:
        self.tree: Tree = {
            "asset": {"version": "2.0", "generator": generator},
            "scene": 0,
            "scenes": [{"nodes": []}],
        }
        self.binary = bytearray()
        self._empty: list[Tree] = []
        self._sampler = _TILED if tiled else _CLAMPED

    def add(self, kind: str, value: Tree) -> int:
        """An object to one of the file's lists."""
        listed = self.tree.setdefault(kind, [])
        listed.append(value)
        return len(listed) - 1

    def add_root(self, node: int) -> None:
        """Let a node stand in the scene, and hang on no other."""
        self.tree["scenes"][0]["nodes"].append(node)

    def add_image(self, data: bytes, name: str) -> int:
        """A texture of a PNG or JPEG, whose bytes stay as they are."""
        image = self.add(
            "images",
            {
                "name": name,
                "bufferView": self._view(data),
                "mimeType": "image/png" if data.startswith(b"\x89PNG") else "image/jpeg",
            },
        )
        if "samplers" not in self.tree:
            self.add("samplers", dict(self._sampler))
        return self.add("textures", {"name": name, "source": image, "sampler": 0})

    def add_values(self, values: NDArray[np.floating[Any]], *, vertices: bool = True) -> int:
        """An accessor of rows of floats; their least and most are told, as positions need."""
        data = np.ascontiguousarray(values, dtype="<f4")
        rows = data.reshape(len(data), -1)
        width = rows.shape[1]
        return self.add(
            "accessors",
            {
                "bufferView": self._view(data.tobytes(), _VERTICES if vertices else None),
                "componentType": _FLOAT,
                "count": len(rows),
                "type": "SCALAR" if width == 1 else f"VEC{width}",
                "min": [float(each) for each in rows.min(axis=0)],
                "max": [float(each) for each in rows.max(axis=0)],
            },
        )

    def add_indices(self, faces: NDArray[np.int64], points: int) -> int:
        """An accessor of triangles' corners."""
        short = points < 65535
        data = np.ascontiguousarray(faces.ravel(), dtype="<u2" if short else "<u4")
        return self.add(
            "accessors",
            {
                "bufferView": self._view(data.tobytes(), _INDICES),
                "componentType": _SHORT if short else _INT,
                "count": len(data),
                "type": "SCALAR",
            },
        )

    def add_bytes(self, data: bytes) -> int:
        """Bytes at the end of the buffer; where they begin."""
        start = len(self.binary)
        self.binary += data + b"\0" * (-len(data) % 4)
        return start

    def add_empty_buffer(self, buffer: Tree) -> int:
        """A buffer that takes up no bytes of the file; its index."""
        self._empty.append(buffer)
        return len(self._empty)

    def written(self) -> bytes:
        """The whole file."""
        self.tree["buffers"] = [{"byteLength": len(self.binary)}, *self._empty]
        return write_document(GltfDocument(self.tree, bytes(self.binary)))

    def _view(self, data: bytes, target: int | None = None) -> int:
        view: Tree = {"buffer": 0, "byteOffset": self.add_bytes(data), "byteLength": len(data)}
        if target is not None:
            view["target"] = target
        return self.add("bufferViews", view)
