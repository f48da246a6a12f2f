"""What goes wrong before a request leaves costs nothing, and says which setting is at fault."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from google.oauth2.credentials import Credentials

from prodwidget.backends.base import GeneratedFile
from prodwidget.backends.fal import FalModels
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.errors import ProdwidgetError
from tests.server import free_port
from tests.service import fal_server, gemini_server
from tests.service.conftest import picture

Make = Callable[[Rehearsal], object]


def draw(progress: Rehearsal) -> object:
    """An image by Gemini."""
    gemini = GeminiImages(api_key=gemini_server.KEY)
    return gemini.make("a red mug", [], seed=7, progress=progress, step="step")


def model(progress: Rehearsal) -> object:
    """A model by fal."""
    image = GeneratedFile("reference", picture("red"), "image/png")
    return FalModels(key=fal_server.KEY).make([image], seed=7, progress=progress, step="step")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_proxy".upper(), raising=False)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("GOOGLE_GENAI_USE_VERTEXAI", raising=False)


@pytest.fixture(params=[draw, model], ids=["Gemini", "fal"])
def make(request: pytest.FixtureRequest) -> Make:
    chosen: Make = request.param
    return chosen


def refused(make: Make) -> str:
    """What is told; nothing may have been paid, not even for a moment."""
    progress = Rehearsal()
    with pytest.raises(ProdwidgetError) as raised:
        make(progress)
    assert not progress.payments
    assert not progress.writes, "no payment was written down at all"
    assert not progress.checkpoints
    assert raised.value.hint
    return str(raised.value)


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_are_not_there(
    make: Make, variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "conda" / "cacert.pem"))
    told = refused(make)
    assert told.startswith(f"{variable} is '{tmp_path}/conda/cacert.pem', where there is no")
    assert f"Unset {variable}" in told


@pytest.mark.parametrize("content", [b"", b"no certificate", b"\x00\xff"])
def test_a_file_without_certificates(
    make: Make, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cacert.pem"
    file.write_bytes(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    assert "which holds no certificates" in refused(make)


def test_a_directory_for_a_file(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path))
    assert "which is a directory" in refused(make)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("http://user:secret-word@[bad", "is not the address of a proxy"),
        ("http://user:secret-word@proxy.test:port", "is not the address of a proxy"),
        ("ftp://user:secret-word@proxy.test", "is not the address of a proxy"),
        ("http://", "is not the address of a proxy"),
        ("socks5://user:secret-word@proxy.test:1080", "needs the package socksio"),
    ],
)
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_that_cannot_be_one(
    make: Make, variable: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    told = refused(make)
    assert told.startswith(variable)
    assert says in told
    assert "secret-word" not in told


def given_back(make: Make) -> str:
    """What is told of a request that was about to leave, and certainly did not arrive."""
    progress = Rehearsal()
    with pytest.raises(ProdwidgetError) as raised:
        make(progress)
    assert progress.writes, "it was about to be paid"
    assert not progress.payments
    assert not progress.checkpoints
    assert "word the prompt" not in str(raised.value)
    return str(raised.value)


def test_a_proxy_that_is_not_there(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:secret-word@127.0.0.1:{free_port()}")
    told = given_back(make)
    assert "the proxy that HTTPS_PROXY names cannot be reached" in told
    assert "NO_PROXY" in told
    assert "secret-word" not in told


@pytest.fixture
def proxy_that_answers() -> Iterator[Callable[[bytes], str]]:
    """Starts proxies that answer every request in one way."""
    import threading

    sockets = []

    def start(answer: bytes) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        sockets.append(listening)

        def serve() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                with client:
                    client.recv(65536)
                    client.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield start
    for each in sockets:
        each.shutdown(socket.SHUT_RDWR)
        each.close()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "wants a user name"),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nAway!", "lets nobody through to"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "(it answered 502)"),
    ],
)
def test_a_proxy_that_refuses(
    make: Make,
    answer: bytes,
    says: str,
    proxy_that_answers: Callable[[bytes], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy_that_answers(answer))
    told = given_back(make)
    assert says in told
    assert "the proxy that ALL_PROXY names" in told


def test_a_page_in_geminis_place(proxy_that_answers: Callable[[bytes], str]) -> None:
    page = b"<html>Log in first</html>"
    head = f"HTTP/1.1 403 No\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
    url = proxy_that_answers(head.encode() + page)

    def make(progress: Rehearsal) -> object:
        gemini = GeminiImages(api_key=gemini_server.KEY, base_url=url)
        return gemini.make("a red mug", [], seed=7, progress=progress, step="step")

    assert "Something between here and Gemini answered in its place" in given_back(make)


def test_a_name_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(progress: Rehearsal) -> object:
        gemini = GeminiImages(api_key=gemini_server.KEY, base_url="https://gemini.invalid")
        return gemini.make("a red mug", [], seed=7, progress=progress, step="step")

    assert "gemini.invalid is not known to the name server" in given_back(make)


@pytest.fixture
def signed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody ran `fal auth login` long ago, and what it left has to be renewed."""
    for name in ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FAL_HOME_DIR", str(tmp_path))
    (tmp_path / "auth0_token").write_text("a-refresh-token")


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"SSL_CERT_FILE": "/nowhere/cacert.pem"}, "SSL_CERT_FILE is '/nowhere/cacert.pem'"),
        ({"HTTPS_PROXY": "socks5://127.0.0.1:9"}, "HTTPS_PROXY names a SOCKS proxy"),
        ({"HTTPS_PROXY": "gopher://127.0.0.1"}, "HTTPS_PROXY is not the address of a proxy"),
        ({"HTTPS_PROXY": "http://127.0.0.1:9"}, "the proxy that HTTPS_PROXY names cannot"),
        ({"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "[::1],10.0.0.0/8"}, "NO_PROXY"),
        ({"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "https://["}, "NO_PROXY"),
    ],
)
def test_a_sign_in_that_cannot_be_renewed(
    signed_in: None, variables: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ProdwidgetError) as raised:
        FalModels().check()
    assert says in str(raised.value)
    assert raised.value.hint
    assert "a-refresh-token" not in str(raised.value)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize("path", ["/nowhere/cacert.pem", __file__])
def test_what_googles_sign_in_trusts(
    variable: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, path)
    expired = Credentials(  # type: ignore[no-untyped-call]
        None,
        refresh_token="r",
        token_uri="https://127.0.0.1:9/token",
        client_id="i",
        client_secret="s",
    )
    gemini = GeminiImages(vertexai=True, project="p", credentials=expired)

    def make(progress: Rehearsal) -> object:
        return gemini.make("a red mug", [], seed=7, progress=progress, step="step")

    assert refused(make).startswith(f"{variable} is '{path}'")
    monkeypatch.delenv(variable)
    assert "sign-in cannot be reached" in given_back(make)


def test_a_list_of_directories_of_certificates(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", f"/nowhere:{tmp_path}")
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    assert "the proxy that HTTPS_PROXY names" in given_back(make)


def test_a_connection_that_breaks_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            with suppress(OSError):
                while True:
                    server.accept()[0].close()

        threading.Thread(target=hang_up, daemon=True).start()
        url = f"https://127.0.0.1:{server.getsockname()[1]}"

        def make(progress: Rehearsal) -> object:
            gemini = GeminiImages(api_key=gemini_server.KEY, base_url=url)
            return gemini.make("a red mug", [], seed=7, progress=progress, step="step")

        told = given_back(make)
    assert "cannot be reached" in told
    assert "may be billed" not in told
