"""Which addresses are reached through a proxy."""

from __future__ import annotations

import httpx
import pytest

from prodwidget.backends.routes import STRAIGHT, route


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_proxy".upper(), raising=False)


SPARED = [
    ("*", "https://v3.fal.media"),
    ("fal.media", "https://fal.media"),
    ("fal.media", "https://v3.fal.media"),
    ("FAL.media", "https://V3.fal.MEDIA."),
    (".fal.media", "https://v3.fal.media"),
    ("*.fal.media", "https://v3.fal.media"),
    ("a.test, fal.media", "https://fal.media"),
    ("a.test fal.media", "https://fal.media"),
    ("fal.media:443", "https://fal.media"),
    ("fal.media:8443", "https://fal.media:8443"),
    ("https://fal.media", "https://fal.media"),
    ("localhost", "http://localhost:8080"),
    ("10.1.2.3", "https://10.1.2.3"),
    ("10.0.0.0/8", "https://10.1.2.3"),
    ("10.0.0.7/8", "https://10.1.2.3:9000"),
    ("10.0.0.0/8:9000", "https://10.1.2.3:9000"),
    ("::1", "https://[::1]:8443"),
    ("[::1]", "https://[::1]:8443"),
    ("[::1]:8443", "https://[::1]:8443"),
    ("fd00::/8", "https://[fd12::3]"),
    ("[fd00::]/8", "https://[fd12::3]"),
    ("[fd00::/8]", "https://[fd12::3]"),
    ("10.0.0.0/8", "https://[::ffff:10.1.2.3]"),
    ("[broken, fal.media", "https://fal.media"),
]
NOT_SPARED = [
    ("", "https://fal.media"),
    (",, ", "https://fal.media"),
    ("media", "https://notmedia"),
    ("fal.media", "https://notfal.media"),
    ("fal.media:8443", "https://fal.media"),
    ("10.0.0.0/8", "https://11.1.2.3"),
    ("10.0.0.0/8", "https://ten.test"),
    ("[::1]", "https://[::2]"),
    ("[::1]:8443", "https://[::1]:9443"),
    ("fd00::/8", "https://[fe80::1]"),
]


@pytest.mark.parametrize(("no_proxy", "url"), SPARED)
@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
def test_what_is_reached_straight(
    variable: str, no_proxy: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy.test:8080")
    monkeypatch.setenv(variable, no_proxy)
    assert route(httpx.URL(url)) == STRAIGHT


@pytest.mark.parametrize(("no_proxy", "url"), NOT_SPARED)
def test_what_is_not(no_proxy: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "proxy.test:8080")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert route(httpx.URL(url)).url == "http://proxy.test:8080"


def test_the_variable_of_the_scheme_goes_before_that_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://one.test:1")
    monkeypatch.setenv("ALL_PROXY", "http://two.test:2")
    assert route(httpx.URL("https://fal.media")).named == "the proxy that HTTPS_PROXY names"
    assert route(httpx.URL("http://fal.media")).url == "http://two.test:2"
    monkeypatch.setenv("https_proxy", "http://three.test:3")
    assert route(httpx.URL("https://fal.media")).variable == "https_proxy"


def test_a_proxy_that_is_not_used_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://one.test:1")
    monkeypatch.setenv("ALL_PROXY", "socks9://nowhere")
    assert route(httpx.URL("https://fal.media")).url == "http://one.test:1"


def test_an_address_is_spared_by_the_name_that_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://one.test:1")
    monkeypatch.setenv("NO_PROXY", "files.test")
    assert route(httpx.URL("https://127.0.0.1"), "files.test") == STRAIGHT
    assert route(httpx.URL("https://127.0.0.1"), "other.test") != STRAIGHT
