"""Jobs outlive their kernels: taken over, resumed, cancelled from elsewhere, and paid for once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import prodwidget.session.watch
import prodwidget.store.jobs
from prodwidget.backends import GeneratedFile, Generation, GenerationRequest, Progress
from prodwidget.backends.procedural import ProceduralBackend
from prodwidget.errors import (
    BackendError,
    ConfigurationError,
    JobGone,
    JobRunning,
    SpendCapReached,
    StoreUnavailable,
    SubmissionUnknown,
)
from prodwidget.records import Money, ProductStatus
from prodwidget.session import ProductPipeline
from prodwidget.store.history import SessionStore
from tests.service.conftest import (
    PATIENCE_SECONDS,
    Server,
    SlowBackend,
    draft,
    job_record,
    lapse,
    small_generation,
    small_glb,
    wait_for,
)
from tests.service.staged_kernel import STAGES, PayingBackend, StoppableBackend


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
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
        lapse(data, session)
    else:
        kill(kernel)
        lapse(data, session)
        other = ProductPipeline(session, backend=PayingBackend(ledger), data_dir=data)

    def ended() -> bool:
        status = other.status
        interrupted = status.error is not None and status.error.code == "interrupted"
        return status.status in ("complete", "error") and not interrupted

    wait_for(ended)

    if stage == "sending":
        error = other.status.error
        assert error is not None
        assert error.code == "submission_unknown"
        assert error.hint
        assert len(other.history) == 0
        assert ledger.read_text() == ""
        assert other.spent == pytest.approx(0.02)
        # Nobody sends it again by themselves, and nothing of it is thrown away.
        (left,) = other.unfinished
        with pytest.raises(SubmissionUnknown):
            other.recover(left.id).result(120)
        assert ledger.read_text() == ""
        assert other.recover(left.id, send_again=True).result(120).prompt == "a mug"
        assert ledger.read_text() == "a mug\n"
        assert other.spent == pytest.approx(0.04)
    else:
        assert not other.unfinished
        assert [each.prompt for each in other.history] == ["a mug"]
        assert ledger.read_text() == "a mug\n"
        assert other.spent == pytest.approx(0.02)
        assert other.model(other.history[0]) == small_glb("a mug")


def test_a_kernel_that_was_out_of_touch_commits_nothing_more(
    data: Path, session: str, ledger: Path, kernel_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    kernel = kernel_at("committing")
    os.kill(kernel.pid, signal.SIGSTOP)
    os.waitpid(kernel.pid, os.WUNTRACED)
    lapse(data, session)
    other = ProductPipeline(session, backend=PayingBackend(ledger), data_dir=data)
    wait_for(lambda: len(other.history) == 1)
    later = other.edit("a later edit").result(120)
    ledger.with_suffix(".go").touch()
    os.kill(kernel.pid, signal.SIGCONT)
    assert kernel.stdout is not None
    assert kernel.stdout.readline().strip() == "JobTakenOver"
    assert [each.id for each in other.history][-1] == later.id
    assert len(other.history) == 2


def test_the_former_owner_is_told(
    data: Path, session: str, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prodwidget.store.jobs, "LEASE_SECONDS", 3600.0)
    slow = SlowBackend()
    slow.name = "paying"
    others = set(threading.enumerate())
    first = ProductPipeline(session, backend=slow, data_dir=data)
    (watching,) = set(threading.enumerate()) - others
    job = first.create("a mug")
    assert slow.started.wait(120)
    # As if this kernel had been suspended for longer than its lease.
    first.close()
    watching.join(PATIENCE_SECONDS)
    lapse(data, session)
    other = ProductPipeline(session, backend=PayingBackend(ledger), data_dir=data)
    wait_for(lambda: len(other.history) == 1)
    slow.go.set()
    with pytest.raises(Exception) as raised:
        job.result(120)
    assert raised.type.__name__ == "JobTakenOver"
    assert len(other.history) == 1


def test_a_job_of_another_backend_is_left_to_it_and_does_not_block(
    data: Path, session: str, kernel_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    kill(kernel_at("submitted"))
    lapse(data, session)
    other = ProductPipeline(session, data_dir=data)
    wait_for(lambda: other.status.status == "error")
    assert other.status.error is not None
    assert other.status.error.code == "interrupted"
    made = other.create("a jar").result(120)
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
    lapse(data, session)
    assert other.cancel()
    wait_for(lambda: other.status.status == outcome)
    assert len(other.history) == 0
    if outcome == "left_running":
        assert other.status.recoverable
        assert other.recover().result(120).prompt == "a mug"
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
        pipeline.create("a mug").result(120)
    assert pipeline.status.recoverable
    backend.luck = True
    assert pipeline.recover().result(120).prompt == "a mug"
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
    first = pipeline.create("a mug").result(120)
    second = pipeline.edit("red").result(120)
    backend.go.clear()
    backend.started.clear()
    job = pipeline.edit("taller")
    assert backend.started.wait(120)
    pipeline.rewind(first)
    backend.go.set()
    made = job.result(120)
    assert made.parent == second.id
    assert 'was rewound to "a mug"' in made.notes[0]
    assert [each.id for each in pipeline.iterations] == [first.id]
    assert made.id in [each.id for each in pipeline.history]
    assert pipeline.status.notes == made.notes
    pipeline.restore(made)
    assert [each.id for each in pipeline.iterations] == [first.id, second.id, made.id]


def test_an_edit_of_an_older_iteration_starts_a_branch(pipeline: ProductPipeline) -> None:
    first = pipeline.create("a black bottle").result(120)
    second = pipeline.edit("make the lid red").result(120)
    branch = pipeline.edit("make the lid green", parent=first).result(120)
    assert branch.parent == first.id
    assert [each.id for each in pipeline.iterations] == [first.id, branch.id]
    assert not next(each for each in pipeline.history if each.id == second.id).discarded


def test_a_run_that_would_pass_the_cap_is_refused(data: Path, session: str, ledger: Path) -> None:
    pipeline = ProductPipeline(
        session, backend=PayingBackend(ledger), data_dir=data, spend_cap=0.03
    )
    assert pipeline.money == Money(spent=0, next_create=0.02, next_edit=0.02, cap=0.03)
    first = pipeline.create("a mug").result(120)
    with pytest.raises(SpendCapReached, match=r"\$0\.02") as raised:
        pipeline.edit("red")
    assert "spend_cap" in raised.value.hint
    assert ledger.read_text() == "a mug\n"
    assert pipeline.state.head == first.id
    pipeline.spend_cap = 0.04
    pipeline.edit("red").result(120)
    assert pipeline.spent == pytest.approx(0.04)


# Whose job it is


def test_a_job_is_carried_out_by_the_backend_that_it_names_or_by_nobody(
    data: Path, session: str, ledger: Path, kernel_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    kill(kernel_at("submitted"))
    lapse(data, session)
    other = ProductPipeline(session, backend="procedural", data_dir=data)
    with pytest.raises(ConfigurationError, match="backend paying") as raised:
        other.recover()
    assert 'backend="paying"' in raised.value.hint
    assert other.unfinished and len(other.history) == 0
    right = ProductPipeline(session, backend=PayingBackend(ledger), data_dir=data)
    wait_for(lambda: len(right.history) == 1)
    assert right.history[0].backend == "paying"
    assert ledger.read_text() == "a mug\n"


def test_a_kernel_that_can_make_the_backend_by_its_name_does(
    data: Path, session: str, ledger: Path
) -> None:
    class Failing(ProceduralBackend):
        def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
            progress.checkpoint("half", "done")
            raise RuntimeError("the saw is blunt")

    first = ProductPipeline(session, backend=Failing(), data_dir=data)
    with pytest.raises(BackendError, match="blunt"):
        first.create("a mug").result(60)
    other = ProductPipeline(session, backend=PayingBackend(ledger), data_dir=data)
    assert other.recover().result(60).backend == "procedural"
    assert ledger.read_text() == ""


@pytest.mark.parametrize("end", [SystemExit, asyncio.CancelledError, KeyboardInterrupt])
def test_a_backend_that_raises_no_mere_exception_ends_its_job(
    data: Path, session: str, end: type[BaseException]
) -> None:
    class Ending(SlowBackend):
        def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
            self.started.set()
            raise end

    pipeline = ProductPipeline(session, backend=Ending(), data_dir=data)
    with pytest.raises(BackendError):
        pipeline.create("a mug").result(120)
    assert pipeline.status.status == "error"
    assert not pipeline.unfinished


def test_a_job_that_stops_its_kernels_is_set_aside(
    data: Path, session: str, ledger: Path, kernel_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    kill(kernel_at("submitted"))
    backend = PayingBackend(ledger)
    other = ProductPipeline(session, backend=PayingBackend(ledger, "never"), data_dir=data)
    other.close()
    (left,) = other.unfinished
    for _ in range(2):
        # As if a kernel had taken it over and been stopped by it.
        lapse(data, session)
        other.store.jobs.take(left.id, "a kernel that is gone")
    lapse(data, session)
    last = ProductPipeline(session, backend=backend, data_dir=data)
    wait_for(lambda: last.status.status == "error" and last.status.error is not None)
    assert last.status.error is not None and "set aside" in last.status.error.message
    assert last.status.recoverable
    assert len(last.history) == 0
    assert last.recover().result(120).prompt == "a mug"
    assert ledger.read_text() == "a mug\n"


def test_a_forgotten_job_of_a_dead_kernel_leaves_the_session_free(
    data: Path, session: str, kernel_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    kernel = kernel_at("submitted")
    other = ProductPipeline(session, backend="procedural", data_dir=data)
    (left,) = other.unfinished
    with pytest.raises(JobRunning):
        other.forget(left.id)
    kill(kernel)
    lapse(data, session)
    forgotten = other.forget(left.id)
    assert forgotten is not None and forgotten.checkpoints == {"model": {"request": "a mug"}}
    assert "0.02" in str(forgotten)
    assert other.forget(left.id) is None
    assert other.status.status == "idle"
    assert other.create("a mug").result(60).prompt == "a mug"


def test_a_claim_without_a_record_is_free(data: Path, session: str) -> None:
    pipeline = ProductPipeline(session, data_dir=data)
    commands = pipeline.store.commands
    commands.client.hset(commands.keys.claim, mapping={"job": "gone", "token": "t"})
    assert pipeline.create("a mug").result(60).prompt == "a mug"


def test_a_job_that_was_left_running_is_cancelled_later(
    data: Path, session: str, ledger: Path, kernel_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    kill(kernel_at("submitted"))
    backend = StoppableBackend(ledger)
    other = ProductPipeline(session, backend=backend, data_dir=data)
    other.close()
    (left,) = other.unfinished
    lapse(data, session)
    assert other.cancel(left.id)
    assert backend.stopped == [{"model": {"request": "a mug"}}]
    assert not other.unfinished
    assert not other.cancel(left.id)


# Money


class Twice(PayingBackend):
    """Pays as often as it is asked for several pictures."""

    pictures = 4

    def estimate(self, request: GenerationRequest) -> float:
        return 0.02

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        for number in range(self.pictures):
            name = f"picture {number}"
            if name not in progress.checkpoints:
                progress.about_to_pay(name, 0.02)
                with self._ledger.open("a") as ledger:
                    ledger.write(f"{name}\n")
                progress.checkpoint(name, {"outcome": "done"})
        return small_generation(request.prompt)


def test_a_cap_is_asked_before_each_payment(data: Path, session: str, ledger: Path) -> None:
    pipeline = ProductPipeline(session, backend=Twice(ledger), data_dir=data, spend_cap=0.06)
    with pytest.raises(SpendCapReached):
        pipeline.create("a mug").result(120)
    assert ledger.read_text().count("picture") == 3
    assert pipeline.spent == pytest.approx(0.06)
    assert pipeline.status.recoverable
    with pytest.raises(SpendCapReached):
        pipeline.recover().result(120)
    assert ledger.read_text().count("picture") == 3
    other = ProductPipeline(session, backend=Twice(ledger), data_dir=data)
    assert other.spend_cap == pytest.approx(0.06), "it is the session's, in every kernel"
    other.spend_cap = None
    assert other.recover().result(120).prompt == "a mug"
    assert ledger.read_text().count("picture") == 4
    assert pipeline.spend_cap is None


def test_a_cap_of_exactly_the_price_is_enough(data: Path, session: str, ledger: Path) -> None:
    pipeline = ProductPipeline(session, backend=Twice(ledger), data_dir=data, spend_cap=0.08)
    assert pipeline.create("a mug").result(120).prompt == "a mug"
    with pytest.raises(SpendCapReached):
        pipeline.create("a jar")


@pytest.mark.parametrize("cap", [-1, float("nan"), float("inf"), "5"])
def test_a_cap_is_an_amount(pipeline: ProductPipeline, cap: float) -> None:
    with pytest.raises(ConfigurationError):
        pipeline.spend_cap = cap
    assert pipeline.spend_cap is None


# Told once


def test_what_was_told_failed_is_never_committed(
    make_server: Callable[..., Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to the claim is lost: whoever asked is told, and nobody carries it out."""
    server = make_server()
    pipeline = ProductPipeline(
        backend=PayingBackend(tmp_path / "ledger"), redis_url=server.url, data_dir=tmp_path
    )
    (tmp_path / "ledger").touch()
    begin = pipeline.store.jobs.begin

    def lost(*given: Any, **named: Any) -> str:
        begin(*given, **named)
        raise StoreUnavailable("No answer.")

    monkeypatch.setattr(pipeline.store.jobs, "begin", lost)
    with pytest.raises(StoreUnavailable):
        pipeline.create("a mug")
    monkeypatch.undo()
    wait_for(lambda: pipeline.status.status == "error" and not pipeline.unfinished)
    assert pipeline.create("a jar").result(120).prompt == "a jar"
    assert [each.prompt for each in pipeline.history] == ["a jar"]


