"""What a person sees of a product, counted in pixels."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator

Picture = NDArray[np.int_]
"""Rows of pixels of red, green and blue."""

FEW = 100
"""Pixels at most that softened edges make of a colour that is not there."""


def picture_of(place: Locator) -> Picture:
    """A place on the page, as it is on the screen."""
    return picture_from(place.screenshot())


def picture_from(image: bytes) -> Picture:
    """An encoded image."""
    return np.asarray(Image.open(io.BytesIO(image)).convert("RGB")).astype(int)


def red(picture: Picture) -> int:
    r, g, b = _channels(picture)
    return int(((r > 90) & (g < r * 0.45) & (b < r * 0.45)).sum())


def copper(picture: Picture) -> int:
    r, g, b = _channels(picture)
    return int(((r > 110) & (g > r * 0.4) & (g < r * 0.75) & (b < g * 0.8)).sum())


def blue(picture: Picture) -> int:
    r, g, b = _channels(picture)
    return int(((b > 70) & (r < b * 0.7) & (g < b * 0.8)).sum())


def dark(picture: Picture) -> int:
    return int((picture.max(axis=2) < 70).sum())


def silhouette(picture: Picture) -> NDArray[np.bool_]:
    """Where a strongly coloured product is, on the stage's grey ground."""
    r, g, b = _channels(picture)
    return (np.maximum(np.maximum(r, g), b) - np.minimum(np.minimum(r, g), b)) > 45


def filled(shape: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """With what lies between it in its row and in its column: highlights are not coloured."""
    within = np.ones_like(shape)
    for axis in (0, 1):
        within &= np.maximum.accumulate(shape, axis=axis)
        within &= np.flip(np.maximum.accumulate(np.flip(shape, axis), axis=axis), axis)
    return within


def covered(picture: Picture) -> NDArray[np.bool_]:
    """Where something of any colour is on the stage's ground, which the left edge shows."""
    ground = np.median(picture[:, :8], axis=1)
    return np.abs(picture - ground[:, None]).max(axis=2) > 45


def _channels(
    picture: Picture,
) -> tuple[NDArray[np.int_], NDArray[np.int_], NDArray[np.int_]]:
    return picture[..., 0], picture[..., 1], picture[..., 2]
