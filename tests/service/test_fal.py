"""fal's models through the real SDK, against a server that speaks fal's queue."""

from __future__ import annotations

import base64
import io
import itertools
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import JsonValue

from prodwidget.backends.base import GeneratedFile
from prodwidget.backends.fal import (
    ENDPOINTS,
    MATERIAL_ENDPOINTS,
    PROCESS_ENDPOINTS,
    RETEXTURE_ENDPOINTS,
    TEXT_ENDPOINTS,
    FalModels,
)
from prodwidget.errors import (
    ConfigurationError,
    JobCancelled,
    JobLeftRunning,
    ProviderError,
    SubmissionUnknown,
)
from prodwidget.store.connection import connect_embedded
from tests.service.conftest import PATIENCE_SECONDS, lapse
from tests.service.fal_jobs import PICTURE, QUICK, Kernel, make, models, only_job, png, rules
from tests.service.fal_jobs import kernel as kernel
from tests.service.fal_jobs import kernels as kernels
from tests.service.fal_jobs import running as running
from tests.service.fal_jobs import server as server
from tests.service.fal_models import MODELS, SCHEMAS
from tests.service.fal_server import (
    COMPLETED,
    IN_PROGRESS,
    IN_QUEUE,
    KEY,
    Drop,
    Endless,
    FalServer,
    Fault,
    Hang,
    Reply,
    Truncate,
    broken,
    forget_sdk,
    logs,
    nginx,
    refused,
)

SECRET = KEY.partition(":")[2]


# It works


def test_every_endpoint_is_tried() -> None:
    tables = {*ENDPOINTS, *TEXT_ENDPOINTS, *RETEXTURE_ENDPOINTS, *PROCESS_ENDPOINTS}
    tables |= set(MATERIAL_ENDPOINTS)
    assert tables | set(SCHEMAS) >= set(MODELS) >= tables


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_model_is_made(server: FalServer, kernel: Kernel, endpoint: str) -> None:
    row = ENDPOINTS[endpoint]
    maker = models(server, endpoint)
    pictures = [png(90 + n) for n in range(row.max_images or 3)]
    result = maker.make(pictures, seed=70_000, progress=kernel.run)
    assert result.file.data == server.glb
    assert (result.file.role, result.file.media_type) == ("model", "model/gltf-binary")
    job = only_job(server)
    seed = None if row.seed_range is None else 70_000 % (row.seed_range[1] + 1)
    if seed is not None:
        assert {job.arguments[name] for name in row.seed_fields} == {seed}
    told = result.provenance
    assert told["endpoint"] == endpoint
    assert told["request_id"] == job.id
    assert told["seed"] == seed
    assert told["billable_units"] == "1"
    assert told["metrics"] == {"inference_time": 9.75}
    assert told["options"] == row.always
    assert told["usd"] == maker.estimate(len(pictures)) == kernel.spent > 0
    assert "billed_usd" not in told, "fal's prices are not known here"
    assert told["fal_client"] == maker.versions["fal-client"]
    assert json.dumps(told)
    assert row.label and maker.label == row.label


def test_what_is_shown(server: FalServer, kernel: Kernel) -> None:
    server.progression = [
        {**IN_QUEUE, "queue_position": 2},
        {**IN_QUEUE, "queue_position": None},
        {**IN_PROGRESS, "logs": logs("Loading")},
        # Repeated, out of order, redrawn, and not documented.
        {**IN_PROGRESS, "logs": [*logs("Loading", "Sampling:\r 10%\r 43%")[::-1], None, {}]},
        {**IN_PROGRESS, "logs": None},
        COMPLETED,
    ]
    make(models(server), kernel)
    shown = [(each.stage, each.detail, each.queue_position) for each in kernel.shown]
    shown = [each for each, _ in itertools.groupby(shown)]
    assert shown[:6] == [
        ("sending the picture", "", None),
        ("waiting in the queue", "", 2),
        ("waiting in the queue", "", None),
        ("making the model", "Loading", None),
        ("making the model", "43%", None),
        ("fetching the model", "", None),
    ]


def test_what_is_written_down_before_the_first_look(
    server: FalServer, kernels: Iterator[Kernel]
) -> None:
    server.fail("status", Hang())
    worker = threading.Thread(target=lambda: make(models(server), next(kernels)), daemon=True)
    worker.start()
    assert server.holding.wait(120)
    job = only_job(server)
    base = f"https://{server.queue_host}/fal-ai/trellis/requests/{job.id}"
    written = next(kernels).checkpoint
    assert written["submitted_at"].startswith("20")
    assert {name: written[name] for name in written if name != "submitted_at"} == {
        "outcome": "submitted",
        "app": "fal-ai/trellis",
        "request_id": job.id,
        "status_url": f"{base}/status",
        "response_url": base,
        "cancel_url": f"{base}/cancel",
        "usd": 0.02,
        "seed": 5,
        "options": {},
    }
    server.let_go()
    worker.join(20)


# Options and pictures


def test_options_are_sent_and_unknown_ones_too(server: FalServer, kernel: Kernel) -> None:
    options: dict[str, Any] = {
        "resolution": 1536,
        "ss_rescale_t": 5,
        "remesh": False,
        "remesh_band": 2,
    }
    maker = models(server, "fal-ai/trellis-2", **options)
    assert maker.estimate() == 0.35
    make(maker, kernel)
    sent = only_job(server).arguments
    assert {name: sent[name] for name in options} == options


def test_a_white_mesh_is_made_where_it_is_asked_for(server: FalServer, kernel: Kernel) -> None:
    maker = models(server, "fal-ai/hunyuan3d/v2", textured_mesh=False)
    assert maker.estimate() == 0.16
    assert models(server, "fal-ai/hunyuan3d/v2").estimate() == 0.48
    make(maker, kernel)
    assert only_job(server).arguments["textured_mesh"] is False


