"""A chat server over HTTP: its forms, its failures, its silence, and what of it is never shown."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from prodwidget.backends.language import Turn
from prodwidget.backends.llm import ChatServer
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.errors import ConfigurationError, JobCancelled, ProviderError
from tests.server import free_port
from tests.service.conftest import PATIENCE_SECONDS
from tests.service.llm_failures import FAILURES
from tests.service.llm_server import (
    KEY,
    MODEL,
    SILENCE,
    Answer,
    LlmServer,
    completion,
    error,
    llm_server,
)

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"recipe": {"type": "null"}},
    "required": ["recipe"],
    "additionalProperties": False,
}
TURNS = (Turn("system", "Answer in JSON."), Turn("user", "The prompt:\na black bottle"))
DRIPPING = Answer(b'{"choices": [], "padding": "' + b" " * 10**6 + b'"}', drip=0.05)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the settings of whoever runs the tests."""
    for name in [each for each in os.environ if each.startswith("PRODWIDGET_LLM_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def server() -> Iterator[LlmServer]:
    with llm_server() as running:
        yield running


def ask(chat: ChatServer, progress: Rehearsal | None = None) -> str:
    progress = progress or Rehearsal()
    return chat.write(TURNS, SCHEMA, seed=2**40 + 7, progress=progress, step="recipe-1").text


def test_an_answer_and_how_it_was_made(server: LlmServer) -> None:
    chat = ChatServer(server.url, MODEL)
    written = chat.write(TURNS, SCHEMA, seed=2**40 + 7, progress=Rehearsal(), step="recipe-1")
    (asked,) = server.asked
    assert asked.talk.system == "Answer in JSON."
    assert (asked.form, asked.seed, asked.authorization) == ("json_schema", 7, "")
    assert '"family": "bottle"' in written.text and not written.broken_off
    told = written.provenance
    assert (told["model"], told["request_id"]) == (MODEL, "chat-1")
    assert told["usage"]["completion_tokens"] == 320  # type: ignore[index,call-overload]
    assert not server.malformed


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
def test_however_the_address_is_written(server: LlmServer, path: str) -> None:
    ask(ChatServer(server.url + path, MODEL))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("takes", "form", "refused"),
    [
        ({"json_object", ""}, "json_object", ["json_schema"]),
        ({""}, "", ["json_schema", "json_object"]),
    ],
)
def test_a_server_that_takes_less_is_told_the_schema_in_words(
    server: LlmServer, takes: set[str], form: str, refused: list[str]
) -> None:
    server.forms = takes
    chat = ChatServer(server.url, MODEL)
    ask(chat)
    ask(chat)
    assert [each.form for each in server.asked] == [form, form]
    assert '"additionalProperties":false' in server.asked[0].talk.system
    assert server.refused == refused, "what it does not take is asked for once"
    assert not server.malformed


def test_a_grammar_that_fails_is_done_without(server: LlmServer) -> None:
    server.answer_next(error(500, "failed to parse grammar"))
    ask(ChatServer(server.url, MODEL))
    assert [each.form for each in server.asked] == ["json_schema", "json_object"]


@pytest.mark.parametrize("what", FAILURES)
def test_a_failure_is_told(server: LlmServer, what: str) -> None:
    failing = FAILURES[what]
    server.answer_next(*failing.answers)
    chat = ChatServer(server.url, MODEL, key=KEY)
    progress = Rehearsal()
    with pytest.raises(ProviderError) as raised:
        ask(chat, progress)
    told = raised.value
    assert told.code == failing.code
    assert failing.words in told.message
    assert told.hint
    assert "<" not in str(told)
    assert KEY not in str(told)
    assert told.__cause__ is None and told.__context__ is None, "the client's error has the key"
    assert len(server.asked) == len(failing.answers)
    assert not progress.payments
    ask(chat, progress)


def test_a_short_pause_is_kept(server: LlmServer) -> None:
    server.answer_next(error(503, "Loading model", Retry_After="1"))
    progress = Rehearsal()
    began = time.monotonic()
    ask(ChatServer(server.url, MODEL), progress)
    assert time.monotonic() - began >= 1
    assert "asking again" in progress.stages[0]


def test_a_key_is_sent_and_never_shown(server: LlmServer) -> None:
    server.key = KEY
    chat = ChatServer(server.url, MODEL, key=KEY)
    ask(chat)
    assert KEY not in repr(chat) + repr(vars(chat))
    with pytest.raises(ProviderError) as raised:
        ask(ChatServer(server.url, MODEL, key="another"))
    assert raised.value.code == "auth" and "PRODWIDGET_LLM_KEY" in raised.value.hint


def test_a_password_in_the_address(server: LlmServer) -> None:
    url = server.url.replace("http://", "http://me:pass%23word@")
    chat = ChatServer(url, MODEL)
    ask(chat)
    assert server.asked[0].authorization.startswith("Basic ")
    server.answer_next(error(400, "me:pass#word and pass%23word are wrong."))
    server.forms = {"json_schema"}
    with pytest.raises(ProviderError) as raised:
        ask(chat)
    assert "pass" not in repr(chat) + repr(vars(chat)) + str(raised.value)
    server.forms, server.key = {"json_schema"}, KEY
    ask(ChatServer(url, MODEL, key=KEY))


@pytest.mark.parametrize("answer", [SILENCE, DRIPPING], ids=["silent", "dripping"])
def test_a_cancel_is_heard_while_the_model_writes(server: LlmServer, answer: Answer) -> None:
    server.answer_next(answer)
    progress = Rehearsal()
    threading.Thread(
        target=lambda: server.busy.wait(PATIENCE_SECONDS) and progress.cancelled.set()
    ).start()
    with pytest.raises(JobCancelled):
        ask(ChatServer(server.url, MODEL, timeout=10 * PATIENCE_SECONDS), progress)
    assert server.busy.is_set(), "it did not wait for the answer"
    assert len(server.asked) == 1


@pytest.mark.parametrize("answer", [SILENCE, DRIPPING], ids=["silent", "dripping"])
def test_an_answer_has_one_limit_for_the_whole(server: LlmServer, answer: Answer) -> None:
    server.answer_next(answer)
    with pytest.raises(ProviderError) as raised:
        ask(ChatServer(server.url, MODEL, timeout=2))
    assert raised.value.code == "timeout"
    assert len(server.asked) == 1


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(ProviderError) as raised:
        ask(ChatServer(f"http://127.0.0.1:{free_port()}", MODEL))
    assert raised.value.code == "network"
    assert "refuses connections" in raised.value.message
    assert "PRODWIDGET_LLM_URL" in raised.value.hint


def test_thoughts_before_the_answer_are_left_out(server: LlmServer) -> None:
    server.answer_next(completion('<think>\nA {mug}?\n</think>\n{"recipe": null}'))
    assert ask(ChatServer(server.url, MODEL)).strip() == '{"recipe": null}'


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        ({"model": MODEL}, "PRODWIDGET_LLM_URL is not set"),
        ({"url": "http://localhost:11434"}, "PRODWIDGET_LLM_MODEL is not set"),
        ({"url": "localhost:11434", "model": MODEL}, "PRODWIDGET_LLM_URL is not the address"),
        ({"url": "http://me:secret@", "model": MODEL}, "PRODWIDGET_LLM_URL is not the address"),
        ({"url": "http://a:secret", "model": MODEL}, "PRODWIDGET_LLM_URL is not the address"),
        ({"url": "http://a/?key=secret", "model": MODEL}, "PRODWIDGET_LLM_URL is not the address"),
        ({"url": "http://a", "model": "a\nb"}, "PRODWIDGET_LLM_MODEL is not the name"),
        ({"url": "http://a", "model": MODEL, "key": "a secret"}, "PRODWIDGET_LLM_KEY has"),
    ],
)
def test_settings_that_cannot_be(settings: dict[str, str], variable: str) -> None:
    with pytest.raises(ConfigurationError, match=variable) as raised:
        ChatServer(**settings)
    assert raised.value.hint and "secret" not in str(raised.value)


def test_the_variables(server: LlmServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.key = KEY
    monkeypatch.setenv("PRODWIDGET_LLM_URL", server.url)
    monkeypatch.setenv("PRODWIDGET_LLM_MODEL", MODEL)
    monkeypatch.setenv("PRODWIDGET_LLM_KEY", KEY)
    ask(ChatServer())
    assert len(server.asked) == 1
