"""What is shown of a running job where there is no panel."""

from __future__ import annotations

import io
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

from prodwidget.backends.base import Generation, GenerationRequest, Progress
from prodwidget.errors import BackendError, JobCancelled
from prodwidget.records import ProductStatus
from prodwidget.session import ProductPipeline
from prodwidget.store import Event
from prodwidget.work.lease import Lease
from prodwidget.work.progress import Log, Terminal, follow, stage_text
from tests.service.conftest import (
    PATIENCE_SECONDS,
    ReviewingBackend,
    SlowBackend,
    small_generation,
    wait_for,
)


class QueuedBackend:
    """Waits in a queue before it does anything, as a provider's job does.

    It begins once the place that shows its progress has shown something, and ends once that has
    shown its last stage.
    """

    name, label = "queued", "a test"
    steps = ("create", "edit")

    def __init__(self, place: type[Log] | type[Terminal], keep: pytest.MonkeyPatch) -> None:
        self._go, self._told = threading.Event(), threading.Event()
        show = place.show

        def noted(it: Any, status: ProductStatus, elapsed: float) -> None:
            show(it, status, elapsed)
            self._go.set()
            if status.stage == "baking":
                self._told.set()

        keep.setattr(place, "show", noted)

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        self._go.wait()
        for place in (3, 1):
            progress.stage("waiting at the provider", queue_position=place)
        progress.stage("baking", detail="step\n1")
        self._told.wait()
        return small_generation(request.prompt)


class StubbornBackend(SlowBackend):
    """Does not look whether it was cancelled, until it is let go."""

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        self.started.set()
        self.go.wait()
        progress.raise_if_cancelled()
        return small_generation(request.prompt)


@pytest.fixture
def interrupt_when(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Presses Ctrl-C once something holds as the log is shown: inside the wait, and not before."""

    def arrange(condition: Callable[[], object]) -> None:
        holds = threading.Event()
        show = Log.show

        def noted(log: Log, status: ProductStatus, elapsed: float) -> None:
            show(log, status, elapsed)
            if condition():
                holds.set()

        def press() -> None:
            holds.wait()
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        monkeypatch.setattr(Log, "show", noted)
        threading.Thread(target=press, daemon=True).start()

    return arrange


def test_a_log_gets_a_line_for_each_stage(
    data: Path, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    backend = QueuedBackend(Log, monkeypatch)
    pipeline = ProductPipeline(session, backend=backend, data_dir=data)
    made = pipeline.create("a mug").follow()
    lines = [line.rpartition(" · ")[0] for line in log.getvalue().splitlines() if " · " in line]
    assert lines == list(dict.fromkeys(lines)), "a stage is told once"
    told = " / ".join(lines)
    assert re.search(
        "waiting at the provider · place 3 in the queue"
        " / waiting at the provider · place 1 in the queue"
        " / baking · step 1",
        told,
    )
    assert "%" not in told
    assert made.id in log.getvalue()


def test_a_terminal_shows_the_stage_and_then_the_product(data: Path, session: str) -> None:
    code = (
        "from prodwidget import ProductPipeline; from tests.service.test_progress import *; "
        "backend = QueuedBackend(Terminal, pytest.MonkeyPatch()); "
        f"ProductPipeline({session!r}, backend=backend, data_dir={str(data)!r})"
        ".create('a [bold]mug[/bold]').follow()"
    )
    terminal = pexpect.spawn(
        sys.executable,
        ["-c", code],
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
        dimensions=(24, 120),
    )
    terminal.expect(pexpect.EOF)
    text = terminal.before
    assert "Traceback" not in text
    assert "\x1b[2K" in text, "rich draws over its own line"
    assert "a [bold]mug[/bold]" in text
    assert re.search(r"made by +a test", text)


def test_an_interrupt_cancels_and_says_so(
    data: Path, session: str, interrupt_when: Callable[[Callable[[], object]], None]
) -> None:
    backend = SlowBackend()
    pipeline = ProductPipeline(session, backend=backend, data_dir=data)
    interrupt_when(backend.started.is_set)
    with pytest.raises(JobCancelled, match="cancelled"):
        pipeline.create("a mug").follow()
    assert pipeline.status.status == "cancelled"
    assert len(pipeline.history) == 0


def test_a_second_interrupt_stops_waiting(
    data: Path, session: str, interrupt_when: Callable[[Callable[[], object]], None]
) -> None:
    backend = StubbornBackend()
    pipeline = ProductPipeline(session, backend=backend, data_dir=data)
    job = pipeline.create("a mug")
    interrupt_when(backend.started.is_set)
    interrupt_when(lambda: job.cancel_requested)
    with pytest.raises(JobCancelled, match="not stopped yet") as raised:
        job.follow()
    assert raised.value.left_running
    backend.go.set()
    with pytest.raises(JobCancelled):
        job.result(120)


def test_a_failure_is_raised_and_a_finished_job_answers_at_once(data: Path, session: str) -> None:
    backend = SlowBackend()
    backend.go.set()
    pipeline = ProductPipeline(session, backend=backend, data_dir=data)
    with pytest.raises(BackendError, match="the oven is cold"):
        pipeline.create("fail").follow()
    job = pipeline.create("a mug")
    job.result(120)
    assert job.follow() == job.result()


def test_a_chooser_is_asked_once_for_each_round(data: Path, session: str) -> None:
    pipeline = ProductPipeline(session, backend=ReviewingBackend(), data_dir=data)
    rounds: list[int] = []

    def choose(status: ProductStatus) -> None:
        rounds.append(len(status.previews))
        wait_for(lambda: pipeline.status.status == "review")
        pipeline.choose(None if len(rounds) == 1 else 1)

    made = follow(pipeline.create("a mug", review=True), choose)
    assert rounds == [2, 2]
    assert made.recipe == {"chosen": 1, "rounds": 2}


def test_a_provider_cannot_draw_on_the_terminal() -> None:
    status = ProductStatus(status="running", stage="baking\x1b[2J", detail="a\nb")
    assert stage_text(status) == "baking [2J · a b"


def test_a_question_that_was_there_before_is_asked_once(data: Path, session: str) -> None:
    pipeline = ProductPipeline(session, backend=ReviewingBackend(), data_dir=data)
    job = pipeline.create("a mug", review=True)
    wait_for(lambda: job.status.status == "review")
    asked: list[ProductStatus] = []

    def choose(status: ProductStatus) -> None:
        asked.append(status)
        pipeline.choose(1)

    assert follow(job, choose).recipe == {"chosen": 1, "rounds": 1}
    assert len(asked) == 1


def test_an_answer_is_of_the_question_that_it_was_given_to(
    data: Path, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = ProductPipeline(session, backend=ReviewingBackend(), data_dir=data)
    write = Lease.write

    def slow(lease: Lease, status: ProductStatus) -> bool:
        # What the lease was renewed with on its own thread, just before.
        lease.renew()
        return write(lease, status)

    monkeypatch.setattr(Lease, "write", slow)
    job = pipeline.create("a mug", review=True)
    wait_for(lambda: pipeline.status.status == "review")
    first = job.status
    pipeline.choose(None)
    wait_for(lambda: job.status.status == "review" and job.status is not first)
    wait_for(lambda: pipeline.status.previews == job.status.previews)
    # As where the stream tells of the first answer only now.
    pipeline._worker.hear(
        Event("1-1", 1, "choice", {"job": pipeline.status.job or "", "choice": "others"})
    )
    time.sleep(1)
    pipeline.choose(0)
    assert job.result().recipe == {"chosen": 0, "rounds": 2}
