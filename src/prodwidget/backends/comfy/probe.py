"""Which of its ways a server is spoken to in, by what it answers."""

from __future__ import annotations

from prodwidget.backends.comfy.errors import told
from prodwidget.backends.comfy.native import NativeApi
from prodwidget.backends.comfy.patience import Patience
from prodwidget.backends.comfy.ticket import Api, Declined
from prodwidget.backends.comfy.v2 import JOBS, V2Api
from prodwidget.backends.comfy.workflow import PROVIDER
from prodwidget.backends.server import Answer, NeverSent, Server, Unanswered
from prodwidget.errors import ProviderError


def api_of(server: Server, patience: Patience) -> Api:
    """Comfy API v2 where there is one, else ComfyUI's own routes.

    Raises
    ------
    Unanswered
        Nobody answers, or not now.
    ProviderError
        ``auth``: the key is missing or wrong. ``bad_response``: it is something else.
    """
    answer = server.ask("GET", JOBS, params={"limit": "1"})
    error = answer.record.get("error")
    versioned = isinstance(error, dict) and isinstance(error.get("code"), str)
    # Older proxies know the route for sending alone.
    if answer.status == 405 or (answer.json is not None and (answer.ok or versioned)):
        _check(answer)
        lists = isinstance(answer.record.get("jobs"), list)
        return V2Api(server, send_seconds=patience.send, lists=lists)
    _check(answer)
    answer = server.ask("GET", "/system_stats")
    _check(answer)
    if answer.ok and isinstance(answer.record.get("system"), dict):
        return NativeApi(server, send_seconds=patience.send)
    raise ProviderError(
        f"What answers at {server.address.url} is not ComfyUI.",
        code="bad_response",
        provider=PROVIDER,
        hint="Set PRODWIDGET_COMFY_URL to ComfyUI's address, such as http://127.0.0.1:8188.",
        retryable=False,
    )


def unreached(server: Server, lost: Unanswered) -> ProviderError:
    """What the user is told where nobody answers."""
    hint = lost.hint if isinstance(lost, NeverSent) else ""
    return ProviderError(
        f"ComfyUI does not answer at {server.address.url}: {lost}.",
        code="network",
        provider=PROVIDER,
        hint=hint or "Start it there, or set PRODWIDGET_COMFY_URL to where it is.",
    )


def _check(answer: Answer) -> None:
    if answer.status in (401, 403) or answer.by_another:
        raise told(Declined(answer.status, by_another=answer.by_another))
    if answer.passing:
        raise Unanswered(f"it answered {answer.status}")
