"""Models remeshed and taken apart on fal: what is sent, what is refused, what is paid once."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from prodwidget.backends.base import GeneratedFile
from prodwidget.backends.fal import PROCESS_ENDPOINTS, FalProcessor
from prodwidget.errors import ConfigurationError, JobCancelled, ProviderError, SubmissionUnknown
from prodwidget.geometry import MEDIA_TYPE
from tests.service.fal_jobs import QUICK, Kernel, only_job, rules
from tests.service.fal_jobs import kernel as kernel
from tests.service.fal_jobs import kernels as kernels
from tests.service.fal_jobs import platform as platform
from tests.service.fal_jobs import running as running
from tests.service.fal_jobs import server as server
from tests.service.fal_server import IN_QUEUE, KEY, Drop, FalServer, Hang

MESHY = "fal-ai/meshy/v5/remesh"
SMART = "fal-ai/hunyuan-3d/v3.1/smart-topology"
SEGMENT = "tripo3d/tripo/segment"
TRIPO = "tripo3d/tripo/remesh"


def processor(endpoint: str | None = None, **options: Any) -> FalProcessor:
    return FalProcessor(endpoint, options, key=KEY, patience=QUICK, files=rules())


def process(maker: FalProcessor, kernel: Kernel, server: FalServer, **options: Any) -> Any:
    model = GeneratedFile("model", server.glb, MEDIA_TYPE)
    return maker.process(model, seed=7, progress=kernel.run, options=options)


@pytest.mark.parametrize("endpoint", PROCESS_ENDPOINTS)
def test_another_model_is_made_of_a_model(server: FalServer, kernel: Kernel, endpoint: str) -> None:
    maker = processor(endpoint)
    result = process(maker, kernel, server)
    assert result.file.data == server.glb
    row = PROCESS_ENDPOINTS[endpoint]
    (sent,) = only_job(server).arguments.items()
    assert sent[0] == row.model_field
    assert base64.b64decode(sent[1].partition(",")[2]) == server.glb
    assert result.provenance["endpoint"] == endpoint
    assert result.provenance["usd"] == maker.estimate() == kernel.spent > 0
    assert "sending the model" in [each.stage for each in kernel.shown]


def test_what_comes_along_is_kept(server: FalServer, kernel: Kernel) -> None:
    result = process(processor(SMART), kernel, server, face_level="low")
    assert [each.name for each in result.extras] == ["model.obj"]
    assert only_job(server).arguments["face_level"] == "low"


@pytest.mark.parametrize(
    ("endpoint", "field", "said"),
    [
        (MESHY, "target_polycount", "Remesh with Meshy 5 to 5,000 faces"),
        (TRIPO, "face_limit", "Remesh with Tripo to 5,000 faces"),
    ],
)
def test_faces_are_called_so_everywhere(
    server: FalServer, kernel: Kernel, endpoint: str, field: str, said: str
) -> None:
    maker = processor(endpoint)
    assert maker.checked({"faces": 5000}) == {field: 5000}
    assert maker.said({field: 5000}) == said
    process(maker, kernel, server, faces=5000)
    assert only_job(server).arguments[field] == 5000


def test_what_else_is_set_is_said() -> None:
    assert processor(SEGMENT).said({}) == "Split into parts with Tripo"
    said = processor(MESHY).said({"topology": "quad", "target_polycount": 900})
    assert said == "Remesh with Meshy 5 to 900 faces: topology quad"


@pytest.mark.parametrize(
    ("endpoint", "options", "says"),
    [
        (MESHY, {"faces": 7}, "'target_polycount' is 7"),
        (MESHY, {"faces": 700, "target_polycount": 900}, "are the same"),
        (MESHY, {"topology": "hexagon"}, "'topology' is 'hexagon'"),
        (MESHY, {"resize_height": 0.2}, "laid where the product stands"),
        (MESHY, {"model_url": "https://a.example"}, "comes with each request"),
        (TRIPO, {"quad": True}, "does not make a GLB"),
        (SMART, {"faces": 700}, "polygon_type and face_level can be set"),
        (SEGMENT, {"faces": 700}, "takes no number of faces"),
    ],
)
def test_what_cannot_be_set_is_not_paid_for(
    server: FalServer, kernel: Kernel, endpoint: str, options: dict[str, Any], says: str
) -> None:
    maker = processor(endpoint)
    for ask in (maker.checked, maker.estimate):
        with pytest.raises(ProviderError, match=says) as raised:
            ask(options)
        assert raised.value.code == "bad_option"
    with pytest.raises(ProviderError, match=says):
        process(maker, kernel, server, **options)
    assert kernel.spent == 0
    assert not server.requests


def test_a_model_that_is_too_large_is_not_sent(server: FalServer, kernel: Kernel) -> None:
    row = replace(PROCESS_ENDPOINTS[MESHY], most_model_bytes=100)
    maker = FalProcessor(row, key=KEY, patience=QUICK, files=rules())
    with pytest.raises(ProviderError, match="takes up to"):
        process(maker, kernel, server)
    assert kernel.spent == 0 and not server.requests


@pytest.mark.parametrize(
    ("endpoint", "why"),
    [
        ("fal-ai/trellis-2", "takes no model"),
        ("fal-ai/trellis-2/retexture", "model alone is not enough"),
        ("acme/painter", "model alone is not enough"),
        ("acme/nothing", "cannot be read"),
    ],
)
def test_what_needs_more_than_a_model_is_none(platform: FalServer, endpoint: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why) as raised:
        processor(endpoint)
    assert MESHY in raised.value.hint


def test_an_endpoint_that_no_table_knows(platform: FalServer, kernel: Kernel) -> None:
    platform.prices["acme/reducer"] = {"unit_price": 0.03}
    maker = processor("acme/reducer")
    assert maker.said(maker.checked({"faces": 500})) == "Process with acme/reducer to 500 faces"
    with pytest.raises(ProviderError, match="'face_count' is 9"):
        maker.checked({"faces": 9})
    result = process(maker, kernel, platform, faces=500, smooth=True)
    sent = only_job(platform).arguments
    assert {**sent, "object_url": ""} == {"object_url": "", "face_count": 500, "smooth": True}
    assert result.provenance["billed_usd"] == 0.03


def test_tripos_price_follows_its_unit(platform: FalServer, kernel: Kernel) -> None:
    platform.prices[TRIPO] = {"unit_price": 0.02, "unit": "units"}
    platform.billable_units = "30"
    assert processor(TRIPO).estimate() == 0.30
    result = process(processor(TRIPO), kernel, platform)
    assert result.provenance["billed_usd"] == 0.60
    assert processor(TRIPO).estimate() == 0.60


def test_a_lost_answer_is_not_asked_for_again(server: FalServer, kernels: Iterator[Kernel]) -> None:
    server.fail("submit", Drop(), takes=True)
    for _ in range(2):
        with pytest.raises(SubmissionUnknown):
            process(processor(), next(kernels), server)
    job, kernel = only_job(server), next(kernels)
    kernel.run.checkpoint("model", processor().adopt(kernel.checkpoint, job.id))
    assert process(processor(), kernel, server).file.data == server.glb
    assert len(server.asked("submit")) == 1
    assert kernel.spent == 0.20


def test_another_kernel_goes_on_with_what_was_ordered(
    server: FalServer, kernels: Iterator[Kernel]
) -> None:
    server.fail("file", *[Drop()] * 9)
    with pytest.raises(ProviderError):
        process(processor(), next(kernels), server, faces=900)
    server.faults.clear()
    result = process(processor(), next(kernels), server, faces=900)
    assert result.provenance["options"] == {"target_polycount": 900}
    assert len(server.asked("submit")) == 1


def test_what_a_dead_kernel_left_is_stopped(server: FalServer, kernels: Iterator[Kernel]) -> None:
    server.progression = [IN_QUEUE]
    kernel = next(kernels)
    kernel.cancel_at("waiting in the queue")
    server.fail("cancel", Hang())
    maker = FalProcessor(key=KEY, patience=replace(QUICK, cancel=0.3), files=rules())
    with pytest.raises(JobCancelled) as raised:
        process(maker, kernel, server)
    assert raised.value.left_running
    server.let_go()
    assert processor().stop(next(kernels).checkpoint)
