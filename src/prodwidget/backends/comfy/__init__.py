"""Models from pictures, by a workflow on a ComfyUI of one's own, or on Comfy Cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.comfy.models import ComfyModels as ComfyModels
    from prodwidget.backends.comfy.models import ModelResult as ModelResult
    from prodwidget.backends.comfy.patience import Patience as Patience
    from prodwidget.backends.comfy.workflow import Workflow as Workflow

__getattr__ = front_door(
    __name__,
    {
        "ComfyModels": "models",
        "ModelResult": "models",
        "Patience": "patience",
        "Workflow": "workflow",
    },
)
