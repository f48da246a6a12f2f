"""Edits that concern one part, by words and by a picker, on a real store and by every backend."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from prodwidget import Studio
from prodwidget.backends.llm import ChatServer
from prodwidget.backends.procedural import ModelReadBackend
from prodwidget.backends.procedural.parse import read_edit
from prodwidget.backends.procedural.recipe import spec_of, written
from prodwidget.backends.procedural.spec import Spec
from prodwidget.errors import PromptError
from prodwidget.geometry import FINISHES, named_parts, same_points
from prodwidget.records import Facts, ProductIteration
from prodwidget.session import ProductPipeline
from prodwidget.session.sessions import Sessions
from tests.service import llm_server as llm
from tests.service.conftest import PATIENCE_SECONDS, lapse, wait_for
from tests.service.paid import Services
from tests.service.prompts import answer
from tests.service.test_panel_messages import Page
from tests.unit.glb_models import issues

BOTTLE = "a matte black bottle with a copper lid"
STYLE = {"colour": "#c0392b", "finish": "matte"}


def parts(iteration: ProductIteration) -> dict[str, Any]:
    recipe: Any = iteration.recipe
    return dict(recipe["parts"])


def test_words_of_a_part_change_it_and_can_be_undone(pipeline: ProductPipeline) -> None:
    bottle = pipeline.create(BOTTLE).result(PATIENCE_SECONDS)
    red = pipeline.edit("make it red", part="lid").result(PATIENCE_SECONDS)
    assert (red.part, red.prompt, red.kind) == ("lid", "the lid: make it red", "edit")
    assert parts(red)["lid"]["look"]["colour"] != parts(bottle)["lid"]["look"]["colour"]
    assert {**parts(red), "lid": None} == {**parts(bottle), "lid": None}
    assert pipeline.iterations[-1].part == "lid", "it is stored"
    pipeline.rewind(bottle)
    again = pipeline.edit(red.prompt, part=red.part).result(PATIENCE_SECONDS)
    assert again.prompt == red.prompt and again.recipe == red.recipe
    whole = pipeline.edit("make it blue").result(PATIENCE_SECONDS)
    assert whole.part == "", "a part is not handed on to the next edit"
    assert parts(whole)["lid"] == parts(again)["lid"]


def test_a_part_that_is_not_there_is_told_with_those_that_are(pipeline: ProductPipeline) -> None:
    pipeline.create(BOTTLE).result(PATIENCE_SECONDS)
    for ask in (
        lambda: pipeline.edit("red", part="foot"),
        lambda: pipeline.proposal("red", part="foot"),
        lambda: pipeline.restyle("foot", colour="#c0392b"),
        lambda: pipeline.edit("red", part="Lid"),
    ):
        with pytest.raises(PromptError, match="no part") as refused:
            ask()
        assert refused.value.hint == "Its parts are: body, lid, label."
    with pytest.raises(PromptError, match="named by a text"):
        pipeline.edit("red", part=3)  # type: ignore[call-overload]
    with pytest.raises(PromptError, match="speak of the label"):
        pipeline.edit("make the label red", part="lid").result(PATIENCE_SECONDS)
    assert len(pipeline.history) == 1


def test_the_look_of_a_part_is_an_iteration_like_any_other(pipeline: ProductPipeline) -> None:
    bottle = pipeline.create(BOTTLE).result(PATIENCE_SECONDS)
    styled = pipeline.restyle("lid", colour="#C0392B", finish="matte").result(PATIENCE_SECONDS)
    assert (styled.kind, styled.operation, styled.part) == ("edit", "restyle", "lid")
    assert (styled.backend, styled.options) == ("procedural", STYLE)
    assert styled.prompt == "the lid: #c0392b, matte"
    assert parts(styled)["lid"]["look"] == {"material": "copper", **STYLE}
    assert styled.notes == ("lid: copper → matte #c0392b copper",)
    assert same_points(pipeline.model(bottle), pipeline.model(styled))
    # Its own words, sent again, are the same product.
    again = pipeline.edit(styled.prompt, part="lid", parent=bottle).result(PATIENCE_SECONDS)
    assert (again.recipe, again.model.sha256) == (styled.recipe, styled.model.sha256)
    assert (again.operation, again.options) == ("", {})
    # Words go on from it.
    pipeline.restore(styled)
    glass = pipeline.edit("make the body glass").result(PATIENCE_SECONDS)
    assert parts(glass)["lid"] == parts(styled)["lid"] and glass.options == {}
    glossy = pipeline.restyle("lid", finish="glossy", parent=bottle).result(PATIENCE_SECONDS)
    assert glossy.parent == bottle.id and glossy.prompt == "the lid: glossy"
    with pytest.raises(PromptError, match="looks so already"):
        pipeline.restyle("lid", finish="glossy").result(PATIENCE_SECONDS)
    assert pipeline.spent == 0


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ({"colour": "#12"}, "'#12' is no colour"),
        ({"finish": "shiny"}, "no finish 'shiny'"),
        ({}, "Neither a colour nor a finish"),
    ],
)
def test_what_cannot_be_set_is_one_sentence_and_no_job(
    pipeline: ProductPipeline, style: dict[str, Any], said: str
) -> None:
    with pytest.raises(PromptError, match="no product"):
        pipeline.restyle("lid", finish="matte")
    pipeline.create(BOTTLE).result(PATIENCE_SECONDS)
    with pytest.raises(PromptError, match=said) as refused:
        pipeline.restyle("lid", **style)
    assert refused.value.hint and pipeline.status.status == "complete"


def test_a_model_without_a_recipe_is_styled_in_its_file(
    pipeline: ProductPipeline, tmp_path: Path
) -> None:
    pipeline.create(BOTTLE).result(PATIENCE_SECONDS)
    scaled = pipeline.process("scale", height_mm=100).result(PATIENCE_SECONDS)
    styled = pipeline.restyle("label", **STYLE).result(PATIENCE_SECONDS)
    assert (styled.kind, styled.operation, styled.part) == ("process", "restyle", "label")
    assert (styled.backend, styled.options) == ("geometry", STYLE)
    assert styled.prompt == "the label: #c0392b, matte" and "left out" in styled.notes[0]
    assert same_points(pipeline.model(scaled), pipeline.model(styled))
    own = pipeline.create(model=pipeline.model(scaled)).result(PATIENCE_SECONDS)
    imported = pipeline.restyle("lid", finish="metallic", parent=own).result(PATIENCE_SECONDS)
    assert imported.kind == "process" and imported.parent == own.id
    models = {"styled": pipeline.model(styled), "imported": pipeline.model(imported)}
    assert issues(tmp_path / "models", models) == {}
    with pytest.raises(PromptError, match="marks on the surface"):
        pipeline.restyle("lid", finish="brushed").result(PATIENCE_SECONDS)
    pipeline.rewind(own)
    assert pipeline.state.head == own.id


def test_parts_go_along_in_a_session_file(
    pipeline: ProductPipeline, sessions: Sessions, data: Path, tmp_path: Path
) -> None:
    pipeline.create(BOTTLE).result(PATIENCE_SECONDS)
    styled = pipeline.restyle("lid", **STYLE).result(PATIENCE_SECONDS)
    file = sessions.export(pipeline.session, tmp_path / "bottle.zip")
    again = ProductPipeline(sessions.load(file, f"{pipeline.session}-2"), data_dir=data)
    assert again.iterations[-1] == styled and again.iterations[-1].part == "lid"
    assert again.iterations[-1].facts().triangles == styled.facts().triangles
    again.close()


# Two kernels, and one that dies


def test_two_kernels_see_what_the_other_set(pipeline: ProductPipeline, data: Path) -> None:
    other = ProductPipeline(pipeline.session, backend="procedural", data_dir=data)
    pipeline.create(BOTTLE).result(PATIENCE_SECONDS)
    styled = other.restyle("lid", **STYLE).result(PATIENCE_SECONDS)
    wait_for(lambda: pipeline.state.head == styled.id)
    red = pipeline.edit("make it glossy", part="lid").result(PATIENCE_SECONDS)
    assert red.parent == styled.id
    assert parts(red)["lid"]["look"] == {"material": "copper", **STYLE, "finish": "glossy"}
    other.close()


@pytest.mark.parametrize("reader", ["procedural", "procedural+llm"])
def test_whoever_opens_the_session_finishes_what_a_dead_kernel_began(
    data: Path, session: str, tmp_path: Path, reader: str
) -> None:
    first = ProductPipeline(session, backend="procedural", data_dir=data)
    first.create(BOTTLE).result(PATIENCE_SECONDS)
    first.close()
    ready = tmp_path / "ready"
    kernel = subprocess.Popen(
        [sys.executable, "-m", "tests.service.part_kernel", data, session, ready],
        env={**os.environ},
    )
    try:
        wait_for(ready.exists)
    finally:
        kernel.send_signal(signal.SIGKILL)
        kernel.wait()
    lapse(data, session)
    # It needs nobody to read anything, and is carried out whatever makes the session's products.
    backend = ModelReadBackend(ChatServer("http://127.0.0.1:9", llm.MODEL))
    again = ProductPipeline(
        session, backend=reader if reader == "procedural" else backend, data_dir=data
    )
    wait_for(lambda: again.job is not None)
    assert again.job is not None
    made = again.job.result(PATIENCE_SECONDS)
    assert (made.part, made.options, made.backend) == ("lid", STYLE, "procedural")
    assert parts(made)["lid"]["look"] == {"material": "copper", **STYLE}
    assert len(again.history) == 2
    again.close()


# A language model reads the words


@pytest.fixture
def server() -> Iterator[llm.LlmServer]:
    with llm.llm_server() as running:
        yield running


def test_a_language_model_is_told_the_part_and_held_to_it(
    server: llm.LlmServer, data: Path, session: str
) -> None:
    backend = ModelReadBackend(ChatServer(server.url, llm.MODEL, key=llm.KEY))
    pipeline = ProductPipeline(session, backend=backend, data_dir=data)
    bottle = pipeline.create(BOTTLE).result(PATIENCE_SECONDS)
    before = Spec.model_validate(bottle.recipe)
    red = pipeline.edit("make it red", part="lid").result(PATIENCE_SECONDS)
    assert "is said of parts.lid alone" in server.asked[-1].talk.said[0]
    assert server.asked[-1].talk.said[0].endswith("make it red"), "the words are as they were typed"
    assert {**parts(red), "lid": None} == {**parts(bottle), "lid": None}

    def of(words: str) -> str:
        return answer(written(read_edit(words, before).spec))

    # One that changes the body too is asked again, and told why.
    server.answer_next(llm.completion(of("make the lid and the body red")))
    again = pipeline.edit("make it red", part="lid", parent=bottle).result(PATIENCE_SECONDS)
    assert again.recipe == red.recipe
    told = server.asked[-1].talk.said[-1]
    assert "body" in told and "the change is of the lid alone" in told
    # The picker asks nobody.
    asked = len(server.asked)
    styled = pipeline.restyle("lid", **STYLE).result(PATIENCE_SECONDS)
    assert (styled.backend, len(server.asked)) == ("procedural", asked)
    gold = pipeline.edit("make it gold", part="lid").result(PATIENCE_SECONDS)
    assert gold.backend == "procedural+llm" and gold.parent == styled.id
    assert (
        spec_of(written(Spec.model_validate(gold.recipe)), 0, before).parts["body"]
        == (before.parts["body"])
    )
    pipeline.close()


# An image model draws


def test_an_image_model_is_given_the_part_as_a_region_of_a_view(services: Services) -> None:
    pipeline = services.pipeline()
    made = pipeline.create("a mug").result(60)
    part = named_parts(pipeline.model(made))[-1]
    edited = pipeline.edit("make it red", part=part, keep="nothing").result(60)
    asked = services.gemini.asked[-1]
    assert f"the {part}: make it red" in asked.instruction
    assert f"It is of the {part} alone" in asked.instruction
    assert "mask of the first" in asked.instruction
    view, mask = (Image.open(io.BytesIO(each)).convert("L") for each in asked.images)
    assert view.size == mask.size == (768, 768)
    white = np.asarray(mask) > 127
    ground = np.abs(np.asarray(view).astype(int) - int(np.asarray(view)[2, 2])) < 3
    assert white.any() and not white.all()
    assert (white & ~ground).sum() > 0.5 * white.sum(), "it lies over the product"
    assert (~white & ~ground).any(), "and not over all of it"
    assert edited.part == part and edited.prompt == f"the {part}: make it red"
    assert edited.provenance["view"] is not None
    assert any("outside the region" in note for note in edited.notes), "it answers another picture"
    facts = edited.facts()
    assert isinstance(facts, Facts) and facts.backend == "gemini+fal-ai/trellis"
    assert facts.usd_estimated == edited.provenance["usd"] and facts.usd_estimated
    assert len(facts.request_ids) == 2, "one of Gemini's, one of fal's"
    assert all(each in str(facts) for each in facts.request_ids)
    styled = pipeline.restyle(part, **STYLE).result(60)
    assert styled.kind == "process" and pipeline.spent == pytest.approx(
        sum(each.facts().usd_estimated or 0 for each in (made, edited))
    )
    pipeline.close()


def test_ones_own_region_goes_before_that_of_the_part(services: Services) -> None:
    from tests.service.test_own_pictures import mask

    pipeline = services.pipeline()
    made = pipeline.create("a mug").result(60)
    part = named_parts(pipeline.model(made))[0]
    pipeline.edit("a gold rim", part=part, region=mask((0, 0, 60, 60))).result(60)
    given = Image.open(io.BytesIO(services.gemini.asked[-1].images[-1]))
    assert given.size == (256, 256)
    pipeline.close()


# What the panel asks


def test_the_panel_asks_for_a_part_and_for_its_look(
    data: Path, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = Studio(session=session, data_dir=data)
    page = Page(studio, monkeypatch)
    assert [each["name"] for each in studio.finishes] == list(FINISHES)
    assert [each["label"] for each in studio.finishes if each["needs_recipe"]] == [
        "Brushed",
        "Hammered",
    ]
    first = studio.create(BOTTLE).result(PATIENCE_SECONDS)

    asked = {"prompt": "make it red", "parent": first.id, "keep": None, "variants": 1}
    asked |= {"creating": False, "pictures": [], "options": {}}
    proposed = page.ask(type="propose", part="lid", **asked)
    assert (proposed["step"], proposed["usd"]) == ("edit", None)
    assert "no part 'foot'" in page.ask(type="propose", part="foot", **asked)
    assert "cannot be used" in page.ask(type="propose", part=7, **asked)
    assert page.ask(type="edit", part="lid", **asked) is None
    wait_for(lambda: studio.state["iteration_count"] == 2)
    assert studio.state["iterations"][-1]["part"] == "lid"
    assert studio.state["iterations"][-1]["prompt"] == "the lid: make it red"

    style = {"type": "restyle", "part": "lid", "parent": ""}
    assert page.ask(**style, **STYLE) is None
    wait_for(lambda: studio.state["iteration_count"] == 3)
    newest = studio.state["iterations"][-1]
    assert (newest["operation"], newest["options"]) == ("restyle", STYLE)
    assert page.ask(**style, colour=None, finish="glossy") is None
    wait_for(lambda: studio.state["iteration_count"] == 4)
    assert studio.state["iterations"][-1]["prompt"] == "the lid: glossy"
    for wrong, said in (
        ({"colour": "#12", "finish": None}, "is no colour"),
        ({"colour": 12, "finish": None}, "cannot be used"),
        ({"colour": "#" * 300, "finish": None}, "cannot be used"),
        ({"colour": None, "finish": "shiny"}, "no finish"),
        ({"colour": None, "finish": None}, "Neither"),
        ({"colour": "#123456", "finish": None, "part": "foot"}, "no part"),
        ({"colour": "#123456", "finish": None, "part": "x" * 300}, "cannot be used"),
    ):
        assert said in page.ask(**{**style, **wrong})
    assert studio.state["iteration_count"] == 4
    json.dumps(studio.state)
    studio.close()
