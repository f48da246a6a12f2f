"""Models from ComfyUI, by its own routes and by Comfy API v2, against servers on loopback."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from prodwidget.backends.base import GeneratedFile
from prodwidget.backends.comfy import ComfyModels
from prodwidget.backends.conformance import CHECKS, Case, Check
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.rehearsal import KernelDied, Rehearsal
from prodwidget.backends.two_step import TwoStepBackend
from prodwidget.errors import (
    ConfigurationError,
    JobCancelled,
    JobLeftRunning,
    PromptError,
    ProviderError,
    SubmissionUnknown,
)
from prodwidget.session import ProductPipeline
from tests.service import gemini_server as gemini
from tests.service.comfy_server import (
    KEY,
    ComfyServer,
    Lost,
    Mode,
    comfy_server,
    queue_full,
    workflow,
)
from tests.service.conftest import PATIENCE_SECONDS, lapse, wait_for
from tests.service.fal_server import Drop, Hang, Reply, Truncate
from tests.service.localai_server import localai_server
from tests.service.own_server_kernel import QUICK, OnePicture, png

MODES: tuple[Mode, ...] = ("native", "v2", "v2 without a list")
PICTURE = png()


@pytest.fixture(scope="module")
def running() -> Iterator[ComfyServer]:
    with comfy_server() as server:
        yield server


@pytest.fixture
def server(running: ComfyServer) -> ComfyServer:
    running.reset()
    return running


@pytest.fixture(params=MODES)
def each_server(running: ComfyServer, request: pytest.FixtureRequest) -> ComfyServer:
    """The server, in each of the ways that it can be spoken to."""
    running.reset(request.param)
    return running


def models(server: ComfyServer, **options: Any) -> ComfyModels:
    return ComfyModels(server.url, **{"workflow": workflow(), "patience": QUICK, **options})


def make(
    server: ComfyServer, progress: Rehearsal | None = None, *images: GeneratedFile, **options: Any
) -> Any:
    maker = models(server, **options)
    return maker.make(images or (PICTURE,), seed=5, progress=progress or Rehearsal())


# It works


def test_a_model_is_made(each_server: ComfyServer) -> None:
    progress = Rehearsal()
    made = make(each_server, progress)
    assert made.file.data == each_server.glb
    assert (made.file.role, made.file.media_type) == ("model", "model/gltf-binary")
    graph = each_server.graph()
    assert each_server.picture_of("1") == PICTURE.data
    assert graph["5"]["inputs"]["seed"] == 5
    (job,) = each_server.jobs
    told = made.provenance
    assert (told["request_id"], told["seed"], told["usd"]) == (job.id, 5, 0.0)
    assert told["server"] == each_server.url and len(told["workflow"]) == 64
    assert told["api"] == each_server.mode.partition(" ")[0]
    assert json.dumps(told)
    assert not progress.payments
    assert any("waiting in the queue" in each for each in progress.stages)
    assert any("making the model" in each for each in progress.stages)


def test_the_workflow_of_the_user_is_left_as_it_is(server: ComfyServer) -> None:
    given = workflow()
    before = json.dumps(given)
    make(server, workflow=given)
    assert json.dumps(given) == before


def test_a_workflow_from_a_file_and_a_server_from_variables(
    server: ComfyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "chair.json"
    file.write_text(json.dumps({"prompt": workflow()}))
    server.reset("v2", KEY)
    monkeypatch.setenv("PRODWIDGET_COMFY_URL", f"{server.url}/api/v2/")
    monkeypatch.setenv("PRODWIDGET_COMFY_WORKFLOW", str(file))
    monkeypatch.setenv("PRODWIDGET_COMFY_KEY", KEY)
    made = ComfyModels(patience=QUICK).make([PICTURE], seed=1, progress=Rehearsal())
    assert made.file.data == server.glb
    assert all(each.where != "refused" for each in server.requests)


def test_a_job_that_is_at_work_is_told(server: ComfyServer) -> None:
    server.reset("v2")
    progress = Rehearsal()
    make(server, progress)
    assert "making the model 3 of 8 nodes" in progress.stages


# Workflows


def second_picture(title: str) -> dict[str, Any]:
    return {
        "class_type": "LoadImage",
        "inputs": {"image": "style.png"},
        "_meta": {"title": title},
    }


def multi_view() -> dict[str, Any]:
    """A workflow with a place for each of three sides."""
    graph = workflow()
    for number, _ in enumerate(("front", "left", "back")):
        graph[f"1{number}"] = {**graph["1"], "_meta": {"title": "Load Image"}}
        inputs = {"clip_vision": ["2", 1], "image": [f"1{number}", 0]}
        graph[f"3{number}"] = {"class_type": "CLIPVisionEncode", "inputs": inputs}
    graph["4"] = {
        "class_type": "Hunyuan3Dv2ConditioningMultiView",
        "inputs": {"front": ["30", 0], "left": ["31", 0], "back": ["32", 0]},
    }
    del graph["1"], graph["3"]
    return graph


def test_pictures_go_where_the_graph_says_and_no_side_is_made_up(server: ComfyServer) -> None:
    back = replace(png("blue"), view="back")
    made = make(server, None, PICTURE, back, workflow=multi_view())
    graph = server.graph()
    assert server.picture_of("10") == PICTURE.data
    assert server.picture_of("12") == back.data
    assert set(graph["4"]["inputs"]) == {"front", "back"}, "the left is left out, not made up"
    assert "11" not in graph and "31" not in graph
    assert "left_out" not in made.provenance


def test_a_picture_without_a_place_is_told(server: ComfyServer) -> None:
    made = make(server, None, PICTURE, replace(png("blue"), view="back"))
    assert made.provenance["left_out"] == ["back"]
    assert server.picture_of("1") == PICTURE.data


def test_a_side_that_cannot_be_left_out_is_asked_for(server: ComfyServer) -> None:
    graph = workflow()
    graph["1"]["_meta"]["title"] = "Back view"
    with pytest.raises(ProviderError, match="wants a picture of the back") as raised:
        make(server, None, replace(PICTURE, view="left"), workflow=graph)
    assert raised.value.code == "bad_option"
    assert not server.requests


def test_pictures_that_the_workflow_has_itself_are_kept(server: ComfyServer) -> None:
    made = make(server, workflow=workflow(**{"9": second_picture("Style")}))
    assert server.graph()["9"]["inputs"]["image"] == "style.png"
    assert made.provenance["own_pictures"] == ["style.png"]


@pytest.mark.parametrize("name", ["Resolution", "6.value"])
def test_options_set_what_they_name(server: ComfyServer, name: str) -> None:
    assert models(server).options["Resolution"].default == 256
    assert models(server).options["KSampler.steps"].whole
    assert "KSampler.seed" not in models(server).options
    made = models(server, options={"KSampler.cfg": 4}).make(
        [PICTURE], seed=5, progress=Rehearsal(), options={name: 512}
    )
    graph = server.graph()
    assert graph["6"]["inputs"]["value"] == 512
    assert graph["5"]["inputs"]["cfg"] == 4
    assert made.provenance["options"] == {"KSampler.cfg": 4, name: 512}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"Resolution": "high"}, "the workflow has 256 there"),
        ({"Resolution": True}, "the workflow has 256 there"),
        ({"texture": 1}, "nothing that 'texture' could set"),
        ({"prompt": "a mug"}, "nothing that 'prompt' could set"),
    ],
)
def test_options_that_the_workflow_has_not(
    server: ComfyServer, options: dict[str, Any], says: str
) -> None:
    with pytest.raises(ProviderError, match=says) as raised:
        models(server, options=options)
    assert raised.value.code == "bad_option" and raised.value.hint


def test_words_go_to_what_the_sampler_wants(server: ComfyServer) -> None:
    wanted = {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["2", 0]}}
    unwanted = {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["2", 0]}}
    graph = workflow(a=wanted, b=unwanted)
    graph["5"]["inputs"] |= {"positive": ["a", 0], "negative": ["b", 0]}
    make(server, workflow=graph, options={"prompt": "a mug"})
    assert server.graph()["a"]["inputs"]["text"] == "a mug"
    assert server.graph()["b"]["inputs"]["text"] == "blurry"


def test_a_seed_is_found_where_it_is_linked_to(server: ComfyServer) -> None:
    seed = {"class_type": "PrimitiveInt", "inputs": {"value": 1}, "_meta": {"title": "Seed"}}
    graph = workflow(s=seed)
    graph["5"]["inputs"]["seed"] = ["s", 0]
    make(server, workflow=graph)
    assert server.graph()["s"]["inputs"]["value"] == 5


UI_FORMAT = {"nodes": [{"id": 1, "type": "LoadImage"}], "links": [], "version": 0.4}


@pytest.mark.parametrize(
    ("given", "says", "hints"),
    [
        (UI_FORMAT, "format of ComfyUI's editor", "Export (API)"),
        ({}, "is no workflow", "Export (API)"),
        ({"1": {"class_type": "LoadImage"}}, "is no workflow", "Export (API)"),
        ({"8": workflow()["8"]}, "has no LoadImage", "LoadImage"),
        ({"1": workflow()["1"]}, "saves no model", "SaveGLB"),
    ],
)
def test_what_is_no_workflow_for_this(given: dict[str, Any], says: str, hints: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as raised:
        ComfyModels("http://127.0.0.1:8188", given)
    assert hints in raised.value.hint


def test_files_that_are_no_workflow(tmp_path: Path) -> None:
    file = tmp_path / "chair.json"
    with pytest.raises(ConfigurationError, match=r"chair\.json cannot be read"):
        ComfyModels("http://127.0.0.1:8188", file)
    file.write_text("a chair")
    with pytest.raises(ConfigurationError, match=r"chair\.json is not JSON"):
        ComfyModels("http://127.0.0.1:8188", file)


# What it saves


def test_the_saved_model_that_most_leads_to_goes_before_others(server: ComfyServer) -> None:
    early = {"class_type": "SaveGLB", "inputs": {"mesh": ["2", 0], "filename_prefix": "raw"}}
    shown = {"class_type": "Preview3D", "inputs": {"model_file": ["8", 0]}}
    picture = {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}
    looked_at = {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}
    made = make(server, workflow=workflow(**{"0": early, "p": shown, "q": picture, "r": looked_at}))
    first = server.asked("file")[0]
    assert "x_8_.glb" in first.path and "subfolder=mesh" in first.path
    names = {each.name: each for each in made.extras}
    assert {"x_0_.glb", "picture_q_.png"} <= set(names) and "picture_r_.png" not in names
    assert names["picture_q_.png"].role == "delivered"
    assert names["picture_q_.png"].media_type == "image/png"


def test_a_model_that_is_told_by_its_path(server: ComfyServer) -> None:
    graph = workflow()
    graph["8"] = {"class_type": "Save3DAdvanced", "inputs": {"model_3d": ["7", 0]}}
    assert make(server, workflow=graph).file.data == server.glb
    (asked,) = server.asked("file")
    assert asked.path == "/view?filename=ComfyUI_8_.glb&subfolder=3d&type=output"


def test_what_comes_along_and_cannot_be_fetched_is_named(server: ComfyServer) -> None:
    picture = {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}
    graph = workflow(q=picture)
    server.fail("file", Reply(200, server.glb), Reply(404))
    made = make(server, workflow=graph)
    assert made.file.data == server.glb and not made.extras
    assert made.provenance["not_delivered"] == ["picture_q_.png"]


def test_a_workflow_that_saves_nothing(each_server: ComfyServer) -> None:
    each_server.empty = True
    with pytest.raises(ProviderError, match="The workflow ended") as raised:
        make(each_server)
    assert raised.value.code == "bad_response" and raised.value.hint


def test_a_proxy_that_hands_on_no_models_says_what_to_do(server: ComfyServer) -> None:
    server.reset("v2")
    server.hands_on_3d = False
    with pytest.raises(ProviderError, match="tells of no model") as raised:
        make(server)
    assert "http://127.0.0.1:8188" in raised.value.hint


def test_what_is_no_model_is_not_kept(server: ComfyServer) -> None:
    server.fail("file", Reply(200, b"<html>no model</html>"))
    with pytest.raises(ProviderError, match="a web page where a GLB model was promised"):
        make(server)


def test_a_file_is_fetched_from_the_server_that_was_named_and_no_other(
    server: ComfyServer,
) -> None:
    server.reset("native", KEY)
    with comfy_server() as other:
        elsewhere = {"Location": f"{other.url}/view?filename=x.glb"}
        server.fail("file", Reply(302, b"", elsewhere))
        with pytest.raises(ProviderError, match="not one of its file hosts"):
            make(server, key=KEY)
        assert not other.requests
    assert server.asked("file")[0].headers["authorization"] == f"Bearer {KEY}"


# What goes wrong


@pytest.mark.parametrize("where", ["upload", "send", "status", "file"])
@pytest.mark.parametrize(
    ("fault", "takes"),
    [
        (Reply(500, {"error": "it fell over"}), False),
        (Reply(503), False),
        (Drop(), False),
        (Drop(), True),
        (Truncate(), True),
    ],
    ids=["500", "503", "lost before", "lost after", "cut off"],
)
def test_what_passes_is_tried_again_and_no_job_is_sent_twice(
    each_server: ComfyServer, where: Any, fault: Any, takes: bool
) -> None:
    each_server.fail(where, fault, takes=takes)
    unknown = each_server.mode == "v2 without a list" and where == "send" and takes
    progress = Rehearsal()
    if unknown:
        with pytest.raises(SubmissionUnknown):
            make(each_server, progress)
        (job,) = each_server.jobs
        adopted = models(each_server).adopt(progress.checkpoints["model"], job.id)
        progress.checkpoint("model", adopted)
    assert make(each_server, progress).file.data == each_server.glb
    assert len(each_server.jobs) == 1


def test_nothing_can_be_adopted_under_a_name_that_none_has(server: ComfyServer) -> None:
    checkpoint: Any = {"outcome": "unknown", "api": "v2", "key": "k", "submitted_at": "now"}
    for name in ("../elsewhere", "..", ""):
        with pytest.raises(PromptError, match="is no id of a job"):
            models(server).adopt(checkpoint, name)
    with pytest.raises(PromptError, match="is no id of a job"):
        models(server).adopt({}, "job")


def test_a_full_queue_is_waited_for_as_long_as_it_asks(server: ComfyServer) -> None:
    server.reset("v2")
    server.fail("send", queue_full(), queue_full())
    make(server)
    assert len(server.asked("send")) == 3 and len(server.jobs) == 1
    server.reset("v2")
    server.fail("send", queue_full("3600"))
    with pytest.raises(ProviderError, match="queue is full: 64 jobs wait") as raised:
        make(server)
    assert (raised.value.code, raised.value.retry_after) == ("rate_limited", 3600)


def test_a_picture_that_the_server_lost_is_handed_over_again(server: ComfyServer) -> None:
    server.reset("v2")

    def lose(server: ComfyServer = server) -> None:
        server.assets.clear()

    server.fail("send", Reply(422, {"error": {"code": "missing_asset", "message": "gone"}}))
    lose()
    make(server, patience=replace(QUICK))
    assert len(server.asked("upload")) == 2 and len(server.jobs) == 1


def test_a_workflow_that_is_refused_says_which_node(server: ComfyServer) -> None:
    graph = workflow(**{"9": {"class_type": "LoadImage", "inputs": {"image": "missing.png"}}})
    with pytest.raises(ProviderError, match="LoadImage 9: image - Invalid image file") as raised:
        make(server, workflow=graph)
    assert raised.value.code == "bad_option" and not server.jobs
    graph["9"] = {"class_type": "NoSuchNode", "inputs": {}}
    for mode in ("native", "v2"):
        server.reset(mode)  # type: ignore[arg-type]
        graph.pop("9")
        graph["9"] = {"class_type": "NoSuchNode", "inputs": {}}
        with pytest.raises(ProviderError, match="Node 'NoSuchNode' not found"):
            make(server, workflow=graph)


FAILING = {"node_id": "7", "node_type": "VAEDecodeHunyuan3D", "exception_message": "It burst"}


def test_a_node_that_fails_is_named_and_a_retry_sends_anew(each_server: ComfyServer) -> None:
    each_server.fails = FAILING
    progress = Rehearsal()
    with pytest.raises(ProviderError, match="in the node VAEDecodeHunyuan3D 7: It burst") as raised:
        make(each_server, progress)
    assert raised.value.code == "provider" and raised.value.retryable
    assert raised.value.request_id == each_server.jobs[0].id
    each_server.fails = None
    assert make(each_server, progress).file.data == each_server.glb
    assert len(each_server.jobs) == 2


def test_a_gpu_without_memory_is_told_as_such(server: ComfyServer) -> None:
    server.fails = {**FAILING, "exception_message": "CUDA out of memory. Tried to allocate 9 GiB"}
    with pytest.raises(ProviderError) as raised:
        make(server)
    assert "lower resolution" in raised.value.hint


def test_a_job_that_somebody_stops_in_comfyui(each_server: ComfyServer) -> None:
    each_server.progression = ["forever"]
    progress = Rehearsal()
    ended: list[BaseException] = []

    def work() -> None:
        try:
            make(each_server, progress)
        except ProviderError as error:
            ended.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    wait_for(lambda: any("making" in each for each in progress.stages))
    each_server.jobs[0].stopped = True
    thread.join(PATIENCE_SECONDS)
    assert "was stopped in ComfyUI" in str(ended[0])


def test_a_server_that_was_started_anew_has_forgotten_the_job(each_server: ComfyServer) -> None:
    progress = Rehearsal(die_after=2)
    with pytest.raises(KernelDied):
        make(each_server, progress)
    each_server.forget()
    again = progress.next_kernel()
    with pytest.raises(ProviderError, match="does not know the job any more") as raised:
        make(each_server, again)
    assert raised.value.retryable
    assert make(each_server, again).file.data == each_server.glb


def test_a_server_that_is_silent_for_long_is_left_to_itself(server: ComfyServer) -> None:
    server.fail("status", Reply(502), times=500)
    progress = Rehearsal()
    with pytest.raises(JobLeftRunning, match="has not answered for"):
        make(server, progress, patience=replace(QUICK, silence=0.05))
    server.faults.clear()
    assert make(server, progress.next_kernel()).file.data == server.glb
    assert len(server.jobs) == 1


def test_a_job_that_takes_too_long_is_picked_up_later(server: ComfyServer) -> None:
    server.progression = ["forever"]
    progress = Rehearsal()
    with pytest.raises(JobLeftRunning, match="goes on with it"):
        make(server, progress, patience=replace(QUICK, job=0.05))
    server.go_on()
    assert make(server, progress.next_kernel()).file.data == server.glb
    assert len(server.jobs) == 1


# Whether it is there


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(ProviderError, match="does not answer at http://127") as raised:
        ComfyModels("127.0.0.1:9", workflow(), patience=QUICK).check()
    assert raised.value.code == "network" and "PRODWIDGET_COMFY_URL" in raised.value.hint


def test_something_else_that_answers() -> None:
    with localai_server() as other:
        maker = ComfyModels(other.url, workflow(), patience=QUICK)
        with pytest.raises(ProviderError, match="is not ComfyUI"):
            maker.check()


def test_a_key_that_is_wrong(each_server: ComfyServer) -> None:
    each_server.reset(each_server.mode, KEY)
    for key in (None, "another"):
        with pytest.raises(ProviderError, match="does not accept the key") as raised:
            models(each_server, key=key).check()
        assert raised.value.code == "auth" and "PRODWIDGET_COMFY_KEY" in raised.value.hint
    models(each_server, key=KEY).check()


@pytest.mark.parametrize("url", ["http://", "ftp://127.0.0.1", "http://a:b:c@:0", "http://h:0"])
def test_what_is_no_address_is_not_quoted(url: str) -> None:
    with pytest.raises(ConfigurationError, match="PRODWIDGET_COMFY_URL is not the addr") as raised:
        ComfyModels(url, workflow())
    assert url not in str(raised.value).replace("http://127.0.0.1:8188", "")


def test_what_is_not_set_is_named() -> None:
    with pytest.raises(ConfigurationError, match="PRODWIDGET_COMFY_URL is not set"):
        ComfyModels()
    with pytest.raises(ConfigurationError, match="PRODWIDGET_COMFY_WORKFLOW is not set"):
        ComfyModels("http://127.0.0.1:8188")


# Cancel


@pytest.mark.parametrize("state", ["pending", "forever"])
def test_a_cancel_stops_the_job_at_the_server(each_server: ComfyServer, state: str) -> None:
    each_server.progression = [state] * 10_000
    progress = Rehearsal()
    ended: list[BaseException] = []

    def work() -> None:
        try:
            make(each_server, progress)
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    stage = "queue" if state == "pending" else "making"
    wait_for(lambda: any(stage in each for each in progress.stages))
    progress.cancelled.set()
    thread.join(PATIENCE_SECONDS)
    assert isinstance(ended[0], JobCancelled) and not ended[0].left_running
    assert all(job.stopped for job in each_server.jobs), "or it is not in the queue any more"
    sent = len(each_server.asked("send"))
    assert sent == 1


@pytest.mark.parametrize("where", ["upload", "send", "status", "file", "probe"])
def test_a_cancel_is_heard_while_the_server_is_silent(each_server: ComfyServer, where: Any) -> None:
    each_server.fail(where, Hang())
    progress = Rehearsal()
    ended: list[BaseException] = []

    def work() -> None:
        try:
            make(each_server, progress, patience=replace(QUICK, cancel=0.4))
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert each_server.holding.wait(PATIENCE_SECONDS)
    progress.cancelled.set()
    thread.join(PATIENCE_SECONDS)
    assert not each_server.released.is_set(), "the answer was not waited for"
    assert isinstance(ended[0], JobCancelled)


@pytest.mark.parametrize("older", [True, False])
def test_only_the_own_job_is_stopped(server: ComfyServer, older: bool) -> None:
    server.older = older
    server.progression = ["forever"]
    server.queue("somebody-else", workflow())
    server.progression = ["pending"] * 10_000
    progress = Rehearsal(die_after=2)
    with pytest.raises(KernelDied):
        make(server, progress)
    assert models(server).stop(progress.checkpoints["model"]) is True
    (other,) = server.jobs
    assert other.id == "somebody-else" and not other.stopped


def test_a_job_whose_kernel_died_is_stopped(each_server: ComfyServer) -> None:
    each_server.progression = ["forever"]
    progress = Rehearsal(die_after=2)
    with pytest.raises(KernelDied):
        make(each_server, progress)
    assert models(each_server).stop(progress.checkpoints["model"]) is True
    assert each_server.jobs[0].stopped
    assert models(each_server).stop({"outcome": "failed"}) is True
    unreachable = ComfyModels("127.0.0.1:9", workflow(), patience=QUICK)
    assert unreachable.stop(progress.checkpoints["model"]) is False


# Kernels that die


@pytest.fixture
def sessions_at(data: Path, session: str) -> Callable[[ComfyServer], ProductPipeline]:
    def open_at(server: ComfyServer) -> ProductPipeline:
        backend = OnePicture(models(server))
        return ProductPipeline(session, backend=backend, data_dir=data)

    return open_at


STAGES: dict[str, tuple[Any, Any, bool]] = {
    "handing the picture over": ("upload", Hang(), False),
    "sending, and it did not arrive": ("send", Lost(), False),
    "sending, and it arrives later": ("send", Hang(), False),
    "sending, and it arrived": ("send", Hang(), True),
    "waiting": ("status", Hang(), True),
    "fetching": ("file", Hang(), True),
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("mode", ["native", "v2"])
def test_a_kernel_that_is_killed(
    server: ComfyServer,
    mode: Mode,
    stage: str,
    data: Path,
    session: str,
    sessions_at: Callable[[ComfyServer], ProductPipeline],
) -> None:
    server.reset(mode)
    where, fault, takes = STAGES[stage]
    server.fail(where, fault, takes=takes)
    kernel = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.service.own_server_kernel"),
            *(str(data), session, server.url, "comfy"),
        ],
        env=dict(os.environ),
    )
    try:
        assert server.holding.wait(PATIENCE_SECONDS)
    finally:
        kernel.send_signal(signal.SIGKILL)
        kernel.wait()
    before = [job.id for job in server.jobs]
    server.let_go()
    if stage == "sending, and it arrives later":
        wait_for(lambda: server.jobs)
    lapse(data, session)
    pipeline = sessions_at(server)
    wait_for(lambda: pipeline.job is not None)
    assert pipeline.job is not None
    made = pipeline.job.result(PATIENCE_SECONDS)
    assert pipeline.model(made) == server.glb
    assert len(server.jobs) == 1, "no job is sent twice"
    if before:
        assert made.provenance["request_id"] == before[0]
    assert pipeline.spent == 0


# The contract


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_it_keeps_the_contract(each_server: ComfyServer, check: Check) -> None:
    each_server.reset(each_server.mode, KEY)
    with gemini.gemini_server() as images:

        def backend() -> TwoStepBackend:
            drawing = GeminiImages(api_key=gemini.KEY, base_url=images.url)
            return TwoStepBackend(drawing, models(each_server, key=KEY))

        assert (backend().name, backend().label) == ("gemini+comfy", "Gemini and ComfyUI")
        check(Case(backend, "a mug", "make it blue", secrets=(gemini.KEY, KEY), heed_seconds=60))


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        ("send", Reply(401, {"error": {"code": "unauthorized", "message": f"not {KEY}"}})),
        ("send", Reply(400, {"error": {"type": "x", "message": f"not {KEY}"}})),
        ("status", Reply(403, f"<html>{KEY}</html>".encode(), {"Content-Type": "text/html"})),
        ("file", Reply(404)),
        ("send", Reply(500, KEY.encode())),
    ],
)
def test_no_failure_tells_the_key(
    each_server: ComfyServer, caplog: pytest.LogCaptureFixture, where: Any, fault: Any
) -> None:
    each_server.reset(each_server.mode, KEY)
    each_server.fail(where, fault, times=20)
    caplog.set_level(logging.DEBUG)
    progress = Rehearsal()
    with pytest.raises(Exception) as raised:
        make(each_server, progress, key=KEY)
    told = "".join(traceback.format_exception(raised.value)) + str(vars(raised.value))
    for text in (told, caplog.text, str(progress.checkpoints), "\n".join(progress.stages)):
        assert KEY not in text


def test_a_password_in_the_address_stays_there(server: ComfyServer) -> None:
    secret = "a-password-that-nobody-may-see"
    url = server.url.replace("://", f"://me:{secret}@")
    maker = ComfyModels(url, workflow(), patience=QUICK)
    progress = Rehearsal()
    made = maker.make([PICTURE], seed=1, progress=progress)
    assert all(each.headers["authorization"].startswith("Basic ") for each in server.requests)
    for text in (repr(maker), json.dumps(made.provenance), str(progress.checkpoints)):
        assert secret not in text
