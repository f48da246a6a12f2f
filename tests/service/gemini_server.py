"""A loopback server that speaks Gemini's ``generateContent`` as strictly as Google does.

It refuses whatever the real service would, answers pictures that differ by what was asked, and can
be told to fail in each of the ways that the service fails.
"""

from __future__ import annotations

import base64
import colorsys
import hashlib
import io
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image, ImageDraw

from tests.service.prompts import Talk, as_a_model_would, check_schema

KEY = "AIzaTheKeyThatNobodyMaySee0123456789abcd"
TOKEN = "ya29.the-token-that-nobody-may-see"

MODELS = {"gemini-nano-banana-2.1", "gemini-3-pro-image"}
TEXT_MODELS = {"gemini-3.8-flash", "gemini-3.1-pro-preview"}
ASPECTS = {"1:1", "2:3", "3:2", "3:4", "4:3", "9:16", "16:9", "21:9"}
SIZES = {"1K", "2K", "4K"}

_PATH = re.compile(
    r"/(?:v1|v1beta1/projects/(?P<project>[\w-]+)/locations/(?P<location>[\w-]+)/publishers/google)"
    r"/models/(?P<model>[\w.-]+):generateContent"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was well formed."""

    model: str
    instruction: str
    images: tuple[bytes, ...]
    seed: int
    size: str
    aspect: str
    project: str | None


@dataclass(frozen=True, slots=True)
class AskedText:
    """A request for JSON that was well formed."""

    model: str
    talk: Talk
    has_schema: bool
    seed: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back; ``None`` as a body breaks the connection off without an answer."""

    body: bytes | None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds of silence before it."""
    drip: float = 0.0
    """Seconds between each byte of it and the next."""


SILENCE = Answer(b"", delay=86_400)
"""Until the server closes."""


class GeminiServer:
    """What the server was asked, and how it is to fail."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self.asked_texts: list[AskedText] = []
        self.malformed: list[str] = []
        self.closing = threading.Event()
        self.busy = threading.Event()
        """Set while a request is being answered late."""
        self._next: list[Answer | None] = []
        self._lock = threading.Lock()

    def answer_next(self, *answers: Answer | None) -> None:
        """Answer the next well-formed requests so; ``None`` is a picture, as without this."""
        self._next.extend(answers)

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """What a POST is answered."""
        match = _PATH.fullmatch(path)
        if match is None:
            return error(404, "NOT_FOUND", "Requested entity was not found.")
        if match["project"]:
            if headers.get("authorization") != f"Bearer {TOKEN}":
                return error(401, "UNAUTHENTICATED", "Invalid authentication credentials.")
        elif headers.get("x-goog-api-key") != KEY:
            return BAD_KEY
        if match["model"] in TEXT_MODELS:
            return self._text(match, body)
        if match["model"] not in MODELS:
            return error(404, "NOT_FOUND", f"models/{match['model']} is not found for API v1.")
        try:
            asked = _read(match, headers, json.loads(body))
        except (AssertionError, KeyError, TypeError, ValueError) as malformed:
            self.malformed.append(repr(malformed))
            return error(400, "INVALID_ARGUMENT", f"Invalid request: {malformed}")
        with self._lock:
            self.asked.append(asked)
            given = self._next.pop(0) if self._next else None
        return given or answer(image_part(picture(asked)), id=f"answer-{len(self.asked)}")

    def _text(self, match: re.Match[str], body: bytes) -> Answer:
        try:
            asked = _read_text(match, json.loads(body))
        except (AssertionError, KeyError, TypeError, ValueError) as malformed:
            self.malformed.append(repr(malformed))
            return error(400, "INVALID_ARGUMENT", f"Invalid request: {malformed}")
        with self._lock:
            self.asked_texts.append(asked)
            given = self._next.pop(0) if self._next else None
        return given or text_answer(as_a_model_would(asked.talk))


def _read_text(match: re.Match[str], body: dict[str, Any]) -> AskedText:
    assert set(body) == {"contents", "systemInstruction", "generationConfig"}, set(body)
    settings = body["generationConfig"]
    assert set(settings) <= {"responseMimeType", "responseJsonSchema", "seed"}, set(settings)
    assert settings["responseMimeType"] == "application/json"
    if "responseJsonSchema" in settings:
        check_schema(settings["responseJsonSchema"])
    roles = [each["role"] for each in body["contents"]]
    assert roles == ["user", "model", "user"][: len(roles)] or roles == ["user", "user"], roles
    said = ["".join(part["text"] for part in each["parts"]) for each in body["contents"]]
    system = [part["text"] for part in body["systemInstruction"]["parts"]]
    assert 0 <= settings["seed"] < 2**31
    return AskedText(
        match["model"],
        Talk("\n\n".join(system), tuple(said)),
        "responseJsonSchema" in settings,
        settings["seed"],
    )


def text_answer(text: str, reason: str = "STOP", id: str = "text") -> Answer:
    """An answer in words, after a thought."""
    thought = {"text": "A bottle, I think.", "thought": True}
    return answer(thought, {"text": text}, id=id, reason=reason, tokens=700)


def _read(match: re.Match[str], headers: dict[str, str], body: dict[str, Any]) -> Asked:
    assert headers["content-type"] == "application/json"
    assert set(body) == {"contents", "generationConfig"}, set(body)
    (content,) = body["contents"]
    assert content["role"] == "user"
    *images, instruction = content["parts"]
    assert set(instruction) == {"text"}, "the instruction comes last"
    pictures = []
    for part in images:
        assert set(part) == {"inlineData"}, set(part)
        # JSON of Protocol Buffers may have either spelling, and the SDK sends the second.
        blob = {
            name.replace("mime_type", "mimeType"): it for name, it in part["inlineData"].items()
        }
        assert set(blob) == {"data", "mimeType"}, set(blob)
        data = base64.urlsafe_b64decode(blob["data"])
        with Image.open(io.BytesIO(data)) as image:
            assert blob["mimeType"] == Image.MIME[image.format or ""], blob["mimeType"]
        pictures.append(data)
    settings = body["generationConfig"]
    assert set(settings) == {"responseModalities", "imageConfig", "seed"}, set(settings)
    assert settings["responseModalities"] == ["IMAGE"]
    options = settings["imageConfig"]
    if options["aspectRatio"] not in ASPECTS:
        raise ValueError(f"aspectRatio {options['aspectRatio']}")
    if options["imageSize"] not in SIZES:
        raise ValueError(f"imageSize {options['imageSize']}")
    assert 0 <= settings["seed"] < 2**31
    return Asked(
        match["model"],
        instruction["text"],
        tuple(pictures),
        settings["seed"],
        options["imageSize"],
        options["aspectRatio"],
        match["project"],
    )


def picture(asked: Asked) -> bytes:
    """A PNG of something, that is another one for each request."""
    digest = hashlib.sha256(repr(asked).encode()).digest()
    red, green, blue = (
        round(255 * each) for each in colorsys.hsv_to_rgb(digest[0] / 255, 0.6, 0.7)
    )
    image = Image.new("RGB", (128, 128), (240, 240, 240))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((40, 24, 88, 112), radius=digest[1] % 24, fill=(red, green, blue))
    draw.text((44, 60), digest.hex()[:6], fill="white")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def image_part(data: bytes, **more: Any) -> dict[str, Any]:
    """A part of an answer that holds an image."""
    encoded = base64.b64encode(data).decode("ascii")
    return {"inlineData": {"mimeType": "image/png", "data": encoded}, **more}


def answer(
    *parts: dict[str, Any], id: str = "answer", reason: str = "STOP", tokens: int = 1120
) -> Answer:
    """An answer with one candidate."""
    candidate: dict[str, Any] = {"finishReason": reason, "index": 0}
    if parts:
        candidate["content"] = {"parts": list(parts), "role": "model"}
    return answer_of({"candidates": [candidate]}, id=id, tokens=tokens)


def answer_of(body: dict[str, Any], *, id: str = "answer", tokens: int = 0) -> Answer:
    """An answer with this body, its usage and its id."""
    usage = {"promptTokenCount": 90, "totalTokenCount": 90 + tokens}
    if tokens:
        usage["candidatesTokenCount"] = tokens
    more = {"usageMetadata": usage, "modelVersion": "gemini-test-001", "responseId": id}
    return Answer(json.dumps({**body, **more}).encode())


def error(status: int, name: str, message: str, *details: dict[str, Any]) -> Answer:
    """An error as Google words them."""
    body = {"code": status, "message": message, "status": name, "details": list(details)}
    return Answer(json.dumps({"error": body}).encode(), status)


def retry_in(delay: str) -> dict[str, Any]:
    """A detail of an error: when to come back."""
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}


BAD_KEY = error(
    400,
    "INVALID_ARGUMENT",
    "API key not valid. Please pass a valid API key.",
    {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"},
)


@contextmanager
def gemini_server() -> Iterator[GeminiServer]:
    """A running server on a port of its own."""
    state = GeminiServer()

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
            self.send_response(given.status)
            for name, value in {"Content-Type": "application/json", **given.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            # Whoever cancelled has hung up by now.
            with suppress(OSError):
                if given.drip:
                    state.busy.set()
                    for each in given.body:
                        self.wfile.write(bytes([each]))
                        if state.closing.wait(given.drip):
                            return
                    return
                self.wfile.write(given.body)

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
