"""Pictures of the hosts, small enough for the documentation."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Protocol

from PIL import Image
from playwright.sync_api import Locator, Page

WIDTH = 960
COLOURS = 256

STILL_MILLISECONDS = 300
STILL_PICTURES = 4
"""Equal ones in a row, so long after each other: nothing fades, and edges are smooth."""

MOST_PICTURES = 60
"""After which what goes on moving, a spinner say, is taken as it is."""

MARGIN = 10
"""CSS pixels that are shown below what a picture is of."""


class KeepPicture(Protocol):
    """Keeps a picture of a page under a name, where pictures are wanted."""

    def __call__(self, page: Page, name: str, of: Locator) -> None: ...


def keep(directory: Path, page: Page, name: str, of: Locator) -> None:
    """Write what is on a page's screen, down to the end of an element, to a file of some 100 kB."""
    # What was pressed last is done with, and nothing is to look hovered or focused.
    page.mouse.move(0, 0)
    box, screen = of.bounding_box(), page.viewport_size
    assert box and screen
    end = min(box["y"] + box["height"] + MARGIN, screen["height"])
    clip = {"x": 0.0, "y": 0.0, "width": float(screen["width"]), "height": end}
    last, equal = b"", 0
    for _ in range(MOST_PICTURES):
        page.wait_for_timeout(STILL_MILLISECONDS)
        picture = page.screenshot(clip=clip)
        equal = equal + 1 if picture == last else 0
        last = picture
        if equal == STILL_PICTURES - 1:
            break
    with Image.open(io.BytesIO(last)) as image:
        height = round(image.height * WIDTH / image.width)
        small = image.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    directory.mkdir(exist_ok=True)
    file = directory / f"{slug(name)}.png"
    small.quantize(COLOURS, kmeans=4).save(file, optimize=True)


def slug(name: str) -> str:
    """A name as part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("à", "a")).strip("-")
