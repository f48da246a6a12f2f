"""Edits that keep the shape: what is proposed, what is sent, what is kept, and what is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from prodwidget.backends.procedural import ProceduralBackend, proposed_keep
from prodwidget.errors import PromptError, SubmissionUnknown
from prodwidget.geometry import (
    bounds,
    laid_into_frame,
    part_names,
    read_document,
    shape_difference,
    silhouette,
    triangle_count,
    write_document,
)
from prodwidget.geometry.frame import under_one_node
from prodwidget.session import ProductPipeline
from tests.service.conftest import lapse
from tests.service.fal_server import COMPLETED, IN_PROGRESS, Hang, painted_red
from tests.service.gemini_server import SILENCE
from tests.service.paid import Services
from tests.service.test_two_step_job import wait_for

PAINTER = "fal-ai/trellis-2/retexture"


@pytest.fixture
def painting(services: Services) -> ProductPipeline:
    """A session with a product, a painter, and fal painting red what it is sent."""
    services.fal.paints = painted_red
    pipeline = services.pipeline(painter=PAINTER)
    pipeline.create("a mug").result(60)
    services.fal.requests.clear()
    return pipeline


def sent_to(services: Services) -> list[str]:
    return [job.app for job in services.fal.jobs.values()]


def test_words_of_colour_paint_and_words_of_form_make_a_new_one(
    services: Services, painting: ProductPipeline
) -> None:
    red = painting.edit("make it red").result(60)
    tall = painting.edit("make it taller").result(60)
    assert sent_to(services) == ["fal-ai/trellis", PAINTER, "fal-ai/trellis"]
    assert (red.kind, red.keep) == ("retexture", "shape")
    assert (tall.kind, tall.keep) == ("edit", "nothing")


def test_a_painted_product_has_the_shape_that_it_had(
    services: Services, painting: ProductPipeline
) -> None:
    before = painting.model(painting.iterations[-1])
    red = painting.edit("make it red").result(60)
    after = painting.model(red)
    assert bounds(after) == bounds(before)
    assert triangle_count(after) == triangle_count(before)
    assert part_names(after) == part_names(before)
    assert (silhouette(after) == silhouette(before)).all()
    assert after != before
    assert any("shape was kept" in note for note in red.notes)
    job = list(services.fal.jobs.values())[-1]
    assert job.arguments["mesh_url"].startswith("data:model/gltf-binary;base64,")
    edited = services.gemini.asked[-1]
    assert "make it red" in edited.instruction and len(edited.images) == 1
    assert [each.role for each in red.artifacts] == ["model", "reference"]


def test_whoever_asks_for_it_gets_the_other(services: Services, painting: ProductPipeline) -> None:
    painting.edit("make it red", keep="nothing").result(60)
    painting.edit("make it taller", keep="shape").result(60)
    assert sent_to(services)[1:] == ["fal-ai/trellis", PAINTER]


def test_a_proposal_says_which_and_what_it_costs(painting: ProductPipeline) -> None:
    red = painting.proposal("make it red")
    assert (red.step, red.keep) == ("retexture", "shape")
    new = painting.proposal("make it red", keep="nothing")
    assert (new.step, new.keep) == ("edit", "nothing")
    assert red.usd is not None and new.usd is not None and red.usd > new.usd > 0
    assert painting.proposal("make it red", variants=3).usd == pytest.approx(3 * red.usd)
    spent = painting.spent
    painting.edit("make it red").result(60)
    assert painting.spent - spent == pytest.approx(red.usd), "what was said is what is counted"


def test_the_price_of_a_create_follows_what_is_set(services: Services) -> None:
    pipeline = services.pipeline("fal-ai/trellis-2")
    usual = pipeline.proposal("a mug", creating=True).usd
    finer = pipeline.proposal("a mug", creating=True, options={"resolution": 1536}).usd
    drawn = pipeline.proposal(creating=True, pictures=[Image.new("RGB", (99, 99))]).usd
    assert usual is not None and finer is not None and drawn is not None
    assert finer - usual == pytest.approx(0.05)
    assert usual - drawn == pytest.approx(0.034), "nobody draws"
    assert not services.gemini.asked and not services.fal.requests


def moved(glb: bytes) -> bytes:
    """As some services answer: in a unit of their own, and around the middle."""
    return under_one_node(painted_red(glb), {"translation": [0.3, -2.0, 0.1], "scale": [7, 7, 7]})


def test_what_a_service_normalised_is_laid_back(
    services: Services, painting: ProductPipeline
) -> None:
    services.fal.paints = moved
    before = painting.model(painting.iterations[-1])
    red = painting.edit("make it red").result(60)
    assert shape_difference(before, painting.model(red)).keeps_bounds
    assert any("shape was kept" in note for note in red.notes)


def squeezed(glb: bytes) -> bytes:
    return under_one_node(painted_red(glb), {"scale": [1, 0.5, 1]})


def nameless(glb: bytes) -> bytes:
    document = read_document(painted_red(glb))
    for node in document.all("nodes"):
        node.pop("name", None)
    return write_document(document)


@pytest.mark.parametrize(
    ("paints", "told", "keep"),
    [(squeezed, "not kept", "nothing"), (nameless, "parts are gone or renamed", "shape")],
)
def test_what_was_not_kept_is_told(
    services: Services,
    painting: ProductPipeline,
    paints: Callable[[bytes], bytes],
    told: str,
    keep: str,
) -> None:
    services.fal.paints = paints
    red = painting.edit("make it red").result(60)
    assert any(told in note for note in red.notes), red.notes
    assert red.keep == keep


def test_a_procedural_product_is_painted(services: Services) -> None:
    free = ProductPipeline(services.session, backend=ProceduralBackend(), data_dir=services.data)
    mug = free.create("a blue mug").result(60)
    services.fal.paints = painted_red
    pipeline = services.pipeline(painter=PAINTER)
    red = pipeline.edit("make it red").result(60)
    assert (silhouette(pipeline.model(red)) == silhouette(free.model(mug))).mean() > 0.99
    assert len(services.gemini.asked[-1].images) == 1, "a picture is drawn of what has none"


def test_words_alone_can_guide_it(services: Services) -> None:
    services.fal.paints = painted_red
    pipeline = services.pipeline(painter="fal-ai/meshy/v5/retexture")
    pipeline.create("a mug").result(60)
    pipeline.edit("make it red").result(60)
    job = list(services.fal.jobs.values())[-1]
    assert ("text_style_prompt" in job.arguments) != ("image_style_url" in job.arguments)


def test_without_a_painter_the_shape_cannot_be_kept(services: Services) -> None:
    pipeline = services.pipeline()
    pipeline.create("a mug").result(60)
    assert pipeline.proposal("make it red").keep is None
    with pytest.raises(PromptError, match="cannot keep the shape") as raised:
        pipeline.edit("make it red", keep="shape")
    assert raised.value.hint
    assert pipeline.edit("make it red").result(60).kind == "edit"


def lying(glb: bytes) -> bytes:
    """Another model of the product, in a frame of its own."""
    return under_one_node(glb, {"translation": [1.0, 5.0, 0.0], "scale": [0.01, 0.01, 0.01]})


@pytest.mark.parametrize("prompt", ["make it rounder", "make it twice as tall"])
def test_a_new_shape_stands_where_the_old_one_stood(services: Services, prompt: str) -> None:
    pipeline = services.pipeline()
    before = bounds(pipeline.model(pipeline.create("a mug").result(60)))
    services.fal.glb, glb = lying(services.fal.glb), services.fal.glb
    try:
        edited = pipeline.edit(prompt).result(60)
    finally:
        services.fal.glb = glb
    after = bounds(pipeline.model(edited))
    assert after.min[1] == pytest.approx(before.min[1], abs=1e-4)
    height = (after.max[1] - after.min[1]) / (before.max[1] - before.min[1])
    if "tall" in prompt:
        assert height == pytest.approx(0.01, rel=1e-3), "the words speak of size"
        assert any("size" in note for note in edited.notes)
    else:
        assert height == pytest.approx(1, rel=1e-3)
    assert np.allclose(after.centre[::2], before.centre[::2], atol=1e-4)


def test_a_free_edit_that_must_keep_the_shape(pipeline: ProductPipeline) -> None:
    mug = pipeline.create("a blue mug").result(60)
    red = pipeline.edit("make it red", keep="shape").result(60)
    assert (red.kind, red.keep) == ("retexture", "shape")
    assert (silhouette(pipeline.model(red)) == silhouette(pipeline.model(mug))).all()
    with pytest.raises(PromptError, match="would change the shape"):
        pipeline.edit("make it taller", keep="shape").result(60)
    assert pipeline.proposal("make it red").keep is None, "what it keeps is read from the words"


@pytest.mark.parametrize(
    ("prompt", "keep"),
    [
        ("make the lid red", "shape"),
        ("matte black", "shape"),
        ("brushed steel with a walnut finish", "shape"),
        ("add gold stripes", "shape"),
        ("write ACME on it in white", "shape"),
        ("make the handle gold", "shape"),
        ("#ff0000", "shape"),
        ("a lighter blue", "shape"),
        ("make it taller", "nothing"),
        ("wider and green", "nothing"),
        ("add a handle", "nothing"),
        ("a wooden handle", "nothing"),
        ("200 mm high", "nothing"),
        ("more rounded", "nothing"),
        ("without the spout", "nothing"),
        ("like a Bordeaux bottle", "nothing"),
    ],
)
def test_what_words_propose(prompt: str, keep: str) -> None:
    assert proposed_keep(prompt) == keep


def test_options_of_an_edit_are_those_of_the_next(
    services: Services, painting: ProductPipeline
) -> None:
    red = painting.edit("make it red", options={"resolution": 512}).result(60)
    assert red.options == {"resolution": 512}
    blue = painting.edit("make it blue").result(60)
    assert blue.options == {"resolution": 512}
    tall = painting.edit("make it taller").result(60)
    assert tall.options == {}, "Trellis has no resolution"
    arguments: list[Any] = [job.arguments for job in services.fal.jobs.values()]
    assert [each.get("resolution") for each in arguments] == [None, 512, 512, None]


def test_an_option_that_is_none_is_told_before_anything_is_paid(
    services: Services, painting: ProductPipeline
) -> None:
    asked, spent = len(services.gemini.asked), painting.spent
    with pytest.raises(Exception, match="resolution"):
        painting.edit("make it red", options={"resolution": 7}).result(60)
    assert len(services.gemini.asked) == asked and painting.spent == spent


def test_laid_into_frame_is_not_asked_of_a_create(services: Services) -> None:
    pipeline = services.pipeline()
    made = pipeline.create("a mug").result(60)
    assert pipeline.model(made) == services.fal.glb
    assert laid_into_frame(services.fal.glb, services.fal.glb) == services.fal.glb


@pytest.mark.parametrize("stage", ["drawing", "sending", "waiting", "answering", "fetching"])
def test_a_kernel_that_is_killed_paints_nothing_twice(
    services: Services, painting: ProductPipeline, stage: str
) -> None:
    spent, drawn = painting.spent, len(services.gemini.asked)
    painting.close()
    if stage == "drawing":
        services.gemini.answer_next(SILENCE)
    elif stage == "waiting":
        services.fal.progression = [IN_PROGRESS]
    else:
        where: Any = {"sending": "submit", "answering": "result", "fetching": "file"}[stage]
        services.fal.fail(where, Hang(), takes=True)
    kernel = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.service.two_step_kernel"),
            *(services.data, services.session, "make it red"),
        ],
        env={
            **os.environ,
            "GOOGLE_GEMINI_BASE_URL": services.gemini.url,
            "PRODWIDGET_PRIVATE_HOSTS": "localhost",
        },
    )
    reached = {
        "drawing": services.gemini.busy.is_set,
        "waiting": lambda: len(services.fal.jobs) == 2 and services.fal.asked("status"),
    }.get(stage, services.fal.holding.is_set)
    try:
        wait_for(reached, f"the kernel to be {stage}")
    finally:
        kernel.send_signal(signal.SIGKILL)
        kernel.wait()
    services.fal.let_go()
    services.fal.go_on(COMPLETED)
    lapse(services.data, services.session)
    second = services.pipeline(painter=PAINTER)
    wait_for(lambda: second.job is not None, "the job to be taken over")
    assert second.job is not None
    if stage in ("drawing", "sending"):
        # Whether that request arrived is not known: it is not sent again by itself.
        with pytest.raises(SubmissionUnknown):
            second.job.result(60)
        assert len(services.gemini.asked) <= drawn + 1
        assert len([each for each in sent_to(services) if each == PAINTER]) <= 1
        made = second.recover(send_again=True).result(60)
    else:
        made = second.job.result(60)
        assert sent_to(services).count(PAINTER) == 1, "paid once"
        assert second.spent - spent == pytest.approx(0.034 + 0.24)
    assert (made.kind, made.keep) == ("retexture", "shape")
    assert len(second.history) == 2
