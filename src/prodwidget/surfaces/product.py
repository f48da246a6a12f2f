"""Products: a model, and the reference images that it was made from."""

from __future__ import annotations

from prodwidget.backends import resolve
from prodwidget.surfaces.base import Surface, Words

PRODUCT = Surface(
    name="product",
    words=Words(
        thing="product",
        create="a matte black bottle with a copper lid",
        edit="make the lid red",
    ),
    resolve=resolve,
    steps=("create", "edit", "retexture", "process", "import"),
)

SURFACE = PRODUCT
