"""Carries out the jobs of a session: claims one, has a backend do it, and commits what it made.

It needs the session's store, an artifact store and a backend, and no pipeline, so that a process
without a notebook can run it.
"""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Callable

from pydantic import JsonValue

from prodwidget.artifacts import ArtifactStore
from prodwidget.backends import (
    ON_THIS_MACHINE,
    PROCESSING,
    RESTYLE,
    AdoptingBackend,
    Backend,
    PricedBackend,
    RemoteBackend,
    refused_outcome,
    resolve,
    unknown_outcome,
)
from prodwidget.errors import (
    BackendError,
    ConfigurationError,
    JobCancelled,
    JobGone,
    JobRunning,
    ProdwidgetError,
    PromptError,
    StoreUnavailable,
)
from prodwidget.records import JobRecord, ProductIteration
from prodwidget.store import Event, Holds, SessionStore, new_token
from prodwidget.surfaces import Surface
from prodwidget.work.execution import Execution
from prodwidget.work.job import Job
from prodwidget.work.keeping import Keeper
from prodwidget.work.promise import JobPromise, failed_status, opening_status
from prodwidget.work.run import Run
from prodwidget.work.variant import each_checkpoints, with_checkpoints_of

MOST_ATTEMPTS = 3
"""A job that so many workers left without an end is set aside: it may be what stops them."""


