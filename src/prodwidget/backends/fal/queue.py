"""fal's queue over HTTP: credentials, addresses and statuses are the SDK's, the sending is not.

The SDK sends a request again, up to ten times, when the connection breaks before the answer, and
when an answer is a 408, 409, 429 or comes from a proxy (``fal_client.client._should_retry``); where
that happens to a submission, each copy is a paid job. Here everything is sent once, by an HTTP
client whose errors the SDK does not know as ones to retry, and the caller decides what follows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import fal_client
import httpx
from fal_client.auth import (
    FAL_QUEUE_RUN_HOST,
    AuthCredentials,
    MissingCredentialsError,
    fetch_auth_credentials,
)
from fal_client.client import BackupDomainTransport
from pydantic import JsonValue, SecretStr

from prodwidget.backends.fal.endpoint import PROVIDER
from prodwidget.backends.fal.errors import Declined, NeverSent, Unanswered
from prodwidget.backends.fal.request import (
    Done,
    Status,
    Ticket,
    Waiting,
    Working,
    is_id,
    numbers,
)
from prodwidget.backends.heeding import Overdue, never
from prodwidget.backends.http import CONNECT_SECONDS, Call, Wire, asked_pause
from prodwidget.backends.troubles import answered_by_another, trouble
from prodwidget.errors import ProviderCode, ProviderError

Cancelling = Literal["removed", "signalled", "done", "unknown"]

_BACKUP_HOST = "queue.falrun.com"
"""Where the SDK's transport goes when the queue's own host cannot be reached."""

_TEXT_CHARACTERS = 300
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What reading an answer raises that is not what fal documents."""


