"""Serves the examples on this machine, and a session of a Redis store as JSON, read only.

``python examples/serve.py`` serves the pages; with ``--session bottle`` (and ``--redis-url``) also

- ``GET /product``: the session's state, its models' addresses on this server
- ``GET /product/status``: what it is doing
- ``GET /product/blob/<sha256>``: a file of one of its iterations

``/examples/plain.html`` shows the store that is a folder, and with ``?store=/product`` the session.
"""

from __future__ import annotations

import argparse
import json
import re
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from prodwidget import ProductPipeline, ProdwidgetError

ROOT = Path(__file__).resolve().parents[1]

SERVED = (ROOT / "examples", ROOT / "src" / "prodwidget" / "static" / "blocks")
"""Of the checkout; no other folder is anyone's business."""

OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")


class Handler(SimpleHTTPRequestHandler):
    """Answers ``GET`` and ``HEAD``, and those only to pages that were opened on this machine."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".wasm": "application/wasm",
        ".glb": "model/gltf-binary",
    }

    def __init__(self, *args: Any, pipeline: ProductPipeline | None, **options: Any) -> None:
        self.pipeline = pipeline
        super().__init__(*args, directory=str(ROOT), **options)

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        # Another site's page can reach this server under a name of its own that leads here.
        own = re.sub(r":\d+$", "", self.headers.get("Host", "")) in OWN_NAMES
        if not own:
            self.send_error(HTTPStatus.FORBIDDEN)
        return own

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/product") and self.pipeline:
            self.answer(self.pipeline, path)
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        found = Path(super().translate_path(path)).resolve()
        served = any(found.is_relative_to(each) for each in SERVED)
        # Such as the session behind the store that is a folder.
        if not served or any(part.startswith(".") for part in found.relative_to(ROOT).parts):
            return str(ROOT / "examples" / "nothing")
        return str(found)

    def list_directory(self, path: Any) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def answer(self, pipeline: ProductPipeline, path: str) -> None:
        try:
            if path == "/product":
                self.send(product(pipeline), "application/json")
            elif path == "/product/status":
                status = pipeline.status.model_dump(mode="json")
                self.send(json.dumps(status).encode(), "application/json")
            elif found := re.fullmatch(r"/product/blob/([0-9a-f]{64})", path):
                self.send(blob(pipeline, found[1]), "model/gltf-binary")
            else:
                self.send_error(HTTPStatus.NOT_FOUND)
        except LookupError:
            self.send_error(HTTPStatus.NOT_FOUND)
        except ProdwidgetError as error:
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE, explain=error.message)

    def send(self, data: bytes, media_type: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: a page asks every second."""


def product(pipeline: ProductPipeline) -> bytes:
    """The state; an address that only a kernel can resolve becomes one of this server."""
    text = pipeline.state.model_dump_json(
        exclude={"iterations": {"__all__": {"recipe", "provenance", "artifacts"}}}
    )
    return text.replace("blob+sha256:", "/product/blob/").encode()


def blob(pipeline: ProductPipeline, digest: str) -> bytes:
    """A model of the session's line; raises :class:`LookupError` for any other file."""
    if all(each.model.sha256 != digest for each in pipeline.state.iterations):
        raise LookupError(digest)
    return pipeline.artifacts.read(digest)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--session", help="serve this session under /product")
    parser.add_argument("--redis-url", help="where it is; else as prodwidget is configured")
    parser.add_argument("--data-dir", help="where its files are; else as prodwidget is configured")
    parser.add_argument("--port", type=int, default=8765)
    given = parser.parse_args()
    pipeline = given.session and ProductPipeline(
        given.session, backend="procedural", redis_url=given.redis_url, data_dir=given.data_dir
    )
    handler = partial(Handler, pipeline=pipeline or None)
    with ThreadingHTTPServer(("127.0.0.1", given.port), handler) as server:
        print(f"http://127.0.0.1:{server.server_port}/examples/plain.html", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
