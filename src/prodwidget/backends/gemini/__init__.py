"""Reference images and JSON, by Gemini."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.gemini.images import DEFAULT_MODEL as DEFAULT_MODEL
    from prodwidget.backends.gemini.images import GeminiImages as GeminiImages
    from prodwidget.backends.gemini.texts import DEFAULT_TEXT_MODEL as DEFAULT_TEXT_MODEL
    from prodwidget.backends.gemini.texts import GeminiTexts as GeminiTexts

__getattr__ = front_door(
    __name__,
    {
        "DEFAULT_MODEL": "images",
        "DEFAULT_TEXT_MODEL": "texts",
        "GeminiImages": "images",
        "GeminiTexts": "texts",
    },
)
