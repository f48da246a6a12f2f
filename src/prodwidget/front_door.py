"""Front doors: what a folder's ``__init__`` hands on, loaded when it is first asked for.

Importing a folder then costs nothing, and a viewer of a file never loads Redis or the records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def front_door(folder: str, rooms: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` (PEP 562) of a package that hands on names from its rooms.

    Parameters
    ----------
    folder:
        The package's ``__name__``.
    rooms:
        Name to the module within the package that defines it.
    """

    def find(name: str) -> Any:
        if name not in rooms:
            raise AttributeError(f"module {folder!r} has no attribute {name!r}")
        return getattr(import_module(f"{folder}.{rooms[name]}"), name)

    return find
