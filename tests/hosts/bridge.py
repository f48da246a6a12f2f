"""A Studio behind a bridge of messages: a kernel elsewhere, a page, and a frame in the page.

The page hears from the kernel by server-sent events and answers by POST; the frame, which may be
locked down, hears from the page alone. That is what VS Code and Colab do.
"""

from __future__ import annotations

import base64
import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from prodwidget import Studio
from prodwidget.widgets.front_end import STATIC

LOADER = (STATIC / "loader.js").read_text()

OUTER = """<!doctype html>
<html lang="en"><title>A host</title>
<body style="margin:0">
<iframe title="Output" style="border:0;width:100%;height:980px"></iframe>
<script>
const frame = document.querySelector("iframe");
const query = new URLSearchParams(location.search);
if (query.get("sandbox")) frame.setAttribute("sandbox", query.get("sandbox"));
const events = new EventSource("/events");
// Nothing is missed: what the kernel says after it gave the frame its state waits for the frame.
events.onopen = () => { frame.src ||= "/frame?" + query; };
let listens;
const ready = new Promise((resolve) => { listens = resolve; });
events.onmessage = ({ data }) =>
  ready.then(() => frame.contentWindow.postMessage(JSON.parse(data), "*"));
let sent = Promise.resolve();
onmessage = ({ data }) => {
  if (data === "ready") listens();
  else sent = sent.then(() => fetch("/send", { method: "POST", body: JSON.stringify(data) }));
};
</script>
"""

FRAME = """<!doctype html>
<html lang="en"><title>Output</title>
<body>
<div id="output"></div>
<script>%(before)s</script>
<script type="module">
import widget from "/loader.js";
const listeners = new Map();
const tell = (event, ...details) =>
  [...(listeners.get(event) ?? [])].forEach((each) => each(...details));
const decode = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const encode = (part) => {
  let text = "";
  for (const byte of new Uint8Array(part.buffer ?? part)) text += String.fromCharCode(byte);
  return btoa(text);
};
const post = (message) => parent.postMessage(message, "*");
const state = %(state)s;
let changed = {};
const model = {
  get: (name) => state[name],
  set(name, value) {
    changed[name] = state[name] = value;
    tell(`change:${name}`);
  },
  save_changes() {
    post({ method: "update", state: changed, buffers: [] });
    changed = {};
  },
  on: (event, listener) =>
    listeners.set(event, (listeners.get(event) ?? new Set()).add(listener)),
  off: (event, listener) => listeners.get(event)?.delete(listener),
  send: (content, _, buffers = []) =>
    post({ method: "custom", content, buffers: buffers.map(encode) }),
};
addEventListener("message", ({ data }) => {
  if (data.method === "custom") tell("msg:custom", data.content, data.buffers.map(decode));
  if (data.method !== "update") return;
  Object.assign(state, data.state);
  for (const name of Object.keys(data.state)) tell(`change:${name}`);
});
parent.postMessage("ready", "*");
widget.render({ model, el: document.querySelector("#output") });
</script>
"""


@dataclass
class Bridge:
    """A kernel with one Studio, and the server of the pages that show it."""

    studio: Studio
    url: str = ""
    before: str = ""
    """A script that runs in the frame before anything else, and takes something away."""
    policy: str = ""
    """The frame's content security policy; ``SELF`` stands for the server's address."""
    outbox: list[queue.SimpleQueue[str]] = field(default_factory=list)

    def page(self, sandbox: str = "") -> str:
        """Address of a host's page, whose frame has these permissions."""
        return f"{self.url}/?sandbox={sandbox.replace(' ', '+')}"

    def frame(self) -> str:
        state = {
            name: value
            for name, value in self.studio.get_state().items()
            if not name.startswith("_")
            and isinstance(value, str | int | float | bool | dict | None)
        }
        return FRAME % {
            "before": self.before,
            "state": json.dumps(state).replace("<", "\\u003c"),
        }

    def receive(self, message: dict[str, Any]) -> None:
        """As ipywidgets has it from a host."""
        if message["method"] == "update":
            self.studio.set_state(message["state"])
        else:
            buffers = [memoryview(base64.b64decode(each)) for each in message["buffers"]]
            self.studio._handle_custom_msg(message["content"], buffers)

    def send(self, message: dict[str, Any], buffers: list[Any] | None = None) -> None:
        """As ipywidgets gives it to a host."""
        if message["method"] not in ("update", "custom"):
            return
        encoded = [base64.b64encode(bytes(each)).decode() for each in buffers or []]
        text = json.dumps(message | {"buffers": encoded})
        for listener in self.outbox:
            listener.put(text)


@contextmanager
def bridge(session: str) -> Iterator[Bridge]:
    """Serve a Studio until the block ends."""
    studio = Studio(session=session)
    made = Bridge(studio)
    studio._send = made.send
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        studio.close()


def _handler(made: Bridge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if path == "/events":
                self._events()
            elif path == "/frame":
                policy = made.policy.replace("SELF", made.url)
                self._answer(made.frame(), Content_Security_Policy=policy)
            elif path == "/loader.js":
                # A frame with an opaque origin asks from elsewhere.
                self._answer(LOADER, "text/javascript", Access_Control_Allow_Origin="*")
            elif path == "/":
                self._answer(OUTER)
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            made.receive(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._answer("")

        def _answer(self, text: str, media_type: str = "text/html", **headers: str) -> None:
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{media_type}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def _events(self) -> None:
            inbox: queue.SimpleQueue[str] = queue.SimpleQueue()
            made.outbox.append(inbox)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                while True:
                    try:
                        line = f"data: {inbox.get(timeout=5)}\n\n"
                    except queue.Empty:
                        line = ":\n\n"
                    self.wfile.write(line.encode())
                    self.wfile.flush()
            except OSError:
                made.outbox.remove(inbox)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Handler
