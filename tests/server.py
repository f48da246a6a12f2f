"""Servers of notebooks and apps, and the directories of stores, until they are no longer wanted."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prodwidget.store.embedded import stop_server

START_SECONDS = 120.0
STOP_SECONDS = 20.0

_PORTS = iter(random.sample(range(20_000, 32_000), 12_000))
"""Below those that systems give to connections, and none twice."""


def free_port() -> int:
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


@contextmanager
def data_directory() -> Iterator[Path]:
    """One with an embedded server, until the block ends; its path is short enough for a socket."""
    directory = Path(tempfile.mkdtemp(prefix="pw"))
    try:
        yield directory
    finally:
        stop_server(directory / "store")
        # At once: where only the mark of a stop is gone, pipelines start their server again.
        shutil.rmtree(directory.rename(f"{directory}-gone"), ignore_errors=True)


@contextmanager
def serving(
    module: str, *arguments: str, directory: Path, url: str, environment: dict[str, str]
) -> Iterator[None]:
    """Run ``python -m module`` in a directory, with a store there, until the block ends.

    The block begins when the server answers at ``url``.
    """
    log = directory / f".{module}.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=directory,
            env=os.environ | {"PRODWIDGET_DATA_DIR": str(directory / ".data")} | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(url, server, log)
            yield
        finally:
            _stop(server)
            stop_server(directory / ".data" / "store")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask it to stop, and ask again: Jupyter loses a signal that comes while it writes its log.

    Where it does not (on a busy machine it may wait for a kernel that it lost), it is ended: how a
    host stops is not what is tested, and a kernel whose server is gone ends by itself.
    """
    for _ in range(3):
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
            return
        except subprocess.TimeoutExpired:
            continue
    server.kill()
    server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(url, timeout=30).close()
            return
        except urllib.error.HTTPError:
            # A refusal is an answer.
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer within {START_SECONDS:.0f} s: {log.read_text()}")
