"""Reference images by Gemini, through the ``google-genai`` SDK (``prodwidget[gemini]``)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from pydantic import SecretStr

from prodwidget import config
from prodwidget.backends.base import GeneratedFile, Progress
from prodwidget.backends.gemini.answers import usage_of
from prodwidget.backends.gemini.attempts import Attempts
from prodwidget.backends.gemini.connection import Access, require_sdk
from prodwidget.backends.gemini.errors import PROVIDER, Failure, Failures
from prodwidget.backends.steps import MadeImage

if TYPE_CHECKING:
    from google.auth.credentials import Credentials
    from google.genai import Client
    from google.genai.types import GenerateContentResponse

DEFAULT_MODEL = "gemini-nano-banana-2.1"

TIMEOUT_SECONDS = 120.0
"""How long one attempt may take."""

_SEEDS = 2**31

_PRICES: Mapping[str, Mapping[str, float]] = {
    "gemini-nano-banana-2.1": {"1K": 0.034, "2K": 0.050, "4K": 0.076},
    "gemini-3.1-flash-image": {"1K": 0.067, "2K": 0.101, "4K": 0.151},
    "gemini-3.1-flash-lite-image": {"1K": 0.034},
    "gemini-3-pro-image": {"1K": 0.134, "2K": 0.134, "4K": 0.24},
}
"""US dollars an image, about; https://ai.google.dev/gemini-api/docs/pricing has the real ones."""

_HIGHEST_PRICE = 0.24

_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_MOST_PIXELS = 8192 * 8192


class GeminiImages:
    """Makes one image of a product at a time.

    Parameters
    ----------
    api_key:
        A key of the Gemini API; else ``GEMINI_API_KEY`` or ``GOOGLE_API_KEY``.
    model:
        The model for images; else ``PRODWIDGET_GEMINI_MODEL``; else :data:`DEFAULT_MODEL`.
    size:
        ``"1K"``, ``"2K"`` or ``"4K"``, as far as the model offers them; else
        ``PRODWIDGET_IMAGE_SIZE``; else ``"1K"``.
    aspect:
        Width to height; else ``PRODWIDGET_IMAGE_ASPECT``; else ``"1:1"``.
    vertexai:
        Use Vertex AI instead of the Gemini API; else ``GOOGLE_GENAI_USE_VERTEXAI``.
    project, location, credentials:
        For Vertex AI; else ``GOOGLE_CLOUD_PROJECT``, ``GOOGLE_CLOUD_LOCATION`` and Google's
        application default credentials.
    base_url:
        Another address of the service; else the SDK's own ``GOOGLE_GEMINI_BASE_URL``.
    timeout:
        Seconds that one attempt may take.

    Raises
    ------
    ProviderError
        ``sdk_missing``, or ``auth`` where there is no key, or one that cannot be a key.
    """

    name = "gemini"
    label = "Gemini"

    def __init__(
        self,
        *,
        api_key: str | SecretStr | None = None,
        model: str | None = None,
        size: str | None = None,
        aspect: str | None = None,
        vertexai: bool | None = None,
        project: str | None = None,
        location: str | None = None,
        credentials: Credentials | None = None,
        base_url: str | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        require_sdk()
        self.model = config.gemini_model(model) or DEFAULT_MODEL
        self.size = config.image_size(size)
        self.aspect = config.image_aspect(aspect)
        self._access = Access.of(
            api_key=api_key,
            vertexai=vertexai,
            project=project,
            location=location,
            credentials=credentials,
            base_url=base_url,
            timeout=timeout,
        )

    def __repr__(self) -> str:
        return f"GeminiImages(model={self.model!r}, size={self.size!r}, aspect={self.aspect!r})"

    @property
    def price(self) -> float:
        """About what one image costs, in US dollars; the highest known for an unknown model."""
        return _PRICES.get(self.model, {}).get(self.size, _HIGHEST_PRICE)

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of the libraries it uses."""
        return {name: version(name) for name in ("google-genai", "pillow")}

    def make(
        self,
        instruction: str,
        references: Sequence[GeneratedFile],
        *,
        seed: int,
        progress: Progress,
        step: str,
    ) -> MadeImage:
        """Make one image; the instruction is about ``references`` where there are any.

        Raises
        ------
        ProviderError
            No attempt gave an image.
        JobCancelled
            Through ``progress``, also while Gemini is at work.
        """
        key = self._access.key()
        failures = Failures(self.model, key)
        asked = _Asked(instruction, references, seed % _SEEDS)
        return Attempts(
            self._access,
            key,
            failures,
            self.price,
            "the image that Gemini was making",
            lambda client: self._request(client, asked),
            lambda response, seconds: self._read(response, failures, asked, seconds),
        ).answer(progress, step)

    def _request(self, client: Client, asked: _Asked) -> GenerateContentResponse:
        from google.genai import types

        contents: list[types.PartUnionDict] = [
            types.Part.from_bytes(data=each.data, mime_type=each.media_type)
            for each in asked.references
        ]
        return client.models.generate_content(
            model=self.model,
            contents=[*contents, asked.instruction],
            config=types.GenerateContentConfig(
                response_modalities=["IMAGE"],
                image_config=types.ImageConfig(aspect_ratio=self.aspect, image_size=self.size),
                seed=asked.seed,
            ),
        )

    def _read(
        self, response: GenerateContentResponse, failures: Failures, asked: _Asked, seconds: float
    ) -> MadeImage | Failure:
        data = _image_bytes(response)
        if data is None:
            return failures.without_image(response)
        media_type = _media_type(data)
        if media_type is None:
            return failures.failure("not an image", request_id=response.response_id or "")
        return MadeImage(
            GeneratedFile("reference", data, media_type),
            {
                "provider": PROVIDER,
                "model": self.model,
                "model_version": response.model_version,
                "request_id": response.response_id,
                "instruction": asked.instruction,
                "references": len(asked.references),
                "seed": asked.seed,
                "options": {"size": self.size, "aspect": self.aspect},
                "seconds": round(seconds, 3),
                "usd": self.price,
                "usage": usage_of(response),
            },
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an image is to show, and what it is made of."""

    instruction: str
    references: Sequence[GeneratedFile]
    seed: int


def _image_bytes(response: GenerateContentResponse) -> bytes | None:
    """The first image that is not a draft: a model that thinks sends those too."""
    for part in response.parts or []:
        if not part.thought and part.inline_data is not None and part.inline_data.data:
            return part.inline_data.data
    return None


def _media_type(data: bytes) -> str | None:
    """What kind of image the bytes are; ``None`` where they cannot be decoded."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.load()
            return _MEDIA_TYPES.get(image.format or "")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
