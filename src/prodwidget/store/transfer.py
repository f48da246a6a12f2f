"""A whole session at once: out of one place in Redis and into another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast

from prodwidget.errors import StateUnreadable
from prodwidget.records import (
    MOMENT_FORMAT,
    SCHEMA_VERSION,
    Artifact,
    Look,
    Mark,
    ProductIteration,
    ProductStatus,
)
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import Client, answers
from prodwidget.store.layout import session_of, state_keys
from prodwidget.store.look import look_of, look_texts
from prodwidget.store.marks import Marks
from prodwidget.store.pages import read_ids, read_records

_BATCH = 500
"""Records in one command."""

_BATCH_BYTES = 1 << 20
"""Of records, in one command: it keeps the server from others for a millisecond or two."""


Told = Callable[[int, int], None]
"""Called with how many iterations are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class StoredIteration:
    """An iteration as it is stored, and what has to be known of it."""

    id: str
    parent: str | None
    depth: int
    discarded: bool
    artifacts: tuple[Artifact, ...]
    record: str
    """``ProductIteration`` JSON."""

    @classmethod
    def of(cls, iteration: ProductIteration, record: str, *, discarded: bool) -> StoredIteration:
        """The iteration that ``record`` holds."""
        return cls(
            iteration.id, iteration.parent, iteration.depth, discarded, iteration.artifacts, record
        )

    @classmethod
    def new(cls, iteration: ProductIteration, *, discarded: bool = False) -> StoredIteration:
        """An iteration as it is to be stored."""
        record = iteration.model_dump_json(exclude={"discarded"})
        return cls.of(iteration, record, discarded=discarded)


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """Everything that makes a session, at one moment."""

    head: str
    created_at: str
    iterations: tuple[StoredIteration, ...]
    """The whole history, oldest first."""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    """By the ids of iterations; of those alone that a person named or starred."""
    look: Look = field(default_factory=Look)
    """How they are looked at."""

    def line(self) -> list[StoredIteration]:
        """The active line, root to head.

        Raises
        ------
        StateUnreadable
            The iterations do not form a tree that holds the head.
        """
        by_id: dict[str, StoredIteration] = {}
        latest = ""
        for iteration in self.iterations:
            parent = by_id.get(iteration.parent) if iteration.parent else None
            if iteration.parent and parent is None:
                raise _broken(f"{iteration.id} does not follow from those before it")
            if iteration.depth != (parent.depth + 1 if parent else 0):
                raise _broken(f"{iteration.id} has the wrong depth")
            if iteration.id <= latest:
                raise _broken(f"{iteration.id} is out of order")
            by_id[iteration.id] = iteration
            latest = iteration.id
        if self.head not in by_id:
            raise _broken("its head is not among its iterations")
        line = [by_id[self.head]]
        while (parent_id := line[-1].parent) is not None:
            line.append(by_id[parent_id])
        return line[::-1]


def session_names(client: Client, surface: str) -> list[str]:
    """A surface's sessions on a server, in the order of their names."""
    with answers():
        keys = cast("Iterator[str]", client.scan_iter(match=state_keys(surface), count=1000))
        return sorted({name for key in keys if (name := session_of(key)) is not None})


def mentioned(commands: SessionCommands) -> Iterator[str]:
    """The texts that a session holds, whoever wrote them: what they name may still be needed."""
    keys, client = commands.keys, commands.client
    for key in (keys.state, keys.iterations, keys.jobs, keys.status, keys.meta):
        with answers():
            kind = client.type(key)
            if kind == "string":
                # As bytes: another program's need be no text.
                data = cast(
                    "bytes | None", cast(Any, client).execute_command("GET", key, NEVER_DECODE=True)
                )
                # It may have been deleted since its kind was asked.
                yield (data or b"").decode(errors="replace")
            elif kind == "hash":
                for _, value in client.hscan_iter(key, count=_BATCH):
                    yield str(value)


def read_session(
    commands: SessionCommands, told: Told = lambda done, all: None
) -> SessionSnapshot | None:
    """Read a session as it stands now; ``None`` where there is none.

    Page by page, though others may write meanwhile: records never change and the history only
    grows, so that what follows from the head of now is there whenever it is read.
    """
    keys = commands.keys
    with answers(), commands.client.pipeline(transaction=True) as together:
        together.hgetall(keys.meta)
        together.zcard(keys.history)
        meta, length = cast("tuple[dict[str, str], int]", tuple(together.execute()))
    if not length:
        return None
    if meta.get("schema") != str(SCHEMA_VERSION):
        raise commands.wrong_schema(meta.get("schema"))
    ids = list(read_ids(commands, keys.history, 0, length))
    iterations = []
    for each in read_records(commands, ids):
        iteration = commands.parse(ProductIteration, each.text, keys.iterations)
        iterations.append(StoredIteration.of(iteration, each.text, discarded=each.discarded))
        told(len(iterations), length)
    if not is_there(commands):
        return None
    if len(iterations) != length:
        gone = min(set(ids) - {each.id for each in iterations}, default="")
        raise commands.missing(gone)
    known = {each.id for each in iterations}
    snapshot = SessionSnapshot(
        meta["head"],
        meta["created_at"],
        tuple(iterations),
        # Who marks what was made since then marks nothing of this.
        marks={id: mark for id, mark in Marks(commands).all().items() if id in known},
        look=look_of(commands, meta),
    )
    line = {each.id for each in snapshot.line()}
    # A head that moved on has marked what is on the line of this one.
    return replace(
        snapshot,
        iterations=tuple(
            replace(each, discarded=False) if each.discarded and each.id in line else each
            for each in iterations
        ),
    )


