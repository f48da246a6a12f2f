"""Models painted anew on fal: what is sent, what comes back, and that nothing is paid twice."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from prodwidget.backends.base import GeneratedFile
from prodwidget.backends.fal import RETEXTURE_ENDPOINTS, FalPainter
from prodwidget.errors import ConfigurationError, JobCancelled, ProviderError, SubmissionUnknown
from prodwidget.geometry import MEDIA_TYPE
from tests.service.fal_jobs import PICTURE, QUICK, Kernel, only_job, rules
from tests.service.fal_jobs import kernel as kernel
from tests.service.fal_jobs import kernels as kernels
from tests.service.fal_jobs import platform as platform
from tests.service.fal_jobs import running as running
from tests.service.fal_jobs import server as server
from tests.service.fal_server import IN_QUEUE, KEY, Drop, FalServer, Hang

MESHY = "fal-ai/meshy/v5/retexture"
TRELLIS = "fal-ai/trellis-2/retexture"


def painter(endpoint: str | None = None, **options: Any) -> FalPainter:
    return FalPainter(endpoint, options, key=KEY, patience=QUICK, files=rules())


def paint(maker: FalPainter, kernel: Kernel, server: FalServer, **more: Any) -> Any:
    model = GeneratedFile("model", server.glb, MEDIA_TYPE)
    given = {"picture": PICTURE, "prompt": "in brushed steel", "seed": 70_000, **more}
    return maker.paint(model, progress=kernel.run, **given)


@pytest.mark.parametrize("endpoint", RETEXTURE_ENDPOINTS)
def test_a_model_is_painted_as_a_picture_shows(
    server: FalServer, kernel: Kernel, endpoint: str
) -> None:
    maker = painter(endpoint)
    result = paint(maker, kernel, server)
    assert result.file.data == server.glb
    sent = only_job(server).arguments
    uris = [str(value) for value in sent.values() if str(value).startswith("data:")]
    assert {base64.b64decode(each.partition(",")[2]) for each in uris} == {
        server.glb,
        PICTURE.data,
    }
    assert "text_style_prompt" not in sent, "the picture alone guides it"
    told = result.provenance
    assert (told["endpoint"], told["painted_by"]) == (endpoint, "picture")
    assert told["keeps_triangles"] is ("meshy" in endpoint)
    assert told["usd"] == maker.estimate() == kernel.spent > 0


def test_what_meshy_is_sent(server: FalServer, kernel: Kernel) -> None:
    result = paint(painter(MESHY), kernel, server, picture=None, options={"enable_pbr": True})
    sent = only_job(server).arguments
    model = base64.b64encode(server.glb).decode()
    assert sent == {
        "model_url": f"data:application/octet-stream;base64,{model}",
        "text_style_prompt": "in brushed steel",
        "enable_original_uv": True,
        "enable_pbr": True,
    }
    assert result.provenance["painted_by"] == "text"


def test_what_trellis_is_sent(server: FalServer, kernel: Kernel) -> None:
    maker = painter(texture_size=4096)
    assert maker.estimate() == 0.24
    assert maker.estimate({"resolution": 512}) == 0.20
    paint(maker, kernel, server, options={"resolution": 512})
    sent = only_job(server).arguments
    assert sent["mesh_url"].startswith("data:model/gltf-binary;base64,")
    named = {name: sent[name] for name in ("seed", "texture_size", "resolution")}
    assert named == {"seed": 70_000, "texture_size": 4096, "resolution": 512}
    assert kernel.spent == 0.20


def test_what_guides_it() -> None:
    assert painter(TRELLIS).takes == ("picture",)
    assert painter(MESHY).takes == ("picture", "text")
    assert painter("meshy/n1/retexture").takes == ("picture",)
    assert painter(MESHY).keeps_triangles()
    assert not painter(MESHY).keeps_triangles({"enable_original_uv": False})
    assert not painter(TRELLIS).keeps_triangles()


@pytest.mark.parametrize(
    ("endpoint", "more", "says"),
    [
        (TRELLIS, {"picture": None}, "there is no picture"),
        (MESHY, {"picture": None, "prompt": " "}, "neither a picture nor a word"),
        (MESHY, {"picture": None, "prompt": "x" * 601}, "601 characters"),
        (TRELLIS, {"options": {"resolution": 1536}}, "'resolution' is 1536"),
        (MESHY, {"options": {"enable_pbr": "yes"}}, "'enable_pbr' is 'yes'"),
        (MESHY, {"options": {"model_url": "https://a.example"}}, "comes with each request"),
        (MESHY, {"options": {"text_style_prompt": "red"}}, "comes with each request"),
    ],
)
def test_what_cannot_be_painted_is_not_paid_for(
    server: FalServer, kernel: Kernel, endpoint: str, more: dict[str, Any], says: str
) -> None:
    with pytest.raises(ProviderError, match=says) as raised:
        paint(painter(endpoint), kernel, server, **more)
    assert raised.value.code == "bad_option"
    assert kernel.spent == 0
    assert not server.requests


def test_a_model_that_is_too_large_is_not_sent(server: FalServer, kernel: Kernel) -> None:
    row = replace(RETEXTURE_ENDPOINTS[TRELLIS], most_model_bytes=100)
    maker = FalPainter(row, key=KEY, patience=QUICK, files=rules())
    with pytest.raises(ProviderError, match="takes up to") as raised:
        paint(maker, kernel, server)
    assert "Simplify" in raised.value.message
    assert not server.requests


def test_an_endpoint_for_pictures_paints_nothing() -> None:
    with pytest.raises(ConfigurationError, match="takes no model"):
        FalPainter("fal-ai/trellis-2")


def test_a_lost_answer_is_not_asked_for_again(server: FalServer, kernels: Iterator[Kernel]) -> None:
    server.fail("submit", Drop(), takes=True)
    with pytest.raises(SubmissionUnknown):
        paint(painter(), next(kernels), server)
    with pytest.raises(SubmissionUnknown):
        paint(painter(), next(kernels), server)
    job = only_job(server)
    kernel = next(kernels)
    adopted = painter().adopt(kernel.checkpoint, job.id)
    kernel.run.checkpoint("model", adopted)
    assert paint(painter(), kernel, server).file.data == server.glb
    assert len(server.asked("submit")) == 1
    assert kernel.spent == 0.24


def test_another_kernel_goes_on_and_its_options_are_not_asked(
    server: FalServer, kernels: Iterator[Kernel]
) -> None:
    server.fail("file", *[Drop()] * 9)
    with pytest.raises(ProviderError):
        paint(painter(MESHY), next(kernels), server)
    server.faults.clear()
    kernel = next(kernels)
    result = paint(painter(TRELLIS), kernel, server, options={"resolution": 1})
    assert result.provenance["endpoint"] == MESHY
    assert len(server.asked("submit")) == 1
    assert kernel.spent == 0.30


def test_what_a_dead_kernel_left_is_stopped(server: FalServer, kernels: Iterator[Kernel]) -> None:
    server.progression = [IN_QUEUE]
    kernel = next(kernels)
    kernel.cancel_at("waiting in the queue")
    server.fail("cancel", Hang())
    maker = FalPainter(key=KEY, patience=replace(QUICK, cancel=0.3), files=rules())
    with pytest.raises(JobCancelled) as raised:
        paint(maker, kernel, server)
    assert raised.value.left_running
    server.let_go()
    assert painter().stop(next(kernels).checkpoint)


def test_a_painter_that_no_table_knows(platform: FalServer, kernel: Kernel) -> None:
    maker = painter("acme/painter")
    assert maker.takes == ("text",)
    with pytest.raises(ProviderError, match="up to 80"):
        paint(maker, kernel, platform, prompt="x" * 81)
    paint(maker, kernel, platform, options={"strength": 0.5})
    sent = only_job(platform).arguments
    assert set(sent) == {"mesh_url", "prompt", "strength"}
