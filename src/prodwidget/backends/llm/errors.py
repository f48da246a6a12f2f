"""What a failed request to a chat server means: a code, a sentence for the user, and what to do.

Servers agree on the status and hardly on the body: ``{"error": {"message", "code"}}`` as OpenAI,
https://platform.openai.com/docs/guides/error-codes, or ``{"error": "…"}`` as LM Studio, or
``{"detail": …}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from prodwidget.errors import ProviderCode, ProviderError

_LONGEST_WAIT_SECONDS = 30.0
"""Where a server asks for a longer pause, the user is told instead."""

_WAIT_SECONDS = 1.0
"""The pause where it asks for none in particular."""

_SAID_CHARACTERS = 300

_MODEL = "Set PRODWIDGET_LLM_MODEL to a model that it has, and PRODWIDGET_LLM_URL to its address."
_FORMS = r"grammar|json.?schema|response_format"
"""What a server speaks of that fails at the form of the answer, whatever its status."""

_NO_CREDIT = ("insufficient_quota", "credit", "billing", "payment")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt came to nothing."""

    error: ProviderError
    wait: float | None = None
    """Seconds after which another attempt may succeed; ``None`` where it will not, or not soon."""


class Failures:
    """Tells what became of requests to one server.

    Parameters
    ----------
    place:
        The server's host and port.
    model:
        The model that is asked for.
    secrets:
        What is taken out of whatever the server says.
    """

    def __init__(self, place: str, model: str, secrets: tuple[SecretStr, ...]) -> None:
        self._place = place
        self._model = model
        self._secrets = secrets

    def failure(
        self,
        code: ProviderCode,
        what: str,
        hint: str,
        *,
        request_id: str = "",
        wait: float | None = None,
        retry_after: float | None = None,
    ) -> Failure:
        """A failure in a sentence that begins with the server."""
        error = ProviderError(
            f"The language model's server at {self._place} {what}",
            code=code,
            provider=self._place,
            hint=hint,
            request_id=self._cleaned(request_id),
            retry_after=retry_after,
        )
        return Failure(error, wait)

    def unreachable(self, reason: str, hint: str) -> Failure:
        """There was no connection."""
        return self.failure(
            "network",
            f"cannot be reached: {reason}.",
            hint
            or "Start it, or set PRODWIDGET_LLM_URL to where it is, such as "
            "http://localhost:11434 for Ollama.",
        )

    def broken_off(self) -> Failure:
        """The connection broke before the answer was here."""
        return self.failure(
            "network", "broke the connection off before its answer was here.", "Try again."
        )

    def silence(self, seconds: float) -> Failure:
        """There was no whole answer in time."""
        return self.failure(
            "timeout",
            f"did not answer within {seconds:.0f} seconds.",
            "Take a smaller model, or see whether the server is at work on something else.",
        )

    def unreadable(self, what: str) -> Failure:
        """The answer is none of a chat server."""
        return self.failure(
            "bad_response",
            f"answered {what}.",
            "See whether PRODWIDGET_LLM_URL is the address of an OpenAI-compatible server, such "
            "as http://localhost:11434 for Ollama.",
        )

    def refusal(self, said: str, request_id: str) -> Failure:
        """The model, or a filter before it, does not want to."""
        return self.failure(
            "blocked",
            f"refused the prompt: {self._quoted(said)}",
            "Word the prompt differently.",
            request_id=request_id,
        )

    def http(self, status: int, headers: Mapping[str, str], body: bytes) -> Failure:
        """The server said no."""
        from prodwidget.backends.http import asked_pause
        from prodwidget.backends.troubles import answered_by_another

        said, kind = _said(body)
        quoted = self._quoted(said)
        request_id = headers.get("x-request-id", "")
        if answered_by_another(status, headers) or 300 <= status < 400:
            return self.failure(
                "network",
                f"did not answer itself: something before it did (HTTP {status}).",
                "See whether PRODWIDGET_LLM_URL is its address, and ask whoever runs this network.",
            )
        asked = asked_pause(headers.get("retry-after", ""))
        code, what, hint = self._reading(status, f"{kind} {said}".lower(), quoted)
        wait = _WAIT_SECONDS if asked is None else asked
        passing = code in ("rate_limited", "provider")
        return self.failure(
            code,
            what,
            hint,
            request_id=request_id,
            wait=wait if passing and wait <= _LONGEST_WAIT_SECONDS else None,
            retry_after=asked,
        )

    def _reading(self, status: int, words: str, said: str) -> tuple[ProviderCode, str, str]:
        if status == 402 or (status == 429 and any(each in words for each in _NO_CREDIT)):
            return "no_credit", f"wants to be paid: {said}", "Add credit to its account."
        if status == 401:
            return "auth", f"does not accept the key: {said}", "Set PRODWIDGET_LLM_KEY."
        if status == 403:
            return (
                "auth",
                f"does not allow this with this key: {said}",
                "Set PRODWIDGET_LLM_KEY to one that may use the model.",
            )
        if status in (404, 405, 410):
            return "model_gone", f"does not have the model {self._model}: {said}", _MODEL
        if status == 429:
            return "rate_limited", f"takes no more requests for now: {said}", "Try again later."
        if status in (408, 504):
            return "timeout", f"gave up: {said}", "Try again, or take a smaller model."
        if status < 500 or re.search(_FORMS, words):
            return "bad_option", f"refused the request: {said}", _MODEL
        return (
            "provider",
            f"failed: {said}",
            "Look into its log: a model that is too large for the machine fails so, too.",
        )

    def _quoted(self, text: str) -> str:
        """The server's own words as one short line, without tags and without secrets."""
        line = " ".join(re.sub(r"<[^>]*>", " ", self._cleaned(text)).split())
        if len(line) > _SAID_CHARACTERS:
            line = line[:_SAID_CHARACTERS].rstrip() + "…"
        if line and line[-1] not in ".!?…":
            line += "."
        return line or "it does not say why."

    def _cleaned(self, text: str) -> str:
        for each in self._secrets:
            text = text.replace(each.get_secret_value(), "…")
        return text


def _said(body: bytes) -> tuple[str, str]:
    """The message of a refusal, and its code or type."""
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    if isinstance(said, list) and said:
        # Google's OpenAI-compatible address puts its errors into a list.
        said = said[0]
    if isinstance(said, dict):
        said = next((said[name] for name in ("error", "detail", "message") if name in said), "")
    if isinstance(said, dict):
        return str(said.get("message") or ""), f"{said.get('code')} {said.get('type')}"
    return (said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)), ""
