"""Compare: a viewer that shows two models in one view."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import traitlets

from prodwidget.errors import ExportError
from prodwidget.widgets.export import Page
from prodwidget.widgets.given import NOTHING, Given
from prodwidget.widgets.lifetime import weakly
from prodwidget.widgets.settings import checked_share
from prodwidget.widgets.sources import Source
from prodwidget.widgets.stills import Still
from prodwidget.widgets.viewer import ModelViewer


class Compare(ModelViewer):
    """Shows two models in one view, under one camera, and is a widget like any other.

    Parameters
    ----------
    a, b:
        What to compare, each of them anything that :class:`~prodwidget.ModelViewer` shows. A
        pipeline is followed: ``Compare(red, pipeline)`` keeps ``red`` beside the pipeline's head.
    mode:
        ``str``: ``"wipe"`` (the default: ``a`` left of a line that can be dragged, ``b`` right of
        it), ``"side"`` (side by side), ``"blink"`` (one in the other's place) or ``"difference"``
        (``a`` in grey, and in the colours of heat what is not the same in ``b``).
    position:
        ``float``, 0 to 1, 0.5 by default: where the line of the wipe is, as a share of the width.
        It is written here when somebody moves it.
    settings:
        Those of :class:`~prodwidget.ModelViewer`: ``lighting``, ``background``, ``wireframe``,
        ``camera``, ``height``, ``memory_budget``, ``layout``.

    All but ``a`` and ``b`` are traits. :meth:`show` compares something else.

    Raises
    ------
    ModelError
        A file is not a binary glTF 2.0 model, or a scene cannot be written as one.
    TraitError
        There is no such mode, or the position is not from 0 to 1.
    """

    kind = traitlets.Unicode("compare", help="Which widget the page draws; not to be set.").tag(
        sync=True
    )
    other = traitlets.Dict(
        allow_none=True,
        default_value=None,
        help="Where the second model is had from; set by show().",
    ).tag(sync=True)
    mode = traitlets.Enum(
        ["wipe", "side", "blink", "difference"], "wipe", help="How they are compared."
    ).tag(sync=True)
    position = traitlets.Float(
        0.5, help="Where the line of the wipe is, as a share of the width."
    ).tag(sync=True)

    _settings: ClassVar[tuple[str, ...]] = (*ModelViewer._settings, "mode", "position")

    _identifying: ClassVar[tuple[str, ...]] = ("source", "other")

    _second: Given = NOTHING

    def __init__(
        self, a: Source, b: Source, mode: str = "wipe", position: float = 0.5, **settings: Any
    ) -> None:
        super().__init__(mode=mode, position=position, **settings)
        self.show(a, b)

    def show(self, source: Source, other: Source | None = None) -> None:
        """Compare something else; without a second model, with the same one as before.

        What is on screen stays until the new ones can be drawn.
        """
        if other is None:
            super().show(source)
            return
        # Of both or of neither: what cannot be shown leaves the other one as it is.
        second = Given(other, weakly(self._adopt))
        before, self._second = self._second, second
        try:
            super().show(source)
        except BaseException:
            self._second = before
            second.end()
            raise
        before.end()

    def close(self) -> None:
        """Take the widget away and stop following its pipelines."""
        self._second.end()
        super().close()

    def file(self, digest: str) -> bytes:
        """The bytes of what is shown, by their SHA-256; raises :class:`ArtifactMissing`."""
        if digest == self._second.digest:
            return self._second.file(digest)
        return super().file(digest)

    def _adopt(self, given: Given) -> None:
        with self.hold_sync():
            super()._adopt(given)
            if self._second.source:
                self.other = self._second.source
            self.label = " · ".join(
                dict.fromkeys(filter(None, (each.label for each in self._both)))
            )

    def _page(self, most_bytes: int) -> Page:
        page = super()._page(most_bytes)
        if not self._second.source:
            raise ExportError(
                "There is nothing to compare with yet.", hint="Show a second model first."
            )
        left = most_bytes - sum(map(len, page.files.values()))
        other, model = self._second.carried(most_bytes)
        if other["sha256"] not in page.files and len(model) > left:
            whole = most_bytes - left + len(model)
            raise ExportError(
                f"The two models are {whole:,} bytes, and the page may carry {most_bytes:,}.",
                hint=f"Allow more: export_html(path, most_bytes={whole}).",
            )
        return replace(
            page,
            title=self._title,
            traits={**page.traits, "other": other},
            files={**page.files, other["sha256"]: model},
        )

    def _still(self) -> Still:
        return replace(super()._still(), title=self._title)

    def __repr__(self) -> str:
        ids = (each["id"] if each else "nothing" for each in (self.source, self.other))
        return f"<Compare of {' and '.join(ids)}>"

    @property
    def _both(self) -> tuple[Given, Given]:
        return self._given, self._second

    @property
    def _title(self) -> str:
        return " and ".join(dict.fromkeys(each.title for each in self._both))

    @traitlets.validate("position")
    def _only_shares(self, proposal: Any) -> Any:
        return checked_share(proposal["value"])
