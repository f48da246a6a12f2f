"""Removing artifacts takes nothing that another operation is about to refer to."""

from __future__ import annotations

import os
import shutil
import stat
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from prodwidget.artifacts import LocalArtifacts
from prodwidget.errors import ConfigurationError, SessionExists, SessionNotFound
from prodwidget.session import ProductPipeline
from prodwidget.session import sessions as sessions_module
from prodwidget.session.sessions import GRACE_SECONDS, Sessions
from prodwidget.session.storage import OtherDirectoryWarning
from prodwidget.store.connection import connect, connect_embedded
from prodwidget.store.embedded import stop_server
from prodwidget.store.layout import SERVER_ID_KEY
from tests.server import data_directory
from tests.service.conftest import ReviewingBackend, Server, SlowBackend, small_glb, wait_for

ROUNDS = 40


@pytest.fixture
def data() -> Iterator[Path]:
    with data_directory() as directory:
        yield directory


@pytest.fixture
def backend() -> SlowBackend:
    made = SlowBackend()
    made.go.set()
    return made


@pytest.fixture
def pipeline(data: Path, backend: SlowBackend) -> Iterator[ProductPipeline]:
    made = ProductPipeline("mug", data_dir=data, backend=backend)
    made.create("a mug").result(120)
    yield made
    made.close()


@pytest.fixture
def file(sessions: Sessions, pipeline: ProductPipeline, data: Path) -> Path:
    return sessions.export("mug", data / "mug.zip")


def models_of(data: Path, name: str, backend: SlowBackend) -> list[bytes]:
    pipeline = ProductPipeline(name, data_dir=data, backend=backend)
    try:
        return [pipeline.model(each) for each in pipeline.history]
    finally:
        pipeline.close()


def age(pipeline: ProductPipeline) -> None:
    long_ago = time.time() - GRACE_SECONDS - 60
    for digest, _ in list(pipeline.artifacts.stored()):
        os.utime(pipeline.artifacts.path(digest), (long_ago, long_ago))  # type: ignore[attr-defined]


def before(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, act: Callable[[], None]) -> None:
    """Have something done whole just before a function does its work, once."""
    original, waiting = getattr(where, name), [act]

    def acting(*arguments: Any, **options: Any) -> Any:
        if waiting:
            waiting.pop()()
        return original(*arguments, **options)

    monkeypatch.setattr(where, name, acting)


def after(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, act: Callable[[], None]) -> None:
    original, waiting = getattr(where, name), [act]

    def acting(*arguments: Any, **options: Any) -> Any:
        found = original(*arguments, **options)
        if waiting:
            waiting.pop()()
        return found

    monkeypatch.setattr(where, name, acting)


# One in the middle of the other


def removals(data: Path, pipeline: ProductPipeline) -> dict[str, Callable[[], None]]:
    other = Sessions(data_dir=data)

    def prune() -> None:
        other.rename("mug", "elsewhere")
        connect_embedded(data / "store").delete("product:elsewhere")
        age(pipeline)
        other.prune(dry_run=False)

    return {"delete": lambda: other.delete("mug") and None, "prune": prune}


@pytest.mark.parametrize("removal", ["delete", "prune"])
def test_an_import_whose_files_are_there_before_its_records(
    sessions: Sessions,
    pipeline: ProductPipeline,
    file: Path,
    data: Path,
    backend: SlowBackend,
    monkeypatch: pytest.MonkeyPatch,
    removal: str,
) -> None:
    before(monkeypatch, sessions_module, "write_session", removals(data, pipeline)[removal])
    sessions.load(file, "imported")
    assert models_of(data, "imported", backend) == [small_glb("a mug")]


