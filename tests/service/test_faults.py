"""Servers that are killed, full, cut short or damaged: nothing acknowledged is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prodwidget.errors import StoreUnavailable
from prodwidget.session import ProductPipeline
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import connect_embedded
from prodwidget.store.embedded import socket_path, stop_server
from prodwidget.store.history import SessionStore
from tests.server import data_directory
from tests.service.conftest import draft, wait_for
from tests.service.test_concurrency import acknowledged, start_writers


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory for an embedded server of the test's own."""
    with data_directory() as data:
        yield data / "store"


def server_process(store: SessionStore) -> int:
    return int(store.commands.client.info("server")["process_id"])


def open_store(directory: Path, session: str = "current") -> SessionStore:
    return SessionStore(SessionCommands(connect_embedded(directory), "product", session))


def append_only_file(directory: Path) -> Path:
    return next((directory / "appendonlydir").glob("*.incr.aof"))


def test_killed_in_the_middle_of_commits(directory: Path) -> None:
    """The server is killed five times under four writers, and started again by whoever needs it."""
    store = open_store(directory)
    writers = start_writers(f"unix://{socket_path(directory)}", "current", 4, 0)
    for count in range(60, 360, 60):
        wait_for(lambda count=count: store.history_length() >= count, 120)  # type: ignore[misc]
        os.kill(server_process(store), signal.SIGKILL)
        open_store(directory)
    assert all(writer.poll() is None for writer in writers), "one of them gave up"
    told = acknowledged(writers)

    history = {each.id: each for each in store.history(0, 10_000)}
    commits = [each for each in told if each["move"] == "commit"]
    for commit in commits:
        kept = history[str(commit["id"])]
        assert (kept.prompt, kept.parent) == (commit["name"], commit["parent"])
    prompts = [each.prompt for each in history.values()]
    assert len(prompts) == len(set(prompts)), "nothing was committed twice"


def test_an_open_pipeline_goes_on_after_its_server_was_killed(directory: Path) -> None:
    pipeline = ProductPipeline(data_dir=directory.parent)
    first = pipeline.create("a mug").result(120)
    events: list[str] = []
    pipeline.on_change(lambda event: events.append(event.kind))
    os.kill(server_process(pipeline.store), signal.SIGKILL)
    second = pipeline.edit("make it red").result(120)
    assert [each.id for each in pipeline.iterations] == [first.id, second.id]
    wait_for(lambda: "commit" in events)
    assert pipeline.connected
    pipeline.close()


def test_an_append_only_file_that_is_cut_short(directory: Path) -> None:
    """As after a power cut in the middle of a write: all but what was being written is there."""
    store = open_store(directory)
    made = []
    head = None
    for number in range(20):
        kind = "edit" if head else "create"
        head = store.commit(draft(str(number), kind), parent=head, head=head).id  # type: ignore[arg-type]
        made.append(head)
    os.kill(server_process(store), signal.SIGKILL)
    file = append_only_file(directory)
    with file.open("r+b") as data:
        data.truncate(file.stat().st_size - 200)
    kept = [each.id for each in open_store(directory).history(0, 99)]
    assert kept == made[:-1]
    again = store.commit(draft("again", "edit"), parent=kept[-1], head=kept[-1])
    assert again.id > made[-2]


def test_an_append_only_file_that_is_damaged(directory: Path) -> None:
    """The server refuses to start; the user is told why and what to do, and the file is kept."""
    store = open_store(directory)
    for number in range(20):
        store.commit(draft(str(number)), parent=None, head=store.state().head)
    os.kill(server_process(store), signal.SIGKILL)
    file = append_only_file(directory)
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2 : len(damaged) // 2 + 40] = b"\x00" * 40
    file.write_bytes(damaged)
    with pytest.raises(StoreUnavailable, match="stopped as it started") as raised:
        open_store(directory)
    assert "backup" in raised.value.hint
    assert file.read_bytes() == damaged


@pytest.fixture
def small_disk(directory: Path) -> Iterator[Path]:
    """A file system of 4 MB in memory, where this user may mount one."""
    directory.mkdir()
    answer = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(directory)],
        capture_output=True,
        check=False,
    )
    if answer.returncode != 0:
        pytest.skip("mounting a small file system needs root")
    yield directory
    stop_server(directory)
    subprocess.run(["umount", "-l", str(directory)], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    store = open_store(small_disk)
    filler = small_disk / "filler"
    acknowledged_ids: list[str] = []

    def commit() -> None:
        made = store.commit(draft("x" * 1500), parent=None, head=store.state().head)
        acknowledged_ids.append(made.id)

    for _ in range(5):
        commit()
    with filler.open("wb") as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(b"\0" * 65536)
            file.flush()
    with pytest.raises(StoreUnavailable) as raised:
        for _ in range(200):
            commit()
    assert "disk is full" in str(raised.value)
    assert raised.value.hint

    filler.unlink()
    wait_for(lambda: _works(commit))
    kept = [each.id for each in open_store(small_disk).history(0, 999)]
    assert set(acknowledged_ids) <= set(kept)


def _works(work: Callable[[], None]) -> bool:
    try:
        work()
    except StoreUnavailable:
        return False
    return True


def test_two_that_start_the_server_at_once_get_the_same(directory: Path) -> None:
    found: list[int] = []
    ready = threading.Barrier(6)

    def start() -> None:
        ready.wait()
        found.append(server_process(open_store(directory)))

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
