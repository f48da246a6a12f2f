"""Whether a change of a picture stayed within the region that was marked."""

from __future__ import annotations

import io

_SIDE = 256
"""Pixels across at which pictures are compared: what an image model redraws differs in grain."""

_NOTICED = 0.09
"""Of the way from black to white; smaller differences are grain, or compression."""

_SHARE = 0.01
_EDGE = 9
"""Pixels around the region that may change along with it: shadows, smoothed edges."""


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
