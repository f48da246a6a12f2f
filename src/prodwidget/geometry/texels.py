"""What a material's textures hold at texture coordinates: bilinear, wrapped, in linear light."""

from __future__ import annotations

import io
import warnings
from math import cos, sin

import numpy as np
from numpy.typing import NDArray

from prodwidget.errors import ModelError
from prodwidget.geometry.accessors import view_bytes
from prodwidget.geometry.document import GltfDocument, Tree, data_uri
from prodwidget.geometry.mesh import Floats

_MOST_PIXELS = 100_000_000
_CLAMP, _MIRROR = 33071, 33648


def linear(colours: Floats) -> Floats:
    """sRGB from 0 to 1 as linear light (IEC 61966-2-1)."""
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def srgb(light: Floats) -> Floats:
    """Linear light from 0 to 1 as sRGB."""
    light = np.clip(light, 0.0, 1.0)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


class Texels:
    """The textures of one file; each picture is decoded once.

    A picture that cannot be read is left out, as a viewer leaves it out.

    Parameters
    ----------
    document:
        The file.
    longest_side:
        Pixels that a picture is brought down to: no more than what it is looked at with shows.
    """

    def __init__(self, document: GltfDocument, longest_side: int) -> None:
        self._document = document
        self._longest = longest_side
        self._pictures: dict[int, NDArray[np.uint8] | None] = {}

    def at(self, texture: Tree | None, uvs: tuple[Floats, ...]) -> Floats | None:
        """RGBA (n, 4) from 0 to 1, as stored, at texture coordinates (n, 2).

        Parameters
        ----------
        texture:
            What a material says of it (``baseColorTexture``, …); ``None`` for none.
        uvs:
            The sets of texture coordinates.
        """
        if texture is None:
            return None
        place = place_of(texture, uvs)
        if place is None:
            return None
        entry = self._document.one("textures", texture["index"])
        picture = self._picture(source_of(entry))
        if picture is None:
            return None
        sampler = self._document.one("samplers", entry["sampler"]) if "sampler" in entry else {}
        return _sampled(picture, place, sampler.get("wrapS"), sampler.get("wrapT"))

    def _picture(self, index: int | None) -> NDArray[np.uint8] | None:
        if index is None:
            return None
        if index not in self._pictures:
            self._pictures[index] = self._decoded(index)
        return self._pictures[index]

    def _decoded(self, index: int) -> NDArray[np.uint8] | None:
        from PIL import Image

        try:
            data = image_bytes(self._document, index)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as opened:
                    if opened.width * opened.height > _MOST_PIXELS:
                        return None
                    opened.draft("RGB", (self._longest, self._longest))
                    picture = opened.convert("RGBA")
        except (ModelError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return None
        # Colour under nothing would darken the edges where a picture is brought down: it is not
        # premultiplied, as glTF's is not.
        picture.thumbnail((self._longest, self._longest), Image.Resampling.BOX)
        return np.asarray(picture)


def image_bytes(document: GltfDocument, index: int) -> bytes:
    """The bytes of an image, within the file or written into its JSON.

    Raises
    ------
    ModelError
        They are elsewhere, or not there.
    """
    image = document.one("images", index)
    if "bufferView" in image:
        return view_bytes(document, image["bufferView"])
    return data_uri(image.get("uri"))


def place_of(texture: Tree | None, uvs: tuple[Floats, ...]) -> Floats | None:
    """Where in its picture a texture is looked up: (n, 2), v downwards; ``None`` without one.

    Parameters
    ----------
    texture:
        What a material says of it; ``None`` for none.
    uvs:
        The sets of texture coordinates.
    """
    if texture is None:
        return None
    turned = (texture.get("extensions") or {}).get("KHR_texture_transform", {})
    number = turned.get("texCoord", texture.get("texCoord", 0))
    return _transformed(uvs[number], turned) if number < len(uvs) else None


def source_of(texture: Tree) -> int | None:
    """The number of the picture that a texture shows; ``None`` where it has none."""
    extensions = texture.get("extensions") or {}
    webp = extensions.get("EXT_texture_webp", {}).get("source")
    source: int | None = texture.get("source") if webp is None else webp
    return source


def _transformed(uv: Floats, turned: Tree) -> Floats:
    if not turned:
        return uv
    turn = float(turned.get("rotation", 0.0))
    scaled = uv * np.array(turned.get("scale", (1, 1)), dtype=np.float64)
    matrix = np.array([[cos(turn), sin(turn)], [-sin(turn), cos(turn)]])
    return np.asarray(scaled @ matrix.T + np.array(turned.get("offset", (0, 0)), dtype=np.float64))


def _sampled(
    picture: NDArray[np.uint8], uv: Floats, wrap_s: int | None, wrap_t: int | None
) -> Floats:
    height, width = picture.shape[:2]
    x, y = uv[:, 0] * width - 0.5, uv[:, 1] * height - 0.5
    left, top = np.floor(x), np.floor(y)
    right, down = (x - left)[:, None], (y - top)[:, None]
    columns = [_wrapped(left + step, width, wrap_s) for step in (0, 1)]
    rows = [_wrapped(top + step, height, wrap_t) for step in (0, 1)]
    upper = picture[rows[0], columns[0]] * (1 - right) + picture[rows[0], columns[1]] * right
    lower = picture[rows[1], columns[0]] * (1 - right) + picture[rows[1], columns[1]] * right
    return np.asarray((upper * (1 - down) + lower * down) / 255.0)


def _wrapped(at: Floats, size: int, mode: int | None) -> NDArray[np.int64]:
    if mode == _CLAMP:
        inside = np.clip(at, 0, size - 1)
    elif mode == _MIRROR:
        around = np.mod(at, 2 * size)
        inside = np.minimum(around, 2 * size - 1 - around)
    else:
        inside = np.mod(at, size)
    return inside.astype(np.int64)
