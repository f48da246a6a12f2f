"""A prompt's whole journey: pipeline, store, Gemini's and fal's SDKs, and their servers."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from prodwidget.backends.conformance import CHECKS, Case, Check
from prodwidget.backends.procedural import ProceduralBackend
from prodwidget.errors import (
    JobCancelled,
    ProdwidgetError,
    PromptError,
    ProviderError,
    SubmissionUnknown,
)
from prodwidget.session import ProductPipeline
from prodwidget.store.connection import connect_embedded
from tests.service import fal_server as fal
from tests.service import gemini_server as gemini
from tests.service.conftest import lapse
from tests.service.gemini_failures import FAILURES, refusal, stopped
from tests.service.gemini_server import SILENCE
from tests.service.paid import Services

IMAGE, MODEL = 0.034, 0.02
"""US dollars, about."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.01)


def in_review(pipeline: ProductPipeline) -> None:
    wait_for(lambda: pipeline.status.status == "review", "the review")


def test_a_create_and_an_edit(services: Services) -> None:
    pipeline = services.pipeline()
    mug = pipeline.create("a small red mug").result(60)
    assert (mug.backend, mug.backend_label) == ("gemini+fal-ai/trellis", "Gemini and Trellis")
    assert pipeline.model(mug) == services.fal.glb
    assert [each.role for each in mug.artifacts] == ["model", "reference"]
    picture = pipeline.artifacts.read(mug.artifacts[1].sha256)
    assert picture == gemini.picture(services.gemini.asked[0])
    assert mug.trellis_output.no_background_images == (mug.artifacts[1].url,)
    image: Any = mug.provenance["image"]
    model: Any = mug.provenance["model"]
    assert image["model"] == "gemini-nano-banana-2.1" and image["request_id"] == "answer-1"
    assert model["endpoint"] == "fal-ai/trellis" and model["request_id"] in services.fal.jobs
    assert mug.provenance["usd"] == pytest.approx(IMAGE + MODEL)
    assert set(mug.versions) == {"google-genai", "pillow", "fal-client"}
    assert pipeline.spent == pytest.approx(IMAGE + MODEL)

    blue = pipeline.edit("make it blue").result(60)
    assert services.gemini.asked[1].images == (picture,)
    assert blue.parent == mug.id
    assert pipeline.spent == pytest.approx(2 * (IMAGE + MODEL))
    # What the edit was made from is the mug's image also where another product is the head.
    pipeline.rewind(mug.id)
    pipeline.edit("make it green").result(60)
    assert services.gemini.asked[2].images == (picture,)


