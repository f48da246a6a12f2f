"""Models in the style of Trellis: one mesh, textures of noise, each in a colour of its own."""

from __future__ import annotations

import io
import json
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image


@dataclass(frozen=True, slots=True)
class Size:
    """How large a model is."""

    name: str
    triangles: int
    texels: int
    """Side of a texture."""
    noise: int
    """Levels of noise in either direction, which set the size of the PNG,"""
    noisy: float
    """and the share of its rows that has any."""
    textures: int = 1


SIZES = (
    Size("1.3MB", 20_000, 1024, 1, 0.62),
    Size("5.5MB", 50_000, 2048, 1, 0.88),
    Size("21MB", 100_000, 2048, 16, 1, textures=2),
)

COLOURS = ((200, 40, 40), (40, 170, 60), (50, 70, 210))


def glb(size: Size, colour: tuple[int, int, int]) -> bytes:
    """A lumpy ball as binary glTF 2.0, with a base colour texture, then one of roughness."""
    points, normals, places, faces = _ball(size.triangles)
    pictures = [_noise(size, colour), _noise(size, (0, 150, 20))][: size.textures]
    chunks = [array.tobytes() for array in (points, normals, places, faces)] + pictures
    views, offset = [], 0
    for chunk in chunks:
        views.append({"buffer": 0, "byteOffset": offset, "byteLength": len(chunk)})
        offset += -(-len(chunk) // 4) * 4
    material = {"baseColorTexture": {"index": 0}, "metallicFactor": 0.0, "roughnessFactor": 0.7}
    if size.textures > 1:
        material |= {"metallicRoughnessTexture": {"index": 1}, "metallicFactor": 1.0}
    count = len(points)
    document = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [
            {
                "primitives": [
                    {
                        "attributes": {"POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2},
                        "indices": 3,
                        "material": 0,
                    }
                ]
            }
        ],
        "materials": [{"pbrMetallicRoughness": material}],
        "textures": [{"source": index} for index in range(size.textures)],
        "images": [
            {"bufferView": 4 + index, "mimeType": "image/png"} for index in range(size.textures)
        ],
        "accessors": [
            {
                "bufferView": 0,
                "componentType": 5126,
                "count": count,
                "type": "VEC3",
                "min": points.min(axis=0).tolist(),
                "max": points.max(axis=0).tolist(),
            },
            {"bufferView": 1, "componentType": 5126, "count": count, "type": "VEC3"},
            {"bufferView": 2, "componentType": 5126, "count": count, "type": "VEC2"},
            {"bufferView": 3, "componentType": 5125, "count": faces.size, "type": "SCALAR"},
        ],
        "bufferViews": views,
        "buffers": [{"byteLength": offset}],
    }
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    binary = b"".join(chunk + bytes(-len(chunk) % 4) for chunk in chunks)
    whole = 12 + 8 + len(text) + 8 + len(binary)
    return (
        struct.pack("<4sIIII", b"glTF", 2, whole, len(text), 0x4E4F534A)
        + text
        + struct.pack("<II", len(binary), 0x004E4942)
        + binary
    )


def _ball(
    triangles: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.uint32]]:
    rows = round((triangles / 4) ** 0.5)
    columns = rows * 2
    v, u = np.meshgrid(np.linspace(0, 1, rows + 1), np.linspace(0, 1, columns + 1), indexing="ij")
    around, down = u * 2 * np.pi, v * np.pi
    directions = np.stack(
        [np.sin(down) * np.cos(around), np.cos(down), np.sin(down) * np.sin(around)], axis=-1
    )
    lumps = 0.5 + 0.02 * np.sin(around * 9) * np.sin(down * 7)
    points = (directions * lumps[..., None]).reshape(-1, 3).astype(np.float32)
    normals = directions.reshape(-1, 3).astype(np.float32)
    places = np.stack([u, v], axis=-1).reshape(-1, 2).astype(np.float32)
    first = (np.arange(rows)[:, None] * (columns + 1) + np.arange(columns)).reshape(-1)
    under = first + columns + 1
    faces = np.stack([first, first + 1, under, under, first + 1, under + 1], axis=-1)
    return points, normals, places, faces.reshape(-1).astype(np.uint32)


def _noise(size: Size, colour: tuple[int, int, int]) -> bytes:
    random = np.random.default_rng(0)
    noise = random.integers(-size.noise, size.noise + 1, (size.texels, size.texels, 3))
    noise[round(size.texels * size.noisy) :] = 0
    pixels = np.clip(np.asarray(colour) + noise, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()
