"""Gemini through its real SDK, against a loopback server that is as strict as Google."""

from __future__ import annotations

import base64
import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from google.oauth2.credentials import Credentials

from prodwidget.backends.base import GeneratedFile
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.errors import JobCancelled, ProviderError
from tests.server import free_port
from tests.service.conftest import PATIENCE_SECONDS
from tests.service.gemini_failures import DRAWN, FAILURES, quota, refusal
from tests.service.gemini_server import (
    KEY,
    SILENCE,
    TOKEN,
    Answer,
    Asked,
    GeminiServer,
    answer,
    error,
    gemini_server,
    image_part,
    picture,
    retry_in,
)

MODEL = "gemini-nano-banana-2.1"


@pytest.fixture
def server() -> Iterator[GeminiServer]:
    with gemini_server() as running:
        yield running


def images(server: GeminiServer, **options: Any) -> GeminiImages:
    return GeminiImages(**{"api_key": KEY, "base_url": server.url, **options})


def make(gemini: GeminiImages, progress: Rehearsal, *references: GeneratedFile) -> bytes:
    made = gemini.make("a red mug", references, seed=7, progress=progress, step="image-1")
    return made.file.data


def test_an_image_and_how_it_was_made(server: GeminiServer) -> None:
    progress = Rehearsal()
    gemini = images(server, size="2K", aspect="4:3")
    made = gemini.make("a red mug", [], seed=2**40 + 7, progress=progress, step="image-1")
    (asked,) = server.asked
    assert asked == Asked(MODEL, "a red mug", (), 7, "2K", "4:3", None)
    assert made.file == GeneratedFile("reference", picture(asked), "image/png")
    told = made.provenance
    assert told["request_id"] == "answer-1"
    assert told["model_version"] == "gemini-test-001"
    assert told["options"] == {"size": "2K", "aspect": "4:3"}
    assert told["usage"]["candidates_token_count"] == 1120  # type: ignore[index,call-overload]
    assert json.loads(json.dumps(told)) == told
    assert progress.payments == [("image-1", gemini.price)]
    assert not server.malformed


def test_an_edit_sends_the_image_before_the_instruction(server: GeminiServer) -> None:
    made = make(images(server), Rehearsal(), GeneratedFile("reference", DRAWN, "image/png"))
    assert server.asked[0].images == (DRAWN,)
    assert made != DRAWN


def test_drafts_of_a_model_that_thinks_are_skipped(server: GeminiServer) -> None:
    draft = picture(Asked(MODEL, "a draft", (), 0, "1K", "1:1", None))
    server.answer_next(
        answer(
            {"text": "I shall draw a mug.", "thought": True},
            image_part(draft, thought=True),
            image_part(DRAWN, thoughtSignature=base64.b64encode(b"signed").decode()),
        )
    )
    assert make(images(server), Rehearsal()) == DRAWN


@pytest.mark.filterwarnings("ignore:SOLAR_FLARE is not a valid FinishReason")
@pytest.mark.parametrize("what", FAILURES)
def test_a_failure_is_told(server: GeminiServer, what: str) -> None:
    failing = FAILURES[what]
    server.answer_next(*failing.answers)
    progress = Rehearsal()
    gemini = images(server)
    with pytest.raises(ProviderError) as raised:
        make(gemini, progress)
    told = raised.value
    assert told.code == failing.code
    assert failing.words in told.message
    assert told.hint
    assert "<" not in str(told)
    assert KEY not in str(told)
    assert told.__cause__ is None and told.__context__ is None, "the SDK's error has the key"
    requests = len(failing.answers)
    assert len(server.asked) == requests
    assert len(progress.payments) == (requests if failing.billed else 0)
    assert bool(progress.checkpoints) == failing.billed
    # Nothing is left in doubt, so that a retry may pay again.
    make(gemini, progress)


def test_an_answer_without_an_image_has_an_id_for_googles_support(server: GeminiServer) -> None:
    server.answer_next(refusal("SAFETY"))
    with pytest.raises(ProviderError) as raised:
        make(images(server), Rehearsal())
    assert raised.value.request_id == "answer"


