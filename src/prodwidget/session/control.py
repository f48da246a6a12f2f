"""Jobs that run, wait for their user, or were left: chosen for, gone on with, cancelled."""

from __future__ import annotations

from prodwidget.errors import ConfigurationError, JobGone
from prodwidget.records import JobRecord
from prodwidget.session.ordering import Ordering
from prodwidget.session.reading import SessionReader
from prodwidget.work import Job


class JobControl(SessionReader):
    """What a person can do about a session's jobs once they have begun."""

    _ordering: Ordering

    def choose(self, preview: int | None) -> None:
        """Go on with one of the status's previews (0 is the first), or have others made (``None``).

        Raises
        ------
        JobGone
            No job waits for a choice.
        """
        status = self.status
        if status.status != "review" or status.job is None:
            raise JobGone("No job waits for a choice.", hint="Start one with review=True.")
        self._store.jobs.choose(status.job, "others" if preview is None else str(preview))

    def recover(
        self, job: str | None = None, *, adopt: str | None = None, send_again: bool = False
    ) -> Job:
        """Go on with a job that was left before it was done; what it paid for is not paid again.

        Parameters
        ----------
        job:
            Its id; the newest of :attr:`unfinished` where none is given.
        adopt:
            The provider's id of a request of which it was not known whether it arrived: the job
            goes on with that one.
        send_again:
            Send such a request, or one that was refused, again. It may have been paid already.

        Raises
        ------
        JobGone
            There is none.
        JobRunning
            The session is busy, perhaps with that job.
        ConfigurationError
            The job needs another backend than this pipeline's, and it cannot be made here.
        """
        if adopt is not None and send_again:
            raise ConfigurationError(
                "A request is either adopted or sent again.", hint="Give adopt= or send_again=."
            )
        with self._ordering.placing:
            return self._worker.resume(self._left(job), adopt=adopt, send_again=send_again)

    def forget(self, job: str) -> JobRecord | None:
        """Drop an unfinished job that nobody runs, and answer what is thrown away with it.

        Raises
        ------
        JobRunning
            It runs.
        """
        return self._store.jobs.forget(job)

    def cancel(self, job: str | None = None) -> bool:
        """Ask the session's job to stop, in whichever kernel; answer whether there was one.

        The status tells how it ended: ``cancelled``, or ``left_running`` where the provider could
        not be stopped and may still bill. ``job`` is the id of one that was left before it was
        done; what still runs of it at its provider is stopped.
        """
        at_work = self._worker.job
        if at_work is not None and job in (None, at_work.id) and at_work.cancel():
            return True
        outcome, id = self._store.jobs.ask_to_cancel(job or "")
        if outcome == "lapsed":
            self._worker.take_over(id)
        if outcome != "none" or job is None:
            return outcome != "none"
        try:
            left = self._left(job)
        except JobGone:
            return False
        self._worker.cancel_left(left)
        return True

    def _left(self, job: str | None) -> JobRecord:
        left = [each for each in self._store.jobs.unfinished() if job in (None, each.id)]
        if left:
            return left[-1]
        if job is None:
            raise JobGone("There is no unfinished job.", hint="Send a prompt instead.")
        raise JobGone(
            f"There is no unfinished job {job!r} in the session {self.session!r}.",
            hint="pipeline.unfinished lists those there are.",
        )
