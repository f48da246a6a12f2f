"""Carries out the jobs of a session: claims one, has a backend do it, and commits what it made.

It needs the session's store, an artifact store and a backend, and no pipeline, so that a process
without a notebook can run it.
"""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Callable

from prodwidget.artifacts import ArtifactStore
from prodwidget.backends import (
    Backend,
    GeneratedFile,
    Generation,
    GenerationRequest,
    PricedBackend,
    RemoteBackend,
)
from prodwidget.errors import JobCancelled, JobGone, JobRunning
from prodwidget.records import Artifact, IterationDraft, JobRecord, ProductIteration, Step
from prodwidget.store import Event, SessionStore
from prodwidget.surfaces import Surface
from prodwidget.work.job import Job
from prodwidget.work.promise import JobPromise, opening_status
from prodwidget.work.run import Run


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
        self._surface = surface
        self._backend = backend
        self._told = told
        self._promise: JobPromise | None = None
        self._job: Job | None = None

    @property
    def job(self) -> Job | None:
        """The newest job that was taken up here."""
        return self._job

    def estimate(
        self, step: Step, prompt: str, seed: int, parent: ProductIteration | None
    ) -> float:
        """About what a step will cost, in US dollars; nothing where the backend is free."""
        if not isinstance(self._backend, PricedBackend):
            return 0.0
        return self._backend.estimate(self._request(step, prompt, seed, parent))

    def begin(self, record: JobRecord) -> Job:
        """Claim the session for a new job, and begin with it.

        Raises
        ------
        JobRunning
            The session is busy.
        """
        lapsed = self._jobs.lapsed()
        token = self._jobs.begin(
            record,
            opening_status(record),
            # Only a worker with the same backend could have gone on with it.
            displace=lapsed.id if lapsed and lapsed.backend != self._backend.name else "",
        )
        return self._run(record, token)

    def resume(self, job: str) -> Job:
        """Claim a job that was left before it was done, and go on with it.

        Raises
        ------
        JobGone
            There is none with this id.
        JobRunning
            The session is busy, perhaps with that job.
        """
        record, token, _ = self._jobs.take(job, owner())
        return self._run(record, token)

    def take_over_lapsed(self) -> None:
        """Go on with the job that holds the session, where its owner is gone."""
        lapsed = self._jobs.lapsed()
        if lapsed is not None and lapsed.backend == self._backend.name:
            self.take_over(lapsed.id)

    def take_over(self, id: str) -> None:
        """Go on with a job whose owner is gone, or stop it where that was asked for."""
        try:
            record, token, cancelled = self._jobs.take(id, owner())
        except (JobRunning, JobGone):
            # Another worker was quicker.
            return
        if cancelled:
            self._stop(record, token)
        else:
            self._run(record, token)

    def hear(self, event: Event) -> None:
        """Take note of what a user asked of the job at work, in whichever process."""
        promise = self._promise
        if promise is None or event.fields.get("job") != promise.record.id:
            return
        if event.kind == "cancel":
            promise.ask_to_cancel()
        elif event.kind == "choice":
            promise.choose(event.fields["choice"])

    def _run(self, record: JobRecord, token: str) -> Job:
        promise = JobPromise(record)
        job = Job(promise)
        self._promise, self._job = promise, job
        threading.Thread(
            target=self._work,
            args=(Run(self._store, promise, token, self._keep),),
            name=f"prodwidget-{record.id}",
            daemon=True,
        ).start()
        return job

    def _work(self, run: Run) -> None:
        record = run.record
        try:
            with run.lease():
                run.promise.begin()
                run.stage("starting")
                parent = self._store.iteration(record.parent) if record.parent else None
                request = self._request(record.kind, record.prompt, record.seed, parent)
                generation = self._backend.generate(request, run)
                run.stage("keeping the files")
                draft = self._draft(generation, request, run)
                run.raise_if_cancelled()
                iteration = run.commit(draft)
        except Exception as error:
            failure = run.end(error, self._backend.name)
            self._told()
            run.promise.fail(failure)
        else:
            self._told()
            run.promise.succeed(iteration)

    def _stop(self, record: JobRecord, token: str) -> None:
        stopped = not record.checkpoints
        if isinstance(self._backend, RemoteBackend) and record.backend == self._backend.name:
            stopped = stopped or self._backend.stop(record.checkpoints)
        Run(self._store, JobPromise(record), token, self._keep).end(
            JobCancelled(
                "The job was cancelled."
                if stopped
                else "The job was cancelled here, and its provider may still work on it.",
                hint="The history is as it was.",
                left_running=not stopped,
            ),
            record.backend,
        )

    def _request(
        self, step: Step, prompt: str, seed: int, parent: ProductIteration | None
    ) -> GenerationRequest:
        return GenerationRequest(
            prompt=prompt,
            step=step,
            seed=seed,
            session=self._store.session,
            parent=parent,
            read=self._artifacts.read,
        )

    def _keep(self, file: GeneratedFile) -> Artifact:
        return self._artifacts.put(file.data, role=file.role, media_type=file.media_type)

    def _draft(
        self, generation: Generation, request: GenerationRequest, run: Run
    ) -> IterationDraft:
        artifacts = tuple(self._keep(file) for file in generation.files)
        return IterationDraft(
            kind=request.step,
            prompt=request.prompt,
            backend=self._backend.name,
            backend_label=self._backend.label,
            seed=request.seed,
            duration_seconds=round(run.elapsed, 3),
            notes=generation.notes,
            trellis_output=self._surface.outputs(artifacts),
            artifacts=artifacts,
            recipe=generation.recipe,
            provenance=generation.provenance,
            versions=dict(generation.versions),
        )


def owner() -> str:
    """This process, for people to read."""
    return f"process {os.getpid()} on {platform.node() or 'this machine'}"
