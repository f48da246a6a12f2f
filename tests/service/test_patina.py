"""Materials by PATINA, over a server that answers as fal does."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from PIL import Image

from prodwidget.backends import GeneratedFile, GenerationRequest
from prodwidget.backends.conformance import CHECKS, Case, Check
from prodwidget.backends.rehearsal import KernelDied, Rehearsal
from prodwidget.errors import PromptError, ProviderError, SubmissionUnknown
from prodwidget.records import Artifact
from prodwidget.surfaces.texture import PatinaTextures
from tests.service.fal_jobs import QUICK, only_job, rules
from tests.service.fal_jobs import running as running
from tests.service.fal_jobs import server as server
from tests.service.fal_server import KEY, FalServer, Reply

MAPS = ("basecolor", "normal", "roughness", "metalness", "height")


def picture(role: str, side: int = 64) -> bytes:
    data = io.BytesIO()
    mode = "RGB" if role in ("basecolor", "normal") else "L"
    Image.effect_noise((side, side), 60 + len(role)).convert(mode).save(data, "PNG")
    return data.getvalue()


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).tobytes()


def backend(key: str = KEY) -> PatinaTextures:
    return PatinaTextures(key=key, patience=QUICK, files=rules())


@pytest.fixture
def painting(server: FalServer) -> FalServer:
    server.companions = {f"{role}.png": picture(role) for role in MAPS}
    return server


def test_words_become_a_set_with_an_occlusion(painting: FalServer) -> None:
    progress = Rehearsal()
    made = backend().generate(progress.request("mossy bark"), progress)
    roles = [each.role for each in made.files]
    assert set(roles) == {"model", *MAPS, "occlusion", "material"}
    assert only_job(painting).arguments["prompt"] == "mossy bark"
    assert only_job(painting).arguments["image_size"] == {"width": 1024, "height": 1024}
    assert made.provenance["usd"] == pytest.approx(0.01 + 1.048576 * 0.07, abs=1e-4)
    # Not the texture that the maps are of, which comes before them.
    (colour,) = [each.data for each in made.files if each.role == "basecolor"]
    assert pixels(colour) == pixels(painting.companions["basecolor.png"])


def test_maps_that_are_not_called_so_come_in_their_order(painting: FalServer) -> None:
    painting.answer_with = lambda answer: {
        "images": [{"url": each["url"]} for each in answer["images"][1:]]
    }
    progress = Rehearsal()
    made = backend().generate(progress.request("bark"), progress)
    (rough,) = [each.data for each in made.files if each.role == "roughness"]
    assert pixels(rough) == pixels(painting.companions["roughness.png"])


def test_a_map_of_another_size_is_brought_to_size_and_told(painting: FalServer) -> None:
    painting.companions["roughness.png"] = picture("roughness", 32)
    progress = Rehearsal()
    made = backend().generate(progress.request("bark"), progress)
    assert any("roughness" in note and "32" in note for note in made.notes)
    (rough,) = [each.data for each in made.files if each.role == "roughness"]
    assert Image.open(io.BytesIO(rough)).size == (64, 64)


def test_missing_maps_are_told(painting: FalServer) -> None:
    painting.answer_with = lambda answer: {"images": answer["images"][:3]}
    progress = Rehearsal()
    made = backend().generate(progress.request("bark"), progress)
    assert any("roughness, metalness, height" in note for note in made.notes)
    assert "occlusion" not in {each.role for each in made.files}


def test_a_refused_key_is_not_paid_for(painting: FalServer) -> None:
    progress = Rehearsal()
    with pytest.raises(ProviderError) as raised:
        backend("wrong:key").generate(progress.request("bark"), progress)
    assert raised.value.code == "auth"
    assert not painting.jobs


def test_what_is_no_picture_is_a_sentence(painting: FalServer) -> None:
    painting.companions["normal.png"] = json.dumps({"no": "picture"}).encode()
    progress = Rehearsal()
    with pytest.raises(ProviderError) as raised:
        backend().generate(progress.request("bark"), progress)
    assert raised.value.code == "bad_response"


def test_a_dead_download_is_fetched_by_the_next_job_without_paying_again(
    painting: FalServer,
) -> None:
    painting.fail("file", Reply(404, b"gone"))
    progress = Rehearsal()
    request = progress.request("bark")
    with pytest.raises(ProviderError):
        backend().generate(request, progress)
    backend().generate(request, progress)
    assert len(painting.asked("submit")) == 1


def given(progress: Rehearsal) -> GenerationRequest:
    """A request with a picture of the user's own, as a session keeps it."""
    data = picture("basecolor", 128)
    digest = progress.keep(GeneratedFile("picture", data, "image/png"))
    own = Artifact.of(data, role="picture", media_type="image/png")
    assert own.sha256 == digest
    return replace(progress.request("bark"), inputs=(own,))