def read_foreign(commands: SessionCommands) -> str | None:
    """What another program wrote under a session's name; ``None`` where nothing is there.

    Raises
    ------
    StateUnreadable
        It is no text.
    """
    with answers():
        return cast("str | None", commands.client.get(commands.keys.state))


def is_there(commands: SessionCommands) -> bool:
    """Whether anything was made in a session, and it was not deleted."""
    with answers():
        return bool(commands.client.exists(commands.keys.state))


def refuse_existing(commands: SessionCommands) -> None:
    """Raise :class:`SessionExists` where :func:`write_session` would, before anything is done."""
    commands.run("refuse_existing")


def write_session(
    commands: SessionCommands,
    snapshot: SessionSnapshot,
    told: Told = lambda done, all: None,
) -> None:
    """Make a session of a snapshot; it appears whole or not at all.

    Raises
    ------
    SessionExists
        There is a session of that name; nothing was changed.
    StateUnreadable
        The snapshot does not hold together.
    """
    line = snapshot.line()
    records, parents, history, active, dropped, marked = commands.keys.incoming
    with answers():
        commands.client.unlink(*commands.keys.incoming)
        place = 0
        for batch in _batches(snapshot.iterations):
            with commands.client.pipeline(transaction=False) as together:
                together.hset(records, mapping={each.id: each.record for each in batch})
                together.hset(
                    parents,
                    mapping={each.id: f"{each.depth} {each.parent or ''}" for each in batch},
                )
                places = {each.id: place + index for index, each in enumerate(batch)}
                together.zadd(history, places)
                gone = {each.id: places[each.id] for each in batch if each.discarded}
                if gone:
                    together.zadd(dropped, gone)
                marks = _marks_of(batch, snapshot)
                if marks:
                    together.hset(marked, mapping=marks)
                together.execute()
            place += len(batch)
            told(place, len(snapshot.iterations))
        for start in range(0, len(line), _BATCH):
            commands.client.zadd(
                active, {each.id: each.depth for each in line[start : start + _BATCH]}
            )
        # What a crash leaves half done goes away by itself.
        for key in commands.keys.incoming:
            commands.client.expire(key, 3600)
    head = commands.parse(ProductIteration, line[-1].record, commands.keys.iterations)
    arguments: dict[str, Any] = {
        "head": head.id,
        "prompt": json.dumps(head.prompt, ensure_ascii=False),
        "output": head.trellis_output.model_dump_json(),
        "created_at": snapshot.created_at,
        "updated_at": snapshot.iterations[-1].id,
        "last": _microseconds(snapshot.iterations[-1].id),
        "look": look_texts(snapshot.look.model_dump(mode="json", exclude_defaults=True)),
    }
    commands.run("adopt_import", status=ProductStatus(), keys=commands.keys.incoming, **arguments)


def delete_session(commands: SessionCommands) -> None:
    """Remove a session's records; everyone who watches it is told.

    Raises
    ------
    JobRunning
        A job holds it.
    """
    commands.run("delete_session")
    with answers():
        commands.client.delete(commands.keys.status_copy)


def _batches(iterations: Sequence[StoredIteration]) -> Iterator[list[StoredIteration]]:
    batch: list[StoredIteration] = []
    size = 0
    for each in iterations:
        if batch and (len(batch) == _BATCH or size + len(each.record) > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += len(each.record)
    if batch:
        yield batch


def _marks_of(batch: list[StoredIteration], snapshot: SessionSnapshot) -> dict[Any, Any]:
    marks = snapshot.marks
    return {each.id: marks[each.id].model_dump_json() for each in batch if each.id in marks}


def _microseconds(id: str) -> str:
    moment = datetime.strptime(id, MOMENT_FORMAT).replace(tzinfo=UTC)
    seconds = int(moment.replace(microsecond=0).timestamp())
    return str(seconds * 1_000_000 + moment.microsecond)


def _broken(what: str) -> StateUnreadable:
    return StateUnreadable(
        f"The session does not hold together: {what}.", hint="Use another copy of it."
    )