@pytest.mark.parametrize(
    ("endpoint", "name", "value", "says"),
    [
        ("fal-ai/trellis", "mesh_simplify", 0.99, "from 0.9 to 0.98"),
        ("fal-ai/trellis", "mesh_simplify", float("nan"), "from 0.9 to 0.98"),
        ("fal-ai/trellis", "ss_sampling_steps", 51, "a whole number from 1 to 50"),
        ("fal-ai/trellis", "ss_sampling_steps", 12.5, "a whole number from 1 to 50"),
        ("fal-ai/trellis", "ss_guidance_strength", True, "a number from 0 to 10"),
        ("fal-ai/trellis", "ss_guidance_strength", "7", "a number from 0 to 10"),
        ("fal-ai/trellis", "texture_size", 1000, "one of 1024, 512, 2048"),
        ("fal-ai/trellis-2", "remesh", 1, "one of True, False"),
        ("fal-ai/trellis-2", "decimation_target", 0, "a whole number from 5,000 to 2,000,000"),
        ("fal-ai/hyper3d/rodin", "geometry_file_format", "fbx", "'glb'"),
        ("tripo3d/tripo/v2.5/image-to-3d", "quad", True, "False"),
        ("fal-ai/trellis", "seed", 7, "comes with each request"),
        ("fal-ai/trellis", "image_url", "https://example.com/a.png", "comes with each request"),
    ],
)
def test_an_option_out_of_its_range(
    server: FalServer, endpoint: str, name: str, value: Any, says: str
) -> None:
    with pytest.raises(ProviderError) as raised:
        models(server, endpoint, **{name: value})
    assert raised.value.code == "bad_option"
    assert repr(name) in raised.value.message
    assert says in raised.value.message
    if "request" not in says:
        assert repr(value) in raised.value.message
    assert endpoint in raised.value.hint
    assert not server.requests


def test_an_endpoint_of_ones_own(server: FalServer, kernel: Kernel) -> None:
    with pytest.raises(ConfigurationError, match="fal-ai/trellis-2"):
        FalModels("fal-ai/flux")
    own = replace(ENDPOINTS["fal-ai/trellis"], id="fal-ai/trellis/multi", label="Mine")
    own = replace(own, image_fields=("image_urls",), as_list=True, outputs=("mine",))
    own = replace(own, max_images=2)
    server.answer_with = lambda right: {"mine": right["model_mesh"]["url"]}
    maker = FalModels(own, key=KEY, patience=QUICK, files=rules())
    assert make(maker, kernel, PICTURE, PICTURE) == server.glb


MULTIVIEW = "tripo3d/tripo/v2.5/multiview-to-3d"


@pytest.mark.parametrize(
    ("views", "slots", "left_out"),
    [
        (["", "back"], ["front", "back"], []),
        (["", "back", "right"], ["front", "back", "right"], []),
        (["", "front", "back"], [None, "front", "back"], [""]),
        (["", "left"], ["front", "left"], []),
        (["back", "", "front"], ["back", None, "front"], [""]),
        (["front", "above"], ["front", None], ["above"]),
        (["", "", ""], ["front", "left", "back"], []),
    ],
)
def test_pictures_go_where_their_views_say(
    server: FalServer,
    kernel: Kernel,
    views: list[str],
    slots: list[str | None],
    left_out: list[str],
) -> None:
    pictures = [replace(png(90 + n), view=view) for n, view in enumerate(views)]
    result = models(server, MULTIVIEW).make(pictures, seed=1, progress=kernel.run)
    sent = only_job(server).arguments
    for number, slot in enumerate(slots):
        encoded = base64.b64encode(pictures[number].data).decode()
        found = [name for name, value in sent.items() if str(value).endswith(encoded)]
        assert found == ([f"{slot}_image_url"] if slot else [])
    assert result.provenance.get("left_out", []) == left_out


def test_fields_of_ones_own_are_read_by_their_names(server: FalServer, kernel: Kernel) -> None:
    fields = ("back_image_url", "front_image_url")
    own = replace(ENDPOINTS[MULTIVIEW], image_fields=fields, max_images=3)
    pictures = [replace(png(90 + n), view=view) for n, view in enumerate(("front", "back", "left"))]
    maker = FalModels(own, key=KEY, patience=QUICK, files=rules())
    result = maker.make(pictures, seed=1, progress=kernel.run)
    sent = only_job(server).arguments
    for name, picture in zip(("front", "back"), pictures, strict=False):
        encoded = sent[f"{name}_image_url"].partition(";base64,")[2]
        assert base64.b64decode(encoded) == picture.data
    assert "left_image_url" not in sent
    assert result.provenance["left_out"] == ["left"]


def test_a_field_for_any_picture_takes_one_of_a_side(server: FalServer, kernel: Kernel) -> None:
    make(models(server), kernel, replace(PICTURE, view="back"))
    assert sent_picture(server)[1] == PICTURE.data


@pytest.mark.parametrize(
    ("endpoint", "count", "says"),
    [("fal-ai/trellis", 2, "one picture"), ("fal-ai/hyper3d/rodin", 6, "1 to 5 pictures")],
)
def test_too_many_pictures(
    server: FalServer, kernel: Kernel, endpoint: str, count: int, says: str
) -> None:
    with pytest.raises(ProviderError, match=says) as raised:
        make(models(server, endpoint), kernel, *[PICTURE] * count)
    assert raised.value.code == "bad_option"
    assert kernel.spent == 0
    assert not server.requests


def sent_picture(server: FalServer) -> tuple[str, bytes, Image.Image]:
    """The media type, bytes and pixels of the picture that came."""
    uri = only_job(server).arguments["image_url"]
    kind, _, encoded = uri.partition(";base64,")
    data = base64.b64decode(encoded)
    return kind.removeprefix("data:"), data, Image.open(io.BytesIO(data))


def test_a_small_picture_is_sent_as_it_is(server: FalServer, kernel: Kernel) -> None:
    make(models(server), kernel)
    assert sent_picture(server)[:2] == ("image/png", PICTURE.data)


