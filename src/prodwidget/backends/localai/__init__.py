"""Models from pictures, by a LocalAI of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.localai.models import LocalAiModels as LocalAiModels
    from prodwidget.backends.localai.models import ModelResult as ModelResult

__getattr__ = front_door(__name__, {"LocalAiModels": "models", "ModelResult": "models"})
