"""Models from LocalAI, against a server on loopback."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from prodwidget.backends.conformance import CHECKS, Case, Check
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.localai import LocalAiModels
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.backends.two_step import TwoStepBackend
from prodwidget.errors import (
    ConfigurationError,
    JobCancelled,
    JobLeftRunning,
    PromptError,
    ProviderError,
)
from prodwidget.session import ProductPipeline
from tests.service import gemini_server as gemini
from tests.service.comfy_server import Lost, comfy_server
from tests.service.conftest import PATIENCE_SECONDS, lapse, wait_for
from tests.service.fal_server import Drop, Hang, Reply, Truncate
from tests.service.localai_server import KEY, LocalAiServer, localai_server
from tests.service.own_server_kernel import OnePicture, png

PICTURE = png()


@pytest.fixture(scope="module")
def running() -> Iterator[LocalAiServer]:
    with localai_server() as server:
        yield server


@pytest.fixture
def server(running: LocalAiServer) -> LocalAiServer:
    running.reset()
    return running


def models(server: LocalAiServer, **options: Any) -> LocalAiModels:
    return LocalAiModels(server.url, **{"pause_seconds": 0.01, **options})


def make(server: LocalAiServer, progress: Rehearsal | None = None, **options: Any) -> Any:
    return models(server, **options).make([PICTURE], seed=5, progress=progress or Rehearsal())


def test_a_model_is_made(server: LocalAiServer) -> None:
    progress = Rehearsal()
    given = {"quality": "512", "background": "white", "cfg_scale": 6, "components": "largest"}
    made = make(server, progress, options=given)
    assert made.file.data == server.glb
    (asked,) = server.made
    assert asked["image"] == PICTURE.data
    assert (asked["model"], asked["seed"]) == ("trellis2-4b", 5)
    assert (asked["quality"], asked["background"], asked["cfg_scale"]) == ("512", "white", 6)
    assert asked["params"] == {"components": "largest"}
    told = made.provenance
    assert (told["endpoint"], told["times_sent"], told["usd"]) == ("localai", 1, 0.0)
    assert json.dumps(told) and told["server"] == server.url
    assert not progress.payments and models(server).estimate(1) == 0


def test_a_model_that_comes_within_the_answer(server: LocalAiServer) -> None:
    server.inline = True
    assert make(server).file.data == server.glb
    assert not server.asked("file")


def test_further_pictures_are_told_as_left_out(server: LocalAiServer) -> None:
    images = [PICTURE, replace(png("blue"), view="back")]
    made = models(server).make(images, seed=1, progress=Rehearsal())
    assert made.provenance["left_out"] == ["back"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"quality": "high"}, "one of 'auto', 'coarse', '512', '1024'"),
        ({"quality": 512}, "one of 'auto'"),
        ({"step": 0}, "a whole number from 1 to 100"),
        ({"texture": 1}, "no option 'texture'"),
    ],
)
def test_options_that_there_are_not(
    server: LocalAiServer, options: dict[str, Any], says: str
) -> None:
    with pytest.raises(ProviderError, match=says) as raised:
        models(server, options=options)
    assert raised.value.code == "bad_option" and raised.value.hint
    with pytest.raises(ProviderError, match=says):
        models(server).make([PICTURE], seed=1, progress=Rehearsal(), options=options)
    assert not server.requests


# What goes wrong


@pytest.mark.parametrize(
    "fault", [Reply(500, {"error": {"message": "it fell over"}}), Reply(503), Drop(), Truncate()]
)
def test_a_lost_answer_is_asked_for_again_and_told(server: LocalAiServer, fault: Any) -> None:
    server.fail("make", fault)
    progress = Rehearsal()
    made = make(server, progress)
    assert made.file.data == server.glb
    assert made.provenance["times_sent"] == 2
    assert any("again" in each for each in progress.stages)


def test_a_server_that_stays_silent_is_asked_later(server: LocalAiServer) -> None:
    server.fail("make", Drop(), times=3)
    progress = Rehearsal()
    with pytest.raises(JobLeftRunning, match="did not answer, 3 times"):
        make(server, progress)
    assert make(server, progress.next_kernel()).provenance["times_sent"] == 4


def test_what_fails_at_the_server_is_told_in_its_words(server: LocalAiServer) -> None:
    failure = Reply(500, {"error": {"message": "ggml: not enough memory", "code": 500}})
    server.fail("make", failure, times=3)
    with pytest.raises(ProviderError, match="ggml: not enough memory") as raised:
        make(server)
    assert raised.value.code == "provider" and raised.value.retryable
    server.fail("make", Reply(400, {"error": {"message": "invalid image"}}))
    with pytest.raises(ProviderError, match="refused the request: invalid image") as raised:
        make(server)
    assert raised.value.code == "bad_option"


def test_an_answer_without_a_model(server: LocalAiServer) -> None:
    for body in ({}, {"data": []}, {"data": [{"url": "http://elsewhere/../../passwd"}]}):
        server.fail("make", Reply(200, body))
        with pytest.raises(ProviderError, match="answered without a model"):
            make(server)
    server.fail("file", Reply(200, b"{}"))
    with pytest.raises(ProviderError, match="a JSON text where a GLB model was promised"):
        make(server)


def test_a_file_that_is_gone_is_made_anew(server: LocalAiServer) -> None:
    server.fail("file", Reply(404))
    progress = Rehearsal()
    with pytest.raises(ProviderError, match="is gone"):
        make(server, progress)
    assert make(server, progress).file.data == server.glb
    assert len(server.made) == 2


# Whether it is there


def test_a_server_that_is_not_there_or_has_another_model(server: LocalAiServer) -> None:
    models(server).check()
    with pytest.raises(ProviderError, match="does not answer at http://127") as raised:
        LocalAiModels("127.0.0.1:9").check()
    assert raised.value.code == "network" and "PRODWIDGET_LOCALAI_URL" in raised.value.hint
    with pytest.raises(ProviderError, match="no model 'pixal3d'; it has trellis2-4b") as raised:
        models(server, model="pixal3d").check()
    assert raised.value.code == "model_gone" and "install pixal3d" in raised.value.hint
    with comfy_server() as other, pytest.raises(ProviderError, match="is no LocalAI") as raised:
        LocalAiModels(other.url).check()
    assert raised.value.code == "bad_response"


def test_a_key(server: LocalAiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.reset(KEY)
    with pytest.raises(ProviderError, match="does not accept the key: Invalid key") as raised:
        models(server).check()
    assert raised.value.code == "auth"
    monkeypatch.setenv("PRODWIDGET_LOCALAI_KEY", KEY)
    models(server).check()
    assert make(server).file.data == server.glb


def test_what_is_set_by_variables(server: LocalAiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="PRODWIDGET_LOCALAI_URL is not set"):
        LocalAiModels()
    monkeypatch.setenv("PRODWIDGET_LOCALAI_URL", server.url)
    monkeypatch.setenv("PRODWIDGET_LOCALAI_MODEL", "another")
    assert LocalAiModels().model == "another"


# Cancel, and kernels that die


@pytest.mark.parametrize("where", ["make", "file"])
def test_a_cancel_is_heard_while_the_server_works(server: LocalAiServer, where: Any) -> None:
    server.fail(where, Hang())
    progress = Rehearsal()
    ended: list[BaseException] = []

    def work() -> None:
        try:
            make(server, progress)
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert server.holding.wait(PATIENCE_SECONDS)
    progress.cancelled.set()
    thread.join(PATIENCE_SECONDS)
    assert not server.released.is_set(), "the answer was not waited for"
    assert isinstance(ended[0], JobCancelled)


def test_nothing_can_be_stopped_or_adopted(server: LocalAiServer) -> None:
    assert models(server).stop({"outcome": "sending"}) is False
    assert models(server).stop({"outcome": "made"}) is True
    assert models(server).stop(None) is True
    with pytest.raises(PromptError, match="no names"):
        models(server).adopt({"outcome": "sending"}, "x")


@pytest.mark.parametrize(
    ("where", "fault", "takes", "times"),
    [("make", Lost(), False, 1), ("make", Hang(), True, 2), ("file", Hang(), True, 1)],
    ids=["sending, and it did not arrive", "sending, and it arrived", "fetching"],
)
def test_a_kernel_that_is_killed(
    server: LocalAiServer,
    where: Any,
    fault: Any,
    takes: bool,
    times: int,
    data: Path,
    session: str,
) -> None:
    server.fail(where, fault, takes=takes)
    kernel = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.service.own_server_kernel"),
            *(str(data), session, server.url, "localai"),
        ],
        env=dict(os.environ),
    )
    try:
        assert server.holding.wait(PATIENCE_SECONDS)
    finally:
        kernel.send_signal(signal.SIGKILL)
        kernel.wait()
    server.let_go()
    lapse(data, session)
    backend = OnePicture(models(server))
    pipeline = ProductPipeline(session, backend=backend, data_dir=data)
    wait_for(lambda: pipeline.job is not None)
    assert pipeline.job is not None
    made = pipeline.job.result(PATIENCE_SECONDS)
    assert pipeline.model(made) == server.glb
    assert len(server.made) == times, "what was made is fetched, what was lost is sent again"
    assert made.provenance["times_sent"] == (1 if where == "file" else 2)
    assert pipeline.spent == 0


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_it_keeps_the_contract(server: LocalAiServer, check: Check) -> None:
    server.reset(KEY)
    with gemini.gemini_server() as images:

        def backend() -> TwoStepBackend:
            drawing = GeminiImages(api_key=gemini.KEY, base_url=images.url)
            return TwoStepBackend(drawing, models(server, key=KEY))

        assert (backend().name, backend().label) == ("gemini+localai", "Gemini and LocalAI")
        check(Case(backend, "a mug", "make it blue", secrets=(gemini.KEY, KEY), heed_seconds=60))


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        ("make", Reply(401, {"error": {"message": f"not {KEY}"}})),
        ("make", Reply(500, {"error": f"not {KEY}"})),
        ("file", Reply(404)),
    ],
)
def test_no_failure_tells_the_key(
    server: LocalAiServer, caplog: pytest.LogCaptureFixture, where: Any, fault: Any
) -> None:
    server.reset(KEY)
    server.fail(where, fault, times=5)
    caplog.set_level(logging.DEBUG)
    progress = Rehearsal()
    with pytest.raises(ProviderError) as raised:
        make(server, progress, key=KEY)
    told = "".join(traceback.format_exception(raised.value)) + str(vars(raised.value))
    for text in (told, caplog.text, str(progress.checkpoints), "\n".join(progress.stages)):
        assert KEY not in text
