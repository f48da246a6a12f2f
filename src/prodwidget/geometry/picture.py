"""A picture of a model without a browser: enough for an image model to go on from.

Base colours and their textures, vertex colours, roughness and metalness in a rough likeness of a
studio's light, on a plain ground. What is see-through shows what lies behind it. Nothing of it is
meant to stand for what a viewer shows.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prodwidget.geometry.camera import Camera, three_quarter_view
from prodwidget.geometry.document import GltfDocument, read_document, reading, unsound
from prodwidget.geometry.measure import bounds_of
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.raster import Hits, Screen, projected, rasterised, weights_at
from prodwidget.geometry.surface import Piece, pieces
from prodwidget.geometry.texels import Texels, linear, srgb

_SUPERSAMPLING = 2
_LAYERS = 4
"""See-through surfaces that are looked through, one behind the other."""

_GROUND = (0.93, 0.93, 0.925)
_KEY, _FILL = (0.45, 0.75, 0.6), (-0.7, 0.25, 0.5)
"""Where the lights are from a camera that looks along -z; their lengths do not count."""

_MOST_PIXELS = 4096


def render(
    glb: bytes,
    *,
    width: int = 768,
    height: int = 768,
    camera: Camera | None = None,
    background: tuple[float, float, float] = _GROUND,
) -> bytes:
    """Draw a model, and answer a PNG.

    Parameters
    ----------
    glb:
        The model.
    width, height:
        Pixels.
    camera:
        Where it is looked from; else from three quarters in front, slightly above, all of it seen.
    background:
        sRGB from 0 to 1.

    Raises
    ------
    ModelError
        It is damaged, compressed in a way that is not read here, or shows nothing.
    PackageMissing
        It is compressed by meshoptimizer, whose package is not installed.
    """
    from PIL import Image

    across, down = (min(each, _MOST_PIXELS) * _SUPERSAMPLING for each in (width, height))
    with reading():
        document = read_document(glb)
        view = camera or three_quarter_view(bounds_of(document), aspect=width / height)
        scene = _Scene(document, view, across, down)
        light = scene.drawn(linear(np.array(background)))
    shape = (down // _SUPERSAMPLING, _SUPERSAMPLING, across // _SUPERSAMPLING, _SUPERSAMPLING, 3)
    picture = srgb(light.reshape(shape).mean(axis=(1, 3)))
    with io.BytesIO() as file:
        Image.fromarray((picture * 255 + 0.5).astype(np.uint8)).save(file, "PNG")
        return file.getvalue()


def silhouette(
    glb: bytes, camera: Camera | None = None, *, width: int = 512, height: int = 512
) -> NDArray[np.bool_]:
    """Where a model is seen, (height, width); arguments and errors as of :func:`render`."""
    with reading():
        document = read_document(glb)
        view = camera or three_quarter_view(bounds_of(document), aspect=width / height)
        return _Scene(document, view, width, height).hits().triangle >= 0


class _Scene:
    """All triangles of a model, as one camera sees them."""

    def __init__(self, document: GltfDocument, camera: Camera, width: int, height: int) -> None:
        self._pieces: list[Piece] = list(pieces(document))
        if not self._pieces:
            raise unsound("nothing in it can be seen")
        self._texels = Texels(document, max(width, height))
        self._axes = camera.axes()
        self._position = np.array(camera.position)
        counts = [len(each.points) for each in self._pieces]
        starts = np.cumsum([0, *counts[:-1]])
        self._points = np.concatenate([each.points for each in self._pieces])
        self._starts = starts
        self._faces = np.concatenate(
            [each.faces + start for each, start in zip(self._pieces, starts, strict=True)]
        )
        self._piece_of = np.repeat(
            np.arange(len(self._pieces)), [len(each.faces) for each in self._pieces]
        )
        self._screen: Screen = projected(self._points, camera, width, height)

    def hits(self, *, behind: Floats | None = None) -> Hits:
        """What each pixel shows."""
        return rasterised(self._screen, self._faces, behind=behind)

    def drawn(self, background: Floats) -> Floats:
        """Linear light, (height, width, 3), from 0 to 1."""
        screen = self._screen
        light = np.zeros((screen.height * screen.width, 3))
        passing = np.ones(len(light))
        behind: Floats | None = None
        for _ in range(_LAYERS):
            hits = self.hits(behind=behind)
            seen = np.flatnonzero((hits.triangle.ravel() >= 0) & (passing > 0.02))
            if not len(seen):
                break
            colour, opacity = self._shaded(seen, hits.triangle.ravel()[seen])
            light[seen] += (passing[seen] * opacity)[:, None] * colour
            passing[seen] *= 1 - opacity
            # Where nothing was hit there is nothing behind, and where it is opaque none is asked.
            behind = np.where(passing.reshape(screen.height, -1) > 0.02, hits.inverse_depth, 0.0)
        light += passing[:, None] * background
        return light.reshape(screen.height, screen.width, 3)

    def _shaded(
        self, pixels: NDArray[np.int64], triangles: NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        """Linear colours (n, 3) and opacities (n,) of pixels."""
        colour, opacity = np.zeros((len(pixels), 3)), np.ones(len(pixels))
        rows, columns = np.divmod(pixels, self._screen.width)
        places = np.stack([columns + 0.5, rows + 0.5], axis=1)
        owners = self._piece_of[triangles]
        for number in np.unique(owners):
            mine = np.flatnonzero(owners == number)
            corners = self._faces[triangles[mine]]
            weights, _ = weights_at(self._screen, corners, places[mine])
            piece = self._pieces[number]
            base, clear = self._base(piece, corners - self._starts[number], weights)
            normals = self._normals(piece, corners, weights, self._starts[number])
            colour[mine] = self._lit(piece.material, base, normals, corners, weights)
            opacity[mine] = clear
        return colour, opacity

    def _base(
        self, piece: Piece, corners: NDArray[np.int64], weights: Floats
    ) -> tuple[Floats, Floats]:
        """Base colours in linear light, and opacities."""
        material = piece.material
        surface: dict[str, Any] = material.get("pbrMetallicRoughness") or {}
        base = np.tile(
            np.array(surface.get("baseColorFactor", [1.0, 1.0, 1.0, 1.0])), (len(corners), 1)
        )
        uvs = tuple(_between(each, corners, weights) for each in piece.uvs)
        texel = self._texels.at(surface.get("baseColorTexture"), uvs)
        if texel is not None:
            base = base * np.concatenate([linear(texel[:, :3]), texel[:, 3:]], axis=1)
        if piece.colours is not None:
            base = base * _between(piece.colours, corners, weights)
        mode = material.get("alphaMode", "OPAQUE")
        clear = np.ones(len(corners))
        if mode == "BLEND":
            clear = base[:, 3]
        elif mode == "MASK":
            clear = (base[:, 3] >= material.get("alphaCutoff", 0.5)).astype(float)
        through = (material.get("extensions") or {}).get("KHR_materials_transmission") or {}
        return base[:, :3], clear * (1 - 0.7 * float(through.get("transmissionFactor", 0.0)))

    def _normals(
        self, piece: Piece, corners: NDArray[np.int64], weights: Floats, start: int
    ) -> Floats:
        """Unit normals (n, 3) that face the camera."""
        if piece.normals is not None:
            normals = _between(piece.normals, corners - start, weights)
        else:
            a, b, c = (self._points[corners[:, each]] for each in range(3))
            normals = np.cross(b - a, c - a)
        length = np.linalg.norm(normals, axis=1, keepdims=True)
        normals = normals / np.where(length == 0, 1, length)
        away = self._position - _between(self._points, corners, weights)
        turned = np.where((normals * away).sum(axis=1, keepdims=True) < 0, -1.0, 1.0)
        return normals * turned

    def _lit(
        self,
        material: dict[str, Any],
        base: Floats,
        normals: Floats,
        corners: NDArray[np.int64],
        weights: Floats,
    ) -> Floats:
        surface = material.get("pbrMetallicRoughness") or {}
        if "KHR_materials_unlit" in (material.get("extensions") or {}):
            return base
        rough = float(surface.get("roughnessFactor", 1.0))
        metal = float(surface.get("metallicFactor", 1.0))
        if "metallicRoughnessTexture" in surface:
            # Its picture is not read: what it holds is mostly neither of the two ends.
            rough, metal = 0.5 * rough, 0.5 * metal
        view = self._position - _between(self._points, corners, weights)
        view = view / np.linalg.norm(view, axis=1, keepdims=True)
        key, fill = (self._towards(each) for each in (_KEY, _FILL))
        diffuse = (
            0.34
            + 0.14 * normals[:, 1]
            + 0.62 * _facing(normals, key)
            + 0.16 * _facing(normals, fill)
        )
        mirrored = 2 * (normals * view).sum(axis=1, keepdims=True) * normals - view
        # A studio as a mirror sees it: dark below, light above, and the key light's softbox.
        room = 0.30 + 0.42 * np.clip(mirrored[:, 1] * 0.5 + 0.5, 0, 1)
        sharp = 2 + 60 * (1 - rough) ** 2
        glint = np.clip((mirrored * key).sum(axis=1), 0, 1) ** sharp
        shine = room + (0.5 + 0.9 * (1 - rough)) * glint
        grazing = (1 - np.clip((normals * view).sum(axis=1), 0, 1)) ** 5
        plain = base * diffuse[:, None] + ((0.04 + 0.3 * grazing * (1 - rough)) * shine)[:, None]
        metallic = base * (0.25 * diffuse + shine)[:, None]
        emitted = np.array(material.get("emissiveFactor", [0.0, 0.0, 0.0]))
        lit: Floats = np.clip((1 - metal) * plain + metal * metallic + emitted, 0, 1)
        return lit

    def _towards(self, light: tuple[float, float, float]) -> Floats:
        """A direction of the camera's as one of the scene's."""
        direction = np.array(light) @ self._axes
        unit: Floats = direction / np.linalg.norm(direction)
        return unit


def _facing(normals: Floats, light: Floats) -> Floats:
    facing: Floats = np.clip(normals @ light, 0, 1)
    return facing


def _between(values: Floats, corners: NDArray[np.int64], weights: Floats) -> Floats:
    """Values at the corners of triangles, as they are within them."""
    found: Floats = np.einsum("nk,nkd->nd", weights, values[corners])
    return found
