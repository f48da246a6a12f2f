"""ModelViewer: the viewer alone, and the Python end of a widget's messages (``js/messages.ts``)."""

from __future__ import annotations

import hashlib
import logging
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from prodwidget.errors import ArtifactMissing, ModelError, ProdwidgetError
from prodwidget.models import BLOB_SCHEME, ProductIteration
from prodwidget.pipeline import ProductPipeline

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"

CHUNK_BYTES = 1 << 20
"""Bytes in one message to the page."""

Source = str | Path | bytes | ProductIteration | ProductPipeline


class ModelViewer(anywidget.AnyWidget):
    """Shows one model: a URL, a path, the bytes of a GLB, an iteration, or a pipeline's head.

    Parameters
    ----------
    source:
        What to show. A pipeline is followed: the viewer shows its head, whoever moves it.
    pipeline:
        Whose files an iteration's are; needed only where ``source`` is an iteration.
    lighting:
        ``"studio"``, ``"softbox"``, ``"daylight"`` or ``"dramatic"``.
    background:
        ``"auto"`` (the notebook's theme) or any CSS colour.
    wireframe:
        Draw edges only.
    camera:
        ``{"position": [x, y, z], "target": [x, y, z]}`` in metres; ``None`` frames the model.
    height:
        Pixels.

    Raises
    ------
    ModelError
        The file is not a binary glTF 2.0 model.
    """

    _esm = STATIC / "loader.js"

    kind = traitlets.Unicode("viewer").tag(sync=True)
    source = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    lighting = traitlets.Enum(["studio", "softbox", "daylight", "dramatic"], "studio").tag(
        sync=True
    )
    background = traitlets.Unicode("auto").tag(sync=True)
    wireframe = traitlets.Bool(False).tag(sync=True)
    camera = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    height = traitlets.Int(480, min=120, max=4000).tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)

    _settings: ClassVar[tuple[str, ...]] = (
        "lighting",
        "background",
        "wireframe",
        "camera",
        "height",
    )

    def __init__(
        self,
        source: Source | None = None,
        *,
        pipeline: ProductPipeline | None = None,
        **settings: Any,
    ) -> None:
        # Before anything can fail: ipywidgets closes what was only half made, too.
        self._unfollow: Callable[[], None] = _nothing
        _refuse_unknown(type(self).__name__, settings, (*self._settings, "layout"))
        super().__init__(**settings)
        self._files: dict[str, bytes] = {}
        self._aborted: set[str] = set()
        self._pipeline = pipeline
        self.on_msg(self._receive)
        if source is not None:
            self.show(source)

    def show(self, source: Source) -> None:
        """Show something else; the model on screen stays until the new one can be drawn."""
        self._unfollow()
        if isinstance(source, ProductPipeline):
            self._pipeline = source
            self._unfollow = source.on_change(self._follow)
            self._follow()
        elif isinstance(source, ProductIteration):
            self._show_iteration(source)
        elif isinstance(source, str) and source.startswith(("https://", "http://", "data:")):
            self.source = {"id": hashlib.sha256(source.encode()).hexdigest()[:24], "url": source}
        else:
            self._show_file(source)

    def close(self) -> None:
        """Take the widget away and stop following its pipeline."""
        self._unfollow()
        super().close()

    def _follow(self) -> None:
        head = self._pipeline.state.iterations if self._pipeline else ()
        if head:
            self._show_iteration(head[-1])

    def _show_iteration(self, iteration: ProductIteration) -> None:
        model = iteration.model
        self.label = iteration.backend_label
        self.source = {
            "id": iteration.id,
            "url": model.url,
            "size": model.size,
            "sha256": model.sha256,
        }

    def _show_file(self, source: str | Path | bytes) -> None:
        data, name = (source, "The bytes") if isinstance(source, bytes) else _read(Path(source))
        _check_glb(data, name)
        digest = hashlib.sha256(data).hexdigest()
        self._files[digest] = data
        self.source = {
            "id": digest[:24],
            "url": BLOB_SCHEME + digest,
            "size": len(data),
            "sha256": digest,
        }

    # Messages

    def _receive(self, _: object, message: Any, __: list[Any]) -> None:
        """Take a message, on whichever thread the host delivers it, and never block there."""
        if not isinstance(message, dict) or not isinstance(message.get("id"), str):
            return
        if message.get("type") == "abort":
            self._aborted.add(message["id"])
            return
        threading.Thread(
            target=self._answer, args=(message,), name="prodwidget-answer", daemon=True
        ).start()

    def _answer(self, message: dict[str, Any]) -> None:
        id = message["id"]
        try:
            match message:
                case {"type": "module"}:
                    self._send_bytes(id, (STATIC / "widget.js").read_bytes())
                case {"type": "blob", "sha256": str(digest)}:
                    self._send_bytes(id, self._file(digest))
                case _:
                    self.send({"type": "reply", "id": id, "ok": True, "value": self._do(message)})
        except ProdwidgetError as error:
            self._send_error(id, error)
        except Exception as error:
            log.exception("a message failed: %s", message.get("type"))
            self._send_error(
                id, ProdwidgetError(f"Something went wrong: {error}", hint="See the kernel's log.")
            )

    def _do(self, message: dict[str, Any]) -> Any:
        """Carry out a command; the answer goes to the page as JSON."""
        raise ProdwidgetError(f"A viewer knows no command {message.get('type')!r}.")

    def _file(self, digest: str) -> bytes:
        if digest in self._files:
            return self._files[digest]
        if self._pipeline is None:
            raise ArtifactMissing(
                "The kernel does not hold this model any more.", hint="Run the cell again."
            )
        return self._pipeline.blobs.read(digest)

    def _send_bytes(self, id: str, data: bytes) -> None:
        view = memoryview(data)
        for offset in range(0, max(len(data), 1), CHUNK_BYTES):
            if id in self._aborted:
                self._aborted.discard(id)
                return
            self.send(
                {"type": "chunk", "id": id, "offset": offset, "total": len(data)},
                buffers=[view[offset : offset + CHUNK_BYTES]],
            )

    def _send_error(self, id: str, error: ProdwidgetError) -> None:
        self.send({"type": "reply", "id": id, "ok": False, "error": error_json(error)})


