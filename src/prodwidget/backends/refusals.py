"""Images whose content a model maker refused, so that none is sent, and paid for, a second time."""

from __future__ import annotations

from typing import cast

from pydantic import JsonValue

from prodwidget.backends.base import Progress
from prodwidget.errors import ProviderError

_STEP = "refused images"


class Refusals:
    """What was refused of one job, in whichever kernel."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def __contains__(self, number: object) -> bool:
        return str(number) in self._told

    def __len__(self) -> int:
        return len(self._told)

    def add(self, number: int, error: ProviderError) -> None:
        """Write down that an image was refused, and in which words."""
        words: JsonValue = {
            "message": error.message,
            "hint": error.hint,
            "provider": error.provider,
            "request_id": error.request_id,
        }
        told: dict[str, JsonValue] = {**self._told, str(number): words}
        self._progress.checkpoint(_STEP, {"outcome": "refused", "images": told})

    def again(self, number: int) -> ProviderError:
        """What was told of an image, to be told again without asking."""
        words = cast(dict[str, str], self._told[str(number)])
        return ProviderError(
            f"{words['message']} It was not sent again.",
            code="blocked",
            provider=words["provider"],
            hint=words["hint"],
            request_id=words["request_id"],
        )

    @property
    def _told(self) -> dict[str, JsonValue]:
        written = cast(dict[str, JsonValue], self._progress.checkpoints.get(_STEP, {}))
        return cast(dict[str, JsonValue], written.get("images", {}))
