"""Products built from a recipe by rules on the CPU, whoever reads the prompt: words, or a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.procedural.backend import ModelReadBackend as ModelReadBackend
    from prodwidget.backends.procedural.backend import ProceduralBackend as ProceduralBackend
    from prodwidget.backends.procedural.backend import builds as builds
    from prodwidget.backends.procedural.proposing import proposed_keep as proposed_keep
    from prodwidget.backends.procedural.proposing import speaks_of_size as speaks_of_size

__getattr__ = front_door(
    __name__,
    {
        "ModelReadBackend": "backend",
        "ProceduralBackend": "backend",
        "builds": "backend",
        "proposed_keep": "proposing",
        "speaks_of_size": "proposing",
    },
)
