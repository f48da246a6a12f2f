"""What an iteration is on each surface, and what can be asked for there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.surfaces.base import Surface as Surface
    from prodwidget.surfaces.base import Words as Words
    from prodwidget.surfaces.named import add_surface as add_surface
    from prodwidget.surfaces.named import surface_named as surface_named
    from prodwidget.surfaces.named import surface_names as surface_names
    from prodwidget.surfaces.product import PRODUCT as PRODUCT

__getattr__ = front_door(
    __name__,
    {
        "PRODUCT": "product",
        "Surface": "base",
        "Words": "base",
        "add_surface": "named",
        "surface_named": "named",
        "surface_names": "named",
    },
)
