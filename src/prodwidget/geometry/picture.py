"""A picture of a model without a browser or a GPU: what an image model is given to edit.

A depth buffer, materials' colours, metal and roughness, and the light of a studio: a large soft
box to the upper left, a weaker one to the right, a bright ground. No shadows and no refraction;
glass is tinted and looked through.
"""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from prodwidget.errors import ConfigurationError
from prodwidget.geometry.camera import Camera, three_quarter_view
from prodwidget.geometry.document import GltfDocument, read_document, reading
from prodwidget.geometry.material import Look, look_of
from prodwidget.geometry.measure import bounds_of
from prodwidget.geometry.mesh import Floats
from prodwidget.geometry.raster import Screen, projected, rasterised, weights_at
from prodwidget.geometry.stage import Stage, stage_of
from prodwidget.geometry.surface import Piece
from prodwidget.geometry.texels import Texels, linear, srgb

Colour = tuple[int, int, int]
"""sRGB, from 0 to 255."""

BACKGROUND: Colour = (244, 244, 242)
_MOST_PIXELS = 16_000_000
_LAYERS = 4
"""How many surfaces that are looked through lie before one another, at most."""
_HIDDEN = 0.995
"""Of alpha; what is behind more than this is not looked for."""
_FINER = 2
"""Samples a pixel has on each of its sides."""


def render(
    glb: bytes,
    *,
    width: int = 768,
    height: int = 768,
    camera: Camera | None = None,
    background: Colour | None = BACKGROUND,
) -> bytes:
    """A picture of a model's default scene, at rest.

    Parameters
    ----------
    glb:
        The model.
    width, height:
        Of the picture, in pixels.
    camera:
        What it is looked at with; by default a three-quarter view of its front from slightly
        above, with all of it in the picture.
    background:
        sRGB behind it; ``None`` leaves it transparent.

    Returns
    -------
    bytes
        A PNG.

    Raises
    ------
    ModelError
        The model is damaged, shows nothing, or is compressed by Draco.
    PackageMissing
        It is compressed by meshoptimizer, whose package is not installed.
    ConfigurationError
        The picture is to be of no size, or the camera looks nowhere.
    """
    _check_size(width, height)
    with reading():
        document = read_document(glb)
        camera = camera or three_quarter_view(bounds_of(document), aspect=width / height)
        stage = stage_of(document)
        fine = (width * _FINER, height * _FINER)
        light = _layered(document, stage, camera, projected(stage.points, camera, *fine))
        return _png(light, width, height, background)


def silhouette(
    glb: bytes, camera: Camera | None = None, *, width: int = 768, height: int = 768
) -> NDArray[np.bool_]:
    """Which pixels of a picture a model covers: (height, width).

    Parameters
    ----------
    glb:
        The model.
    camera:
        What it is looked at with; by default that of :func:`render`.
    width, height:
        Of the picture, in pixels.

    Raises
    ------
    ModelError, PackageMissing, ConfigurationError
        As :func:`render`.
    """
    _check_size(width, height)
    with reading():
        document = read_document(glb)
        camera = camera or three_quarter_view(bounds_of(document), aspect=width / height)
        stage = stage_of(document)
        hits = rasterised(projected(stage.points, camera, width, height), stage.faces)
        return np.asarray(hits.triangle >= 0)


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1 or width * height > _MOST_PIXELS:
        raise ConfigurationError(
            f"A picture of {width:,} × {height:,} pixels cannot be made.",
            hint=f"Ask for one of 1 to {_MOST_PIXELS:,} pixels.",
        )


def _layered(document: GltfDocument, stage: Stage, camera: Camera, screen: Screen) -> Floats:
    """Premultiplied linear RGBA (height, width, 4), from the front backwards."""
    texels = Texels(document, 2 * max(screen.width, screen.height))
    out = np.zeros((screen.height, screen.width, 4))
    seen_past = None
    for _ in range(_LAYERS):
        hits = rasterised(screen, stage.faces, behind=seen_past)
        shown = hits.triangle >= 0
        if not shown.any():
            break
        centres = np.argwhere(shown)[:, ::-1].astype(np.float64) + 0.5
        colours = _shaded(texels, stage, camera, screen, hits.triangle[shown], centres)
        out[shown] += (1.0 - out[shown][:, 3:]) * colours
        seen_past = np.where(out[..., 3] > _HIDDEN, 0.0, hits.inverse_depth)
        if not seen_past.any():
            break
    return out


