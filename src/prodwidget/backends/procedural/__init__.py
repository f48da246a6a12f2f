"""Products built from a recipe by rules on the CPU, whoever reads the prompt: words, or a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.procedural.backend import ModelReadBackend as ModelReadBackend
    from prodwidget.backends.procedural.backend import ProceduralBackend as ProceduralBackend
    from prodwidget.backends.procedural.backend import builds as builds
    from prodwidget.backends.procedural.colour import contrast as contrast
    from prodwidget.backends.procedural.colour import ink_on as ink_on
    from prodwidget.backends.procedural.colour import linear as linear
    from prodwidget.backends.procedural.colour import mix as mix
    from prodwidget.backends.procedural.colour import shift as shift
    from prodwidget.backends.procedural.proposing import proposed_keep as proposed_keep
    from prodwidget.backends.procedural.proposing import speaks_of_size as speaks_of_size
    from prodwidget.backends.procedural.typeface import font as font
    from prodwidget.backends.procedural.typeface import settable as settable
    from prodwidget.backends.procedural.vocabulary import colours as colours

__getattr__ = front_door(
    __name__,
    {
        "ModelReadBackend": "backend",
        "ProceduralBackend": "backend",
        "builds": "backend",
        "colours": "vocabulary",
        "contrast": "colour",
        "font": "typeface",
        "ink_on": "colour",
        "linear": "colour",
        "mix": "colour",
        "settable": "typeface",
        "shift": "colour",
        "proposed_keep": "proposing",
        "speaks_of_size": "proposing",
    },
)
