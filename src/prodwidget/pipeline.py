"""Create, edit, rewind, cancel, recover: the only writer of a session."""

from __future__ import annotations

import os
import platform
import secrets
import threading
import weakref
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from prodwidget import config
from prodwidget.backends.base import (
    Backend,
    GeneratedFile,
    Generation,
    GenerationRequest,
    PricedBackend,
    RemoteBackend,
)
from prodwidget.backends.registry import resolve
from prodwidget.blobs import BlobStore
from prodwidget.errors import JobCancelled, JobGone, JobRunning, PromptError, SpendCapReached
from prodwidget.iterations import IterationSequence
from prodwidget.job import Job
from prodwidget.models import (
    Artifact,
    IterationDraft,
    IterationKind,
    JobRecord,
    Money,
    ProductIteration,
    ProductState,
    ProductStatus,
    TrellisArtifacts,
    utc_now,
)
from prodwidget.run import Run
from prodwidget.storage import open_storage
from prodwidget.store.commands import SessionCommands
from prodwidget.store.jobs import JobStore
from prodwidget.store.store import Event, ProductStore
from prodwidget.watch import Listener, Watch

PROMPT_CHARACTERS = 2000
"""Longest prompt that is accepted."""


class ProductPipeline:
    """One session: its history, its status, and the jobs that add to it.

    Parameters
    ----------
    session:
        Name of the session; every pipeline with this name on the same store shares it.
    backend:
        What makes the products, or the name of one (:func:`prodwidget.available_backends` lists
        them). Where none is given: the one that ``PRODWIDGET_BACKEND`` names, else Gemini and
        Trellis where both of their keys are set, else the procedural generator.
    redis_url:
        A Redis or Valkey server; else ``PRODWIDGET_REDIS_URL``; else the embedded server.
    data_dir:
        Where artifacts and the embedded store live; else ``PRODWIDGET_DATA_DIR``; else the
        platform's directory for a user's application data.
    seed:
        Fixes the random choices of a create; the same prompt and seed give the same product.
    spend_cap:
        US dollars that the session may spend in all; a run that would pass it is refused. No cap
        where none is given.

    Raises
    ------
    StoreUnavailable
        No server answers at the URL, or the embedded one cannot run.
    """

    def __init__(
        self,
        session: str = "current",
        *,
        backend: str | Backend | None = None,
        redis_url: str | None = None,
        data_dir: str | Path | None = None,
        seed: int = 0,
        spend_cap: float | None = None,
    ) -> None:
        storage = open_storage(config.redis_url(redis_url), config.data_dir(data_dir))
        commands = SessionCommands(storage.client, session)
        self._store = ProductStore(commands, storage.blobs)
        self._store.open()
        self._jobs = JobStore(commands)
        self._blobs = storage.blobs
        self._backend = resolve(backend)
        self._seed = seed
        self.spend_cap = spend_cap
        self._job: Job | None = None
        self._starting = threading.Lock()
        # The watching thread must not keep alive a pipeline that nobody has any more.
        self._watch = Watch(self._store, _weakly(self, ProductPipeline._take_over_lapsed))
        weakref.finalize(self, self._watch.close)
        self._watch.add(_weakly(self, ProductPipeline._hear))

    @property
    def session(self) -> str:
        """The session's name."""
        return self._store.session

    @property
    def backend(self) -> Backend:
        """What makes the products."""
        return self._backend

    @property
    def blobs(self) -> BlobStore:
        """Where the artifacts are."""
        return self._blobs

    @property
    def state(self) -> ProductState:
        """The session as it stands in the store."""
        return self._store.state()

    @property
    def status(self) -> ProductStatus:
        """What the session is doing, in whichever kernel."""
        return self._jobs.status()

    @property
    def spent(self) -> float:
        """What the session's requests to providers cost so far, about, in US dollars."""
        return self._jobs.spent()

    @property
    def money(self) -> Money | None:
        """What was spent and what the next runs will cost, about; ``None`` for a free backend."""
        if not isinstance(self._backend, PricedBackend):
            return None
        state = self._store.state()
        head = state.iterations[-1] if state.iterations else None
        return Money(
            spent=self.spent,
            next_create=self._estimate(self._request("create", "", self._seed, None)),
            next_edit=self._estimate(self._request("edit", "", self._seed, head)),
            cap=self.spend_cap,
        )

    @property
    def connected(self) -> bool:
        """Whether the store answered when it was last asked."""
        return self._watch.connected

    @property
    def unfinished(self) -> list[JobRecord]:
        """Jobs that run or were left before they were done; :meth:`recover` goes on with one."""
        return self._jobs.unfinished()

    @property
    def job(self) -> Job | None:
        """The newest job of this pipeline."""
        return self._job

    @property
    def iterations(self) -> IterationSequence:
        """The active line, root to head; read by page."""
        return IterationSequence(self._store.line_length, self._store.line, self._blobs.picture)

    @property
    def history(self) -> IterationSequence:
        """Every iteration of the session, oldest first, discarded ones included."""
        return IterationSequence(
            self._store.history_length, self._store.history, self._blobs.picture
        )

    def iteration(self, id: str) -> ProductIteration:
        """One iteration by its id; raises :class:`IterationNotFound`."""
        return self._store.iteration(id)

    def off_line(self, limit: int) -> list[ProductIteration]:
        """The newest iterations that are not on the active line, newest first."""
        return self._store.off_line(limit)

    def model(self, iteration: ProductIteration) -> bytes:
        """The GLB of an iteration; raises :class:`ArtifactMissing`."""
        return self._blobs.read(iteration.model.sha256)

    def create(self, prompt: str, *, seed: int | None = None, review: bool = False) -> Job:
        """Start a new product and answer at once with its job.

        With ``review``, a backend that makes images first waits for :meth:`choose` before it makes
        the model of one. ``seed`` is the pipeline's where none is given.

        Raises
        ------
        PromptError
            The prompt is empty or too long.
        JobRunning
            The session is busy.
        SpendCapReached
            The run would take the session above its cap.
        """
        return self._start("create", prompt, seed=seed, review=review)

    def edit(
        self,
        prompt: str,
        *,
        parent: str | ProductIteration | None = None,
        seed: int | None = None,
        review: bool = False,
    ) -> Job:
        """Change a product and answer at once with the job; raises as :meth:`create`.

        ``parent`` is the iteration to start from, the head where none is given. An older one starts
        a branch: what came after it stays in the history.
        """
        if parent is not None:
            parent = self._store.iteration(_id(parent)).id
        return self._start("edit", prompt, parent, seed=seed, review=review)

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
        self._jobs.choose(status.job, "others" if preview is None else str(preview))

    def recover(self, job: str | None = None) -> Job:
        """Go on with a job that was left before it was done; what it paid for is not paid again.

        Parameters
        ----------
        job:
            Its id; the newest of :attr:`unfinished` where none is given.

        Raises
        ------
        JobGone
            There is none.
        JobRunning
            The session is busy, perhaps with that job.
        """
        with self._starting:
            if job is None:
                left = self._jobs.unfinished()
                if not left:
                    raise JobGone("There is no unfinished job.", hint="Send a prompt instead.")
                job = left[-1].id
            record, token, _ = self._jobs.take(job, _owner())
            return self._run(record, token)

    def forget(self, job: str) -> bool:
        """Drop an unfinished job that nobody runs; answer whether there was one."""
        if self.status.busy and self.status.job == job:
            raise JobRunning("That job is running.", hint="Cancel it with pipeline.cancel().")
        return self._jobs.forget(job)

    def rewind(self, iteration: str | ProductIteration) -> ProductState:
        """Move the head back to an iteration of the active line.

        Those after it are marked as discarded; :meth:`restore` brings them back.
        """
        return self._move(iteration, "rewind")

    def restore(self, iteration: str | ProductIteration) -> ProductState:
        """Move the head to any iteration of the history, with its ancestors behind it."""
        return self._move(iteration, "restore")

    def cancel(self) -> bool:
        """Ask the session's job to stop, in whichever kernel; answer whether there was one.

        The status tells how it ended: ``cancelled``, or ``left_running`` where the provider could
        not be stopped and may still bill.
        """
        job = self._job
        if job is not None and job.cancel():
            return True
        outcome, id = self._jobs.ask_to_cancel()
        if outcome == "lapsed":
            self._take(id)
        return outcome != "none"

    def expire_after(self, life: timedelta | None) -> None:
        """Let the session vanish this long after its last write; ``None`` keeps it for ever.

        Its artifacts stay until they are pruned.
        """
        self._store.set_life(0 if life is None else max(int(life / timedelta(milliseconds=1)), 1))

    def on_change(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` (on the watching thread) whenever the session changes, wherever.

        It gets each event once and in order: ``commit``, ``rewind``, ``restore``, ``status`` and so
        on, and ``lost``, ``back`` and ``resync`` as the connection comes and goes. Answers a
        function that ends it.
        """
        return self._watch.add(listener)

    def close(self) -> None:
        """Stop watching the session. A running job goes on."""
        self._watch.close()

    def _move(self, iteration: str | ProductIteration, direction: str) -> ProductState:
        target = self._store.iteration(_id(iteration))
        move = self._store.rewind if direction == "rewind" else self._store.restore
        move(target, self._store.state().head)
        self._watch.catch_up()
        return self._store.state()

    def _start(
        self,
        kind: IterationKind,
        prompt: str,
        parent: str | None = None,
        *,
        seed: int | None,
        review: bool,
    ) -> Job:
        prompt = _checked(prompt)
        with self._starting:
            head = self._store.state().head
            if kind == "edit" and head is None:
                raise PromptError(
                    "There is no product to edit yet.", hint="Create one first: pipeline.create(…)."
                )
            record = JobRecord(
                id=secrets.token_hex(6),
                kind=kind,
                prompt=prompt,
                seed=self._seed if seed is None else seed,
                backend=self._backend.name,
                parent=None if kind == "create" else parent or head,
                head=head,
                started_at=utc_now(),
                owner=_owner(),
                review=review,
            )
            self._refuse_above_cap(record)
            run = Run(self._store, self._jobs, Job(record), record, "", self._keep)
            lapsed = self._jobs.lapsed()
            token = self._jobs.begin(
                record,
                run.opening_status(),
                # Only a kernel with the same backend could have gone on with it.
                displace=lapsed.id if lapsed and lapsed.backend != self._backend.name else "",
            )
            return self._run(record, token)

    def _run(self, record: JobRecord, token: str) -> Job:
        job = Job(record)
        run = Run(self._store, self._jobs, job, record, token, self._keep)
        self._job = job
        threading.Thread(
            target=self._work, args=(run,), name=f"prodwidget-{job.id}", daemon=True
        ).start()
        return job

    def _work(self, run: Run) -> None:
        record = run.record
        try:
            with run.lease():
                run.job.begin()
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
            self._watch.catch_up()
            run.job.fail(failure)
        else:
            self._watch.catch_up()
            run.job.succeed(iteration)

    def _request(
        self, kind: IterationKind, prompt: str, seed: int, parent: ProductIteration | None
    ) -> GenerationRequest:
        return GenerationRequest(
            prompt=prompt,
            kind=kind,
            seed=seed,
            session=self.session,
            parent=parent,
            read=self._blobs.read,
        )

    def _estimate(self, request: GenerationRequest) -> float:
        backend = self._backend
        return backend.estimate(request) if isinstance(backend, PricedBackend) else 0.0

    def _refuse_above_cap(self, record: JobRecord) -> None:
        if self.spend_cap is None:
            return
        parent = self._store.iteration(record.parent) if record.parent else None
        about = self._estimate(self._request(record.kind, record.prompt, record.seed, parent))
        spent = self.spent
        if spent + about > self.spend_cap:
            raise SpendCapReached(
                f"This run costs about ${about:.2f}; the session has spent about ${spent:.2f}, and "
                f"its cap is ${self.spend_cap:.2f}.",
                hint="Raise it with pipeline.spend_cap, or start another session.",
            )

    # Jobs of other kernels

    def _hear(self, event: Event) -> None:
        job = self._job
        if job is None or event.fields.get("job") != job.id:
            return
        if event.kind == "cancel":
            job.cancel()
        elif event.kind == "choice":
            job.choose(event.fields["choice"])

    def _take_over_lapsed(self) -> None:
        lapsed = self._jobs.lapsed()
        if lapsed is not None and lapsed.backend == self._backend.name:
            self._take(lapsed.id)

    def _take(self, id: str) -> None:
        """Go on with a job whose owner is gone, or stop it where that was asked for."""
        try:
            record, token, cancelled = self._jobs.take(id, _owner())
        except (JobRunning, JobGone):
            # Another kernel was quicker.
            return
        if not cancelled:
            self._run(record, token)
            return
        stopped = not record.checkpoints
        if isinstance(self._backend, RemoteBackend) and record.backend == self._backend.name:
            stopped = stopped or self._backend.stop(record.checkpoints)
        Run(self._store, self._jobs, Job(record), record, token, self._keep).end(
            JobCancelled(
                "The job was cancelled."
                if stopped
                else "The job was cancelled here, and its provider may still work on it.",
                hint="The history is as it was.",
                left_running=not stopped,
            ),
            record.backend,
        )

    def _keep(self, file: GeneratedFile) -> Artifact:
        return self._blobs.put(file.data, role=file.role, media_type=file.media_type)

    def _draft(
        self, generation: Generation, request: GenerationRequest, run: Run
    ) -> IterationDraft:
        artifacts = tuple(self._keep(file) for file in generation.files)
        return IterationDraft(
            kind=request.kind,
            prompt=request.prompt,
            backend=self._backend.name,
            backend_label=self._backend.label,
            seed=request.seed,
            duration_seconds=round(run.elapsed, 3),
            notes=generation.notes,
            trellis_output=TrellisArtifacts(
                model_file=next(each.url for each in artifacts if each.role == "model"),
                no_background_images=tuple(
                    each.url for each in artifacts if each.role == "reference"
                ),
            ),
            artifacts=artifacts,
            recipe=generation.recipe,
            provenance=generation.provenance,
            versions=dict(generation.versions),
        )


def _weakly(pipeline: ProductPipeline, method: Callable[..., None]) -> Callable[..., None]:
    reference = weakref.ref(pipeline)

    def call(*arguments: object) -> None:
        if (alive := reference()) is not None:
            method(alive, *arguments)

    return call


def _owner() -> str:
    return f"process {os.getpid()} on {platform.node() or 'this machine'}"


def _id(iteration: str | ProductIteration) -> str:
    return iteration.id if isinstance(iteration, ProductIteration) else iteration


def _checked(prompt: str) -> str:
    if not isinstance(prompt, str):
        raise PromptError("A prompt is a text.", hint='Such as "a matte black bottle".')
    text = "".join(each if each.isprintable() or each in "\n\t" else " " for each in prompt).strip()
    if not text:
        raise PromptError(
            "The prompt is empty.", hint='Say what to make, such as "a matte black bottle".'
        )
    if len(text) > PROMPT_CHARACTERS:
        raise PromptError(
            f"The prompt has {len(text):,} characters; {PROMPT_CHARACTERS:,} are the most.",
            hint="Shorten it to what the product should look like.",
        )
    return text