class FalQueue:
    """One connection to the queue, with one key.

    Parameters
    ----------
    key:
        A fal key; else what the SDK finds: ``FAL_KEY``, ``FAL_KEY_ID`` and ``FAL_KEY_SECRET``, a
        Colab secret, or what ``fal auth login`` left.
    submit_seconds, answer_seconds:
        How long the answer to a submission, and to a question, may take, all of it together.
    heed:
        Asked while fal is at work; raises to give an answer up.

    Raises
    ------
    ConfigurationError
        A variable about certificates or proxies has a value that cannot be used.
    ProviderError
        ``auth``: there is no key, or it cannot be one.
    """

    def __init__(
        self,
        key: SecretStr | None,
        *,
        submit_seconds: float,
        answer_seconds: float,
        heed: Callable[[], None] = never,
    ) -> None:
        # Proxies and certificates count for a login that has to be renewed, too.
        wire = Wire()
        wire.prepare(f"https://{FAL_QUEUE_RUN_HOST}")
        self._client = _OnceClient(wire, _credentials(key), submit_seconds, answer_seconds, heed)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def heed(self, ask: Callable[[], None], allow: Callable[[], None] = never) -> None:
        """From now on, ask this while fal is at work, and ``allow`` just before anything leaves."""
        self._client.heed, self._client.allow = ask, allow

    @property
    def sent(self) -> bool:
        """Whether any of the last request left."""
        return self._client.call is not None and self._client.call.sent

    def submit(self, draft: Ticket, arguments: dict[str, JsonValue]) -> Ticket:
        """Send a request, once; answer ``draft`` with fal's name and addresses for it.

        Raises
        ------
        NeverSent, Declined
            Nothing was accepted: there was no connection, or fal said so (4xx).
        Unanswered
            It may have been accepted: the answer was lost, or cannot be understood.
        """
        try:
            answer = self._client.post(f"https://{FAL_QUEUE_RUN_HOST}/{draft.app}", json=arguments)
            said = answer.json()
            if not is_id(said["request_id"]):
                raise ValueError("the request is not named")
        except Declined as declined:
            if not 400 <= declined.status < 500:
                raise Unanswered(str(declined)) from declined
            raise
        except _UNREADABLE as error:
            raise Unanswered("its answer cannot be understood") from error
        return replace(
            draft,
            request_id=said["request_id"],
            status_url=str(said.get("status_url")),
            response_url=str(said.get("response_url")),
            cancel_url=str(said.get("cancel_url")),
        )

    def status(self, ticket: Ticket) -> Status:
        """How far a request is; raises :class:`Unanswered`, and :class:`Declined` for good."""
        try:
            return _status(self._handle(ticket).status(with_logs=True))
        except Declined as declined:
            if declined.passing:
                raise Unanswered(str(declined)) from declined
            raise
        except _UNREADABLE as error:
            raise Unanswered("its answer cannot be understood") from error

    def result(self, ticket: Ticket) -> tuple[dict[str, JsonValue], str]:
        """What a completed request made, and the units that are billed for it.

        Raises as :meth:`status`; ``Declined`` is the job's own failure where it is
        :attr:`~Declined.by_the_model`.
        """
        try:
            answer = self._client.get(self._handle(ticket).response_url)
            return dict(answer.json()), answer.headers.get("x-fal-billable-units", "")
        except Declined as declined:
            # A 400 in other words says that the job is not done yet after all.
            if not declined.by_the_model and (declined.passing or declined.status == 400):
                raise Unanswered(str(declined)) from declined
            raise
        except _UNREADABLE as error:
            raise Unanswered("its answer cannot be understood") from error

    def cancel(self, ticket: Ticket) -> Cancelling:
        """Ask fal to drop a request; raises :class:`Unanswered` and :class:`Declined`.

        ``signalled`` may be either: in the queue it is dropped, at work the model decides.
        """
        try:
            answer = self._client.put(self._handle(ticket).cancel_url)
        except Declined as declined:
            if "ALREADY_COMPLETED" in str(declined.detail):
                return "done"
            if declined.status == 404:
                return "unknown"
            raise
        return "removed" if answer.status_code == 200 else "signalled"

    def cleaned(self, text: str) -> str:
        """A text of fal's on one line, shortened, without the key if it should be in there."""
        return self._client.cleaned(text)

    def _handle(self, ticket: Ticket) -> fal_client.SyncRequestHandle:
        """The SDK's handle. The key goes to its addresses, so that only fal's are taken."""
        urls = (ticket.response_url, ticket.status_url, ticket.cancel_url)
        if not all(map(_is_of_the_queue, urls)):
            return fal_client.SyncRequestHandle.from_request_id(
                self._client, ticket.app, ticket.request_id
            )
        return fal_client.SyncRequestHandle(
            request_id=ticket.request_id,
            response_url=ticket.response_url,
            status_url=ticket.status_url,
            cancel_url=ticket.cancel_url,
            client=self._client,
        )


