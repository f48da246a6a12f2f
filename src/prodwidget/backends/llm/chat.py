"""Chat completions in OpenAI's wire format, https://platform.openai.com/docs/api-reference/chat.

The same is spoken by Ollama (https://docs.ollama.com/api/openai-compatibility), LM Studio, LocalAI,
llama.cpp, vLLM and others. What they are told of the answer's form differs: all of a schema, that
it is JSON, or nothing.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from importlib.metadata import version
from importlib.util import find_spec
from itertools import count
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import JsonValue, SecretStr

from prodwidget import config
from prodwidget.backends.base import Progress
from prodwidget.backends.heeding import Overdue, pause
from prodwidget.backends.language import Turn, Written, with_schema
from prodwidget.backends.llm.errors import Failure, Failures
from prodwidget.errors import ConfigurationError, ProdwidgetError, ProviderError

if TYPE_CHECKING:
    import httpx

    from prodwidget.backends.http import Call, Wire

CHAT_TIMEOUT_SECONDS = 300.0
"""How long one answer may take, all of it: a model on a CPU writes a few words a second."""

_ATTEMPTS = 3
_MOST_BYTES = 4 << 20
_SEEDS = 2**31
_ROLES = {"system": "system", "user": "user", "model": "assistant"}

Form = Literal["json_schema", "json_object", "text"]
_FORMS: tuple[Form, ...] = ("json_schema", "json_object", "text")
"""What an answer is asked for as, the stricter first."""


class ChatServer:
    """Has the model of a server answer in JSON.

    Whatever the server bills is between it and who runs it; a local one is free.

    Parameters
    ----------
    url:
        The server's address, with its path up to the version or without one, such as
        ``"http://localhost:11434"``; else ``PRODWIDGET_LLM_URL``.
    model:
        What the server calls the model; else ``PRODWIDGET_LLM_MODEL``.
    key:
        A key, where the server wants one; else ``PRODWIDGET_LLM_KEY``.
    timeout:
        Seconds that one answer may take.

    Raises
    ------
    ConfigurationError
        The address or the model is not set, or one of the three cannot be what it is to be.
    ProviderError
        ``sdk_missing``: httpx is not installed.
    """

    name = "llm"
    price = None

    def __init__(
        self,
        url: str | None = None,
        model: str | None = None,
        *,
        key: str | SecretStr | None = None,
        timeout: float = CHAT_TIMEOUT_SECONDS,
    ) -> None:
        if find_spec("httpx") is None:
            raise ProviderError(
                "The httpx package is not installed, and a language model's server needs it.",
                code="sdk_missing",
                provider="httpx",
                hint="Run: pip install 'prodwidget[llm]'",
            )
        base = _address(config.llm_url(url))
        self.label = _named(config.llm_model(model))
        self._key = _checked(config.llm_key(key))
        parsed = urlsplit(base)
        self._address = SecretStr(f"{base}/chat/completions")
        place = parsed.netloc.rpartition("@")[2]
        passwords = {each for each in (parsed.password, unquote(parsed.password or "")) if each}
        secrets = (*map(SecretStr, passwords), *([self._key] if self._key else []))
        self._failures = Failures(place, self.label, secrets)
        self._place = place
        self._timeout = timeout
        self._form: Form = _FORMS[0]
        """Until the server refuses it."""

    def __repr__(self) -> str:
        return f"ChatServer({self._place!r}, {self.label!r})"

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of the libraries it uses."""
        return {"httpx": version("httpx")}

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
        from prodwidget.backends.http import Wire

        with closing(Wire()) as wire:
            wire.prepare(self._address.get_secret_value())
            while True:
                outcome = self._tried(wire, self._body(turns, schema, seed), progress)
                if isinstance(outcome, Written):
                    return outcome
                stricter = self._form != _FORMS[-1]
                if outcome.error.code != "bad_option" or not stricter:
                    raise outcome.error
                self._form = _FORMS[_FORMS.index(self._form) + 1]

    def _tried(self, wire: Wire, body: dict[str, Any], progress: Progress) -> Written | Failure:
        """What came of an answer that is asked for again where that may help."""
        for attempts in count(1):
            outcome = self._attempt(wire, body, progress)
            if isinstance(outcome, Written) or outcome.wait is None or attempts == _ATTEMPTS:
                return outcome
            progress.stage("asking again shortly", detail=outcome.error.message)
            pause(outcome.wait, progress.raise_if_cancelled)
        raise AssertionError("it counts without end")

    def _body(
        self, turns: Sequence[Turn], schema: dict[str, JsonValue], seed: int
    ) -> dict[str, Any]:
        form = self._form
        asked: dict[Form, dict[str, Any]] = {
            "json_schema": {
                "type": "json_schema",
                "json_schema": {"name": "recipe", "strict": True, "schema": schema},
            },
            "json_object": {"type": "json_object"},
        }
        if form != "json_schema":
            turns = with_schema(turns, json.dumps(schema, separators=(",", ":")))
        system = "\n\n".join(each.text for each in turns if each.role == "system")
        said = [
            Turn("system", system),
            *(each for each in turns if each.role != "system"),
        ]
        body: dict[str, Any] = {
            "model": self.label,
            # Some chat templates take one system message, and that first.
            "messages": [{"role": _ROLES[each.role], "content": each.text} for each in said],
            "seed": seed % _SEEDS,
            "stream": False,
        }
        return body | ({"response_format": asked[form]} if form in asked else {})

    def _attempt(self, wire: Wire, body: dict[str, Any], progress: Progress) -> Written | Failure:
        import httpx

        from prodwidget.backends.http import Call
        from prodwidget.backends.troubles import NEVER_SENT, trouble

        heed = progress.raise_if_cancelled
        call = Call(wire, heed, allow=heed)
        try:
            return self._asked(call, wire, body)
        except ProdwidgetError:
            raise
        except Overdue:
            return self._failures.silence(self._timeout)
        except NEVER_SENT as error:
            told = trouble(error)
            return self._failures.unreachable(told.reason, told.hint)
        except httpx.TimeoutException:
            return self._failures.silence(self._timeout)
        except (httpx.HTTPError, OSError):
            return self._failures.broken_off()

    def _asked(self, call: Call, wire: Wire, body: dict[str, Any]) -> Written | Failure:
        import httpx

        from prodwidget.backends.http import CONNECT_SECONDS

        headers = {"Accept": "application/json", "User-Agent": "prodwidget"}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key.get_secret_value()}"
        url = httpx.URL(self._address.get_secret_value())
        if self._key is not None:
            # A name and a password in the address would take the key's place.
            url = url.copy_with(username=None, password=None)
        # It is not closed: the wire is, by whoever made it.
        client = httpx.Client(
            transport=wire,
            headers=headers,
            timeout=httpx.Timeout(self._timeout, connect=CONNECT_SECONDS),
            follow_redirects=False,
        )
        started = time.monotonic()

        def ask() -> tuple[httpx.Response, bytes]:
            with client.stream("POST", url, json=body) as answer:
                data = b""
                for piece in answer.iter_bytes():
                    data += piece
                    if len(data) > _MOST_BYTES:
                        break
                return answer, data

        answer, data = call.run(ask, self._timeout)
        if len(data) > _MOST_BYTES:
            return self._failures.unreadable("with more than a recipe can be")
        if not answer.is_success:
            return self._failures.http(answer.status_code, answer.headers, data)
        return self._read(data, answer.headers, time.monotonic() - started)

    def _read(self, data: bytes, headers: Mapping[str, str], seconds: float) -> Written | Failure:
        try:
            said = json.loads(data)
            choice = said["choices"][0]
            message, reason = choice["message"], choice.get("finish_reason")
            text, refusal = message.get("content"), message.get("refusal")
            usage = said.get("usage")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return self._failures.unreadable("with something that is no chat completion")
        request_id = str(said.get("id") or headers.get("x-request-id", ""))
        if isinstance(refusal, str) and refusal:
            return self._failures.refusal(refusal, request_id)
        if reason == "content_filter":
            return self._failures.refusal("its filter let no answer through", request_id)
        return Written(
            _without_thoughts(text) if isinstance(text, str) else "",
            broken_off=reason == "length",
            provenance={
                "provider": self._place,
                "model": self.label,
                "model_version": str(said.get("model") or ""),
                "request_id": request_id,
                "seconds": round(seconds, 3),
                "usage": _counts(usage),
            },
        )


