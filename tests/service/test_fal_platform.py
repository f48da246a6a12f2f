"""Prices and descriptions as fal's platform tells them, and what stands in where it does not."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from prodwidget import config
from prodwidget.backends.fal import FalModels, FalTextModels
from prodwidget.backends.fal.platform import FILE, Platform
from prodwidget.errors import ConfigurationError, ProviderError
from tests.service.fal_jobs import PICTURE, Kernel, make, models, only_job
from tests.service.fal_jobs import kernel as kernel
from tests.service.fal_jobs import kernels as kernels
from tests.service.fal_jobs import platform as platform
from tests.service.fal_jobs import running as running
from tests.service.fal_jobs import server as server
from tests.service.fal_server import KEY, Drop, FalServer, Hang, Reply, Truncate

TRELLIS = "fal-ai/trellis"
LATHE = "acme/lathe/v3/image-to-3d"


def heard(platform: FalServer, maker: FalModels, price: float) -> None:
    """Wait until an estimate is what fal tells."""
    until = time.monotonic() + 60
    while maker.estimate() != price:
        assert time.monotonic() < until, maker.estimate()
        time.sleep(0.01)


def test_the_price_of_today_is_asked_once_a_day(platform: FalServer, tmp_path: Path) -> None:
    platform.prices[TRELLIS] = {"unit_price": 0.05}
    maker = models(platform)
    assert maker.estimate() in (0.02, 0.05), "nobody waits for fal"
    heard(platform, maker, 0.05)
    assert models(platform).estimate() == 0.05
    assert Platform().unit_price(TRELLIS, lambda: None).usd == 0.05  # type: ignore[union-attr]
    assert len(platform.asked("prices")) == 1
    kept = json.loads((tmp_path / FILE).read_text())
    assert KEY not in (tmp_path / FILE).read_text()
    kept["prices"][TRELLIS]["read_at"] -= 90_000
    (tmp_path / FILE).write_text(json.dumps(kept))
    platform.prices[TRELLIS] = {"unit_price": 0.07}
    fresh = Platform()
    key = maker._secret
    known = fresh.unit_price(TRELLIS, key)
    assert known is not None and known.usd in (0.05, 0.07), "the last known stands in"
    newest = fresh.unit_price(TRELLIS, key, wait=60)
    assert newest is not None and newest.usd == 0.07
    assert len(platform.asked("prices")) == 2


@pytest.mark.parametrize(
    "fault", [Drop(), Truncate(), Reply(500), Reply(200, b"\xff"), Reply(200, []), Hang()]
)
def test_without_an_answer_the_table_stands_in(
    platform: FalServer, kernel: Kernel, fault: Any
) -> None:
    platform.prices[TRELLIS] = {"unit_price": 0.05}
    platform.fail("prices", fault)
    assert models(platform).estimate() == 0.02
    if isinstance(fault, Hang):
        asking = [each.name for each in threading.enumerate()]
        assert "prodwidget-fal-price" in asking, "it is asked in the background"
    result = models(platform).make([PICTURE], seed=1, progress=kernel.run)
    assert result.provenance["usd"] == 0.02
    assert "billed_usd" not in result.provenance
    assert len(platform.asked("prices")) == 1, "nor is it asked again at once"


@pytest.mark.parametrize(
    "told",
    [
        {"unit_price": 0},
        {"unit_price": "free"},
        {"unit_price": 0.05, "currency": "EUR"},
        {"unit_price": 0.0005, "unit": "compute seconds"},
    ],
)
def test_what_is_no_price_of_a_model_changes_no_estimate(
    platform: FalServer, told: dict[str, Any]
) -> None:
    platform.prices[TRELLIS] = told
    maker = models(platform)
    maker.estimate()
    Platform().unit_price(TRELLIS, maker._secret, wait=60)
    assert maker.estimate() == 0.02


def test_what_was_billed_is_told_apart(platform: FalServer, kernel: Kernel) -> None:
    platform.prices[TRELLIS] = {"unit_price": 0.03}
    platform.billable_units = "2.5"
    result = models(platform).make([PICTURE], seed=1, progress=kernel.run)
    assert result.provenance["billed_usd"] == 0.075
    assert result.provenance["usd"] == kernel.spent
    assert result.provenance["billable_units"] == "2.5"


@pytest.mark.parametrize("units", ["", "many", "nan", "-1"])
def test_units_that_are_none_are_no_bill(platform: FalServer, kernel: Kernel, units: str) -> None:
    platform.prices[TRELLIS] = {"unit_price": 0.03}
    platform.billable_units = units
    result = models(platform).make([PICTURE], seed=1, progress=kernel.run)
    assert "billed_usd" not in result.provenance


def test_prices_in_credits_follow_the_credit(platform: FalServer) -> None:
    id = "tripo3d/h3.1/text-to-3d"
    platform.prices[id] = {"unit_price": 0.02, "unit": "credits"}
    maker = FalTextModels(key=KEY)
    Platform().unit_price(id, maker._secret, wait=60)
    assert maker.estimate() == 0.60
    assert maker.estimate({"texture_quality": "detailed"}) == 0.80


def test_a_file_that_is_none_is_written_anew(platform: FalServer, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{cut off")
    platform.prices[TRELLIS] = {"unit_price": 0.05}
    heard(platform, models(platform), 0.05)
    assert [each.name for each in tmp_path.iterdir()] == [FILE], "nothing is left beside it"


def test_nobody_is_asked_without_a_key(platform: FalServer) -> None:
    assert FalModels().estimate() == 0.02
    assert not platform.platform_requests


# Endpoints that no table knows


def test_an_endpoint_works_by_its_description(platform: FalServer, kernel: Kernel) -> None:
    platform.prices[LATHE] = {"unit_price": 0.4}
    maker = models(platform, LATHE)
    row = maker.endpoint
    assert row.image_fields == ("input_image_url", "back_image_url")
    assert row.outputs == ("thing.glb",)
    assert {name: each.kind for name, each in maker.options.items()} == {
        "output_format": "choice",
        "faces": "number",
        "sharpness": "number",
        "finish": "choice",
    }
    views = [replace(PICTURE, view="back"), replace(PICTURE, view="")]
    result = maker.make(views, seed=1_000, progress=kernel.run, options={"faces": 200})
    assert result.file.data == platform.glb
    sent = only_job(platform).arguments
    assert sent["output_format"] == "glb" and sent["faces"] == 200
    assert sent["seed"] == 1
    assert set(sent) == {"input_image_url", "back_image_url", "output_format", "faces", "seed"}
    assert [each.name for each in result.extras] == ["preview.png"]
    assert result.provenance["billed_usd"] == 0.4
    models(platform, LATHE)
    assert len(platform.asked("schema")) == 1, "it is kept for a day"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("faces", 99, "a whole number from 100 to 5,000"),
        ("finish", "matte", "one of 'raw', 'polished'"),
        ("output_format", "fbx", "'glb'"),
        ("seed", 3, "comes with each request"),
        ("back_image_url", "https://a.example", "comes with each request"),
    ],
)
def test_a_described_option_is_checked(
    platform: FalServer, kernel: Kernel, name: str, value: Any, says: str
) -> None:
    maker = models(platform, LATHE)
    with pytest.raises(ProviderError, match=says) as raised:
        maker.make([PICTURE], seed=1, progress=kernel.run, options={name: value})
    assert raised.value.code == "bad_option"
    assert kernel.spent == 0
    assert not platform.requests


def test_an_endpoint_of_unknown_price_is_not_free(platform: FalServer, kernel: Kernel) -> None:
    make(models(platform, LATHE), kernel)
    assert kernel.spent == 1.0


@pytest.mark.parametrize(
    ("id", "says"),
    [
        ("fal-ai/flux", "no model is among what it answers"),
        ("acme/nonsense", "cannot be understood"),
        ("acme/lawnmower", "cannot be read"),
        ("acme/painter", "takes a model"),
    ],
)
def test_what_cannot_be_used_is_told(platform: FalServer, id: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as raised:
        FalModels(id)
    assert "fal-ai/trellis-2" in raised.value.hint


def test_the_platform_may_be_elsewhere_or_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODWIDGET_FAL_PLATFORM", "http://gateway.example")
    with pytest.raises(ConfigurationError, match="PRODWIDGET_FAL_PLATFORM"):
        config.fal_platform()
    assert FalModels(key=KEY).estimate() == 0.02
    monkeypatch.setenv("PRODWIDGET_FAL_PLATFORM", "off")
    assert config.fal_platform() is None
    monkeypatch.delenv("PRODWIDGET_FAL_PLATFORM")
    found = config.fal_platform()
    assert found is not None and (found.api, found.pages) == (
        "https://api.fal.ai",
        "https://fal.ai",
    )


def test_the_key_goes_only_where_prices_are(platform: FalServer, kernels: Iterator[Kernel]) -> None:
    platform.prices[LATHE] = {"unit_price": 0.4}
    models(platform, LATHE).make([PICTURE], seed=1, progress=next(kernels).run)
    for each in platform.platform_requests:
        assert ("authorization" in each.headers) is (each.where == "prices")
