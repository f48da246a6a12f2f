"""What each family looks like: colour, height, roughness and metalness over one tile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prodwidget.surfaces.texture.noise import Field, Noise, between, places
from prodwidget.surfaces.texture.spec import Family, MaterialSpec

Colours = NDArray[Any]
"""(side, side, 3), sRGB from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Layers:
    """A material before it is worn, darkened, polished and written as pictures."""

    colour: Colours
    height: Field
    """Of any range; ``relief`` says what 1 of it is."""
    roughness: Field
    metalness: float
    relief: float
    """Tiles that a height of 1 is high."""


@dataclass(frozen=True, slots=True)
class Tile:
    """What a family paints on."""

    u: Field
    v: Field
    noise: Noise
    spec: MaterialSpec
    ground: Colours
    """(3,)."""

    def count(self, many: float) -> int:
        """How many fit side by side, as large as the words want them."""
        return max(2, round(many / self.spec.grain))

    def accents(self, own: tuple[str, ...]) -> list[Colours]:
        """The colours besides the ground's; the family's own where none are said."""
        return [rgb(each) for each in self.spec.colours[1:] or own]


def rgb(colour: str) -> Colours:
    """``#rrggbb`` as numbers from 0 to 1."""
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)], np.float32)


def layers(spec: MaterialSpec, side: int) -> Layers:
    """The material over a tile of ``side`` texels."""
    u, v = places(side)
    return _PAINTED[spec.family](Tile(u, v, Noise(spec.seed), spec, rgb(spec.ground)))


def _mixed(first: Colours, second: Colours, share: Field) -> Colours:
    return np.asarray(first + (second - first) * share[..., None], dtype=np.float32)


def _shaded(ground: Colours, shade: Field, warmth: float = 0.0) -> Colours:
    """A colour times a shade; what is dark is warmer by ``warmth``."""
    power = np.array([1 - warmth, 1, 1 + warmth], np.float32)
    return np.asarray(ground * np.maximum(shade, 0.02)[..., None] ** power, dtype=np.float32)


def _wood(tile: Tile) -> Layers:
    """Boards, or one veneer, cut along the trunk; the grain runs along v."""
    n, u, v = tile.noise, tile.u, tile.v
    boards = tile.count(4) if tile.spec.planks else 1
    board = np.floor(u * boards).astype(np.int32)
    inside = u * boards - board
    chance = n.row(boards, 1)[board]
    start = n.row(boards, 2)[board]
    # Each board is from another place of the trunk.
    y = v + start
    x = u + np.floor(chance * 64) / 64 * (boards > 1)
    bend = n.layered(x, y, 3, 1, 3, 3) + 0.25 * n.layered(x, y, 8, 2, 4, 2)
    rings = tile.count(9 if boards == 1 else 14)
    # Rings are a whole number across the tile, so that the last one meets the first.
    ring = x * rings + bend * 1.9 + n.smooth(x, y, 2, 1, 5) * 1.5
    share = ring - np.floor(ring)
    late = share**2.2 * (1 - between(0.88, 1.0, share))
    fibre = n.smooth(x, y, 220, 5, 6) * 0.6 + n.smooth(x, y, 420, 11, 7) * 0.4
    pores = between(0.42, 0.75, n.smooth(x, y, 300, 18, 8)) * (0.35 + 0.65 * late)
    cloud = n.layered(x, y, 3, 2, 9, 3)
    shade = 1.07 - 0.36 * late + 0.075 * fibre - 0.3 * pores + 0.08 * cloud
    shade *= 1 + 0.24 * (chance - 0.5) * (boards > 1)
    height = -0.25 * late + 0.12 * fibre - 0.9 * pores
    rough = 0.46 + 0.1 * late + 0.05 * fibre + 0.18 * pores
    if boards > 1:
        from_edge = np.minimum(inside, 1 - inside) / boards
        # Boards end, each at another place.
        end = np.abs((v - start + 0.5) % 1 - 0.5)
        gap = 1 - between(0.0006, 0.0034, np.minimum(from_edge, end))
        shade *= 1 - 0.75 * gap
        height = height - 5 * gap
        rough = rough + 0.3 * gap
    return Layers(_shaded(tile.ground, shade, 0.16), height, rough, 0.0, 0.0011)


