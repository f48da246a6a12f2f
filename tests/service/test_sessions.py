"""Sessions as a whole: list, copy, rename, export, import, delete, prune."""

from __future__ import annotations

import json
import os
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prodwidget.errors import (
    ArchiveError,
    ConfigurationError,
    JobRunning,
    SessionExists,
    SessionNotFound,
)
from prodwidget.records import ProductStatus
from prodwidget.session import ProductPipeline
from prodwidget.session.sessions import GRACE_SECONDS, Sessions
from tests.server import data_directory
from tests.service.conftest import SlowBackend, job_record, wait_for


@pytest.fixture
def data() -> Iterator[Path]:
    """A data directory of each test's own: what is in it is counted."""
    with data_directory() as directory:
        yield directory


@pytest.fixture
def branched(pipeline: ProductPipeline) -> ProductPipeline:
    """A session with a branch and a discarded iteration."""
    first = pipeline.create("a black bottle that says AURORA").result(120)
    pipeline.edit("make the lid red").result(120)
    pipeline.edit("make the lid green", parent=first).result(120)
    pipeline.edit("taller").result(120)
    pipeline.rewind(pipeline.iterations[1])
    return pipeline


def same(one: ProductPipeline, other: ProductPipeline) -> bool:
    return (
        list(one.history) == list(other.history)
        and list(one.iterations) == list(other.iterations)
        and one.state.model_copy(update={"session": "", "updated_at": None})
        == other.state.model_copy(update={"session": "", "updated_at": None})
    )


def test_they_are_listed(sessions: Sessions, branched: ProductPipeline) -> None:
    assert branched.session in sessions
    summary = next(each for each in sessions if each.name == branched.session)
    assert (summary.prompt, summary.iterations) == ("make the lid green", 2)
    assert branched.session in repr(sessions)
    branched.create("<b>bottle</b>").result(120)
    assert "<b>bottle" not in sessions._repr_html_()


def test_a_copy_is_a_session_of_its_own(
    sessions: Sessions, branched: ProductPipeline, data: Path
) -> None:
    name = branched.session + "-copy"
    sessions.copy(branched.session, name)
    copy = ProductPipeline(name, data_dir=data)
    assert same(branched, copy)
    assert copy.model(copy.history[0]) == branched.model(branched.history[0])
    made = copy.edit("make the lid blue").result(120)
    assert made.id > branched.history[-1].id
    assert len(branched.history) == 4
    with pytest.raises(SessionExists):
        sessions.copy(branched.session, name)
    with pytest.raises(SessionNotFound):
        sessions.copy("nobody", name + "2")
    with pytest.raises(ConfigurationError):
        sessions.copy(branched.session, "no/name")


def test_a_renamed_session_is_gone_under_its_old_name(
    sessions: Sessions, branched: ProductPipeline, data: Path
) -> None:
    history = list(branched.history)
    name = branched.session + "-new"
    sessions.rename(branched.session, name)
    assert branched.session not in sessions
    renamed = ProductPipeline(name, data_dir=data)
    assert list(renamed.history) == history
    assert renamed.model(history[0])


def test_a_file_brings_a_session_to_another_machine(
    sessions: Sessions,
    branched: ProductPipeline,
    make_server: Callable[..., object],
    tmp_path: Path,
) -> None:
    path = sessions.export(branched.session, tmp_path / "bottle.prodwidget")
    url, data_dir = make_server().url, tmp_path / "elsewhere"
    there = Sessions(redis_url=url, data_dir=data_dir)
    assert there.load(path) == branched.session
    loaded = ProductPipeline(branched.session, redis_url=url, data_dir=data_dir)
    assert same(branched, loaded)
    for iteration in loaded.history:
        assert loaded.model(iteration) == branched.model(iteration)
    loaded.restore(loaded.history[3])
    assert loaded.edit("make the lid blue").result(120).depth == 3
    with pytest.raises(SessionExists):
        there.load(path)
    assert there.load(path, "another") == "another"


