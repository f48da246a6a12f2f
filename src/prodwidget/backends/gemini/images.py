"""Reference images by Gemini, through the ``google-genai`` SDK (``prodwidget[gemini]``)."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar

from pydantic import JsonValue, SecretStr

from prodwidget import config
from prodwidget.backends.base import GeneratedFile, Progress
from prodwidget.backends.gemini.errors import PROVIDER, Failure, Failures
from prodwidget.backends.steps import MadeImage
from prodwidget.errors import JobCancelled, ProviderError

if TYPE_CHECKING:
    from google.auth.credentials import Credentials
    from google.genai import Client
    from google.genai.types import GenerateContentResponse

DEFAULT_MODEL = "gemini-nano-banana-2.1"

TIMEOUT_SECONDS = 120.0
"""How long one attempt may take."""

_ATTEMPTS = 3
_HEED_SECONDS = 0.1
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

T = TypeVar("T")


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
        _require_sdk()
        self.model = config.gemini_model(model) or DEFAULT_MODEL
        self.size = config.image_size(size)
        self.aspect = config.image_aspect(aspect)
        self._timeout = timeout
        self._base_url = base_url
        self._client: Client | None = None
        self._credentials = credentials
        # A key that is given means the Gemini API, whatever the environment says.
        wanted = False if vertexai is None and api_key else vertexai
        self._vertex = config.vertex_project(project, location, wanted=wanted)
        self._key = None if self._vertex else config.gemini_key(api_key)
        if self._vertex is None:
            _check_key(self._key)
        self._failures = Failures(self.model, self._key)

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
        attempts = without_image = 0
        while True:
            attempts += 1
            progress.about_to_pay(step, self.price)
            outcome = self._attempt(instruction, references, seed % _SEEDS, progress)
            if isinstance(outcome, MadeImage):
                return outcome
            if outcome.billed:
                progress.checkpoint(step, {"outcome": outcome.error.code, "usd": self.price})
            else:
                progress.refused(step)
            without_image += outcome.error.code == "no_image"
            if outcome.wait is None or attempts == _ATTEMPTS or without_image > 1:
                raise outcome.error
            _pause(outcome, progress)

    def _attempt(
        self,
        instruction: str,
        references: Sequence[GeneratedFile],
        seed: int,
        progress: Progress,
    ) -> MadeImage | Failure:
        started = time.monotonic()
        answer = _ask(lambda: self._request(instruction, references, seed), self._timeout, progress)
        if not answer.done():
            return self._failures.failure("silence")
        if (error := answer.exception()) is not None:
            return self._failures.of(error)
        response = answer.result()
        data = _image_bytes(response)
        if data is None:
            return self._failures.without_image(response)
        media_type = _media_type(data)
        if media_type is None:
            request_id = response.response_id or ""
            return self._failures.failure("not an image", request_id=request_id)
        return MadeImage(
            GeneratedFile("reference", data, media_type),
            {
                "provider": PROVIDER,
                "model": self.model,
                "model_version": response.model_version,
                "request_id": response.response_id,
                "instruction": instruction,
                "references": len(references),
                "seed": seed,
                "options": {"size": self.size, "aspect": self.aspect},
                "seconds": round(time.monotonic() - started, 3),
                "usd": self.price,
                "usage": _usage(response),
            },
        )

    def _request(
        self, instruction: str, references: Sequence[GeneratedFile], seed: int
    ) -> GenerateContentResponse:
        from google.genai import types

        contents: list[types.PartUnionDict] = [
            types.Part.from_bytes(data=each.data, mime_type=each.media_type) for each in references
        ]
        return self._connected().models.generate_content(
            model=self.model,
            contents=[*contents, instruction],
            config=types.GenerateContentConfig(
                response_modalities=["IMAGE"],
                image_config=types.ImageConfig(aspect_ratio=self.aspect, image_size=self.size),
                seed=seed,
            ),
        )

    def _connected(self) -> Client:
        # Importing the SDK takes half a second, which only the first image pays.
        from google import genai
        from google.genai import types

        if self._client is None:
            self._client = genai.Client(
                vertexai=self._vertex is not None,
                api_key=self._key.get_secret_value() if self._key else None,
                project=self._vertex.project if self._vertex else None,
                location=self._vertex.location if self._vertex else None,
                credentials=self._credentials,
                http_options=types.HttpOptions(
                    base_url=self._base_url,
                    timeout=round(self._timeout * 1000),
                    # The SDK would send again whatever Google asks, and without telling.
                    retry_options=types.HttpRetryOptions(attempts=1),
                ),
            )
        return self._client


def _ask(call: Callable[[], T], seconds: float, progress: Progress) -> Future[T]:
    """Make a blocking call on a thread of its own, so that a cancel is heard while it runs.

    The answer is not done where it did not come in time; its thread then ends by itself.
    """
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=run, name="prodwidget-gemini", daemon=True).start()
    deadline = time.monotonic() + seconds
    while not answer.done() and time.monotonic() < deadline:
        wait([answer], _HEED_SECONDS)
        try:
            progress.raise_if_cancelled()
        except JobCancelled as cancelled:
            raise JobCancelled(
                "The job was cancelled; the image that Gemini was making may still be billed.",
                hint=cancelled.hint,
            ) from None
    return answer


def _pause(failure: Failure, progress: Progress) -> None:
    progress.stage("asking Gemini again shortly", detail=failure.error.message)
    deadline = time.monotonic() + (failure.wait or 0.0)
    while (left := deadline - time.monotonic()) > 0:
        time.sleep(min(left, _HEED_SECONDS))
        progress.raise_if_cancelled()


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


def _usage(response: GenerateContentResponse) -> dict[str, JsonValue]:
    usage = response.usage_metadata
    return {} if usage is None else usage.model_dump(mode="json", exclude_none=True)


def _check_key(key: SecretStr | None) -> None:
    if key is None:
        message = "GEMINI_API_KEY is not set, and Gemini needs a key."
    elif not re.fullmatch(r"[!-~]+", key.get_secret_value().strip()):
        # The HTTP client would refuse it with a message that shows it.
        message = "The Gemini key has characters that no key has, such as quotes or line breaks."
    else:
        return
    raise ProviderError(
        message,
        code="auth",
        provider=PROVIDER,
        hint="Make one at https://aistudio.google.com/apikey and set GEMINI_API_KEY to it before "
        "the kernel starts.",
    )


def _require_sdk() -> None:
    # google is a namespace that other packages share; without any, the search itself fails.
    if find_spec("google") is None or find_spec("google.genai") is None:
        raise ProviderError(
            "The google-genai package is not installed, and Gemini needs it.",
            code="sdk_missing",
            provider=PROVIDER,
            hint="Run: pip install 'prodwidget[gemini]'",
        )
