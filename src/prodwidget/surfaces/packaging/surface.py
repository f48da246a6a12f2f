"""Packages: a structure with dimensions, and artwork on each of its panels."""

from __future__ import annotations

from prodwidget import config
from prodwidget.backends import Backend
from prodwidget.errors import ConfigurationError, ProviderError
from prodwidget.records import ROLES
from prodwidget.surfaces.base import Surface, Words
from prodwidget.surfaces.packaging.backend import ProceduralPackaging
from prodwidget.surfaces.packaging.gemini import GeminiPackaging

_NAMES = (ProceduralPackaging.name, GeminiPackaging.name)
_KEY_PAGE = "https://aistudio.google.com/apikey"


def resolve(backend: str | Backend | None = None) -> Backend:
    """The backend that is meant: ``"procedural"``, ``"gemini"``, or one that is given.

    Where none is: the one that ``PRODWIDGET_BACKEND`` names, if it is one of these; else Gemini
    where its key is set and its package is there; else the procedural one.

    Raises
    ------
    ConfigurationError
        There is no such backend, or Gemini's key is not set.
    ProviderError
        ``sdk_missing``: Gemini's package is not installed.
    """
    if backend is not None and not isinstance(backend, str):
        return backend
    if backend is None:
        told = config.backend()
        if told in _NAMES:
            backend = told
        else:
            return _by_key()
    if backend == ProceduralPackaging.name:
        return ProceduralPackaging()
    if backend == GeminiPackaging.name:
        if not _has_key():
            raise ConfigurationError(
                "Gemini needs GEMINI_API_KEY, which is not set.",
                hint=f"Get it at {_KEY_PAGE} and set it before the kernel starts, or take "
                f'backend="{ProceduralPackaging.name}", which is not AI.',
            )
        return GeminiPackaging()
    raise ConfigurationError(
        f"There is no backend {backend!r} for packages.", hint=f"There are {', '.join(_NAMES)}."
    )


def _has_key() -> bool:
    return config.gemini_key() is not None or config.vertex_project() is not None


def _by_key() -> Backend:
    if _has_key():
        try:
            return GeminiPackaging()
        except ProviderError as error:
            # A key alone may be meant for something else.
            if error.code != "sdk_missing":
                raise
    return ProceduralPackaging()


SURFACE = Surface(
    name="packaging",
    words=Words(
        thing="package",
        create="A mailer box 200 × 120 × 60…",
        edit="Make the front navy…",
        examples=(
            "a mailer box 200 × 120 × 60 mm in kraft with a green leaf pattern",
            "a navy carton 60 × 60 × 180 mm that says AURORA",
            "a white stand-up pouch 120 × 60 × 200 mm with teal dots",
        ),
    ),
    resolve=resolve,
    steps=("create", "edit"),
    roles=(*ROLES, "panel", "dieline", "content"),
    files=("dieline", "panel", "delivered"),
    pictures=("thumbnail", "panel", "reference", "picture"),
)
