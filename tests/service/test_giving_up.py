"""Limits are for the whole, and a cancel is heard whatever a provider does; nothing is sent after.

The limits of those that are cancelled are longer than any test may take.
"""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trustme

from prodwidget.backends.base import GeneratedFile
from prodwidget.backends.download import FileRules, fetch
from prodwidget.backends.fal import FILE_HOSTS, FalModels, Patience
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.errors import JobCancelled, ProviderError, SubmissionUnknown
from tests.service import fal_server as fal
from tests.service import gemini_server as gemini
from tests.service.conftest import PATIENCE_SECONDS, picture, wait_for
from tests.service.fal_server import Drip, FalServer, Fault, Hang
from tests.service.gemini_server import SILENCE, Answer, GeminiServer

LONG = 10 * PATIENCE_SECONDS
IMAGE = GeneratedFile("reference", picture("red"), "image/png")


def cancelled_when(event: threading.Event, progress: Rehearsal, call: Callable[[], Any]) -> str:
    """Cancel a call once an event has come; answer what is told, and see that it ends by itself."""
    threading.Thread(
        target=lambda: event.wait(LONG) and progress.cancelled.set(), daemon=True
    ).start()
    began = time.monotonic()
    with pytest.raises(JobCancelled) as raised:
        call()
    assert event.is_set()
    assert time.monotonic() - began < LONG / 2, "it waited for the answer"
    return str(raised.value)


# Gemini


@pytest.fixture
def google() -> Iterator[GeminiServer]:
    with gemini.gemini_server() as running:
        yield running


def draw(url: str, progress: Rehearsal, timeout: float = LONG) -> object:
    maker = GeminiImages(api_key=gemini.KEY, base_url=url, timeout=timeout)
    return maker.make("a red mug", [IMAGE], seed=7, progress=progress, step="image-1")


DRIPPING = Answer(b'{"candidates": [], "padding": "' + b" " * 10**6 + b'"}', drip=0.05)


@pytest.mark.parametrize("answer", [SILENCE, DRIPPING], ids=["silent", "dripping"])
def test_a_cancel_while_gemini_answers(google: GeminiServer, answer: Answer) -> None:
    google.answer_next(answer)
    progress = Rehearsal()
    told = cancelled_when(google.busy, progress, lambda: draw(google.url, progress))
    assert "may still be billed" in told
    assert len(google.asked) == 1
    assert len(progress.payments) == 1


def test_an_answer_that_drips_has_a_limit(google: GeminiServer) -> None:
    google.answer_next(DRIPPING)
    progress = Rehearsal()
    with pytest.raises(ProviderError) as raised:
        draw(google.url, progress, timeout=3)
    assert raised.value.code == "timeout"
    assert google.busy.is_set()


class HalfOpen:
    """A host that takes connections, and does not speak until it is let to."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.connected = threading.Event()
        self.speak = threading.Event()
        self.done = threading.Event()
        self.received = b""
        self._context = context
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        client, _ = self._socket.accept()
        self.connected.set()
        self.speak.wait()
        with suppress(OSError), self._context.wrap_socket(client, server_side=True) as secure:
            self.received = secure.recv(65536)
        self.done.set()


@pytest.fixture
def half_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HalfOpen:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return HalfOpen(context)


def test_a_cancel_while_it_connects_and_nothing_is_sent_or_paid(half_open: HalfOpen) -> None:
    progress = Rehearsal()
    told = cancelled_when(half_open.connected, progress, lambda: draw(half_open.url, progress))
    assert "billed" not in told
    half_open.speak.set()
    assert half_open.done.wait(PATIENCE_SECONDS)
    assert half_open.received == b""
    assert progress.writes and not progress.payments


SLOW_IMPORT = """
import sys, threading, time
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.errors import JobCancelled
importing, go_on = threading.Event(), threading.Event()
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "google.genai.client":
            importing.set()
            go_on.wait()
maker = GeminiImages(api_key="a-key", base_url=sys.argv[1])
sys.meta_path.insert(0, Slow())
progress = Rehearsal()
threading.Thread(target=lambda: importing.wait() and progress.cancelled.set()).start()
try:
    maker.make("a red mug", [], seed=7, progress=progress, step="image-1")
except JobCancelled:
    go_on.set()
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join()
    print("writes:", progress.writes, "imported:", "google.genai.client" in sys.modules)
