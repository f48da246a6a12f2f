"""Several at once: siblings of one job, each kept as it comes, in whichever kernel."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from prodwidget.backends.procedural import ProceduralBackend
from prodwidget.errors import PromptError, SpendCapReached
from prodwidget.session import ProductPipeline
from prodwidget.work.lease import Lease
from prodwidget.work.run import Run
from tests.service import fal_server as fal
from tests.service.conftest import lapse
from tests.service.paid import Services


def test_siblings_of_one_job(services: Services) -> None:
    pipeline = services.pipeline()
    mug = pipeline.create("a mug").result(60)
    four = pipeline.edit("four finishes", variants=4).result(60)
    assert len({each.id for each in four}) == len({each.seed for each in four}) == 4
    assert {each.parent for each in four} == {mug.id}
    assert len(services.fal.jobs) == len(services.gemini.asked) == 5
    assert pipeline.spent == pytest.approx(5 * 0.054)
    assert len(pipeline.history) == 5 and len(pipeline.iterations) == 2
    assert pipeline.status.status == "complete" and not pipeline.unfinished
    head = pipeline.iterations[-1]
    assert head in four
    other = next(each for each in four if each.id != head.id)
    assert pipeline.restore(other).head == other.id
    assert pipeline.edit("make it red").result(60).parent == other.id


def test_one_is_a_tuple_of_one_and_none_is_no_tuple(pipeline: ProductPipeline) -> None:
    (mug,) = pipeline.create("a mug", variants=1).result(60)
    assert pipeline.edit("make it red").result(60).parent == mug.id


def test_the_free_ones_are_free_and_differ(pipeline: ProductPipeline) -> None:
    made = pipeline.create("a vase", variants=3).result(60)
    assert len({each.model.sha256 for each in made}) > 1
    assert len(pipeline.history) == 3 and len(pipeline.iterations) == 1


@pytest.mark.parametrize("variants", [0, 9, -1, 2.5, True and "two"])
def test_a_number_that_is_none(pipeline: ProductPipeline, variants: Any) -> None:
    with pytest.raises(PromptError, match="1 to 8"):
        pipeline.create("a mug", variants=variants)
    assert pipeline.status.status == "idle"


def test_the_cap_is_asked_for_all_of_them(services: Services) -> None:
    pipeline = services.pipeline()
    pipeline.spend_cap = 3 * 0.054
    with pytest.raises(SpendCapReached, match=r"\$0\.22"):
        pipeline.create("a mug", variants=4)
    assert not services.gemini.asked
    assert len(pipeline.create("a mug", variants=3).result(60)) == 3


def test_what_came_is_kept_where_others_fail_and_is_not_paid_again(services: Services) -> None:
    pipeline = services.pipeline()
    services.fal.fail("file", fal.Reply(403, b"gone"))
    with pytest.raises(Exception, match="of 3 variants") as raised:
        pipeline.create("a mug", variants=3).result(60)
    assert "kept" in str(raised.value)
    made = len(pipeline.history)
    assert made < 3 and pipeline.status.recoverable
    jobs, spent = len(services.fal.jobs), pipeline.spent
    all_three = pipeline.recover().result(60)
    assert len(all_three) == len(pipeline.history) == 3  # type: ignore[arg-type]
    assert (len(services.fal.jobs), pipeline.spent) == (jobs, spent), "paid once"


def killed_after(commits: int) -> Callable[..., Any]:
    """A kernel that dies right after so many variants are in the store."""
    commit, left = Run.commit, [commits]

    def dying(self: Run, *arguments: Any, **named: Any) -> Any:
        made = commit(self, *arguments, **named)
        left[0] -= 1
        if left[0] == 0:
            self._keeper.let_go()
            threading.Event().wait()
        return made

    return dying


@pytest.mark.parametrize("commits", [1, 2, 3])
def test_another_kernel_makes_only_what_is_missing(
    services: Services, monkeypatch: pytest.MonkeyPatch, commits: int
) -> None:
    first = services.pipeline()
    with monkeypatch.context() as patched:
        patched.setattr(Run, "commit", killed_after(commits))
        # Its lease is renewed by a thread of its own, which a kernel that died has no more.
        patched.setattr(Lease, "__enter__", lambda self: None)
        first.create("a mug", variants=3)
        wait = threading.Event()
        while len(first.history) < commits:
            wait.wait(0.02)
    first.close()
    lapse(services.data, services.session)
    second = services.pipeline()
    wait = threading.Event()
    while second.status.status != "complete":
        wait.wait(0.05)
    assert len(second.history) == 3
    assert len(services.fal.jobs) == 3 and second.spent == pytest.approx(3 * 0.054)


def test_a_cancel_stops_all_of_them(services: Services) -> None:
    services.fal.progression = [fal.IN_QUEUE]
    pipeline = services.pipeline()
    job = pipeline.create("a mug", variants=3)
    wait = threading.Event()
    while len(services.fal.jobs) < 3:
        wait.wait(0.02)
    job.cancel()
    with pytest.raises(Exception, match="cancelled"):
        job.result(60)
    assert all(each.cancelled for each in services.fal.jobs.values())
    assert not pipeline.history and pipeline.status.status == "cancelled"


def test_a_review_of_several_is_refused(pipeline: ProductPipeline) -> None:
    assert isinstance(pipeline.backend, ProceduralBackend)
    with pytest.raises(PromptError, match="nobody is asked"):
        pipeline._place(_order(), 2)


def _order() -> Any:
    from prodwidget.session.ordering import Order

    return Order(step="create", prompt="a mug", review=True)


def test_twins_are_refused_and_the_first_is_kept(pipeline: ProductPipeline) -> None:
    mug = pipeline.create("a blue mug").result(60)
    with pytest.raises(PromptError, match=r"1 of 3 variants is made.*nothing to chance") as raised:
        pipeline.edit("make it taller", variants=3).result(60)
    assert raised.value.hint
    assert [each.parent for each in pipeline.history] == [None, mug.id]
    assert not pipeline.unfinished


def test_what_was_processed_is_not_the_generators_any_more(pipeline: ProductPipeline) -> None:
    pipeline.create("a blue mug").result(60)
    pipeline.process("scale", height_mm=90).result(60)
    with pytest.raises(PromptError, match="can only edit what it built") as raised:
        pipeline.edit("make it red").result(60)
    assert "Go back" in raised.value.hint
