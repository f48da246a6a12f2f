"""What an iteration is on each surface, and what can be asked for there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.surfaces.base import Surface as Surface
    from prodwidget.surfaces.product import PRODUCT as PRODUCT

__getattr__ = front_door(
    __name__,
    {
        "PRODUCT": "product",
        "Surface": "base",
    },
)
