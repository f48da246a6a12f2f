"""A loopback ComfyUI, by its own routes or by Comfy API v2, as strict as the real ones.

It checks each workflow as ComfyUI does before it queues it, writes down every request, and can be
told to go wrong. Its routes and shapes are those of ComfyUI's server.py and of comfy-api-proxy.
"""

from __future__ import annotations

import email.parser
import email.policy
import io
import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from tests.service.fal_server import Drip, Drop, Fault, Hang, Reply, Request, Truncate

KEY = "comfy-token-that-nobody-may-see-0123456789"

Where = Literal["probe", "upload", "send", "status", "cancel", "file", "list"]
Mode = Literal["native", "v2", "v2 without a list"]


@dataclass(frozen=True, slots=True)
class Lost:
    """Nothing is done, and nothing comes until the server lets go."""


def workflow(**more: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """One that makes a model of a picture, as ComfyUI exports it."""
    return {
        "1": {
            "class_type": "LoadImage",
            "inputs": {"image": "example.png"},
            "_meta": {"title": "Load Image"},
        },
        "2": {
            "class_type": "ImageOnlyCheckpointLoader",
            "inputs": {"ckpt_name": "hy3d.safetensors"},
        },
        "3": {
            "class_type": "CLIPVisionEncode",
            "inputs": {"clip_vision": ["2", 1], "image": ["1", 0]},
        },
        "4": {"class_type": "Hunyuan3Dv2Conditioning", "inputs": {"clip_vision_output": ["3", 0]}},
        "5": {
            "class_type": "KSampler",
            "inputs": {
                "seed": 7,
                "steps": 30,
                "cfg": 5.5,
                "model": ["2", 0],
                "positive": ["4", 0],
                "negative": ["4", 1],
            },
            "_meta": {"title": "KSampler"},
        },
        "6": {
            "class_type": "PrimitiveInt",
            "inputs": {"value": 256},
            "_meta": {"title": "Resolution"},
        },
        "7": {
            "class_type": "VAEDecodeHunyuan3D",
            "inputs": {"samples": ["5", 0], "octree_resolution": ["6", 0], "num_chunks": 8000},
        },
        "8": {"class_type": "SaveGLB", "inputs": {"mesh": ["7", 0], "filename_prefix": "mesh/x"}},
        **more,
    }


CLASSES = {
    "LoadImage", "ImageOnlyCheckpointLoader", "CLIPVisionEncode", "Hunyuan3Dv2Conditioning",
    "Hunyuan3Dv2ConditioningMultiView", "KSampler", "PrimitiveInt", "PrimitiveFloat",
    "PrimitiveBoolean", "VAEDecodeHunyuan3D", "SaveGLB", "Save3DAdvanced", "Preview3D", "SaveImage",
    "PreviewImage", "CLIPTextEncode",
}  # fmt: skip
_FIXED = {"example.png", "style.png"}
"""Pictures that lie in ComfyUI's folder of inputs."""


@dataclass
class ComfyJob:
    """A workflow that was queued; each is work for the GPU."""

    id: str
    graph: dict[str, Any]
    states: list[str]
    label: str | None = None
    outputs: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    stopped: bool = False


class ComfyServer:
    """What the server was asked, what it holds, and how it is to go wrong."""

    def __init__(self) -> None:
        self.url = ""
        self.lock = threading.RLock()
        self.closing = threading.Event()
        self.glb = write_glb(read_create("a small red mug", 0).spec)
        self.released = threading.Event()
        self.reset()

    def reset(self, mode: Mode = "native", key: str = "") -> None:
        """Forget everything, and work well again."""
        with self.lock:
            self.let_go()
            self.mode, self.key = mode, key
            self.requests: list[Request] = []
            self.jobs: list[ComfyJob] = []
            """In the order in which they were queued; one that is sent twice is there twice."""
            self.inputs: dict[str, bytes] = {}
            self.assets: dict[str, str] = {}
            self.keys: set[str] = set()
            self.progression = ["pending", "running"]
            """How a job is at each look; then it is done."""
            self.fails: dict[str, Any] | None = None
            self.empty = False
            self.hands_on_3d = True
            self.older = False
            """Whether it stops whatever is at work, as ComfyUI did before 2025-09."""
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

    def go_on(self) -> None:
        """Have every job end."""
        with self.lock:
            for job in self.jobs:
                job.states = []

    def forget(self) -> None:
        """As a server that was started anew."""
        with self.lock:
            self.jobs.clear()

    def asked(self, where: Where) -> list[Request]:
        """The requests of one kind."""
        return [each for each in self.requests if each.where == where]

    def graph(self) -> dict[str, Any]:
        """The workflow of the only job."""
        (job,) = self.jobs
        return job.graph

    def picture_of(self, node: str) -> bytes:
        """The picture that a node of the only job loads."""
        return self.inputs[self.graph()[node]["inputs"]["image"]]

    # Jobs

    def queue(self, id: str, graph: dict[str, Any], label: str | None = None) -> None:
        self.jobs.append(ComfyJob(id, graph, list(self.progression), label))

    def job(self, id: str) -> ComfyJob | None:
        return next((each for each in self.jobs if each.id == id), None)

    def look(self, job: ComfyJob) -> str:
        """Where a job is; the next look finds it further."""
        if job.stopped:
            return "stopped"
        state = job.states.pop(0) if job.states else "done"
        if not job.states and state != "done":
            job.states = ["done"] if state != "forever" else ["forever"]
        return "running" if state == "forever" else state

    def state(self, job: ComfyJob) -> str:
        if job.stopped:
            return "stopped"
        state = job.states[0] if job.states else "done"
        return "running" if state == "forever" else state

    def made(self, job: ComfyJob) -> dict[str, Any]:
        """What the nodes of a job tell of themselves."""
        if self.empty:
            return {}
        if job.outputs is None:
            job.outputs = {
                node: _made_by(each["class_type"], node)
                for node, each in job.graph.items()
                if each["class_type"].startswith(("Save", "Preview"))
            }
        return job.outputs

    def file(self, name: str) -> bytes:
        if name.endswith(".glb"):
            return self.glb
        file = io.BytesIO()
        Image.new("RGB", (8, 8), "blue").save(file, "PNG")
        return file.getvalue()

    def trouble(self, graph: object) -> dict[str, Any] | None:
        """Why a workflow cannot run, as ComfyUI words it."""
        if not isinstance(graph, dict) or not graph:
            return {
                "error": _error("prompt_no_outputs", "Prompt has no outputs"),
                "node_errors": {},
            }
        for id, node in graph.items():
            if node["class_type"] not in CLASSES:
                said = _error("missing_node_type", f"Node {node['class_type']!r} not found.")
                return {"error": said, "node_errors": {}}
            for name, value in node["inputs"].items():
                linked = isinstance(value, list)
                if linked and value[0] not in graph:
                    return _node_trouble(node, id, f"{name}: {value[0]} is not there")
                if name == "image" and not linked and value not in _FIXED | set(self.inputs):
                    return _node_trouble(node, id, f"image - Invalid image file: {value}")
        return None

    # Routes

    def answer(self, request: Request) -> tuple[str, Callable[[], Reply]]:
        """What is asked, and what to do for it."""
        path = urlsplit(request.path)
        query = {name: each[0] for name, each in parse_qs(path.query).items()}
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            said = {"error": {"code": "unauthorized", "message": f"Not with {self.key}"}}
            return "refused", lambda: Reply(401, said)
        if self.mode == "native":
            return self._native(request, path.path, query)
        return self._v2(request, path.path, query)

    def _native(
        self, request: Request, path: str, query: Mapping[str, str]
    ) -> tuple[str, Callable[[], Reply]]:
        what = (request.method, path)
        if path == "/api/v2/jobs":
            return "probe", lambda: Reply(404, b"404: Not Found", {"Content-Type": "text/plain"})
        if what == ("GET", "/system_stats"):
            return "probe", lambda: Reply(200, {"system": {"comfyui_version": "0.34.0"}})
        if what == ("POST", "/upload/image"):
            return "upload", lambda: self._upload(request)
        if what == ("POST", "/prompt"):
            return "send", lambda: self._prompt(json.loads(request.body))
        if what == ("GET", "/queue"):
            return "status", self._queue
        if what == ("POST", "/queue"):
            return "cancel", lambda: self._delete(json.loads(request.body)["delete"])
        if what == ("POST", "/interrupt"):
            return "cancel", lambda: self._interrupt(json.loads(request.body)["prompt_id"])
        if match := re.fullmatch(r"/api/jobs/([\w-]+)/cancel", path):
            return "cancel", lambda: self._stop(match[1])
        if match := re.fullmatch(r"/history/([\w-]+)", path):
            return "status", lambda: self._history(match[1])
        if what == ("GET", "/view"):
            return "file", lambda: Reply(200, self.file(query["filename"]))
        return "unknown", lambda: Reply(404, b"404: Not Found")

    def _upload(self, request: Request) -> Reply:
        parts = multipart(request)
        name, data = parts["image"]
        with Image.open(io.BytesIO(data)) as image:
            image.load()
        folder = parts.get("subfolder", ("", b""))[1].decode()
        stored = f"{folder}/{name}" if folder else name
        self.inputs[stored] = data
        return Reply(200, {"name": name, "subfolder": folder, "type": "input"})

    def _prompt(self, body: dict[str, Any]) -> Reply:
        id = body.get("prompt_id") or str(uuid.uuid4())
        if str(uuid.UUID(id)) != id:
            said = _error("invalid_prompt_id", "prompt_id must be a valid UUID")
            return Reply(400, {"error": said, "node_errors": {}})
        if trouble := self.trouble(body.get("prompt")):
            return Reply(400, trouble)
        self.queue(id, body["prompt"])
        return Reply(200, {"prompt_id": id, "number": len(self.jobs), "node_errors": {}})

    def _queue(self) -> Reply:
        rows: dict[str, list[Any]] = {"running": [], "pending": []}
        for number, job in enumerate(self.jobs):
            state = self.look(job)
            if state in rows:
                rows[state].append([number, job.id, job.graph, {}, []])
        return Reply(
            200, {"queue_running": rows["running"], "queue_pending": rows["pending"][::-1]}
        )

    def _history(self, id: str) -> Reply:
        job = self.job(id)
        if job is None or self.state(job) not in ("done", "stopped"):
            return Reply(200, {})
        messages: list[Any] = [["execution_start", {"prompt_id": id}]]
        if job.stopped:
            messages.append(["execution_interrupted", {"prompt_id": id}])
        elif self.fails is not None:
            messages.append(["execution_error", {"prompt_id": id, **self.fails}])
        well = len(messages) == 1
        return Reply(
            200,
            {
                id: {
                    "prompt": [0, id, job.graph, {}, []],
                    "outputs": self.made(job) if well else {},
                    "status": {
                        "status_str": "success" if well else "error",
                        "completed": well,
                        "messages": messages,
                    },
                }
            },
        )

    def _delete(self, ids: list[str]) -> Reply:
        self.jobs = [
            each for each in self.jobs if not (each.id in ids and self.state(each) == "pending")
        ]
        return Reply(200, b"")

    def _stop(self, id: str) -> Reply:
        """What the proxy of Comfy API v2 asks for."""
        self._delete([id])
        self._interrupt(id)
        return Reply(200, {"cancelled": True})

    def _interrupt(self, id: str) -> Reply:
        for job in self.jobs:
            if self.state(job) == "running" and (job.id == id or self.older):
                job.stopped = True
        return Reply(200, b"")

    def _v2(
        self, request: Request, path: str, query: Mapping[str, str]
    ) -> tuple[str, Callable[[], Reply]]:
        what = (request.method, path)
        if what == ("GET", "/api/v2/jobs"):
            if self.mode != "v2":
                return "probe", lambda: Reply(405, b"405: Method Not Allowed", {"Allow": "POST"})
            where = "probe" if query.get("limit") == "1" else "list"
            return where, lambda: Reply(
                200, {"jobs": [self._job_json(each) for each in self.jobs], "truncated": False}
            )
        if what == ("POST", "/api/v2/assets"):
            return "upload", lambda: self._asset(request)
        if what == ("POST", "/api/v2/jobs"):
            return "send", lambda: self._submit(request)
        if match := re.fullmatch(r"/api/v2/jobs/([\w-]+)(/cancel)?", path):
            job = self.job(match[1])
            where = "cancel" if match[2] else "status"
            if job is None:
                return where, lambda: _refused(404, "not_found", f"No job {match[1]}.")
            if match[2]:
                return where, lambda: self._cancel(job)
            return where, lambda: self._looked(job)
        if match := re.fullmatch(r"/api/v2/assets/([\w.-]+)/content", path):
            return "file", lambda: Reply(200, self.file(match[1]))
        return "unknown", lambda: _refused(404, "not_found", "Nothing is there.")

    def _asset(self, request: Request) -> Reply:
        parts = multipart(request)
        name, data = parts["file"]
        assert parts["content_type"][1] and parts["file_path"][1].decode() == name
        with Image.open(io.BytesIO(data)) as image:
            image.load()
        new = name not in self.inputs
        self.inputs[name] = data
        id = str(uuid.uuid4())
        self.assets[id] = name
        return Reply(201 if new else 200, {"id": id, "hash": None, "created_new": new})

    def _submit(self, request: Request) -> Reply:
        body = json.loads(request.body)
        assert set(body) <= {"workflow", "metadata"}, body.keys()
        key = request.headers["idempotency-key"]
        if key in self.keys:
            return _refused(422, "idempotency_key_reuse", "This key has already been used.")
        graph = json.loads(json.dumps(body["workflow"]))
        for node in graph.values():
            image = node["inputs"].get("image")
            if isinstance(image, dict):
                asset = image["info"]["id"]
                if asset not in self.assets:
                    return _refused(422, "missing_asset", f"Unresolvable reference: {asset}")
                node["inputs"]["image"] = self.assets[asset]
        if trouble := self.trouble(graph):
            return _refused(422, "invalid_workflow", trouble["error"]["message"])
        self.keys.add(key)
        self.queue(str(uuid.uuid4()), graph, body.get("metadata"))
        return Reply(201, self._job_json(self.jobs[-1]))

    def _looked(self, job: ComfyJob) -> Reply:
        reply = Reply(200, self._job_json(job))
        self.look(job)
        return reply

    def _cancel(self, job: ComfyJob) -> Reply:
        if self.state(job) in ("running", "pending"):
            job.stopped = True
        return Reply(200, self._job_json(job))

    def _job_json(self, job: ComfyJob) -> dict[str, Any]:
        state = self.state(job)
        status = {"pending": "queued", "stopped": "canceled", "done": "succeeded"}.get(state, state)
        error = None
        if status == "succeeded" and self.fails is not None:
            status = "failed"
            error = {
                "code": "node_execution_error",
                "message": self.fails["exception_message"],
                "node_id": self.fails["node_id"],
                "class_type": self.fails["node_type"],
            }
        record: dict[str, Any] = {
            "id": job.id,
            "status": status,
            "queue_position": 2 if status == "queued" else None,
            "progress": {"value": 0.4, "nodes_done": 3, "nodes_total": 8}
            if status == "running"
            else None,
            "outputs": self._outputs(job) if status == "succeeded" else [],
            "error": error,
            "urls": {"self": f"{self.url}/elsewhere"},
        }
        if job.label is not None:
            record["metadata"] = job.label
        return record

    def _outputs(self, job: ComfyJob) -> list[dict[str, Any]]:
        kinds = {"images": "image", **({"3d": "file"} if self.hands_on_3d else {})}
        return [
            {
                "node_id": node,
                "name": each["filename"],
                "type": kinds[kind],
                "content_type": "application/octet-stream",
                "size_bytes": 0,
                "id": f"{job.id}.{each['filename']}",
                "url": f"https://elsewhere.invalid/{each['filename']}",
            }
            for node, made in self.made(job).items()
            for kind, files in made.items()
            if kind in kinds
            for each in files
        ]

    def fault(self, where: str) -> tuple[Fault | Lost | None, bool]:
        with self.lock:
            faults = self.faults.get(where)
            return faults.pop(0) if faults else (None, True)


def _made_by(kind: str, node: str) -> dict[str, Any]:
    if kind == "SaveGLB":
        return {"3d": [{"filename": f"x_{node}_.glb", "subfolder": "mesh", "type": "output"}]}
    if kind == "Save3DAdvanced":
        return {"result": [f"3d/ComfyUI_{node}_.glb", None, []]}
    if kind == "Preview3D":
        return {"result": [f"preview3d_{node}.glb", None]}
    type = "temp" if kind == "PreviewImage" else "output"
    return {"images": [{"filename": f"picture_{node}_.png", "subfolder": "", "type": type}]}


def _error(type: str, message: str) -> dict[str, Any]:
    return {"type": type, "message": message, "details": "", "extra_info": {}}


def _node_trouble(node: dict[str, Any], id: str, details: str) -> dict[str, Any]:
    errors = [{"type": "custom_validation_failed", "message": "Invalid", "details": details}]
    return {
        "error": _error("prompt_outputs_failed_validation", "Prompt outputs failed validation"),
        "node_errors": {id: {"errors": errors, "class_type": node["class_type"]}},
    }


def _refused(status: int, code: str, message: str) -> Reply:
    return Reply(status, {"error": {"code": code, "message": message, "details": None}})


def queue_full(seconds: str = "0") -> Reply:
    """What v2 says where too many wait."""
    body = {"error": {"code": "queue_full", "message": "64 jobs wait", "details": None}}
    return Reply(429, body, {"Retry-After": seconds})


def multipart(request: Request) -> dict[str, tuple[str, bytes]]:
    """The parts of a form: their names, file names and bytes."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    parts = {}
    for part in parser.parsebytes(head + request.body).iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        parts[str(name)] = (part.get_filename() or "", data if isinstance(data, bytes) else b"")
    return parts


def handler(state: Any) -> type[BaseHTTPRequestHandler]:
    """Answers as ``state.answer`` says, or goes wrong as ``state.fault`` does."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536
        disable_nagle_algorithm = True

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request("", self.command, self.path, headers, body, time.monotonic())
            where, do = state.answer(request)
            state.requests.append(
                Request(where, request.method, request.path, headers, body, request.at)
            )
            fault, takes = state.fault(where)
            takes = takes or isinstance(fault, Truncate | Drip)
            with state.lock:
                reply = do() if takes else Reply(200)
            if isinstance(fault, Hang | Lost):
                state.holding.set()
                state.released.wait()
                if isinstance(fault, Lost):
                    self.close_connection = True
                    return
                with state.lock:
                    reply = reply if takes else do()
            if isinstance(fault, Drop):
                self.close_connection = True
                return
            self.send(fault if isinstance(fault, Reply) else reply, fault)

        do_GET = do_POST = answer

        def send(self, reply: Reply, fault: Any) -> None:
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            kind = {} if isinstance(reply.body, bytes) else {"Content-Type": "application/json"}
            with suppress(OSError):
                self.send_response(reply.status)
                for name, value in {**kind, **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if isinstance(fault, Truncate):
                    body = body[: len(body) // 2]
                    self.close_connection = True
                self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what many of the tests are about."""


@contextmanager
def serving(state: Any) -> Iterator[None]:
    """A server at work on a port of its own, until the block ends."""
    server = _Server(("127.0.0.1", 0), handler(state))
    state.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    ).start()
    try:
        yield
    finally:
        state.let_go()
        server.shutdown()
        server.server_close()


@contextmanager
def comfy_server() -> Iterator[ComfyServer]:
    """A running ComfyUI."""
    state = ComfyServer()
    with serving(state):
        yield state
