"""What comes with a model is kept, within a cap, and never costs the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from prodwidget.backends.fal import delivery
from prodwidget.errors import JobCancelled
from tests.service.fal_jobs import PICTURE, Kernel, models
from tests.service.fal_jobs import kernel as kernel
from tests.service.fal_jobs import kernels as kernels
from tests.service.fal_jobs import running as running
from tests.service.fal_jobs import server as server
from tests.service.fal_server import FalServer, Reply, Truncate

MESHY = "meshy/v7.1/image-to-3d"


def made(server: FalServer, kernel: Kernel, endpoint: str = MESHY) -> Any:
    return models(server, endpoint).make([PICTURE], seed=1, progress=kernel.run)


def test_everything_is_kept_by_name(server: FalServer, kernel: Kernel) -> None:
    result = made(server, kernel)
    kept = {each.name: (each.role, each.data, each.media_type) for each in result.extras}
    assert kept == {
        "model.fbx": ("delivered", b"model.fbx", "application/octet-stream"),
        "texture_0.png": ("delivered", b"texture_0.png", "image/png"),
        "preview.png": ("delivered", b"preview.png", "image/png"),
    }
    assert "left_behind" not in result.provenance


def test_the_model_itself_is_kept_once(server: FalServer, kernel: Kernel) -> None:
    result = made(server, kernel, "fal-ai/hunyuan3d-v3/image-to-3d")
    assert [each.name for each in result.extras] == ["model.obj", "preview.png"]


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ({"file_name": None, "content_type": "model/gltf-binary"}, ["texture-1-normal.png"]),
        ({"file_name": "../../etc/pass wd"}, ["pass_wd.png"]),
        ({"file_name": "..", "content_type": "evil\r\nX: y"}, ["texture-1-normal.png"]),
    ],
)
def test_names_are_safe(
    server: FalServer, kernel: Kernel, answer: dict[str, Any], names: list[str]
) -> None:
    def told(right: dict[str, Any]) -> dict[str, Any]:
        texture = {**right["texture_urls"][0]["normal"], **answer}
        return {"model_glb": right["model_glb"], "texture_urls": [{"normal": texture}]}

    server.answer_with = told
    result = made(server, kernel)
    assert [each.name for each in result.extras] == names
    assert all("\n" not in each.media_type for each in result.extras)


def test_names_differ(server: FalServer, kernel: Kernel) -> None:
    server.answer_with = lambda right: {
        **right,
        "more": [{**right["thumbnail"], "url": right["model_urls"]["fbx"]["url"]}],
        "model_urls": {},
    }
    names = [each.name for each in made(server, kernel).extras]
    assert "preview.png" in names and "preview-2.png" in names


@pytest.mark.parametrize("announced", [True, False])
def test_what_is_beyond_the_cap_is_left_and_told(
    server: FalServer, kernel: Kernel, monkeypatch: pytest.MonkeyPatch, announced: bool
) -> None:
    monkeypatch.setattr(delivery, "MOST_BYTES", 2**20)
    server.companions = {"model.fbx": bytes(2**20 + 1)}
    if not announced:

        def silent(right: dict[str, Any]) -> dict[str, Any]:
            del right["model_urls"]["fbx"]["file_size"]
            return right

        server.answer_with = silent
    result = made(server, kernel)
    assert result.file.data == server.glb
    assert {each.name for each in result.extras} == {"texture_0.png", "preview.png"}
    (told,) = result.provenance["left_behind"]
    assert told.startswith("model.fbx was left at fal: up to 1 MiB")
    asked = [each for each in server.asked("file") if "fbx" in each.path]
    assert len(asked) == (0 if announced else 1)


def test_what_cannot_be_fetched_never_costs_the_model(server: FalServer, kernel: Kernel) -> None:
    def told(right: dict[str, Any]) -> dict[str, Any]:
        right["model_urls"]["fbx"]["url"] = "https://169.254.169.254/latest/meta-data.fbx"
        right["video"] = {"url": server.file_url("gone.mp4")}
        right["odd"] = {"url": 7, "deeper": [[[[[[{"url": "https://x.example"}]]]]]]}
        return right

    server.answer_with = told
    result = made(server, kernel)
    assert result.file.data == server.glb
    assert {each.name for each in result.extras} == {"texture_0.png", "preview.png"}
    told_of = "\n".join(result.provenance["left_behind"])
    assert "model.fbx: " in told_of and "video.mp4: " in told_of
    assert "169.254" in told_of and "x.example" not in told_of
    assert kernel.spent == 1.20


def test_a_file_that_breaks_off_is_asked_for_again(server: FalServer, kernel: Kernel) -> None:
    server.fail("file", Reply(200, server.glb), Truncate())
    assert len(made(server, kernel).extras) == 3


def test_a_cancel_is_heard_and_the_model_is_fetched_later(
    server: FalServer, kernels: Iterator[Kernel]
) -> None:
    kernel = next(kernels)
    kernel.cancel_at("fetching what comes with the model")
    with pytest.raises(JobCancelled) as raised:
        made(server, kernel)
    assert raised.value.left_running, "it is made, and paid for"
    assert len(made(server, next(kernels)).extras) == 3
    assert len(server.asked("submit")) == 1
