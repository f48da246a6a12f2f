"""What changes reaches everyone who watches, once and in order, also across an outage."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import prodwidget.store.jobs
from prodwidget import ModelViewer, Studio
from prodwidget.errors import BackendError, StoreUnavailable
from prodwidget.session import ProductPipeline
from prodwidget.session.watch import Watch
from prodwidget.store.history import Event
from tests.service.conftest import Server, SlowBackend, draft, wait_for


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for the listeners waits until they were told."""
    monkeypatch.setattr(prodwidget.session.watch, "CATCH_UP_SECONDS", 3600.0)


def test_events_of_an_outage_are_told_when_it_is_over(
    make_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = make_server()
    watching = ProductPipeline(redis_url=server.url, data_dir=tmp_path)
    writing = ProductPipeline(redis_url=server.url, data_dir=tmp_path)
    events: list[Event] = []
    watching.on_change(events.append)
    first = writing.store.commit(draft("a"), parent=None, head=None)
    wait_for(lambda: events)
    server.kill()
    wait_for(lambda: [each.kind for each in events] == ["commit", "lost"])
    assert not watching.connected
    with pytest.raises(StoreUnavailable) as raised:
        watching.create("a mug")
    assert raised.value.hint
    server.start()
    second = writing.store.commit(draft("b", "edit"), parent=first.id, head=first.id)
    writing.rewind(first)
    wait_for(lambda: len(events) >= 5)
    assert [each.kind for each in events] == ["commit", "lost", "back", "commit", "rewind"]
    assert [each.fields.get("iteration") for each in events if each.fields] == [
        first.id,
        second.id,
        first.id,
    ]
    assert watching.connected


def test_a_viewer_that_follows_says_nothing_while_the_store_is_away(
    make_server: Callable[..., Server], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = make_server()
    followed = ProductPipeline(redis_url=server.url, data_dir=tmp_path)
    writing = ProductPipeline(redis_url=server.url, data_dir=tmp_path)
    first = writing.store.commit(draft("a"), parent=None, head=None)
    panel, viewer = Studio(followed), ModelViewer(followed)
    heard: list[str] = []
    followed.on_change(lambda event: heard.append(event.kind))
    assert viewer.source["id"] == first.id
    server.kill()
    wait_for(lambda: "lost" in heard)
    # Whatever else is told while the store does not answer.
    for kind in ("commit", "resync", "status"):
        for each in (panel, viewer._given):
            each._hear(Event("", 0, kind, {}))
    assert viewer.source["id"] == first.id, "what is shown stays"
    server.start()
    second = writing.store.commit(draft("b", "edit"), parent=first.id, head=first.id)
    wait_for(lambda: viewer.source["id"] == second.id)
    assert [each.getMessage() for each in caplog.records if each.levelno >= 30] == []


def test_a_server_that_lost_its_data_makes_watchers_read_anew(
    make_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = make_server("--appendonly", "no")
    pipeline = ProductPipeline(redis_url=server.url, data_dir=tmp_path)
    events: list[Event] = []
    pipeline.on_change(events.append)
    pipeline.store.commit(draft("a"), parent=None, head=None)
    wait_for(lambda: events)
    server.kill()
    wait_for(lambda: events[-1].kind == "lost")
    server.start()
    wait_for(lambda: events[-1].kind == "resync")
    made = pipeline.store.commit(draft("b"), parent=None, head=None)
    wait_for(lambda: events[-1].fields.get("iteration") == made.id)
    assert [each.kind for each in events] == ["commit", "lost", "back", "resync", "commit"]


def test_a_gap_is_noticed(pipeline: ProductPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """A watcher that was away for longer than the stream keeps events."""
    store = pipeline.store
    store.commit(draft("a"), parent=None, head=None)
    events: list[Event] = []
    hold = threading.Event()
    waited = store.wait_for_events

    def held(after: str, seconds: float) -> list[Event]:
        hold.wait()
        return waited(after, seconds)

    monkeypatch.setattr(store, "wait_for_events", held)
    watch = Watch(store)
    watch.add(events.append)
    last = store.iteration(store.state().head or "")
    for _ in range(3):
        last = store.commit(draft("b", "edit"), parent=last.id, head=last.id)
    store.commands.client.xtrim(store.commands.keys.events, maxlen=1, approximate=False)
    hold.set()
    wait_for(lambda: len(events) == 2)
    assert [each.kind for each in events] == ["resync", "commit"]
    watch.close()


def test_a_job_survives_an_outage(
    make_server: Callable[..., Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a server while a job works: nothing is lost or doubled."""
    # However long it takes to come back, nobody else is to take the job over.
    monkeypatch.setattr(prodwidget.store.jobs, "LEASE_SECONDS", 3600.0)
    server = make_server()
    backend = SlowBackend()
    pipeline = ProductPipeline(redis_url=server.url, data_dir=tmp_path, backend=backend)
    watching = ProductPipeline(redis_url=server.url, data_dir=tmp_path, backend=backend)
    events: list[Event] = []
    watching.on_change(events.append)
    job = pipeline.create("a mug")
    stages: list[str] = []
    job.watch(lambda status: stages.append(status.stage))
    assert backend.started.wait(120)
    server.kill()
    backend.go.set()
    wait_for(lambda: stages.count("waiting for the store") >= 3)
    assert not job.done
    server.start()
    made = job.result(120)
    assert [each.id for each in pipeline.history] == [made.id]
    wait_for(lambda: any(each.kind == "commit" for each in events))
    assert sum(each.kind == "commit" for each in events) == 1
    assert watching.status.status == "complete"
    assert watching.status.iteration == made.id


def test_a_pipeline_that_nobody_has_stops_watching(data: Path, session: str) -> None:
    others = set(threading.enumerate())
    pipeline = ProductPipeline(session, data_dir=data)
    (thread,) = set(threading.enumerate()) - others
    assert pipeline.connected
    del pipeline
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.usefixtures("patient")
def test_whoever_waited_finds_the_listeners_up_to_date(data: Path, session: str) -> None:
    """A notebook that runs by itself ends right after its last cell: nothing may still be told."""
    backend = SlowBackend()
    backend.go.set()
    pipeline = ProductPipeline(session, data_dir=data, backend=backend)
    told: list[Event] = []

    def slow(event: Event) -> None:
        threading.Event().wait(0.1)
        told.append(event)

    def up_to_date() -> bool:
        newest = pipeline.store.last_event()
        return newest is not None and told[-1].number == newest.number

    pipeline.on_change(slow)
    made = pipeline.create("a mug").result(120)
    assert up_to_date()
    pipeline.edit("make it blue").result(120)
    assert up_to_date()
    pipeline.rewind(made)
    assert up_to_date()
    with pytest.raises(BackendError):
        pipeline.edit("fail").result(120)
    assert up_to_date()
    assert [each.kind for each in told if each.kind != "status"] == ["commit", "commit", "rewind"]
    pipeline.close()


@pytest.mark.usefixtures("patient")
def test_a_listener_may_move_the_head(data: Path, session: str) -> None:
    """It is told about its own move later, and must not wait for that."""
    backend = SlowBackend()
    backend.go.set()
    pipeline = ProductPipeline(session, data_dir=data, backend=backend)
    first = pipeline.create("a mug").result(120)

    def back_to_the_first(event: Event) -> None:
        if event.kind == "commit":
            pipeline.rewind(first)

    pipeline.on_change(back_to_the_first)
    pipeline.edit("make it blue").result(120)
    assert pipeline.state.head == first.id
    pipeline.close()


@pytest.mark.parametrize("fields", [{"kind": "commit"}, {"number": "x"}, {"sense": "none"}])
def test_an_event_that_cannot_be_read_ends_no_watch(
    pipeline: ProductPipeline, fields: dict[str, str]
) -> None:
    events: list[Event] = []
    pipeline.on_change(events.append)
    commands = pipeline.store.commands
    commands.client.xadd(commands.keys.events, fields)
    wait_for(lambda: [each.kind for each in events] == ["resync"])
    made = pipeline.store.commit(draft("a"), parent=None, head=None)
    wait_for(lambda: events[-1].fields.get("iteration") == made.id)