class Worker:
    """Carries out jobs on threads of its own, one at a time. Safe to use from any thread.

    Parameters
    ----------
    store, artifacts:
        The session, and where its files are kept.
    surface:
        What the session makes.
    backend:
        What carries out the steps.
    told:
        Called when a job has ended and before whoever holds it is answered: what follows the
        session in this process is to know by then.
    """

    def __init__(
        self,
        store: SessionStore,
        artifacts: ArtifactStore,
        surface: Surface,
        backend: Backend,
        told: Callable[[], None],
    ) -> None:
        self._store = store
        self._jobs = store.jobs
        self._artifacts = artifacts
        self._holds = Holds(store.commands.client)
        self._surface = surface
        self._backend = backend
        self._steps = Execution(store, artifacts, surface, told)
        self._told = told
        self._promise: JobPromise | None = None
        self._job: Job | None = None
        self._ended: set[str] = set()
        """Jobs that were told failed here, whether or not the store could be told."""

    @property
    def job(self) -> Job | None:
        """The newest job that was taken up here."""
        return self._job

    def estimate(self, record: JobRecord, parent: ProductIteration | None) -> float:
        """About what a job will cost, in US dollars; nothing where its backend is free."""
        backend = self.backend_of(record)
        if not isinstance(backend, PricedBackend):
            return 0.0
        return backend.estimate(self._steps.request(record, parent)) * record.variants

    def begin(self, record: JobRecord) -> Job:
        """Claim the session for a new job, and begin with it.

        Raises
        ------
        JobRunning
            The session is busy.
        """
        lapsed = self._jobs.lapsed()
        backend = self.backend_of(record)
        token = new_token()
        try:
            self._jobs.begin(
                record,
                opening_status(record),
                # Only a worker with the same backend could have gone on with it.
                displace=lapsed.id if lapsed and not self._is_ours(lapsed) else "",
                token=token,
            )
        except StoreUnavailable as error:
            # It may be claimed all the same, and nobody is to carry it out.
            self._ended.add(record.id)
            promise = JobPromise(record)
            Run(self._store, promise, token, self._keeper()).enforce(
                failed_status(record, error), keep=False
            )
            raise
        return self._run(record, token, backend)

    def resume(
        self, record: JobRecord, *, adopt: str | None = None, send_again: bool = False
    ) -> Job:
        """Claim a job that was left before it was done, and go on with it.

        Parameters
        ----------
        record:
            The job as it stands in the store.
        adopt:
            The provider's name for a request of which it was not known whether it arrived.
        send_again:
            Send such a request again.

        Raises
        ------
        ConfigurationError
            The job needs another backend, which this process cannot make; or none that can adopt.
        JobGone
            It is not unfinished any more.
        JobRunning
            The session is busy, perhaps with that job.
        PromptError
            A provider refused it, and would again.
        """
        backend = self.backend_of(record)
        if adopt is not None and not isinstance(backend, AdoptingBackend):
            raise ConfigurationError(
                f"The backend {backend.name} cannot go on with a request by its id.",
                hint="Leave adopt out.",
            )
        if record.refused and not send_again:
            raise PromptError(
                f"The same would be refused, and perhaps billed, again. {record.refused}",
                hint="Word the prompt differently, or choose another picture. "
                "recover(send_again=True) sends the same all the same.",
            )
        # Before the session is claimed: what cannot be adopted is to leave nothing behind.
        checkpoints = dict(record.checkpoints)
        if adopt is not None and isinstance(backend, AdoptingBackend):
            checkpoints = _adopted(backend, record, adopt)
        if send_again:
            checkpoints = {
                name: each
                for name, each in checkpoints.items()
                if not unknown_outcome(each) and not refused_outcome(each)
            }
        record, token, _ = self._jobs.take(record.id, owner())
        if checkpoints != record.checkpoints or record.refused:
            record = record.model_copy(update={"checkpoints": checkpoints, "refused": ""})
            self._jobs.update(record.id, token, record=record)
        return self._run(record, token, backend)

    def cancel_left(self, record: JobRecord) -> None:
        """Stop what a job that nobody carries out left running; raises as :meth:`resume`."""
        backend = self.backend_of(record)
        record, token, _ = self._jobs.take(record.id, owner())
        self._stop(record, token, backend)

    def take_over_lapsed(self) -> None:
        """Go on with the job that holds the session, where its owner is gone."""
        lapsed = self._jobs.lapsed()
        if lapsed is None or not self._is_ours(lapsed) or lapsed.id in self._ended:
            return
        if lapsed.attempts < MOST_ATTEMPTS:
            self.take_over(lapsed.id)
        else:
            self._set_aside(lapsed.id)

    def take_over(self, id: str) -> None:
        """Go on with a job whose owner is gone, or stop it where that was asked for."""
        claimed = self._claim(id)
        if claimed is None:
            return
        record, token, cancelled = claimed
        if not self._is_ours(record):
            if cancelled:
                self._stop(record, token, self._backend)
        elif cancelled:
            self._stop(record, token, self.backend_of(record))
        else:
            self._run(record, token, self.backend_of(record))

    def hear(self, event: Event) -> None:
        """Take note of what a user asked of the job at work, in whichever process."""
        promise = self._promise
        if promise is None or event.fields.get("job") != promise.record.id:
            return
        if event.kind == "cancel":
            promise.ask_to_cancel()
        elif event.kind == "choice":
            promise.look_for_choice()

    def backend_of(self, record: JobRecord) -> Backend:
        """The backend that a job names: this worker's, or one that can be made by that name.

        Raises
        ------
        ConfigurationError
            It cannot be made in this process.
        """
        if record.backend == self._backend.name:
            return self._backend
        reason = ""
        try:
            named = self._named(record.backend)
            if named.name == record.backend:
                return named
        except ProdwidgetError as error:
            reason = f" It cannot be made here: {error}"
        raise ConfigurationError(
            f"This job was begun with the backend {record.backend}, and this pipeline has "
            f"{self._backend.name}; it is carried out by the one that it names, or not at all."
            f"{reason}",
            hint=f'Open the session with it: Pipeline("{self._store.session}", '
            f'surface="{self._surface.name}", backend="{record.backend}").',
        )

    def _named(self, backend: str) -> Backend:
        # Whatever a session makes, its models are processed by the same ones.
        everywhere = backend == ON_THIS_MACHINE or backend.startswith(PROCESSING)
        return resolve(backend) if everywhere else self._surface.resolve(backend)

    def _is_ours(self, record: JobRecord) -> bool:
        """Whether this worker carries out what a job names without being asked to."""
        if record.backend.startswith(PROCESSING):
            try:
                return self.backend_of(record).name == record.backend
            except ProdwidgetError:
                # There may be a key in another process.
                return False
        # It needs no key and costs nothing, whatever makes the session's products.
        here = record.backend == ON_THIS_MACHINE or record.operation == RESTYLE
        return here or record.backend == self._backend.name

    def _claim(self, id: str) -> tuple[JobRecord, str, bool] | None:
        """A lapsed job's record, a token, whether to stop it; ``None`` if another was quicker."""
        try:
            return self._jobs.take(id, owner())
        except (JobRunning, JobGone):
            return None

    def _set_aside(self, id: str) -> None:
        claimed = self._claim(id)
        if claimed is None:
            return
        record, token, _ = claimed
        error = BackendError(
            f"The kernels that worked on this stopped, {record.attempts - 1} of them one after the "
            "other, so that it was set aside.",
            hint="What it paid for is kept. pipeline.recover() tries it once more, and "
            "pipeline.forget(job) drops it.",
        )
        run = Run(self._store, JobPromise(record), token, self._keeper())
        run.end(error, record.backend, aside=True)
        self._told()

    def _run(self, record: JobRecord, token: str, backend: Backend) -> Job:
        promise = JobPromise(record)
        job: Job = Job(promise, several=record.variants > 1)
        self._promise, self._job = promise, job
        threading.Thread(
            target=self._work,
            args=(Run(self._store, promise, token, self._keeper()), backend),
            name=f"prodwidget-{record.id}",
            daemon=True,
        ).start()
        return job

    def _work(self, run: Run, backend: Backend) -> None:
        record = run.record
        try:
            with run.lease:
                run.promise.begin()
                run.stage("starting")
                parent = self._store.iteration(record.parent) if record.parent else None
                request = self._steps.request(record, parent)
                made = self._steps.carry_out(request, run, backend)
        except BaseException as error:
            # SystemExit and asyncio's CancelledError among them: whoever waits is to hear of it.
            self._ended.add(record.id)
            failure = run.end(error, backend.name)
            self._told()
            run.promise.fail(failure)
        else:
            self._told()
            run.promise.succeed(made)

    def _stop(self, record: JobRecord, token: str, backend: Backend) -> None:
        stopped = not record.checkpoints
        if isinstance(backend, RemoteBackend) and record.backend == backend.name:
            parts = each_checkpoints(record.checkpoints, record.variants)
            # Each is to be told, whatever became of those before it.
            told = [backend.stop(each) for each in parts]
            stopped = stopped or all(told)
        Run(self._store, JobPromise(record), token, self._keeper()).end(
            JobCancelled(
                "The job was cancelled."
                if stopped
                else "The job was cancelled here, and its provider may still work on it.",
                hint="The history is as it was.",
                left_running=not stopped,
            ),
            record.backend,
        )

    def _keeper(self) -> Keeper:
        return Keeper(self._artifacts, self._holds.holder())


def _adopted(backend: AdoptingBackend, record: JobRecord, id: str) -> dict[str, JsonValue]:
    """A job's checkpoints, where the first lost request of its variants had that id."""
    parts = enumerate(each_checkpoints(record.checkpoints, record.variants), 1)
    number, own = next(
        (each for each in parts if any(map(unknown_outcome, each[1].values()))),
        (1, record.checkpoints),
    )
    adopted = backend.adopt(own, id)
    return with_checkpoints_of(record.checkpoints, number, record.variants, adopted)


def owner() -> str:
    """This process, for people to read."""
    return f"process {os.getpid()} on {platform.node() or 'this machine'}"
