"""How a session's products are looked at, as it is stored: a field of ``meta`` for each setting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from prodwidget.records import Look
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import answers

_PREFIX = "look:"


def read_look(commands: SessionCommands) -> Look:
    """The look of now; the plain one where nobody chose.

    Raises
    ------
    StateUnreadable
        What is stored makes no sense.
    """
    names = list(Look.model_fields)
    fields = [_PREFIX + name for name in names]
    with answers():
        texts = cast("list[str | None]", commands.client.hmget(commands.keys.meta, fields))
    return look_of(commands, dict(zip(fields, texts, strict=True)))


def write_look(commands: SessionCommands, changes: Mapping[str, Any]) -> None:
    """Set some of its settings, which are those of a :class:`Look` as JSON has them."""
    commands.run("set_look", look=look_texts(changes))


def look_of(commands: SessionCommands, meta: Mapping[str, str | None]) -> Look:
    """The look that is among the fields of ``meta``; raises as :func:`read_look`."""
    stored = [
        f"{json.dumps(name)}:{text}"
        for name in Look.model_fields
        if (text := meta.get(_PREFIX + name)) is not None
    ]
    return commands.parse(Look, "{" + ",".join(stored) + "}", commands.keys.meta)


def look_texts(settings: Mapping[str, Any]) -> dict[str, str]:
    """Settings as their fields hold them."""
    return {name: json.dumps(value, ensure_ascii=False) for name, value in settings.items()}
