"""Materials, textures and images that nothing in a file names any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prodwidget.geometry.document import Tree
from prodwidget.geometry.operations.rewriting import Place, renumber

_VARIANTS = "KHR_materials_variants"
_IMAGE_LIGHTS = "EXT_lights_image_based"


def leave_out_unused(tree: Tree) -> None:
    """Leave out of a document's JSON the materials, textures and images that nothing names.

    And the extensions of materials that no material has any more, and variants that nothing has.
    """
    if not any(_VARIANTS in (each.get("extensions") or {}) for each in _primitives(tree)):
        extensions = tree.get("extensions", {})
        extensions.pop(_VARIANTS, None)
        if not extensions:
            tree.pop("extensions", None)
    renumber(tree, "materials", list(_material_places(tree)))
    renumber(tree, "textures", list(_texture_places(tree.get("materials", []))))
    if _IMAGE_LIGHTS not in tree.get("extensions", {}):
        renumber(tree, "images", list(_image_places(tree)))
    _leave_out_extensions(tree)


def _leave_out_extensions(tree: Tree) -> None:
    used = {name for each in tree.get("materials", []) for name in each.get("extensions", {})}
    used |= {*tree.get("extensions", {})}
    for list_of in ("extensionsUsed", "extensionsRequired"):
        if list_of in tree:
            tree[list_of] = [
                name
                for name in tree[list_of]
                if name in used or not name.startswith("KHR_materials_")
            ]


def _material_places(tree: Tree) -> Iterator[Place]:
    for primitive in _primitives(tree):
        if "material" in primitive:
            yield primitive, "material"
        variants = (primitive.get("extensions") or {}).get(_VARIANTS, {})
        yield from ((each, "material") for each in variants.get("mappings", []))


def _primitives(tree: Tree) -> Iterator[Tree]:
    for mesh in tree.get("meshes", []):
        yield from mesh["primitives"]


def _texture_places(holder: Any) -> Iterator[Place]:
    if isinstance(holder, list):
        for each in holder:
            yield from _texture_places(each)
    elif isinstance(holder, dict):
        for name, value in holder.items():
            if name.endswith("Texture") and isinstance(value, dict) and "index" in value:
                yield value, "index"
            if name != "extras":
                yield from _texture_places(value)


def _image_places(tree: Tree) -> Iterator[Place]:
    for texture in tree.get("textures", []):
        extended = (texture.get("extensions") or {}).values()
        for holder in (texture, *(each for each in extended if isinstance(each, dict))):
            if "source" in holder:
                yield holder, "source"
