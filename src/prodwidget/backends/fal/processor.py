"""Another model of a model by an endpoint of fal.ai: remeshed, low poly, or in parts."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from prodwidget.backends.base import GeneratedFile, Progress
from prodwidget.backends.fal.finding import PROCESS
from prodwidget.backends.fal.maker import Arguments, FalMaker, ModelResult

DEFAULT_PROCESS_ENDPOINT = "fal-ai/meshy/v5/remesh"

_FACES = "faces"
"""What an operation calls the number of faces, whatever the endpoint does."""

_FRAME = ("resize_height", "origin_at", "auto_size")
"""Options of size and place, which would be undone: a step's model stands where its parent did."""


class FalProcessor(FalMaker):
    """Makes other models of models; every request is paid for once, whatever dies on the way.

    Parameters and errors are those of :class:`~prodwidget.backends.fal.maker.FalMaker`; the
    endpoint is an id of :data:`~prodwidget.backends.fal.PROCESS_ENDPOINTS`, else
    :data:`DEFAULT_PROCESS_ENDPOINT`.
    """

    kind = PROCESS
    default = DEFAULT_PROCESS_ENDPOINT
    sending = "sending the model"

    @property
    def splits(self) -> bool:
        """Whether other parts than before are what is asked for."""
        return self.endpoint.splits

    def checked(self, options: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """The options by the endpoint's own names, for one of which ``faces`` may stand.

        Raises
        ------
        ProviderError
            ``bad_option``: one of them is out of its range, or cannot be set.
        """
        row = self.endpoint
        own = dict(options)
        if _FACES in own and _FACES not in row.options:
            if not row.faces_field:
                others = " and ".join(row.options) or "nothing"
                raise row.refusal(
                    f"{row.label} takes no number of faces; {others} can be set for it."
                )
            if row.faces_field in own:
                raise row.refusal(f"{_FACES!r} and {row.faces_field!r} are the same: give one.")
            own = {row.faces_field if name == _FACES else name: own[name] for name in own}
        for name in _FRAME:
            if name in own:
                raise row.refusal(
                    f"{name!r} cannot be set: what {row.label} makes is laid where the product "
                    'stands, as large. pipeline.process("scale", height_mm=…) sets its size.'
                )
        self._merged(own)
        return own

    def said(self, options: Mapping[str, JsonValue]) -> str:
        """What stands in place of a prompt: ``"Remesh with Meshy 5 to 20,000 faces"``."""
        row = self.endpoint
        faces = options.get(row.faces_field)
        said = f"{row.does} with {row.label}"
        if isinstance(faces, int):
            said += f" to {faces:,} faces"
        others = [f"{name} {value}" for name, value in options.items() if name != row.faces_field]
        return f"{said}: {', '.join(others)}" if others else said

    def estimate(self, options: Mapping[str, JsonValue] | None = None) -> float:
        """About what one model costs, in US dollars; raises ``bad_option`` for a bad option."""
        return self._usd(self._merged(self.checked(options or {})), 0)

    def process(
        self,
        model: GeneratedFile,
        *,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> ModelResult:
        """Make another model of a GLB, or go on with the one that ``step`` wrote down.

        Raises
        ------
        ProviderError
            ``bad_option``, before anything is paid: an option is out of its range, or the model is
            too large to be sent. Else as :meth:`FalModels.make`, like the other errors.
        """

        def arguments(settings: dict[str, JsonValue]) -> Arguments:
            row = self.endpoint
            return row.arguments((), settings, seed, model=row.model_url(model.data))

        return self._made(arguments, self.checked(options or {}), 0, progress, step)[0]
