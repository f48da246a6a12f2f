"""The packages that can be built: a file each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from prodwidget.errors import PromptError
from prodwidget.surfaces.packaging.sheet import Sheet
from prodwidget.surfaces.packaging.structure import Structure
from prodwidget.surfaces.packaging.structures.carton import CARTON, REVERSE_CARTON
from prodwidget.surfaces.packaging.structures.mailer import MAILER
from prodwidget.surfaces.packaging.structures.pouch import POUCH
from prodwidget.surfaces.packaging.structures.sleeve import SLEEVE
from prodwidget.surfaces.packaging.structures.tray import TRAY
from prodwidget.surfaces.packaging.structures.tube import TUBE
from prodwidget.surfaces.packaging.structures.wrap import WRAP

_ALL = (CARTON, REVERSE_CARTON, MAILER, SLEEVE, TRAY, TUBE, WRAP, POUCH)

STRUCTURES: Mapping[str, Structure] = MappingProxyType({each.name: each for each in _ALL})
"""By name, the most usual first."""


def structure_of(name: str) -> Structure:
    """The structure of a name.

    Raises
    ------
    PromptError
        There is none.
    """
    if name not in STRUCTURES:
        raise PromptError(
            f"There is no package {name!r}.", hint=f"There are {', '.join(STRUCTURES)}."
        )
    return STRUCTURES[name]


def sheet_of(
    structure: str, length: float, width: float, height: float, board: float | None = None
) -> Sheet:
    """The flat sheet of a structure with inner dimensions and thickness in millimetres.

    Raises
    ------
    PromptError
        There is no such structure, or it cannot be built so.
    """
    return structure_of(structure).make(length, width, height, board)