def test_an_edit_of_a_procedural_product(services: Services) -> None:
    ProductPipeline(services.session, backend=ProceduralBackend(), data_dir=services.data).create(
        "a mug"
    ).result(120)
    pipeline = services.pipeline()
    pipeline.edit("make it blue").result(120)
    (asked,) = services.gemini.asked
    with Image.open(io.BytesIO(asked.images[0])) as drawn:
        # Of the mug, which fills the middle of the picture, on a light ground.
        ground, mug = drawn.getpixel((5, 5)), drawn.getpixel((drawn.width // 2, drawn.height // 2))
    assert ground != mug


def test_a_review_and_the_second_image(services: Services) -> None:
    pipeline = services.pipeline(candidates=2)
    job = pipeline.create("a mug", review=True)
    in_review(pipeline)
    previews = pipeline.status.previews
    assert len(previews) == 2
    assert not services.fal.jobs, "no model is made before one is chosen"
    pipeline.choose(1)
    assert job.result(60).artifacts[1].sha256 == previews[1].sha256


def test_a_review_and_other_images(services: Services) -> None:
    pipeline = services.pipeline()
    job = pipeline.create("a mug", review=True)
    in_review(pipeline)
    (first,) = pipeline.status.previews
    pipeline.choose(None)
    wait_for(lambda: pipeline.status.previews not in ((), (first,)), "another image")
    in_review(pipeline)
    pipeline.choose(0)
    made = job.result(60)
    assert made.artifacts[1].sha256 != first.sha256
    first_seed, second_seed = (each.seed for each in services.gemini.asked)
    assert (first_seed, second_seed) == (made.seed, made.seed + 1)
    assert pipeline.spent == pytest.approx(2 * IMAGE + MODEL)


def test_a_review_and_a_cancel(services: Services) -> None:
    pipeline = services.pipeline()
    job = pipeline.create("a mug", review=True)
    in_review(pipeline)
    pipeline.cancel()
    with pytest.raises(JobCancelled):
        job.result(120)
    assert pipeline.status.status == "cancelled"
    assert not services.fal.jobs
    assert pipeline.spent == pytest.approx(IMAGE), "the image is paid for all the same"
    assert not pipeline.unfinished


def test_a_cancel_while_gemini_draws(services: Services) -> None:
    services.gemini.answer_next(SILENCE)
    pipeline = services.pipeline()
    job = pipeline.create("a mug")
    wait_for(services.gemini.busy.is_set, "the request")
    pipeline.cancel()
    with pytest.raises(JobCancelled, match="may still be billed"):
        job.result(120)
    assert services.gemini.busy.is_set(), "the answer was not waited for"


@pytest.mark.parametrize(
    ("where", "fault", "code", "models_paid"),
    [
        (
            "submit",
            fal.Reply(403, {"detail": "User is locked. Exhausted balance."}),
            "no_credit",
            1,
        ),
        # What fails on fal's own side is not billed.
        ("result", fal.broken(504, "request_timeout"), "timeout", 1),
    ],
)
def test_what_failed_after_the_image_pays_only_for_the_model(
    services: Services, where: fal.Where, fault: fal.Fault, code: str, models_paid: int
) -> None:
    services.fal.fail(where, fault)
    pipeline = services.pipeline()
    with pytest.raises(ProviderError) as raised:
        pipeline.create("a mug").result(60)
    assert raised.value.code == code
    assert pipeline.status.recoverable
    # As after a restart of the kernel.
    later = services.pipeline()
    made = later.recover().result(60)
    assert later.model(made) == services.fal.glb
    assert len(services.gemini.asked) == 1
    assert later.spent == pytest.approx(IMAGE + models_paid * MODEL)
    assert made.provenance["images_made"] == 1


POLICY = fal.refused("content_policy_violation", "The picture was flagged")
VIOLATED = {**fal.COMPLETED, "error": "flagged", "error_type": "content_policy_violation"}


@pytest.mark.parametrize(
    ("where", "statuses", "fault"),
    [
        ("submit", [], POLICY),
        ("result", [], POLICY),
        ("result", [VIOLATED], POLICY),
        ("result", [], fal.refused("image_load_error", "It cannot be read")),
    ],
    ids=["at once", "as the result", "in its status", "not a picture to its taste"],
)
def test_a_refused_picture_is_kept_and_not_offered_again(
    services: Services, where: fal.Where, statuses: list[dict[str, Any]], fault: fal.Fault
) -> None:
    """What would be refused, and billed, again is no button: it says what to change."""
    services.fal.progression = statuses or services.fal.progression
    services.fal.fail(where, fault)
    pipeline = services.pipeline()
    with pytest.raises(ProviderError) as raised:
        pipeline.create("a mug").result(120)
    assert raised.value.code in ("blocked", "bad_option")
    assert raised.value.hint
    assert not pipeline.status.recoverable
    (left,) = pipeline.unfinished
    assert "image-1" in left.checkpoints, "what was paid for stays"
    with pytest.raises(PromptError, match="refused"):
        pipeline.recover()
    assert len(services.fal.asked("submit")) == 1
    services.fal.progression = [fal.COMPLETED]
    assert pipeline.recover(send_again=True).result(120).prompt == "a mug"
    assert len(services.gemini.asked) == 1, "the picture is not paid for again"
    assert not pipeline.unfinished


def test_a_refused_picture_is_shown_and_never_sent_again(services: Services) -> None:
    services.fal.fail("result", POLICY, times=9)
    pipeline = services.pipeline()
    with pytest.raises(ProviderError):
        pipeline.create("a mug").result(120)
    (left,) = pipeline.unfinished
    assert [each.role for each in pipeline.status.previews] == ["reference"]
    assert pipeline.status.previews == left.kept
    for later in (pipeline, services.pipeline()):
        with pytest.raises(PromptError, match="flagged") as raised:
            later.recover()
        assert raised.value.hint
        assert not later.status.recoverable
    assert len(services.fal.asked("submit")) == 1
    assert len(services.gemini.asked) == 1
    assert pipeline.spent == pytest.approx(IMAGE + MODEL)


@pytest.mark.parametrize("review", [True, False])
def test_another_picture_is_chosen_where_one_was_refused(services: Services, review: bool) -> None:
    services.fal.fail("result", POLICY)
    options: dict[str, Any] = {"candidates": 2, "views": ("back",)}
    pipeline = services.pipeline(**options)
    job = pipeline.create("a mug", review=review)
    if review:
        in_review(pipeline)
        pipeline.choose(0)
    with pytest.raises(ProviderError, match="flagged"):
        job.result(120)
    assert pipeline.status.recoverable and pipeline.status.error is not None
    assert "another picture" in pipeline.status.error.hint
    _, second, back = services.gemini.asked
    later = services.pipeline(**options)
    job = later.recover()
    if review:
        in_review(later)
        (offered,) = later.status.previews
        assert offered.sha256 == sha256(gemini.picture(second))
        later.choose(0)
    made = job.result(120)
    assert made.artifacts[1].sha256 == sha256(gemini.picture(second))
    # Its further views are its own.
    *_, other_back = services.gemini.asked
    assert other_back.images == (gemini.picture(second),) != back.images
    assert made.artifacts[2].sha256 == sha256(gemini.picture(other_back))
    assert len(services.gemini.asked) == 4
    assert len(services.fal.asked("submit")) == 2
    assert made.provenance["images_made"] == 4
    assert later.spent == pytest.approx(4 * IMAGE + 2 * MODEL)


def test_pictures_that_were_all_refused_are_not_sent_again(services: Services) -> None:
    services.fal.fail("submit", POLICY, times=9)
    pipeline = services.pipeline(candidates=2)
    with pytest.raises(ProviderError, match="flagged"):
        pipeline.create("a mug").result(120)
    with pytest.raises(ProviderError, match="flagged"):
        pipeline.recover().result(120)
    assert not pipeline.status.recoverable
    with pytest.raises(PromptError, match="flagged"):
        pipeline.recover()
    assert len(services.fal.asked("submit")) == 2, "each of both once"
    assert len(services.gemini.asked) == 2
    assert pipeline.spent == pytest.approx(2 * IMAGE)


@pytest.mark.parametrize("status", [400, 403, 422, 500])
@pytest.mark.parametrize("name", ["detail", "error"])
def test_a_policy_is_heard_in_whatever_shape(services: Services, status: int, name: str) -> None:
    body = {name: {"type": "content_policy_violation", "msg": "It was flagged."}}
    services.fal.fail("result", fal.Reply(status, body))
    pipeline = services.pipeline()
    with pytest.raises(ProviderError, match="safety rules refused the picture: It was") as raised:
        pipeline.create("a mug").result(120)
    assert raised.value.code == "blocked"
    assert not pipeline.status.recoverable


@pytest.mark.parametrize("reason", ["SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "IMAGE_SAFETY"])
@pytest.mark.parametrize("answer", [refusal, stopped], ids=["the prompt", "the image"])
def test_a_refused_prompt_is_not_offered_again(
    services: Services, reason: str, answer: Callable[[str], gemini.Answer]
) -> None:
    services.gemini.answer_next(answer(reason))
    pipeline = services.pipeline()
    with pytest.raises(ProviderError) as raised:
        pipeline.create("a mug").result(120)
    assert raised.value.code == "blocked"
    assert "differently" in raised.value.hint
    assert not pipeline.status.recoverable
    assert len(services.gemini.asked) == 1
    assert not services.fal.requests


def test_a_kernel_that_dies_while_the_second_image_is_drawn(services: Services) -> None:
    services.gemini.answer_next(None, SILENCE)
    kernel = subprocess.Popen(
        [sys.executable, "-m", "tests.service.two_step_kernel", services.data, services.session],
        env={**os.environ, "GOOGLE_GEMINI_BASE_URL": services.gemini.url},
    )
    try:
        wait_for(services.gemini.busy.is_set, "the second image")
    finally:
        kernel.send_signal(signal.SIGKILL)
        kernel.wait()
    lapse(Path(services.data), services.session)
    pipeline = services.pipeline(candidates=2)
    wait_for(lambda: pipeline.job is not None, "the job to be taken over")
    assert pipeline.job is not None
    made = pipeline.job.result(60)
    assert len(services.gemini.asked) == 2, "neither image is paid for again"
    assert made.artifacts[1].sha256 == sha256(gemini.picture(services.gemini.asked[0]))
    (note,) = made.notes
    assert note.startswith("Image 2 was not made") and "not sent again" in note
    assert pipeline.spent == pytest.approx(2 * IMAGE + MODEL)


def lost_submission(services: Services) -> ProductPipeline:
    """A pipeline whose paid picture is there, and whose request to fal has no answer."""
    services.fal.fail("submit", fal.Drop(), takes=True)
    pipeline = services.pipeline()
    with pytest.raises(SubmissionUnknown):
        pipeline.create("a mug").result(60)
    status = pipeline.status
    assert status.recoverable
    assert len(status.previews) == 1, "the picture that was paid for is shown"
    assert "adopt" in (status.error.hint if status.error else "")
    return pipeline


def test_a_request_whose_answer_was_lost_is_adopted_by_its_id(services: Services) -> None:
    pipeline = lost_submission(services)
    (job,) = services.fal.jobs.values()
    with pytest.raises(PromptError, match="no request id"):
        pipeline.recover(adopt="../elsewhere")
    made = pipeline.recover(adopt=job.id).result(60)
    assert pipeline.model(made) == services.fal.glb
    assert len(services.gemini.asked) == 1 and len(services.fal.jobs) == 1
    assert pipeline.spent == pytest.approx(IMAGE + MODEL)
    assert not pipeline.unfinished


def test_a_request_whose_answer_was_lost_is_sent_again_by_the_users_word(
    services: Services,
) -> None:
    pipeline = lost_submission(services)
    with pytest.raises(SubmissionUnknown):
        pipeline.recover().result(60)
    assert len(services.fal.jobs) == 1
    pipeline.recover(send_again=True).result(60)
    assert len(services.gemini.asked) == 1, "the picture is not paid for again"
    assert len(services.fal.jobs) == 2
    assert pipeline.spent == pytest.approx(IMAGE + 2 * MODEL)


def test_further_views_become_one_model(services: Services) -> None:
    made = services.pipeline(views=("front", "back")).create("a mug").result(60)
    (job,) = services.fal.jobs.values()
    assert job.app == "fal-ai/trellis/multi"
    assert len(job.arguments["image_urls"]) == 3
    assert [each.role for each in made.artifacts] == ["model", *["reference"] * 3]


def test_further_views_go_where_their_names_say(services: Services) -> None:
    tripo = "tripo3d/tripo/v2.5/multiview-to-3d"
    made = services.pipeline(endpoint=tripo, views=("right", "back", "front")).create("a mug")
    result = made.result(60)
    front, back, right = (gemini.picture(each) for each in services.gemini.asked[1:])
    (job,) = services.fal.jobs.values()
    sent = {name: value for name, value in job.arguments.items() if name.endswith("_image_url")}
    assert {name: base64.b64decode(value.partition(",")[2]) for name, value in sent.items()} == {
        "front_image_url": front,
        "back_image_url": back,
        "right_image_url": right,
    }
    assert result.notes == (
        "The first picture was not used for the model: Tripo 2.5 has no place for it beside the "
        "others.",
    )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_it_keeps_the_contract(services: Services, check: Check) -> None:
    secrets = (gemini.KEY, fal.KEY, fal.KEY.partition(":")[2])
    check(Case(services.backend, "a mug", "make it blue", secrets=secrets, heed_seconds=60))


# Keys


@pytest.mark.filterwarnings("ignore:SOLAR_FLARE is not a valid FinishReason")
@pytest.mark.parametrize("what", FAILURES)
def test_no_failure_of_gemini_tells_the_key(
    services: Services, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    services.gemini.answer_next(*FAILURES[what].answers)
    assert_silent(services, caplog, ProviderError)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://localhost:1/nowhere", "nonsense"])
def test_no_address_that_is_wrong_tells_the_key(
    services: Services, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    services.gemini.url = url
    assert_silent(services, caplog, ProviderError)


FAL_FAILURES: dict[str, tuple[fal.Where, fal.Fault]] = {
    "a key that is echoed": ("submit", fal.Reply(401, {"detail": f"Not with Key {fal.KEY}"})),
    "an option that is refused": ("submit", fal.refused("value_error", f"not with {fal.KEY}")),
    "a submission that is lost": ("submit", fal.Drop()),
    "a proxy's error": ("submit", fal.nginx(502)),
    "a runner that fails": ("result", fal.broken(500, "internal_error")),
    "a picture that is refused": ("result", fal.refused("content_policy_violation", "No.")),
    "a file that is gone": ("file", fal.Reply(403)),
    "a file that is no model": ("file", fal.Reply(200, b"<html>no model</html>")),
}


@pytest.mark.parametrize("what", FAL_FAILURES)
def test_no_failure_of_fal_tells_a_key(
    services: Services, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    services.fal.fail(*FAL_FAILURES[what])
    assert_silent(services, caplog, ProdwidgetError)


def test_no_success_tells_a_key(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    assert_silent(services, caplog, None)


def assert_silent(
    services: Services,
    caplog: pytest.LogCaptureFixture,
    fails_with: type[ProdwidgetError] | None,
) -> None:
    """Run a job, and look for the keys wherever they could have got to."""
    caplog.set_level(logging.DEBUG)
    pipeline = services.pipeline()
    job = pipeline.create("a mug")
    statuses: list[str] = []
    job.watch(lambda status: statuses.append(status.model_dump_json()))
    told = ""
    if fails_with is None:
        told = job.result(60).model_dump_json()
    else:
        with pytest.raises(fails_with) as raised:
            job.result(60)
        told = "".join(traceback.format_exception(raised.value)) + str(vars(raised.value))
    texts = {
        "what is told": told,
        "a status": "\n".join([*statuses, pipeline.status.model_dump_json()]),
        "a log": "\n".join(map(caplog.handler.format, caplog.records)),
        "Redis": redis_texts(services.data),
        "a file": "\n".join(
            pipeline.artifacts.path(digest).read_bytes().decode("latin-1")
            for digest, _ in pipeline.artifacts.stored()
        ),
        "a repr": repr(pipeline.backend),
    }
    assert services.session in texts["Redis"] and texts["a log"]
    for secret in (gemini.KEY, fal.KEY, fal.KEY.partition(":")[2]):
        for where, text in texts.items():
            assert secret not in text, f"a key is in {where}"


def redis_texts(data: Path) -> str:
    """Everything that the server holds."""
    client: Any = connect_embedded(data / "store")
    read = {
        "string": client.get,
        "hash": client.hgetall,
        "list": lambda key: client.lrange(key, 0, -1),
        "set": client.smembers,
        "zset": lambda key: client.zrange(key, 0, -1),
        "stream": client.xrange,
    }
    return "\n".join(f"{key}: {read[client.type(key)](key)}" for key in client.scan_iter())
