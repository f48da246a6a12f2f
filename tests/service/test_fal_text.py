"""Models of words on fal, and the backend that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from prodwidget.backends.conformance import CHECKS, Case, Check
from prodwidget.backends.fal import TEXT_ENDPOINTS, FalTextModels
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.backends.text_to_model import TextToModelBackend
from prodwidget.errors import PromptError, ProviderError
from prodwidget.records import Artifact
from tests.service.fal_jobs import QUICK, Kernel, only_job, rules
from tests.service.fal_jobs import kernel as kernel
from tests.service.fal_jobs import kernels as kernels
from tests.service.fal_jobs import running as running
from tests.service.fal_jobs import server as server
from tests.service.fal_server import KEY, FalServer

MESHY = "meshy/v7.1/text-to-3d"


def models(endpoint: str | None = None, **options: Any) -> FalTextModels:
    return FalTextModels(endpoint, options, key=KEY, patience=QUICK, files=rules())


def backend(endpoint: str | None = None) -> TextToModelBackend:
    return TextToModelBackend(models(endpoint))


@pytest.mark.parametrize("endpoint", TEXT_ENDPOINTS)
def test_a_model_is_made_of_words(server: FalServer, kernel: Kernel, endpoint: str) -> None:
    row, maker = TEXT_ENDPOINTS[endpoint], models(endpoint)
    result = maker.make(" a mug ", seed=70_000, progress=kernel.run)
    assert result.file.data == server.glb
    expected: dict[str, Any] = {"prompt": "a mug"}
    if row.seed_range is not None:
        expected |= dict.fromkeys(row.seed_fields, 70_000 % (row.seed_range[1] + 1))
    assert only_job(server).arguments == expected
    assert result.provenance["usd"] == maker.estimate() == kernel.spent > 0


@pytest.mark.parametrize(
    ("options", "usd"),
    [
        ({}, 0.30),
        ({"texture_quality": "detailed", "geometry_quality": "detailed"}, 0.60),
        ({"texture": False, "pbr": False}, 0.20),
    ],
)
def test_prices_of_options(options: dict[str, Any], usd: float) -> None:
    assert models().estimate(options) == pytest.approx(usd)


def test_too_many_words_are_not_paid_for(server: FalServer, kernel: Kernel) -> None:
    for bad in ({"prompt": "x" * 601}, {"prompt": "x", "options": {"mode": "draft"}}):
        prompt = str(bad.pop("prompt"))
        with pytest.raises(ProviderError) as raised:
            models(MESHY).make(prompt, seed=1, progress=kernel.run, **bad)  # type: ignore[arg-type]
        assert raised.value.code == "bad_option"
    assert kernel.spent == 0
    assert not server.requests


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_backend_keeps_the_contract(server: FalServer, check: Check) -> None:
    check(
        Case(
            backend,
            prompt="a mug",
            edit="make it tall",
            impossible="x" * 1025,
            secrets=(KEY, KEY.partition(":")[2]),
            heed_seconds=10,
        )
    )


def test_an_edit_adds_to_the_words(server: FalServer) -> None:
    maker, progress = backend(MESHY), Rehearsal()
    made = maker.generate(progress.request("a steel mug."), progress)
    first = progress.iteration(made, maker.name)
    later = progress.next_job()
    edited = maker.generate(later.request("with a cork lid", first), later)
    prompts = [job.arguments["prompt"] for job in server.jobs.values()]
    assert prompts == ["a steel mug.", "a steel mug. with a cork lid"]
    assert edited.recipe == {"words": prompts[1]}
    assert "shape may differ" in edited.notes[0] and not made.notes
    assert {each.role for each in made.files} == {"model", "delivered"}


def test_what_words_cannot_do_is_not_paid_for(server: FalServer) -> None:
    maker, progress = backend(), Rehearsal()
    request = progress.request("a mug")
    picture = Artifact.of(b"x", role="picture", media_type="image/png")
    stranger = progress.iteration(maker.generate(request, progress), "other")
    stranger = stranger.model_copy(update={"recipe": {}})
    server.requests.clear()
    for bad, says in (
        (replace(request, inputs=(picture,)), "takes no pictures"),
        (replace(request, keep="shape"), "nothing of it can be kept"),
        (replace(request, parent=stranger, step="edit"), "not of words"),
        (replace(request, prompt="x" * 1025), "1025 characters"),
    ):
        with pytest.raises(PromptError, match=says):
            maker.generate(bad, progress.next_job())
    assert not server.requests


def test_options_of_the_step_are_sent(server: FalServer, kernels: Iterator[Kernel]) -> None:
    maker, progress = backend(MESHY), Rehearsal()
    request = replace(progress.request("a mug"), options={"mode": "preview"})
    assert maker.estimate(request) == 0.80
    maker.generate(request, progress)
    assert only_job(server).arguments["mode"] == "preview"
    assert progress.spent == 0.80
