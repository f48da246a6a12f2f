"""Surfaces by their names: a folder or a file here is one, and other packages add more."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

from prodwidget.errors import ConfigurationError
from prodwidget.surfaces.base import Surface

ENTRY_POINTS = "prodwidget.surfaces"
"""The group of entry points by which other packages add surfaces: each is a :class:`Surface`."""

_added: dict[str, Surface] = {}


def add_surface(surface: Surface) -> None:
    """Have a surface known by its name, in place of another that was added so."""
    if surface.name in _own():
        raise ConfigurationError(
            f"There is a surface {surface.name!r} already.", hint="Give yours another name."
        )
    _added[surface.name] = surface


def surface_named(name: str | Surface) -> Surface:
    """The surface of a name; one itself is as it is.

    Raises
    ------
    ConfigurationError
        There is none.
    """
    if isinstance(name, Surface):
        return name
    if name in _own():
        surface: Surface = import_module(f"{__package__}.{name}").SURFACE
        return surface
    if name in _added:
        return _added[name]
    for entry in entry_points(group=ENTRY_POINTS, name=name):
        loaded: Surface = entry.load()
        return loaded
    raise ConfigurationError(
        f"There is no surface {name!r}.", hint=f"There are {', '.join(surface_names())}."
    )


def surface_names() -> list[str]:
    """The names of all surfaces."""
    others = [*_added, *(each.name for each in entry_points(group=ENTRY_POINTS))]
    return sorted({*_own(), *others})


@cache
def _own() -> set[str]:
    rooms = {each.name for each in pkgutil.iter_modules([str(Path(__file__).parent)])}
    return rooms - {"base", "named"}
