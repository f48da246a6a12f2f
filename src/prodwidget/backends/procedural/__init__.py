"""Products built from a prompt's words by rules on the CPU: no model, no network, no keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.procedural.backend import ProceduralBackend as ProceduralBackend
    from prodwidget.backends.procedural.proposing import proposed_keep as proposed_keep
    from prodwidget.backends.procedural.proposing import speaks_of_size as speaks_of_size

__getattr__ = front_door(
    __name__,
    {
        "ProceduralBackend": "backend",
        "proposed_keep": "proposing",
        "speaks_of_size": "proposing",
    },
)
