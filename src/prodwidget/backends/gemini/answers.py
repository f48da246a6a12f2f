"""What stands in an answer of Gemini's, beside what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import JsonValue

if TYPE_CHECKING:
    from google.genai.types import GenerateContentResponse


def usage_of(response: GenerateContentResponse) -> dict[str, JsonValue]:
    """The tokens that an answer took, as Google counts them."""
    usage = response.usage_metadata
    return {} if usage is None else usage.model_dump(mode="json", exclude_none=True)


def finish_reason(response: GenerateContentResponse) -> str:
    """Why the answer ended, in Google's word; empty where it does not say."""
    reason = response.candidates[0].finish_reason if response.candidates else None
    return "" if reason is None else str(reason.value)


def made_something(response: GenerateContentResponse) -> bool:
    """Whether anything was made, which is what is billed."""
    usage = response.usage_metadata
    return bool(usage and usage.candidates_token_count)
