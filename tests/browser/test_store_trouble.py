"""The store is not there, or goes away: the panel says so, and goes on when it is back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from prodwidget.store.embedded import socket_path
from tests.browser.lab import Folder
from tests.browser.notebook import STUDIO, OpenNotebook
from tests.browser.pixels import blue, red
from tests.server import free_port
from tests.service.conftest import Server


class PortServer(Server):
    """A Valkey server on a port that is its own, whether it runs or not."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, "--bind", "127.0.0.1")
        self.port = free_port()

    @property
    def studio(self) -> str:
        """A cell that shows a Studio on this server."""
        url = f"redis://127.0.0.1:{self.port}"
        return f"from prodwidget import Studio\n\nStudio(redis_url={url!r})"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PortServer]:
    server = PortServer(tmp_path)
    yield server
    server.kill()


def test_a_server_that_comes_late(open_notebook: OpenNotebook, server: PortServer) -> None:
    notebook = open_notebook(server.studio)
    studio = notebook.show()
    studio.card.get_by_text(f"No answer from Redis at 127.0.0.1:{server.port}").wait_for()
    notebook.screenshot("no server")
    studio.prompt("a red mug")
    studio.refusal.wait_for()
    assert studio.box.input_value() == "a red mug"
    notebook.screenshot("no server for a prompt")

    server.start()
    studio.card.first.wait_for(state="detached")
    studio.prompt("a red mug")
    studio.see(lambda it: red(it) > 300)
    assert studio.refusal.count() == 0
    assert notebook.errors == []


def test_a_server_that_dies_and_comes_back(open_notebook: OpenNotebook, server: PortServer) -> None:
    server.start()
    notebook = open_notebook(server.studio)
    studio = notebook.show()
    studio.prompt("a red mug")
    studio.see(lambda it: red(it) > 300)

    server.kill()
    studio.card.get_by_text("Reconnecting to the store").wait_for()
    notebook.screenshot("the server died")
    studio.see(lambda it: red(it) > 300)
    studio.prompt("make it blue")
    studio.refusal.wait_for()
    assert studio.box.input_value() == "make it blue"
    notebook.screenshot("a prompt for a dead server")

    server.start()
    studio.card.first.wait_for(state="detached")
    studio.prompt("make it blue")
    studio.versions(2)
    studio.see(lambda it: blue(it) > 300)
    assert notebook.errors == []


def test_the_embedded_server_is_killed(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO)
    studio = notebook.show()
    studio.prompt("a red mug")
    studio.see(lambda it: red(it) > 300)

    path = socket_path(notebook.folder.data / "store")
    with redis.Redis(unix_socket_path=str(path)) as client:
        os.kill(client.info()["process_id"], signal.SIGKILL)
    studio.prompt("make it blue")
    studio.versions(2)
    studio.see(lambda it: blue(it) > 300)
    assert notebook.errors == []


def test_a_file_lies_where_the_data_should_be(open_notebook: OpenNotebook, folder: Folder) -> None:
    folder.data.write_text("in the way")
    notebook = open_notebook(STUDIO)
    studio = notebook.show()
    studio.card.get_by_text("Cannot keep anything in").wait_for()
    notebook.screenshot("nowhere to keep data")
    studio.prompt("a red mug")
    studio.refusal.get_by_text("Cannot keep anything in").wait_for()

    folder.data.unlink()
    studio.prompt("a red mug")
    studio.see(lambda it: red(it) > 300)
    assert studio.card.count() == 0
    assert notebook.errors == []
