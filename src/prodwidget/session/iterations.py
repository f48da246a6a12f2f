"""A sequence of iterations that is read by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, overload

from prodwidget.artifacts import ArtifactStore
from prodwidget.display import Picture, Shown, Table, seconds
from prodwidget.errors import ArtifactMissing, PackageMissing, StateUnreadable
from prodwidget.records import Artifact, ProductIteration
from prodwidget.surfaces import Surface

if TYPE_CHECKING:
    from pandas import DataFrame

Page = Callable[[int, int], list[ProductIteration]]
"""Answers the iterations from a position to another (exclusive)."""

FindPicture = Callable[[Iterable[Artifact]], bytes | None]
"""Answers a picture of what an iteration made; ``None`` where there is none."""

PAGE = 100
"""Iterations read at once."""

_SHOWN = 20


class IterationSequence(Shown, Sequence[ProductIteration]):
    """Iterations of a session, oldest first: index, slice and loop over them.

    Nothing is read before it is asked for; the length is that of the moment it is asked.

    Parameters
    ----------
    length:
        Answers how many there are.
    page:
        Answers those from a position to another (exclusive).
    picture:
        Answers a picture of what an iteration made, for tables in a notebook; ``None`` where its
        backend made none.
    """

    def __init__(
        self,
        length: Callable[[], int],
        page: Page,
        picture: FindPicture,
    ) -> None:
        self._length = length
        self._page = page
        self._picture = picture

    def __len__(self) -> int:
        return self._length()

    @overload
    def __getitem__(self, index: int) -> ProductIteration: ...
    @overload
    def __getitem__(self, index: slice) -> list[ProductIteration]: ...
    def __getitem__(self, index: int | slice) -> ProductIteration | list[ProductIteration]:
        if isinstance(index, slice):
            positions = range(len(self))[index]
            if not positions:
                return []
            low, high = min(positions), max(positions)
            found = self._page(low, high + 1)
            if len(found) <= high - low:
                # Some are gone, and the others are not where they would be.
                return [each for at in positions for each in self._page(at, at + 1)]
            return [found[position - low] for position in positions]
        length = len(self)
        position = index + length if index < 0 else index
        if not 0 <= position < length:
            raise IndexError(f"There are {length} iterations; {index} is not one of them.")
        found = self._page(position, position + 1)
        if not found:
            raise StateUnreadable(
                f"The record of iteration {position} is gone; the others are there.",
                hint="Restore the server's data from a backup.",
            )
        return found[0]

    def __iter__(self) -> Iterator[ProductIteration]:
        start = 0
        while start < len(self):
            yield from self._page(start, start + PAGE)
            start += PAGE

    def __repr__(self) -> str:
        return str(self)

    def to_pandas(self) -> DataFrame:
        """The iterations as a data frame, indexed by id.

        ``created_at`` is a time in UTC, ``duration_seconds`` is in seconds and ``model_size`` in
        bytes; ``notes`` are joined by line breaks.

        Raises
        ------
        PackageMissing
            pandas is not installed.
        """
        try:
            import pandas
        except ModuleNotFoundError as error:
            if error.name != "pandas":
                raise
            raise PackageMissing(
                "A data frame needs pandas, which is not installed.",
                hint="Run: pip install 'prodwidget[pandas]'",
            ) from None
        rows = list(self)
        return pandas.DataFrame(
            {
                "created_at": pandas.to_datetime([each.created_at for each in rows], utc=True),
                "prompt": [each.prompt for each in rows],
                "kind": [each.kind for each in rows],
                "parent": [each.parent for each in rows],
                "depth": [each.depth for each in rows],
                "backend": [each.backend for each in rows],
                "seed": [each.seed for each in rows],
                "duration_seconds": [each.duration_seconds for each in rows],
                "discarded": [each.discarded for each in rows],
                "model_size": [each.model.size for each in rows],
                "model_url": [each.model.url for each in rows],
                "model_sha256": [each.model.sha256 for each in rows],
                "notes": ["\n".join(each.notes) for each in rows],
            },
            index=pandas.Index([each.id for each in rows], name="id", dtype="str"),
        )

    def shown_as(self) -> Table:
        length = len(self)
        start = max(0, length - _SHOWN)
        newest = f", of which these are the newest {_SHOWN}" if start else ""
        return Table(
            f"{length} iteration{'' if length == 1 else 's'}{newest}",
            ("", "", "prompt", "kind", "took", "id", ""),
            [
                (
                    str(position),
                    Picture(partial(self._picture, each.artifacts)),
                    each.prompt,
                    each.kind,
                    seconds(each.duration_seconds),
                    each.id,
                    "discarded" if each.discarded else "",
                )
                for position, each in enumerate(self._page(start, length), start)
            ],
        )


def id_of(iteration: str | ProductIteration) -> str:
    """The id of an iteration that may be given by its id."""
    return iteration.id if isinstance(iteration, ProductIteration) else iteration


def picture_of(surface: Surface, artifacts: ArtifactStore) -> FindPicture:
    """Finds a picture among an iteration's artifacts, as long as its file is there."""

    def find(made: Iterable[Artifact]) -> bytes | None:
        by_role = {each.role: each for each in made}
        for role in surface.pictures:
            if role in by_role:
                with suppress(ArtifactMissing):
                    return artifacts.read(by_role[role].sha256)
        return None

    return find
