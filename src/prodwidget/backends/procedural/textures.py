"""Colours and reliefs of materials, as pictures.

A solid (wood, marble, granite) is a function of the place in space: a turned lid shows its rings on
top and its grain on its side, and a bowl's veins run over its rim. A relief is a small tile of
normals, repeated.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from prodwidget.backends.procedural.colour import luminance, parse_hex
from prodwidget.backends.procedural.materials import Pattern, Relief
from prodwidget.geometry import normal_map

Floats = NDArray[np.float32]
Places = NDArray[np.float32]
"""(height, width, 3), metres."""

TILE: dict[Relief, float] = {
    "brushed": 0.03,
    "hammered": 0.03,
    "weave": 0.012,
    "leather": 0.024,
    "grain": 0.014,
}
"""Metres that one tile of a relief covers."""


def solid(pattern: Pattern, colour: str, places: Places, seed: int) -> Image.Image:
    """What a solid of ``colour`` looks like at ``places``."""
    paint = {
        "wood": _wood,
        "bamboo": _bamboo,
        "marble": _marble,
        "granite": _granite,
        "speckle": _speckle,
        "concrete": _concrete,
        "cork": _cork,
        "kraft": _kraft,
    }[pattern]
    base = np.array(parse_hex(colour), dtype=np.float32)
    rgb = paint(base, luminance(colour) < 0.12, places, seed)
    return Image.fromarray((np.clip(rgb, 0, 1) * 255 + 0.5).astype(np.uint8))


def relief(kind: Relief) -> Image.Image:
    """A tile of normals, x along the surface's u, y along its v."""
    heights = {
        "brushed": _brushed,
        "hammered": _hammered,
        "weave": _weave,
        "leather": _leather,
        "grain": _grain,
    }[kind]()
    return Image.fromarray(normal_map(heights))


def _wood(base: Floats, dark: bool, at: Places, seed: int) -> Floats:
    """A plank cut off-centre from a trunk that stands along y; a wide flat seat lies along x."""
    lying = float(np.ptp(at[..., 1])) < 0.5 * float(np.ptp(at[..., 0]))
    along, across, depth = (0, 2, 1) if lying else (1, 0, 2)
    run, x, z = at[..., along], at[..., across], at[..., depth]
    bend = _waves(np.stack([x, run * 0.22, z], -1), 26, seed) * 0.006
    ring = np.hypot(x + 0.035 + bend, (z + 0.11) * 0.55 + bend) * 190
    ring += _waves(np.stack([x, run * 0.1, z], -1), 90, seed + 1) * 0.35
    share = ring - np.floor(ring)
    # Slow, pale growth that ends in a dark line.
    late = share**3 * (1 - np.clip((share - 0.93) / 0.07, 0, 1))
    fibre = _hashed(np.stack([x * 2600, run * 42, z * 2600], -1), seed) - 0.5
    pores = (_hashed(np.stack([x * 1500, run * 70, z * 1500], -1), seed + 2) > 0.93) * late
    shade = 1.06 - 0.34 * late + 0.09 * fibre - 0.22 * pores
    shade += 0.05 * _waves(np.stack([x, run * 0.4, z], -1), 12, seed + 3)
    if dark:
        shade = 0.86 + (shade - 0.86) * 1.25
    # Late wood is redder than it is dark.
    warm = np.array([0.85, 1.0, 1.12], dtype=np.float32)
    return np.asarray(base * shade[..., None] ** warm)


def _bamboo(base: Floats, dark: bool, at: Places, seed: int) -> Floats:
    x, y, z = np.moveaxis(at, -1, 0)
    strips = np.floor((x + z * 0.6) / 0.006)
    tone = _hashed(np.stack([strips, strips * 0, strips * 0], -1), seed)
    fibre = _hashed(np.stack([x * 3000, y * 60, z * 3000], -1), seed + 1)
    return base * (0.92 + 0.12 * tone + 0.07 * (fibre - 0.5))[..., None]


