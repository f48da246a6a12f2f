"""Runs a session's scripts and tells refusals as the package's own errors."""

from __future__ import annotations

import json
from typing import Any, TypeVar, cast

import redis
from pydantic import BaseModel, ValidationError
from redis.exceptions import NoScriptError

from prodwidget.errors import (
    HeadMoved,
    JobGone,
    JobRunning,
    JobTakenOver,
    SessionExists,
    SpendCapReached,
    StateUnreadable,
    StoreRefused,
)
from prodwidget.records import SCHEMA_VERSION, JobRecord, ProductIteration, ProductStatus, dollars
from prodwidget.store.connection import REFUSAL, Client, answers
from prodwidget.store.layout import (
    EVENTS_KEPT,
    SCRIPT_STEP,
    WINDOW,
    SessionKeys,
    script_text,
)

_LEASES_TOLD = 2
"""A status that says that a job is at work lasts as long as so many of its leases."""

R = TypeVar("R", bound=BaseModel)


class LeaseLapsed(Exception):
    """The session is held by a job whose owner stopped renewing it; not for users."""

    def __init__(self, job: str) -> None:
        super().__init__(job)
        self.job = job


class SessionCommands:
    """What every part of the store does with the server. Safe to use from any thread."""

    def __init__(self, client: Client, surface: str, session: str) -> None:
        self.client = client
        self.keys = SessionKeys(surface, session)

    def run(
        self,
        script: str,
        *,
        status: ProductStatus | None = None,
        keys: list[str] | None = None,
        **arguments: Any,
    ) -> dict[str, Any]:
        """Run a script by its name and answer the object it returned.

        ``status`` is what the script is to leave under the session's status; it is copied to where
        other programs read it.
        """
        named = {
            "schema": str(SCHEMA_VERSION),
            "window": WINDOW,
            "step": SCRIPT_STEP,
            "events_kept": EVENTS_KEPT,
            "session": self.keys.session,
            "status": "" if status is None else status.model_dump_json(exclude={"iteration"}),
            **arguments,
        }
        with answers():
            try:
                text = self._evaluate(
                    script, [*self.keys.all, *(keys or [])], json.dumps(named, ensure_ascii=False)
                )
            except redis.ResponseError as error:
                if not str(error).startswith(REFUSAL):
                    raise
                raise self._refusal(str(error)) from None
            answer = cast("dict[str, Any]", json.loads(text))
            lease = int(arguments.get("lease_milliseconds", 0))
            if status is not None and not answer.get("far"):
                whole = status.model_copy(update={"iteration": answer.get("id")})
                self._copy(whole, answer["life_milliseconds"], lease)
            elif lease and not arguments.get("record"):
                # Whoever writes records renews the lease as well, at its own time.
                self._renew_copy(lease)
        return answer

    def _copy(self, status: ProductStatus, life: int, lease: int) -> None:
        """Leave a status where other programs read it.

        Nobody could tell them that a job at work has died with its kernel: what says that it is at
        work goes away by itself, unless its owner renews it.
        """
        ends = [life, lease * _LEASES_TOLD if status.busy else 0]
        soonest = min(filter(None, ends), default=None)
        self.client.set(self.keys.status_copy, status.model_dump_json(), px=soonest)

    def _renew_copy(self, lease: int) -> None:
        if self.client.pexpire(self.keys.status_copy, lease * _LEASES_TOLD):
            return
        text = self.client.get(self.keys.status)
        if isinstance(text, str):
            self._copy(self.parse(ProductStatus, text, self.keys.status), 0, lease)

    def _evaluate(self, script: str, keys: list[str], arguments: str) -> Any:
        text, sha = script_text(script)
        try:
            return self.client.evalsha(sha, len(keys), *keys, arguments)
        except NoScriptError:
            # With its text it also works on a server that was started again in between.
            return self.client.eval(text, len(keys), *keys, arguments)

    def parse(self, record: type[R], text: str, key: str, context: object = None) -> R:
        """A record from its JSON; ``context`` is pydantic's.

        Raises
        ------
        StateUnreadable
            The text is not such a record; it is left as it was.
        """
        try:
            return record.model_validate_json(text, context=context)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise StateUnreadable(
                f"{key} in Redis cannot be read: {first['msg']} "
                f"at {'.'.join(str(part) for part in first['loc']) or 'the start'}. "
                "It was left as it is.",
                hint="Restore it from a backup, or use another session name.",
            ) from None

    def wrong_schema(self, found: str | None) -> StateUnreadable:
        """The error for a session of another version, or of another program."""
        what = (
            f"has schema version {found}, and this prodwidget knows version {SCHEMA_VERSION}"
            if found
            else "was not written by prodwidget"
        )
        session = self.keys.session
        return StateUnreadable(
            f"The session {session!r} {what}. It was left as it is.",
            hint="Upgrade prodwidget, or use another session name."
            if found
            else "Use another session name. If the system wrote it that prodwidget comes from, "
            f'Sessions().adopt("{session}", to="another name") makes a session of it.',
        )

    def missing(self, iteration: str) -> StateUnreadable:
        """The error for an iteration whose record is gone."""
        return StateUnreadable(
            f"The session {self.keys.session!r} has lost its iteration {iteration}. "
            "It was left as it is.",
            hint="Restore the server's data from a backup.",
        )

    def _refusal(self, message: str) -> Exception:
        session = self.keys.session
        _, reason, detail = [*message.split(" ", 2), "", ""][:3]
        match reason:
            case "SCHEMA":
                return self.wrong_schema(None if detail == "none" else detail)
            case "HEAD":
                return HeadMoved(
                    f"The session {session!r} changed meanwhile: {self._named(detail)}",
                    hint="Look at pipeline.iterations, then try again.",
                )
            case "OFF_LINE":
                return HeadMoved(
                    f"{self._title(detail)} is not on the active line of {session!r}, "
                    "so there is nothing to rewind.",
                    hint="Use pipeline.restore(id) to go to it.",
                )
            case "MISSING":
                return self.missing(detail)
            case "RUNNING":
                return JobRunning(
                    f"The session {session!r} is busy with {self._job_title(detail)}.",
                    hint="Wait for it, or cancel it with pipeline.cancel().",
                )
            case "LAPSED":
                return LeaseLapsed(detail)
            case "LOST":
                return JobTakenOver(
                    "Another kernel took this job over, or it was ended there."
                    if detail
                    else f"The job no longer holds the session {session!r}.",
                    hint="Look at pipeline.status and pipeline.iterations for what became of it.",
                )
            case "GONE":
                return JobGone(
                    f"There is no unfinished job {detail!r} in the session {session!r}.",
                    hint="pipeline.unfinished lists those there are.",
                )
            case "CAP":
                more, spent, cap = map(dollars, detail.split())
                return SpendCapReached(
                    f"The next request costs about ${more:.2f}; the session has spent about "
                    f"${spent:.2f}, and its cap is ${cap:.2f}.",
                    hint="Raise it with pipeline.spend_cap, then go on with pipeline.recover().",
                )
            case "EXISTS":
                return SessionExists(
                    f"There is a session named {session!r} already.",
                    hint="Choose another name, or delete that one first.",
                )
        return StoreRefused(f"The store refused a command: {message}.", hint="See its log.")

    def _named(self, head: str) -> str:
        if not head:
            return "it has no product any more."
        last = cast(Any, self.client.xrevrange(self.keys.events, count=20))
        kinds = [fields["kind"] for _, fields in last if fields.get("head") == head]
        how = {"rewind": "was rewound to", "restore": "was restored to"}
        return f"it {how.get(kinds[0] if kinds else '', 'is now at')} {self._title(head)}."

    def _title(self, id: str) -> str:
        text = self.client.hget(self.keys.iterations, id)
        if not isinstance(text, str):
            return id
        prompt = self.parse(ProductIteration, text, self.keys.iterations).prompt
        return f'"{prompt[:60]}" ({id})'

    def _job_title(self, id: str) -> str:
        text = self.client.hget(self.keys.jobs, id)
        if not isinstance(text, str):
            return "another job"
        record = self.parse(JobRecord, text, self.keys.jobs)
        return f'{record.kind} "{record.prompt[:60]}" ({record.owner})'
