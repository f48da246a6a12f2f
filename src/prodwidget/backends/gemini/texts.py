"""JSON by Gemini's language models, through the ``google-genai`` SDK (``prodwidget[gemini]``)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

from pydantic import JsonValue, SecretStr

from prodwidget import config
from prodwidget.backends.base import Progress
from prodwidget.backends.gemini.answers import finish_reason, usage_of
from prodwidget.backends.gemini.attempts import Attempts
from prodwidget.backends.gemini.connection import Access, require_sdk
from prodwidget.backends.gemini.errors import PROVIDER, Failure, Failures, Row
from prodwidget.backends.language import Turn, Written, with_schema
from prodwidget.errors import ProviderError

if TYPE_CHECKING:
    from google.auth.credentials import Credentials
    from google.genai import Client
    from google.genai.types import GenerateContentResponse

DEFAULT_TEXT_MODEL = "gemini-3.8-flash"

TEXT_TIMEOUT_SECONDS = 60.0
"""How long one attempt may take."""

_SEEDS = 2**31

_PRICES: Mapping[str, tuple[float, float]] = {
    "gemini-3.8-flash": (0.75, 3.75),
    "gemini-3.7-flash": (0.75, 3.75),
    "gemini-3.6-flash": (0.75, 3.75),
    "gemini-3.5-flash": (1.50, 9.00),
    "gemini-3.1-pro-preview": (2.00, 12.00),
    "gemini-3.1-flash-lite": (0.25, 1.50),
}
"""US dollars a million tokens, in and out, thoughts among the latter.

List prices as https://vercel.com/ai-gateway/models/gemini-3.8-flash and others pass them on
(November 2026); https://ai.google.dev/gemini-api/docs/pricing has the real ones.
"""

_HIGHEST_PRICE = (2.00, 12.00)
_TOKENS = (5_000, 2_000)
"""About how many an answer takes: rules, schema and recipe in; thoughts and recipe out."""

_MODEL_SETTING = "Set PRODWIDGET_GEMINI_TEXT_MODEL to one of "

_ROWS: Mapping[str, Row] = {
    "model": (
        "model_gone",
        "Google does not offer the model {model}, or no longer.",
        f"{_MODEL_SETTING}https://ai.google.dev/gemini-api/docs/models.",
    ),
    "refused request": (
        "bad_option",
        "Gemini refused the request: {said}",
        "Check PRODWIDGET_GEMINI_TEXT_MODEL.",
    ),
    "refused by SDK": (
        "bad_option",
        "The google-genai package does not take such a request.",
        "Run: pip install --upgrade 'prodwidget[gemini]'",
    ),
    "deadline": ("timeout", "Gemini gave up before its answer was done.", "Try again in a moment."),
}


class GeminiTexts:
    """Has one of Gemini's language models answer in JSON.

    Parameters
    ----------
    api_key:
        A key of the Gemini API; else ``GEMINI_API_KEY`` or ``GOOGLE_API_KEY``.
    model:
        The language model; else ``PRODWIDGET_GEMINI_TEXT_MODEL``; else
        :data:`DEFAULT_TEXT_MODEL`.
    vertexai, project, location, credentials, base_url:
        As for :class:`~prodwidget.backends.gemini.GeminiImages`.
    timeout:
        Seconds that one attempt may take.

    Raises
    ------
    ProviderError
        ``sdk_missing``, or ``auth`` where there is no key, or one that cannot be a key.
    """

    name = "gemini"

    def __init__(
        self,
        *,
        api_key: str | SecretStr | None = None,
        model: str | None = None,
        vertexai: bool | None = None,
        project: str | None = None,
        location: str | None = None,
        credentials: Credentials | None = None,
        base_url: str | None = None,
        timeout: float = TEXT_TIMEOUT_SECONDS,
    ) -> None:
        require_sdk()
        self.label = config.gemini_text_model(model) or DEFAULT_TEXT_MODEL
        self._access = Access.of(
            api_key=api_key,
            vertexai=vertexai,
            project=project,
            location=location,
            credentials=credentials,
            base_url=base_url,
            timeout=timeout,
        )
        self._takes_schema = True
        """Until Google refuses it: how large a schema may be depends on the model, untold."""

    def __repr__(self) -> str:
        return f"GeminiTexts(model={self.label!r})"

    @property
    def price(self) -> float:
        """About what one answer costs, in US dollars; the highest known for an unknown model."""
        prices = _PRICES.get(self.label, _HIGHEST_PRICE)
        return sum(a * b for a, b in zip(prices, _TOKENS, strict=True)) / 1e6

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of the libraries it uses."""
        return {"google-genai": version("google-genai")}

    def write(
        self,
        turns: Sequence[Turn],
        schema: dict[str, JsonValue],
        *,
        seed: int,
        progress: Progress,
        step: str,
    ) -> Written:
        """Ask for an answer; see :meth:`prodwidget.backends.language.LanguageModel.write`."""
        if self._takes_schema:
            try:
                return self._answer(turns, schema, seed, progress, step)
            except ProviderError as error:
                if error.code != "bad_option":
                    raise
        worded = with_schema(turns, json.dumps(schema, separators=(",", ":")))
        written = self._answer(worded, None, seed, progress, step)
        self._takes_schema = False
        return written

    def _answer(
        self,
        turns: Sequence[Turn],
        schema: dict[str, JsonValue] | None,
        seed: int,
        progress: Progress,
        step: str,
    ) -> Written:
        key = self._access.key()
        failures = Failures(self.label, key, _ROWS)
        return Attempts(
            self._access,
            key,
            failures,
            self.price,
            "the answer that Gemini was writing",
            lambda client: self._request(client, turns, schema, seed % _SEEDS),
            lambda response, seconds: self._read(response, failures, seconds),
        ).answer(progress, step)

    def _request(
        self,
        client: Client,
        turns: Sequence[Turn],
        schema: dict[str, JsonValue] | None,
        seed: int,
    ) -> GenerateContentResponse:
        from google.genai import types

        contents: list[types.ContentUnionDict] = [
            types.Content(role=each.role, parts=[types.Part(text=each.text)])
            for each in turns
            if each.role != "system"
        ]
        return client.models.generate_content(
            model=self.label,
            contents=contents,
            config=types.GenerateContentConfig(
                system_instruction=[each.text for each in turns if each.role == "system"],
                response_mime_type="application/json",
                response_json_schema=schema,
                seed=seed,
            ),
        )

    def _read(
        self, response: GenerateContentResponse, failures: Failures, seconds: float
    ) -> Written | Failure:
        if refusal := failures.refusal(response, "the answer it wrote"):
            return refusal
        return Written(
            "".join(part.text for part in response.parts or [] if part.text and not part.thought),
            broken_off=finish_reason(response) == "MAX_TOKENS",
            provenance={
                "provider": PROVIDER,
                "model": self.label,
                "model_version": response.model_version,
                "request_id": response.response_id,
                "seconds": round(seconds, 3),
                "usd": self.price,
                "usage": usage_of(response),
            },
        )
