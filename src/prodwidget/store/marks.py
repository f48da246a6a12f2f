"""What people call iterations, and which of them they starred: kept beside what never changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from prodwidget.records import Mark
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import answers

_BATCH = 500


class Marks:
    """The marks of one session."""

    def __init__(self, commands: SessionCommands) -> None:
        self._commands = commands

    def all(self) -> dict[str, Mark]:
        """Every mark there is, by the iteration's id, in the order of the history.

        Raises
        ------
        StateUnreadable
            One of them cannot be read.
        """
        return dict(sorted(self._read(), key=lambda each: each[0]))

    def set(self, iteration: str, *, name: str | None, starred: bool | None) -> Mark:
        """Set what is not ``None``, and answer the whole; an empty name is none.

        Raises
        ------
        StateUnreadable
            The session has no such iteration, or another version wrote it.
        """
        answer = self._commands.run(
            "mark",
            iteration=iteration,
            naming=name is not None,
            name=name or "",
            starring=starred is not None,
            starred=bool(starred),
        )
        return Mark(name=answer["name"], starred=answer["starred"])

    def _read(self) -> Iterator[tuple[str, Mark]]:
        key = self._commands.keys.marks
        with answers():
            found = self._commands.client.hscan_iter(key, count=_BATCH)
            for id, text in cast("Iterator[tuple[str, str]]", found):
                yield id, self._commands.parse(Mark, text, key)