@pytest.mark.parametrize(
    ("mode", "media_type"), [("RGB", "image/jpeg"), ("RGBA", "image/png"), ("L", "image/jpeg")]
)
def test_a_large_picture_is_scaled_down(
    server: FalServer, kernel: Kernel, mode: str, media_type: str
) -> None:
    make(models(server), kernel, png(6000, 3000, mode))
    kind, _, picture = sent_picture(server)
    assert kind == media_type
    assert picture.size == (4096, 2048)


@pytest.mark.parametrize("side", [2048, 4096])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_what_was_bought_is_sent(server: FalServer, kernel: Kernel, side: int, mode: str) -> None:
    picture = png(side, side, mode)
    make(models(server), kernel, picture)
    assert sent_picture(server)[:2] == ("image/png", picture.data)


def test_a_limit_is_the_endpoints(server: FalServer, kernel: Kernel) -> None:
    own = replace(ENDPOINTS["fal-ai/trellis"], longest_side=300, most_bytes=20_000)
    maker = FalModels(own, key=KEY, patience=QUICK, files=rules())
    make(maker, kernel, png(600, 400, "RGB", noisy=True))
    kind, data, picture = sent_picture(server)
    assert kind == "image/jpeg"
    assert len(data) <= 20_000
    assert max(picture.size) <= 300
    assert max(picture.size) > 64, "no smaller than it must be"


def test_the_pictures_of_a_request_share_its_bytes(server: FalServer, kernel: Kernel) -> None:
    noisy = [png(1500, 1500, "RGB", noisy=True) for _ in range(4)]
    assert all(len(each.data) > 2_000_000 for each in noisy)
    make(models(server, "fal-ai/trellis/multi"), kernel, *noisy)
    sent = only_job(server).arguments["image_urls"]
    assert sum(map(len, sent)) <= 8_000_000 * 4 / 3 + 1000
    for each in sent:
        data = base64.b64decode(each.partition(",")[2])
        assert Image.open(io.BytesIO(data)).size == (1500, 1500)


def test_a_heavy_picture_becomes_a_jpeg(server: FalServer, kernel: Kernel) -> None:
    heavy = png(1024, 1024, "RGB", noisy=True)
    heavy = replace(heavy, data=heavy.data + bytes(8_000_000))
    make(models(server), kernel, heavy)
    kind, data, _ = sent_picture(server)
    assert kind == "image/jpeg"
    assert len(data) < 8_000_000


def test_a_picture_on_its_side_is_sent_upright(server: FalServer, kernel: Kernel) -> None:
    with io.BytesIO() as file:
        exif = Image.Exif()
        exif[0x0112] = 6
        Image.new("RGB", (80, 40)).save(file, "JPEG", exif=exif)
        make(models(server), kernel, GeneratedFile("reference", file.getvalue(), "image/jpeg"))
    assert sent_picture(server)[2].size == (40, 80)


@pytest.mark.parametrize("content", [b"", b"no picture", PICTURE.data[:60], b"GIF89a"])
def test_what_is_no_picture_is_not_paid_for(
    server: FalServer, kernel: Kernel, content: bytes
) -> None:
    with pytest.raises(ProviderError, match="cannot be read") as raised:
        make(models(server), kernel, GeneratedFile("reference", content, "image/png"))
    assert raised.value.code == "bad_option"
    assert kernel.spent == 0
    assert not server.requests


# Refused: nothing is paid


POLICY = refused("content_policy_violation", "flagged", categories=["violence"])
BALANCE = Reply(403, {"detail": "User is locked. Reason: Exhausted balance. Top up."})
REFUSALS = [
    (Reply(401, {"detail": "Invalid key"}), "auth", "fal.ai/dashboard/keys"),
    (BALANCE, "no_credit", "fal.ai/dashboard/billing"),
    (Reply(402, {"detail": "Payment required"}), "no_credit", "fal.ai/dashboard/billing"),
    (Reply(403, {"detail": "Key lacks the scope"}), "auth", "scope"),
    (Reply(404, {"detail": "Application not found"}), "model_gone", "another endpoint"),
    (Reply(410, {"detail": "Gone"}), "model_gone", "another endpoint"),
    (POLICY, "blocked", "picture"),
    (refused("image_too_small", "Image too small"), "bad_option", "options"),
    (Reply(400, b"\xff not JSON"), "bad_option", "options"),
    (Reply(413, nginx(413).body), "bad_option", "smaller"),
    (Reply(408, {"detail": "Request Timeout"}), "timeout", "again"),
    (Reply(409, {"detail": "Conflict"}), "bad_option", "options"),
    (Reply(429, {"detail": "Slow down"}, {"Retry-After": "70"}), "rate_limited", "Wait"),
]


@pytest.mark.parametrize(("reply", "code", "hint"), REFUSALS)
def test_a_refusal_costs_nothing(
    server: FalServer, kernels: Iterator[Kernel], reply: Reply, code: str, hint: str
) -> None:
    server.fail("submit", replace(reply, headers={**reply.headers, "x-fal-request-id": "abc"}))
    kernel = next(kernels)
    with pytest.raises(ProviderError) as raised:
        make(models(server), kernel)
    error = raised.value
    assert error.code == code
    assert hint in error.hint
    assert error.provider == "fal"
    assert error.request_id == "abc"
    assert error.retry_after == (70.0 if code == "rate_limited" else None)
    assert len(server.asked("submit")) == 1, "it is never sent again by itself"
    assert kernel.spent == 0
    assert kernel.checkpoint is None
    assert make(models(server), next(kernels)) == server.glb


@pytest.mark.parametrize("header", ["1", "0.5", "Fri, 27 Nov 2020 10:00:00 GMT"])
def test_too_many_requests_are_waited_for(server: FalServer, kernel: Kernel, header: str) -> None:
    server.fail("submit", Reply(429, {"detail": "Slow down"}, {"Retry-After": header}), times=2)
    assert make(models(server), kernel) == server.glb
    first, second, third = (each.at for each in server.asked("submit"))
    if header == "1":
        assert second - first >= 1 and third - second >= 1
    assert any(each.stage == "asking fal again shortly" for each in kernel.shown)
    assert len(server.jobs) == 1
    assert kernel.spent == 0.02


