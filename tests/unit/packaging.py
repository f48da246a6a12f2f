"""What the tests of packages share: random dimensions, artwork, and models at a time of folding."""

from __future__ import annotations

import io
from collections.abc import Iterator
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from prodwidget.geometry import GltfDocument, read_document, write_document
from prodwidget.surfaces.packaging.sheet import Sheet
from prodwidget.surfaces.packaging.structures import STRUCTURES

TIMES = 30
"""How many dimensions each structure is tried with."""


def some_sheets(name: str, count: int = TIMES) -> Iterator[Sheet]:
    """A structure with its usual dimensions, and with random ones over all that is allowed."""
    structure = STRUCTURES[name]
    yield structure.make(*structure.defaults)
    random = Random(name)
    for _ in range(count):
        length, width, height = (random.uniform(*limit) for limit in structure.limits)
        if structure.round:
            width = length
        if name == "pouch":
            least = structure.limits[1][0]
            width = random.uniform(least, max(least, min(0.55 * length, height)))
        yield structure.make(length, width, height, random.uniform(*structure.boards))


def artwork_of(sheet: Sheet, *, dots: float = 100.0, kind: str = "JPEG") -> dict[str, bytes]:
    """A picture a printed panel, each of its own colour, with a mark at its upper left."""
    return {
        panel.name: picture(sheet, panel.name, (40 + 37 * at % 200, 90, 200 - 29 * at % 180),
                            dots=dots, kind=kind)
        for at, panel in enumerate(each for each in sheet.panels if each.printed)
    }  # fmt: skip


def picture(
    sheet: Sheet,
    name: str,
    colour: tuple[int, ...],
    *,
    dots: float = 100.0,
    kind: str = "PNG",
) -> bytes:
    """One colour over a panel and its bleed."""
    wide, high = (each + 2 * sheet.bleed for each in sheet.size_of(name))
    size = (round(wide / 25.4 * dots), round(high / 25.4 * dots))
    mode = "RGBA" if len(colour) == 4 else "RGB"
    image = Image.new(mode, size, colour)
    corner = (size[0] // 4, size[1] // 4)
    ImageDraw.Draw(image).rectangle((0, 0, *corner), fill=(20, 20, 20, 255)[: len(colour)])
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()


def at_time(glb: bytes, share: float) -> bytes:
    """A model that rests as it is at a share of its animation's length."""
    document = read_document(glb)
    tree = document.tree

    def values(index: int) -> np.ndarray:
        accessor = tree["accessors"][index]
        view = tree["bufferViews"][accessor["bufferView"]]
        width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}[accessor["type"]]
        return np.frombuffer(
            document.binary, "<f4", accessor["count"] * width, view["byteOffset"]
        ).reshape(-1, width)

    (animation,) = tree["animations"]
    end = max(values(each["input"])[-1, 0] for each in animation["samplers"])
    for channel in animation["channels"]:
        sampler = animation["samplers"][channel["sampler"]]
        times = values(sampler["input"])[:, 0]
        rows = values(sampler["output"]).reshape(len(times), -1)
        now = [float(np.interp(share * end, times, column)) for column in rows.T]
        if channel["target"]["path"] == "rotation":
            now = [each / float(np.linalg.norm(now)) for each in now]
        tree["nodes"][channel["target"]["node"]][channel["target"]["path"]] = now
    return write_document(GltfDocument(tree, document.binary))
