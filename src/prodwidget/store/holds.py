"""Files that somebody is about to refer to, so that nobody takes them away meanwhile.

Who is about to write a record that names a file holds its digest *before* looking whether the file
is there, and lets go *after* the record is written. Who removes files asks the time, sets them
aside, reads every record, and keeps what is named there or was held at any moment since. Whichever
order the two come in, the file stays, or is written anew by the one who needs it:

- held, or let go, after the time that was asked: it shows here;
- let go before: its record is among those that are read;
- held after the second look: the file was set aside already, and is found missing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from itertools import islice

from prodwidget.errors import StoreError
from prodwidget.store.connection import Client, answers
from prodwidget.store.jobs import new_token
from prodwidget.store.layout import HOLDS_KEY, script_text

_HELD_MICROSECONDS = 6 * 3600 * 1_000_000
"""What a holder that died held is free after this time."""

_REMEMBERED_MICROSECONDS = 24 * 3600 * 1_000_000
"""Longer than any search for what is referred to takes."""

_BATCH = 500


class Holds:
    """The digests that the users of a server hold. Safe to use from any thread."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def now(self) -> str:
        """What the server's clock says, for :meth:`since`."""
        return self._set(0, [])

    def since(self, moment: str) -> set[str]:
        """The digests that were held at any time since a moment."""
        with answers():
            scanned = self._client.zscan_iter(HOLDS_KEY, count=_BATCH)
            # Only a scan meets each member that others move meanwhile.
            return {
                str(member).partition(" ")[0] for member, score in scanned if score >= float(moment)
            }

    def holder(self) -> Holder:
        """One who holds digests of its own."""
        return Holder(self)

    @contextlib.contextmanager
    def held(self, digests: Iterable[str]) -> Iterator[None]:
        """Hold digests for a block."""
        holder = self.holder()
        try:
            holder.hold(digests)
            yield
        finally:
            holder.let_go()

    def _set(self, microseconds: int, members: list[str]) -> str:
        text, _ = script_text("hold", alone=True)
        with answers():
            return str(
                self._client.eval(
                    text, 1, HOLDS_KEY, str(microseconds), str(_REMEMBERED_MICROSECONDS), *members
                )
            )


class Holder:
    """Digests that are held together and let go together."""

    def __init__(self, holds: Holds) -> None:
        self._holds = holds
        self._name = new_token()
        self._digests: set[str] = set()

    def hold(self, digests: Iterable[str]) -> None:
        """Hold these too; each is safe from now on, if it is there at all.

        Raises
        ------
        StoreError
            The server cannot be told.
        """
        wanted = iter(set(digests))
        while batch := list(islice(wanted, _BATCH)):
            self._digests.update(batch)
            self._holds._set(_HELD_MICROSECONDS, self._members(batch))

    def let_go(self) -> None:
        """Hold nothing any more; where the server is away, they are free after a while."""
        left = iter(self._digests)
        self._digests = set()
        with contextlib.suppress(StoreError):
            while batch := list(islice(left, _BATCH)):
                self._holds._set(0, self._members(batch))

    def _members(self, digests: list[str]) -> list[str]:
        return [f"{digest} {self._name}" for digest in digests]