class _OnceClient(httpx.Client):
    """Sends each request once, within its own time, and raises nothing that the SDK would retry."""

    def __init__(
        self,
        wire: Wire,
        credentials: AuthCredentials,
        submit_seconds: float,
        answer_seconds: float,
        heed: Callable[[], None],
    ) -> None:
        self.heed, self.allow = heed, never
        self.call: Call | None = None
        """The last that was asked."""
        self._wire = wire
        super().__init__(
            transport=BackupDomainTransport(transport=self._wire),
            headers={
                **credentials.as_headers(),
                "Accept": "application/json",
                "User-Agent": f"prodwidget (fal-client/{fal_client.__version__})",
            },
            timeout=httpx.Timeout(answer_seconds, connect=CONNECT_SECONDS),
            follow_redirects=False,
        )
        self._submitting = httpx.Timeout(submit_seconds, connect=CONNECT_SECONDS)
        # An id and a secret, joined by a colon, or one word.
        token = credentials.token
        secrets = [token, *(each for each in token.split(":")[1:] if len(each) >= 8)]
        self._secrets = [SecretStr(each) for each in secrets]

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        timeout = self._submitting if request.method == "POST" else self.timeout
        request.extensions["timeout"] = timeout.as_dict()
        # A read's timeout is for each byte; this one is for the whole.
        call = self.call = Call(self._wire, self.heed, allow=self.allow)
        send = super().send
        try:
            response = call.run(lambda: send(request, **options), timeout.read)
        except (Overdue, httpx.ReadTimeout, httpx.WriteTimeout):
            reason, hint = f"it did not answer within {timeout.read:.0f} seconds", ""
        except httpx.HTTPError as error:
            told = trouble(error)
            reason, hint = told.reason, told.hint
        else:
            if response.is_success:
                return response
            raise self._declined(response)
        failure = Unanswered(reason) if call.sent else NeverSent(reason, hint)
        # Not from within a handler: httpx's errors hold the request, and that holds the key.
        raise failure

    def cleaned(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret.get_secret_value(), "…")
        text = "".join(each if each.isprintable() else " " for each in text).strip()
        return text if len(text) <= _TEXT_CHARACTERS else text[: _TEXT_CHARACTERS - 1] + "…"

    def _declined(self, response: httpx.Response) -> Declined:
        headers = response.headers
        try:
            body = response.json()
        except _UNREADABLE:
            body = None
        detail, error_type = body if isinstance(body, list) else None, ""
        if isinstance(body, dict):
            names = ("detail", "error", "message", "status")
            detail = next((body[name] for name in names if name in body), None)
            error_type = str(body.get("error_type") or "")
        return Declined(
            response.status_code,
            self._cleaned(detail),
            self.cleaned(error_type or headers.get("x-fal-error-type", "")),
            self.cleaned(headers.get("x-fal-request-id", "")),
            asked_pause(headers.get("retry-after", "")),
            answered_by_another(response.status_code, headers),
        )

    def _cleaned(self, value: JsonValue) -> JsonValue:
        if isinstance(value, str):
            return self.cleaned(value)
        if isinstance(value, list):
            return [self._cleaned(each) for each in value]
        if isinstance(value, dict):
            return {self.cleaned(name): self._cleaned(each) for name, each in value.items()}
        return value


def _status(told: fal_client.Status) -> Status:
    if isinstance(told, fal_client.Queued):
        position = told.position
        return Waiting(position if isinstance(position, int) and position >= 0 else None)
    if isinstance(told, fal_client.InProgress):
        entries = told.logs if isinstance(told.logs, list) else []
        return Working(
            tuple(
                (str(each.get("timestamp")), each["message"])
                for each in entries
                if isinstance(each, dict) and isinstance(each.get("message"), str)
            )
        )
    if isinstance(told, fal_client.Completed):
        error, kind = (str(each or "") for each in (told.error, told.error_type))
        return Done(error, kind, numbers(told.metrics))
    raise ValueError("the status is not one")


def _is_of_the_queue(url: str) -> bool:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    return (
        parsed.scheme == "https"
        and not parsed.userinfo
        and parsed.netloc.decode("ascii") in (FAL_QUEUE_RUN_HOST, _BACKUP_HOST)
    )


def _credentials(key: SecretStr | None) -> AuthCredentials:
    code: ProviderCode = "auth"
    hint = "Make one at https://fal.ai/dashboard/keys and set FAL_KEY to it."
    try:
        found = AuthCredentials("Key", key.get_secret_value()) if key else fetch_auth_credentials()
        found = replace(found, token=found.token.strip())
        if found.token and found.token.isascii() and found.token.isprintable():
            return found
        reason = "The fal key is empty, or has characters that no key has."
    except MissingCredentialsError:
        reason = "There is no key for fal."
    except httpx.HTTPError as error:
        code, told = "network", trouble(error)
        reason = f"What `fal auth login` left could not be renewed: {told.reason}."
        hint = f"{told.hint} Or set FAL_KEY to a key from https://fal.ai/dashboard/keys.".lstrip()
    except (httpx.InvalidURL, ImportError, OSError, ValueError):
        # It goes its own way to the network, and does not read all that is read here.
        code = "network"
        reason = (
            "What `fal auth login` left could not be renewed: fal's package cannot use what "
            "HTTPS_PROXY, ALL_PROXY or NO_PROXY is."
        )
        hint = (
            "Leave brackets out of NO_PROXY, or set FAL_KEY to a key from "
            "https://fal.ai/dashboard/keys."
        )
    # Not from within a handler: httpx's errors hold the request, and that holds the token.
    raise ProviderError(reason, code=code, provider=PROVIDER, hint=hint)
