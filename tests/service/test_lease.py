"""How far a job is told to its session: beside the work, and never after the job's end."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from prodwidget.backends import Generation, GenerationRequest, Progress
from prodwidget.errors import JobCancelled
from prodwidget.records import ProductStatus
from prodwidget.session import ProductPipeline
from prodwidget.store.history import SessionStore
from prodwidget.work.lease import Lease
from prodwidget.work.promise import JobPromise, opening_status
from prodwidget.work.run import Run
from tests.service.conftest import draft, job_record, small_generation, wait_for

RECORD = job_record("a-job")


def at(stage: str) -> ProductStatus:
    return opening_status(RECORD).model_copy(update={"status": "running", "stage": stage})


@pytest.fixture
def token(store: SessionStore) -> str:
    return store.jobs.begin(RECORD, opening_status(RECORD))


def test_of_many_statuses_the_newest_is_written_and_not_each(
    store: SessionStore, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    update = store.jobs.update

    def counted(*given: Any, **named: Any) -> Any:
        written.append(named["status"])
        return update(*given, **named)

    monkeypatch.setattr(store.jobs, "update", counted)
    lease = Lease(store.jobs, RECORD.id, token, lambda wishes: None)
    with lease:
        for number in range(500):
            lease.tell(at(f"step {number}"))
        wait_for(lambda: store.jobs.status().stage == "step 499")
    assert len(written) < 100


def test_the_work_does_not_wait_for_a_status(
    store: SessionStore, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answering, answered = threading.Event(), threading.Event(), threading.Event()
    update = store.jobs.update

    def stuck(*given: Any, **named: Any) -> Any:
        asked.set()
        answering.wait()
        try:
            return update(*given, **named)
        finally:
            answered.set()

    monkeypatch.setattr(store.jobs, "update", stuck)
    lease = Lease(store.jobs, RECORD.id, token, lambda wishes: None)
    with lease:
        lease.tell(at("shaping"))
        assert asked.wait(60)
        for number in range(50):
            lease.tell(at(f"step {number}"))
    store.commit(draft("a mug"), parent=None, head=None, job=RECORD.id, token=token, status=at("x"))
    answering.set()
    # What was on its way as the job ended was not written over its end.
    assert answered.wait(60)
    assert store.jobs.status().stage == "x"
    assert not lease.lost


def test_a_question_is_written_before_its_answer_is_waited_for(
    store: SessionStore, token: str
) -> None:
    lease = Lease(store.jobs, RECORD.id, token, lambda wishes: None)
    lease.tell(at("painting"))
    lease.write(at("choose"))
    assert store.jobs.status().stage == "choose"
    with lease:
        lease.tell(at("going on"))
        wait_for(lambda: store.jobs.status().stage == "going on")


def test_what_is_on_its_way_does_not_arrive_after_a_question(
    store: SessionStore, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answering, painted = threading.Event(), threading.Event(), threading.Event()
    update = store.jobs.update

    def slow(*given: Any, **named: Any) -> Any:
        if named["status"].stage != "painting":
            return update(*given, **named)
        asked.set()
        answering.wait()
        try:
            return update(*given, **named)
        finally:
            painted.set()

    monkeypatch.setattr(store.jobs, "update", slow)
    lease = Lease(store.jobs, RECORD.id, token, lambda wishes: None)
    with lease:
        lease.tell(at("painting"))
        assert asked.wait(60)
        asks = threading.Thread(target=lease.write, args=(at("choose"),))
        asks.start()
        # Written at once, it would be there long before what holds it up is let go.
        asks.join(0.5)
        answering.set()
        asks.join(60)
        assert painted.wait(60)
        assert store.jobs.status().stage == "choose"


def test_who_lost_the_claim_knows_it(store: SessionStore, token: str) -> None:
    lease = Lease(store.jobs, RECORD.id, "another token", lambda wishes: None)
    with lease:
        lease.tell(at("shaping"))
        wait_for(lambda: lease.lost)
    assert store.jobs.status().stage == "waiting to start"


class Paying:
    """Pays at once."""

    name, label = "paying", "a test"
    steps = ("create", "edit")
    paid = False

    def estimate(self, request: GenerationRequest) -> float:
        return 0.5

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        progress.about_to_pay("model", 0.5)
        self.paid = True
        return small_generation(request.prompt)


def test_what_was_cancelled_elsewhere_is_not_paid_for(
    data: Path, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = Paying()
    with closing(ProductPipeline(session, data_dir=data, backend=backend)) as pipeline:
        jobs = pipeline.store.jobs
        update = jobs.update

        def cancelled_meanwhile(*given: Any, **named: Any) -> Any:
            if named.get("record"):
                jobs.ask_to_cancel()
            return update(*given, **named)

        monkeypatch.setattr(jobs, "update", cancelled_meanwhile)
        # The store's answer is the only way by which it is heard.
        monkeypatch.setattr(JobPromise, "cancel_requested", property(lambda self: self.heard))
        monkeypatch.setattr(JobPromise, "heard", False, raising=False)
        monkeypatch.setattr(
            Run, "_heed", lambda self, wishes: setattr(JobPromise, "heard", wishes.cancel)
        )
        with pytest.raises(JobCancelled):
            pipeline.create("a mug").result(120)
        assert not backend.paid
        assert pipeline.spent == 0
        assert not pipeline.unfinished
