"""Which backend makes materials."""

from __future__ import annotations

from collections.abc import Callable

from prodwidget import config
from prodwidget.backends import Backend
from prodwidget.errors import ConfigurationError
from prodwidget.surfaces.texture.backend import ProceduralTextures


def resolve(backend: str | Backend | None) -> Backend:
    """The backend of a name, or the one that is given; for none, what the environment names.

    Raises
    ------
    ConfigurationError
        There is none of that name.
    """
    if backend is not None and not isinstance(backend, str):
        return backend
    named = config.backend() or ""
    name = backend or (named if named in _MAKERS else _without_a_name())
    if name not in _MAKERS:
        raise ConfigurationError(
            f"No backend {name!r} makes materials.", hint=f"There are {', '.join(_MAKERS)}."
        )
    return _MAKERS[name]()


def _without_a_name() -> str:
    return "fal" if config.fal_key() is not None else "procedural"


def _patina() -> Backend:
    from prodwidget.surfaces.texture.patina import PatinaTextures

    return PatinaTextures()


_MAKERS: dict[str, Callable[[], Backend]] = {"procedural": ProceduralTextures, "fal": _patina}
