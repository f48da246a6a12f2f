"""One session in Redis: read its history, add to it, move the head, follow what changes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from prodwidget.errors import IterationNotFound
from prodwidget.records import (
    SCHEMA_VERSION,
    IterationDraft,
    Look,
    ModelFiles,
    ProductIteration,
    ProductState,
    ProductStatus,
)
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import answers
from prodwidget.store.jobs import JobStore
from prodwidget.store.layout import WINDOW
from prodwidget.store.line import Line
from prodwidget.store.look import read_look, write_look
from prodwidget.store.marks import Marks
from prodwidget.store.pages import read_ids, read_records


@dataclass(frozen=True, slots=True)
class Event:
    """Something that changed in a session."""

    id: str
    """Its place in the stream, to go on from."""
    number: int
    """Events of a session are numbered without a gap."""
    kind: str
    """``commit``, ``rewind``, ``restore``, ``mark``, ``status``, ``cancel``, ``look``, ``import``
    or ``delete``."""
    fields: dict[str, str]


class SessionStore:
    """The records of one session, and its jobs. Safe to use from any thread.

    ``files`` is where the iterations that are read find the bytes of their artifacts.
    """

    def __init__(self, commands: SessionCommands, files: ModelFiles | None = None) -> None:
        self._commands = commands
        self._files = files
        self._client = commands.client
        self._keys = commands.keys
        self._line = Line(commands)
        self.jobs = JobStore(commands)
        self.marks = Marks(commands)

    @property
    def commands(self) -> SessionCommands:
        """What it asks the server by."""
        return self._commands

    @property
    def session(self) -> str:
        """The session's name."""
        return self._keys.session

    def open(self) -> None:
        """Bring an older session's layout up to date; one that nobody wrote to yet stays so.

        Raises
        ------
        StateUnreadable
            It was written by a newer version or by another program.
        """
        if self._schema() == "1":
            step: dict[str, Any] = {"done": False, "at": 0}
            while not step["done"]:
                step = self._commands.run("migrate_1_to_2", start=step["at"])
        self.state()

    # Reading

    def state(self) -> ProductState:
        """The session as it stands; an empty state where nothing was made yet."""
        with answers():
            text = cast("str | None", self._client.get(self._keys.state))
            schema = self._schema()
        if text is None and schema is None:
            return ProductState(session=self.session)
        if schema != str(SCHEMA_VERSION):
            raise self._commands.wrong_schema(schema)
        if text is None:
            return ProductState(session=self.session)
        return self._commands.parse(ProductState, text, self._keys.state, self._files)

    def iteration(self, id: str) -> ProductIteration:
        """One iteration of the history.

        Raises
        ------
        IterationNotFound
            The session has no iteration with this id.
        """
        found = self.read([str(id)])
        if not found:
            raise IterationNotFound(
                f"The session {self.session!r} has no iteration {str(id)[:80]!r}.",
                hint="pipeline.iterations and pipeline.history list the ids there are.",
            )
        return found[0]

    def line_length(self) -> int:
        """Iterations from the root to the head."""
        with answers():
            return self._client.zcard(self._keys.line)

    def line(self, start: int, stop: int) -> list[ProductIteration]:
        """Iterations ``start`` to ``stop`` (exclusive) of the active line; the root is 0."""
        return self._page(self._keys.line, start, stop)

    def history_length(self) -> int:
        """Every iteration of the session, whatever line it is on."""
        with answers():
            return self._client.zcard(self._keys.history)

    def history(self, start: int, stop: int) -> list[ProductIteration]:
        """Iterations ``start`` to ``stop`` (exclusive) of the whole history, oldest first."""
        return self._page(self._keys.history, start, stop)

    def newest(self, start: int, stop: int) -> list[ProductIteration]:
        """Iterations ``start`` to ``stop`` (exclusive) of the whole history, newest first."""
        return self.read(list(read_ids(self._commands, self._keys.history, start, stop, desc=True)))

    def numbers(self, ids: Sequence[str]) -> dict[str, int]:
        """The place of each of these iterations in the order of their making, from 1.

        A number never changes, whatever line its iteration is on.
        """
        if not ids:
            return {}
        with answers():
            places = self._client.zmscore(self._keys.history, list(ids))
        return {
            id: int(place) + 1 for id, place in zip(ids, places, strict=True) if place is not None
        }

    def off_line(self, limit: int) -> list[ProductIteration]:
        """The newest iterations that are not on the active line, newest first.

        Looks through at most the newest ``limit`` of those beside the whole line's window, so its
        cost does not grow with the history.
        """
        with answers():
            recent = cast(
                "list[str]",
                self._client.zrange(self._keys.history, 0, limit + WINDOW - 1, desc=True),
            )
            if not recent:
                return []
            depths = self._client.zmscore(self._keys.line, recent)
        missing = [id for id, depth in zip(recent, depths, strict=True) if depth is None]
        return self.read(missing[:limit])

    def read(self, ids: Sequence[str]) -> list[ProductIteration]:
        """The iterations with these ids that exist, in the order asked."""
        return [
            self._commands.parse(
                ProductIteration, each.text, self._keys.iterations, self._files
            ).model_copy(update={"discarded": each.discarded})
            for each in read_records(self._commands, ids)
        ]

    # Writing

    def commit(
        self,
        draft: IterationDraft,
        *,
        parent: str | None,
        head: str | None,
        job: str = "",
        token: str = "",
        status: ProductStatus | None = None,
        beside: bool = False,
        part: int | None = None,
    ) -> ProductIteration:
        """Append ``draft`` to ``parent`` (``None`` for a new root) and move the head to it.

        One step on the server. With ``job``, committing again answers the iteration that is there;
        with ``token``, only the job's owner may commit, and the job ends with it.

        Parameters
        ----------
        head:
            What the session stood on when the work began.
        beside:
            Where the head moved meanwhile, keep the iteration beside the active line instead of
            refusing it.
        part:
            Which of several iterations of the job it is; the job goes on then.

        Raises
        ------
        HeadMoved
            The head is no longer ``head``; nothing was written.
        JobTakenOver
            ``token`` no longer holds the session; nothing was written.
        StateUnreadable
            The session was written by a newer version, or by another program.
        """
        answer = self._line.run_to(
            parent or "",
            "commit",
            status=status,
            body=draft.model_dump_json(),
            prompt=json.dumps(draft.prompt, ensure_ascii=False),
            output=draft.trellis_output.model_dump_json(),
            parent=parent or "",
            head=head or "",
            job=job,
            token=token,
            beside=beside,
            part="" if part is None else part,
        )
        return ProductIteration.model_validate(
            {
                "created_at": answer["id"],
                "parent": answer["parent"] or None,
                "depth": answer["depth"],
                **dict(draft),
            },
            context=self._files,
        )

    def rewind(self, target: ProductIteration, head: str | None) -> None:
        """Move the head back to ``target``; what came after it is marked as discarded."""
        self._move("rewind", target, head)

    def restore(self, target: ProductIteration, head: str | None) -> None:
        """Move the head to ``target``, bringing it and its ancestors back to the active line."""
        self._move("restore", target, head)

    def set_life(self, milliseconds: int) -> None:
        """Let the session expire this long after each write; 0 keeps it for ever."""
        self._commands.run("set_life", life_milliseconds=milliseconds)

    def look(self) -> Look:
        """How its products are looked at."""
        return read_look(self._commands)

    def set_look(self, changes: Mapping[str, Any]) -> None:
        """Set some of the settings of its look, as JSON has them."""
        write_look(self._commands, changes)

    # Watching

    def last_event(self) -> Event | None:
        """The newest event, to watch from."""
        with answers():
            newest = cast(Any, self._client.xrevrange(self._keys.events, count=1))
        return _event(*newest[0]) if newest else None

    def wait_for_events(self, after: str, seconds: float) -> list[Event]:
        """Events after ``after``, waiting up to ``seconds`` for the first."""
        with answers():
            answer = cast(
                Any,
                self._client.xread(
                    {self._keys.events: after}, count=200, block=int(seconds * 1000)
                ),
            )
        if not answer:
            return []
        streams = answer.values() if isinstance(answer, dict) else (each[1] for each in answer)
        # redis-py nests the entries of a stream once more under RESP3.
        flat = [
            entry
            for entries in streams
            for entry in (entries[0] if entries and isinstance(entries[0], list) else entries)
        ]
        return [_event(id, fields) for id, fields in flat]

    # Within

    def _schema(self) -> str | None:
        with answers():
            return cast("str | None", self._client.hget(self._keys.meta, "schema"))

    def _page(self, key: str, start: int, stop: int) -> list[ProductIteration]:
        return self.read(list(read_ids(self._commands, key, start, stop)))

    def _move(self, kind: str, target: ProductIteration, head: str | None) -> None:
        self._line.run_to(
            target.id,
            "move_head",
            kind=kind,
            target=target.id,
            prompt=json.dumps(target.prompt, ensure_ascii=False),
            output=target.trellis_output.model_dump_json(),
            head=head or "",
        )


def _event(id: str, fields: dict[str, str]) -> Event:
    # Whoever else writes to the stream: what cannot be read is a gap, after which all is read anew.
    number = fields.get("number", "")
    return Event(id, int(number) if number.isdecimal() else 0, fields.get("kind", ""), fields)
