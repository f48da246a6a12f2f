"""Many writers on one session: what is acknowledged is there, once, in a sensible order."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable

from prodwidget.session.watch import Watch
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import connect
from prodwidget.store.history import Event, SessionStore
from tests.service.conftest import Server, wait_for
from tests.service.history_model import HistoryModel

PROCESSES, MOVES = 8, 250


def start_writers(
    url: str, session: str, processes: int, moves: int
) -> list[subprocess.Popen[str]]:
    return [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.service.random_moves"),
                *(url, session, str(seed), str(moves)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(processes)
    ]


def acknowledged(writers: list[subprocess.Popen[str]]) -> list[dict[str, str | None]]:
    told = []
    for writer in writers:
        output, _ = writer.communicate(timeout=1200)
        assert writer.returncode == 0
        told += [json.loads(line) for line in output.splitlines()]
    return told


def replay(events: list[Event]) -> HistoryModel:
    """What the session should be after its events, in their order."""
    model = HistoryModel()
    for event in events:
        id = event.fields["iteration"]
        match event.kind:
            case "commit":
                model.commit(id, event.fields["parent"] or None)
            case "rewind":
                model.rewind(id)
            case "restore":
                model.restore(id)
        assert event.fields["head"] == model.head
    return model


def assert_agrees(store: SessionStore, model: HistoryModel) -> None:
    history = store.history(0, 10_000)
    assert {each.id: each.parent for each in history} == model.parents
    assert [each.id for each in history] == sorted(model.parents)
    assert [each.id for each in store.line(0, 10_000)] == model.line
    assert {each.id for each in history if each.discarded} == model.discarded
    assert store.state().head == model.head


def test_eight_processes_at_once(make_server: Callable[..., Server], session: str) -> None:
    server = make_server()
    store = SessionStore(SessionCommands(connect(server.url), "product", session))
    events: list[Event] = []
    heard = threading.Lock()

    def hear(event: Event) -> None:
        with heard:
            events.append(event)

    watch = Watch(store)
    watch.add(hear)
    told = acknowledged(start_writers(server.url, session, PROCESSES, MOVES))
    newest = store.last_event()
    assert newest is not None
    wait_for(lambda: events and events[-1].id == newest.id)
    watch.close()

    assert len(told) == PROCESSES * MOVES
    assert [each.number for each in events] == list(range(1, len(events) + 1))
    commits = {each.fields["iteration"]: each for each in events if each.kind == "commit"}
    for move in told:
        if move["move"] == "commit":
            assert commits.pop(str(move["id"])).fields["parent"] == (move["parent"] or "")
    assert commits == {}, "nothing is in the history that was not acknowledged"
    assert_agrees(store, replay(events))
