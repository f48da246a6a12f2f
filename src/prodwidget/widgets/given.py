"""What a viewer was given to show: where a page has it from, its bytes, and whom it follows."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prodwidget.errors import ArtifactMissing, ExportError, StoreError
from prodwidget.geometry import glb_of, is_scene
from prodwidget.widgets.export import check_size
from prodwidget.widgets.lifetime import weakly
from prodwidget.widgets.sources import (
    UNTITLED,
    Source,
    at_url,
    check_glb,
    data_of,
    held,
    is_url,
    read_file,
)

# A viewer of a file needs neither the store nor the records, which take long to load.
if TYPE_CHECKING:
    from trimesh import Scene, Trimesh

    from prodwidget.records import ArtifactFiles, ProductIteration
    from prodwidget.session import Pipeline
    from prodwidget.store import Event


def _nothing() -> None:
    """Follows no pipeline, so there is nothing to end."""


class Given:
    """One source, read and checked; of a pipeline always its head.

    Parameters
    ----------
    given:
        A :data:`~prodwidget.widgets.sources.Source`; ``None`` for nothing yet.
    moved:
        Told this object when what it follows has another head, on whichever thread.

    Raises
    ------
    ModelError
        It is no binary glTF 2.0 model, or a scene that cannot be written as one.
    """

    def __init__(self, given: Source | None, moved: Callable[[Given], None]) -> None:
        self.source: dict[str, Any] | None = None
        """``ModelSource`` of ``js/contract.ts``."""
        self.title = UNTITLED
        self.label = ""
        """What its backend says of itself."""
        self._moved = moved
        self._file: tuple[str, bytes] | None = None
        self._artifacts: ArtifactFiles | None = None
        self._pipeline: Pipeline | None = None
        self._unfollow: Callable[[], None] = _nothing
        if isinstance(given, str) and is_url(given):
            self.source = at_url(given)
        elif isinstance(given, bytes):
            self._take_glb(given, "What was given")
        elif isinstance(given, str | Path):
            self._take_glb(read_file(Path(given)), str(given), Path(given).stem)
        elif given is not None:
            self._take_object(given)

    @property
    def digest(self) -> str | None:
        """SHA-256 of its bytes, where they are had from here."""
        return self.source.get("sha256") if self.source else None

    def file(self, digest: str) -> bytes:
        """Bytes by their SHA-256; raises :class:`ArtifactMissing`."""
        if self._file and self._file[0] == digest:
            return self._file[1]
        if self._artifacts is None:
            raise ArtifactMissing(
                "The kernel does not hold this model any more.", hint="Run the cell again."
            )
        return self._artifacts.read(digest)

    def carried(self, most_bytes: int) -> tuple[dict[str, Any], bytes]:
        """Its source as of a page that carries the model, and the model.

        Raises
        ------
        ExportError
            There is nothing yet, or it is heavier than this, or only at a URL.
        ModelError
            What a ``data:`` URL carries is no GLB.
        """
        source = self.source
        if not source:
            raise ExportError("There is nothing to export yet.", hint="Show a model first.")
        if "sha256" in source:
            check_size("The model", source["size"], most_bytes)
            digest = source["sha256"]
            model = self.file(digest)
        elif source["url"].startswith("data:"):
            model = data_of(source["url"])
            check_size("The model", len(model), most_bytes)
            digest = hashlib.sha256(model).hexdigest()
        else:
            raise ExportError(
                f"The model is only at {source['url'][:200]}, and a page has to carry its own.",
                hint="Download it, and give the viewer the file.",
            )
        return held(source["id"], digest, len(model), source["name"]), model

    def end(self) -> None:
        """Follow nothing any more."""
        self._unfollow()

    def _take_object(self, given: ProductIteration | Pipeline | Trimesh | Scene) -> None:
        from prodwidget.records import ProductIteration
        from prodwidget.session import Pipeline

        if isinstance(given, Pipeline):
            self._pipeline = given
            self._unfollow = given.on_change(weakly(self._hear))
            try:
                self._follow()
            except StoreError:
                self.end()
                raise
        elif isinstance(given, ProductIteration):
            self._take_iteration(given)
        elif is_scene(given):
            self._take_glb(glb_of(given), "The scene")
        else:
            raise TypeError(
                f"A viewer cannot show a {type(given).__name__}; it takes a URL, a path, the "
                "bytes of a GLB, a trimesh scene or mesh, an iteration, or a pipeline."
            )

    def _hear(self, event: Event) -> None:
        # What is shown stays while the store is away, and the watch tells when it is back.
        if event.kind != "lost":
            with contextlib.suppress(StoreError):
                self._follow()
                self._moved(self)

    def _follow(self) -> None:
        head = self._pipeline.state.iterations if self._pipeline else ()
        if head:
            self._take_iteration(head[-1])

    def _take_iteration(self, iteration: ProductIteration) -> None:
        model = iteration.model
        self._artifacts = iteration.files
        self.title = iteration.prompt
        self.label = iteration.backend_label
        self.source = {
            "id": iteration.id,
            "url": model.url,
            "size": model.size,
            "sha256": model.sha256,
            "name": iteration.prompt,
        }

    def _take_glb(self, data: bytes, described: str, name: str = "") -> None:
        check_glb(data, described)
        digest = hashlib.sha256(data).hexdigest()
        self._file = (digest, data)
        self.source = held(digest[:24], digest, len(data), name)


NOTHING = Given(None, lambda _: None)
"""What a viewer shows to which nothing was given yet."""
