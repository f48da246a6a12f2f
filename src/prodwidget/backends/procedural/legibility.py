"""Letters that stand out from what they are printed on."""

from __future__ import annotations

from prodwidget.backends.procedural.catalogue import label_kind
from prodwidget.backends.procedural.colour import contrast, ink_on
from prodwidget.backends.procedural.spec import Appearance, Spec

_READABLE = 2.5
"""Contrast under which a print is lost on what it is printed on."""


def readable(spec: Spec) -> Spec:
    """The product with a label that can be read."""
    label, body = spec.parts.get("label"), spec.parts.get("body")
    if label is None or body is None:
        return spec
    if label_kind(spec.family, spec.form) == "paper":
        ink = spec.print.ink
        if ink is None or contrast(ink, label.look.colour) >= _READABLE:
            return spec
        # White letters on a black bottle: the label takes the bottle's colour.
        matched = contrast(ink, body.look.colour) >= _READABLE
        ground = body.look.colour if matched else ink_on(ink)
        look = label.look.model_copy(update={"colour": ground})
    elif contrast(label.look.colour, body.look.colour) >= _READABLE:
        return spec
    else:
        look = Appearance(material="paint", colour=ink_on(body.look.colour))
    return spec.model_copy(
        update={"parts": {**spec.parts, "label": label.model_copy(update={"look": look})}}
    )
