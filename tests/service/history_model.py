"""What a history should be after any moves, in a few lines of plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class HistoryModel:
    """A tree of iterations, the line that a session stands on, and what rewinds dropped."""

    parents: dict[str, str | None] = field(default_factory=dict)
    line: list[str] = field(default_factory=list)
    discarded: set[str] = field(default_factory=set)

    @property
    def head(self) -> str | None:
        return self.line[-1] if self.line else None

    def ancestry(self, id: str | None) -> list[str]:
        """Root to ``id``."""
        line: list[str] = []
        while id is not None:
            line.insert(0, id)
            id = self.parents[id]
        return line

    def commit(self, id: str, parent: str | None, *, beside: bool = False) -> None:
        assert all(id > other for other in self.parents), "ids increase"
        self.parents[id] = parent
        if not beside:
            self.restore(id)

    def rewind(self, id: str) -> None:
        place = self.line.index(id)
        self.discarded.update(self.line[place + 1 :])
        self.line = self.line[: place + 1]

    def restore(self, id: str) -> None:
        self.line = self.ancestry(id)
        self.discarded.difference_update(self.line)
