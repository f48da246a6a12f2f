"""Type a prompt in a notebook, get a 3D product, edit it, step back through every version."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prodwidget.errors import ProdwidgetError
    from prodwidget.job import Job
    from prodwidget.models import (
        Artifact,
        ProductIteration,
        ProductState,
        ProductStatus,
        TrellisArtifacts,
    )
    from prodwidget.pipeline import ProductPipeline
    from prodwidget.studio import Studio
    from prodwidget.widget import ModelViewer

__all__ = [
    "Artifact",
    "Job",
    "ModelViewer",
    "ProductIteration",
    "ProductPipeline",
    "ProductState",
    "ProductStatus",
    "ProdwidgetError",
    "Studio",
    "TrellisArtifacts",
    "__version__",
]

_HOMES = {
    "Artifact": "models",
    "Job": "job",
    "ModelViewer": "widget",
    "ProductIteration": "models",
    "ProductPipeline": "pipeline",
    "ProductState": "models",
    "ProductStatus": "models",
    "ProdwidgetError": "errors",
    "Studio": "studio",
    "TrellisArtifacts": "models",
}


def __getattr__(name: str) -> Any:
    # Names are loaded when they are first used, so that importing the package costs nothing.
    if name == "__version__":
        from importlib.metadata import version

        return version("prodwidget")
    if name in _HOMES:
        return getattr(import_module(f"prodwidget.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'prodwidget' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