def test_a_picture_becomes_a_set_by_the_endpoint_for_pictures(painting: FalServer) -> None:
    progress = Rehearsal()
    made = backend().generate(given(progress), progress)
    job = only_job(painting)
    assert job.app == "fal-ai/patina"
    assert str(job.arguments["image_url"]).startswith("data:image/")
    assert {*MAPS, "occlusion"} <= {each.role for each in made.files}
    assert any("words changed nothing" in note for note in made.notes)
    # There is no texture to be made: only the maps are paid for.
    assert made.provenance["usd"] == pytest.approx(0.01 + 1.048576 * 0.05, abs=1e-4)
    assert made.provenance["usd"] == backend().estimate(given(progress))


def test_what_patina_cannot_do_is_not_paid_for(painting: FalServer) -> None:
    progress = Rehearsal()
    of_picture = given(progress)
    parent = progress.iteration(backend().generate(of_picture, progress), "fal")
    painting.requests.clear()
    (own,) = of_picture.inputs
    mask = Artifact.of(b"x", role="mask", media_type="image/png")
    for bad, says in (
        (replace(of_picture, inputs=(own, own)), "one picture"),
        (replace(of_picture, inputs=(own, mask)), "one picture"),
        (progress.request("make it darker", parent), "not of words"),
    ):
        with pytest.raises(PromptError, match=says) as raised:
            backend().generate(bad, progress.next_job())
        assert raised.value.hint
    assert not painting.requests
    another = replace(of_picture, step="edit", parent=parent)
    backend().generate(another, progress.next_job())
    assert len(painting.asked("submit")) == 1


def test_an_edit_adds_to_the_words(painting: FalServer) -> None:
    progress = Rehearsal()
    first = progress.iteration(backend().generate(progress.request("bark."), progress), "fal")
    made = backend().generate(progress.request("mossy", first), progress.next_job())
    prompts = [job.arguments["prompt"] for job in painting.jobs.values()]
    assert prompts == ["bark.", "bark. mossy"]
    assert any("made anew" in note for note in made.notes)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_backend_keeps_the_contract(painting: FalServer, check: Check) -> None:
    secrets = (KEY, KEY.partition(":")[2])
    check(Case(backend, "bark", "make it mossy", secrets=secrets, heed_seconds=10))


@pytest.mark.parametrize("of_picture", [False, True])
def test_a_request_of_unknown_outcome_is_adopted_by_its_own_endpoint(
    painting: FalServer, of_picture: bool
) -> None:
    progress = Rehearsal()
    request = given(progress) if of_picture else progress.request("bark")
    backend().generate(request, progress)
    job = only_job(painting)
    (step,) = progress.checkpoints
    adopted = backend().adopt({step: {"outcome": "unknown", "usd": 0.08}}, job.id)
    again = progress.next_job()
    again.checkpoint(step, adopted[step])
    made = backend().generate(replace(request, read=again.read), again)
    assert only_job(painting) is job, "it was sent again"
    assert made.provenance["model"]["endpoint"] == job.app


@pytest.mark.parametrize("writes", [1, 2])
def test_a_kernel_that_dies_after_it_paid_pays_once(painting: FalServer, writes: int) -> None:
    dying = Rehearsal(die_after=writes)
    with pytest.raises(KernelDied):
        backend().generate(dying.request("bark"), dying)
    again = dying.next_kernel()
    if writes == 1:
        # Nobody knows whether the request arrived.
        with pytest.raises(SubmissionUnknown):
            backend().generate(again.request("bark"), again)
        assert len(painting.jobs) <= 1
        return
    made = backend().generate(again.request("bark"), again)
    assert "basecolor" in {each.role for each in made.files}
    only_job(painting)
    assert len(again.payments) == 1
