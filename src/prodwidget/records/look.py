"""How a session's products are looked at: kept with it, and of no account to what is made."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from prodwidget.records.base import Digest, Record

Lighting = Literal["studio", "softbox", "daylight", "dramatic"]

GroundStyle = Literal["shadow", "grid", "none"]
"""What a product stands on."""

Units = Literal["mm", "in"]
"""What lengths are told in."""

MOST_ENVIRONMENT_BYTES = 16 << 20

LOOK_VALUES = {
    "lighting": '"studio", "softbox", "daylight" or "dramatic"',
    "exposure": "a number from -3 to 3",
    "background": '"auto" or a CSS colour',
    "ground": '"shadow", "grid" or "none"',
    "field_of_view": "degrees from 15 to 75",
    "environment": "a .hdr or .exr file, or None",
    "environment_rotation": "degrees from -180 to 180",
    "units": '"mm" or "in"',
}
"""What each setting of a look may be, in words."""

_COLOUR = re.compile(r"[\w\s.,%#()/+-]{1,200}", re.ASCII)


def _harmless(colour: str) -> str:
    # It becomes a style of the page, which may ask nobody for anything.
    if not _COLOUR.fullmatch(colour) or "url" in colour.lower() or "image" in colour.lower():
        raise ValueError("no colour")
    return colour


class Environment(Record):
    """A photograph of the light around a product, equirectangular: a .hdr or .exr file."""

    sha256: Digest
    size: int = Field(gt=0, le=MOST_ENVIRONMENT_BYTES)
    """Bytes."""
    name: str = Field(default="", max_length=200)
    """What its file is called."""


class Look(Record):
    """How a session's products are looked at."""

    lighting: Lighting = "studio"
    exposure: float = Field(default=0.0, ge=-3, le=3, allow_inf_nan=False)
    """In steps that double the light."""
    background: Annotated[str, AfterValidator(_harmless)] = "auto"
    ground: GroundStyle = "shadow"
    field_of_view: float = Field(default=24.0, ge=15, le=75, allow_inf_nan=False)
    """Degrees, from the lower edge of the view to the upper one."""
    environment: Environment | None = None
    """In place of the lighting."""
    environment_rotation: float = Field(default=0.0, ge=-180, le=180, allow_inf_nan=False)
    """Degrees that whatever light there is is turned about the upright axis."""
    units: Units = "mm"
