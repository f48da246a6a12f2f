"""Type a prompt in a notebook, get a 3D product, edit it, step back through every version."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from prodwidget.backends import available_backends
    from prodwidget.errors import ProdwidgetError
    from prodwidget.geometry import convert
    from prodwidget.records import (
        Artifact,
        Facts,
        Mark,
        ProductIteration,
        ProductState,
        ProductStatus,
        TrellisArtifacts,
    )
    from prodwidget.session import Pipeline, ProductPipeline, Sessions, facts
    from prodwidget.widgets import Compare, ModelViewer, Studio
    from prodwidget.work import Job

__all__ = [
    "Artifact",
    "Compare",
    "Facts",
    "Job",
    "Mark",
    "ModelViewer",
    "Pipeline",
    "ProductIteration",
    "ProductPipeline",
    "ProductState",
    "ProductStatus",
    "ProdwidgetError",
    "Sessions",
    "Studio",
    "TrellisArtifacts",
    "__version__",
    "available_backends",
    "backends",
    "convert",
    "facts",
]

_find = front_door(
    __name__,
    {
        "Artifact": "records",
        "Compare": "widgets",
        "Facts": "records",
        "Job": "work",
        "Mark": "records",
        "ModelViewer": "widgets",
        "Pipeline": "session",
        "ProductIteration": "records",
        "ProductPipeline": "session",
        "ProductState": "records",
        "ProductStatus": "records",
        "ProdwidgetError": "errors",
        "Sessions": "session",
        "Studio": "widgets",
        "TrellisArtifacts": "records",
        "available_backends": "backends",
        "facts": "session",
        "convert": "geometry",
    },
)


def __getattr__(name: str) -> Any:
    # Names are loaded when they are first used, so that importing the package costs nothing.
    if name == "__version__":
        from importlib.metadata import version

        return version("prodwidget")
    if name == "backends":
        return import_module("prodwidget.backends")
    return _find(name)


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(shell: InteractiveShell) -> None:
    """``%load_ext prodwidget``: prompt cells; loading them twice is harmless."""
    from prodwidget.widgets import ProductMagics

    if ProductMagics.__name__ not in shell.magics_manager.registry:
        ProductMagics(shell).load()


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """``%unload_ext prodwidget``."""
    from prodwidget.widgets import ProductMagics

    if ProductMagics.__name__ in shell.magics_manager.registry:
        shell.magics_manager.registry[ProductMagics.__name__].unload()
