"""Whether an edit speaks of how a product looks, or of what shape it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.vocabulary import colours
from prodwidget.records import Keep

_LOOKS: Final = frozenset({
    "colour", "colours", "color", "colors", "coloured", "colored", "material", "finish", "paint",
    "painted", "repaint", "recolour", "recolor", "texture", "textured", "pattern", "patterned",
    "print", "printed", "graphic", "graphics", "logo", "text", "lettering", "label", "labels",
    "sticker", "decal", "engraving", "engraved", "etched", "embroidered", "stripe", "stripes",
    "striped", "dot", "dots", "dotted", "polka", "checked", "checkered", "plaid", "floral",
    "camouflage", "gradient", "ombre", "marbled", "speckled", "glitter", "glittery", "sparkly",
    "rusty", "rusted", "weathered", "worn", "aged", "patina", "scratched", "dirty", "leather",
    "dark", "darker", "light", "lighter", "bright", "brighter", "pale", "paler", "warmer",
    "cooler", "tone", "tones", "hue", "pastel", "neon", "monochrome", "iridescent", "holographic",
    "pearlescent", "opaque", "grain", "grained", "veneer", "wooden", "golden", "silvery",
    "chequered", "tartan", "paisley", "geometric", "terracotta", "carbon", "fibre", "fiber",
})  # fmt: skip
"""What lies on a surface, beyond the colours, materials and finishes of the vocabulary."""

_FORM: Final = frozenset({
    "shape", "form", "geometry", "silhouette", "proportion", "proportions", "size", "scale",
    "edge", "edges", "corner", "corners", "curve", "curved",
    "bend", "bent", "twist", "twisted", "fold", "folded", "open", "opened", "closed", "flatten",
    "stretch", "stretched", "taper", "tapered", "bulge", "bulging", "hollow", "solid",
    "cylindrical", "conical", "spherical", "hexagonal", "octagonal", "triangular", "rectangular",
    "oval", "cube", "fluted", "ribbed", "faceted", "organic", "streamlined", "aerodynamic",
    "ergonomic", "stackable", "grow", "longer", "deeper", "shallower", "heavier",
    "thicken", "thinner",
})  # fmt: skip
"""What a shape is spoken of with, beyond the vocabulary's sizes, measures and roundings."""

_PARTS: Final = frozenset({
    "handle", "handles", "spout", "leg", "legs", "arm", "arms", "feet", "foot", "wheel", "wheels",
    "strap", "straps", "hole", "holes", "slot", "slots", "button", "buttons", "seat", "backrest",
    "cushion", "drawer", "drawers", "door", "doors", "knob", "knobs", "hinge", "hook", "stand",
})  # fmt: skip
"""Parts: they come or go, unless they are spoken of as there already: "the handle"."""

_THERE: Final = re.compile(rf"\b(?:the|its|all|both|that|this|whose)\s+(?:{'|'.join(_PARTS)})\b")
_ADDS: Final = words.ADD | words.WITHOUT | {"attach", "put", "remove", "delete", "drop", "extra"}
_LENGTH: Final = re.compile(
    r"\d\s*(?:mm|cm|m|in|inch|inches|ft|feet|%|percent)\b|[\d.]+\s*(?:x|times)\b"
)


def proposed_keep(prompt: str) -> Keep:
    """What an edit should leave as it is, judging by its words.

    Words of colour, material, finish, pattern or text leave the shape; words of form, size or
    parts do not, and neither does what is not understood.
    """
    text = prompt.lower()
    if _LENGTH.search(text):
        return "nothing"
    said = set(_phrases(_THERE.sub(" ", text)))
    form = _FORM | _PARTS | set(words.SIZES) | set(words.ROUNDINGS) | set(words.MULTIPLES)
    form |= set(words.MEASURES) | set(words.FAMILIES) | words.SQUARE
    # "a lighter blue" and "rough" are of the surface; so is "the bottle", as what is spoken of.
    looks = _LOOKS | set(colours()) | set(words.MATERIALS) | set(words.FINISHES)
    looks |= set(words.GLOSSES) | set(words.MODIFIERS) | words.HUES
    form -= looks | set(words.FAMILIES)
    if said & form:
        return "nothing"
    if not said & looks and "#" not in text:
        return "nothing"
    if said & _ADDS and not said & _LOOKS:
        # "add a red handle", "without the gold cap": a part comes or goes.
        return "nothing"
    return "shape"


def speaks_of_size(prompt: str) -> bool:
    """Whether a prompt says how large the product is to be."""
    text = prompt.lower()
    sizes = set(words.SIZES) | set(words.MULTIPLES) | set(words.MEASURES) | {"grow", "scale"}
    return bool(_LENGTH.search(text)) or bool(set(_phrases(text)) & sizes)


def _phrases(text: str) -> Iterator[str]:
    """Every word, and every two or three that follow each other."""
    said = re.findall(r"[a-z0-9#'-]+", text)
    for length in (1, 2, 3):
        for start in range(len(said) - length + 1):
            yield " ".join(said[start : start + length])
