"""Serves pages and models on loopback, and counts what it is asked for."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


class Site:
    """What is served: a folder, and models by path."""

    def __init__(self, folder: Path, models: dict[str, bytes]) -> None:
        self.folder = folder
        self.models = models
        self.url = ""
        self.asked: list[str] = []
        """Models that were asked for since it was last cleared."""
        self.sent = 0
        """Bytes of them."""

    def clear(self) -> None:
        self.asked.clear()
        self.sent = 0

    def find(self, path: str) -> bytes | None:
        if path in self.models:
            self.asked.append(path)
            self.sent += len(self.models[path])
            return self.models[path]
        file = self.folder / path.lstrip("/")
        return file.read_bytes() if file.is_file() else None


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            data = site.find(path)
            self.send_response(404 if data is None else 200)
            kind = "model/gltf-binary" if path.endswith(".glb") else mimetypes.guess_type(path)[0]
            self.send_header("Content-Type", kind or "application/octet-stream")
            self.send_header("Content-Length", str(len(data or b"")))
            # What a viewer without a store of its own may keep, it keeps.
            self.send_header("Cache-Control", "max-age=3600")
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
