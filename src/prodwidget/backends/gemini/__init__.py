"""Reference images, by Gemini."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.gemini.images import DEFAULT_MODEL as DEFAULT_MODEL
    from prodwidget.backends.gemini.images import GeminiImages as GeminiImages

__getattr__ = front_door(
    __name__,
    {
        "DEFAULT_MODEL": "images",
        "GeminiImages": "images",
    },
)
