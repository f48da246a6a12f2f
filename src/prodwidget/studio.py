"""Studio: the viewer with a prompt box and a timeline, over a pipeline."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import traitlets

from prodwidget.errors import ProdwidgetError, StoreError
from prodwidget.job import Job
from prodwidget.models import ProductIteration, ProductStatus, StatusError
from prodwidget.pipeline import ProductPipeline
from prodwidget.store.layout import WINDOW
from prodwidget.widget import ModelViewer, error_json

ITERATION_FIELDS = {
    "created_at",
    "parent",
    "kind",
    "prompt",
    "backend",
    "backend_label",
    "seed",
    "duration_seconds",
    "notes",
    "artifacts",
    "discarded",
}
"""What the page needs of an iteration: ``Iteration`` of ``js/contract.ts``."""

_PAGE = 200
"""Most iterations that one message carries."""


class Studio(ModelViewer):
    """A panel to create and edit a product by prompts.

    Parameters
    ----------
    pipeline:
        The session to work on; where none is given, one is made from ``options``.
    options:
        Those of :class:`~prodwidget.ProductPipeline` (``session``, ``backend``, ``redis_url``,
        ``data_dir``, ``seed``) and of :class:`~prodwidget.ModelViewer` (``lighting``,
        ``background``, ``wireframe``, ``camera``, ``height``).
    """

    kind = traitlets.Unicode("studio").tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    viewing = traitlets.Unicode("").tag(sync=True)

    def __init__(self, pipeline: ProductPipeline | None = None, **options: Any) -> None:
        settings = {
            name: options.pop(name) for name in (*self._settings, "layout") if name in options
        }
        self._open: Callable[[], ProductPipeline] = (
            (lambda: pipeline) if pipeline is not None else (lambda: ProductPipeline(**options))
        )
        self._opening = threading.RLock()
        super().__init__(**settings)
        self.state = {
            "session": options.get("session", "current"),
            "head": "",
            "iteration_count": 0,
            "iterations": [],
            "off_line": [],
            "off_line_count": 0,
        }
        self.status = ProductStatus().model_dump(mode="json")
        try:
            self._connected()
        except StoreError as error:
            # The panel says what is wrong, and the next command tries again.
            self._tell(error)

    @property
    def pipeline(self) -> ProductPipeline:
        """The session's pipeline; raises :class:`StoreUnavailable` while no store answers."""
        return self._connected()

    def create(self, prompt: str) -> Job:
        """Start a new product, as :meth:`ProductPipeline.create`."""
        return self.pipeline.create(prompt)

    def edit(self, prompt: str) -> Job:
        """Change the product, as :meth:`ProductPipeline.edit`."""
        return self.pipeline.edit(prompt)

    def _connected(self) -> ProductPipeline:
        with self._opening:
            if self._pipeline is None:
                pipeline = self._open()
                self._unfollow = pipeline.on_change(self._refresh)
                self._pipeline = pipeline
                self._refresh()
            return self._pipeline

    def _refresh(self) -> None:
        pipeline = self._pipeline
        if pipeline is None:
            return
        try:
            state = pipeline.state
            off_line = pipeline.off_line(WINDOW)
            count = len(pipeline.history) - state.iteration_count
            status = pipeline.status
        except StoreError as error:
            self._tell(error)
            return
        with self.hold_sync():
            self.label = pipeline.backend.label
            self.state = {
                "session": state.session,
                "head": state.head or "",
                "iteration_count": state.iteration_count,
                "iterations": [iteration_json(each) for each in state.iterations],
                "off_line": [iteration_json(each) for each in off_line],
                "off_line_count": count,
            }
            self.status = status.model_dump(mode="json")

    def _tell(self, error: ProdwidgetError) -> None:
        failure = StatusError.model_validate(error_json(error))
        self.status = ProductStatus(status="error", error=failure).model_dump(mode="json")

    def _do(self, message: dict[str, Any]) -> Any:
        pipeline = self._connected()
        match message:
            case {"type": "create", "prompt": str(prompt)}:
                pipeline.create(prompt)
            case {"type": "edit", "prompt": str(prompt)}:
                pipeline.edit(prompt)
            case {"type": "rewind", "iteration": str(id)}:
                pipeline.rewind(id)
            case {"type": "restore", "iteration": str(id)}:
                pipeline.restore(id)
            case {"type": "cancel"}:
                return pipeline.cancel()
            case {"type": "page", "start": int(start), "stop": int(stop)}:
                first = max(start, 0)
                page = pipeline.iterations[first : min(stop, first + _PAGE)]
                return [iteration_json(each) for each in page]
            case _:
                return super()._do(message)
        return None


def iteration_json(iteration: ProductIteration) -> dict[str, Any]:
    """An iteration as the page has it."""
    return iteration.model_dump(mode="json", include=ITERATION_FIELDS)
