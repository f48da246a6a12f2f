"""fal's refusals and failures, as errors that tell a user what to do.

What a model refuses comes as a ``detail`` list of ``{loc, msg, type}``, what the platform fails at
as a ``detail`` text with an ``error_type``; sources:
https://fal.ai/docs/documentation/model-apis/errors and …/request-errors.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from prodwidget.backends.fal.endpoint import PROVIDER
from prodwidget.errors import ProviderCode, ProviderError

REQUESTS_PAGE = "https://fal.ai/dashboard/requests"
"""Where a user sees, and cancels, what was sent with their keys."""

_PASSING = (408, 425, 429)
_TIMEOUTS = ("request_timeout", "startup_timeout", "generation_timeout")
_OWN_FAULTS = ("request_timeout", "startup_timeout", "runner_")
"""How the types begin of errors that come with a 5xx, for where there is only the type."""

_NO_CREDIT = ("balance", "locked", "credit", "billing", "payment", "budget")


class Unanswered(Exception):
    """There was no usable answer: whether the request arrived is not known."""


class NeverSent(Unanswered):
    """There was no connection to send the request over; ``hint`` says what to do, if anything."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


@dataclass(eq=False)
class Declined(Exception):
    """fal answered that it did not, or could not, do what it was asked."""

    status: int
    detail: JsonValue = None
    error_type: str = ""
    request_id: str = ""
    retry_after: float | None = None
    by_another: bool = False
    """Whether it was not fal, but something between here and there."""

    def __str__(self) -> str:
        return f"it answered {self.status}"

    @property
    def passing(self) -> bool:
        """Whether the same question may be answered a moment later."""
        return self.status >= 500 or self.status in _PASSING

    @property
    def by_the_model(self) -> bool:
        """Whether the model, or the platform on its behalf, gave this as the job's outcome."""
        worded = bool(self.error_type) or any(_types(self.detail)) or isinstance(self.detail, list)
        return self.status == 422 or (worded and (self.status == 400 or self.status >= 500))

    @property
    def unbilled(self) -> bool:
        """Whether it is an outcome that fal does not bill: a failure on its own side.

        https://fal.ai/docs/documentation/model-apis/inference/reliability says so of 5xx.
        """
        return self.status >= 500 or self.error_type.startswith(_OWN_FAULTS)

    def told(self, endpoint: str) -> ProviderError:
        """What the user is told."""
        code, message, hint = _reading(self, endpoint)
        return ProviderError(
            message,
            code=code,
            provider=PROVIDER,
            hint=hint,
            request_id=self.request_id,
            retry_after=self.retry_after,
        )


def _reading(declined: Declined, endpoint: str) -> tuple[ProviderCode, str, str]:
    status, said = declined.status, _said(declined.detail)
    because = f": {said}" if said else "."
    types = {declined.error_type, *_types(declined.detail)}
    if declined.by_another:
        return (
            "network",
            f"Something between here and fal answered in its place (HTTP {status}).",
            "Ask whoever runs this network, or use another.",
        )
    if "content_policy_violation" in types:
        return (
            "blocked",
            f"fal's safety rules refused the picture{because}",
            "Word the prompt differently, or start from another picture.",
        )
    if status == 402 or (status == 403 and any(word in said.lower() for word in _NO_CREDIT)):
        return (
            "no_credit",
            f"The fal account has no money left{because}",
            "Top it up at https://fal.ai/dashboard/billing, and wait a minute.",
        )
    if status == 401:
        return (
            "auth",
            f"fal does not accept the key{because}",
            "Set FAL_KEY to one from https://fal.ai/dashboard/keys.",
        )
    if status == 403:
        return (
            "auth",
            f"The fal key may not use {endpoint}{because}",
            "Make a key with the API scope at https://fal.ai/dashboard/keys.",
        )
    if status in (404, 405, 410):
        return (
            "model_gone",
            f"fal does not offer {endpoint} any more{because}",
            f"Choose another endpoint; see https://fal.ai/models/{endpoint}.",
        )
    if status == 429:
        return (
            "rate_limited",
            f"fal has too many requests from this account{because}",
            "Wait until others are done, then try again.",
        )
    if status == 413:
        return (
            "bad_option",
            f"The picture is too large for fal{because}",
            "Start from a smaller one.",
        )
    if types & set(_TIMEOUTS) or status in (408, 504):
        return (
            "timeout",
            f"fal did not finish in the time it allows{because}",
            "Try again; fewer steps or a smaller texture take less time.",
        )
    if 400 <= status < 500:
        return (
            "bad_option",
            f"{endpoint} refused the request{because}",
            f"Compare the options with https://fal.ai/models/{endpoint}.",
        )
    return (
        "provider",
        f"fal failed while it worked on the model{because}",
        "Try again in a while; https://status.fal.ai tells of outages.",
    )


def _types(detail: JsonValue) -> list[str]:
    entries = detail if isinstance(detail, list) else [detail]
    return [str(each.get("type", "")) for each in entries if isinstance(each, dict)]


def _said(detail: JsonValue) -> str:
    """fal's own words, with the field that they are about."""
    if isinstance(detail, list):
        return "; ".join(filter(None, map(_said, detail[:3])))
    if isinstance(detail, dict):
        said = _said(detail.get("msg") or detail.get("message") or "")
        loc = detail.get("loc")
        field = loc[-1] if isinstance(loc, list) and loc else None
        return f"{field}: {said}" if isinstance(field, str | int) and said else said
    return detail if isinstance(detail, str) else ""
