"""Each way in which a chat server fails, and what is to be told of it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.service.llm_server import KEY, Answer, completion, error

_PAGE = b"<html><body><h1>Sign in to the guest network</h1></body></html>"
_HTML = {"Content-Type": "text/html"}


@dataclass(frozen=True, slots=True)
class Failing:
    """What the server answers, and what is told."""

    answers: tuple[Answer, ...]
    code: str
    words: str
    """Some of the message."""


FAILURES = {
    "the key is wrong": Failing(
        (error(401, f"Incorrect API key provided: {KEY}."),), "auth", "provided: …."
    ),
    "the key may not": Failing((error(403, "Not this model."),), "auth", "Not this model."),
    "no credit": Failing(
        (error(429, "You exceeded your quota.", "insufficient_quota"),), "no_credit", "quota"
    ),
    "to be paid": Failing((error(402, "Add credits."),), "no_credit", "Add credits."),
    "a long pause": Failing(
        (error(429, "Slow down.", Retry_After="90"),), "rate_limited", "Slow down."
    ),
    "a limit that stays": Failing(
        (error(429, "Slow down.", Retry_After="0"),) * 3, "rate_limited", "Slow down."
    ),
    "an internal error": Failing(
        (error(500, "CUDA out of memory", Retry_After="0"),) * 3, "provider", "CUDA out of memory."
    ),
    "overloaded": Failing(
        (error(503, "Loading model", Retry_After="0"),) * 3, "provider", "Loading model."
    ),
    "no such model": Failing((error(404, "model not found"),), "model_gone", "qwen3:8b"),
    "too long": Failing((error(413, "Too long."),) * 3, "bad_option", "Too long."),
    "it gave up": Failing((error(504, "Late."),), "timeout", "gave up: Late."),
    "a sign-in page": Failing((Answer(_PAGE, 403, _HTML),), "network", "something before it"),
    "another address": Failing((Answer(b"", 307),), "network", "something before it"),
    "a web page": Failing((Answer(_PAGE, 200, _HTML),), "bad_response", "no chat completion"),
    "half an answer": Failing((Answer(b'{"choices": ['),), "bad_response", "no chat completion"),
    "no choices": Failing((Answer(b'{"choices": []}'),), "bad_response", "no chat completion"),
    "another shape": Failing((Answer(b'{"choices": [7]}'),), "bad_response", "no chat completion"),
    "a list": Failing((Answer(b"[]"),), "bad_response", "no chat completion"),
    "deep nonsense": Failing((Answer(b"[" * 100_000),), "bad_response", "no chat completion"),
    "far too much": Failing((Answer(b" " * (5 << 20)),), "bad_response", "more than a recipe"),
    "a refusal": Failing(
        (completion(None, refusal="I can't help with that."),), "blocked", "I can't help with that."
    ),
    "its filter": Failing((completion("", "content_filter"),), "blocked", "filter"),
    "it hung up": Failing((Answer(None),), "network", "broke the connection off"),
}
"""By what happens."""
