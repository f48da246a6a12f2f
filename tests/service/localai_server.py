"""A loopback LocalAI that makes models of pictures, as strict as LocalAI's model3d.go."""

from __future__ import annotations

import base64
import io
import json
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from PIL import Image

from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from tests.service.comfy_server import Lost, serving
from tests.service.fal_server import Fault, Reply, Request

KEY = "localai-key-that-nobody-may-see-0123456789"

Where = Literal["models", "make", "file"]

_TYPES: dict[str, type | tuple[type, ...]] = {
    "model": str,
    "image": str,
    "quality": str,
    "background": str,
    "step": int,
    "texture_steps": int,
    "cfg_scale": (int, float),
    "seed": int,
    "response_format": str,
    "params": dict,
}
_ENUMS = {
    "quality": ("auto", "coarse", "512", "1024"),
    "background": ("auto", "keep", "black", "white"),
    "response_format": ("url", "b64_json"),
}


class LocalAiServer:
    """What the server was asked, what it made, and how it is to go wrong."""

    def __init__(self) -> None:
        self.url = ""
        self.lock = threading.RLock()
        self.glb = write_glb(read_create("a small red mug", 0).spec)
        self.released = threading.Event()
        self.reset()

    def reset(self, key: str = "") -> None:
        """Forget everything, and work well again."""
        with self.lock:
            self.let_go()
            self.key = key
            self.models = ["trellis2-4b"]
            self.inline = False
            """Whether it answers the model itself, whatever it is asked for."""
            self.requests: list[Request] = []
            self.made: list[dict[str, Any]] = []
            """What it worked at, once for each time."""
            self.files: dict[str, bytes] = {}
            self.holding = threading.Event()
            self.released = threading.Event()
            self.faults: dict[str, list[tuple[Fault | Lost, bool]]] = {}

    def fail(
        self, where: Where, *faults: Fault | Lost, takes: bool = False, times: int = 1
    ) -> None:
        """Go wrong so at the next requests; with ``takes``, do what was asked all the same."""
        self.faults.setdefault(where, []).extend([(each, takes) for each in faults] * times)

    def let_go(self) -> None:
        """Answer what hangs, and what would."""
        self.released.set()

    def asked(self, where: Where) -> list[Request]:
        """The requests of one kind."""
        return [each for each in self.requests if each.where == where]

    def fault(self, where: str) -> tuple[Fault | Lost | None, bool]:
        with self.lock:
            faults = self.faults.get(where)
            return faults.pop(0) if faults else (None, True)

    def answer(self, request: Request) -> tuple[str, Callable[[], Reply]]:
        """What is asked, and what to do for it."""
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return "refused", lambda: _refused(401, f"Invalid key, not {self.key}")
        if (request.method, request.path) == ("GET", "/v1/models"):
            listed = [{"id": each, "object": "model"} for each in self.models]
            return "models", lambda: Reply(200, {"object": "list", "data": listed})
        if (request.method, request.path) == ("POST", "/3d/generations"):
            return "make", lambda: self._make(json.loads(request.body))
        if match := re.fullmatch(r"/generated-3d/([\w-]+\.glb)", request.path):
            file = self.files.get(match[1])
            return "file", lambda: Reply(404) if file is None else Reply(200, file)
        return "unknown", lambda: _refused(404, "Not Found")

    def _make(self, body: dict[str, Any]) -> Reply:
        for name, value in body.items():
            if name not in _TYPES or isinstance(value, bool):
                return _refused(400, f"unknown field {name}")
            if not isinstance(value, _TYPES[name]):
                return _refused(400, f"invalid type of {name}")
            if name in _ENUMS and value not in _ENUMS[name]:
                return _refused(400, f"invalid {name} {value!r}: must be one of {_ENUMS[name]}")
        if not all(isinstance(each, str) for each in body.get("params", {}).values()):
            return _refused(400, "params are texts")
        data = base64.b64decode(body["image"].partition(",")[2], validate=True)
        with Image.open(io.BytesIO(data)) as image:
            image.load()
        self.made.append({**body, "image": data})
        if self.inline or body.get("response_format") == "b64_json":
            item = {"b64_json": base64.b64encode(self.glb).decode()}
        else:
            name = f"b64{uuid.uuid4().hex}.glb"
            self.files[name] = self.glb
            # As it is told behind a proxy.
            item = {"url": f"http://inside.invalid/generated-3d/{name}"}
        return Reply(200, {"created": 1, "id": str(uuid.uuid4()), "data": [item]})


def _refused(status: int, message: str) -> Reply:
    return Reply(status, {"error": {"code": status, "message": message, "type": ""}})


@contextmanager
def localai_server() -> Iterator[LocalAiServer]:
    """A running LocalAI."""
    state = LocalAiServer()
    with serving(state):
        yield state
