"""Models from pictures, by the image-to-3D endpoints of fal.ai."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.fal.endpoints import ENDPOINTS as ENDPOINTS
    from prodwidget.backends.fal.endpoints import Endpoint as Endpoint
    from prodwidget.backends.fal.models import DEFAULT_ENDPOINT as DEFAULT_ENDPOINT
    from prodwidget.backends.fal.models import FILE_HOSTS as FILE_HOSTS
    from prodwidget.backends.fal.models import FalModels as FalModels
    from prodwidget.backends.fal.models import ModelResult as ModelResult
    from prodwidget.backends.fal.patience import Patience as Patience

__getattr__ = front_door(
    __name__,
    {
        "DEFAULT_ENDPOINT": "models",
        "ENDPOINTS": "endpoints",
        "Endpoint": "endpoints",
        "FILE_HOSTS": "models",
        "FalModels": "models",
        "ModelResult": "models",
        "Patience": "patience",
    },
)
