"""What a failed request to Gemini means: a code, a sentence for the user, and what to do.

After https://ai.google.dev/gemini-api/docs/troubleshooting, and what google-genai 3 makes of each:
a refused prompt or picture is an ordinary answer to it, not an exception.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from prodwidget.backends.gemini.answers import finish_reason, made_something
from prodwidget.errors import ProviderCode, ProviderError

if TYPE_CHECKING:
    import httpx
    from google.genai.errors import APIError
    from google.genai.types import GenerateContentResponse

PROVIDER = "Gemini"

_LONGEST_WAIT_SECONDS = 30.0
"""Where Google asks for a longer pause, the user is told instead."""

_WAIT_SECONDS = 2.0
"""The pause where Google asks for none in particular."""

_SAID_CHARACTERS = 300

_RETRY_WORDS = re.compile(r"\s*\bPlease retry in [\d.hms]*[hms]\b\.?", re.I)
"""With which Google ends what it says of every limit."""

_BILLING = "Set up billing or add credit: https://ai.google.dev/gemini-api/docs/billing."
_KEYS = "https://aistudio.google.com/apikey"
_OPTIONS = "Check PRODWIDGET_GEMINI_MODEL, PRODWIDGET_IMAGE_SIZE and PRODWIDGET_IMAGE_ASPECT."
_MAY_BE_BILLED = "Check the network and try again; this attempt may be billed."

Row = tuple[ProviderCode, str, str]
"""Code, sentence and advice."""

_ROWS: Mapping[str, Row] = {
    "key": (
        "auth",
        "Google did not accept the API key.",
        f"Set GEMINI_API_KEY to a key from {_KEYS}.",
    ),
    "package": (
        "sdk_missing",
        "The google-genai package is here, and cannot be imported.",
        "Run: pip install --upgrade 'prodwidget[gemini]'",
    ),
    "credentials": (
        "auth",
        "Google Cloud gave no credentials.",
        "Run `gcloud auth application-default login` and see that GOOGLE_APPLICATION_CREDENTIALS, "
        "if it is set, names such a file; or unset GOOGLE_GENAI_USE_VERTEXAI and set "
        "GEMINI_API_KEY.",
    ),
    "forbidden": (
        "auth",
        "Google does not allow this with this key: {said}",
        f"Use a key of a project that may use the Gemini API: {_KEYS}.",
    ),
    "precondition": ("auth", "The key's project cannot use {model}: {said}", _BILLING),
    "account": (
        "auth",
        "Google has limited or disabled the account for breaking its use policy.",
        "See in Google AI Studio what to do about it.",
    ),
    "credit": (
        "no_credit",
        "The key's project has no credit, or no paid plan, for {model}: {said}",
        _BILLING,
    ),
    "model": (
        "model_gone",
        "Google does not offer the model {model}, or no longer.",
        "Set PRODWIDGET_GEMINI_MODEL to an image model of "
        "https://ai.google.dev/gemini-api/docs/models.",
    ),
    "rate": (
        "rate_limited",
        "Gemini takes no more requests of this key for now: {said}",
        "Try again {when}, or raise the project's limits in Google AI Studio.",
    ),
    "day": (
        "rate_limited",
        "What Gemini allows this key in a day is used up: {said}",
        "Go on tomorrow (the day ends at midnight in California), or raise the project's limits "
        "in Google AI Studio.",
    ),
    "between": (
        "network",
        "Something between here and Gemini answered in its place: {said}",
        "Ask whoever runs this network, or use another.",
    ),
    "sign-in": (
        "network",
        "Google's sign-in cannot be reached.",
        "Check the network and HTTPS_PROXY, and try again.",
    ),
    "refused request": ("bad_option", "Gemini refused the request: {said}", _OPTIONS),
    "refused by SDK": (
        "bad_option",
        "The google-genai package does not take such a request.",
        _OPTIONS,
    ),
    "server": ("provider", "Gemini failed on its side: {said}", "Try again in a moment."),
    "deadline": ("timeout", "Gemini gave up before the image was done.", "Try again in a moment."),
    "silence": ("timeout", "Gemini did not answer in time.", _MAY_BE_BILLED),
    "unreachable": (
        "network",
        "Gemini cannot be reached: {said}",
        "Check the network, the proxy and GOOGLE_GEMINI_BASE_URL, and try again.",
    ),
    "broken off": (
        "network",
        "The connection to Gemini broke before the answer was here.",
        _MAY_BE_BILLED,
    ),
    "not JSON": (
        "bad_response",
        "Gemini's answer is not JSON.",
        "Try again; if it stays so, see whether a proxy answers in Google's place.",
    ),
    "not as documented": (
        "bad_response",
        "Gemini's answer is not as it is documented.",
        "Try again; if it stays so, update google-genai.",
    ),
    "not an image": ("bad_response", "The image that Gemini sent cannot be read.", "Try again."),
    "blocked": ("blocked", "Gemini's safety rules refused {said}", "Word the prompt differently."),
    "words": (
        "no_image",
        "Gemini answered in words instead of an image: {said}",
        "Say in the prompt what the product looks like.",
    ),
    "nothing": (
        "no_image",
        "Gemini's answer holds no image: {said}",
        "Try again, or word the prompt differently.",
    ),
}
"""By what happened."""

_BLOCKING_REASONS = {
    "SAFETY",
    "RECITATION",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION",
    "MODEL_ARMOR",
    "ESCALATION",
}


_SAYING_NOTHING = {"", "STOP", "OTHER", "IMAGE_OTHER", "NO_IMAGE", "FINISH_REASON_UNSPECIFIED"}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt came to nothing."""

    error: ProviderError
    billed: bool
    """Whether the attempt may cost something."""
    wait: float | None
    """Seconds after which another attempt may succeed; ``None`` where it will not, or not soon."""


