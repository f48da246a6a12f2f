"""Each way in which Gemini fails, and what is to be told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.service.gemini_server import (
    BAD_KEY,
    KEY,
    Answer,
    Asked,
    answer,
    answer_of,
    error,
    image_part,
    picture,
    retry_in,
)

DRAWN = picture(Asked("a-model", "a drawing", (), 0, "1K", "1:1", None))
"""An image that the server might answer."""

_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
_HTML = {"Content-Type": "text/html"}


@dataclass(frozen=True, slots=True)
class Failing:
    """What the server answers, and what is told."""

    answers: tuple[Answer, ...]
    code: str
    words: str
    """Some of the message."""
    billed: bool = False
    """Whether each of the requests may cost something."""


def quota(delay: str, id: str = "RequestsPerMinutePerProject", limit: int = 10) -> Answer:
    """A limit is reached."""
    return error(
        429,
        "RESOURCE_EXHAUSTED",
        f"You exceeded your current quota. * Quota exceeded for metric: images, limit: {limit}",
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": id}]},
        retry_in(delay),
    )


def refusal(reason: str) -> Answer:
    """The prompt is refused."""
    return answer_of({"promptFeedback": {"blockReason": reason}})


def stopped(reason: str, *parts: dict[str, Any], tokens: int = 0) -> Answer:
    """No image was made, for this reason."""
    return answer(*parts, reason=reason, tokens=tokens)


def twice(given: Answer) -> tuple[Answer, Answer]:
    """Where no image came, it is asked for once more."""
    return given, given


_QUESTION = {"text": "What colour shall the mug be?"}
_THOUGHT = {"text": "I wonder.", "thought": True}
_NOT_BASE64 = {"inlineData": {"mimeType": "image/png", "data": "~~~"}}
_BUSY = error(503, "UNAVAILABLE", "The model is overloaded.", retry_in("0.01s"))
_FAILED = error(500, "INTERNAL", "Oh.", retry_in("0.01s"))

FAILURES = {
    "the prompt is prohibited": Failing(
        (refusal("PROHIBITED_CONTENT"),), "blocked", "the prompt (prohibited content)"
    ),
    "the prompt is refused otherwise": Failing((refusal("OTHER"),), "blocked", "the prompt"),
    "the image would be unsafe": Failing((stopped("IMAGE_SAFETY"),), "blocked", "(image safety)"),
    "the image is unsafe": Failing(
        (stopped("IMAGE_SAFETY", tokens=1120),), "blocked", "the picture it made", billed=True
    ),
    "the image is prohibited": Failing(
        (stopped("IMAGE_PROHIBITED_CONTENT"),), "blocked", "(image prohibited content)"
    ),
    "the image is a copy": Failing((stopped("IMAGE_RECITATION"),), "blocked", "recitation"),
    "the account is limited": Failing((stopped("PUP_LIMITED_DISABLED"),), "auth", "use policy"),
    "something else": Failing(twice(stopped("IMAGE_OTHER")), "no_image", "does not say why"),
    "it says there is no image": Failing(
        twice(stopped("NO_IMAGE")), "no_image", "does not say why"
    ),
    "an unknown reason": Failing(twice(stopped("SOLAR_FLARE")), "no_image", "solar flare."),
    "nothing": Failing(twice(stopped("STOP")), "no_image", "does not say why"),
    "a thought": Failing(twice(stopped("STOP", _THOUGHT)), "no_image", "does not say why"),
    "a question": Failing(
        twice(stopped("STOP", _QUESTION, tokens=9)), "no_image", _QUESTION["text"], billed=True
    ),
    "no candidates": Failing(twice(answer_of({})), "no_image", "does not say why"),
    "no image's bytes": Failing(
        (answer(image_part(b"GIF89a?")),), "bad_response", "cannot be read", billed=True
    ),
    "half an image": Failing(
        (answer(image_part(DRAWN[:200])),), "bad_response", "cannot be read", billed=True
    ),
    "bad base64": Failing((answer(_NOT_BASE64),), "bad_response", "documented", billed=True),
    "half an answer": Failing(
        (Answer(b'{"candidates": ['),), "bad_response", "not JSON", billed=True
    ),
    "a web page": Failing((Answer(_PAGE, headers=_HTML),), "bad_response", "not JSON", billed=True),
    "another shape": Failing((answer({"text": 7}),), "bad_response", "documented", billed=True),
    "a bad option": Failing(
        (error(400, "INVALID_ARGUMENT", "imageSize 9K is not supported."),), "bad_option", "9K is"
    ),
    "too much": Failing((error(413, "INVALID_ARGUMENT", "Too large."),), "bad_option", "Too large"),
    "a wrong key": Failing((BAD_KEY,), "auth", "the API key"),
    "no key": Failing((error(401, "UNAUTHENTICATED", "No key."),), "auth", "the API key"),
    "the key, echoed": Failing(
        (error(403, "PERMISSION_DENIED", f"The key {KEY} was reported as leaked."),),
        "auth",
        "was reported as leaked",
    ),
    "no billing": Failing(
        (error(400, "FAILED_PRECONDITION", "User location is not supported."),), "auth", "location"
    ),
    "no credit": Failing(
        (error(402, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted."),),
        "no_credit",
        "are depleted",
    ),
    "no plan": Failing((quota("5s", limit=0),), "no_credit", "limit: 0"),
    "no such model": Failing((error(404, "NOT_FOUND", "Gone."),), "model_gone", "gemini-nano"),
    "the limit of a day": Failing((quota("5s", "RequestsPerDay"),), "rate_limited", "quota"),
    "a long pause": Failing((quota("31s"),), "rate_limited", "quota"),
    "a limit that stays": Failing((quota("0.01s"),) * 3, "rate_limited", "quota"),
    "overloaded": Failing((_BUSY,) * 3, "provider", "overloaded"),
    "an internal error": Failing(
        (error(500, "INTERNAL", "Oh.", retry_in("0.01s")),) * 3, "provider", "on its side: Oh."
    ),
    "a proxy's error": Failing((Answer(_PAGE, 502, _HTML),), "provider", "502 Bad Gateway."),
    "it gave up": Failing((error(504, "DEADLINE_EXCEEDED", "Late."),), "timeout", "gave up"),
    "it hung up": Failing((Answer(None),), "network", "broke", billed=True),
}
"""By what happens."""
