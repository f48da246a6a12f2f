"""The ten families: from a spec to one surface a part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from prodwidget.backends.procedural.shapes.bottle import bottle
from prodwidget.backends.procedural.shapes.bowl import bowl
from prodwidget.backends.procedural.shapes.box import box
from prodwidget.backends.procedural.shapes.can import can
from prodwidget.backends.procedural.shapes.jar import jar
from prodwidget.backends.procedural.shapes.lamp import lamp
from prodwidget.backends.procedural.shapes.measures import Measures, Shapes
from prodwidget.backends.procedural.shapes.mug import mug
from prodwidget.backends.procedural.shapes.stool import stool
from prodwidget.backends.procedural.shapes.tube import tube
from prodwidget.backends.procedural.shapes.vase import vase
from prodwidget.backends.procedural.spec import Family, Spec

__all__ = ["build"]

_BUILDERS: Final[dict[Family, Callable[[Measures], Shapes]]] = {
    "bottle": bottle,
    "jar": jar,
    "tube": tube,
    "can": can,
    "mug": mug,
    "box": box,
    "vase": vase,
    "bowl": bowl,
    "lamp": lamp,
    "stool": stool,
}


def build(spec: Spec) -> Shapes:
    """The surfaces of the parts that the spec has; the product stands on y = 0."""
    shapes = _BUILDERS[spec.family](Measures(spec))
    return {part: mesh for part, mesh in shapes.items() if part in spec.parts}