def test_too_many_requests_are_not_waited_for_without_end(
    server: FalServer, kernel: Kernel
) -> None:
    server.fail("submit", Reply(429, {"detail": "Slow"}, {"Retry-After": "0.1"}), times=9)
    with pytest.raises(ProviderError) as raised:
        make(models(server), kernel)
    assert raised.value.code == "rate_limited"
    assert len(server.asked("submit")) == 3
    assert kernel.spent == 0


def test_a_cancel_is_heard_while_fal_is_waited_for(server: FalServer, kernel: Kernel) -> None:
    server.fail("submit", Reply(429, {"detail": "Slow"}, {"Retry-After": "29"}), times=9)
    kernel.cancel_at("asking fal again shortly")
    with pytest.raises(JobCancelled) as raised:
        make(models(server), kernel)
    assert not raised.value.left_running
    assert [each.where for each in server.requests] == ["submit"]
    assert kernel.spent == 0


def test_what_answers_in_fals_place_is_not_taken_for_it(server: FalServer, kernel: Kernel) -> None:
    server.fail("submit", replace(nginx(403), headers={"Content-Type": "text/html; charset=x"}))
    with pytest.raises(ProviderError, match="between here and fal") as raised:
        make(models(server), kernel)
    assert raised.value.code == "network"
    assert kernel.spent == 0


def test_fals_own_words_are_told(server: FalServer, kernel: Kernel) -> None:
    server.fail("submit", refused("image_too_small", "Image is 3 x 3 pixels"))
    with pytest.raises(ProviderError, match="image_url: Image is 3 x 3 pixels"):
        make(models(server), kernel)


def test_a_field_that_is_not_taken_is_named(server: FalServer, kernel: Kernel) -> None:
    with pytest.raises(ProviderError, match="shininess: Not permitted") as raised:
        make(models(server, shininess=11), kernel)
    assert raised.value.code == "bad_option"


def test_a_queue_that_cannot_be_reached(
    server: FalServer, kernels: Iterator[Kernel], monkeypatch: pytest.MonkeyPatch
) -> None:
    from prodwidget.backends.fal import queue

    kernel = next(kernels)
    with monkeypatch.context() as patch:
        patch.setattr(queue, "FAL_QUEUE_RUN_HOST", "127.0.0.1:1")
        with pytest.raises(ProviderError, match="Nothing was paid") as raised:
            make(models(server), kernel)
    assert raised.value.code == "network"
    assert raised.value.retryable
    assert kernel.spent == 0
    with monkeypatch.context() as patch:
        patch.delenv("SSL_CERT_FILE")
        with pytest.raises(ProviderError, match=r"certificate of .* is not one to trust"):
            make(models(server), next(kernels))
    assert not server.requests
    assert make(models(server), next(kernels)) == server.glb


# Lost: one job at most, never two


LOST: list[tuple[Fault, bool]] = [
    (Hang(), True),
    (Drop(), True),
    (Drop(), False),
    (Truncate(), True),
    (Reply(200, b"<html>Log in to the Wi-Fi</html>"), True),
    (Reply(200, b"["), True),
    (Reply(200, [1]), True),
    (Reply(200, {"status": "IN_QUEUE"}), True),
    (Reply(200, {"request_id": "../../account"}), True),
    (Reply(200, b"[" * 200_000), True),
    (Reply(500, {"detail": "Internal"}), True),
    (nginx(502), True),
    (broken(503, "runner_scheduling_failure"), False),
    (nginx(504), True),
    (Reply(307, b"", {"Location": "/fal-ai/trellis"}), False),
]


@pytest.mark.parametrize(("fault", "takes"), LOST)
def test_a_lost_answer_is_not_asked_for_again(
    server: FalServer, kernels: Iterator[Kernel], fault: Fault, takes: bool
) -> None:
    server.fail("submit", fault, takes=takes)
    silent = isinstance(fault, Hang)
    maker = models(server, patience=replace(QUICK, submit=5.0) if silent else QUICK)
    kernel = next(kernels)
    with pytest.raises(SubmissionUnknown, match="not sent again") as raised:
        make(maker, kernel)
    assert not silent or server.holding.wait(PATIENCE_SECONDS)
    assert "fal.ai/dashboard/requests" in raised.value.hint
    assert len(server.asked("submit")) == 1
    assert len(server.jobs) == int(takes)
    assert kernel.spent == 0.02, "it may have been paid for"
    assert kernel.checkpoint["outcome"] == "unknown"
    with pytest.raises(SubmissionUnknown):
        make(maker, next(kernels))
    assert len(server.asked("submit")) == 1


# Going on


def test_another_kernel_goes_on(server: FalServer, kernels: Iterator[Kernel]) -> None:
    server.progression = [IN_PROGRESS]
    with pytest.raises(JobLeftRunning, match="not done after") as raised:
        make(models(server, patience=replace(QUICK, job=0.2)), next(kernels))
    assert "recover" in raised.value.hint
    job = only_job(server)
    assert job.id in raised.value.message
    job.statuses = [COMPLETED]
    # Whatever is set meanwhile: the endpoint of the request counts.
    kernel = next(kernels)
    result = models(server, "fal-ai/trellis-2").make([PICTURE], seed=9, progress=kernel.run)
    assert result.file.data == server.glb
    assert result.provenance["endpoint"] == "fal-ai/trellis"
    assert result.provenance["seed"] == 5
    assert kernel.spent == 0.02
    assert only_job(server) is job


NO_ANSWERS: list[Fault] = [
    Reply(500, {"detail": "Internal Server Error"}),
    nginx(502),
    broken(503, "runner_disconnected"),
    nginx(504),
    Reply(429, {"detail": "Slow down"}),
    Reply(408),
    Drop(),
    Truncate(),
    Reply(200, b"<html>"),
    Reply(200, [1, 2]),
    Reply(200, b"[" * 200_000),
    Reply(200, {"status": "DREAMING"}),
    Reply(202, {"status": "IN_QUEUE"}),
    Reply(202, {"status": "IN_PROGRESS"}),
    Reply(200, b"\xff\xfe"),
]


