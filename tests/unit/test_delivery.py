"""Files on their way from the kernel to the page."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from prodwidget import ModelViewer
from prodwidget.artifacts import LocalArtifacts
from prodwidget.errors import ArtifactMissing
from prodwidget.widgets.front_end import STATIC
from prodwidget.widgets.messages import CHUNK_BYTES

PATIENCE_SECONDS = 30.0


class Wire:
    """Takes what a viewer sends, in the place of the kernel's channel."""

    def __init__(self, viewer: ModelViewer, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[tuple[dict[str, Any], list[memoryview]]] = []
        self._whole = threading.Event()
        self._viewer = viewer
        monkeypatch.setattr(viewer, "send", self._send)

    def ask(self, **message: Any) -> bytes:
        """The bytes that come in answer to a request."""
        self._viewer.messages.receive(self._viewer, {"id": "1", **message}, [])
        assert self._whole.wait(PATIENCE_SECONDS)
        return b"".join(buffer for _, buffers in self.sent for buffer in buffers)

    def _send(self, message: dict[str, Any], buffers: list[memoryview]) -> None:
        self.sent.append((message, buffers))
        if message["offset"] + len(buffers[0]) == message["total"]:
            self._whole.set()


def large_model() -> bytes:
    size = 5 * CHUNK_BYTES // 2
    return b"glTF" + (2).to_bytes(4, "little") + size.to_bytes(4, "little") + bytes(size - 12)


def test_a_model_goes_in_chunks_of_the_same_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    model = large_model()
    viewer = ModelViewer(model)
    wire = Wire(viewer, monkeypatch)
    assert wire.ask(type="blob", sha256=viewer.source["sha256"]) == model
    assert [message["offset"] for message, _ in wire.sent] == [0, CHUNK_BYTES, 2 * CHUNK_BYTES]
    for _, [chunk] in wire.sent:
        assert chunk.obj is model


def test_the_module_and_each_decoder_are_had_by_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    digests = {
        hashlib.sha256(path.read_bytes()).hexdigest() for path in STATIC.iterdir() if path.is_file()
    }
    loader = (STATIC / "loader.js").read_text()
    decoders = [path for path in STATIC.iterdir() if len(path.stem) == 64]
    assert len(decoders) == 5
    assert any(digest in loader for digest in digests)
    for path in [*decoders, STATIC / "widget.js"]:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        wire = Wire(ModelViewer(), monkeypatch)
        assert wire.ask(type="module", sha256=digest) == path.read_bytes()


def test_a_digest_is_no_way_out_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire(ModelViewer(), monkeypatch)
    module = (STATIC / "widget.js").read_bytes()
    assert wire.ask(type="module", sha256="../../../etc/passwd") == module


def test_a_viewer_of_a_file_loads_neither_the_store_nor_the_records() -> None:
    code = (
        "import sys; from prodwidget import ModelViewer; ModelViewer();"
        "print([name for name in ('redis', 'pydantic', 'numpy') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stdout.strip() == "[]", answer.stderr


@pytest.mark.parametrize("digest", ["/etc/shadow", "../" * 9 + "dev/zero", "0" * 63, "", "A" * 64])
def test_a_file_is_asked_for_by_a_digest_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, digest: str
) -> None:
    sent: list[dict[str, Any]] = []
    viewer = ModelViewer()
    monkeypatch.setattr(viewer, "send", lambda message, buffers: sent.append(message))
    viewer.messages.answer({"id": "1", "type": "blob", "sha256": digest}, [])
    assert [each["type"] for each in sent] == ["reply"]
    assert sent[0]["error"]["message"] == "A file was asked for by what is no SHA-256."
    with pytest.raises(ArtifactMissing, match="no SHA-256"):
        LocalArtifacts(tmp_path).read(digest)
