"""Jobs outlive their kernels: taken over, resumed, cancelled from elsewhere, and paid for once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import prodwidget.session.watch
import prodwidget.store.jobs
from prodwidget.errors import JobGone, JobRunning, SpendCapReached
from prodwidget.records import Money
from prodwidget.session.pipeline import ProductPipeline
from tests.service.conftest import SlowBackend, wait_for
from tests.service.staged_kernel import STAGES, PayingBackend, StoppableBackend


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prodwidget.store.jobs, "LEASE_SECONDS", 1.0)
    monkeypatch.setattr(prodwidget.session.watch, "WAIT_SECONDS", 0.2)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger"
    path.touch()
    return path


@pytest.fixture
def kernel_at(
    data: Path, session: str, ledger: Path
) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts a kernel whose job has come to a stage, and waits there."""
    kernels: list[subprocess.Popen[str]] = []

    def start(stage: str) -> subprocess.Popen[str]:
        kernel = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.service.staged_kernel"),
                *(str(data), session, stage, str(ledger)),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        kernels.append(kernel)
        assert kernel.stdout is not None
        assert kernel.stdout.readline().strip() == stage
        return kernel

    yield start
    for kernel in kernels:
        kernel.kill()
        kernel.wait()


def kill(kernel: subprocess.Popen[str]) -> None:
    kernel.kill()
    kernel.wait()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("opened", ["before", "after"])
def test_a_killed_kernels_job_is_finished_by_another(
    data: Path,
    session: str,
    ledger: Path,
    kernel_at: Callable[[str], subprocess.Popen[str]],
    stage: str,
    opened: str,
) -> None:
    kernel = kernel_at(stage)
    if opened == "before":
        other = ProductPipeline(session, backend=PayingBackend(ledger), data_dir=data)
        kill(kernel)
    else:
        kill(kernel)
        other = ProductPipeline(session, backend=PayingBackend(ledger), data_dir=data)

    wait_for(lambda: other.status.status in ("complete", "error") and not other.unfinished)

    if stage == "sending":
        error = other.status.error
        assert error is not None
        assert error.code == "submission_unknown"
        assert error.hint
        assert len(other.history) == 0
        assert ledger.read_text() == ""
        assert other.spent == pytest.approx(0.02)
    else:
        assert [each.prompt for each in other.history] == ["a mug"]
        assert ledger.read_text() == "a mug\n"
        assert other.spent == pytest.approx(0.02)
        assert other.model(other.history[0]) == b"glTFa mug"


