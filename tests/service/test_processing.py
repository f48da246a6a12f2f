"""Operations on a model as steps of a session, through the pipeline and a real server."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from prodwidget.errors import JobCancelled, ModelError, PromptError
from prodwidget.geometry import OPERATIONS, Processed, bounds, part_names, triangle_count
from prodwidget.session import ProductPipeline
from prodwidget.session.sessions import Sessions
from tests.service.conftest import PATIENCE_SECONDS, wait_for
from tests.unit.glb_models import skinned


def test_an_operation_is_a_step_that_can_be_undone(pipeline: ProductPipeline) -> None:
    first = pipeline.create("a matte black bottle with a copper lid").result(PATIENCE_SECONDS)
    made = pipeline.process("simplify", faces=2000).result(PATIENCE_SECONDS)
    assert (made.kind, made.operation, made.options) == ("process", "simplify", {"faces": 2000})
    assert made.prompt == "Simplify to 2,000 faces"
    assert made.parent == first.id
    assert "triangles became" in made.notes[0]
    before, after = pipeline.model(first), pipeline.model(made)
    assert triangle_count(after) == pytest.approx(2000, rel=0.05)
    assert triangle_count(before) > 10_000
    assert part_names(after) == part_names(before)
    pipeline.rewind(first.id)
    assert pipeline.state.head == first.id
    assert pipeline.model(pipeline.iterations[-1]) == before
    pipeline.restore(made.id)
    assert pipeline.model(pipeline.iterations[-1]) == after


def test_operations_follow_one_another_from_any_iteration(pipeline: ProductPipeline) -> None:
    first = pipeline.create("a red mug").result(PATIENCE_SECONDS)
    high = pipeline.process("scale", height_mm=80).result(PATIENCE_SECONDS)
    small = pipeline.process("compress").result(PATIENCE_SECONDS)
    assert small.parent == high.id
    assert small.options == {"texture_quality": 90}
    assert bounds(pipeline.model(small)).size[1] == pytest.approx(0.08, rel=1e-3)
    other = pipeline.process("repair", parent=first).result(PATIENCE_SECONDS)
    assert other.parent == first.id
    assert "watertight" in other.notes[-1]


def test_what_cannot_be_done_leaves_no_trace(pipeline: ProductPipeline) -> None:
    with pytest.raises(PromptError, match="no product"):
        pipeline.process("simplify")
    pipeline.create("a red mug").result(PATIENCE_SECONDS)
    for operation, options in (
        ("simplify", {"faces": 7}),
        ("simplify", {"triangles": 2000}),
        ("resize_textures", {"longest_side": 1000}),
        ("polish", {}),
    ):
        with pytest.raises(PromptError) as refused:
            pipeline.process(operation, **options)
        assert refused.value.hint
    assert len(pipeline.history) == 1


def test_an_operation_that_fails_leaves_the_model_as_it_was(
    pipeline: ProductPipeline, tmp_path: Path
) -> None:
    (tmp_path / "sheet.glb").write_bytes(skinned())
    first = pipeline.create(model=tmp_path / "sheet.glb").result(PATIENCE_SECONDS)
    with pytest.raises(ModelError, match="skeleton"):
        pipeline.process("smooth").result(PATIENCE_SECONDS)
    assert pipeline.state.head == first.id
    high = pipeline.process("scale", height_mm=500).result(PATIENCE_SECONDS)
    assert bounds(pipeline.model(high)).size[1] == pytest.approx(0.5)


def test_an_operation_can_be_cancelled(
    pipeline: ProductPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pipeline.create("a red mug").result(PATIENCE_SECONDS)
    started, go = threading.Event(), threading.Event()

    def slow(glb: bytes, **options: object) -> Processed:
        started.set()
        go.wait(PATIENCE_SECONDS)
        return Processed(glb)

    monkeypatch.setitem(OPERATIONS, "smooth", replace(OPERATIONS["smooth"], work=slow))  # type: ignore[arg-type]
    job = pipeline.process("smooth")
    assert started.wait(PATIENCE_SECONDS)
    assert job.cancel()
    with pytest.raises(JobCancelled):
        job.result(PATIENCE_SECONDS)
    go.set()
    wait_for(lambda: job.done)
    assert pipeline.state.head == first.id
    assert [each.id for each in pipeline.history] == [first.id]
    assert pipeline.process("scale").result(PATIENCE_SECONDS).parent == first.id


def test_a_processed_model_goes_along_in_a_session_file(
    pipeline: ProductPipeline, sessions: Sessions, data: Path, tmp_path: Path
) -> None:
    pipeline.create("a red mug").result(PATIENCE_SECONDS)
    made = pipeline.process("simplify", faces=500).result(PATIENCE_SECONDS)
    file = sessions.export(pipeline.session, tmp_path / "mug.zip")
    again = ProductPipeline(sessions.load(file, f"{pipeline.session}-2"), data_dir=data)
    assert again.iterations[-1] == made
    assert again.model(again.iterations[-1]) == pipeline.model(made)
    again.close()