@pytest.mark.parametrize(
    "busy",
    [
        quota("0.2s"),
        error(503, "UNAVAILABLE", "busy", retry_in("0.2s")),
        Answer(b"{}", 429, {"Retry-After": "1"}),
        error(500, "INTERNAL", "An internal error has occurred."),
    ],
    ids=["RetryInfo of 429", "RetryInfo of 503", "Retry-After", "500"],
)
def test_a_short_pause_is_kept_and_nothing_paid_for_it(server: GeminiServer, busy: Answer) -> None:
    server.answer_next(busy)
    progress = Rehearsal()
    began = time.monotonic()
    make(images(server), progress)
    assert time.monotonic() - began >= 0.2
    assert len(server.asked) == 2
    assert len(progress.payments) == 1
    assert "asking Gemini again" in progress.stages[0]


def test_a_pause_that_is_too_long_is_told(server: GeminiServer) -> None:
    server.answer_next(quota("90s"))
    with pytest.raises(ProviderError) as raised:
        make(images(server), Rehearsal())
    assert raised.value.retry_after == 90
    assert "in 90 s" in raised.value.hint
    assert raised.value.retryable


@pytest.mark.parametrize(
    "busy",
    [
        quota("3s", "GenerateRequestsPerDayPerProjectPerModel-FreeTier"),
        quota("3s", "generate_requests_per_day"),
        error(429, "RESOURCE_EXHAUSTED", "Quota exceeded: requests per day.", retry_in("3s")),
        error(
            429,
            "RESOURCE_EXHAUSTED",
            "Quota exceeded.",
            {"reason": "RATE_LIMIT_EXCEEDED", "metadata": {"quota_unit": "1/d/{project}"}},
            retry_in("3s"),
        ),
        error(
            429,
            "RESOURCE_EXHAUSTED",
            "Quota exceeded for requests per day, limit: 250\nPlease retry in 3.029281773s.",
            retry_in("3s"),
        ),
        error(429, "RESOURCE_EXHAUSTED", "Daily limit. Please retry in 7h3m4.5s. See the docs."),
        error(429, "RESOURCE_EXHAUSTED", "Daily limit. Please retry in 480ms."),
    ],
)
def test_a_day_is_not_waited_for_in_seconds(server: GeminiServer, busy: Answer) -> None:
    server.answer_next(busy)
    progress = Rehearsal()
    with pytest.raises(ProviderError, match="in a day is used up") as raised:
        make(images(server), progress)
    assert raised.value.code == "rate_limited"
    assert raised.value.retry_after is None
    assert "tomorrow" in raised.value.hint
    assert not re.search(r"\d ?m?s\b|retry in", str(raised.value))
    assert len(server.asked) == 1
    assert not progress.payments


def test_a_key_that_was_changed_is_read_again(
    server: GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "AIzaOldKeyThatWasTakenBack")
    gemini = GeminiImages(base_url=server.url, vertexai=False)
    with pytest.raises(ProviderError, match="did not accept"):
        make(gemini, Rehearsal())
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    make(gemini, Rehearsal())
    monkeypatch.delenv("GEMINI_API_KEY")
    monkeypatch.delenv("GOOGLE_API_KEY", raising=False)
    with pytest.raises(ProviderError, match="GEMINI_API_KEY is not set"):
        make(gemini, Rehearsal())


def test_no_image_and_then_one(server: GeminiServer) -> None:
    server.answer_next(answer({"text": "Which mug?"}, tokens=5))
    progress = Rehearsal()
    make(images(server), progress)
    assert len(progress.payments) == 2


def test_a_silent_server_is_a_timeout_that_may_be_billed(server: GeminiServer) -> None:
    gemini = images(server, timeout=5)
    # What the first picture takes besides the answer is no part of the second's.
    make(gemini, Rehearsal())
    server.answer_next(SILENCE)
    progress = Rehearsal()
    with pytest.raises(ProviderError) as raised:
        make(gemini, progress)
    assert server.busy.wait(PATIENCE_SECONDS)
    assert raised.value.code == "timeout"
    assert len(progress.payments) == 1


