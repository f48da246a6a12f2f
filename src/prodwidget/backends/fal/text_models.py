"""Words to a GLB by a text-to-3D model on fal.ai."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from prodwidget.backends.base import Progress
from prodwidget.backends.fal.finding import TEXT
from prodwidget.backends.fal.maker import FalMaker, ModelResult

DEFAULT_TEXT_ENDPOINT = "tripo3d/h3.1/text-to-3d"


class FalTextModels(FalMaker):
    """Makes models of words; every request is paid for once, whatever dies on the way.

    Parameters and errors are those of :class:`~prodwidget.backends.fal.maker.FalMaker`; the
    endpoint is an id of :data:`~prodwidget.backends.fal.TEXT_ENDPOINTS`, else
    :data:`DEFAULT_TEXT_ENDPOINT`.
    """

    kind = TEXT
    sending = "sending the words"
    default = DEFAULT_TEXT_ENDPOINT
    provider = "fal"

    @property
    def most_characters(self) -> int | None:
        """How many characters it takes; ``None`` where fal names no limit."""
        return self.endpoint.prompt_characters

    def estimate(self, options: Mapping[str, JsonValue] | None = None) -> float:
        """About what one model costs, in US dollars; raises ``bad_option`` for a bad option."""
        return self._usd(self._merged(options), 1)

    def make(
        self,
        prompt: str,
        *,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> ModelResult:
        """Make a model of words, or go on with the one that ``step`` wrote down.

        Raises
        ------
        ProviderError
            ``bad_option``, before anything is paid: the words are too many. Else as
            :meth:`FalModels.make`, like the other errors.
        """
        row = self.endpoint
        words = prompt.strip()

        def arguments(settings: dict[str, JsonValue]) -> dict[str, JsonValue]:
            most = row.prompt_characters
            if most is not None and len(words) > most:
                raise row.refusal(
                    f"The words have {len(words)} characters; {row.label} takes up to {most}."
                )
            return row.arguments((), settings, seed, prompt=words)

        return self._made(arguments, options, 0, progress, step)[0]
