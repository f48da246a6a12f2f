"""Models from pictures and from words, painted anew and remeshed, by the 3D endpoints of fal.ai."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.fal.endpoint import Endpoint as Endpoint
    from prodwidget.backends.fal.endpoint import Price as Price
    from prodwidget.backends.fal.endpoints import ENDPOINTS as ENDPOINTS
    from prodwidget.backends.fal.maker import FILE_HOSTS as FILE_HOSTS
    from prodwidget.backends.fal.maker import ModelResult as ModelResult
    from prodwidget.backends.fal.materials import MATERIAL_ENDPOINTS as MATERIAL_ENDPOINTS
    from prodwidget.backends.fal.materials import FalMaterials as FalMaterials
    from prodwidget.backends.fal.models import DEFAULT_ENDPOINT as DEFAULT_ENDPOINT
    from prodwidget.backends.fal.models import FalModels as FalModels
    from prodwidget.backends.fal.painter import FalPainter as FalPainter
    from prodwidget.backends.fal.patience import Patience as Patience
    from prodwidget.backends.fal.process_endpoints import PROCESS_ENDPOINTS as PROCESS_ENDPOINTS
    from prodwidget.backends.fal.processor import FalProcessor as FalProcessor
    from prodwidget.backends.fal.retexture_endpoints import (
        RETEXTURE_ENDPOINTS as RETEXTURE_ENDPOINTS,
    )
    from prodwidget.backends.fal.text_endpoints import TEXT_ENDPOINTS as TEXT_ENDPOINTS
    from prodwidget.backends.fal.text_models import FalTextModels as FalTextModels

__getattr__ = front_door(
    __name__,
    {
        "DEFAULT_ENDPOINT": "models",
        "ENDPOINTS": "endpoints",
        "Endpoint": "endpoint",
        "FILE_HOSTS": "maker",
        "FalMaterials": "materials",
        "FalModels": "models",
        "FalPainter": "painter",
        "FalProcessor": "processor",
        "FalTextModels": "text_models",
        "ModelResult": "maker",
        "MATERIAL_ENDPOINTS": "materials",
        "PROCESS_ENDPOINTS": "process_endpoints",
        "Patience": "patience",
        "Price": "endpoint",
        "RETEXTURE_ENDPOINTS": "retexture_endpoints",
        "TEXT_ENDPOINTS": "text_endpoints",
    },
)