def test_a_job_outlives_whatever_its_status_answers(server: FalServer, kernel: Kernel) -> None:
    """Each question is asked once, and again later: the SDK's own retries are off."""
    for fault in NO_ANSWERS:
        server.fail("status", fault)
        server.fail("status", Reply(202, IN_PROGRESS))
    assert make(models(server), kernel) == server.glb
    # The answer that broke off in the middle was the first of the progression.
    assert len(server.asked("status")) == 2 * len(NO_ANSWERS) + len(server.progression) - 1
    assert sum("asked again" in each.detail for each in kernel.shown) == len(NO_ANSWERS)
    only_job(server)


def test_a_job_outlives_a_status_that_never_comes(server: FalServer, kernel: Kernel) -> None:
    server.fail("status", Hang())
    assert make(models(server, patience=replace(QUICK, answer=5.0)), kernel) == server.glb
    assert server.holding.is_set()
    assert any("asked again" in each.detail for each in kernel.shown)
    only_job(server)


def test_a_silent_queue_leaves_the_job_running(
    server: FalServer, kernels: Iterator[Kernel]
) -> None:
    server.fail("status", nginx(502), times=1000)
    with pytest.raises(JobLeftRunning, match="502"):
        make(models(server, patience=replace(QUICK, silence=0.2)), next(kernels))
    server.faults.clear()
    assert make(models(server), next(kernels)) == server.glb
    only_job(server)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(401, {"detail": "Invalid key"}), "auth"),
        (BALANCE, "no_credit"),
        (Reply(404, {"detail": "Request not found"}), "provider"),
    ],
)
def test_a_refused_status_ends_the_job_and_keeps_what_was_paid(
    server: FalServer, kernels: Iterator[Kernel], reply: Reply, code: str
) -> None:
    server.fail("status", reply)
    with pytest.raises(ProviderError) as raised:
        make(models(server), next(kernels))
    assert raised.value.code == code
    assert raised.value.request_id == only_job(server).id
    assert make(models(server), next(kernels)) == server.glb
    only_job(server)


# Failed at fal


FAILURES: list[tuple[dict[str, Any], Fault | None, str, str, bool]] = [
    ({"error": "CUDA out of memory", "error_type": "internal"}, None, "provider", "CUDA", False),
    ({"error": "Boom"}, Reply(500, {"detail": "Internal Server Error"}), "provider", "Boom", False),
    ({"error": "Boom"}, nginx(502), "provider", "Boom", False),
    ({"error": "Boom"}, Drop(), "provider", "Boom", False),
    ({"error": "Late", "error_type": "request_timeout"}, None, "timeout", "Late", True),
    ({"error": "Gone", "error_type": "runner_disconnected"}, Drop(), "provider", "Gone", True),
    ({"error": "x"}, broken(504, "startup_timeout"), "timeout", "startup_timeout", True),
    ({"error": "x"}, broken(503, "runner_disconnected"), "provider", "runner_disconnected", True),
    ({}, broken(500, "runner_server_error"), "provider", "runner_server_error", True),
    ({}, POLICY, "blocked", "flagged", False),
    ({"error": "Unprocessable"}, POLICY, "blocked", "flagged", False),
    ({}, refused("image_load_error", "Cannot load it"), "bad_option", "Cannot load it", False),
    (
        {},
        Reply(500, {"detail": [{"msg": "Oh", "type": "internal_server_error"}]}),
        "provider",
        "Oh",
        True,
    ),
]


@pytest.mark.parametrize(("completed", "fault", "code", "says", "unbilled"), FAILURES)
def test_a_job_that_failed_is_told_and_a_retry_submits_anew(
    server: FalServer,
    kernels: Iterator[Kernel],
    completed: dict[str, Any],
    fault: Fault | None,
    code: str,
    says: str,
    unbilled: bool,
) -> None:
    """What fails on fal's own side is not billed, and so is not counted."""
    good = server.progression
    server.progression = [IN_PROGRESS, {**COMPLETED, **completed}]
    if fault is not None:
        server.fail("result", fault)
    kernel = next(kernels)
    with pytest.raises(ProviderError, match=says) as raised:
        make(models(server), kernel)
    assert raised.value.code == code
    assert raised.value.hint
    assert raised.value.request_id == only_job(server).id
    if unbilled:
        assert kernel.checkpoint is None
    else:
        assert kernel.checkpoint["outcome"] == "failed"
    assert kernel.spent == (0 if unbilled else 0.02)
    server.progression = good
    kernel = next(kernels)
    assert make(models(server), kernel) == server.glb
    assert len(server.jobs) == 2
    assert kernel.spent == (0.02 if unbilled else 0.04)


def test_a_result_is_asked_for_again(server: FalServer, kernels: Iterator[Kernel]) -> None:
    early = Reply(400, {"detail": "Request is still in progress"})
    broken_off = (Drop(), Truncate(), Reply(200, b"<html>"))
    faults = (nginx(502), Reply(500), early, Reply(429), *broken_off)
    server.fail("result", *faults)
    assert make(models(server), next(kernels)) == server.glb
    assert len(server.asked("result")) == len(faults) + 1
    only_job(server)


def test_a_result_that_never_comes_can_be_fetched_later(
    server: FalServer, kernels: Iterator[Kernel]
) -> None:
    server.fail("result", Reply(500), times=1000)
    with pytest.raises(JobLeftRunning):
        make(models(server, patience=replace(QUICK, silence=0.2)), next(kernels))
    server.faults.clear()
    assert make(models(server), next(kernels)) == server.glb
    only_job(server)


# Cancelled


def test_cancelled_before_it_was_sent(server: FalServer, kernel: Kernel) -> None:
    kernel.cancel_at("sending the picture")
    with pytest.raises(JobCancelled) as raised:
        make(models(server), kernel)
    assert not raised.value.left_running
    assert not server.requests
    assert kernel.spent == 0