def test_every_script_of_a_job_may_be_sent_again(store: SessionStore) -> None:
    record = job_record("a-job")
    jobs, token = store.jobs, "a-token"
    status = ProductStatus(status="queued", job=record.id)
    for _ in range(2):
        assert jobs.begin(record, status, token=token) == token
    own: dict[str, Any] = {"parent": None, "head": None, "job": record.id, "token": token}
    made = [store.commit(draft("a mug"), **own, status=status) for _ in range(2)]
    assert made[0].id == made[1].id
    store.commit(draft("another"), parent=None, head=made[0].id, job="later")
    again = store.commit(draft("a mug"), **own)
    assert again.id == made[0].id
    assert store.history_length() == 2
    jobs.begin(record, status, token=token)
    for _ in range(2):
        jobs.end(record.id, token, status)
    assert not jobs.unfinished()


# What a backend hands over


@pytest.mark.parametrize(
    ("handed", "said"),
    [
        (b"", "an empty model"),
        (b"<html>Log in</html>", "no GLB"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "no GLB"),
        (b"glTF" + (1).to_bytes(4, "little") + (20).to_bytes(4, "little") + bytes(8), "version 1"),
        (small_glb("a mug")[:-4], "cut short"),
        (small_glb("a mug")[:12], "cut short"),
        (b"glTF" + (2).to_bytes(4, "little") + (12).to_bytes(4, "little"), "description"),
        ("a path", "str instead of"),
        (None, "no models"),
    ],
    ids=str,
)
def test_what_is_handed_over_is_checked_and_what_was_paid_for_is_kept(
    data: Path, session: str, handed: Any, said: str
) -> None:
    class Careless(SlowBackend):
        def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
            progress.checkpoint("model", {"request": "paid"})
            files = () if handed is None else (GeneratedFile("model", handed, "model/gltf-binary"),)
            return Generation(files, {})

    pipeline = ProductPipeline(session, backend=Careless(), data_dir=data)
    with pytest.raises(BackendError, match=said):
        pipeline.create("a mug").result(120)
    assert len(pipeline.history) == 0
    assert pipeline.unfinished[0].checkpoints == {"model": {"request": "paid"}}
