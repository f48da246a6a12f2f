"""Reads long histories a page at a time: no command keeps the server from others for long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import answers

PAGE = 500


@dataclass(frozen=True, slots=True)
class Record:
    """An iteration as it is stored, and what is known beside it."""

    text: str
    """``ProductIteration`` JSON."""
    discarded: bool


def read_ids(
    commands: SessionCommands, key: str, start: int, stop: int, *, desc: bool = False
) -> Iterator[str]:
    """The ids from a place in a sorted set to another (exclusive); ``desc`` counts from its end."""
    while start < stop:
        with answers():
            last = min(start + PAGE, stop) - 1
            page = cast("list[str]", commands.client.zrange(key, start, last, desc=desc))
        if not page:
            return
        yield from page
        start += len(page)


def read_records(commands: SessionCommands, ids: Sequence[str]) -> Iterator[Record]:
    """The records of those iterations that there are, in the order asked.

    What is on the active line is not discarded, whatever mark is still on it: a head that goes far
    takes them away only afterwards.
    """
    keys = commands.keys
    for start in range(0, len(ids), PAGE):
        page = list(ids[start : start + PAGE])
        with answers(), commands.client.pipeline(transaction=False) as together:
            together.hmget(keys.iterations, page)
            together.zmscore(keys.discarded, page)
            together.zmscore(keys.line, page)
            texts, marks, depths = cast(
                "tuple[list[str | None], list[float | None], list[float | None]]",
                tuple(together.execute()),
            )
        for text, mark, depth in zip(texts, marks, depths, strict=True):
            if text is not None:
                yield Record(text, mark is not None and depth is None)
