"""One session's records in Redis: read, commit, move the head, tell what changed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import redis
from pydantic import BaseModel, ValidationError
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from prodwidget.errors import (
    ConfigurationError,
    HeadMoved,
    IterationNotFound,
    JobRunning,
    StateUnreadable,
    StoreUnavailable,
)
from prodwidget.models import (
    SCHEMA_VERSION,
    IterationDraft,
    ProductIteration,
    ProductState,
    ProductStatus,
    StatusError,
)
from prodwidget.store.layout import (
    COMMIT,
    EVENTS_KEPT,
    MOVE_HEAD,
    RELEASE_JOB,
    RENEW_JOB,
    WINDOW,
    SessionKeys,
)

CONNECT_SECONDS = 3.0
"""A server that accepts no connection within this time counts as away."""

ANSWER_SECONDS = 10.0
"""A command without an answer within this time counts as lost."""

R = TypeVar("R", bound=BaseModel)

_INTERRUPTED = StatusError(
    code="interrupted",
    message="The kernel that ran this stopped before it was done.",
    hint="Nothing was lost: send the prompt again.",
    retryable=True,
)


def connect(url: str | None = None, *, unix_socket: str | None = None) -> redis.Redis:
    """A client for a server by URL (``redis://``, ``rediss://``, ``unix://``) or by socket.

    Connection failures are retried twice with a short pause, since every write here is either
    checked against the head or the same when done twice; a lost answer is not retried.
    """
    options: dict[str, Any] = {
        "decode_responses": True,
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        "health_check_interval": 30,
        "retry": Retry(
            ExponentialBackoff(cap=0.5, base=0.05), 2, supported_errors=(redis.ConnectionError,)
        ),
    }
    if unix_socket is not None:
        return redis.Redis(unix_socket_path=unix_socket, **options)
    try:
        return redis.Redis.from_url(url or "", **options)
    except ValueError as error:
        raise ConfigurationError(
            f"The Redis URL cannot be used: {error}.",
            hint="Write it as redis://host:6379/0, rediss://… for TLS, or unix:///path.",
        ) from None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that changed in a session."""

    id: str
    kind: str
    """``commit``, ``rewind``, ``restore`` or ``status``."""


class ProductStore:
    """The records of one session. Safe to use from any thread."""

    def __init__(self, client: redis.Redis, session: str = "current") -> None:
        self._client = client
        self._keys = SessionKeys(session)
        self._commit = client.register_script(COMMIT)
        self._move_head = client.register_script(MOVE_HEAD)
        self._renew = client.register_script(RENEW_JOB)
        self._release = client.register_script(RELEASE_JOB)

    @property
    def session(self) -> str:
        """The session's name."""
        return self._keys.session

    # Reading

    def state(self) -> ProductState:
        """The session as it stands; an empty state where nothing was made yet."""
        with self._errors():
            text = cast("str | None", self._client.get(self._keys.state))
            schema = cast("str | None", self._client.hget(self._keys.meta, "schema"))
        if text is None:
            return ProductState(session=self.session)
        if schema != str(SCHEMA_VERSION):
            raise self._wrong_schema(schema)
        return self._parse(ProductState, text, self._keys.state)

    def status(self) -> ProductStatus:
        """What the session is doing.

        A job whose owner stopped renewing it is told as failed: its kernel is gone.
        """
        with self._errors():
            text = cast("str | None", self._client.get(self._keys.status))
            owned = self._client.exists(self._keys.job)
        if text is None:
            return ProductStatus()
        status = self._parse(ProductStatus, text, self._keys.status)
        if status.busy and not owned:
            return status.model_copy(update={"status": "error", "error": _INTERRUPTED})
        return status

    def iteration(self, id: str) -> ProductIteration:
        """One iteration of the history.

        Raises
        ------
        IterationNotFound
            The session has no iteration with this id.
        """
        found = self.read([id])
        if not found:
            raise IterationNotFound(
                f"The session {self.session!r} has no iteration {id[:80]!r}.",
                hint="pipeline.iterations and pipeline.history list the ids there are.",
            )
        return found[0]

    def line_length(self) -> int:
        """Iterations from the root to the head."""
        with self._errors():
            return self._client.zcard(self._keys.line)

    def line(self, start: int, stop: int) -> list[ProductIteration]:
        """Iterations ``start`` to ``stop`` (exclusive) of the active line; the root is 0."""
        if stop <= start:
            return []
        with self._errors():
            ids = cast("list[str]", self._client.zrange(self._keys.line, start, stop - 1))
        return self.read(ids)

    def history_length(self) -> int:
        """Every iteration of the session, whatever line it is on."""
        with self._errors():
            return self._client.zcard(self._keys.history)

    def history(self, start: int, stop: int) -> list[ProductIteration]:
        """Iterations ``start`` to ``stop`` (exclusive) of the whole history, oldest first."""
        if stop <= start:
            return []
        with self._errors():
            ids = cast("list[str]", self._client.zrange(self._keys.history, start, stop - 1))
        return self.read(ids)

    def off_line(self, limit: int) -> list[ProductIteration]:
        """The newest iterations that are not on the active line, newest first.

        Looks through at most the newest ``limit`` of those beside the whole line's window, so its
        cost does not grow with the history.
        """
        with self._errors():
            recent = cast(
                "list[str]",
                self._client.zrange(self._keys.history, 0, limit + WINDOW - 1, desc=True),
            )
            if not recent:
                return []
            depths = self._client.zmscore(self._keys.line, recent)
        missing = [id for id, depth in zip(recent, depths, strict=True) if depth is None]
        return self.read(missing[:limit])

    def read(self, ids: Sequence[str]) -> list[ProductIteration]:
        """The iterations with these ids that exist, in the order asked."""
        if not ids:
            return []
        with self._errors():
            records = cast("list[str | None]", self._client.hmget(self._keys.iterations, list(ids)))
            dropped = self._client.zmscore(self._keys.discarded, list(ids))
        return [
            self._parse(ProductIteration, text, self._keys.iterations).model_copy(
                update={"discarded": score is not None}
            )
            for text, score in zip(records, dropped, strict=True)
            if text is not None
        ]

    # Writing

    def commit(self, draft: IterationDraft, expected_head: str | None) -> ProductIteration:
        """Append ``draft`` and move the head to it, in one step.

        Raises
        ------
        HeadMoved
            The head is no longer ``expected_head``; nothing was written.
        StateUnreadable
            The session was written by a newer version, or by another program.
        """
        body = draft.model_dump_json()
        id = self._run(
            self._commit,
            expected_head,
            draft.kind,
            json.dumps(draft.prompt),
            draft.trellis_output.model_dump_json(),
            body,
        )
        return self.iteration(id)

    def rewind(self, target: ProductIteration, expected_head: str | None) -> None:
        """Move the head back to ``target``; what came after it is marked as discarded."""
        self._run(self._move_head, expected_head, "rewind", *self._moved_to(target))

    def restore(self, target: ProductIteration, expected_head: str | None) -> None:
        """Move the head to ``target``, bringing it and its ancestors back to the active line."""
        branch: list[ProductIteration] = []
        joint: str | None = target.id
        while joint is not None and not self._on_line(joint):
            branch.insert(0, self.iteration(joint))
            joint = branch[0].parent
        self._run(
            self._move_head,
            expected_head,
            "restore",
            *self._moved_to(target),
            joint or "",
            *(iteration.id for iteration in branch),
        )

    def set_status(self, status: ProductStatus) -> None:
        """Replace the light status and tell everyone who watches."""
        with self._errors(), self._client.pipeline(transaction=False) as pipeline:
            pipeline.set(self._keys.status, status.model_dump_json())
            pipeline.xadd(
                self._keys.events, {"kind": "status"}, maxlen=EVENTS_KEPT, approximate=True
            )
            pipeline.execute()

    # Jobs

    def begin_job(self, description: str, lease_seconds: float) -> str:
        """Claim the session for one job and answer the token that renews and ends it.

        Raises
        ------
        JobRunning
            Another job holds the session; the message names it.
        """
        token = f"{secrets.token_hex(8)} {description}"
        with self._errors():
            claimed = self._client.set(self._keys.job, token, nx=True, px=int(lease_seconds * 1000))
            running = None if claimed else self._client.get(self._keys.job)
        if not claimed:
            named = str(running or "").partition(" ")[2] or "another job"
            raise JobRunning(
                f"The session {self.session!r} is busy with {named}.",
                hint="Wait for it, or cancel it with pipeline.cancel().",
            )
        return token

    def renew_job(self, token: str, lease_seconds: float) -> bool:
        """Keep the session claimed; ``False`` where the claim was lost."""
        with self._errors():
            return bool(self._renew(keys=[self._keys.job], args=[token, int(lease_seconds * 1000)]))

    def end_job(self, token: str) -> None:
        """Let the session go."""
        with self._errors():
            self._release(keys=[self._keys.job], args=[token])

    # Watching

    def last_event(self) -> str:
        """Id of the newest event, to watch from."""
        with self._errors():
            newest = cast(Any, self._client.xrevrange(self._keys.events, count=1))
        return str(newest[0][0]) if newest else "0-0"

    def wait_for_events(self, after: str, seconds: float) -> list[Event]:
        """Events after ``after``, waiting up to ``seconds`` for the first."""
        with self._errors():
            answer = cast(
                Any,
                self._client.xread(
                    {self._keys.events: after}, count=200, block=int(seconds * 1000)
                ),
            )
        if not answer:
            return []
        streams = answer.items() if isinstance(answer, dict) else answer
        events: list[Event] = []
        for _, entries in streams:
            batch = entries[0] if entries and isinstance(entries[0], list) else entries
            events.extend(Event(id, fields["kind"]) for id, fields in batch)
        return events

    # Within

    def _run(self, script: Callable[..., Any], expected_head: str | None, *arguments: str) -> str:
        with self._errors():
            try:
                return str(
                    script(
                        keys=self._keys.written_together,
                        args=[
                            str(SCHEMA_VERSION),
                            str(WINDOW),
                            str(EVENTS_KEPT),
                            json.dumps(self.session),
                            expected_head or "",
                            *arguments,
                        ],
                    )
                )
            except redis.ResponseError as error:
                raise self._refusal(str(error)) from None

    def _refusal(self, message: str) -> Exception:
        match message.split():
            case ["PRODWIDGET", "SCHEMA", schema]:
                return self._wrong_schema(None if schema == "none" else schema)
            case ["PRODWIDGET", "HEAD" | "OFF_LINE" | "EMPTY", *rest]:
                return HeadMoved(
                    f"The session {self.session!r} changed meanwhile: "
                    f"its head is now {' '.join(rest) or 'empty'}.",
                    hint="Look at pipeline.iterations, then try again.",
                )
        return StoreUnavailable(f"The store refused a command: {message}.", hint="See its log.")

    def _wrong_schema(self, found: str | None) -> StateUnreadable:
        what = (
            f"has schema version {found}, and this prodwidget knows version {SCHEMA_VERSION}"
            if found
            else "was not written by prodwidget"
        )
        return StateUnreadable(
            f"The session {self.session!r} {what}. It was left as it is.",
            hint="Upgrade prodwidget, or use another session name.",
        )

    def _moved_to(self, target: ProductIteration) -> tuple[str, str, str]:
        return json.dumps(target.prompt), target.trellis_output.model_dump_json(), target.id

    def _on_line(self, id: str) -> bool:
        with self._errors():
            return self._client.zscore(self._keys.line, id) is not None

    def _parse(self, record: type[R], text: str, key: str) -> R:
        try:
            return record.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise StateUnreadable(
                f"{key} in Redis cannot be read: {first['msg']} "
                f"at {'.'.join(str(part) for part in first['loc']) or 'the start'}. "
                "It was left as it is.",
                hint="Restore it from a backup, or use another session name.",
            ) from None

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except redis.AuthenticationError:
            raise StoreUnavailable(
                "Redis refused the user name or password.",
                hint="Check the URL in redis_url= or PRODWIDGET_REDIS_URL.",
            ) from None
        except (redis.ConnectionError, redis.TimeoutError, OSError) as error:
            reason = (
                "it did not answer in time"
                if isinstance(error, redis.TimeoutError)
                else "it cannot be reached"
            )
            raise StoreUnavailable(
                f"No answer from Redis: {reason}.",
                hint="Check that it runs and that redis_url= or PRODWIDGET_REDIS_URL is right, "
                "then try again.",
            ) from None
        except redis.RedisError as error:
            raise StoreUnavailable(
                f"Redis refused a command: {error}.", hint="See its log."
            ) from None