def test_cancelled_while_it_was_sent(server: FalServer, kernel: Kernel) -> None:
    """It may have arrived, so the answer is waited for, and then fal is told."""
    server.fail("submit", Hang(), takes=True)

    def cancel() -> None:
        server.holding.wait()
        kernel.run.promise.ask_to_cancel()
        server.let_go()

    threading.Thread(target=cancel, daemon=True).start()
    with pytest.raises(JobCancelled) as raised:
        make(models(server), kernel)
    assert not raised.value.left_running
    assert only_job(server).cancelled


@pytest.mark.parametrize("answer", [None, Reply(200, {"status": "OK"})])
def test_cancelled_in_the_queue(server: FalServer, kernel: Kernel, answer: Reply | None) -> None:
    server.progression = [IN_QUEUE]
    if answer:
        server.fail("cancel", answer, takes=True)
    kernel.cancel_at("waiting in the queue")
    with pytest.raises(JobCancelled) as raised:
        make(models(server), kernel)
    assert not raised.value.left_running
    assert only_job(server).cancelled


def test_cancelled_at_work(server: FalServer, kernels: Iterator[Kernel]) -> None:
    server.progression = [IN_PROGRESS]
    kernel = next(kernels)
    kernel.cancel_at("making the model")
    with pytest.raises(JobCancelled, match="may be billed") as raised:
        make(models(server), kernel)
    assert raised.value.left_running
    job = only_job(server)
    assert job.cancelled
    job.statuses = [COMPLETED]
    assert make(models(server), next(kernels)) == server.glb
    only_job(server)


def test_cancelled_at_work_and_it_stops_at_once(server: FalServer, kernel: Kernel) -> None:
    server.progression = [IN_PROGRESS, {**COMPLETED, "error": "Cancelled"}]
    server.fail("cancel", Reply(202, {"status": "CANCELLATION_REQUESTED"}))
    kernel.cancel_at("making the model")
    with pytest.raises(JobCancelled) as raised:
        make(models(server), kernel)
    assert not raised.value.left_running


def test_cancelled_when_it_was_done(server: FalServer, kernels: Iterator[Kernel]) -> None:
    kernel = next(kernels)
    kernel.cancel_at("fetching the model")
    with pytest.raises(JobCancelled, match="paid for") as raised:
        make(models(server), kernel)
    assert raised.value.left_running
    assert "recover" in raised.value.hint
    assert make(models(server), next(kernels)) == server.glb
    only_job(server)


@pytest.mark.parametrize("fault", [Drop(), nginx(502), Reply(401, {"detail": "No"}), Hang()])
def test_cancelled_and_fal_does_not_hear_it(
    server: FalServer, kernel: Kernel, fault: Fault
) -> None:
    server.progression = [IN_QUEUE]
    server.fail("cancel", fault)
    patience = replace(QUICK, answer=5.0) if isinstance(fault, Hang) else QUICK
    kernel.cancel_at("waiting in the queue")
    with pytest.raises(JobCancelled, match="could not be told") as raised:
        make(models(server, patience=patience), kernel)
    assert raised.value.left_running
    assert not only_job(server).cancelled


def test_a_cancel_is_heard_while_fal_is_silent(server: FalServer, kernel: Kernel) -> None:
    server.progression = [IN_QUEUE]
    kernel.cancel_at("waiting in the queue")
    with pytest.raises(JobCancelled):
        make(models(server, patience=replace(QUICK, poll=600)), kernel)
    # It was not looked at a second time before the cancel.
    asked = [each.where for each in server.requests]
    assert asked[:3] == ["submit", "status", "cancel"]


def left(server: FalServer, kernel: Kernel, *statuses: dict[str, Any]) -> Any:
    """The checkpoint of a job that a dead kernel left in this state."""
    server.progression = [statuses[0]]
    with pytest.raises(JobLeftRunning):
        make(models(server, patience=replace(QUICK, job=0.0)), kernel)
    only_job(server).statuses = list(statuses)
    return kernel.checkpoint


@pytest.mark.parametrize(
    ("statuses", "stopped"),
    [
        ([IN_QUEUE], True),
        ([IN_PROGRESS], False),
        ([IN_PROGRESS, {**COMPLETED, "error": "Cancelled"}], False),
    ],
)
def test_what_a_dead_kernel_left_is_stopped(
    server: FalServer, kernel: Kernel, statuses: list[dict[str, Any]], stopped: bool
) -> None:
    checkpoint = left(server, kernel, *statuses)
    assert models(server).stop(checkpoint) is stopped
    assert only_job(server).cancelled


def test_what_is_done_is_not_stopped(server: FalServer, kernels: Iterator[Kernel]) -> None:
    checkpoint = left(server, next(kernels), IN_QUEUE)
    only_job(server).statuses = [COMPLETED]
    assert models(server).stop(checkpoint) is False
    assert make(models(server), next(kernels)) == server.glb


def test_what_is_not_there_is_stopped_and_what_is_unknown_is_not(server: FalServer) -> None:
    maker = models(server)
    assert maker.stop(None) is True
    assert maker.stop({"outcome": "failed"}) is True
    assert maker.stop({"outcome": "unknown", "usd": 0.02}) is False
    assert maker.stop({"outcome": "submitted", "app": "fal-ai/trellis"}) is False
    assert not server.requests


def test_a_request_that_fal_forgot_is_stopped(server: FalServer, kernel: Kernel) -> None:
    checkpoint = left(server, kernel, IN_QUEUE)
    server.jobs.clear()
    assert models(server).stop(checkpoint) is True


# Addresses that are not fal's


def elsewhere(server: FalServer, base: str) -> dict[str, str]:
    """The file host would tell of a key that it gets."""
    foreign = base.replace(server.queue_host, server.file_host)
    return {
        "status_url": f"{foreign}/status",
        "response_url": foreign,
        "cancel_url": f"{foreign}/cancel",
    }