def _shaded(
    texels: Texels,
    stage: Stage,
    camera: Camera,
    screen: Screen,
    triangles: NDArray[np.int64],
    centres: Floats,
) -> Floats:
    """Premultiplied linear RGBA (n, 4) of triangles at places of the picture."""
    out = np.zeros((len(triangles), 4))
    owners = stage.owner[triangles]
    for number in np.unique(owners):
        chosen = np.flatnonzero(owners == number)
        piece = stage.pieces[number]
        corners = stage.faces[triangles[chosen]]
        shares = weights_at(screen, corners, centres[chosen])
        here = corners - stage.first_point[number]
        colours = None if piece.colours is None else _mixed(piece.colours, here, shares)
        look = look_of(
            texels, piece.material, tuple(_mixed(uv, here, shares) for uv in piece.uvs), colours
        )
        points = _mixed(piece.points, here, shares)
        out[chosen] = _lit(look, _normals(piece, here, shares), points, camera)
    return out


def _normals(piece: Piece, corners: NDArray[np.int64], shares: Floats) -> Floats:
    if piece.normals is not None:
        found = _mixed(piece.normals, corners, shares)
    else:
        a, b, c = (piece.points[corners[:, at]] for at in range(3))
        found = np.cross(b - a, c - a)
    return _unit(found)


def _mixed(values: Floats, corners: NDArray[np.int64], shares: Floats) -> Floats:
    return np.asarray(sum(shares[:, at, None] * values[corners[:, at]] for at in range(3)))


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-30))


def _lit(look: Look, normals: Floats, points: Floats, camera: Camera) -> Floats:
    """Premultiplied linear RGBA."""
    alpha = look.alpha[:, None]
    if look.unlit:
        return np.concatenate([look.base * alpha, alpha], axis=1)
    axes = camera.axes()
    view = _unit(np.array(camera.position) - points)
    facing = (normals * view).sum(axis=1, keepdims=True)
    normals = np.where(facing < 0, -normals, normals)
    facing = np.abs(facing)
    # The studio goes with the camera about the upright axis, so that every view is lit as well.
    front = _unit(axes[2:] * [1, 0, 1] + axes[1:2] * [1e-6, 0, 1e-6])[0]
    right = np.cross([0.0, 1.0, 0.0], front)
    metal, rough = look.metallic[:, None], look.roughness[:, None]
    diffuse = look.base * (1 - metal) * _softboxes(normals, right, front, np.ones_like(rough))
    mirrored = 2 * facing * normals - view
    grazing = (1 - facing) ** 5
    tint = 0.04 * (1 - metal) + look.base * metal
    tint = tint + (np.maximum(1 - rough, tint) - tint) * grazing
    shine = tint * _softboxes(mirrored, right, front, rough)
    # The edges of glass are dark before a bright ground, and hide what is behind them.
    edge = (1 - facing) ** 2.5
    diffuse = diffuse * (1 - 0.55 * look.clear * edge)
    shine = shine * (1 - 0.5 * look.clear)
    hidden = 1 - look.clear * 0.7 * (1 - edge)
    lit = (diffuse * hidden + shine + look.emissive) * alpha
    return np.concatenate([lit, hidden * alpha], axis=1)


def _softboxes(directions: Floats, right: Floats, front: Floats, rough: Floats) -> Floats:
    """Light (n, 1) that comes from directions, blurred as a rough surface blurs it."""
    up = directions[:, 1:2]
    out = 0.36 + 0.18 * up
    for x, y, z, strength in ((-0.55, 0.62, 0.56, 0.62), (0.82, 0.25, 0.5, 0.2), (0, 1, 0, 0.12)):
        towards = _unit((x * right + y * np.array([0.0, 1.0, 0.0]) + z * front)[None])[0]
        cosine = (directions @ towards)[:, None]
        spread = 1.0 + 24.0 * (1 - rough) ** 2
        out = out + strength * np.sqrt(spread) * np.maximum(cosine, 0.0) ** spread * 0.8
    return np.asarray(out)


def _png(light: Floats, width: int, height: int, background: Colour | None) -> bytes:
    from PIL import Image

    light = light.reshape(height, _FINER, width, _FINER, 4).mean(axis=(1, 3))
    colour, alpha = light[..., :3], light[..., 3:]
    if background is None:
        seen = srgb(colour / np.maximum(alpha, 1e-6))
        pixels = np.concatenate([seen, alpha], axis=2)
    else:
        behind = linear(np.array(background) / 255.0)
        pixels = srgb(colour + (1 - alpha) * behind)
    image = Image.fromarray(np.round(pixels * 255).astype(np.uint8))
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
