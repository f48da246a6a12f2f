"""Loopback servers that are fal's queue, file host and platform, over TLS, as strict as fal is.

The queue knows what each endpoint takes from fal's own pages, not from the code that it tests. It
writes down every request, and can be told to go wrong in each of the ways that fal does.
"""

from __future__ import annotations

import base64
import json
import re
import ssl
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import pytest
import trustme

from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from prodwidget.geometry import read_document, write_document
from tests.service.fal_models import MODELS, SCHEMAS

KEY = "f41c0de0-1d3a-4f5b-9c6e-key00000id00:TheFalSecretThatNobodyMaySee0123"

Where = Literal["submit", "status", "result", "cancel", "file", "prices", "schema"]


# What goes wrong


@dataclass(frozen=True, slots=True)
class Reply:
    """Another answer than the right one; a ``dict`` or ``list`` is sent as JSON."""

    status: int
    body: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection breaks before the answer."""


@dataclass(frozen=True, slots=True)
class Truncate:
    """It breaks in the middle of the answer."""


@dataclass(frozen=True, slots=True)
class Hang:
    """Nothing comes until the server lets go; then the right answer, if anyone still waits."""


@dataclass(frozen=True, slots=True)
class Endless:
    """A file that does not end; with ``announced``, it says how long it will be."""

    announced: int | None = None
    pause_seconds: float = 0.0
    """After every 64 KiB."""


@dataclass(frozen=True, slots=True)
class Drip:
    """The right answer, a byte at a time."""

    every_seconds: float = 0.05


def painted_red(glb: bytes) -> bytes:
    """A model with every surface red, and its shape as it is: what a good retexturing does."""
    document = read_document(glb)
    surface = {"baseColorFactor": [0.8, 0.02, 0.02, 1], "metallicFactor": 0.0}
    document.tree["materials"] = [{"name": "red", "pbrMetallicRoughness": surface}]
    for mesh in document.all("meshes"):
        for primitive in mesh["primitives"]:
            primitive["material"] = 0
            primitive["attributes"].pop("COLOR_0", None)
    return write_document(document)


def _model_of(arguments: Mapping[str, Any]) -> bytes | None:
    fields = ("mesh_url", "model_url", "input_file_url", "object_url")
    sent = next((arguments[name] for name in fields if name in arguments), None)
    return base64.b64decode(sent.partition(",")[2]) if sent else None


Fault = Reply | Drop | Truncate | Hang | Endless | Drip


def nginx(status: int) -> Reply:
    """What a proxy in front of the queue says."""
    page = f"<html><h1>{status}</h1><center>nginx</center></html>".encode()
    return Reply(status, page, {"Content-Type": "text/html"})


def refused(type: str, message: str, **more: Any) -> Reply:
    """What a model says of a picture or an option that it does not take."""
    detail = [{"loc": ["body", "image_url"], "msg": message, "type": type, **more}]
    return Reply(422, {"detail": detail}, {"X-Fal-Retryable": "false"})


def broken(status: int, error_type: str) -> Reply:
    """What the platform says when a runner fails."""
    body = {"detail": f"It was {error_type}", "error_type": error_type}
    return Reply(status, body, {"X-Fal-Error-Type": error_type, "x-fal-request-id": "platform"})


# The servers


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    where: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float


@dataclass
class RemoteJob:
    """A job that fal accepted, and would bill."""

    id: str
    app: str
    arguments: dict[str, Any]
    statuses: list[dict[str, Any]]
    error: dict[str, Any] | None = None
    cancelled: bool = False

    @property
    def state(self) -> str:
        """Where it is, as its next status says."""
        return str(self.statuses[0]["status"])


IN_QUEUE = {"status": "IN_QUEUE", "queue_position": 0}
IN_PROGRESS = {"status": "IN_PROGRESS", "logs": []}
COMPLETED = {"status": "COMPLETED", "logs": None, "metrics": {"inference_time": 9.75}}


def logs(*lines: str) -> list[dict[str, str]]:
    """Log entries as fal words them."""
    return [
        {"timestamp": f"2026-11-24T10:00:{number:02}", "level": "INFO", "message": line}
        for number, line in enumerate(lines)
    ]


class FalServer:
    """What the servers were asked, what they hold, and how they are to go wrong."""

    def __init__(self, certificate: Path) -> None:
        self.certificate = certificate
        """The authority to trust."""
        self.queue_host = ""
        self.file_host = ""
        self.platform_host = ""
        self.glb = b""
        self.lock = threading.RLock()
        self.closing = threading.Event()
        self.released = threading.Event()
        self.reset()

    def reset(self) -> None:
        """Forget everything, and work well again."""
        with self.lock:
            self.let_go()
            self.requests: list[Request] = []
            self.platform_requests: list[Request] = []
            self.prices: dict[str, dict[str, Any]] = {}
            """What the platform tells of endpoints, such as ``{"unit_price": 0.02}``."""
            self.billable_units = "1"
            self.companions: dict[str, bytes] = {}
            """Files that come with models, by their names, where they are not to be a few bytes."""
            self.paints: Callable[[bytes], bytes] | None = None
            """What a model that takes one makes of the one it is sent; else ``glb``."""
            self.glbs: list[bytes] = []
            """What the first jobs make, each another one; the later ones make ``glb``."""
            self.jobs: dict[str, RemoteJob] = {}
            self.files: dict[str, bytes] = {}
            self.leaks: list[str] = []
            self.progression: list[dict[str, Any]] = [
                {**IN_QUEUE, "queue_position": 2},
                IN_QUEUE,
                {**IN_PROGRESS, "logs": logs("Loading", "Sampling")},
                COMPLETED,
            ]
            self.urls_of: Callable[[str], dict[str, str]] = lambda base: {}
            self.answer_with: Callable[[dict[str, Any]], dict[str, Any]] = lambda answer: answer
            self.sent_bytes = 0
            self.holding = threading.Event()
            """Set once a request hangs."""
            self.released = threading.Event()
            self.faults: dict[str, list[tuple[Fault, bool]]] = {}

    def fail(self, where: Where, *faults: Fault, takes: bool = False, times: int = 1) -> None:
        """Go wrong so at the next requests; with ``takes``, do what was asked all the same."""
        self.faults.setdefault(where, []).extend([(each, takes) for each in faults] * times)

    def go_on(self, *statuses: dict[str, Any]) -> None:
        """Have every job that is not over come to these, one after the other."""
        with self.lock:
            for job in self.jobs.values():
                if job.state != "COMPLETED":
                    job.statuses = list(statuses)

    def let_go(self) -> None:
        """Answer what hangs, and what would."""
        self.released.set()

    def asked(self, where: Where) -> list[Request]:
        """The requests of one kind."""
        asked = [*self.requests, *self.platform_requests]
        return [each for each in asked if each.where == where]

    def file_url(self, name: str) -> str:
        """Where a file is."""
        return f"https://{self.file_host}/files/{name}"

    def fault(self, where: str) -> tuple[Fault | None, bool]:
        with self.lock:
            faults = self.faults.get(where)
            return faults.pop(0) if faults else (None, True)

    # The queue's answers

    def queue(self, request: Request) -> tuple[str, Callable[[], Reply]]:
        """What is asked, and what to do for it."""
        path = urlsplit(request.path)
        if request.headers.get("authorization") != f"Key {KEY}":
            given = request.headers.get("authorization")
            return "refused", lambda: Reply(401, {"detail": f"Cannot access with {given}"})
        match = re.fullmatch(r"/([\w.-]+/[\w.-]+)/requests/([\w-]+)(/status|/cancel)?", path.path)
        if request.method == "POST" and path.path[1:] in MODELS and not path.query:
            return "submit", lambda: self._submit(path.path[1:], request)
        if match is None:
            return "unknown", lambda: Reply(404, {"detail": f"Path {path.path} not found"})
        job = self.jobs.get(match[2])
        if job is None or "/".join(job.app.split("/")[:2]) != match[1]:
            return match[3] or "result", lambda: Reply(404, {"detail": "Request not found"})
        if request.method == "GET" and match[3] == "/status":
            with_logs = parse_qs(path.query).get("logs") in (["true"], ["True"], ["1"])
            return "status", lambda: self._status(job, with_logs)
        if request.method == "GET" and match[3] is None:
            return "result", lambda: self._result(job)
        if request.method == "PUT" and match[3] == "/cancel":
            return "cancel", lambda: self._cancel(job)
        return "unknown", lambda: Reply(405, {"detail": "Method Not Allowed"})

    def _submit(self, app: str, request: Request) -> Reply:
        if request.headers.get("content-type") != "application/json":
            return Reply(415, {"detail": "Unsupported Media Type"})
        arguments = json.loads(request.body)
        model = MODELS[app]
        wrong = [
            {"loc": ["body", name], "msg": "Field required", "type": "missing"}
            for name in model.needs
            if name not in arguments
        ]
        for name, value in arguments.items():
            if name not in model.fields:
                kind = "extra_forbidden"
            elif not model.fields[name](value):
                kind = "value_error"
            else:
                continue
            wrong.append({"loc": ["body", name], "msg": "Not permitted", "type": kind})
        if wrong:
            return Reply(422, {"detail": wrong})
        job = RemoteJob(str(uuid.uuid4()), app, arguments, list(self.progression))
        with self.lock:
            self.jobs[job.id] = job
        # The addresses have no sub-path.
        base = f"https://{self.queue_host}/{'/'.join(app.split('/')[:2])}/requests/{job.id}"
        return Reply(
            200,
            {
                "status": "IN_QUEUE",
                "request_id": job.id,
                "response_url": base,
                "status_url": f"{base}/status",
                "cancel_url": f"{base}/cancel",
                "queue_position": 0,
                **self.urls_of(base),
            },
        )

    def _status(self, job: RemoteJob, with_logs: bool) -> Reply:
        with self.lock:
            status = dict(job.statuses[0])
            if len(job.statuses) > 1:
                job.statuses.pop(0)
        if "logs" in status and not with_logs:
            status["logs"] = None
        return Reply(200 if status["status"] == "COMPLETED" else 202, status)

    def _result(self, job: RemoteJob) -> Reply:
        if job.state != "COMPLETED":
            return Reply(400, {"detail": "Request is still in progress"})

        def file(name: str) -> dict[str, Any]:
            own = f"{job.id}.glb" if name == "model.glb" else f"{job.id}-{name}"
            is_model = name in ("model.glb", "again.glb")
            made = dict(zip(self.jobs, self.glbs, strict=False)).get(job.id, self.glb)
            data = made if is_model else self.companions.get(name, name.encode())
            if is_model and self.paints and (sent := _model_of(job.arguments)):
                data = self.paints(sent)
            self.files.setdefault(own, data)
            kind = "model/gltf-binary" if name.endswith(".glb") else "application/octet-stream"
            return {
                "url": self.file_url(own),
                "content_type": kind,
                "file_name": name,
                "file_size": len(data),
            }

        answer = self.answer_with(MODELS[job.app].answer(file))
        billed = {"x-fal-billable-units": self.billable_units, "x-fal-request-id": job.id}
        return Reply(200, answer, billed)

    def _cancel(self, job: RemoteJob) -> Reply:
        with self.lock:
            if job.state == "COMPLETED":
                return Reply(400, {"status": "ALREADY_COMPLETED"})
            job.cancelled = True
            if job.state == "IN_QUEUE":
                del self.jobs[job.id]
                self.jobs[f"cancelled {job.id}"] = job
        return Reply(202, {"status": "CANCELLATION_REQUESTED"})

    # The platform

    def platform(self, request: Request) -> tuple[str, Callable[[], Reply]]:
        """What is asked of fal's platform and pages, which are one server here."""
        path = urlsplit(request.path)
        (id,) = parse_qs(path.query).get("endpoint_id", [""])
        if path.path == "/v1/models/pricing":
            if request.headers.get("authorization") != f"Key {KEY}":
                return "prices", lambda: Reply(401, {"error": {"type": "authorization_error"}})
            told = {"endpoint_id": id, "unit": "generations", "currency": "USD"}
            prices = [{**told, **self.prices[id]}] if id in self.prices else []
            page = {"prices": prices, "next_cursor": None, "has_more": False}
            return "prices", lambda: Reply(200, page)
        if path.path == "/api/openapi/queue/openapi.json":
            if "authorization" in request.headers:
                self.leaks.append(f"authorization of {request.path}")
            found = id in SCHEMAS
            return "schema", lambda: Reply(200, SCHEMAS[id]) if found else Reply(404, b"no")
        return "unknown", lambda: Reply(404, {"detail": "Not Found"})

    # The files

    def file(self, request: Request) -> Reply:
        """What the file host answers."""
        for header in ("authorization", "cookie"):
            if header in request.headers:
                self.leaks.append(f"{header} of {request.path}")
        name = request.path.rpartition("/")[2]
        if name not in self.files:
            return Reply(404, {"detail": "Not Found"})
        return Reply(200, self.files[name], {"Content-Type": "application/octet-stream"})


