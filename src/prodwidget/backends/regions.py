"""Where a picture may change, and whether its change stayed there."""

from __future__ import annotations

import io
from dataclasses import dataclass

from prodwidget.backends.base import GeneratedFile, GenerationRequest, Progress
from prodwidget.backends.heeding import heeded
from prodwidget.errors import ModelError, PackageMissing
from prodwidget.records import ViewCamera

_SIDE = 256
"""Pixels across at which pictures are compared: what an image model redraws differs in grain."""

_NOTICED = 0.09
"""Of the way from black to white; smaller differences are grain, or compression."""

_SHARE = 0.01
_EDGE = 9
"""Pixels around the region that may change along with it: shadows, smoothed edges."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Where an edit may change its picture."""

    mask: GeneratedFile | None = None
    """White where it may; ``None`` where nothing is marked."""
    camera: ViewCamera | None = None
    """The view of the product that it lies over; else it lies over the reference picture."""
    notes: tuple[str, ...] = ()
    """What a user is told of a region that could not be marked."""


def marked(request: GenerationRequest, progress: Progress) -> Marked:
    """The user's own region; else that of the part which the edit concerns, in a view of it."""
    own = request.mask
    if own is not None:
        file = GeneratedFile(own.role, request.read(own.sha256), own.media_type, name=own.name)
        return Marked(file, request.camera)
    if not request.part or request.parent is None:
        return Marked(camera=request.camera)
    from prodwidget.geometry import part_region

    glb = request.read(request.parent.model.sha256)
    try:
        found = heeded(lambda: part_region(glb, request.part), progress.raise_if_cancelled)
    except (ModelError, PackageMissing) as error:
        return Marked(notes=(f"Where the {request.part} is, words alone say: {error.message}",))
    if found is None:
        told = f"The {request.part} is not seen from outside: words alone say where it is."
        return Marked(notes=(told,))
    view = found.camera
    camera = ViewCamera(position=view.position, target=view.target, field_of_view=view.fov)
    return Marked(GeneratedFile("mask", found.mask, "image/png"), camera)


def changed_outside(before: bytes, after: bytes, mask: bytes) -> str:
    """What is told of changes outside a mask; empty where there were none to speak of.

    Parameters
    ----------
    before, after:
        The picture, as files; they may differ in size.
    mask:
        White where something may change.
    """
    import numpy as np
    from PIL import Image, ImageFilter

    def read(data: bytes, mode: str) -> Image.Image:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.convert(mode).resize((_SIDE, _SIDE), Image.Resampling.BOX)

    old, new = (
        np.asarray(read(each, "RGB").filter(ImageFilter.GaussianBlur(1)), dtype=np.float32) / 255
        for each in (before, after)
    )
    inside = np.asarray(read(mask, "L").filter(ImageFilter.MaxFilter(_EDGE))) > 127
    changed = (np.abs(old - new).max(axis=2) > _NOTICED) & ~inside
    share = float(changed.sum()) / max(int((~inside).sum()), 1)
    if share < _SHARE:
        return ""
    rows, columns = np.nonzero(changed)
    down = ("at the top", "in the middle", "at the bottom")[int(rows.mean() * 3 / _SIDE)]
    across = ("on the left", "", "on the right")[int(columns.mean() * 3 / _SIDE)]
    place = f"{down} {across}".rstrip()
    return (
        f"Something changed outside the region too: about {100 * share:.0f} % of the picture "
        f"there, mostly {place}."
    )