def test_the_key_goes_to_the_queue_only(server: FalServer, kernel: Kernel) -> None:
    server.urls_of = lambda base: elsewhere(server, base)
    assert make(models(server), kernel) == server.glb
    assert [each.path for each in server.asked("file")] == [f"/files/{only_job(server).id}.glb"]


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("https://", "http://"),
        lambda url: url.replace("https://", "https://user:password@"),
        lambda url: url.replace("https://", "https://queue.fal.run@evil.invalid/"),
        lambda url: "",
        lambda url: "https://[",
    ],
)
def test_a_written_address_that_is_not_fals_is_not_used(
    server: FalServer, kernels: Iterator[Kernel], change: Callable[[str], str]
) -> None:
    kernel = next(kernels)
    checkpoint = left(server, kernel, COMPLETED | IN_QUEUE)
    only_job(server).statuses = [COMPLETED]
    urls = ("status_url", "response_url", "cancel_url")
    changed = {name: change(checkpoint[name]) for name in urls}
    kernel.run.checkpoint("model", {**checkpoint, **changed})
    assert make(models(server), next(kernels)) == server.glb
    only_job(server)


@pytest.mark.parametrize(
    "change", [{"request_id": "../x"}, {"app": "https://evil.invalid"}, {"app": None}, {"usd": "x"}]
)
def test_a_checkpoint_that_cannot_be_read_is_not_paid_again(
    server: FalServer, kernels: Iterator[Kernel], change: dict[str, JsonValue]
) -> None:
    kernel = next(kernels)
    kernel.run.checkpoint("model", {**left(server, kernel, IN_QUEUE), **change})
    asked = len(server.requests)
    with pytest.raises(SubmissionUnknown, match="cannot be read"):
        make(models(server), next(kernels))
    assert len(server.requests) == asked


# What the answer holds


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({}, "none of model_mesh; it has nothing"),
        ({"images": []}, "it has images"),
        ({"model_mesh": None}, "none of model_mesh"),
        ({"model_mesh": {"url": 5}}, "none of model_mesh"),
    ],
)
def test_an_answer_without_a_model(
    server: FalServer, kernel: Kernel, answer: dict[str, Any], says: str
) -> None:
    server.answer_with = lambda right: answer
    with pytest.raises(ProviderError, match=re.escape(says)) as raised:
        make(models(server), kernel)
    assert raised.value.code == "bad_response"
    assert not raised.value.retryable
    assert raised.value.request_id == only_job(server).id


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 obj and textures", "a ZIP archive"),
        (b"Kaydara FBX Binary  \x00", "an FBX model"),
        (PICTURE.data, "a picture"),
        (b"<html>", "a web page"),
        (b"", "an empty file"),
        (b"glTF\x01\x00\x00\x00\x0c\x00\x00\x00", "version 1"),
        (b"glTF\x02\x00\x00\x00\xff\x00\x00\x00", "damaged"),
    ],
)
def test_what_is_no_glb_is_named(
    server: FalServer, kernels: Iterator[Kernel], content: bytes, says: str
) -> None:
    server.files["odd"] = content
    server.answer_with = lambda right: {"model_mesh": {"url": server.file_url("odd")}}
    with pytest.raises(ProviderError, match=says) as raised:
        make(models(server), next(kernels))
    assert raised.value.code == "bad_response"
    # It was made and paid for: another try fetches it again, and does not submit.
    server.answer_with = lambda right: right
    assert make(models(server), next(kernels)) == server.glb
    only_job(server)


def test_another_output_is_taken_where_the_best_is_no_glb(
    server: FalServer, kernel: Kernel
) -> None:
    server.answer_with = lambda right: {
        "model_glb": right["model_mesh"],
        "model_glb_pbr": right["model_glb"],
    }
    assert make(models(server, "fal-ai/hunyuan3d-v21"), kernel) == server.glb


def test_a_model_that_expired(server: FalServer, kernels: Iterator[Kernel]) -> None:
    server.fail("file", Reply(404, b"gone"))
    with pytest.raises(ProviderError, match="expire") as raised:
        make(models(server), next(kernels))
    assert not raised.value.retryable
    assert raised.value.request_id == only_job(server).id
    assert len(server.asked("file")) == 1


def test_a_file_host_in_trouble_is_asked_again(server: FalServer, kernel: Kernel) -> None:
    server.fail("file", Drop(), Truncate())
    assert make(models(server), kernel) == server.glb


def test_a_file_that_never_comes_is_left_for_later(
    server: FalServer, kernels: Iterator[Kernel]
) -> None:
    server.fail("file", nginx(502), times=3)
    with pytest.raises(ProviderError, match="could not be fetched") as raised:
        make(models(server), next(kernels))
    assert raised.value.code == "network"
    assert make(models(server), next(kernels)) == server.glb
    only_job(server)


def test_two_gibibytes_are_not_waited_for(server: FalServer, kernel: Kernel) -> None:
    server.fail("file", Endless(announced=2 * 2**30))
    with pytest.raises(ProviderError, match="2,048 MiB"):
        make(models(server), kernel)
    assert server.sent_bytes < 2**28


def test_an_answer_that_points_inwards(server: FalServer, kernel: Kernel) -> None:
    server.answer_with = lambda right: {"model_mesh": {"url": "https://169.254.169.254/latest"}}
    with pytest.raises(ProviderError, match="nothing was fetched"):
        make(models(server), kernel)


def test_a_download_is_cancelled(server: FalServer, kernels: Iterator[Kernel]) -> None:
    # Megabytes are told after half a second, in which a fast machine could have all it may.
    server.fail("file", Endless(pause_seconds=0.01))
    kernel = next(kernels)
    kernel.cancel_when(lambda status: "MB" in status.detail)
    with pytest.raises(JobCancelled) as raised:
        make(models(server), kernel)
    assert raised.value.left_running
    assert make(models(server), next(kernels)) == server.glb


# The key