def test_a_missing_artifact_is_told_and_the_rest_is_exported(
    sessions: Sessions, branched: ProductPipeline, tmp_path: Path
) -> None:
    gone = branched.history[1]
    branched.artifacts.remove(gone.model.sha256)
    with pytest.warns(UserWarning, match="1 artifacts"):
        path = sessions.export(branched.session, tmp_path / "x.zip")
    name = sessions.load(path, branched.session + "-2")
    assert name in sessions


def _rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def _facts(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        facts = json.loads(members["session.json"]) | changes
        members["session.json"] = json.dumps(facts).encode()

    return change


def _artifact(data: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        name = next(each for each in members if each.startswith("artifacts/"))
        members[name] = data

    return change


def _lines(change_line: Callable[[list[bytes]], list[bytes]]) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["iterations.jsonl"] = b"".join(
            change_line(members["iterations.jsonl"].splitlines(keepends=True))
        )

    return change


@pytest.mark.parametrize(
    "change",
    [
        _facts(format="other"),
        _facts(version=9),
        _facts(schema=99),
        _facts(head=5),
        _facts(head="2020-01-01T00:00:00.000000Z"),
        _facts(iterations=2),
        lambda members: members.pop("session.json"),
        lambda members: members.pop("iterations.jsonl"),
        lambda members: members.pop(next(name for name in members if "artifacts" in name)),
        _artifact(b"other bytes"),
        _artifact(b"\0" * 50_000_000),
        _lines(lambda lines: lines[::-1]),
        _lines(lambda lines: lines[1:] + lines[:1]),
        _lines(lambda lines: [b"{}\n", *lines[1:]]),
        _lines(lambda lines: [b"rubbish\n", *lines[1:]]),
        _lines(lambda lines: [line.replace(b'"depth":1', b'"depth":7') for line in lines]),
    ],
)
def test_a_damaged_file_is_refused_and_nothing_is_imported(
    sessions: Sessions,
    branched: ProductPipeline,
    tmp_path: Path,
    change: Callable[[dict[str, bytes]], None],
) -> None:
    path = _rewritten(sessions.export(branched.session, tmp_path / "x.zip"), change)
    name = branched.session + "-import"
    with pytest.raises(Exception) as raised:
        sessions.load(path, name)
    assert raised.value.hint  # type: ignore[attr-defined]
    assert name not in sessions


def test_what_is_no_file_of_ours(sessions: Sessions, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    (tmp_path / "empty").touch()
    with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
        archive.writestr("readme", "x")
    for name in ("text", "empty", "zip", "missing", "."):
        with pytest.raises(ArchiveError) as raised:
            sessions.load(tmp_path / name)
        assert raised.value.hint
    with pytest.raises(SessionNotFound):
        sessions.export("nobody", tmp_path / "x")


def test_a_deleted_session_takes_its_own_artifacts_with_it(
    sessions: Sessions, branched: ProductPipeline, data: Path
) -> None:
    shared = ProductPipeline(branched.session + "-2", data_dir=data)
    seed = branched.history[0].seed
    kept = shared.create("a black bottle that says AURORA", seed=seed).result(120)
    digests = {each.model.sha256 for each in branched.history}
    assert kept.model.sha256 in digests
    heard: list[str] = []
    branched.on_change(lambda event: heard.append(event.kind))
    pruned = sessions.delete(branched.session)
    assert set(pruned.digests) == digests - {kept.model.sha256}
    assert pruned.size > 0
    assert shared.model(kept)
    wait_for(lambda: heard == ["delete"])
    assert branched.state.head is None
    assert branched.session not in sessions
    again = branched.create("a mug").result(120)
    assert [each.id for each in branched.history] == [again.id]
    wait_for(lambda: "commit" in heard)


def test_a_session_with_a_running_job_is_not_deleted(
    sessions: Sessions, session: str, data: Path
) -> None:
    backend = SlowBackend()
    pipeline = ProductPipeline(session, data_dir=data, backend=backend)
    backend.go.set()
    pipeline.create("a mug").result(120)
    backend.go.clear()
    job = pipeline.edit("red")
    with pytest.raises(JobRunning, match="red"):
        sessions.delete(session)
    backend.go.set()
    assert job.result(120)
    assert len(pipeline.history) == 2


def test_only_what_nothing_refers_to_is_pruned(
    sessions: Sessions, branched: ProductPipeline
) -> None:
    blobs = branched.artifacts
    orphan = blobs.put(b"orphan", role="model", media_type="x")
    young = blobs.put(b"young", role="model", media_type="x")
    long_ago = time.time() - GRACE_SECONDS - 60
    for digest, _ in list(blobs.stored()):
        if digest != young.sha256:
            os.utime(blobs.path(digest), (long_ago, long_ago))
    found = sessions.prune()
    assert found.digests == (orphan.sha256,)
    assert (found.size, found.removed) == (6, False)
    assert blobs.read(orphan.sha256) == b"orphan"
    assert sessions.prune(dry_run=False).removed
    assert blobs.size(orphan.sha256) == 0
    assert blobs.read(young.sha256) == b"young"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert all(branched.model(each) for each in branched.history)
    # What an unfinished job paid for is only named in its checkpoints.
    record = job_record(
        "unfinished", backend="paying", checkpoints={"image": {"sha256": young.sha256}}
    )
    token = branched.store.jobs.begin(record, ProductStatus())
    os.utime(blobs.path(young.sha256), (long_ago, long_ago))
    assert sessions.prune().digests == ()
    branched.store.jobs.end(record.id, token, ProductStatus())
    assert sessions.prune().digests == (young.sha256,)
    # What is put again is young again.
    os.utime(blobs.path(young.sha256), (long_ago, long_ago))
    blobs.put(b"young", role="model", media_type="x")
    assert sessions.prune().digests == ()


# What others wrote beside them


def test_a_session_that_cannot_be_read_hides_no_other(data: Path, session: str) -> None:
    pipeline = ProductPipeline(session, data_dir=data)
    made = pipeline.create("a mug").result(120)
    gone = ProductPipeline(session + "-gone", data_dir=data)
    dropped = gone.create("a black jar").result(120)
    client = pipeline.store.commands.client
    kinds = ("42", "original", "newer", "binary")
    foreign, original, newer, binary = (f"{session}-{each}" for each in kinds)
    client.rpush(f"product:{foreign}", "milk", "bread")
    client.set(f"product:{binary}", b"\xff\xfe\x00")
    client.set(f"product:{original}", json.dumps({"prompt": "x", "iterations": []}))
    client.hset(f"{{product:{newer}}}:meta", "schema", "99")
    client.set(f"product:{newer}", json.dumps({"model": made.model.sha256}))
    try:
        sessions = Sessions(data_dir=data)
        listed = {each.name: each for each in sessions}
        assert listed[session].prompt == "a mug" and not listed[session].trouble
        for name in (foreign, original, newer, binary):
            assert listed[name].trouble
        assert "version 99" in listed[newer].trouble
        assert "did not write" in listed[foreign].trouble
        assert "not written by" in listed[original].trouble
        assert "a mug" in str(sessions)
        sessions.delete(session + "-gone")
        assert session + "-gone" not in sessions
        assert pipeline.artifacts.size(dropped.model.sha256) == 0
        sessions.delete(session)
        os.utime(pipeline.artifacts.path(made.model.sha256), (0, 0))
        assert pipeline.artifacts.size(made.model.sha256), "the newer version's session names it"
        assert made.model.sha256 not in sessions.prune().digests
        assert client.lrange(f"product:{foreign}", 0, -1) == ["milk", "bread"]
    finally:
        client.delete(*(f"product:{each}" for each in (foreign, original, newer, binary)))
        client.delete(f"{{product:{newer}}}:meta")
