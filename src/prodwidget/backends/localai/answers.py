"""LocalAI's answers: the model that it made, or why there is none."""

from __future__ import annotations

import base64
import re
from contextlib import suppress

from prodwidget.backends.localai.options import PROVIDER
from prodwidget.backends.server import Answer, Server
from prodwidget.errors import ProviderCode, ProviderError


def made_of(answer: Answer) -> tuple[str, bytes | None] | None:
    """The name of the file that was made, or the file itself; ``None`` where there is neither."""
    listed = answer.record.get("data")
    first = listed[0] if isinstance(listed, list) and listed else None
    if not isinstance(first, dict):
        return None
    held = first.get("b64_json")
    if isinstance(held, str) and held:
        with suppress(ValueError):
            return "", base64.b64decode(held, validate=True)
    # LocalAI tells its own address of it, which need not be the one that it has from here.
    name = str(first.get("url") or "").rpartition("/")[2]
    return (name, None) if is_file(name) else None


def is_file(name: object) -> bool:
    """Whether LocalAI could have named a model so; it becomes a part of an address."""
    return isinstance(name, str) and re.fullmatch(r"[\w-]+\.glb", name, re.ASCII) is not None


def refused(server: Server, answer: Answer, model: str) -> ProviderError:
    """What the user is told of an answer that is not what was asked for."""
    error = answer.record.get("error")
    said = error.get("message") if isinstance(error, dict) else error
    because = f": {server.cleaned(said).rstrip('.')}." if said else "."
    code, message, hint = _reading(answer, model, server.address.url)
    return ProviderError(
        message + because,
        code=code,
        provider=PROVIDER,
        hint=hint,
        retry_after=answer.retry_after,
    )


def _reading(answer: Answer, model: str, url: str) -> tuple[ProviderCode, str, str]:
    status = answer.status
    if answer.by_another:
        return (
            "network",
            f"Something between here and LocalAI answered in its place (HTTP {status})",
            "Set NO_PROXY to LocalAI's host, or ask whoever runs this network.",
        )
    if status in (401, 403):
        return (
            "auth",
            "LocalAI does not accept the key",
            "Set PRODWIDGET_LOCALAI_KEY to one that it was started with.",
        )
    if status == 404:
        return (
            "bad_response",
            f"What answers at {url} is no LocalAI that makes models",
            "Update LocalAI, or set PRODWIDGET_LOCALAI_URL to where it is.",
        )
    if status == 429:
        return "rate_limited", "LocalAI has too many requests", "Try again when others are done."
    if 400 <= status < 500:
        return (
            "bad_option",
            "LocalAI refused the request",
            "Set the option that it names as LocalAI has it.",
        )
    if status >= 500:
        return (
            "provider",
            f"LocalAI failed while it made the model with {model}",
            "See what it prints where it runs; a lower quality takes less memory.",
        )
    return (
        "bad_response",
        f"What answers at {url} does not speak as LocalAI does",
        "Set PRODWIDGET_LOCALAI_URL to where LocalAI is.",
    )
