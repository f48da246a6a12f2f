"""The embedded server where it cannot run, cannot be reached, or leaves things open to others."""

from __future__ import annotations

import errno
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from prodwidget.errors import StoreUnavailable
from prodwidget.session import ProductPipeline
from prodwidget.session.sessions import Sessions
from prodwidget.store.connection import connect_embedded
from prodwidget.store.embedded import ensure_server, socket_path, stop_server
from prodwidget.store.lock import holder, is_locked
from prodwidget.widgets.studio import Studio
from tests.server import data_directory
from tests.service.conftest import SlowBackend, wait_for


@pytest.fixture
def data() -> Iterator[Path]:
    with data_directory() as directory:
        yield directory


def refuses(data: Path, *words: str) -> None:
    """Whatever opens the store is told what is wrong and what to do."""
    for opened in (ProductPipeline, Sessions):
        with pytest.raises(StoreUnavailable) as raised:
            opened(data_dir=data)
        assert raised.value.hint
        for word in words:
            assert word in str(raised.value)
    panel = Studio(data_dir=data)
    assert panel.status["status"] == "error" and panel.status["error"]["hint"]
    for word in words:
        assert word in str(panel.status["error"])
    panel.close()


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EIO])
def test_a_disk_without_locks(data: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    import fcntl

    def flock(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    refuses(data, "cannot lock files", "PRODWIDGET_DATA_DIR", "redis_url")
    monkeypatch.undo()


def test_a_file_where_a_directory_belongs(data: Path) -> None:
    (data / "store").write_text("a file")
    refuses(data, "is a file", "PRODWIDGET_DATA_DIR")
    refuses(data / "store" / "deeper", "is a file")


def test_a_directory_where_a_file_belongs(data: Path) -> None:
    (data / "store" / "server.lock").mkdir(parents=True)
    refuses(data, "server.lock", "redis_url")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a disk that takes no file")
def test_a_disk_that_takes_nothing() -> None:
    refuses(Path("/proc/prodwidget"), "PRODWIDGET_DATA_DIR")


@pytest.fixture
def far_away(data: Path) -> Path:
    """A directory whose path is too long for a socket."""
    return data / ("long" * 30)


@pytest.mark.parametrize("kind", ["file", "link", "open"])
def test_a_leftover_in_the_temporary_directory(
    data: Path, far_away: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    temporary = data / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    leftover = temporary / f"prodwidget-{os.getuid()}"
    if kind == "file":
        leftover.write_text("left over")
    elif kind == "link":
        leftover.symlink_to(data)
    else:
        leftover.mkdir()
        leftover.chmod(0o777)
    refuses(far_away, str(leftover), "Remove it")


def test_no_home(tmp_path: Path) -> None:
    script = """
import os
os.environ.pop("HOME", None)
os.environ.pop("PRODWIDGET_DATA_DIR", None)
from prodwidget.errors import StoreUnavailable
from prodwidget.session import ProductPipeline
import pwd
def nobody(*_): raise KeyError("uid not found")
pwd.getpwuid = nobody
try:
    ProductPipeline()
except StoreUnavailable as error:
    assert "HOME" in str(error) and "PRODWIDGET_DATA_DIR" in error.hint, error
else:
    raise AssertionError("a store was opened somewhere")
"""
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    assert not list(tmp_path.iterdir())


def test_nothing_is_writable_by_others(data: Path) -> None:
    script = """
import os, sys
os.umask(0)
from prodwidget.session import ProductPipeline
from prodwidget.store.embedded import stop_server
from pathlib import Path
pipeline = ProductPipeline(data_dir=sys.argv[1])
pipeline.create("a mug").result(120)
pipeline.close()
stop_server(Path(sys.argv[1]) / "store")
"""
    deep = data / "new" / "deep"
    subprocess.run([sys.executable, "-c", script, str(deep)], check=True)
    made = list((data / "new").rglob("*"))
    assert {"server.log", "server.lock", "server.stopped"} <= {each.name for each in made}
    for path in (data / "new", *made):
        assert not path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH), path


def server_of(client: redis.Redis) -> int:
    return int(client.info("server")["process_id"])


def test_a_server_whose_socket_was_deleted_is_replaced(data: Path) -> None:
    backend = SlowBackend()
    backend.go.set()
    pipeline = ProductPipeline(data_dir=data, backend=backend)
    made = pipeline.create("a mug").result(120)
    before = server_of(connect_embedded(data / "store"))
    socket_path(data / "store").unlink()
    again = ProductPipeline(data_dir=data, backend=backend)
    assert [each.id for each in again.history] == [made.id]
    assert server_of(connect_embedded(data / "store")) != before
    assert pipeline.edit("red").result(120).parent == made.id, "who was there before goes on"
    for each in (pipeline, again):
        each.close()


def test_a_socket_that_is_gone_and_a_server_that_nobody_named(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect_embedded(data / "store").close()
    process = holder(data / "store")
    assert process is not None
    socket_path(data / "store").unlink()
    (data / "store" / "server.lock").write_bytes(b"")
    monkeypatch.setattr("prodwidget.store.embedded.START_SECONDS", 1.0)
    with pytest.raises(StoreUnavailable, match="another process") as raised:
        ensure_server(data / "store")
    assert "server.log" in raised.value.hint
    os.kill(process, signal.SIGTERM)
    wait_for(lambda: not is_locked(data / "store"))


def test_a_silent_server_is_stopped_and_not_taken_for_none(data: Path) -> None:
    client = connect_embedded(data / "store")
    process = server_of(client)
    os.kill(process, signal.SIGSTOP)
    answers: list[bool] = []
    stopping = threading.Thread(target=lambda: answers.append(stop_server(data / "store")))
    stopping.start()
    # Longer than anybody waits for one answer.
    stopping.join(6)
    assert stopping.is_alive() and not answers
    os.kill(process, signal.SIGCONT)
    stopping.join(120)
    assert answers == [True]
    assert not is_locked(data / "store")
    assert not stop_server(data / "store")


def test_one_that_stays_silent_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process = server_of(connect_embedded(data / "store"))
    monkeypatch.setattr("prodwidget.store.embedded.START_SECONDS", 1.0)
    os.kill(process, signal.SIGSTOP)
    try:
        with pytest.raises(StoreUnavailable, match=f"process {process} is silent") as raised:
            stop_server(data / "store")
        assert raised.value.hint
        with pytest.raises(StoreUnavailable, match=f"process {process}"):
            ensure_server(data / "store")
    finally:
        os.kill(process, signal.SIGCONT)
    wait_for(lambda: not is_locked(data / "store"))


def test_another_process_is_never_ended(data: Path, make: Callable[[], int]) -> None:
    """The number in a lock file may have become another's."""
    connect_embedded(data / "store").close()
    stranger = make()
    (data / "store" / "server.lock").write_text(str(stranger))
    assert holder(data / "store") is None
    os.kill(stranger, 0)


@pytest.fixture
def make() -> Iterator[Callable[[], int]]:
    made: list[subprocess.Popen[bytes]] = []

    def start() -> int:
        made.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]))
        return made[-1].pid

    yield start
    for each in made:
        each.kill()
        each.wait()


def test_a_socket_that_something_else_has(data: Path) -> None:
    """A file that is left of a server that was killed is no obstacle."""
    client = connect_embedded(data / "store")
    os.kill(server_of(client), signal.SIGKILL)
    wait_for(lambda: not is_locked(data / "store"))
    left = socket_path(data / "store")
    if left.exists():
        left.unlink()
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(left))
    assert connect_embedded(data / "store").ping()