class Failures:
    """Tells what became of requests for one model.

    Parameters
    ----------
    model:
        The model that is asked.
    key:
        What is taken out of whatever Google says.
    rows:
        What is told otherwise than of an image.
    """

    def __init__(self, model: str, key: SecretStr | None, rows: Mapping[str, Row] = {}) -> None:
        self._model = model
        self._key = key
        self._rows = {**_ROWS, **rows}

    def of(self, error: BaseException, *, sent: bool) -> Failure:
        """What an exception of the SDK stands for, where any of the request was sent or not."""
        if isinstance(error, ImportError):
            return self.failure("package", billed=False)
        import httpx
        from google.auth.exceptions import GoogleAuthError, TransportError
        from google.genai.errors import APIError

        if isinstance(error, APIError):
            return self._http(error)
        if isinstance(error, TransportError):
            return self.failure("sign-in", billed=False)
        if isinstance(error, GoogleAuthError):
            return self.failure("credentials", billed=False)
        if isinstance(error, httpx.HTTPError | httpx.InvalidURL):
            return self._transport(error, sent)
        if isinstance(error, OSError):
            return self._broken_off("the connection broke", sent)
        if isinstance(error, json.JSONDecodeError):
            return self.failure("not JSON")
        if type(error) is ValueError:
            return self.failure("refused by SDK", billed=False)
        return self.failure("not as documented")

    def without_image(self, response: GenerateContentResponse) -> Failure:
        """What an answer without an image stands for: a refusal, words only, or nothing."""
        if refusal := self.refusal(response, "the picture it made"):
            return refusal
        reason = finish_reason(response)
        words = " ".join(
            part.text for part in response.parts or [] if part.text and not part.thought
        ).strip()
        return self.failure(
            "words" if words else "nothing",
            words or ("" if reason in _SAYING_NOTHING else _phrase(reason)),
            billed=made_something(response),
            request_id=response.response_id or "",
            wait=0.0,
        )

    def refusal(self, response: GenerateContentResponse, made: str) -> Failure | None:
        """The refusal that an answer is of the prompt, or of what was ``made``; else ``None``."""
        feedback = response.prompt_feedback
        # A refused prompt costs nothing; a picture that was made and then refused may.
        billed = made_something(response)
        request_id = response.response_id or ""
        if feedback is not None and feedback.block_reason is not None:
            said = f"the prompt ({_phrase(str(feedback.block_reason.value))})"
            return self.failure("blocked", said, billed=billed, request_id=request_id)
        reason = finish_reason(response)
        if reason in _BLOCKING_REASONS:
            said = f"{made} ({_phrase(reason)})"
            return self.failure("blocked", said, billed=billed, request_id=request_id)
        if reason == "PUP_LIMITED_DISABLED":
            return self.failure("account", billed=billed, request_id=request_id)
        return None

    def failure(
        self,
        row: str,
        said: str = "",
        *,
        billed: bool = True,
        request_id: str = "",
        wait: float | None = None,
        retry_after: float | None = None,
        hint: str = "",
    ) -> Failure:
        """A failure of a row of the table, with the provider's own words."""
        code, message, advice = self._rows[row]
        error = ProviderError(
            message.format(model=self._model, said=self._quoted(said)),
            code=code,
            provider=PROVIDER,
            hint=hint or advice.format(when=_when(retry_after)),
            request_id=request_id,
            retry_after=retry_after,
        )
        return Failure(error, billed, wait)

    def _http(self, error: APIError) -> Failure:
        """What an HTTP error stands for; Google bills none of them."""
        from prodwidget.backends.troubles import answered_by_another

        if answered_by_another(error.code, _headers(error)) or 300 <= error.code < 400:
            return self.failure("between", f"HTTP {error.code}", billed=False)
        details = list(_details(error.details))
        said = error.message or f"HTTP {error.code}"
        row = _http_row(error, said, details)
        # A limit that no short wait lifts comes with a short one all the same.
        asked = _asked_wait(error, details)
        if row in ("day", "credit"):
            said, asked = _RETRY_WORDS.sub("", said), None
        wait = _WAIT_SECONDS if asked is None else asked
        passing = row == "rate" or error.code in (500, 503)
        return self.failure(
            row,
            said,
            billed=False,
            wait=wait if passing and wait <= _LONGEST_WAIT_SECONDS else None,
            retry_after=asked,
        )

    def silence(self, *, sent: bool) -> Failure:
        """What it stands for that there was no answer in time."""
        if sent:
            return self.failure("silence")
        reason = "it does not take connections in time"
        return self.failure("unreachable", reason, billed=False)

    def _transport(self, error: httpx.HTTPError | httpx.InvalidURL, sent: bool) -> Failure:
        """What it stands for that there is no answer."""
        import httpx

        from prodwidget.backends.troubles import NEVER_SENT, trouble

        if isinstance(error, NEVER_SENT):
            told = trouble(error)
            return self.failure("unreachable", told.reason, billed=False, hint=told.hint)
        if isinstance(error, httpx.TimeoutException):
            return self.silence(sent=sent)
        return self._broken_off(trouble(error).reason, sent)

    def _broken_off(self, reason: str, sent: bool) -> Failure:
        if sent:
            return self.failure("broken off")
        return self.failure("unreachable", reason, billed=False)

    def _quoted(self, text: str) -> str:
        """The provider's own words as one short line, without tags and without the key."""
        if self._key is not None:
            text = text.replace(self._key.get_secret_value(), "…")
        line = " ".join(re.sub(r"<[^>]*>", " ", text).split())
        if len(line) > _SAID_CHARACTERS:
            line = line[:_SAID_CHARACTERS].rstrip() + "…"
        if line and line[-1] not in ".!?…":
            line += "."
        return line or "it does not say why."