def _marble(base: Floats, dark: bool, at: Places, seed: int) -> Floats:
    p = at / np.float32(0.07)
    warp = np.stack([_waves(p, 2.2, seed + each) for each in range(3)], -1) * 0.55
    warp += np.stack([_waves(p, 6.5, seed + 7 + each) for each in range(3)], -1) * 0.16
    q = p + warp
    broad = np.abs(np.sin((q[..., 0] * 0.9 + q[..., 1] * 1.3 + q[..., 2] * 0.7) * 2.1))
    fine = np.abs(np.sin((q[..., 0] * 1.7 - q[..., 1] * 1.1 + q[..., 2] * 1.9) * 3.1 + 0.8))
    strength = np.clip(0.62 + 0.6 * _waves(p, 1.7, seed + 20), 0, 1)
    vein = np.exp(-broad * 11) * strength + 0.6 * np.exp(-fine * 20) * (1 - strength * 0.6)
    cloud = np.exp(-broad * 2.6) * 0.3 + 0.1 * _waves(p, 3.1, seed + 30)
    if dark:
        pale = np.array([0.86, 0.82, 0.76], dtype=np.float32)
        lines = np.clip(vein, 0, 1)[..., None] * pale * 0.8
        return np.asarray(base * (1 + 0.5 * cloud)[..., None] + lines)
    grey = np.array([0.42, 0.43, 0.46], dtype=np.float32)
    share = np.clip(0.62 * vein + 0.16 * np.clip(cloud, 0, 1), 0, 0.8)[..., None]
    return np.asarray(base * (1 - share) + grey * share)


def _granite(base: Floats, dark: bool, at: Places, seed: int) -> Floats:
    fine = _hashed(at * 1500, seed)
    coarse = _waves(at, 700, seed + 1)
    shade = 0.9 + 0.16 * fine + 0.08 * coarse
    shade = np.where(_hashed(at * 900, seed + 2) > 0.9, shade * 0.55, shade)
    return base * np.where(_hashed(at * 1100, seed + 3) > 0.94, shade * 1.3, shade)[..., None]


def _speckle(base: Floats, dark: bool, at: Places, seed: int) -> Floats:
    """Iron specks in a fired glaze, denser where it pooled."""
    pool = _waves(at, 40, seed)
    speck = _hashed(at * 900, seed + 1) > 0.985 - 0.006 * pool
    large = _hashed(at * 420, seed + 2) > 0.9935
    tone = (0.98 + 0.035 * pool)[..., None] * base
    mark = np.array([0.28, 0.2, 0.15], dtype=np.float32) if not dark else base * 2.6 + 0.12
    share = np.maximum(speck * 0.55, large * 0.75)[..., None]
    return np.asarray(tone * (1 - share) + mark * share)


def _concrete(base: Floats, dark: bool, at: Places, seed: int) -> Floats:
    cloud = _waves(at, 45, seed) * 0.06 + _waves(at, 160, seed + 1) * 0.035
    holes = (_hashed(at * 800, seed + 2) > 0.994) * 0.34
    sand = 0.05 * (_hashed(at * 2000, seed + 3) - 0.5)
    return np.asarray(base * (1 + cloud + sand - holes)[..., None])


def _cork(base: Floats, dark: bool, at: Places, seed: int) -> Floats:
    grain = _hashed(at * 1100, seed) * 0.22 + _hashed(at * 2300, seed + 1) * 0.14
    pits = (_hashed(at * 900, seed + 2) > 0.965) * 0.4
    return base * (0.86 + grain - pits)[..., None]


def _kraft(base: Floats, dark: bool, at: Places, seed: int) -> Floats:
    x, y, z = np.moveaxis(at, -1, 0)
    lines = _hashed(np.stack([x * 220, y * 2600, z * 220], -1), seed)
    flecks = (_hashed(np.stack([x * 420, y * 1500, z * 420], -1), seed + 1) > 0.975) * 0.13
    return np.asarray(
        base * (0.97 + 0.06 * (lines - 0.5) + 0.02 * _waves(at, 60, seed + 2) - flecks)[..., None]
    )


