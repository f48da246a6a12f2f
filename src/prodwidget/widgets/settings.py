"""What a viewer's settings may be, told in sentences where they are set."""

from __future__ import annotations

import math
import re
from typing import Any

from traitlets import TraitError

MOST_PARTS = 20_000
"""Of a model that is shown: ``js/viewer/gltf/limits.ts``."""

_LONGEST_NAME = 200

_WORDS = ("auto", "transparent", "currentcolor")
_HEXADECIMAL = re.compile("#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_FUNCTION = re.compile(
    r"(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix|light-dark|var)\([^;{}]*\)",
    re.IGNORECASE,
)


def checked_camera(camera: Any) -> Any:
    """A camera, or ``None``.

    Raises
    ------
    TraitError
        It lacks its position or its target, or a number in it is not finite.
    """
    if camera is None:
        return None
    for name in ("position", "target"):
        place = camera.get(name)
        numbers = list(place) if isinstance(place, list | tuple) else []
        if len(numbers) != 3 or not all(finite(each) for each in numbers):
            raise TraitError(
                f"A camera's {name} is three finite numbers, and not {place!r}. "
                'Give {"position": [x, y, z], "target": [x, y, z]}, or None to frame the model.'
            )
    return camera


def checked_colour(colour: str) -> str:
    """``"auto"`` or a CSS colour (https://www.w3.org/TR/css-color-4/).

    Raises
    ------
    TraitError
        It is neither.
    """
    text = colour.strip()
    if text.lower() in _WORDS or _HEXADECIMAL.fullmatch(text) or _FUNCTION.fullmatch(text):
        return text
    from PIL.ImageColor import colormap

    if text.lower() not in colormap:
        raise TraitError(
            f'A background is "auto" or a CSS colour, and {colour!r} is none: '
            'such as "white", "#f6f6f8" or "rgb(20 20 24)".'
        )
    return text


def checked_part(name: str) -> str:
    """The name of a part, or nothing.

    Raises
    ------
    TraitError
        It is longer than any that can be told to a model.
    """
    if len(name) > _LONGEST_NAME:
        raise TraitError(
            f"A part's name has at most {_LONGEST_NAME} characters, and {name[:40]!r}… has "
            f"{len(name)}. Give one of viewer.parts."
        )
    return name


def checked_parts(names: list[str]) -> list[str]:
    """Names of parts, each once.

    Raises
    ------
    TraitError
        There are more than a model can have, or one of them is too long.
    """
    if len(names) > MOST_PARTS:
        raise TraitError(f"A model has at most {MOST_PARTS} parts, and these are {len(names)}.")
    return [checked_part(name) for name in dict.fromkeys(names)]


def checked_share(share: float) -> float:
    """A share of a view's width, from 0 to 1.

    Raises
    ------
    TraitError
        It is none.
    """
    if not 0 <= share <= 1:
        raise TraitError(
            f"A position is a share of the width, from 0 to 1, and not {share!r}: "
            "0.5 is the middle."
        )
    return share


def finite(value: object) -> bool:
    """Whether it is a number that is neither infinite nor none at all."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
