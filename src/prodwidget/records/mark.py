"""What a person says of an iteration, which itself never changes."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from prodwidget.records.base import Record

MARK_CHARACTERS = 80
"""Of a name that a person gives an iteration."""


class Mark(Record):
    """A name and a star; what is neither named nor starred has no mark."""

    name: Annotated[str, StringConstraints(max_length=MARK_CHARACTERS)] = ""
    """In one line; empty where it has none."""
    starred: bool = False
