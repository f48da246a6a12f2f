"""JSON by any server that speaks OpenAI's chat completions: Ollama, LM Studio, LocalAI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodwidget.front_door import front_door

if TYPE_CHECKING:
    from prodwidget.backends.llm.chat import ChatServer as ChatServer

__getattr__ = front_door(
    __name__,
    {
        "ChatServer": "chat",
    },
)