"""


def test_a_cancel_while_the_sdk_is_imported(google: GeminiServer) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SLOW_IMPORT, google.url],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    assert done.stdout == "writes: 0 imported: True\n"
    assert not google.asked and not google.malformed


def test_a_cancel_at_the_last_moment_keeps_the_request_back(google: GeminiServer) -> None:
    """Between the promise to pay and the sending."""

    class Last(Rehearsal):
        def about_to_pay(self, name: str, usd: float) -> None:
            super().about_to_pay(name, usd)
            self.cancelled.set()

    progress = Last()
    with pytest.raises(JobCancelled):
        draw(google.url, progress)
    assert not google.asked and not google.malformed
    assert not progress.payments


# fal


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FalServer]:
    directory = tmp_path_factory.mktemp("fal")
    with fal.fal_at_hand(directory) as server:
        yield server


@pytest.fixture
def server(running: FalServer) -> FalServer:
    running.reset()
    running.progression = [fal.IN_PROGRESS, fal.COMPLETED]
    return running


PATIENT = Patience(poll=0.01, answer=LONG, submit=LONG, silence=LONG, cancel=60, job=LONG)
RULES = FileRules(
    "fal",
    FILE_HOSTS,
    private_hosts=("localhost", "127.0.0.1"),
    silent_seconds=LONG,
    max_seconds=LONG,
)


def model(progress: Rehearsal, patience: Patience = PATIENT) -> bytes:
    maker = FalModels(key=fal.KEY, patience=patience, files=RULES)
    return maker.make([IMAGE], seed=5, progress=progress).file.data


@pytest.mark.parametrize("where", ["status", "result", "file"])
@pytest.mark.parametrize("fault", [Hang(), Drip()], ids=["silent", "dripping"])
def test_a_cancel_while_fal_answers(server: FalServer, where: Any, fault: Fault) -> None:
    server.fail(where, fault)
    progress = Rehearsal()
    told = cancelled_when(server.holding, progress, lambda: model(progress))
    asked = [each.where for each in server.requests]
    after = asked[asked.index(where) + 1 :]
    assert after in (["cancel"], ["cancel", "status"]), "fal was told, and nothing else was sent"
    assert len(server.asked("submit")) == 1
    assert "may" in told or "paid for" in told


@pytest.mark.parametrize("fault", [Hang(), Drip()], ids=["silent", "dripping"])
def test_a_cancel_while_fal_takes_the_request(server: FalServer, fault: Fault) -> None:
    server.fail("submit", fault, takes=True)
    progress = Rehearsal()
    patience = replace(PATIENT, cancel=0.2)
    told = cancelled_when(server.holding, progress, lambda: model(progress, patience))
    assert "may be billed" in told
    assert [each.where for each in server.requests] == ["submit"]
    # It is neither forgotten nor sent again by itself.
    with pytest.raises(SubmissionUnknown):
        model(progress.next_kernel())
    assert len(server.asked("submit")) == 1
    assert len(progress.payments) == 1


def test_a_cancel_that_fal_does_not_confirm(server: FalServer) -> None:
    """It arrives all the same, and its answer is not waited for."""
    server.progression = [fal.IN_QUEUE]
    server.fail("status", Hang())
    server.fail("cancel", Hang(), takes=True)
    progress = Rehearsal()
    patience = replace(PATIENT, cancel=0.2)
    told = cancelled_when(server.holding, progress, lambda: model(progress, patience))
    assert "has not answered yet" in told
    wait_for(lambda: server.asked("cancel"))
    server.let_go()
    names = ("prodwidget-cancel", "prodwidget-call")
    wait_for(lambda: not any(each.name in names for each in threading.enumerate()))


def test_a_status_that_drips_has_a_limit(server: FalServer) -> None:
    server.fail("status", Drip(every_seconds=0.5))
    progress = Rehearsal()
    assert model(progress, replace(PATIENT, answer=5.0)) == server.glb
    assert any("did not answer within 5 seconds" in each for each in progress.stages)


def test_a_submission_that_drips_has_a_limit(server: FalServer) -> None:
    server.fail("submit", Drip(every_seconds=0.5))
    with pytest.raises(SubmissionUnknown, match="did not answer within 3 seconds"):
        model(Rehearsal(), replace(PATIENT, submit=3.0))


def test_a_connection_that_is_not_made_in_time_costs_nothing(
    server: FalServer, half_open: HalfOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prodwidget.backends.fal import queue

    monkeypatch.setattr(queue, "FAL_QUEUE_RUN_HOST", half_open.url.removeprefix("https://"))
    progress = Rehearsal()
    with pytest.raises(ProviderError, match="Nothing was paid") as raised:
        model(progress, replace(PATIENT, submit=1.0))
    assert raised.value.code == "network"
    assert not progress.payments
    half_open.speak.set()
    assert half_open.done.wait(PATIENCE_SECONDS)
    assert half_open.received == b""


# Files


@pytest.mark.parametrize("fault", [Hang(), Drip()], ids=["silent", "dripping"])
def test_a_file_has_one_limit(server: FalServer, fault: Fault) -> None:
    server.files["model.glb"] = server.glb
    server.fail("file", fault, times=10)
    with pytest.raises(ProviderError, match="did not arrive within 2 seconds") as raised:
        fetch(server.file_url("model.glb"), replace(RULES, max_seconds=2.0))
    assert raised.value.code == "timeout"
    assert len(server.asked("file")) == 1
