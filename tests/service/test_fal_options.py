"""What is set for one model: checked before it is paid for, sent, and in its price."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from prodwidget.backends import Option
from prodwidget.backends.fal import (
    ENDPOINTS,
    PROCESS_ENDPOINTS,
    RETEXTURE_ENDPOINTS,
    TEXT_ENDPOINTS,
)
from prodwidget.backends.options import choice, flag, number, text, whole_number
from prodwidget.errors import ProviderError
from tests.service.fal_jobs import PICTURE, Kernel, models, only_job, png
from tests.service.fal_jobs import kernel as kernel
from tests.service.fal_jobs import kernels as kernels
from tests.service.fal_jobs import running as running
from tests.service.fal_jobs import server as server
from tests.service.fal_server import Drop, FalServer

TRELLIS_2 = "fal-ai/trellis-2"
IN_ORDER = "tripo3d/h3.1/multiview-to-3d"


def test_what_is_set_for_one_model_goes_first(server: FalServer, kernel: Kernel) -> None:
    maker = models(server, TRELLIS_2, resolution=512, texture_size=4096)
    assert maker.estimate() == 0.25
    assert maker.estimate(1, {"resolution": 1536}) == 0.35
    options: dict[str, Any] = {"resolution": 1536, "decimation_target": 20_000}
    result = maker.make([PICTURE], seed=1, progress=kernel.run, options=options)
    sent = only_job(server).arguments
    assert {name: sent[name] for name in (*options, "texture_size")} == {
        **options,
        "texture_size": 4096,
    }
    assert result.provenance["options"] == {**options, "texture_size": 4096}
    assert result.provenance["usd"] == kernel.spent == 0.35
    assert maker.settings == {"resolution": 512, "texture_size": 4096}


@pytest.mark.parametrize(
    "bad", [{"resolution": 2048}, {"remesh": "no"}, {"seed": 1}, {"image_url": "https://a.b"}]
)
def test_what_cannot_be_set_is_not_paid_for(
    server: FalServer, kernel: Kernel, bad: dict[str, Any]
) -> None:
    maker = models(server, TRELLIS_2)
    with pytest.raises(ProviderError) as raised:
        maker.make([PICTURE], seed=1, progress=kernel.run, options=bad)
    assert raised.value.code == "bad_option"
    with pytest.raises(ProviderError):
        maker.estimate(1, bad)
    assert kernel.spent == 0
    assert not server.requests


def test_what_was_ordered_is_fetched_whatever_is_set_now(
    server: FalServer, kernels: Iterator[Kernel]
) -> None:
    server.fail("file", *[Drop()] * 9)
    with pytest.raises(ProviderError):
        models(server).make([PICTURE], seed=1, progress=next(kernels).run)
    server.faults.clear()
    maker = models(server, TRELLIS_2)
    bad: dict[str, Any] = {"resolution": 1}
    result = maker.make([PICTURE], seed=1, progress=next(kernels).run, options=bad)
    assert result.provenance["endpoint"] == "fal-ai/trellis"
    assert len(server.asked("submit")) == 1


@pytest.mark.parametrize(
    ("endpoint", "pictures", "options", "usd"),
    [
        ("fal-ai/hunyuan-3d/v3.1/pro/image-to-3d", 1, {}, 0.375),
        ("fal-ai/hunyuan-3d/v3.1/pro/image-to-3d", 2, {"enable_pbr": True}, 0.675),
        ("fal-ai/hunyuan-3d/v3.1/pro/image-to-3d", 3, {"face_count": 40_000}, 0.675),
        ("fal-ai/hunyuan-3d/v3.1/pro/image-to-3d", 1, {"face_count": 500_000}, 0.375),
        ("fal-ai/hyper3d/rodin/v2.5", 1, {"tier": "Gen-2.5-Extreme-High"}, 0.80),
        ("fal-ai/hyper3d/rodin/v2.5", 1, {"addons": "HighPack"}, 1.20),
        ("meshy/v7.1/image-to-3d", 1, {"should_texture": False}, 0.80),
        ("meshy/v7.1/image-to-3d", 1, {"enable_rigging": True, "enable_animation": True}, 1.52),
        ("tripo3d/p2/image-to-3d", 1, {"texture_quality": "extreme"}, 1.30),
        ("fal-ai/pixal3d", 1, {"resolution": 1536}, 0.42),
    ],
)
def test_prices_are_those_of_fals_pages(
    server: FalServer, endpoint: str, pictures: int, options: dict[str, Any], usd: float
) -> None:
    assert models(server, endpoint).estimate(pictures, options) == pytest.approx(usd)


@pytest.mark.parametrize(
    ("views", "sent_views", "left_out"),
    [
        (["front", "right", "left", "back"], ["front", "left", "back", "right"], []),
        (["", "left"], ["", "left"], []),
        (["left", "front", "right"], ["front", "left"], ["right"]),
        (["front", "left", "top"], ["front", "left"], ["top"]),
        (["", "", ""], None, []),
    ],
)
def test_a_list_whose_places_are_sides(
    server: FalServer,
    kernel: Kernel,
    views: list[Any],
    sent_views: list[str] | None,
    left_out: list[str],
) -> None:
    pictures = [replace(png(90 + n), view=view) for n, view in enumerate(views)]
    result = models(server, IN_ORDER).make(pictures, seed=1, progress=kernel.run)
    sent = [
        base64.b64decode(each.partition(",")[2])
        for each in only_job(server).arguments["image_urls"]
    ]
    expected = (
        pictures if sent_views is None else [pictures[views.index(each)] for each in sent_views]
    )
    assert sent == [each.data for each in expected]
    assert result.provenance.get("left_out", []) == left_out


def test_a_list_with_a_gap_is_not_paid_for(server: FalServer, kernel: Kernel) -> None:
    pictures = [replace(png(90 + n), view=view) for n, view in enumerate(("front", "back"))]
    with pytest.raises(ProviderError, match="without a gap") as raised:
        models(server, IN_ORDER).make(pictures, seed=1, progress=kernel.run)
    assert raised.value.code == "bad_option"
    with pytest.raises(ProviderError, match="2 to 4 pictures"):
        models(server, IN_ORDER).make([PICTURE], seed=1, progress=kernel.run)
    assert kernel.spent == 0
    assert not server.requests


def test_views_of_hunyuan_go_to_their_fields(server: FalServer, kernel: Kernel) -> None:
    views: list[Any] = ["left", "front", "top"]
    pictures = [replace(png(90 + n), view=view) for n, view in enumerate(views)]
    maker = models(server, "fal-ai/hunyuan-3d/v3.1/pro/image-to-3d")
    maker.make(pictures, seed=1, progress=kernel.run)
    sent = only_job(server).arguments
    assert set(sent) == {"input_image_url", "left_image_url", "top_image_url"}
    front = base64.b64decode(sent["input_image_url"].partition(",")[2])
    assert front == pictures[1].data


@pytest.mark.parametrize(
    "table", [ENDPOINTS, TEXT_ENDPOINTS, RETEXTURE_ENDPOINTS, PROCESS_ENDPOINTS]
)
def test_the_tables_hold_together(table: Any) -> None:
    for id, row in table.items():
        assert row.id == id and row.outputs and row.price.usd > 0
        for option in row.options.values():
            assert option.default is None or option.allows(option.default), (id, option)
        assert row.check(row.must_be) == {**row.always, **row.must_be}
        assert set(row.price.of) <= {
            *(row.options[row.price.by].choices if row.price.by else ()),
        }
        assert {*row.price.adds, *row.price.changed} <= set(row.options)


@pytest.mark.parametrize(
    ("option", "kind", "described", "good", "bad"),
    [
        (flag(True), "flag", "one of True, False", [True, False], [1, "True", None]),
        (choice("a", "b"), "choice", "one of 'a', 'b'", ["a"], ["c", 1]),
        (number(1, 0, 2.5), "number", "a number from 0 to 2.5", [0, 2.5], [-1, 3, True, "1"]),
        (whole_number(None, 1), "number", "a whole number of at least 1", [1], [0, 1.5]),
        (number(None, None, 9), "number", "a number of at most 9", [-5.5], [10]),
        (number(None, None, None), "number", "a number", [1e9], [float("inf")]),
        (text(3), "text", "a text of up to 3 characters", ["", "abc"], ["abcd", 3]),
        (text(), "text", "a text", ["a" * 999], [None]),
    ],
)
def test_an_option(
    option: Option, kind: str, described: str, good: list[Any], bad: list[Any]
) -> None:
    assert (option.kind, option.described) == (kind, described)
    assert all(map(option.allows, good)) and not any(map(option.allows, bad))