def _marble(tile: Tile) -> Layers:
    n, u, v = tile.noise, tile.u, tile.v
    c = tile.count(3)
    wu = u + 0.16 / c * 3 * n.layered(u, v, c, c, 1, 5) * 0.6
    wv = v + 0.16 / c * 3 * n.layered(u, v, c, c, 2, 5) * 0.6
    ridge = np.abs(n.layered(wu, wv, c, c, 3, 5))
    fine = np.abs(n.layered(wu + 0.3, wv, c * 2, c * 2, 4, 4))
    strength = between(-0.25, 0.55, n.smooth(u, v, c, c, 5))
    vein = np.exp(-ridge * 34) * (0.25 + 0.75 * strength)
    hair = np.exp(-fine * 60) * 0.45 * (1 - 0.6 * strength)
    halo = np.exp(-ridge * 6.5) * strength * 0.34
    cloud = n.layered(wu, wv, c, c, 6, 5)
    dark = float(tile.ground.mean()) < 0.35
    (tint,) = tile.accents(("#d8d2c4" if dark else "#6b6c70",))[:1]
    share = np.clip(0.85 * vein + hair + halo * (0.25 if dark else 1), 0, 0.88)
    ground = _shaded(tile.ground, 1 + (0.22 if dark else 0.035) * cloud)
    crystals = n.smooth(u, v, 190, 190, 7) * 0.012
    colour = _mixed(ground, tint, share) + crystals[..., None]
    rough = 0.16 + 0.07 * share + 0.015 * cloud
    return Layers(colour, -0.25 * vein + 0.02 * cloud, rough, 0.0, 0.0004)


