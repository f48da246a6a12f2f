"""Pictures to a GLB by an image-to-3D model on fal.ai."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import JsonValue, SecretStr

from prodwidget import config
from prodwidget.backends.base import GeneratedFile, Progress
from prodwidget.backends.fal.endpoint import Endpoint
from prodwidget.backends.fal.finding import PICTURES
from prodwidget.backends.fal.maker import Arguments, FalMaker, ModelResult
from prodwidget.backends.fal.patience import Patience

if TYPE_CHECKING:
    from prodwidget.backends.download import FileRules

DEFAULT_ENDPOINT = "fal-ai/trellis"


class FalModels(FalMaker):
    """Makes models of pictures; every request is paid for once, whatever dies on the way.

    Parameters and errors are those of :class:`~prodwidget.backends.fal.maker.FalMaker`; the
    endpoint is an id of :data:`~prodwidget.backends.fal.ENDPOINTS`, else
    ``PRODWIDGET_FAL_ENDPOINT``, else :data:`DEFAULT_ENDPOINT`.
    """

    kind = PICTURES
    default = DEFAULT_ENDPOINT

    def __init__(
        self,
        endpoint: str | Endpoint | None = None,
        options: Mapping[str, JsonValue] | None = None,
        *,
        key: str | SecretStr | None = None,
        patience: Patience | None = None,
        files: FileRules | None = None,
    ) -> None:
        if not isinstance(endpoint, Endpoint):
            endpoint = config.fal_endpoint(endpoint)
        super().__init__(endpoint, options, key=key, patience=patience, files=files)

    @property
    def max_images(self) -> int | None:
        """How many images it takes at most; ``None`` where fal names no limit."""
        return self.endpoint.max_images

    def estimate(self, n_images: int = 1, options: Mapping[str, JsonValue] | None = None) -> float:
        """About what one model costs, in US dollars; raises ``bad_option`` as :meth:`make` does."""
        return self._usd(self._merged(options), n_images)

    def make(
        self,
        images: Sequence[GeneratedFile],
        *,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> ModelResult:
        """Make a model of pictures of one object, or go on with the one that ``step`` wrote down.

        Raises
        ------
        ProviderError
            It failed, as ``code`` says. A retry submits anew where fal's side failed, and only
            fetches again where the model was made.
        SubmissionUnknown
            The request went out, and whether fal took it is not known.
        JobLeftRunning
            It takes too long, or fal cannot be reached; a later call goes on with it.
        JobCancelled
            With ``left_running`` where fal could not stop it.
        """
        views = [image.view for image in images]

        def arguments(settings: dict[str, JsonValue]) -> Arguments:
            from prodwidget.backends.fal.pictures import data_uri

            row = self.endpoint
            share = row.most_bytes // max(1, len(images))
            pictures = [data_uri(image.data, row.longest_side, share) for image in images]
            return row.arguments(pictures, settings, seed, views)

        result, row = self._made(arguments, options, len(images), progress, step)
        left_out: list[JsonValue] = [*row.left_out(views)]
        if left_out:
            result.provenance["left_out"] = left_out
        return result
