"""Long histories: no command takes more than a page of them, and a person hears how far it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from prodwidget.records import MOMENT_FORMAT, ProductIteration
from prodwidget.session import telling
from prodwidget.session.sessions import Sessions
from prodwidget.store import line as line_module
from prodwidget.store.commands import SessionCommands
from prodwidget.store.history import SessionStore
from prodwidget.store.transfer import SessionSnapshot, StoredIteration, write_session
from tests.server import data_directory
from tests.service.conftest import draft

LENGTH = 2300
PAGE = 500


@pytest.fixture
def data() -> Iterator[Path]:
    with data_directory() as directory:
        yield directory


@pytest.fixture
def store(client: redis.Redis) -> SessionStore:
    """A session whose line is long."""
    commands = SessionCommands(client, "product", "long")
    began, parent, made = datetime(2026, 1, 1, tzinfo=UTC), None, []
    for depth in range(LENGTH):
        moment = began + timedelta(seconds=depth)
        iteration = ProductIteration(
            created_at=moment.strftime(MOMENT_FORMAT),
            parent=parent,
            depth=depth,
            **dict(draft(str(depth))),
        )
        made.append(StoredIteration.new(iteration))
        parent = iteration.id
    write_session(commands, SessionSnapshot(made[-1].id, made[0].id, tuple(made)))
    return SessionStore(commands)


class Largest:
    """The most that one command did, of all that were sent in a block."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def __enter__(self) -> Largest:
        self._client.config_resetstat()
        return self

    def __exit__(self, *_: object) -> None:
        told = self._client.info("commandstats")
        self.calls = {name.removeprefix("cmdstat_"): each["calls"] for name, each in told.items()}

    def per_script(self, command: str) -> float:
        """How often scripts called a command, for each time that one was run."""
        runs = sum(self.calls.get(each, 0) for each in ("eval", "evalsha"))
        return self.calls.get(command, 0) / max(runs, 1)


def heard(client: redis.Redis, act: Callable[[], object]) -> list[list[str]]:
    """The commands that the server was sent while something was done, and that its scripts ran."""
    with redis.Redis(connection_pool=client.connection_pool).monitor() as monitor:
        act()
        client.echo("that was all")
        found = []
        for told in monitor.listen():
            words = str(told["command"]).split(" ")
            if words[0].upper() == "ECHO":
                return found
            found.append(words)
    raise AssertionError("the server went away")


def test_nothing_is_read_at_once(client: redis.Redis, store: SessionStore, data: Path) -> None:
    sessions = Sessions(data_dir=data)
    everything = (
        lambda: sessions.export("long", data / "long.zip"),
        lambda: sessions.copy("long", "copy"),
        lambda: sessions.load(data / "long.zip", "loaded"),
        lambda: store.history(0, LENGTH),
        lambda: sessions.prune(),
        lambda: sessions.delete("copy"),
    )
    for act in everything:
        for words in heard(client, act):
            command = words[0].upper()
            assert len(words) <= 3 * PAGE + 10, words[:3]
            assert command != "DEL" or "status" in words[1], words
            assert command != "HVALS" or words[1].endswith(":jobs"), words
            if command == "HGETALL":
                assert words[1].endswith(":meta"), words
            if command == "ZRANGE" and words[-1].lstrip("-").isdecimal():
                start, stop = map(int, words[2:4])
                assert 0 <= stop - start < PAGE or start < 0, words


@pytest.mark.parametrize("far", [True, False])
def test_a_head_that_goes_far_goes_in_steps(
    client: redis.Redis, store: SessionStore, far: bool
) -> None:
    newest = store.history(LENGTH - 1, LENGTH)[0]
    target = store.history(0 if far else LENGTH - 10, LENGTH)[0]
    for kind, where, length in (
        ("rewind", target, target.depth + 1),
        ("restore", newest, LENGTH),
        ("restore", target, target.depth + 1),
    ):
        with Largest(client) as largest:
            getattr(store, kind)(where, store.state().head)
        assert store.state().head == where.id
        assert store.line_length() == length
        for command in ("zadd", "zrem", "zscore", "hget"):
            assert largest.per_script(command) <= 3 * PAGE, (kind, command, largest.calls)
        dropped = [each.discarded for each in store.history(0, LENGTH)]
        count = LENGTH - length if kind == "rewind" else 0
        assert sum(dropped) == count and not any(dropped[: LENGTH - count])
    # An edit of what is far away.
    made = store.commit(draft("far"), parent=newest.id, head=store.state().head)
    assert made.depth == LENGTH and store.line_length() == LENGTH + 1
    assert not [key for key in client.scan_iter() if ":line:" in str(key)], "nothing is left"


def test_a_move_that_another_one_overtakes_is_made_anew(
    client: redis.Redis, store: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, newest = store.history(0, 1)[0], store.history(LENGTH - 1, LENGTH)[0]
    store.rewind(first, newest.id)
    other = SessionStore(SessionCommands(client, "product", "long"))
    lay = line_module.Line._lay
    moves: list[Callable[[], Any]] = [
        lambda: other.restore(newest, first.id),
        lambda: other.rewind(first, newest.id),
    ]

    def overtaken(line: line_module.Line, end: str, laid: str) -> int:
        joint = lay(line, end, laid)
        if moves:
            todo = moves[:]
            moves.clear()
            for each in todo:
                each()
        return joint

    monkeypatch.setattr(line_module.Line, "_lay", overtaken)
    store.restore(newest, first.id)
    line = store.line(0, LENGTH)
    assert [each.depth for each in line] == list(range(LENGTH))


def test_an_older_layout_is_brought_up_to_date_in_steps(
    client: redis.Redis, store: SessionStore
) -> None:
    keys = store.commands.keys
    parents = client.hgetall(keys.beside("parents"))
    client.delete(keys.beside("parents"))
    client.hset(keys.meta, "schema", "1")
    state = str(client.get(keys.state))
    client.set(keys.state, state.replace('"schema_version":2', '"schema_version":1'))
    with Largest(client) as largest:
        store.open()
    assert client.hgetall(keys.beside("parents")) == parents
    assert largest.per_script("hset") <= PAGE + 10
    assert store.state().head is not None


def test_long_work_says_how_far_it_is(
    store: SessionStore,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sessions = Sessions(data_dir=data)
    artifacts = sessions._storage.artifacts
    orphan = artifacts.put(b"orphan", role="model", media_type="x")
    os.utime(artifacts.path(orphan.sha256), (0, 0))  # type: ignore[attr-defined]
    for seconds in (1e9, 0.0):
        monkeypatch.setattr(telling, "QUIET_SECONDS", seconds)
        monkeypatch.setattr(telling, "_PAUSE_SECONDS", seconds)
        with pytest.warns(UserWarning, match="artifacts"):
            sessions.export("long", data / "long.zip")
        sessions.prune()
        told = capsys.readouterr().err
        if seconds:
            assert told == ""
    assert f"\rReading long: {LENGTH:,} of {LENGTH:,}\n" in told
    assert "Packing long: 1 of 1" in told
    assert "\rReading what is still referred to: 1,000" in told