def test_the_key_is_found_by_the_sdk(
    server: FalServer, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = FalModels(patience=QUICK, files=rules())
    with pytest.raises(ProviderError, match="no key") as raised:
        make(maker, kernel)
    assert raised.value.code == "auth"
    assert "FAL_KEY" in raised.value.hint
    id, _, secret = KEY.partition(":")
    monkeypatch.setenv("FAL_KEY_ID", id)
    monkeypatch.setenv("FAL_KEY_SECRET", f"{secret}\n")
    assert make(maker, kernel) == server.glb


def test_a_key_that_was_changed_is_read_again(
    server: FalServer, kernels: Iterator[Kernel], monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = FalModels(patience=QUICK, files=rules())
    monkeypatch.setenv("FAL_KEY", "old:key-that-was-taken-back")
    with pytest.raises(ProviderError, match="does not accept the key"):
        make(maker, next(kernels))
    monkeypatch.setenv("FAL_KEY", KEY)
    assert make(maker, next(kernels)) == server.glb


@pytest.mark.parametrize("key", [f"{KEY}\nX-Evil: 1", f"{KEY}é", " "])
def test_what_cannot_be_a_key_is_not_sent(server: FalServer, kernel: Kernel, key: str) -> None:
    with pytest.raises(ProviderError) as raised:
        make(FalModels(key=key, patience=QUICK, files=rules()), kernel)
    assert raised.value.code == "auth"
    assert SECRET not in told(raised.value)
    assert not server.requests


def told(error: BaseException) -> str:
    """All that an error can show of itself, its causes included."""
    return "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))


TROUBLE: list[tuple[str, Fault]] = [
    ("submit", Reply(401, {"detail": f"Bad key {KEY}"})),
    ("submit", Reply(422, {"detail": [{"loc": [KEY], "msg": KEY, "type": KEY, KEY: KEY}]})),
    ("submit", Reply(418, {"detail": {"msg": SECRET}})),
    ("submit", Drop()),
    ("submit", Reply(500, {"detail": KEY, "error_type": KEY})),
    ("status", Reply(403, {"detail": KEY})),
    ("status", Drop()),
    ("result", Reply(422, {"detail": KEY})),
    ("result", Reply(500, {"detail": KEY, "error_type": KEY})),
    ("file", Reply(404)),
]


@pytest.mark.parametrize(("where", "fault"), TROUBLE)
def test_the_key_is_nowhere(
    server: FalServer,
    kernel: Kernel,
    where: Any,
    fault: Fault,
    data: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.progression = [{**IN_PROGRESS, "logs": logs(f"Working for {KEY}")}, COMPLETED]
    server.fail(where, fault, times=1000)
    maker = models(server, patience=replace(QUICK, silence=0.2))
    with pytest.raises(Exception) as raised:
        make(maker, kernel)
    ended = kernel.run.end(raised.value, "fal")
    client = connect_embedded(data / "store")
    kept = "".join(str(client.dump(key)) for key in client.scan_iter("*"))
    plain = "".join(
        str(client.hgetall(key) if client.type(key) == "hash" else "")
        for key in client.scan_iter("*")
    )
    everything = [
        told(raised.value),
        told(ended),
        caplog.text,
        repr(maker),
        repr(vars(maker)),
        repr(kernel.run.record),
        "".join(map(repr, kernel.shown)),
        kept,
        plain,
    ]
    for text in everything:
        assert KEY not in text
        assert SECRET not in text
    if where in ("result", "file"):
        assert "Working for …" in "".join(each.detail for each in kernel.shown)


def test_the_key_is_not_in_what_a_model_tells(server: FalServer, kernel: Kernel) -> None:
    server.answer_with = lambda right: {**right, "timings": {"a": 1, "b": KEY}}
    result = models(server).make([PICTURE], seed=1, progress=kernel.run)
    assert SECRET not in repr(result.provenance) + json.dumps(kernel.checkpoint)


# The SDK


def test_without_the_sdk(
    server: FalServer, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.delitem(sys.modules, "prodwidget.backends.fal.queue", raising=False)
        patch.setitem(sys.modules, "fal_client", None)
        with pytest.raises(ProviderError) as raised:
            make(models(server), kernel)
        assert models(server).stop({"outcome": "submitted"}) is False
    assert raised.value.code == "sdk_missing"
    assert "pip install 'prodwidget[fal]'" in raised.value.hint
    assert kernel.spent == 0
    forget_sdk()


def test_the_sdk_is_loaded_by_the_first_model() -> None:
    code = (
        "import sys; from prodwidget.backends.fal import FalModels; FalModels();"
        "print([each for each in ('fal_client', 'httpx', 'PIL') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# A kernel that dies


class Child:
    """A kernel of its own, with a pipeline whose backend makes models of one picture."""

    def __init__(self, data: Path, session: str, prompt: str = "") -> None:
        command = [sys.executable, "-m", "tests.service.fal_kernel", str(data), session, prompt]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "FAL_KEY": KEY}
        )

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(120)

    def outcome(self) -> dict[str, Any]:
        """What its last line tells."""
        output, _ = self.process.communicate(timeout=120)
        return dict(json.loads(output.splitlines()[-1]))


DEATHS: Mapping[str, tuple[Any, Fault, bool]] = {
    "while it sends": ("submit", Hang(), False),
    "before the answer": ("submit", Hang(), True),
    "in the queue": ("status", Hang(), True),
    "at the result": ("result", Hang(), True),
    "at the download": ("file", Hang(), True),
}


@pytest.mark.parametrize("death", DEATHS)
def test_the_next_kernel_goes_on_and_pays_nothing_twice(
    server: FalServer, data: Path, session: str, death: str
) -> None:
    where, fault, takes = DEATHS[death]
    server.fail(where, fault, takes=takes)
    first = Child(data, session, "a mug")
    assert server.holding.wait(PATIENCE_SECONDS)
    first.kill()
    server.let_go()
    lapse(data, session)
    outcome = Child(data, session).outcome()
    assert len(server.asked("submit")) == 1
    if where == "submit":
        assert outcome == {"status": "error", "code": "submission_unknown", "spent": 0.02}
        return
    only_job(server)
    assert outcome == {"status": "complete", "glb": len(server.glb), "spent": 0.02}
