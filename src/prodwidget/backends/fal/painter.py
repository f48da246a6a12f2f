"""A GLB painted anew by a retexturing model on fal.ai; its shape stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import JsonValue, SecretStr

from prodwidget import config
from prodwidget.backends.base import GeneratedFile, Progress
from prodwidget.backends.fal.endpoint import Endpoint
from prodwidget.backends.fal.finding import RETEXTURE
from prodwidget.backends.fal.maker import Arguments, FalMaker, ModelResult
from prodwidget.backends.fal.patience import Patience

if TYPE_CHECKING:
    from prodwidget.backends.download import FileRules

DEFAULT_RETEXTURE_ENDPOINT = "fal-ai/trellis-2/retexture"


class FalPainter(FalMaker):
    """Paints models anew; every request is paid for once, whatever dies on the way.

    Parameters and errors are those of :class:`~prodwidget.backends.fal.maker.FalMaker`; the
    endpoint is an id of :data:`~prodwidget.backends.fal.RETEXTURE_ENDPOINTS`, else the one of
    ``PRODWIDGET_FAL_RETEXTURE_ENDPOINT``, else :data:`DEFAULT_RETEXTURE_ENDPOINT`.
    """

    kind = RETEXTURE
    sending = "sending the model"
    default = DEFAULT_RETEXTURE_ENDPOINT

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
            endpoint = config.fal_retexture_endpoint(endpoint)
        super().__init__(endpoint, options, key=key, patience=patience, files=files)

    @property
    def takes(self) -> tuple[Literal["picture", "text"], ...]:
        """What guides it, the better first: a picture says more than words do."""
        picture: tuple[Literal["picture", "text"], ...] = ("picture",)
        row = self.endpoint
        if not row.image_fields:
            return ("text",)
        return (*picture, "text") if row.prompt_field and not row.min_images else picture

    def keeps_triangles(self, options: Mapping[str, JsonValue] | None = None) -> bool:
        """Whether the service lets the painted model be expected to have the same triangles."""
        return self.endpoint.keeps_triangles(self._merged(options))

    def estimate(self, options: Mapping[str, JsonValue] | None = None) -> float:
        """About what one painting costs, in US dollars; raises ``bad_option`` for a bad option."""
        return self._usd(self._merged(options), 1)

    def paint(
        self,
        model: GeneratedFile,
        *,
        picture: GeneratedFile | None,
        prompt: str,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> ModelResult:
        """Paint a GLB as a picture shows, or where there is none as the words say.

        Goes on with the request that ``step`` wrote down, where there is one.

        Raises
        ------
        ProviderError
            ``bad_option``, before anything is paid: it takes no words and there is no picture, the
            words are too many, or the model is too large to be sent. Else as
            :meth:`FalModels.make`, like the other errors.
        """
        guide: Literal["picture", "text"] = (
            "picture" if picture is not None and "picture" in self.takes else "text"
        )

        def arguments(settings: dict[str, JsonValue]) -> Arguments:
            self._check(guide, prompt)
            row = self.endpoint
            pictures = []
            if picture is not None and guide == "picture":
                from prodwidget.backends.fal.pictures import data_uri

                pictures.append(data_uri(picture.data, row.longest_side, row.most_bytes))
            return row.arguments(
                pictures,
                settings,
                seed,
                # Where both are given, services heed the picture, or mix the two.
                prompt="" if pictures else prompt.strip(),
                model=row.model_url(model.data),
            )

        result, row = self._made(arguments, options, 1, progress, step)
        set_then = result.provenance.get("options")
        result.provenance["painted_by"] = guide
        result.provenance["keeps_triangles"] = row.keeps_triangles(
            set_then if isinstance(set_then, dict) else {}
        )
        return result

    def _check(self, guide: str, prompt: str) -> None:
        row = self.endpoint
        if guide not in self.takes:
            raise row.refusal(
                f"{row.label} paints a model as a picture shows it, and there is no picture."
            )
        words = prompt.strip()
        if guide == "text" and not words:
            raise row.refusal(
                f"There is neither a picture nor a word of how {row.id} should paint."
            )
        most = row.prompt_characters
        if guide == "text" and most is not None and len(words) > most:
            raise row.refusal(
                f"The words have {len(words)} characters; {row.label} takes up to {most}."
            )
