"""Studio: the viewer with a prompt box and a timeline, over a pipeline."""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import traitlets

from prodwidget.errors import ProdwidgetError, StoreError, StoreUnavailable
from prodwidget.records import ProductStatus, StatusError
from prodwidget.session import Pipeline
from prodwidget.store import WINDOW, Event
from prodwidget.surfaces import PRODUCT, surface_named
from prodwidget.widgets.carrying import session_page
from prodwidget.widgets.commands import UNKNOWN, carried_out
from prodwidget.widgets.contract import (
    finishes_json,
    iterations_json,
    operations_json,
    options_json,
    session_json,
    status_json,
    surface_json,
)
from prodwidget.widgets.export import MOST_BYTES, Page
from prodwidget.widgets.kept_look import KeptLook
from prodwidget.widgets.lifetime import weakly
from prodwidget.widgets.stills import Still
from prodwidget.widgets.uploads import Uploads
from prodwidget.widgets.viewer import ModelViewer
from prodwidget.work import Job

_RECONNECT_SECONDS = 1.0
"""Pause between two attempts to open a session whose store was not there."""


class Studio(ModelViewer):
    """A panel to create and edit a product by prompts.

    Parameters
    ----------
    pipeline:
        The session to work on; where none is given, one is made from ``options``.
    options:
        Those of :class:`~prodwidget.Pipeline` (``session``, ``surface``, ``backend``,
        ``redis_url``, ``data_dir``, ``seed``) and of :class:`~prodwidget.ModelViewer`
        (``lighting``, ``background``, ``wireframe``, ``camera``, ``height``, ``animation``,
        ``layout`` and so on).

    The look (lighting, exposure, background, ground, field of view, environment, units) is kept
    with the session: a Studio opens with what was chosen last, unless it is given another, and all
    Studios on one session follow each other. ``pipeline.look`` is the same.

    The viewer's options are traits, with the types, units and defaults that
    :class:`~prodwidget.ModelViewer` lists, and so is

    viewing:
        ``str``: id of the iteration that is looked at; empty, the default, for the head. Looking
        changes nothing that is stored.
    """

    kind = traitlets.Unicode("studio", help="Which widget the page draws; not to be set.").tag(
        sync=True
    )
    state = traitlets.Dict(help="What the timeline shows; read pipeline.state instead.").tag(
        sync=True
    )
    status = traitlets.Dict(help="What the session does; read pipeline.status instead.").tag(
        sync=True
    )
    viewing = traitlets.Unicode(
        "", help="Id of the iteration that is looked at; empty for the head."
    ).tag(sync=True)
    money = traitlets.Dict(
        allow_none=True,
        default_value=None,
        help="What was spent and what the next runs cost; read pipeline.money instead.",
    ).tag(sync=True)
    surface = traitlets.Dict(help="What the session makes; not to be set.").tag(sync=True)
    operations: traitlets.List[dict[str, Any]] = traitlets.List(
        help="The steps that are no prompts; not to be set."
    ).tag(sync=True)
    finishes: traitlets.List[dict[str, Any]] = traitlets.List(
        help="The finishes that a part can be given; not to be set."
    ).tag(sync=True)
    options = traitlets.Dict(help="What the backend lets one set, by step; not to be set.").tag(
        sync=True
    )
    connection = traitlets.Enum(
        ["live", "reconnecting"], "live", help="Whether the store answers; not to be set."
    ).tag(sync=True)

    _identifying: ClassVar[tuple[str, ...]] = ("state", "viewing")

    # Of the class, since ipywidgets closes what was only half made, too.
    _pipeline: Pipeline | None = None
    _unfollow: Callable[[], None] | None = None
    _kept_look: KeptLook | None = None

    def __init__(self, pipeline: Pipeline | None = None, **options: Any) -> None:
        # Before anything can fail: what was only half made is closed, too.
        self._closed = threading.Event()
        self._own = pipeline is None
        self._uploads = Uploads()
        if pipeline is not None and not isinstance(pipeline, Pipeline):
            raise TypeError(
                f"A Studio works on a pipeline, and not on {pipeline!r}: "
                f"Studio(session={str(pipeline)!r}) opens the session of a name."
            )
        settings = {
            name: options.pop(name) for name in (*self._settings, "layout") if name in options
        }
        self._open: Callable[[], Pipeline] = (
            (lambda: pipeline) if pipeline is not None else (lambda: Pipeline(**options))
        )
        self._opening = threading.RLock()
        super().__init__(**settings)
        self._kept_look = KeptLook(self, settings)
        self.state = session_json(options.get("session", "current"))
        self.status = status_json(ProductStatus())
        self.surface = surface_json(
            pipeline.surface if pipeline else surface_named(options.get("surface", PRODUCT))
        )
        self.operations = operations_json()
        self.finishes = finishes_json()
        try:
            self._connected()
        except StoreError as error:
            # The panel says what is wrong until the store is there.
            self._tell(error)
            threading.Thread(
                target=_keep_opening,
                args=(weakref.ref(self), self._closed),
                name="prodwidget-open",
                daemon=True,
            ).start()

    @property
    def pipeline(self) -> Pipeline:
        """The session's pipeline; raises :class:`StoreUnavailable` while no store answers."""
        return self._connected()

    def create(self, prompt: str) -> Job:
        """Start a new product, as :meth:`ProductPipeline.create`."""
        return self.pipeline.create(prompt)

    def edit(self, prompt: str) -> Job:
        """Change the product, as :meth:`ProductPipeline.edit`."""
        return self.pipeline.edit(prompt)

    def export_html(self, path: str | Path, *, most_bytes: int = MOST_BYTES) -> Path:
        """Write the session as one HTML file that needs no kernel and no network.

        It shows the current version in 3D, and a timeline to look back; nothing in it can be
        changed. The newest versions that ``most_bytes`` (64 MB by default) has room for are in it,
        at most 24 of them, and after them as many of those beside the active line.

        Raises
        ------
        ExportError
            Nothing was made yet, the current version alone is too large, or the file cannot be
            written.
        """
        return super().export_html(path, most_bytes=most_bytes)

    def close(self) -> None:
        """Take the panel away and stop following its session; a running job goes on."""
        self._closed.set()
        if self._unfollow is not None:
            self._unfollow()
        if self._kept_look is not None:
            self._kept_look.close()
        super().close()
        if self._own and self._pipeline is not None:
            self._pipeline.close()

    def __del__(self) -> None:
        # Whoever has its pipeline goes on with that; it ends by itself where nobody has.
        self._own = False
        super().__del__()

    def _page(self, most_bytes: int) -> Page:
        told = (*self._settings, "label", "status", "surface")
        traits = {name: getattr(self, name) for name in told}
        page = session_page(self._connected(), traits, self.viewing, most_bytes)
        return replace(page, lights=self._lights())

    def _still(self) -> Still:
        shown = self.viewing or self.state["head"]
        for each in (*self.state["iterations"], *self.state["off_line"]):
            if each["created_at"] == shown:
                return Still(shown, each["prompt"], each["backend_label"])
        if shown and self._pipeline is not None:
            # Any other version can be looked at, too; one that is not there is none.
            with contextlib.suppress(ProdwidgetError):
                found = self._pipeline.iteration(shown)
                return Still(found.id, found.prompt, found.backend_label)
        return Still("", "", "")

    def _connected(self) -> Pipeline:
        with self._opening:
            if self._pipeline is None:
                pipeline = self._open()
                self._unfollow = pipeline.on_change(weakly(self._hear))
                self._pipeline = pipeline
                self.options = options_json(pipeline.backend)
                if self._kept_look is not None:
                    self._kept_look.open(pipeline)
                self._refresh()
            return self._pipeline

    def _opened(self) -> bool:
        """Whether there is no more to be tried: it is connected, or will never be."""
        try:
            self._connected()
        except StoreUnavailable:
            return False
        except ProdwidgetError as error:
            self._tell(error)
        return True

    def _hear(self, event: Event) -> None:
        if event.kind == "lost":
            self.connection = "reconnecting"
        elif event.kind == "look":
            self._follow_look()
        elif event.kind in ("back", "resync"):
            self.connection = "live"
            self._follow_look()
            self._refresh()
        elif event.kind in ("status", "cancel"):
            self._refresh_status()
        else:
            self._refresh()

    def _follow_look(self) -> None:
        if self._kept_look is not None:
            self._kept_look.follow()

    def _refresh_status(self) -> None:
        if self._pipeline is not None:
            with contextlib.suppress(StoreError), self.hold_sync():
                self.status = status_json(self._pipeline.status)
                self._refresh_money(self._pipeline)

    def _refresh_money(self, pipeline: Pipeline) -> None:
        money = pipeline.money
        self.set_trait("money", None if money is None else money.model_dump(mode="json"))

    def _refresh(self) -> None:
        pipeline = self._pipeline
        if pipeline is None:
            return
        try:
            state = pipeline.state
            off_line = pipeline.off_line(WINDOW)
            count = len(pipeline.history) - state.iteration_count
            shown = iterations_json(pipeline, [*state.iterations, *off_line])
            marks = pipeline.marks
            status = pipeline.status
        except StoreUnavailable:
            # The watch tells when it is back, and what is shown stays until then.
            return
        except StoreError as error:
            self._tell(error)
            return
        with contextlib.suppress(StoreError), self.hold_sync():
            self.label = pipeline.backend.label
            self.state = session_json(
                state.session,
                state.head,
                state.iteration_count,
                shown[: len(state.iterations)],
                shown[len(state.iterations) :],
                count,
                marks,
            )
            self.status = status_json(status)
            self._refresh_money(pipeline)

    def _tell(self, error: ProdwidgetError) -> None:
        self.status = status_json(ProductStatus(status="error", error=StatusError.of(error)))

    def file(self, digest: str) -> bytes:
        """The bytes of a file of the session, by their SHA-256; raises :class:`ArtifactMissing`."""
        # What came from code is not with the session yet.
        if self._pipeline is None or self.own_file(digest) is not None:
            return super().file(digest)
        return self._pipeline.artifacts.read(digest)

    def carry_out(self, command: dict[str, Any], buffers: list[memoryview]) -> Any:
        """Carry out a page's command; see :func:`carried_out`."""
        answer = carried_out(self._connected(), command, buffers, self._uploads, self._page)
        return super().carry_out(command, buffers) if answer is UNKNOWN else answer


def _keep_opening(waiting: weakref.ref[Studio], closed: threading.Event) -> None:
    """Try until the store is there, for as long as the panel is."""
    while not closed.wait(_RECONNECT_SECONDS):
        studio = waiting()
        if studio is None or studio._opened():
            return
        del studio