def _brushed(tile: Tile) -> Layers:
    """Scratches along u."""
    n, u, v = tile.noise, tile.u, tile.v
    many = tile.count(260)
    lines = n.smooth(u, v, 3, many, 1) * 0.5 + n.smooth(u, v, 6, many * 2, 2) * 0.4
    lines += n.smooth(u, v, 2, max(many // 5, 2), 3) * 0.35
    deep = between(0.5, 0.85, n.smooth(u, v, 4, many, 4))
    cloud = n.layered(u, v, 3, 3, 5, 3)
    shade = 1 + 0.055 * lines - 0.1 * deep + 0.012 * cloud
    rough = 0.3 + 0.07 * lines + 0.1 * deep + 0.025 * cloud
    return Layers(_shaded(tile.ground, shade), lines - deep, rough, 1.0, 0.00022)


def _leather(tile: Tile) -> Layers:
    n, u, v = tile.noise, tile.u, tile.v
    c = tile.count(26)
    wu = u + n.layered(u, v, c // 3 + 1, c // 3 + 1, 1, 3) * 0.35 / c
    wv = v + n.layered(u, v, c // 3 + 1, c // 3 + 1, 2, 3) * 0.35 / c
    large, small = n.cells(wu, wv, c, 3), n.cells(wu, wv, c * 2, 4)
    pebble = between(0.0, 0.42, large.edge) * (0.86 + 0.28 * large.chance)
    crumb = between(0.0, 0.4, small.edge)
    crease = between(0.0, 0.1, np.abs(n.layered(wu, wv, 4, 4, 5, 4)))
    height = pebble + 0.25 * crumb + 0.3 * crease + 0.05 * n.smooth(u, v, 240, 240, 6)
    cloud = n.layered(u, v, 4, 4, 7, 4)
    shade = 0.84 + 0.13 * pebble + 0.04 * crumb + 0.04 * crease + 0.1 * cloud
    rough = 0.6 - 0.13 * pebble - 0.04 * crumb + 0.05 * cloud
    return Layers(_shaded(tile.ground, shade, 0.1), height, rough, 0.0, 0.0058 * 26 / c)


def _concrete(tile: Tile) -> Layers:
    n, u, v = tile.noise, tile.u, tile.v
    c = tile.count(3)
    cloud = n.layered(u, v, c, c, 1, 6)
    stain = n.layered(u + cloud * 0.05, v, c, c, 2, 4)
    sand = n.smooth(u, v, 230, 230, 3) * 0.6 + n.smooth(u, v, 400, 400, 4) * 0.4
    holes = n.cells(u, v, tile.count(34), 5)
    size = np.maximum(holes.chance - 0.82, 0) * 1.7
    hole = 1 - between(0.55, 1.0, holes.nearest / np.maximum(size, 1e-3))
    hole = hole * (size > 0.02)
    pits = between(0.5, 0.8, n.smooth(u, v, 110, 110, 6))
    shade = 1 + 0.11 * cloud + 0.08 * stain + 0.035 * sand - 0.34 * hole - 0.07 * pits
    height = 0.35 * cloud + 0.08 * sand - 2.6 * hole - 0.4 * pits
    rough = 0.8 + 0.06 * cloud + 0.03 * sand + 0.06 * hole
    return Layers(_shaded(tile.ground, shade, 0.03), height, rough, 0.0, 0.0024)


def _fabric(tile: Tile) -> Layers:
    """A plain weave: warp along v, weft along u."""
    n, u, v = tile.noise, tile.u, tile.v
    threads = 2 * max(round(tile.count(36) / 2), 2)
    # The border of the tile runs along the middle of a thread.
    x = u * threads + 0.5 + 0.16 * n.smooth(u, v, 6, threads, 1)
    y = v * threads + 0.5 + 0.16 * n.smooth(u, v, threads, 6, 2)
    i, j = np.floor(x).astype(np.int32) % threads, np.floor(y).astype(np.int32) % threads
    across, along = x - np.floor(x) - 0.5, y - np.floor(y) - 0.5
    over = (i + j) % 2 == 0
    thin_warp = 0.42 + 0.07 * n.row(threads, 3)[i]
    thin_weft = 0.42 + 0.07 * n.row(threads, 4)[j]
    warp = np.sqrt(np.clip(1 - (across / thin_warp) ** 2, 0, 1))
    weft = np.sqrt(np.clip(1 - (along / thin_weft) ** 2, 0, 1))
    up, down = np.cos(np.pi * along), np.cos(np.pi * across)
    height = np.where(over, warp * (0.45 + 0.55 * up), weft * (0.45 + 0.55 * down))
    # Fibres are twisted into the threads.
    twist = np.where(over, across * 2.0 + along * 3.2, along * 2.0 + across * 3.2)
    fibre = np.sin(twist * 9) * 0.5 + n.smooth(u, v, 300, 300, 5) * 0.6
    height = height + 0.06 * fibre
    tone = np.where(over, n.row(threads, 6)[i], n.row(threads, 7)[j]) - 0.5
    shade = 0.5 + 0.5 * np.clip(height, 0, 1) ** 0.7 + 0.06 * fibre + 0.13 * tone
    colour = _shaded(tile.ground, shade, 0.05)
    others = tile.accents(())
    if others:
        weft_colour = _shaded(others[0], shade, 0.05)
        colour = np.where(over[..., None], colour, weft_colour)
    rough = 0.88 - 0.08 * np.clip(height, 0, 1) + 0.04 * fibre
    return Layers(colour, height, rough, 0.0, 0.32 / threads)


def _terrazzo(tile: Tile) -> Layers:
    n, u, v = tile.noise, tile.u, tile.v
    chips = tile.accents(("#b5563c", "#3f4a4a", "#d9a86c", "#8e9a8b", "#f6f2ea", "#7d6a5b"))
    sand = n.smooth(u, v, 260, 260, 1)
    colour = _shaded(tile.ground, 1 + 0.035 * sand + 0.03 * n.layered(u, v, 4, 4, 2, 4))
    stone = np.zeros_like(u)
    for size, many in enumerate((44, 21, 9)):
        c = tile.count(many)
        wu = u + n.layered(u, v, c * 2, c * 2, 10 + size, 2) * 0.16 / c
        wv = v + n.layered(u, v, c * 2, c * 2, 20 + size, 2) * 0.16 / c
        cell = n.cells(wu, wv, c, 30 + size)
        here = (cell.chance > 0.4 + 0.08 * size).astype(np.float32)
        soft = 0.006 * c / 9 + 0.01
        mask = between(0.2, 0.2 + soft, cell.edge) * here
        which = (cell.chance * 9973).astype(np.int32) % len(chips)
        paint = np.stack(chips)[which]
        tone = 0.92 + 0.22 * ((cell.chance * 577) % 1 - 0.5)
        tone = tone + 0.07 * n.layered(u, v, 18, 18, 40 + size, 4)
        colour = _mixed(colour, np.asarray(paint * tone[..., None]), mask)
        stone = np.maximum(stone, mask)
    rough = 0.24 - 0.07 * stone + 0.02 * sand
    return Layers(colour, 0.5 * stone + 0.04 * sand * (1 - stone), rough, 0.0, 0.0004)


def _paper(tile: Tile) -> Layers:
    """Fibres in all directions, pressed on felt."""
    n, u, v = tile.noise, tile.u, tile.v
    c = tile.count(60)
    wu, wv = u + n.smooth(u, v, 12, 12, 1) * 0.02, v + n.smooth(u, v, 12, 12, 2) * 0.02
    fibres = np.zeros_like(u)
    # Integer shears keep the tile whole.
    for at, (a, b) in enumerate(((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))):
        p, q = wu + a * wv, wv + b * wu
        across, along = (c * 3, c // 2 + 1) if at % 2 else (c // 2 + 1, c * 3)
        fibres = np.maximum(fibres, between(0.3, 0.8, n.smooth(p, q, across, along, 3 + at)))
    tooth = n.layered(u, v, c, c, 20, 3)
    cloud = n.layered(u, v, 6, 6, 21, 4)
    fleck = between(0.72, 0.9, n.smooth(wu + wv, wv, c, c * 2, 22))
    shade = 0.985 + 0.03 * fibres + 0.022 * tooth + 0.018 * cloud - 0.14 * fleck
    height = 0.55 * tooth + 0.35 * fibres + 0.2 * cloud
    return Layers(_shaded(tile.ground, shade, 0.06), height, 0.9 - 0.04 * fibres, 0.0, 0.0021)


def _glaze(tile: Tile) -> Layers:
    """A glaze that pooled, with a crackle and iron specks."""
    n, u, v = tile.noise, tile.u, tile.v
    c = tile.count(4)
    pool = n.layered(u + 0.06 * n.smooth(u, v, c, c, 1), v, c, c, 2, 4)
    wu = u + n.layered(u, v, 6, 6, 3, 3) * 0.03
    wv = v + n.layered(u, v, 6, 6, 4, 3) * 0.03
    crackle = 1 - between(0.006, 0.035, n.cells(wu, wv, tile.count(9), 5).edge)
    specks = n.cells(u, v, tile.count(38), 6)
    size = np.maximum(specks.chance - 0.7, 0) * 0.5
    speck = (1 - between(0.3, 1.0, specks.nearest / np.maximum(size, 1e-3))) * (size > 0.01)
    shade = 1 + 0.24 * pool - 0.22 * crackle
    colour = _shaded(tile.ground, shade, -0.05)
    (iron,) = tile.accents(("#3a2a20",))[:1]
    colour = _mixed(colour, iron, np.asarray(0.7 * speck))
    wave = n.smooth(u, v, c * 2, c * 2, 7)
    height = 0.8 * pool + 0.5 * wave - 0.22 * crackle - 0.1 * speck
    rough = 0.09 + 0.03 * np.abs(pool) + 0.22 * crackle + 0.12 * speck
    return Layers(colour, height, rough, 0.0, 0.0026)


def _hammered(tile: Tile) -> Layers:
    """Blows of a round hammer, side by side."""
    n, u, v = tile.noise, tile.u, tile.v
    c = tile.count(9)
    wu = u + n.smooth(u, v, c, c, 1) * 0.12 / c
    wv = v + n.smooth(u, v, c, c, 2) * 0.12 / c
    blows = n.cells(wu, wv, c, 3, 0.75)
    bowl = blows.nearest**2 * (0.8 + 0.4 * blows.chance)
    ridge = 1 - between(0.0, 0.22, blows.edge)
    fine = n.smooth(u, v, 200, 200, 4)
    cloud = n.layered(u, v, 4, 4, 5, 4)
    shade = 0.97 + 0.05 * cloud + 0.02 * ridge + 0.012 * fine
    rough = 0.25 + 0.06 * cloud + 0.02 * fine - 0.05 * ridge
    height = bowl - 0.05 * ridge + 0.003 * fine
    return Layers(_shaded(tile.ground, shade, 0.04), height, rough, 1.0, 0.36 / c)


_PAINTED: dict[Family, Callable[[Tile], Layers]] = {
    "wood": _wood,
    "marble": _marble,
    "brushed metal": _brushed,
    "leather": _leather,
    "concrete": _concrete,
    "fabric": _fabric,
    "terrazzo": _terrazzo,
    "paper": _paper,
    "ceramic glaze": _glaze,
    "hammered metal": _hammered,
}
