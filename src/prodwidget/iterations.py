"""A sequence of iterations that is read by page."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from typing import overload

from prodwidget.models import ProductIteration

PAGE = 100
"""Iterations read at once."""

_SHOWN = 20


class IterationSequence(Sequence[ProductIteration]):
    """Iterations of a session, oldest first: index, slice and loop over them.

    Nothing is read before it is asked for; the length is that of the moment it is asked.
    """

    def __init__(
        self, length: Callable[[], int], page: Callable[[int, int], list[ProductIteration]]
    ) -> None:
        self._length = length
        self._page = page

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
            return [found[position - low] for position in positions]
        length = len(self)
        position = index + length if index < 0 else index
        if not 0 <= position < length:
            raise IndexError(f"There are {length} iterations; {index} is not one of them.")
        return self._page(position, position + 1)[0]

    def __iter__(self) -> Iterator[ProductIteration]:
        start = 0
        while page := self._page(start, start + PAGE):
            yield from page
            start += len(page)

    def __repr__(self) -> str:
        length = len(self)
        lines = [
            f"  {position}  {each.created_at}  {each.prompt[:60]}"
            for position, each in self._newest(length)
        ]
        return "\n".join([f"{length} iterations", *lines])

    def _repr_html_(self) -> str:
        length = len(self)
        rows = "".join(
            f"<tr><td>{position}</td><td>{html.escape(each.prompt)}</td><td>{each.kind}</td>"
            f"<td>{each.duration_seconds:.2f} s</td><td><code>{each.created_at}</code></td></tr>"
            for position, each in self._newest(length)
        )
        more = f"<p>The newest {_SHOWN} of {length}.</p>" if length > _SHOWN else ""
        return (
            "<table><thead><tr><th></th><th>prompt</th><th>kind</th><th>took</th><th>id</th></tr>"
            f"</thead><tbody>{rows}</tbody></table>{more}"
        )

    def _newest(self, length: int) -> Iterator[tuple[int, ProductIteration]]:
        start = max(0, length - _SHOWN)
        return iter(enumerate(self._page(start, length), start))