def _http_row(error: APIError, said: str, details: list[dict[str, Any]]) -> str:
    reasons = {each.get("reason") for each in details}
    if error.code == 401 or "API_KEY_INVALID" in reasons:
        return "key"
    if error.code == 400 and error.status == "FAILED_PRECONDITION":
        return "precondition"
    if error.code == 429:
        # A project without a paid plan has a quota of nothing for image models.
        if re.search(r"limit: 0\b|credits? .*depleted", said):
            return "credit"
        return "day" if _of_a_day(said, details) else "rate"
    rows = {402: "credit", 403: "forbidden", 404: "model", 408: "deadline", 504: "deadline"}
    return rows.get(error.code, "refused request" if 400 <= error.code < 500 else "server")


def _of_a_day(said: str, details: list[dict[str, Any]]) -> bool:
    """Whether a limit is one for a day, as its name, its unit or the message says."""
    return re.search(r"per[ _-]?day|daily|1/d/", said + json.dumps(details), re.I) is not None


def _asked_wait(error: APIError, details: list[dict[str, Any]]) -> float | None:
    """Seconds that Google asks to wait: ``RetryInfo.retryDelay``, else ``Retry-After``."""
    for each in details:
        if match := re.fullmatch(r"(\d+(?:\.\d+)?)s", str(each.get("retryDelay"))):
            return float(match[1])
    from prodwidget.backends.http import asked_pause

    return asked_pause(_headers(error).get("retry-after", ""))


def _headers(error: APIError) -> Mapping[str, str]:
    headers: Mapping[str, str] = getattr(error.response, "headers", {})
    return headers


def _details(body: Any) -> Iterator[dict[str, Any]]:
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    for each in details if isinstance(details, list) else []:
        if isinstance(each, dict):
            yield each


def _when(seconds: float | None) -> str:
    if seconds is None:
        return "later"
    return f"in {seconds:.0f} s" if seconds <= 300 else f"in {seconds / 60:.0f} minutes"


def _phrase(reason: str) -> str:
    return reason.lower().replace("_", " ")
