"""The jobs of a session as records: who runs one, how far it is, and who may go on with it.

A job holds the session by a claim with a lease. Its owner renews the lease with a token that only
it knows; once the lease lapsed, another kernel may take the job over with a token of its own, and
from then on the former owner can write nothing more. A job's record stays until the job is done, so
that whoever takes it over finds what was paid for already.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import cast

from prodwidget.errors import JobRunning
from prodwidget.records import JobRecord, ProductStatus, StatusError, dollars, microdollars
from prodwidget.store.commands import LeaseLapsed, SessionCommands
from prodwidget.store.connection import answers

LEASE_SECONDS = 15.0
"""A job whose kernel is gone can be taken over after this time."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user asked of a running job, in whichever kernel."""

    cancel: bool
    choice: str | None
    """The preview to go on with: a number, or ``"others"``."""


_INTERRUPTED = StatusError(
    code="interrupted",
    message="The kernel that ran this stopped before it was done.",
    hint="Another open kernel, or the next one, goes on with it.",
    retryable=True,
)


class JobStore:
    """The unfinished jobs of one session. Safe to use from any thread."""

    def __init__(self, commands: SessionCommands, lease_seconds: float | None = None) -> None:
        self._commands = commands
        self._client = commands.client
        self._keys = commands.keys
        self._lease = int((lease_seconds or LEASE_SECONDS) * 1000)

    @property
    def lease_seconds(self) -> float:
        """How long a claim lasts without being renewed."""
        return self._lease / 1000

    def status(self) -> ProductStatus:
        """What the session is doing.

        A job whose owner stopped renewing it is told as interrupted.
        """
        with answers():
            text = cast("str | None", self._client.get(self._keys.status))
        if text is None:
            return ProductStatus()
        status = self._commands.parse(ProductStatus, text, self._keys.status)
        if status.busy and self.lapsed() is not None:
            return status.model_copy(update={"status": "error", "error": _INTERRUPTED})
        return status

    def unfinished(self) -> list[JobRecord]:
        """Jobs that are running or were left before they were done, oldest first."""
        with answers():
            texts = cast("list[str]", self._client.hvals(self._keys.jobs))
        records = [self._commands.parse(JobRecord, text, self._keys.jobs) for text in texts]
        return sorted(records, key=lambda record: record.started_at)

    def lapsed(self) -> JobRecord | None:
        """The job that holds the session though its owner no longer renews it."""
        with answers():
            job = cast("str | None", self._client.hget(self._keys.claim, "job"))
            if job is None or self._client.exists(self._keys.lease):
                return None
            text = cast("str | None", self._client.hget(self._keys.jobs, job))
        return self._commands.parse(JobRecord, text, self._keys.jobs) if text else None

    def begin(
        self, record: JobRecord, status: ProductStatus, *, displace: str = "", token: str = ""
    ) -> str:
        """Claim the session for a job and answer the token that renews and ends it.

        ``displace`` names an interrupted job whose claim may be taken away; ``token`` is one that
        :func:`new_token` made, where the caller has to know it whatever is answered.

        Raises
        ------
        JobRunning
            Another job holds the session; the message names it.
        """
        token = token or new_token()
        try:
            self._commands.run(
                "begin_job",
                status=status,
                job=record.id,
                token=token,
                lease_milliseconds=self._lease,
                record=record.model_dump_json(),
                displace=displace,
            )
        except LeaseLapsed as lapsed:
            raise JobRunning(
                f"The session {self._keys.session!r} has a job whose kernel stopped, "
                "and it is being taken over.",
                hint="Wait for it, or cancel it with pipeline.cancel().",
            ) from lapsed
        return token

    def take(self, job: str, owner: str) -> tuple[JobRecord, str, bool]:
        """Claim a job that its owner left: its record, a token, and whether it is to be cancelled.

        ``owner`` says who takes it, for people to read.

        Raises
        ------
        JobRunning
            Its owner, or another job, holds the session.
        JobGone
            There is no such unfinished job.
        """
        token = new_token()
        try:
            answer = self._commands.run(
                "take_job", job=job, token=token, lease_milliseconds=self._lease
            )
        except LeaseLapsed as lapsed:
            raise JobRunning(
                f"The session {self._keys.session!r} has another interrupted job.",
                hint="Wait until it is taken over, or cancel it with pipeline.cancel().",
            ) from lapsed
        record = self._commands.parse(JobRecord, answer["record"], self._keys.jobs).model_copy(
            update={"owner": owner}
        )
        record = record.model_copy(update={"attempts": record.attempts + 1})
        self.update(job, token, record=record)
        return record, token, bool(answer["cancel"])

    def update(
        self,
        job: str,
        token: str,
        *,
        status: ProductStatus | None = None,
        record: JobRecord | None = None,
    ) -> Wishes:
        """Renew the lease and write what is given; answer what the user asked for meanwhile.

        Raises
        ------
        JobTakenOver
            The token no longer holds the session; nothing was written.
        SpendCapReached
            The record tells of a payment that the session's cap does not allow; nothing was
            written.
        """
        answer = self._commands.run(
            "update_job",
            status=status,
            job=job,
            token=token,
            lease_milliseconds=self._lease,
            record="" if record is None else record.model_dump_json(),
            spent="" if record is None else record.spent_microdollars,
            asks=status is not None and status.status == "review",
        )
        return Wishes(bool(answer["cancel"]), answer.get("choice"))

    def spent(self) -> float:
        """What the session's requests cost so far, about, in US dollars."""
        with answers():
            return dollars(self._client.hget(self._keys.meta, "spent") or 0)

    def cap(self) -> float | None:
        """What the session may spend in all, in US dollars; ``None`` where that has no limit."""
        with answers():
            cap = cast("str | None", self._client.hget(self._keys.meta, "cap"))
        return None if cap is None else dollars(cap)

    def set_cap(self, usd: float | None) -> None:
        """Limit what the session may spend in all, in whichever kernel; ``None`` ends that."""
        self._commands.run("set_cap", cap="" if usd is None else microdollars(usd))

    def choose(self, job: str, choice: str) -> None:
        """Tell a job's owner which preview to go on with.

        Raises
        ------
        JobGone
            That job does not hold the session.
        """
        self._commands.run("choose_preview", job=job, choice=choice)

    def end(
        self, job: str, token: str, status: ProductStatus, *, keep: JobRecord | None = None
    ) -> None:
        """Let the session go; ``keep`` leaves the job to be gone on with later."""
        self._commands.run(
            "end_job",
            status=status,
            job=job,
            token=token,
            record="" if keep is None else keep.model_dump_json(),
        )

    def forget(self, job: str) -> JobRecord | None:
        """Drop the record of a job that nobody runs, and answer it; ``None`` where there was none.

        Raises
        ------
        JobRunning
            It runs.
        """
        idle = ProductStatus().model_dump_json(exclude={"iteration"})
        answer = self._commands.run("forget_job", job=job, idle=idle)
        life = answer["life_milliseconds"] or None
        with answers():
            self._client.set(self._keys.status_copy, answer["status"], px=life)
        text = answer["record"]
        return self._commands.parse(JobRecord, text, self._keys.jobs) if text else None

    def ask_to_cancel(self, job: str = "") -> tuple[str, str]:
        """Ask the running job's owner to stop it, if it is ``job`` or none is named.

        Answers ``("asked", job)``, ``("lapsed", job)`` where the owner is gone, ``("none", "")``.
        """
        answer = self._commands.run("cancel_job", job=job)
        return answer["outcome"], answer.get("job", "")


def new_token() -> str:
    """What only the owner of a claim knows."""
    return secrets.token_hex(8)
