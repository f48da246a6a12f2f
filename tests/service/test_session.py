"""A session on a real server: the embedded one, as a person gets it."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from prodwidget.errors import (
    ArtifactMissing,
    ConfigurationError,
    ExportError,
    IterationNotFound,
    JobCancelled,
    JobRunning,
    PromptError,
    StoreUnavailable,
)
from prodwidget.records import ProductIteration
from prodwidget.session import ProductPipeline
from prodwidget.store.connection import connect_embedded
from prodwidget.store.embedded import ensure_server
from prodwidget.widgets.viewer import ModelViewer
from tests.server import data_directory
from tests.service.conftest import SlowBackend


def test_create_edit_rewind_restore(pipeline: ProductPipeline) -> None:
    first = pipeline.create("a black bottle").result(120)
    second = pipeline.edit("make the lid red").result(120)
    assert second.parent == first.id < second.id
    assert pipeline.model(second)[:4] == b"glTF"
    assert [each.id for each in pipeline.iterations] == [first.id, second.id]
    pipeline.rewind(first.id)
    assert pipeline.state.head == first.id
    assert pipeline.history[-1].discarded
    pipeline.restore(second.id)
    assert pipeline.iterations[-1] == second
    assert pipeline.status.status == "complete"


def test_a_seed_is_drawn_and_an_edit_keeps_its_parents(
    pipeline: ProductPipeline, data: Path
) -> None:
    first, second = (pipeline.create("a red bottle").result(60) for _ in range(2))
    assert first.seed != second.seed, "one in two billions is the same"
    assert pipeline.edit("make it blue").result(60).seed == second.seed
    assert pipeline.edit("make it blue", parent=first).result(60).seed == first.seed
    assert pipeline.edit("make it green", seed=7).result(60).seed == 7
    assert pipeline.edit("make it blue").result(60).seed == 7
    assert pipeline.create("a red bottle", seed=first.seed).result(60).model == first.model
    usual = ProductPipeline(pipeline.session, data_dir=data, seed=42)
    assert usual.create("a red bottle").result(60).seed == 42
    assert usual.edit("make it blue", parent=first).result(60).seed == first.seed
    usual.close()


def test_an_iteration_is_saved_from_wherever_it_was_read(
    pipeline: ProductPipeline, data: Path, session: str, tmp_path: Path
) -> None:
    made = pipeline.create("a black bottle").result(120)
    glb = pipeline.model(made)
    again = ProductPipeline(session, data_dir=data)
    for number, each in enumerate(
        [
            made,
            again.iteration(made.id),
            again.iterations[0],
            again.state.iterations[0],
            pickle.loads(pickle.dumps(made)),
        ]
    ):
        assert each == made
        file = each.save(tmp_path / f"{number}.glb")
        assert file.read_bytes() == glb
        assert ModelViewer(each).export_html(tmp_path / "page.html").stat().st_size > len(glb) / 3
    again.close()
    assert made.save(str(file)) == file, "one that is there is replaced"


def test_an_iteration_that_cannot_be_saved(pipeline: ProductPipeline, tmp_path: Path) -> None:
    made = pipeline.create("a black bottle").result(120)
    kept = tmp_path / "kept.glb"
    kept.write_bytes(b"mine")
    copied = ProductIteration.model_validate_json(made.model_dump_json())
    assert copied == made, "where it was read does not matter"
    for place in (tmp_path, tmp_path / "nowhere" / "bottle.glb"):
        with pytest.raises(ExportError) as refused:
            made.save(place)
        assert refused.value.hint
    with pytest.raises(ArtifactMissing, match="not read from a session"):
        copied.save(kept)
    pipeline.artifacts.remove(made.model.sha256)
    with pytest.raises(ArtifactMissing, match="is not in"):
        made.save(kept)
    assert kept.read_bytes() == b"mine"
    assert [each.name for each in tmp_path.iterdir()] == ["kept.glb"]


def test_a_job_can_be_awaited(pipeline: ProductPipeline) -> None:
    async def work() -> str:
        return (await pipeline.create("a mug")).prompt

    # On a thread of its own: the browser tests leave a loop running on the main one.
    with ThreadPoolExecutor(1) as executor:
        assert executor.submit(asyncio.run, work()).result(120) == "a mug"


@pytest.mark.parametrize("prompt", ["", " \n\t", "\x00\x1b", "bottle " * 15_000])
def test_a_prompt_that_cannot_be_used_is_refused(pipeline: ProductPipeline, prompt: str) -> None:
    with pytest.raises(PromptError) as raised:
        pipeline.create(prompt)
    assert raised.value.hint
    assert len(pipeline.history) == 0


def test_html_in_a_prompt_stays_text(pipeline: ProductPipeline) -> None:
    pipeline.create("<script>alert(1)</script> bottle").result(120)
    assert "<script>" not in pipeline.iterations._repr_html_()


def test_an_unknown_id_and_an_edit_of_nothing(pipeline: ProductPipeline) -> None:
    with pytest.raises(IterationNotFound):
        pipeline.rewind("2020-01-01T00:00:00.000000Z")
    with pytest.raises(PromptError, match="no product"):
        pipeline.edit("red")


def test_one_job_at_a_time_and_cancel(data: Path) -> None:
    backend = SlowBackend()
    pipeline = ProductPipeline("busy", backend=backend, data_dir=data)
    job = pipeline.create("the first")
    assert backend.started.wait(120)
    with pytest.raises(JobRunning, match="the first"):
        ProductPipeline("busy", data_dir=data).create("the second")
    assert pipeline.cancel()
    with pytest.raises(JobCancelled):
        job.result(120)
    assert pipeline.status.status == "cancelled"
    assert len(pipeline.history) == 0


def test_a_failure_leaves_the_history_as_it_was(data: Path) -> None:
    backend = SlowBackend()
    backend.go.set()
    pipeline = ProductPipeline("failing", backend=backend, data_dir=data)
    kept = pipeline.create("good").result(120)
    with pytest.raises(Exception, match="the oven is cold"):
        pipeline.edit("fail").result(120)
    assert pipeline.state.head == kept.id
    assert pipeline.status.error is not None
    assert pipeline.status.error.hint


def test_another_pipeline_hears_of_a_commit(pipeline: ProductPipeline, data: Path) -> None:
    other = ProductPipeline(pipeline.session, data_dir=data)
    heard = threading.Event()
    end = other.on_change(lambda event: heard.set() if event.kind == "commit" else None)
    made = pipeline.create("a vase").result(120)
    assert heard.wait(120)
    assert other.state.head == made.id
    end()


def test_a_damaged_artifact_is_told(pipeline: ProductPipeline) -> None:
    made = pipeline.create("a bowl").result(120)
    pipeline.artifacts.path(made.model.sha256).write_bytes(b"glTF rubbish")
    with pytest.raises(ArtifactMissing, match="damaged"):
        pipeline.model(made)


def test_the_server_is_private_shared_and_loses_nothing() -> None:
    code = (
        "import sys; from prodwidget import ProductPipeline; "
        "p = ProductPipeline(data_dir=sys.argv[1]); "
        "print(p.store.commands.client.info('server')['process_id'], flush=True); sys.stdin.read()"
    )
    with data_directory() as directory:
        kernels = [
            subprocess.Popen(
                [sys.executable, "-c", code, str(directory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(4)
        ]
        ids = {kernel.stdout.readline().strip() for kernel in kernels if kernel.stdout}
        for kernel in kernels:
            kernel.kill()
            kernel.wait(120)
        assert len(ids) == 1, "kernels that start in the same instant share one server"
        socket = ensure_server(directory / "store")
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        made = ProductPipeline(data_dir=directory).create("a mug").result(120)
        client = connect_embedded(directory / "store")
        server = client.info("server")["process_id"]
        assert str(server) in ids
        os.kill(server, signal.SIGKILL)
        again = ProductPipeline(data_dir=directory)
        assert [each.id for each in again.iterations] == [made.id]


def test_stores_that_cannot_be_used_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for options, error in (
        ({"data_dir": tmp_path / "file"}, StoreUnavailable),
        ({"redis_url": "redis://127.0.0.1:1/0"}, StoreUnavailable),
        ({"redis_url": "http://example.invalid"}, ConfigurationError),
    ):
        with pytest.raises(error) as raised:
            ProductPipeline(**options)  # type: ignore[arg-type]
        assert raised.value.hint
