"""The pictures of a model as files of their own: PNG and JPEG, which every format takes."""

from __future__ import annotations

import io
import warnings

from prodwidget.errors import ModelError
from prodwidget.geometry.document import GltfDocument, Tree
from prodwidget.geometry.texels import image_bytes, source_of

_MOST_PIXELS = 100_000_000


class Images:
    """The pictures that a file beside the model, or in its archive, is written for.

    Parameters
    ----------
    document:
        The model.
    stem:
        What the files' names begin with.
    """

    def __init__(self, document: GltfDocument, stem: str) -> None:
        self._document = document
        self._stem = stem
        self._names: dict[int, str | None] = {}
        self.files: dict[str, bytes] = {}
        """By their names, in the order that they were asked for."""

    def file_of(self, texture: Tree | None) -> str | None:
        """The name of the file with what a material says of a texture; ``None`` without one.

        A picture that cannot be read is left out, as a viewer leaves it out.
        """
        if texture is None:
            return None
        index = source_of(self._document.one("textures", texture["index"]))
        if index is None:
            return None
        if index not in self._names:
            self._names[index] = self._written(index)
        return self._names[index]

    def _written(self, index: int) -> str | None:
        try:
            data = image_bytes(self._document, index)
        except ModelError:
            return None
        if data[:3] == b"\xff\xd8\xff":
            kind = "jpg"
        elif data[:8] == b"\x89PNG\r\n\x1a\n":
            kind = "png"
        else:
            kind, data = "png", _as_png(data)
        if not data:
            return None
        name = f"{self._stem}{len(self.files) + 1}.{kind}"
        self.files[name] = data
        return name


def _as_png(data: bytes) -> bytes:
    """Another picture as PNG; nothing of one that cannot be read."""
    from PIL import Image

    out = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("WEBP",)) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    return b""
                opened.save(out, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    return out.getvalue()