def test_an_import_while_a_removal_has_looked_already(
    sessions: Sessions,
    pipeline: ProductPipeline,
    file: Path,
    data: Path,
    backend: SlowBackend,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = Sessions(data_dir=data)
    after(monkeypatch, sessions, "_referred_to", lambda: other.load(file, "imported") and None)
    sessions.delete("mug")
    assert models_of(data, "imported", backend) == [small_glb("a mug")]


@pytest.mark.parametrize("removal", ["delete", "prune"])
def test_a_create_whose_file_is_there_before_its_record(
    pipeline: ProductPipeline,
    data: Path,
    backend: SlowBackend,
    monkeypatch: pytest.MonkeyPatch,
    removal: str,
) -> None:
    second = ProductPipeline("second", data_dir=data, backend=backend)
    before(monkeypatch, second.store, "commit", removals(data, pipeline)[removal])
    made = second.create("a mug").result(120)
    assert second.model(made) == small_glb("a mug")
    second.close()


def test_a_create_while_a_removal_has_looked_already(
    sessions: Sessions,
    pipeline: ProductPipeline,
    data: Path,
    backend: SlowBackend,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    second = ProductPipeline("second", data_dir=data, backend=backend)
    after(
        monkeypatch, sessions, "_referred_to", lambda: second.create("a mug").result(120) and None
    )
    sessions.delete("mug")
    assert second.model(second.history[0]) == small_glb("a mug")
    second.close()


def test_a_copy_of_what_is_being_deleted(
    sessions: Sessions,
    pipeline: ProductPipeline,
    data: Path,
    backend: SlowBackend,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = Sessions(data_dir=data)
    before(monkeypatch, sessions_module, "write_session", lambda: other.delete("mug") and None)
    sessions.copy("mug", "copy")
    assert models_of(data, "copy", backend) == [small_glb("a mug")]
    monkeypatch.undo()
    after(monkeypatch, sessions, "_snapshot", lambda: other.delete("copy") and None)
    with pytest.raises(SessionNotFound):
        sessions.copy("copy", "again")
    assert "again" not in sessions


def test_a_rename_while_a_removal_reads(
    sessions: Sessions,
    pipeline: ProductPipeline,
    data: Path,
    backend: SlowBackend,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is read under neither name: the new one came after the names were listed."""
    age(pipeline)
    other = Sessions(data_dir=data)
    after(monkeypatch, sessions, "_names", lambda: other.rename("mug", "renamed"))
    sessions.prune(dry_run=False)
    assert models_of(data, "renamed", backend) == [small_glb("a mug")]


def test_pictures_that_wait_for_a_choice_stay(data: Path, sessions: Sessions) -> None:
    pipeline = ProductPipeline("review", data_dir=data, backend=ReviewingBackend())
    job = pipeline.create("a mug", review=True)
    wait_for(lambda: pipeline.status.status == "review")
    age(pipeline)
    assert sessions.prune(dry_run=False).digests == ()
    pipeline.choose(1)
    made = job.result(120)
    assert all(pipeline.artifacts.read(each.sha256) for each in made.artifacts)
    pipeline.close()


# All at once


def race(*acts: Callable[[], object]) -> None:
    barrier = threading.Barrier(len(acts))
    failures: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failures, failures


def test_imports_and_creates_beside_deletes_and_prunes(
    file: Path, data: Path, backend: SlowBackend, pipeline: ProductPipeline
) -> None:
    ours, theirs, third = (Sessions(data_dir=data) for _ in range(3))
    theirs.delete("mug")
    lost = []
    for number in range(ROUNDS):
        old, new, made = f"old{number}", f"new{number}", f"made{number}"
        ours.load(file, old)
        age(pipeline)
        creating = ProductPipeline(made, data_dir=data, backend=backend)
        race(
            lambda old=old: theirs.delete(old),
            lambda new=new: ours.load(file, new),
            lambda: third.prune(dry_run=False),
            lambda creating=creating: creating.create("a mug").result(120),
        )
        creating.close()
        for each in (new, made):
            try:
                assert models_of(data, each, backend) == [small_glb("a mug")]
            except Exception as error:
                lost.append((number, each, error))
            theirs.delete(each)
    assert not lost, f"{len(lost)} of {2 * ROUNDS}: {lost[:3]}"
    assert not list(pipeline.artifacts.stored()), "and nothing stays that nobody needs"


def test_a_file_that_is_removed_as_it_is_looked_at(
    pipeline: ProductPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    artifacts, (made,) = pipeline.artifacts, pipeline.history
    digest, glb = made.model.sha256, pipeline.model(made)
    holds = LocalArtifacts._holds

    def and_then_it_goes(it: LocalArtifacts, path: Path, digest: str) -> bool:
        held = holds(it, path, digest)
        artifacts.remove(digest)
        return held

    with monkeypatch.context() as patch:
        patch.setattr(LocalArtifacts, "_holds", and_then_it_goes)
        artifacts.put(glb, role="model", media_type="model/gltf-binary")
    assert artifacts.read(digest) == glb
    look = Path.stat

    def gone(path: Path, **how: Any) -> Any:
        if path.name == digest:
            artifacts.path(digest).unlink(missing_ok=True)
        return look(path, **how)

    monkeypatch.setattr(Path, "stat", gone)
    assert list(artifacts.stored()) == []


# What is left half done


def test_what_died_while_it_wrote_is_pruned(
    sessions: Sessions, pipeline: ProductPipeline, data: Path
) -> None:
    (part,) = [data / "blobs" / "ab" / ".x.part"]
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"half")
    assert sessions.prune(dry_run=False).size == 0
    assert part.exists(), "somebody may be writing it"
    os.utime(part, (0, 0))
    assert sessions.prune().size == 4 and part.exists()
    assert sessions.prune(dry_run=False).size == 4 and not part.exists()


def test_what_a_removal_that_died_set_aside_is_found(
    sessions: Sessions,
    pipeline: ProductPipeline,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    artifacts, made = pipeline.artifacts, pipeline.history[0]
    assert artifacts.set_aside(made.model.sha256)
    assert pipeline.model(made) == small_glb("a mug")
    assert artifacts.size(made.model.sha256) == 0
    sessions.prune(dry_run=False)
    assert artifacts.size(made.model.sha256) == 0, "somebody may be looking"
    monkeypatch.setattr(sessions_module, "GRACE_SECONDS", -60.0)
    sessions.prune(dry_run=False)
    assert artifacts.size(made.model.sha256) > 0
    assert pipeline.model(made) == small_glb("a mug")


def test_a_failed_import_lets_go(sessions: Sessions, file: Path, pipeline: ProductPipeline) -> None:
    with pytest.raises(SessionExists):
        sessions.load(file, "mug")
    assert sessions.delete("mug").digests


def test_a_new_file_is_on_the_disk_with_its_name(
    pipeline: ProductPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    replace, fsync = os.replace, os.fsync

    def replacing(*places: Any) -> None:
        done.append("rename")
        replace(*places)

    def syncing(descriptor: int) -> None:
        done.append("directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    monkeypatch.setattr(os, "replace", replacing)
    monkeypatch.setattr(os, "fsync", syncing)
    pipeline.artifacts.put(b"new", role="model", media_type="x")
    assert done == ["file", "rename", "directory", "directory"]


# Other servers, other directories


def test_two_servers_with_one_name(
    make_server: Callable[..., Server], tmp_path: Path, backend: SlowBackend
) -> None:
    """A copy of a server has its name, and its directory."""
    one, two = make_server(), make_server()
    first = ProductPipeline("one", redis_url=one.url, data_dir=tmp_path, backend=backend)
    connect(two.url).set(SERVER_ID_KEY, str(connect(one.url).get(SERVER_ID_KEY)))
    first.create("a mug").result(120)
    kept = Sessions(redis_url=one.url, data_dir=tmp_path)
    second = ProductPipeline("two", redis_url=two.url, data_dir=tmp_path, backend=backend)
    made = second.create("a jar").result(120)
    age(first)
    for url in (one.url, two.url):
        for each in (kept, Sessions(redis_url=url, data_dir=tmp_path)):
            with pytest.warns(UserWarning, match="Another server"):
                assert each.prune(dry_run=False).digests == ()
    with pytest.warns(UserWarning, match="Another server"):
        kept.delete("one")
    assert second.model(made) == small_glb("a jar")
    first.close()
    second.close()


def test_one_server_that_is_opened_often_is_one(
    sessions: Sessions, pipeline: ProductPipeline, data: Path, backend: SlowBackend
) -> None:
    for number in range(5):
        ProductPipeline(f"s{number}", data_dir=data, backend=backend).close()
    stop_server(data / "store")
    pipeline.artifacts.put(b"orphan", role="model", media_type="x")
    age(pipeline)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(Sessions(data_dir=data).prune(dry_run=False).digests) == 1
    assert len(list((data / "blobs" / ".servers").iterdir())) <= 2


def test_a_directory_that_was_moved_while_it_was_open(
    data: Path, pipeline: ProductPipeline, backend: SlowBackend
) -> None:
    made = pipeline.history[0]
    moved = data.rename(f"{data}-moved")
    try:
        with pytest.raises(ConfigurationError, match="moved or deleted") as raised:
            pipeline.edit("red").result(120)
        assert "PRODWIDGET_DATA_DIR" in raised.value.hint
        assert not data.exists(), "nothing is written where it was"
        there = ProductPipeline("mug", data_dir=moved, backend=backend)
        assert there.model(made) == small_glb("a mug")
        assert there.edit("blue").result(120).parent == made.id
        there.close()
        # Somebody else begins anew at the old place.
        new = ProductPipeline("mug", data_dir=data, backend=backend)
        new.create("a jar").result(120)
        with pytest.raises(ConfigurationError, match="moved or deleted"):
            pipeline.edit("red").result(120)
        new.close()
    finally:
        pipeline.close()
        stop_server(moved / "store")
        shutil.rmtree(moved)
        data.mkdir(exist_ok=True)


def test_a_directory_that_was_moved_is_missed_by_the_server(
    make_server: Callable[..., Server], tmp_path: Path, backend: SlowBackend
) -> None:
    url = make_server().url
    first = ProductPipeline("one", redis_url=url, data_dir=tmp_path / "a", backend=backend)
    first.create("a mug").result(120)
    first.close()
    (tmp_path / "a").rename(tmp_path / "b")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Sessions(redis_url=url, data_dir=tmp_path / "b")
    with pytest.warns(OtherDirectoryWarning, match="data_dir="):
        Sessions(redis_url=url, data_dir=tmp_path / "a")