def error_json(error: ProdwidgetError) -> dict[str, Any]:
    """A failure as the page has it: ``StatusError`` of ``js/contract.ts``."""
    return {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "retryable": error.retryable,
    }


def _nothing() -> None:
    """Follows no pipeline, so there is nothing to end."""


def _refuse_unknown(name: str, given: dict[str, Any], known: tuple[str, ...]) -> None:
    unknown = [each for each in given if each not in known]
    if unknown:
        raise TypeError(f"{name} has no setting {unknown[0]!r}; it has {', '.join(known)}.")


def _read(path: Path) -> tuple[bytes, str]:
    try:
        return path.expanduser().read_bytes(), str(path)
    except OSError as error:
        raise ModelError(
            f"Cannot read {path}: {error.strerror}.", hint="Check the path, or give a URL or bytes."
        ) from None


def _check_glb(data: bytes, name: str) -> None:
    """The header of glTF 2.0 §4.4.2: magic, version, length."""
    if len(data) < 12 or data[:4] != b"glTF":
        raise ModelError(f"{name} is not a GLB model.", hint="Export it as binary glTF 2.0 (.glb).")
    version, length = struct.unpack("<II", data[4:12])
    if version != 2:
        raise ModelError(
            f"{name} is glTF version {version}; only 2 can be shown.", hint="Export it as glTF 2.0."
        )
    if length > len(data):
        raise ModelError(
            f"{name} is cut short: {len(data):,} of {length:,} bytes.", hint="Copy it again."
        )