def test_a_kernel_that_was_out_of_touch_commits_nothing_more(
    data: Path, session: str, ledger: Path, kernel_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    kernel = kernel_at("committing")
    os.kill(kernel.pid, signal.SIGSTOP)
    other = ProductPipeline(session, backend=PayingBackend(ledger), data_dir=data)
    wait_for(lambda: len(other.history) == 1)
    later = other.edit("a later edit").result(20)
    ledger.with_suffix(".go").touch()
    os.kill(kernel.pid, signal.SIGCONT)
    assert kernel.stdout is not None
    assert kernel.stdout.readline().strip() == "JobTakenOver"
    assert [each.id for each in other.history][-1] == later.id
    assert len(other.history) == 2


def test_the_former_owner_is_told(data: Path, session: str, ledger: Path) -> None:
    slow = SlowBackend()
    slow.name = "paying"
    first = ProductPipeline(session, backend=slow, data_dir=data)
    job = first.create("a mug")
    assert slow.started.wait(10)
    # As if this kernel had been suspended for longer than its lease.
    first.store.commands.client.delete(first.store.commands.keys.lease)
    other = ProductPipeline(session, backend=PayingBackend(ledger), data_dir=data)
    wait_for(lambda: len(other.history) == 1)
    slow.go.set()
    with pytest.raises(Exception) as raised:
        job.result(20)
    assert raised.type.__name__ == "JobTakenOver"
    assert len(other.history) == 1


def test_a_job_of_another_backend_is_left_to_it_and_does_not_block(
    data: Path, session: str, kernel_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    kill(kernel_at("submitted"))
    other = ProductPipeline(session, data_dir=data)
    wait_for(lambda: other.status.status == "error")
    assert other.status.error is not None
    assert other.status.error.code == "interrupted"
    made = other.create("a jar").result(20)
    assert [each.id for each in other.history] == [made.id]
    assert [each.backend for each in other.unfinished] == ["paying"]


def test_cancel_reaches_another_kernel(
    data: Path, session: str, kernel_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    kernel = kernel_at("submitted")
    other = ProductPipeline(session, data_dir=data)
    with pytest.raises(JobRunning, match="a mug"):
        other.create("a jar")
    assert other.cancel()
    wait_for(lambda: other.status.status == "cancelled")
    assert kernel.stdout is not None
    assert kernel.stdout.readline().strip() == "JobCancelled"
    assert not other.cancel()
    assert len(other.history) == 0


@pytest.mark.parametrize(
    ("backend", "outcome"), [(PayingBackend, "left_running"), (StoppableBackend, "cancelled")]
)
def test_cancelling_a_dead_kernels_job_tells_whether_it_stopped(
    data: Path,
    session: str,
    ledger: Path,
    kernel_at: Callable[[str], subprocess.Popen[str]],
    monkeypatch: pytest.MonkeyPatch,
    backend: type[PayingBackend],
    outcome: str,
) -> None:
    kernel = kernel_at("submitted")
    monkeypatch.setattr(prodwidget.session.watch, "WAIT_SECONDS", 600.0)
    made = backend(ledger)
    other = ProductPipeline(session, backend=made, data_dir=data)
    kill(kernel)
    wait_for(lambda: other.store.jobs.lapsed())
    assert other.cancel()
    wait_for(lambda: other.status.status == outcome)
    assert len(other.history) == 0
    if outcome == "left_running":
        assert other.status.recoverable
        assert other.recover().result(20).prompt == "a mug"
        assert ledger.read_text() == "a mug\n"
    else:
        assert made.stopped == [{"model": {"request": "a mug"}}]
        assert other.unfinished == []


def test_a_failed_job_goes_on_from_what_it_paid_for(data: Path, session: str, ledger: Path) -> None:
    class Unlucky(PayingBackend):
        luck = False

        def reach(self, stage: str, progress: object = None) -> None:
            if stage == "made" and not self.luck:
                raise RuntimeError("the provider fell over")

    backend = Unlucky(ledger)
    pipeline = ProductPipeline(session, backend=backend, data_dir=data)
    with pytest.raises(Exception, match="fell over"):
        pipeline.create("a mug").result(20)
    assert pipeline.status.recoverable
    backend.luck = True
    assert pipeline.recover().result(20).prompt == "a mug"
    assert ledger.read_text() == "a mug\n"
    assert pipeline.spent == pytest.approx(0.02)
    assert pipeline.unfinished == []
    with pytest.raises(JobGone):
        pipeline.recover()


def test_what_was_made_while_the_head_moved_is_kept_beside_the_line(
    data: Path, session: str
) -> None:
    backend = SlowBackend()
    backend.go.set()
    pipeline = ProductPipeline(session, backend=backend, data_dir=data)
    first = pipeline.create("a mug").result(20)
    second = pipeline.edit("red").result(20)
    backend.go.clear()
    backend.started.clear()
    job = pipeline.edit("taller")
    assert backend.started.wait(10)
    pipeline.rewind(first)
    backend.go.set()
    made = job.result(20)
    assert made.parent == second.id
    assert 'was rewound to "a mug"' in made.notes[0]
    assert [each.id for each in pipeline.iterations] == [first.id]
    assert made.id in [each.id for each in pipeline.history]
    assert pipeline.status.notes == made.notes
    pipeline.restore(made)
    assert [each.id for each in pipeline.iterations] == [first.id, second.id, made.id]


def test_an_edit_of_an_older_iteration_starts_a_branch(pipeline: ProductPipeline) -> None:
    first = pipeline.create("a black bottle").result(30)
    second = pipeline.edit("make the lid red").result(30)
    branch = pipeline.edit("make the lid green", parent=first).result(30)
    assert branch.parent == first.id
    assert [each.id for each in pipeline.iterations] == [first.id, branch.id]
    assert not next(each for each in pipeline.history if each.id == second.id).discarded


def test_a_run_that_would_pass_the_cap_is_refused(data: Path, session: str, ledger: Path) -> None:
    pipeline = ProductPipeline(
        session, backend=PayingBackend(ledger), data_dir=data, spend_cap=0.03
    )
    assert pipeline.money == Money(spent=0, next_create=0.02, next_edit=0.02, cap=0.03)
    first = pipeline.create("a mug").result(20)
    with pytest.raises(SpendCapReached, match=r"\$0\.02") as raised:
        pipeline.edit("red")
    assert "spend_cap" in raised.value.hint
    assert ledger.read_text() == "a mug\n"
    assert pipeline.state.head == first.id
    pipeline.spend_cap = 0.04
    pipeline.edit("red").result(20)
    assert pipeline.spent == pytest.approx(0.04)
