"""Products: a model, and the reference images that it was made from."""

from __future__ import annotations

from prodwidget.backends import builds, resolve
from prodwidget.surfaces.base import Surface, Words

PRODUCT: Surface = Surface(
    name="product",
    words=Words(
        thing="product",
        create="A black bottle, a copper lid…",
        edit="Make the lid red, taller, glossy…",
        examples=(
            "a matte black bottle with a copper lid that says AURORA",
            "an amber glass jar of honey",
            "a walnut stool with black legs",
        ),
    ),
    resolve=resolve,
    builds=builds,
    steps=("create", "edit", "retexture", "process", "import"),
)

SURFACE = PRODUCT
