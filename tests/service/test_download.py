"""Fetching what a provider made, from a real file host over TLS."""

from __future__ import annotations

import gzip
import io
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from prodwidget.backends.download import FileRules, check_glb, fetch, picture_type
from prodwidget.errors import JobCancelled, ProviderError
from tests.service.fal_server import (
    Drop,
    Endless,
    FalServer,
    Hang,
    Reply,
    Truncate,
    fal_server,
    nginx,
)

GLB = struct.pack("<4sII", b"glTF", 2, 200_000).ljust(200_000, b"\x07")
FAL = FileRules("fal", ("fal.media", "storage.googleapis.com"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FalServer]:
    with (
        fal_server(tmp_path_factory.mktemp("files")) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("SSL_CERT_FILE", str(server.certificate))
        yield server


@pytest.fixture
def server(running: FalServer) -> Iterator[FalServer]:
    running.reset()
    running.files["model.glb"] = GLB
    yield running
    assert not running.leaks


def local(**changes: Any) -> FileRules:
    """Rules that believe the loopback server."""
    known = {"private_hosts": ("localhost", "files.test"), "pauses": (0.0, 0.01, 0.02)}
    return FileRules("fal", FAL.hosts, **known | changes)


def lookup(names: dict[str, list[str]]) -> Callable[..., list[Any]]:
    """A name server that answers once for each name: asked again, it could say something else."""
    real = socket.getaddrinfo

    def answer(host: str, port: int, *rest: Any, **options: Any) -> list[Any]:
        addresses = [host] if re.fullmatch(r"[\d.]+|.*:.*", host) else names.pop(host)
        return [each for address in addresses for each in real(address, port, *rest, **options)]

    return answer


# It comes


def test_the_bytes_come_and_are_counted(server: FalServer) -> None:
    seen: list[tuple[int, int | None]] = []
    url = server.file_url("model.glb")
    assert fetch(url, local(), lambda here, all: seen.append((here, all))) == GLB
    assert seen[0] == (0, None)
    assert seen[-1] == (len(GLB), len(GLB))
    (request,) = server.asked("file")
    assert request.headers["accept-encoding"] == "identity"


def test_it_connects_to_the_address_that_was_checked(
    server: FalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lookup({"files.test": ["127.0.0.1"]}))
    url = server.file_url("model.glb").replace("localhost", "files.test")
    assert fetch(url, local()) == GLB
    assert server.asked("file")[0].headers["host"].startswith("files.test:")


def test_the_next_address_is_tried(server: FalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"files.test": ["127.0.0.2", "127.0.0.1"]}
    monkeypatch.setattr(socket, "getaddrinfo", lookup(names))
    url = server.file_url("model.glb").replace("localhost", "files.test")
    assert fetch(url, local()) == GLB


def test_the_certificate_is_that_of_the_name(
    server: FalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lookup({"other.test": ["127.0.0.1"]}))
    url = server.file_url("model.glb").replace("localhost", "other.test")
    with pytest.raises(ProviderError, match="certificate") as raised:
        fetch(url, FileRules("fal", (), private_hosts=("other.test",), pauses=(0.0,)))
    assert raised.value.code == "network"
    assert not server.requests


def test_no_password_of_the_users_is_sent(
    server: FalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login someone password something")
    monkeypatch.setenv("NETRC", str(netrc))
    assert fetch(server.file_url("model.glb"), local()) == GLB


def test_a_proxy_looks_the_name_up(server: FalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind one, a notebook may not be able to."""
    asked = []

    def carry(client: socket.socket) -> None:
        asked.append(client.recv(4096).split(b"\r\n")[0].decode())
        host, _, port = server.file_host.rpartition(":")
        upstream = socket.create_connection((host, int(port)))
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        for source, sink in ((client, upstream), (upstream, client)):
            threading.Thread(target=pipe, args=(source, sink), daemon=True).start()

    def pipe(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)

    with socket.create_server(("127.0.0.1", 0)) as proxy:
        threading.Thread(target=lambda: carry(proxy.accept()[0]), daemon=True).start()
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.setenv("NO_PROXY", "")
        url = server.file_url("model.glb").replace("localhost", "files.test")
        assert fetch(url, local()) == GLB
    assert asked == [f"CONNECT {url.split('/')[2]} HTTP/1.1"]


@pytest.mark.parametrize(
    "no_proxy", ["localhost", "files.test, localhost", "*", "localhost:{port}"]
)
def test_a_host_that_is_reached_without_the_proxy(
    server: FalServer, monkeypatch: pytest.MonkeyPatch, no_proxy: str
) -> None:
    port = server.file_host.rpartition(":")[2]
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", no_proxy.format(port=port))
    assert fetch(server.file_url("model.glb"), local()) == GLB


@pytest.mark.parametrize("no_proxy", ["127.0.0.1", "127.0.0.0/8"])
def test_an_address_that_is_reached_without_the_proxy(
    server: FalServer, monkeypatch: pytest.MonkeyPatch, no_proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    url = server.file_url("model.glb").replace("localhost", "127.0.0.1")
    assert fetch(url, local(private_hosts=("127.0.0.1",))) == GLB


def test_a_proxy_at_fault_is_named(server: FalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(ProviderError, match="proxy that HTTPS_PROXY names cannot be") as raised:
        fetch(server.file_url("model.glb"), local())
    assert "NO_PROXY" in raised.value.hint


# Where it may come from


@pytest.mark.parametrize(
    "url",
    [
        "http://v3.fal.media/a.glb",
        "https://evil.invalid/a.glb",
        "https://fal.media.evil.invalid/a.glb",
        "https://notfal.media/a.glb",
        "https://user:password@v3.fal.media/a.glb",
        "https://v3.fal.media@evil.invalid/a.glb",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a.glb",
        "file:///etc/passwd",
        "data:model/gltf-binary;base64,Z2xURg==",
        "v3.fal.media/a.glb",
        "https://",
        "",
        "https://[",
        "https://v3.fal.media:port/",
    ],
)
def test_an_address_that_is_not_the_providers(url: str) -> None:
    with pytest.raises(ProviderError) as raised:
        fetch(url, FAL)
    assert raised.value.code == "bad_response"
    assert not raised.value.retryable
    assert raised.value.hint


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
    ],
)
@pytest.mark.parametrize("host", ["v3b.fal.media", "storage.googleapis.com"])
def test_the_providers_name_at_a_private_address(
    monkeypatch: pytest.MonkeyPatch, host: str, address: str
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lookup({host: ["8.8.8.8", address]}))
    with pytest.raises(ProviderError, match="private address") as raised:
        fetch(f"https://{host}/a.glb", FAL)
    assert raised.value.code == "bad_response"


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("https://evil.invalid/x", "evil.invalid"),
        ("https://169.254.169.254/latest", "169.254.169.254"),
        ("http://localhost/x", "http://localhost"),
        ("//10.0.0.1/x", "10.0.0.1"),
        ("https://v3.fal.media/x", "private address"),
    ],
)
def test_a_redirect_is_checked(
    server: FalServer, monkeypatch: pytest.MonkeyPatch, location: str, says: str
) -> None:
    names = {"localhost": ["127.0.0.1"], "v3.fal.media": ["192.168.1.1"]}
    monkeypatch.setattr(socket, "getaddrinfo", lookup(names))
    server.fail("file", Reply(302, b"", {"Location": location}))
    with pytest.raises(ProviderError, match=says) as raised:
        fetch(server.file_url("model.glb"), local())
    assert raised.value.code == "bad_response"
    assert len(server.requests) == 1


def test_good_redirects_are_followed_but_not_for_ever(server: FalServer) -> None:
    on = Reply(307, b"", {"Location": "/files/model.glb"})
    server.fail("file", on, times=5)
    assert fetch(server.file_url("start"), local()) == GLB
    server.fail("file", on, times=100)
    with pytest.raises(ProviderError, match="without end"):
        fetch(server.file_url("start"), local())
    assert len(server.asked("file")) == 12


# How large it may be


def test_a_file_that_says_it_is_too_large_is_not_read(server: FalServer) -> None:
    server.fail("file", Endless(announced=2 * 2**30))
    with pytest.raises(ProviderError, match="2,048 MiB or more; 256 are the most"):
        fetch(server.file_url("model.glb"), local())
    assert server.sent_bytes < 2**26


def test_a_file_that_does_not_say_is_read_to_the_limit(server: FalServer) -> None:
    server.fail("file", Endless())
    seen: list[int] = []
    with pytest.raises(ProviderError, match="1 are the most"):
        fetch(server.file_url("x"), local(max_bytes=2**20), lambda here, all: seen.append(here))
    assert max(seen) <= 2**20


def test_a_file_that_swells_is_counted_as_it_is(server: FalServer) -> None:
    server.fail("file", Reply(200, gzip.compress(bytes(2**23)), {"Content-Encoding": "gzip"}))
    with pytest.raises(ProviderError, match="1 are the most"):
        fetch(server.file_url("x"), local(max_bytes=2**20))


def test_a_file_of_just_the_limit_is_taken(server: FalServer) -> None:
    assert fetch(server.file_url("model.glb"), local(max_bytes=len(GLB))) == GLB


# What goes wrong


def test_a_host_of_ones_own_may_be_written_as_in_an_address(server: FalServer) -> None:
    assert fetch(server.file_url("model.glb"), local(private_hosts=("LOCALHOST",))) == GLB
    with pytest.raises(ProviderError, match=r"::1 (refuses|cannot be)"):
        fetch("https://[::1]:1/a.glb", local(private_hosts=("[::1]",), pauses=(0.0,)))


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_file_that_is_gone(server: FalServer, status: int) -> None:
    server.fail("file", Reply(status))
    with pytest.raises(ProviderError, match=f"gone .*{status}") as raised:
        fetch(server.file_url("model.glb"), local())
    assert "again" in raised.value.hint
    assert len(server.asked("file")) == 1


@pytest.mark.parametrize("status", [204, 302, 304, 400, 416])
def test_a_strange_answer(server: FalServer, status: int) -> None:
    server.fail("file", Reply(status))
    with pytest.raises(ProviderError, match=str(status)):
        fetch(server.file_url("model.glb"), local())
    assert len(server.asked("file")) == 1


def test_trouble_is_tried_again(server: FalServer) -> None:
    server.fail("file", Drop(), Truncate())
    assert fetch(server.file_url("model.glb"), local()) == GLB
    server.fail("file", nginx(502), Reply(429))
    assert fetch(server.file_url("model.glb"), local()) == GLB


def test_trouble_that_lasts_is_told(server: FalServer) -> None:
    server.fail("file", Truncate(), times=3)
    with pytest.raises(ProviderError, match="could not be fetched") as raised:
        fetch(server.file_url("model.glb"), local())
    assert raised.value.code == "network"
    assert raised.value.retryable
    assert len(server.asked("file")) == 3


def test_a_host_that_says_nothing(server: FalServer) -> None:
    server.fail("file", Hang(), times=3)
    with pytest.raises(ProviderError, match="stopped answering"):
        fetch(server.file_url("model.glb"), local(silent_seconds=0.2))


def test_a_host_that_is_not_there() -> None:
    with pytest.raises(ProviderError, match="localhost refuses connections"):
        fetch("https://localhost:1/a.glb", local(pauses=(0.0,)))


def test_a_name_that_is_not_known() -> None:
    with pytest.raises(ProviderError, match=r"files\.test is not known") as raised:
        fetch("https://files.test/a.glb", local(pauses=(0.0,)))
    assert raised.value.code == "network"


def test_a_file_that_drips_has_a_deadline(server: FalServer) -> None:
    server.fail("file", Endless())
    with pytest.raises(ProviderError, match="did not arrive") as raised:
        fetch(server.file_url("x"), local(max_seconds=0.0))
    assert raised.value.code == "timeout"


def test_it_can_be_stopped(server: FalServer) -> None:
    def stop(here: int, all: int | None) -> None:
        if here:
            raise JobCancelled("Enough.")

    server.fail("file", Endless())
    with pytest.raises(JobCancelled):
        fetch(server.file_url("x"), local(), stop)


# What it is


def test_a_glb_is_whole() -> None:
    check_glb(GLB, FAL)
    for data, says in (
        (GLB[:-1], "damaged"),
        (GLB + b"\0", "damaged"),
        (GLB[:8], "a cut-off file"),
        (GLB.replace(b"\x02", b"\x01", 1), "version 1"),
        (b"PK\x03\x04...", "a ZIP archive"),
        (b"Kaydara FBX Binary  \0", "an FBX model"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"  <!doctype html>", "a web page"),
        (b'{"asset": {}}', "a JSON text"),
        (b"o mug\nv 0 0 0", "an unknown kind of file"),
        (b"", "an empty file"),
    ):
        with pytest.raises(ProviderError, match=says) as raised:
            check_glb(data, FAL)
        assert raised.value.code == "bad_response"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_picture_is_told_by_its_bytes(kind: str) -> None:
    with io.BytesIO() as file:
        Image.new("RGB", (8, 8)).save(file, kind)
        told = picture_type(file.getvalue())
    assert told == (Image.MIME[kind] if kind in ("PNG", "JPEG", "WEBP") else None)
    assert picture_type(b"") is None