Role = Literal["queue", "files", "platform"]


def _handler(state: FalServer, role: Role) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body in one packet: a client that waits for the second acknowledges late.
        wbufsize = 65536
        disable_nagle_algorithm = True

        def answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(
                "file", self.command, self.path, headers, self.rfile.read(length), time.monotonic()
            )
            if role == "files":
                where, do = "file", lambda: state.file(request)
            else:
                where, do = (state.queue if role == "queue" else state.platform)(request)
                where = where.lstrip("/")
            log = state.platform_requests if role == "platform" else state.requests
            log.append(
                Request(where, request.method, request.path, headers, request.body, request.at)
            )
            fault, takes = state.fault(where)
            takes = takes or isinstance(fault, Truncate | Drip)
            reply = do() if takes else Reply(200)
            if isinstance(fault, Hang):
                state.holding.set()
                state.released.wait()
                reply = reply if takes else do()
            if isinstance(fault, Drop):
                self.close_connection = True
                return
            self.send(fault if isinstance(fault, Reply) else reply, fault)

        do_GET = do_POST = do_PUT = answer

        def send(self, reply: Reply, fault: Fault | None) -> None:
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            kind = {} if isinstance(reply.body, bytes) else {"Content-Type": "application/json"}
            self.send_response(reply.status)
            for name, value in {**kind, **reply.headers}.items():
                self.send_header(name, value)
            with suppress(OSError):
                if isinstance(fault, Endless):
                    self.send_endlessly(fault)
                    return
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if isinstance(fault, Truncate):
                    body = body[: len(body) // 2]
                    self.close_connection = True
                if isinstance(fault, Drip):
                    self.drip(body, fault.every_seconds)
                    return
                self.wfile.write(body)

        def drip(self, body: bytes, every_seconds: float) -> None:
            self.close_connection = True
            state.holding.set()
            for each in body:
                self.wfile.write(bytes([each]))
                self.wfile.flush()
                if state.released.wait(every_seconds) or state.closing.is_set():
                    return

        def send_endlessly(self, fault: Endless) -> None:
            self.close_connection = True
            if fault.announced is not None:
                self.send_header("Content-Length", str(fault.announced))
            else:
                self.send_header("Connection", "close")
            self.end_headers()
            while not state.closing.is_set():
                self.wfile.write(bytes(65536))
                state.sent_bytes += 65536
                time.sleep(fault.pause_seconds)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what many of the tests are about."""


@contextmanager
def fal_server(directory: Path) -> Iterator[FalServer]:
    """The servers at work, on ports of their own; ``directory`` gets their authority's file."""
    authority = trustme.CA()
    certificate = directory / "authority.pem"
    authority.cert_pem.write_to_path(str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost", "files.test").configure_cert(context)
    state = FalServer(certificate)
    servers = []
    roles: tuple[Role, ...] = ("queue", "files", "platform")
    for role in roles:
        server = _Server(("127.0.0.1", 0), _handler(state, role))
        # The handshake is left to each connection's own thread.
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        servers.append(server)
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
    state.queue_host = f"127.0.0.1:{servers[0].server_port}"
    state.file_host = f"localhost:{servers[1].server_port}"
    state.platform_host = f"localhost:{servers[2].server_port}"
    try:
        yield state
    finally:
        state.closing.set()
        state.let_go()
        for server in servers:
            server.shutdown()
            server.server_close()


@contextmanager
def fal_at_hand(directory: Path) -> Iterator[FalServer]:
    """The servers where fal's SDK looks for fal, with a red mug for whoever asks for a model."""
    with fal_server(directory) as server, pytest.MonkeyPatch.context() as patch:
        server.glb = write_glb(read_create("a small red mug", 0).spec)
        patch.setenv("SSL_CERT_FILE", str(server.certificate))
        patch.setenv("FAL_QUEUE_RUN_HOST", server.queue_host)
        patch.setenv("FAL_RUN_HOST", server.queue_host)
        forget_sdk()
        yield server
        forget_sdk()


def forget_sdk() -> None:
    """The SDK reads its hosts when it is imported."""
    for name in list(sys.modules):
        if name.split(".")[0] == "fal_client" or name == "prodwidget.backends.fal.queue":
            del sys.modules[name]
