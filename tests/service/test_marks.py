"""Names and stars of versions: set, taken back, told, carried along, gone with their session."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from prodwidget import Mark, ProductPipeline, Studio
from prodwidget.errors import ArchiveError, IterationNotFound, PromptError, StateUnreadable
from prodwidget.session.sessions import Sessions
from prodwidget.store import Event
from prodwidget.store.commands import SessionCommands
from prodwidget.store.history import SessionStore
from tests.service.conftest import Server, draft, wait_for


@pytest.fixture
def ids(store: SessionStore) -> list[str]:
    """Three versions, each an edit of the one before."""
    made: list[str] = []
    for prompt in ("a mug", "make it red", "make it blue"):
        before = made[-1] if made else None
        made.append(store.commit(draft(prompt), parent=before, head=before).id)
    return made


def test_a_version_is_named_and_starred_and_both_are_taken_back(
    pipeline: ProductPipeline, ids: list[str]
) -> None:
    assert pipeline.marks == {}
    assert pipeline.mark(ids[1], name="  with the\ncork lid ") == Mark(name="with the cork lid")
    assert pipeline.mark(ids[1], starred=True) == Mark(name="with the cork lid", starred=True)
    pipeline.mark(pipeline.iterations[0], starred=True)
    assert list(pipeline.marks) == ids[:2], "in the order of the history"
    assert pipeline.mark(ids[1], name="") == Mark(starred=True)
    assert pipeline.mark(ids[1], starred=False) == Mark()
    assert pipeline.marks == {ids[0]: Mark(starred=True)}
    # What it is said of has not changed, and neither has its number.
    assert pipeline.iteration(ids[1]).prompt == "make it red"
    assert pipeline.numbers(ids) == {ids[0]: 1, ids[1]: 2, ids[2]: 3}


def test_what_is_no_name_or_no_version_is_refused(
    pipeline: ProductPipeline, ids: list[str]
) -> None:
    pipeline.mark(ids[0], name="é" * 80)
    with pytest.raises(PromptError, match="81 characters; 80 are the most"):
        pipeline.mark(ids[0], name="x" * 81)
    with pytest.raises(PromptError, match="is a text"):
        pipeline.mark(ids[0], name=7)  # type: ignore[arg-type]
    with pytest.raises(IterationNotFound):
        pipeline.mark("2026-01-01T00:00:00.000000Z", starred=True)
    assert pipeline.marks == {ids[0]: Mark(name="é" * 80)}


def test_a_mark_is_told_once_to_everyone(
    pipeline: ProductPipeline, ids: list[str], data: Path, session: str
) -> None:
    other = ProductPipeline(session, data_dir=data)
    heard: list[Event] = []
    other.on_change(heard.append)
    pipeline.mark(ids[2], name='a "quoted" / näme\\', starred=True)
    # Sent again, as after a lost answer: nothing changed, and nothing is told.
    pipeline.mark(ids[2], name='a "quoted" / näme\\', starred=True)
    other.mark(ids[0], starred=True)
    wait_for(lambda: len(heard) >= 2)
    assert [(each.kind, each.fields["iteration"]) for each in heard] == [
        ("mark", ids[2]),
        ("mark", ids[0]),
    ]
    assert other.marks == pipeline.marks
    assert other.marks[ids[2]] == Mark(name='a "quoted" / näme\\', starred=True)
    other.close()


def test_marks_of_two_at_once_are_both_kept(
    pipeline: ProductPipeline, ids: list[str], data: Path, session: str
) -> None:
    other = ProductPipeline(session, data_dir=data)
    pipeline.mark(ids[0], name="the first")
    other.mark(ids[0], starred=True)
    assert pipeline.marks[ids[0]] == Mark(name="the first", starred=True)
    other.close()


def test_marks_outlive_rewinds_and_the_server(
    make_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = make_server()
    pipeline = ProductPipeline(redis_url=server.url, data_dir=tmp_path)
    first = pipeline.create("a red mug").result(120)
    second = pipeline.edit("make it blue").result(120)
    pipeline.mark(second, name="the blue one", starred=True)
    pipeline.rewind(first)
    server.kill()
    server.start()
    again = ProductPipeline(redis_url=server.url, data_dir=tmp_path)
    assert again.iteration(second.id).discarded
    assert again.marks == {second.id: Mark(name="the blue one", starred=True)}
    for each in (pipeline, again):
        each.close()


@pytest.mark.filterwarnings("ignore:.*artifacts")
def test_marks_travel_with_copies_and_files_and_go_with_their_session(
    pipeline: ProductPipeline,
    ids: list[str],
    sessions: Sessions,
    client: redis.Redis,
    tmp_path: Path,
    session: str,
    data: Path,
) -> None:
    pipeline.create("a red mug").result(120)
    marks = {ids[0]: Mark(name="one"), pipeline.iterations[-1].id: Mark(starred=True)}
    for id, mark in marks.items():
        pipeline.mark(id, name=mark.name, starred=mark.starred)
    sessions.copy(session, f"{session}2")
    file = sessions.export(session, tmp_path / "session.zip")
    key = SessionCommands(client, "product", session).keys.marks
    assert client.exists(key)
    pipeline.close()
    sessions.delete(session)
    assert not client.exists(key)
    sessions.load(file)
    for name in (session, f"{session}2"):
        found = ProductPipeline(name, data_dir=data)
        assert found.marks == marks
        found.close()

    # A file of a version that knew no marks is one without any.
    facts = json.loads(zipfile.ZipFile(file).read("session.json"))
    assert facts.pop("marks")
    assert _loaded(sessions, data, file, facts, f"{session}3") == {}
    for bad in ({"2026-01-01T00:00:00.000000Z": {}}, {ids[0]: {"name": "x" * 81}}, {ids[0]: 7}):
        with pytest.raises(ArchiveError):
            _loaded(sessions, data, file, {**facts, "marks": bad}, f"{session}4")
    with pytest.raises(ArchiveError, match="several lines"):
        _loaded(sessions, data, file, {**facts, "marks": {ids[0]: {"name": "a\nb"}}}, "x")


def _loaded(
    sessions: Sessions, data: Path, file: Path, facts: dict[str, object], name: str
) -> dict[str, Mark]:
    other = file.with_name("other.zip")
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(other, "w") as after:
        for member in before.namelist():
            after.writestr(
                member, json.dumps(facts) if member == "session.json" else before.read(member)
            )
    sessions.load(other, name)
    pipeline = ProductPipeline(name, data_dir=data)
    pipeline.close()
    return pipeline.marks


def test_a_mark_that_cannot_be_read_is_told(store: SessionStore, ids: list[str]) -> None:
    store.commands.client.hset(store.commands.keys.marks, ids[0], "{")
    with pytest.raises(StateUnreadable, match="marks"):
        store.marks.all()


def test_a_panel_is_told_the_marks(data: Path, session: str, ids: list[str]) -> None:
    studio = Studio(session=session, data_dir=data)
    other = ProductPipeline(session, data_dir=data)
    assert studio.state["marks"] == {}
    other.mark(ids[0], name="one", starred=True)
    wait_for(lambda: studio.state["marks"] == {ids[0]: {"name": "one", "starred": True}})
    studio.close()
    other.close()
