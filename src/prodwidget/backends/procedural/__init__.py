"""Products built from a recipe by rules on the CPU, whoever reads the prompt: words, or a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.procedural.backend import ModelReadBackend as ModelReadBackend
    from prodwidget.backends.procedural.backend import ProceduralBackend as ProceduralBackend

__getattr__ = front_door(
    __name__,
    {
        "ModelReadBackend": "backend",
        "ProceduralBackend": "backend",
    },
)
