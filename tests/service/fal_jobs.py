"""fal at hand, and kernels with a job for it: what the tests of all that fal makes share."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from prodwidget.artifacts.local import LocalArtifacts
from prodwidget.backends.base import GeneratedFile
from prodwidget.backends.download import FileRules
from prodwidget.backends.fal import FILE_HOSTS, FalModels, Patience
from prodwidget.records import ProductStatus
from prodwidget.store.commands import SessionCommands
from prodwidget.store.connection import connect_embedded
from prodwidget.store.history import SessionStore
from prodwidget.store.holds import Holds
from prodwidget.work.keeping import Keeper
from prodwidget.work.promise import JobPromise
from prodwidget.work.run import Run
from tests.service.conftest import job_record
from tests.service.fal_server import KEY, FalServer, RemoteJob, fal_at_hand

QUICK = Patience(poll=0.01, answer=60, submit=60, silence=600, cancel=60, job=900)


def png(width: int = 96, height: int = 96, mode: str = "RGB", noisy: bool = False) -> GeneratedFile:
    """A picture of the product."""
    size = (width, height)
    picture = Image.effect_noise(size, 90).convert(mode) if noisy else Image.new(mode, size, 7)
    with io.BytesIO() as file:
        picture.save(file, "PNG")
        return GeneratedFile("reference", file.getvalue(), "image/png")


PICTURE = png()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FalServer]:
    directory = tmp_path_factory.mktemp("fal")
    with fal_at_hand(directory) as server, pytest.MonkeyPatch.context() as patch:
        for name in ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET", "PRODWIDGET_FAL_ENDPOINT"):
            patch.delenv(name, raising=False)
        patch.setenv("FAL_HOME_DIR", str(directory))
        yield server


@pytest.fixture
def server(running: FalServer) -> Iterator[FalServer]:
    running.reset()
    yield running
    assert not running.leaks, "no credential goes to the file host"


def models(
    server: FalServer, endpoint: str = "fal-ai/trellis", patience: Patience = QUICK, **options: Any
) -> FalModels:
    return FalModels(endpoint, options, key=KEY, patience=patience, files=rules())


def rules(**changes: Any) -> FileRules:
    """fal's own, and the loopback server."""
    return FileRules("fal", FILE_HOSTS, private_hosts=("localhost", "127.0.0.1"), **changes)


class Kernel:
    """A job at work in a kernel, with what it showed."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.shown: list[ProductStatus] = []
        run.promise.watch(self.shown.append)

    @property
    def checkpoint(self) -> Any:
        return self.run.checkpoints.get("model")

    @property
    def spent(self) -> float:
        return self.run.record.spent_microdollars / 1e6

    def cancel_when(self, seen: Callable[[ProductStatus], bool]) -> None:
        """Cancel the job as soon as it shows this."""

        def look(status: ProductStatus) -> None:
            if seen(status):
                self.run.promise.ask_to_cancel()

        self.run.promise.watch(look)

    def cancel_at(self, stage: str) -> None:
        """Cancel the job as soon as it is here."""
        self.cancel_when(lambda status: status.stage == stage)


@pytest.fixture
def kernels(data: Path, session: str) -> Iterator[Kernel]:
    """A kernel with a job, and others that go on with the job as it stands in the store."""
    commands = SessionCommands(connect_embedded(data / "store"), "product", session)
    store, artifacts = SessionStore(commands), LocalArtifacts(data / "blobs")
    jobs = store.jobs
    store.open()
    record = job_record(session[-12:], seed=5, backend="fal")
    token = jobs.begin(record, ProductStatus(status="queued", job=record.id))

    def all() -> Iterator[Kernel]:
        while True:
            (stored,) = jobs.unfinished()
            yield Kernel(
                Run(
                    store,
                    JobPromise(stored),
                    token,
                    Keeper(artifacts, Holds(commands.client).holder()),
                )
            )

    return all()


@pytest.fixture
def kernel(kernels: Iterator[Kernel]) -> Kernel:
    return next(kernels)


def make(maker: FalModels, kernel: Kernel, *pictures: GeneratedFile, seed: int = 5) -> bytes:
    result = maker.make(pictures or (PICTURE,), seed=seed, progress=kernel.run)
    return result.file.data


def only_job(server: FalServer) -> RemoteJob:
    (job,) = server.jobs.values()
    assert len(server.asked("submit")) == 1
    return job


@pytest.fixture
def platform(server: FalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FalServer:
    """fal's platform at hand, and a data directory where nothing was heard of it yet."""
    monkeypatch.setenv("PRODWIDGET_FAL_PLATFORM", f"https://{server.platform_host}")
    monkeypatch.setenv("PRODWIDGET_DATA_DIR", str(tmp_path))
    return server
