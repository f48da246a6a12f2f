"""What is gone from Redis, or died with a kernel, spoils nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from prodwidget.errors import StateUnreadable
from prodwidget.records import ProductStatus
from prodwidget.session import ProductPipeline
from prodwidget.session.sessions import Sessions
from prodwidget.store.history import SessionStore
from prodwidget.store.jobs import LEASE_SECONDS
from tests.server import data_directory
from tests.service.conftest import SlowBackend, job_record, wait_for


@pytest.fixture
def data() -> Iterator[Path]:
    with data_directory() as directory:
        yield directory


# A record that is gone


@pytest.fixture
def pipeline(data: Path) -> Iterator[ProductPipeline]:
    """A session of five, the second of which is lost."""
    backend = SlowBackend()
    backend.go.set()
    made = ProductPipeline("mug", data_dir=data, backend=backend)
    made.create("0").result(120)
    for number in range(1, 5):
        made.edit(str(number)).result(120)
    second = made.history[1]
    made.store.commands.client.hdel(made.store.commands.keys.iterations, second.id)
    yield made
    made.close()


def test_an_older_record_that_is_gone_leaves_the_head_whole(
    pipeline: ProductPipeline, client: redis.Redis
) -> None:
    made = pipeline.edit("5").result(120)
    state = pipeline.state
    assert state.head == made.id == state.iterations[-1].id
    assert [each.prompt for each in state.iterations] == ["0", "2", "3", "4", "5"]
    assert state.iteration_count == 6
    fourth = next(each for each in state.iterations if each.prompt == "3")
    pipeline.rewind(fourth)
    assert pipeline.state.head == fourth.id == pipeline.state.iterations[-1].id
    pipeline.restore(made)
    assert pipeline.state.iterations[-1].prompt == "5"
    assert json.loads(str(client.get("product:mug")))["head"] == made.id


def test_the_others_are_read_where_they_are(pipeline: ProductPipeline) -> None:
    whole = ["0", "2", "3", "4"]
    assert [each.prompt for each in pipeline.iterations] == whole
    assert [each.prompt for each in pipeline.history[:]] == whole
    assert [each.prompt for each in pipeline.history[::-1]] == whole[::-1]
    assert pipeline.history[2].prompt == "2" and pipeline.history[-1].prompt == "4"
    assert "4" in str(pipeline.history) and len(pipeline.history.to_pandas()) == 4
    with pytest.raises(StateUnreadable, match="iteration 1 is gone") as raised:
        pipeline.history[1]
    assert raised.value.hint


def test_what_cannot_be_whole_is_not_copied(pipeline: ProductPipeline, data: Path) -> None:
    sessions = Sessions(data_dir=data)
    for act in (lambda: sessions.copy("mug", "two"), lambda: sessions.export("mug", data / "x")):
        with pytest.raises(StateUnreadable, match="lost its iteration") as raised:
            act()
        assert raised.value.hint
    assert "two" not in sessions and not (data / "x").exists()


def test_a_head_never_goes_to_one_that_is_gone(
    data: Path, pipeline: ProductPipeline, client: redis.Redis
) -> None:
    store = pipeline.store
    third = pipeline.history[2]
    before = client.get("product:mug"), store.line_length()
    client.hdel(store.commands.keys.iterations, third.id)
    for move in (store.rewind, store.restore):
        with pytest.raises(StateUnreadable, match="lost its iteration"):
            move(third, store.state().head)
    assert (client.get("product:mug"), store.line_length()) == before


# A job that died with its kernel


def told(client: redis.Redis, session: str) -> tuple[str, int]:
    key = f"product_status:{session}"
    return json.loads(str(client.get(key)))["status"], int(client.pttl(key))


def test_a_status_of_a_job_that_died_goes_away_by_itself(data: Path, client: redis.Redis) -> None:
    script = """
import os, signal, sys
from prodwidget.session import ProductPipeline
from tests.service.conftest import SlowBackend
backend = SlowBackend()
ProductPipeline("dying", data_dir=sys.argv[1], backend=backend).create("a mug")
backend.started.wait(120)
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script, str(data)], check=False)
    status, left = told(client, "dying")
    assert status in ("queued", "running") and 0 < left <= 2 * LEASE_SECONDS * 1000
    # As its time comes.
    client.pexpire("product_status:dying", 1)
    wait_for(lambda: not client.exists("product_status:dying"))


def test_one_that_lives_is_renewed(client: redis.Redis, data: Path) -> None:
    pipeline = ProductPipeline("living", data_dir=data)
    store: SessionStore = pipeline.store
    record = job_record("living")
    token = store.jobs.begin(record, ProductStatus(status="running", job=record.id))
    key = "product_status:living"
    client.pexpire(key, 5_000)
    store.jobs.update(record.id, token)
    status, left = told(client, "living")
    assert status == "running" and left > 5_000
    # Its kernel slept too long.
    client.delete(key)
    store.jobs.update(record.id, token)
    status, left = told(client, "living")
    assert status == "running" and left > 0
    store.jobs.end(record.id, token, ProductStatus(status="cancelled", job=record.id))
    assert told(client, "living") == ("cancelled", -1)
    pipeline.close()
