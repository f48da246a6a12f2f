"""Operations that fal carries out, as steps of a session that pays for nothing else."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from prodwidget.backends import resolve
from prodwidget.backends.fal import PROCESS_ENDPOINTS
from prodwidget.backends.processing import ProcessingBackend, processing_backend
from prodwidget.backends.rehearsal import KernelDied, Rehearsal
from prodwidget.errors import (
    ConfigurationError,
    JobCancelled,
    ProviderError,
    SpendCapReached,
    SubmissionUnknown,
)
from prodwidget.geometry import (
    OPERATIONS,
    bounds,
    part_names,
    read_document,
    shape_difference,
    triangle_count,
    write_document,
)
from prodwidget.geometry.frame import under_one_node
from prodwidget.records import ProductIteration
from prodwidget.session import ProductPipeline
from prodwidget.widgets.contract import operations_json
from tests.service.conftest import PATIENCE_SECONDS, lapse, small_glb, wait_for
from tests.service.fal_server import COMPLETED, IN_QUEUE, KEY, Drop, Hang
from tests.service.paid import Services

MESHY = "fal-ai/meshy/v5/remesh"
BOTTLE = "a matte black bottle with a copper lid and a label that says ACME"


@pytest.fixture
def free(services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProductPipeline]:
    """A session of the procedural generator's, with a product, in a process that has fal's key."""
    monkeypatch.setenv("FAL_KEY", KEY)
    monkeypatch.setenv("PRODWIDGET_PRIVATE_HOSTS", "localhost")
    monkeypatch.setenv("PRODWIDGET_FAL_PLATFORM", "off")
    services.fal.progression = [COMPLETED]
    services.fal.paints = coarse
    pipeline = ProductPipeline(services.session, backend="procedural", data_dir=services.data)
    pipeline.create(BOTTLE).result(PATIENCE_SECONDS)
    yield pipeline
    pipeline.close()


def coarse(glb: bytes) -> bytes:
    """What a service makes of a model: fewer triangles, in a unit and a frame of its own."""
    fewer = OPERATIONS["simplify"].run(glb, faces=900).glb
    return under_one_node(fewer, {"translation": [0.3, -2.0, 0.1], "scale": [7, 7, 7]})


def bare(glb: bytes) -> bytes:
    """A model of one colour, without names."""
    document = read_document(coarse(glb))
    tree = {
        name: each for name, each in document.tree.items() if name not in ("images", "textures")
    }
    tree["materials"] = [{"name": "grey"} for _ in document.all("materials")]
    tree["nodes"] = [
        {name: each for name, each in node.items() if name != "name"}
        for node in document.all("nodes")
    ]
    return write_document(dataclasses.replace(document, tree=tree))


def remesh(pipeline: ProductPipeline, **options: Any) -> ProductIteration:
    return pipeline.process(MESHY, **{"faces": 900, **options}).result(PATIENCE_SECONDS)


def test_a_remesh_is_a_step_of_the_history(services: Services, free: ProductPipeline) -> None:
    first = free.iterations[-1]
    assert free.price_of(MESHY, faces=900) == 0.20
    assert free.price_of("simplify") == 0
    assert not services.fal.requests and free.money is None
    made = remesh(free)
    assert (made.kind, made.operation, made.parent) == ("process", MESHY, first.id)
    assert made.options == {"target_polycount": 900}
    assert made.prompt == "Remesh with Meshy 5 to 900 faces"
    assert (made.backend, made.backend_label) == (f"process+{MESHY}", "Meshy 5")
    (job,) = services.fal.jobs.values()
    assert job.arguments["target_polycount"] == 900
    assert free.spent == made.provenance["usd"] == 0.20
    assert free.money is not None and free.money.spent == 0.20 and free.money.next_edit == 0
    assert made.recipe == {}
    free.rewind(first)
    assert free.state.head == first.id


def test_what_comes_back_stands_where_the_product_stood(free: ProductPipeline) -> None:
    before = free.model(free.iterations[-1])
    made = remesh(free)
    after = free.model(made)
    assert shape_difference(before, after).keeps_bounds
    assert bounds(after).min[1] == pytest.approx(bounds(before).min[1], abs=1e-3)
    fewer, more = triangle_count(after), triangle_count(before)
    assert fewer == pytest.approx(900, rel=0.1)
    assert made.notes == (
        f"{more:,} triangles became {fewer:,}.",
        "The shape was kept: the same size and place, parts and texture layout.",
    )


def test_what_was_lost_is_told(services: Services, free: ProductPipeline) -> None:
    services.fal.paints = bare
    notes = remesh(free).notes
    assert "parts are gone or renamed" in notes[1]
    assert notes[2].startswith("Its textures are gone")


def test_what_cannot_be_measured_is_kept_and_told(
    services: Services, free: ProductPipeline
) -> None:
    services.fal.paints = lambda glb: small_glb("nothing")
    made = remesh(free)
    assert free.model(made) == small_glb("nothing"), "it is paid for"
    assert "could not be measured" in made.notes[0]


def test_a_product_in_parts(services: Services, free: ProductPipeline) -> None:
    services.fal.paints = lambda glb: glb
    made = free.process("tripo3d/tripo/segment").result(PATIENCE_SECONDS)
    assert made.prompt == "Split into parts with Tripo"
    names = part_names(free.model(made))
    assert len(names) > 1
    assert made.notes[1].startswith(f"It has {len(names)} parts: {names[0]}, {names[1]}")
    assert free.spent == 0.40


def test_free_operations_follow_paid_ones(free: ProductPipeline) -> None:
    made = remesh(free)
    high = free.process("scale", height_mm=80).result(PATIENCE_SECONDS)
    assert high.parent == made.id
    assert high.backend == "geometry"
    assert bounds(free.model(high)).size[1] == pytest.approx(0.08, rel=1e-3)


def test_the_reference_stays_and_options_of_an_operation_are_none_of_an_edits(
    services: Services, free: ProductPipeline
) -> None:
    pipeline = services.pipeline("fal-ai/meshy/v6/image-to-3d")
    lamp = pipeline.create("a lamp", options={"topology": "quad"}).result(PATIENCE_SECONDS)
    services.fal.paints = None
    made = remesh(pipeline)
    assert [each for each in made.artifacts if each.role == "reference"] == [
        each for each in lamp.artifacts if each.role == "reference"
    ]
    assert pipeline.edit("make it rounder").result(PATIENCE_SECONDS).options == {}


@pytest.mark.parametrize(
    ("operation", "options", "error", "says"),
    [
        (MESHY, {"faces": 7}, ProviderError, "'target_polycount' is 7"),
        (MESHY, {"resize_height": 1}, ProviderError, "laid where the product stands"),
        ("tripo3d/tripo/remesh", {"quad": True}, ProviderError, "does not make a GLB"),
        ("fal-ai/trellis-2/retexture", {}, ConfigurationError, "alone is not enough"),
        ("fal-ai/trellis", {}, ConfigurationError, "takes no model"),
        ("fal-ai/../keys", {}, ConfigurationError, "is not a remesh or part endpoint"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_sent(
    services: Services,
    free: ProductPipeline,
    operation: str,
    options: dict[str, Any],
    error: type[Exception],
    says: str,
) -> None:
    for ask in (free.process, free.price_of):
        with pytest.raises(error, match=says):
            ask(operation, **options)
    assert not services.fal.requests
    assert not free.unfinished and len(free.history) == 1


def test_without_a_key_it_is_told(
    services: Services, free: ProductPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAL_KEY")
    with pytest.raises(ConfigurationError, match="FAL_KEY") as raised:
        free.process(MESHY)
    assert "simplify" in raised.value.hint
    assert not services.fal.requests


def test_a_cap_is_for_operations_too(services: Services, free: ProductPipeline) -> None:
    free.spend_cap = 0.30
    remesh(free)
    with pytest.raises(SpendCapReached, match=r"costs about \$0.20"):
        free.process(MESHY)
    assert not free.unfinished
    assert len(services.fal.asked("submit")) == 1
    assert free.process("repair").result(PATIENCE_SECONDS).backend == "geometry"


def test_a_cancel_stops_it_at_fal(services: Services, free: ProductPipeline) -> None:
    services.fal.progression = [IN_QUEUE]
    job = free.process(MESHY)
    wait_for(lambda: services.fal.asked("status"))
    assert job.cancel()
    with pytest.raises(JobCancelled) as raised:
        job.result(PATIENCE_SECONDS)
    assert not raised.value.left_running
    assert [each.cancelled for each in services.fal.jobs.values()] == [True]
    assert len(free.history) == 1


def test_a_lost_answer_is_adopted(services: Services, free: ProductPipeline) -> None:
    services.fal.fail("submit", Drop(), takes=True)
    with pytest.raises(SubmissionUnknown):
        remesh(free)
    with pytest.raises(SubmissionUnknown):
        free.recover().result(PATIENCE_SECONDS)
    (id,) = services.fal.jobs
    made = free.recover(adopt=id).result(PATIENCE_SECONDS)
    assert made.operation == MESHY
    assert len(services.fal.asked("submit")) == 1 and free.spent == 0.20


def killed(services: Services, when: Callable[[], object]) -> None:
    """A kernel that remeshes, and dies."""
    kernel = subprocess.Popen(
        [sys.executable, "-m", "tests.service.process_kernel", services.data, services.session],
        env={**os.environ},
    )
    try:
        wait_for(when)
    finally:
        kernel.send_signal(signal.SIGKILL)
        kernel.wait()
    lapse(services.data, services.session)


@pytest.mark.parametrize("where", ["status", "result", "file"])
def test_whoever_opens_the_session_goes_on_with_what_was_paid(
    services: Services, free: ProductPipeline, where: Any
) -> None:
    free.close()
    services.fal.fail(where, Hang())
    killed(services, services.fal.holding.is_set)
    services.fal.let_go()
    again = ProductPipeline(services.session, backend="procedural", data_dir=services.data)
    wait_for(lambda: again.job is not None)
    assert again.job is not None
    made = again.job.result(PATIENCE_SECONDS)
    assert made.prompt == "Remesh with Meshy 5 to 900 faces"
    assert len(services.fal.asked("submit")) == 1
    assert again.spent == 0.20
    again.close()


def test_a_kernel_that_dies_as_it_sends_leaves_a_question(
    services: Services, free: ProductPipeline
) -> None:
    free.close()
    services.fal.fail("submit", Hang(), takes=True)
    killed(services, services.fal.holding.is_set)
    services.fal.let_go()
    again = ProductPipeline(services.session, backend="procedural", data_dir=services.data)
    wait_for(lambda: again.job is not None and again.job.done)
    assert again.status.error is not None and again.status.error.code == "submission_unknown"
    (id,) = services.fal.jobs
    assert again.recover(adopt=id).result(PATIENCE_SECONDS).operation == MESHY
    assert len(services.fal.asked("submit")) == 1
    again.close()


def test_who_has_no_key_leaves_it_to_others(
    services: Services, free: ProductPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    free.close()
    services.fal.fail("result", Hang())
    killed(services, services.fal.holding.is_set)
    services.fal.let_go()
    monkeypatch.delenv("FAL_KEY")
    again = ProductPipeline(services.session, backend="procedural", data_dir=services.data)
    again._worker.take_over_lapsed()
    assert again.job is None
    with pytest.raises(ConfigurationError, match="FAL_KEY"):
        again.recover(again.unfinished[0].id)
    monkeypatch.setenv("FAL_KEY", KEY)
    again._worker.take_over_lapsed()
    assert again.job is not None
    assert again.job.result(PATIENCE_SECONDS).operation == MESHY
    assert len(services.fal.asked("submit")) == 1
    again.close()


def test_wherever_a_kernel_dies_nothing_is_paid_twice(
    services: Services, free: ProductPipeline
) -> None:
    parent = free.iterations[-1]
    files = {parent.model.sha256: free.model(parent)}

    def run(progress: Rehearsal) -> None:
        progress.files.update(files)
        request = dataclasses.replace(
            progress.request("remesh", parent), step="process", operation=MESHY
        )
        processing_backend(MESHY).generate(request, progress)

    whole = Rehearsal()
    run(whole)
    assert len(whole.payments) == 1 and whole.writes == 2
    for writes in range(1, whole.writes + 1):
        dead = Rehearsal(die_after=writes)
        with pytest.raises(KernelDied):
            run(dead)
        again = dead.next_kernel()
        if writes == 1:
            with pytest.raises(SubmissionUnknown):
                run(again)
        else:
            run(again)
        assert len(again.payments) == 1


def test_a_cancel_is_heard_wherever_it_comes(services: Services, free: ProductPipeline) -> None:
    parent = free.iterations[-1]
    for calls in range(1, 6):
        progress = Rehearsal(cancel_after=calls)
        progress.files[parent.model.sha256] = free.model(parent)
        request = dataclasses.replace(progress.request("remesh", parent), step="process")
        with pytest.raises(JobCancelled):
            processing_backend(MESHY).generate(request, progress)


def test_a_menu_has_them_where_there_is_a_key(
    services: Services, free: ProductPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = {each["name"]: each for each in operations_json()}
    assert set(offered) == {*OPERATIONS, *PROCESS_ENDPOINTS}
    assert offered[MESHY]["label"] == "Remesh with Meshy 5, about $0.20"
    (topology, polycount) = offered[MESHY]["options"]
    assert (topology["kind"], topology["choices"]) == ("choice", ["triangle", "quad"])
    assert (polycount["label"], polycount["default"]) == ("Target polycount", 30_000)
    for name, each in offered.items():
        given = {one["name"]: one["default"] for one in each["options"]}
        given = {name: value for name, value in given.items() if value is not None}
        usd = free.price_of(name, **given)
        told = each["label"].partition(", about ")[2]
        assert told == (f"${usd:.2f}" if usd else "")
    assert not services.fal.requests and not services.fal.platform_requests
    monkeypatch.delenv("FAL_KEY")
    assert [each["name"] for each in operations_json()] == list(OPERATIONS)


def test_a_backend_is_made_again_by_its_name(free: ProductPipeline) -> None:
    backend = resolve(f"process+{MESHY}")
    assert isinstance(backend, ProcessingBackend)
    assert backend.name == f"process+{MESHY}"
    assert backend.steps == ("process",)
    assert set(backend.options("process")) == {"topology", "target_polycount"}
    assert backend.stop({}) is True
    assert KEY not in repr(backend)
