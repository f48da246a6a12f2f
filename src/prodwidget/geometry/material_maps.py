"""The maps of a material, as pictures: read, packed as glTF has them, and put into a material."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from prodwidget.geometry.document import Tree

TEXTURE_MAPS = ("basecolor", "normal", "roughness", "metalness", "occlusion")
"""The roles of the maps that a glTF material has; the first there has to be."""

_PACKED = {"occlusion": 255, "roughness": 128, "metalness": 0}
"""What red, green and blue are of, and what is taken for one that is missing."""


def read_maps(pictures: Mapping[str, bytes]) -> dict[str, Image.Image]:
    """Pictures of maps by their roles: colours and normals as RGB, all others as 8 bit grey.

    Raises
    ------
    OSError, SyntaxError, PIL.Image.DecompressionBombError
        One is no picture that can be read.
    """
    found = {}
    for role, data in pictures.items():
        with Image.open(io.BytesIO(data)) as opened:
            if role in ("basecolor", "normal"):
                found[role] = opened.convert("RGB")
            elif opened.mode.startswith("I"):
                texels = np.asarray(opened, dtype=np.float64)
                found[role] = Image.fromarray((texels / 257 + 0.5).astype(np.uint8))
            else:
                found[role] = opened.convert("L")
    return found


def material_of(
    name: str, maps: Mapping[str, Image.Image], add_picture: Callable[[bytes, str], int]
) -> Tree:
    """A glTF material of maps.

    Parameters
    ----------
    maps:
        By their roles, as :func:`read_maps` has them; what is missing is left out.
    add_picture:
        Adds a picture to the file by a name, and answers the index of its texture.
    """
    colour = add_picture(jpeg(maps["basecolor"]), "basecolor")
    packed = add_picture(png(_packed(maps)), " ".join(_PACKED))
    material: Tree = {
        "name": name,
        "pbrMetallicRoughness": {
            "baseColorTexture": {"index": colour},
            "metallicRoughnessTexture": {"index": packed},
        },
    }
    if "occlusion" in maps:
        material["occlusionTexture"] = {"index": packed}
    if "normal" in maps:
        material["normalTexture"] = {"index": add_picture(png(maps["normal"]), "normal")}
    return material


def normal_map(heights: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """The normals (rows, columns, 3) of heights in texels that go on over their borders.

    x runs to the right and y up, as OpenGL and glTF have it; row 0 is the top.
    """
    right = (np.roll(heights, -1, axis=1) - np.roll(heights, 1, axis=1)) / 2
    up = (np.roll(heights, 1, axis=0) - np.roll(heights, -1, axis=0)) / 2
    normal = np.stack([-right, -up, np.ones_like(heights)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    return np.asarray((normal * 0.5 + 0.5) * 255 + 0.5).astype(np.uint8)


def png(picture: Image.Image) -> bytes:
    """A picture as it is."""
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=6)
    return data.getvalue()


def jpeg(picture: Image.Image) -> bytes:
    """A picture as a JPEG in which nothing can be seen to be lost."""
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=92, subsampling=0)
    return data.getvalue()


def _packed(maps: Mapping[str, Image.Image]) -> Image.Image:
    size = max((maps[role].size for role in _PACKED if role in maps), default=(1, 1))
    bands = [
        maps[role].resize(size) if role in maps else Image.new("L", size, value)
        for role, value in _PACKED.items()
    ]
    return Image.merge("RGB", bands)
