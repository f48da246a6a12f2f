"""Materials that tile: a set of maps, shown on a shape."""

from __future__ import annotations

from prodwidget.records import ROLES
from prodwidget.surfaces.base import Surface, Words
from prodwidget.surfaces.texture.choosing import resolve
from prodwidget.surfaces.texture.spec import MAPS

TEXTURE = Surface(
    name="texture",
    words=Words(
        thing="material",
        create="Walnut planks, oiled…",
        edit="Make it darker, rougher…",
        examples=("walnut planks, oiled", "white marble with gold veins", "hammered copper"),
    ),
    resolve=resolve,
    steps=("create", "edit"),
    roles=(*ROLES, "material", *MAPS),
    files=("material", *MAPS, "delivered"),
    pictures=("thumbnail", "basecolor"),
)
"""The surface ``texture``."""

SURFACE = TEXTURE
