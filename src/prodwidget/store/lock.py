"""The lock on an embedded server's directory, and the process that holds it.

The lock's file descriptor is inherited by the server process, so the operating system lets it go
only when that process is gone, whoever started it. The file names that process.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prodwidget.errors import StoreUnavailable

ELSEWHERE = (
    "Give the URL of a Redis or Valkey server: ProductPipeline(redis_url=…) "
    "or PRODWIDGET_REDIS_URL."
)
"""What to do where the embedded server cannot run."""


@contextmanager
def locked(directory: Path) -> Iterator[int | None]:
    """Hold the lock for a block, which is given its descriptor; ``None`` where another holds it.

    Raises
    ------
    StoreUnavailable
        The disk has no locks.
    """
    lock = os.open(_file(directory), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield lock if _taken(lock, directory) else None
    finally:
        os.close(lock)


def is_locked(directory: Path) -> bool:
    """Whether a server runs in a directory, or is about to; raises as :func:`locked`."""
    try:
        lock = os.open(_file(directory), os.O_RDWR)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    try:
        return not _taken(lock, directory)
    finally:
        os.close(lock)


def name_holder(lock: int, process: int | None) -> None:
    """Write down which process has the lock; ``None`` where that is not known yet."""
    os.ftruncate(lock, 0)
    if process is not None:
        os.pwrite(lock, str(process).encode(), 0)


def holder(directory: Path) -> int | None:
    """The server that has the lock; ``None`` where it is not known, or is no server."""
    try:
        process = int(_file(directory).read_bytes())
    except (OSError, ValueError):
        return None
    # The one that is named may be gone, and its number another's.
    return process if "-server" in _command(process) else None


def ask_to_end(process: int) -> None:
    """Have a server save what it has and end."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM)


def _file(directory: Path) -> Path:
    return directory / "server.lock"


def _taken(lock: int, directory: Path) -> bool:
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StoreUnavailable(
            f"The disk with {directory} cannot lock files ({error.strerror}), as many disks of "
            "other machines cannot; without that, two servers could run on one history.",
            hint=f"Set PRODWIDGET_DATA_DIR to a directory on a disk of this machine. {ELSEWHERE}",
        ) from None
    return True


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text(errors="replace")
    except OSError:
        pass
    try:
        told = subprocess.run(
            ["ps", "-p", str(process), "-o", "command="], capture_output=True, check=False
        )
    except OSError:
        return ""
    return told.stdout.decode(errors="replace")