def _without_thoughts(text: str) -> str:
    """The answer alone: some servers leave what a model thought in front of it."""
    return re.sub(r"\A\s*<think>.*?</think>", "", text, flags=re.DOTALL)


def _counts(usage: object) -> dict[str, JsonValue]:
    """The tokens that an answer took."""
    given = usage.items() if isinstance(usage, dict) else ()
    return {str(name): each for name, each in given if isinstance(each, int)}


def _address(url: str | None) -> str:
    """The address up to the version; ``/v1`` where none is given."""
    if url is None:
        raise ConfigurationError(
            "PRODWIDGET_LLM_URL is not set, and it says where the language model is.",
            hint="Set it to an OpenAI-compatible server, such as http://localhost:11434 for "
            'Ollama, or take backend="procedural".',
        )
    try:
        parsed = urlsplit(url)
        good = parsed.scheme in ("http", "https") and bool(parsed.hostname) and parsed.port != 0
    except ValueError:
        good = False
    # It may hold a password, so that it is not quoted.
    if not good or parsed.query or parsed.fragment or not re.fullmatch(r"[!-~]+", url):
        raise ConfigurationError(
            "PRODWIDGET_LLM_URL is not the address of a server.",
            hint="Set it to such as http://localhost:11434 for Ollama.",
        )
    url = url.rstrip("/").removesuffix("/chat/completions")
    versioned = any(re.match(r"v\d", each) for each in parsed.path.split("/"))
    return url if versioned else f"{url}/v1"


def _named(model: str | None) -> str:
    if model is None:
        raise ConfigurationError(
            "PRODWIDGET_LLM_MODEL is not set, and the server has to be told which model to use.",
            hint="Set it to a name that the server knows, such as qwen3:8b; `ollama list` and "
            "the address /v1/models show them.",
        )
    if not model.isprintable() or len(model) > 200:
        raise ConfigurationError(
            "PRODWIDGET_LLM_MODEL is not the name of a model: it has line breaks, or is too long.",
            hint="Set it to a name that the server knows, such as qwen3:8b.",
        )
    return model


def _checked(key: SecretStr | None) -> SecretStr | None:
    """The key; the HTTP client would refuse what is none with a message that shows it."""
    if key is not None and not re.fullmatch(r"[!-~]+", key.get_secret_value()):
        raise ConfigurationError(
            "PRODWIDGET_LLM_KEY has characters that no key has, such as spaces or line breaks.",
            hint="Set it to the server's key, or unset it where the server wants none.",
        )
    return key