def _waves(at: Places, frequency: float, seed: int) -> Floats:
    """Smooth noise of about ±1 as a sum of plane waves; ``frequency`` per metre."""
    random = np.random.default_rng(seed)
    total = np.zeros(at.shape[:-1], dtype=np.float32)
    for _ in range(6):
        direction = random.normal(size=3)
        direction *= frequency * random.uniform(0.6, 1.5) / np.linalg.norm(direction)
        phase = random.uniform(0, 2 * np.pi)
        wave = at @ direction.astype(np.float32)
        total += np.sin(wave + np.float32(phase))
    return total * np.float32(0.42)


def _hashed(at: Places, seed: int) -> Floats:
    """A number in 0..1 for each unit cell of space."""
    # Far from the origin, so that no cell is twice as wide for lying across zero.
    cell = (at + np.float32(4096.37)).astype(np.int32).astype(np.uint32)
    mixed = (
        cell[..., 0] * np.uint32(0x9E3779B1)
        ^ cell[..., 1] * np.uint32(0x85EBCA77)
        ^ cell[..., 2] * np.uint32(0xC2B2AE3D)
        ^ np.uint32((seed * 0x27D4EB2F + 0x165667B1) & 0xFFFFFFFF)
    )
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    mixed ^= mixed >> np.uint32(13)
    return np.asarray(mixed.astype(np.float32) * np.float32(1 / 0xFFFFFFFF))


def _noise(side: int, smooth: float, stretch: float = 1.0, seed: int = 5) -> NDArray[np.float64]:
    """Tileable noise of zero mean and unit spread; ``smooth`` texels wide, longer along u."""
    random = np.random.default_rng(seed)
    spectrum = np.fft.fft2(random.normal(size=(side, side)))
    v, u = np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side), indexing="ij")
    kept = np.exp(-2 * (np.pi * smooth) ** 2 * (v**2 + (u * stretch) ** 2))
    noise = np.real(np.fft.ifft2(spectrum * kept))
    return np.asarray(noise / noise.std())


def _brushed() -> NDArray[np.float64]:
    return _noise(128, 0.7, stretch=40) * 0.055


def _hammered() -> NDArray[np.float64]:
    side, count = 128, 5
    random = np.random.default_rng(3)
    step = side / count
    centres = [
        (
            (i + 0.5 + random.uniform(-0.3, 0.3)) * step,
            (j + 0.5 * (i % 2) + random.uniform(-0.3, 0.3)) * step,
        )
        for i in range(count)
        for j in range(count)
    ]
    y, x = np.mgrid[0:side, 0:side]
    nearest = np.full((side, side), np.inf)
    for cy, cx in centres:
        dy = (y - cy + side / 2) % side - side / 2
        dx = (x - cx + side / 2) % side - side / 2
        nearest = np.minimum(nearest, dx**2 + dy**2)
    return nearest / step * 0.36


def _weave() -> NDArray[np.float64]:
    side, threads = 128, 8
    y, x = np.mgrid[0:side, 0:side] / side * threads
    warp = np.abs(np.sin(np.pi * x)) ** 0.5
    weft = np.abs(np.sin(np.pi * y)) ** 0.5
    over = (np.floor(x) + np.floor(y)) % 2 == 0
    thread = np.where(over, warp * (0.55 + 0.45 * weft), weft * (0.55 + 0.45 * warp))
    slub = 1 + 0.12 * _noise(side, 1.4, stretch=8)
    return np.asarray(thread * slub * 2.6)


def _leather() -> NDArray[np.float64]:
    pebbles = _noise(128, 3.2, seed=8)
    return np.tanh(pebbles * 1.6) * 0.9 + _noise(128, 1.2, seed=9) * 0.12


def _grain() -> NDArray[np.float64]:
    return _noise(128, 0.8) * 0.02 + _noise(128, 2.4, seed=6) * 0.03
