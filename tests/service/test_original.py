"""What the original system left becomes a history; a first use that was ended blocks nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prodwidget.errors import (
    JobCancelled,
    ProdwidgetError,
    SessionExists,
    SessionNotFound,
    StateUnreadable,
)
from prodwidget.session import ProductPipeline
from prodwidget.session.sessions import Sessions
from tests.server import data_directory
from tests.service.conftest import SlowBackend, picture, small_glb
from tests.service.fal_server import FalServer, fal_server


@pytest.fixture
def data() -> Iterator[Path]:
    with data_directory() as directory:
        yield directory


@pytest.fixture
def hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FalServer]:
    with fal_server(tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        monkeypatch.setenv("PRODWIDGET_PRIVATE_HOSTS", "localhost")
        yield server


def state(hosts: FalServer, *moments: Any) -> dict[str, Any]:
    """As the original system wrote it."""
    iterations = []
    for number, moment in enumerate(moments):
        hosts.files[f"model{number}.glb"] = small_glb(str(number))
        hosts.files[f"image{number}.png"] = picture("red")
        iterations.append(
            {
                "created_at": moment,
                "prompt": f"a mug {number}",
                "type": "edit" if number else "create",
                "trellis_output": {
                    "model_file": hosts.file_url(f"model{number}.glb"),
                    "color_video": None,
                    "no_background_images": [hosts.file_url(f"image{number}.png")],
                },
                "duration_seconds": 92.4,
            }
        )
    return {
        "prompt": "a mug",
        "mode": "edit",
        "status": "complete",
        "iterations": iterations,
        "trellis_output": iterations[-1]["trellis_output"],
        "created_at": moments[0],
        "updated_at": moments[-1],
    }


def put(sessions: Sessions, value: object) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    sessions._storage.client.set("product:current", text)


@pytest.mark.parametrize(
    "moments",
    [
        ("2025-11-02T10:00:00.123456", "2025-11-02T10:05:00"),
        ("2025-11-02T10:00:00.123456+00:00", "2025-11-02T11:05:00.5Z"),
        (1762077600.5, 1762077900),
        (1762077600500, 1762077900000),
        ("2025-11-02T10:00:00Z", "2025-11-02T10:00:00Z"),
        ("2025-11-02T10:00:00Z", "yesterday"),
        ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00"),
    ],
)
def test_it_becomes_a_history(
    sessions: Sessions, data: Path, hosts: FalServer, moments: tuple[Any, ...]
) -> None:
    put(sessions, state(hosts, *moments))
    with pytest.raises(StateUnreadable) as raised:
        ProductPipeline(data_dir=data)
    assert 'Sessions().adopt("current"' in raised.value.hint
    before = sessions._storage.client.get("product:current")
    assert sessions.adopt(to="mug") == "mug"
    backend = SlowBackend()
    backend.go.set()
    pipeline = ProductPipeline("mug", data_dir=data, backend=backend)
    first, second = pipeline.history
    assert [each.prompt for each in pipeline.iterations] == ["a mug 0", "a mug 1"]
    assert pipeline.model(second) == small_glb("1")
    assert first.duration_seconds == 92.4 and second.parent == first.id < second.id
    assert [each.role for each in first.artifacts] == ["model", "reference"]
    assert "localhost" not in pipeline.state.model_dump_json()
    pipeline.rewind(first)
    assert pipeline.edit("red").result(120).id > second.id
    pipeline.close()
    assert sessions._storage.client.get("product:current") == before
    with pytest.raises(SessionExists):
        sessions.adopt(to="mug")
    sessions.export("mug", data / "mug.zip")
    assert sessions.load(data / "mug.zip", "again") == "again"


def test_what_is_gone_is_told(sessions: Sessions, data: Path, hosts: FalServer) -> None:
    told = state(hosts, 1.0, 2.0, 3.0)
    hosts.files.pop("model0.glb")
    hosts.files["model1.glb"] = b"<html>"
    hosts.files.pop("image2.png")
    put(sessions, told)
    with pytest.warns(UserWarning, match="2 versions"):
        sessions.adopt("current", to="mug")
    pipeline = ProductPipeline("mug", data_dir=data)
    (only,) = pipeline.history
    assert only.prompt == "a mug 2" and only.depth == 0
    pipeline.close()
    hosts.files.pop("model2.glb")
    with pytest.raises(StateUnreadable, match="None of the models") as raised:
        sessions.adopt("current", to="none")
    assert raised.value.hint and "none" not in sessions


@pytest.mark.parametrize(
    "written",
    [
        "no JSON",
        "[]",
        '"x"',
        "{}",
        {"iterations": []},
        {"iterations": [{"created_at": "x"}]},
        {"iterations": [{"created_at": "x", "trellis_output": {"model_file": 5}}]},
        {"iterations": [{"created_at": "x", "trellis_output": {"model_file": "file:///etc/passwd"}}]},
        {"iterations": [{"created_at": "x", "trellis_output": {"model_file": "http://127.0.0.1:1"}}]},
        {"iterations": [{"created_at": "x", "trellis_output": {"model_file": "//"}}]},
        "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_none_of_its_states(sessions: Sessions, written: object) -> None:
    put(sessions, written)
    with pytest.raises(ProdwidgetError) as raised:
        sessions.adopt("current", to="mug")
    assert raised.value.hint and "mug" not in sessions
    assert not list(sessions._storage.artifacts.stored())


def test_nothing_is_there(sessions: Sessions) -> None:
    with pytest.raises(SessionNotFound):
        sessions.adopt(to="mug")
    sessions._storage.client.rpush("product:current", "milk")
    with pytest.raises(StateUnreadable):
        sessions.adopt(to="mug")


def test_a_first_use_that_was_cancelled_blocks_nothing(sessions: Sessions, data: Path) -> None:
    backend = SlowBackend()
    for name in ("loaded", "copied"):
        pipeline = ProductPipeline(name, data_dir=data, backend=backend)
        job = pipeline.create("a mug")
        assert backend.started.wait(120)
        with pytest.raises(SessionExists):
            sessions.adopt(to=name)
        job.cancel()
        with pytest.raises(JobCancelled):
            job.result(120)
        pipeline.close()
        assert name not in sessions
    backend.go.set()
    pipeline = ProductPipeline("mug", data_dir=data, backend=backend)
    made = pipeline.create("a mug").result(120)
    pipeline.close()
    sessions.copy("mug", "copied")
    sessions.load(sessions.export("mug", data / "mug.zip"), "loaded")
    for name in ("loaded", "copied"):
        pipeline = ProductPipeline(name, data_dir=data, backend=backend)
        assert [each.id for each in pipeline.history] == [made.id]
        assert pipeline.status.status == "idle"
        pipeline.close()
