"""A loopback server that speaks OpenAI's chat completions, as strictly as OpenAI does.

It can be told to take less, as Ollama, LM Studio and LocalAI do, and to fail in each of their ways.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.service.gemini_server import SILENCE as SILENCE
from tests.service.gemini_server import Answer as Answer
from tests.service.prompts import Talk, as_a_model_would, check_schema

KEY = "sk-the-key-that-nobody-may-see"
MODEL = "qwen3:8b"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was well formed."""

    talk: Talk
    form: str
    """The type of the response's format; empty where none was asked for."""
    seed: int
    authorization: str


class LlmServer:
    """What the server was asked, and how it is to fail."""

    def __init__(self) -> None:
        self.url = ""
        self.key: str | None = None
        """What it wants; ``None`` where anybody may ask, as of a server at home."""
        self.forms = {"json_schema", "json_object", ""}
        """Which formats of a response it takes."""
        self.asked: list[Asked] = []
        self.refused: list[str] = []
        """Formats that it did not take."""
        self.malformed: list[str] = []
        self.closing = threading.Event()
        self.busy = threading.Event()
        """Set while a request is being answered late."""
        self._next: list[Answer | None] = []
        self._lock = threading.Lock()

    def answer_next(self, *answers: Answer | None) -> None:
        """Answer the next well-formed requests so; ``None`` is a recipe, as without this."""
        self._next.extend(answers)

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """What a POST is answered."""
        if path != "/v1/chat/completions":
            return error(404, "page not found")
        authorization = headers.get("authorization", "")
        if self.key is not None and authorization != f"Bearer {self.key}":
            return error(401, f"Incorrect API key provided: {authorization}.", "invalid_api_key")
        try:
            asked = _read(json.loads(body), authorization)
        except (AssertionError, KeyError, TypeError, ValueError) as malformed:
            self.malformed.append(repr(malformed))
            return error(400, f"Invalid request: {malformed}")
        if asked is None:
            return error(404, 'model "nobody" not found, try pulling it first')
        if asked.form not in self.forms:
            self.refused.append(asked.form)
            # LM Studio's words, and its form.
            words = f"'response_format.type' must be another than {asked.form!r}"
            return Answer(json.dumps({"error": words}).encode(), 400)
        with self._lock:
            self.asked.append(asked)
            given = self._next.pop(0) if self._next else None
        return given or completion(as_a_model_would(asked.talk), id=f"chat-{len(self.asked)}")


def _read(body: dict[str, Any], authorization: str) -> Asked | None:
    assert set(body) <= {"model", "messages", "seed", "stream", "response_format"}, set(body)
    assert body["stream"] is False
    system, *said = body["messages"]
    roles = [each["role"] for each in said]
    assert system["role"] == "system"
    known = (["user"], ["user", "assistant", "user"], ["user", "user"])
    assert roles in known, roles
    assert all(set(each) == {"role", "content"} and each["content"] for each in body["messages"])
    assert 0 <= body["seed"] < 2**31
    form = body.get("response_format", {"type": ""})
    if form["type"] == "json_schema":
        named = form["json_schema"]
        assert set(named) == {"name", "schema", "strict"} and named["strict"] is True
        check_schema(named["schema"])
    elif form["type"] == "json_object":
        # OpenAI refuses it otherwise.
        assert "JSON" in system["content"]
    if form["type"] != "json_schema":
        assert '"additionalProperties":false' in system["content"], "the schema is told in words"
    if body["model"] != MODEL:
        return None
    talk = Talk(system["content"], tuple(each["content"] for each in said))
    return Asked(talk, form["type"], body["seed"], authorization)


def completion(text: str | None, reason: str = "stop", id: str = "chat", **message: Any) -> Answer:
    """A chat completion."""
    body = {
        "id": id,
        "object": "chat.completion",
        "created": 1_795_000_000,
        "model": MODEL,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, **message},
                "finish_reason": reason,
            }
        ],
        "usage": {"prompt_tokens": 1800, "completion_tokens": 320, "total_tokens": 2120},
    }
    return Answer(json.dumps(body).encode())


def error(status: int, message: str, code: str | None = None, **headers: str) -> Answer:
    """An error as OpenAI and Ollama word them."""
    body = {"error": {"message": message, "type": "api_error", "param": None, "code": code}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(json.dumps(body).encode(), status, named)


@contextmanager
def llm_server() -> Iterator[LlmServer]:
    """A running server on a port of its own."""
    state = LlmServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            given = state.answer(self.path, headers, body)
            if given.delay:
                state.busy.set()
                state.closing.wait(given.delay)
                state.busy.clear()
            if given.body is None:
                self.close_connection = True
                return
            # Whoever cancelled has hung up by now.
            with suppress(OSError):
                self.send_response(given.status)
                for name, value in {"Content-Type": "application/json", **given.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(given.body)))
                self.end_headers()
                if not given.drip:
                    self.wfile.write(given.body)
                    return
                state.busy.set()
                for each in given.body:
                    self.wfile.write(bytes([each]))
                    if state.closing.wait(given.drip):
                        return

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    ).start()
    try:
        yield state
    finally:
        state.closing.set()
        server.shutdown()
        server.server_close()