def test_a_server_that_is_not_there() -> None:
    progress = Rehearsal()
    with pytest.raises(ProviderError) as raised:
        make(GeminiImages(api_key=KEY, base_url=f"http://127.0.0.1:{free_port()}"), progress)
    assert raised.value.code == "network"
    assert not progress.payments


@pytest.mark.parametrize("key", ["AIza\nSecret-of-two-lines", "“AIzaSecret-in-quotes”", " "])
def test_what_cannot_be_a_key_is_not_shown(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.delenv("GOOGLE_GENAI_USE_VERTEXAI", raising=False)
    with pytest.raises(ProviderError) as raised:
        GeminiImages(api_key=key)
    assert raised.value.code == "auth"
    assert "Secret" not in str(raised.value)


def test_an_sdk_that_cannot_be_imported(
    server: GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gemini, progress = images(server), Rehearsal()
    monkeypatch.setitem(sys.modules, "google.genai", None)  # type: ignore[arg-type]
    with pytest.raises(ProviderError) as raised:
        make(gemini, progress)
    assert raised.value.code == "sdk_missing"
    assert "prodwidget[gemini]" in raised.value.hint
    assert not progress.payments


def test_a_model_that_is_gone_names_the_setting(
    server: GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRODWIDGET_GEMINI_MODEL", "gemini-2.5-flash-image")
    progress = Rehearsal()
    with pytest.raises(ProviderError) as raised:
        make(images(server), progress)
    assert raised.value.code == "model_gone"
    assert "gemini-2.5-flash-image" in raised.value.message
    assert "PRODWIDGET_GEMINI_MODEL" in raised.value.hint
    assert not progress.payments


def test_a_wrong_size_is_googles_to_refuse(server: GeminiServer) -> None:
    with pytest.raises(ProviderError) as raised:
        make(images(server, size="9K"), Rehearsal())
    assert raised.value.code == "bad_option"
    assert "PRODWIDGET_IMAGE_SIZE" in raised.value.hint


def test_a_cancel_is_heard_while_gemini_draws(server: GeminiServer) -> None:
    server.answer_next(SILENCE)
    progress = Rehearsal()
    threading.Thread(target=lambda: server.busy.wait(30) and progress.cancelled.set()).start()
    with pytest.raises(JobCancelled, match="may still be billed"):
        make(images(server), progress)
    assert server.busy.is_set(), "it did not wait for the answer"
    assert len(progress.payments) == 1


def test_a_cancel_is_heard_in_a_pause(server: GeminiServer) -> None:
    server.answer_next(quota("29s"))
    progress = Rehearsal()
    progress.stage = lambda *_, **__: progress.cancelled.set()  # type: ignore[method-assign]
    with pytest.raises(JobCancelled):
        make(images(server), progress)
    assert len(server.asked) == 1


def test_vertex(server: GeminiServer) -> None:
    gemini = GeminiImages(
        vertexai=True, project="my-project", credentials=Credentials(TOKEN), base_url=server.url
    )
    make(gemini, Rehearsal())
    assert server.asked[0].project == "my-project"


def test_vertex_without_credentials(server: GeminiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere.json")
    progress = Rehearsal()
    with pytest.raises(ProviderError) as raised:
        make(GeminiImages(vertexai=True, project="p", base_url=server.url), progress)
    assert raised.value.code == "auth"
    assert "gcloud auth" in raised.value.hint
    assert not progress.payments


def test_the_address_of_the_sdk_is_heeded(
    server: GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.url)
    make(GeminiImages(api_key=KEY), Rehearsal())
    assert server.asked


def test_the_key_does_not_print(server: GeminiServer) -> None:
    gemini = images(server)
    make(gemini, Rehearsal())
    assert KEY not in repr(gemini) + repr(vars(gemini))


def test_an_unknown_model_has_the_highest_price(server: GeminiServer) -> None:
    known = [images(server, model=each).price for each in (MODEL, "gemini-3-pro-image")]
    assert images(server, model="gemini-9").price >= max(known)
