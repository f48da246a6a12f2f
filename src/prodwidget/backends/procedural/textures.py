"""Grain and veins: near-white pictures that a material's colour is multiplied with."""

from __future__ import annotations

import numpy as np
from PIL import Image

_SIDE = 512


def wood(seed: int) -> Image.Image:
    """Growth rings seen on a plank, running up the texture."""
    noise = _noise(seed, across=5, along=2)
    fine = _noise(seed + 1, across=128, along=3)
    across = np.linspace(0, 9, _SIDE)[None, :] + noise * 2.6
    rings = 0.5 + 0.5 * np.sin(across * 2 * np.pi)
    return _picture(0.74 + 0.2 * rings**0.6 + 0.06 * fine)


def marble(seed: int) -> Image.Image:
    """Thin dark veins on a pale ground."""
    bend = _noise(seed, across=4, along=4) + 0.5 * _noise(seed + 1, across=12, along=12)
    grid = np.linspace(0, 3, _SIDE)
    veins = np.abs(np.sin((grid[None, :] + grid[:, None] * 0.6 + bend * 1.8) * np.pi)) ** 0.28
    return _picture(0.66 + 0.34 * veins)


def _noise(
    seed: int, *, across: int, along: int
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    random = np.random.default_rng(seed)
    small = (random.random((along + 2, across + 2)) * 255).astype(np.uint8)
    image = Image.fromarray(small).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC)
    return np.asarray(image, dtype=np.float64) / 255


def _picture(shade: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Image.Image:
    values = (np.clip(shade, 0, 1) * 255).astype(np.uint8)
    return Image.fromarray(values).convert("RGB")
