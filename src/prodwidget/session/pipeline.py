"""Create, edit, rewind, cancel, recover: the only writer of a session."""

from __future__ import annotations

import secrets
import threading
import weakref
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from prodwidget import config
from prodwidget.artifacts import ArtifactStore
from prodwidget.backends import Backend, resolve
from prodwidget.errors import ConfigurationError, JobGone, PromptError
from prodwidget.records import (
    JobRecord,
    Money,
    ProductIteration,
    ProductState,
    ProductStatus,
    Step,
    utc_now,
)
from prodwidget.session.iterations import IterationSequence, Page, picture_of
from prodwidget.session.ledger import Ledger
from prodwidget.session.prompts import checked_prompt
from prodwidget.session.seeds import chosen_seed
from prodwidget.session.storage import open_storage
from prodwidget.session.watch import Listener, Watch
from prodwidget.store import SessionCommands, SessionStore
from prodwidget.surfaces import PRODUCT, Surface
from prodwidget.work import Job, Worker, owner


class ProductPipeline:
    """One session of products: its history, its status, and the jobs that add to it.

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
        Where artifacts and the embedded store live; else ``PRODWIDGET_DATA_DIR``; else the user's.
    seed:
        Fixes the random choices of creates; each draws, and records, its own where none is given.
    spend_cap:
        US dollars that the session may spend in all, in whichever kernel; else the cap it has.

    Raises
    ------
    StoreUnavailable
        No server answers at the URL, or the embedded one cannot run.
    """

    surface: ClassVar[Surface] = PRODUCT
    """What its sessions make."""

    def __init__(
        self,
        session: str = "current",
        *,
        backend: str | Backend | None = None,
        redis_url: str | None = None,
        data_dir: str | Path | None = None,
        seed: int | None = None,
        spend_cap: float | None = None,
    ) -> None:
        storage = open_storage(config.redis_url(redis_url), config.data_dir(data_dir))
        self._artifacts = storage.artifacts
        commands = SessionCommands(storage.client, self.surface.name, session)
        self._store = SessionStore(commands, self._artifacts)
        self._store.open()
        self._jobs = self._store.jobs
        self._backend = resolve(backend)
        self._seed = seed
        self._starting = threading.Lock()
        self._watch = Watch(self._store)
        self._worker = Worker(
            self._store, self._artifacts, self.surface, self._backend, self._watch.catch_up
        )
        self._ledger = Ledger(self._store, self._worker, self._backend)
        if spend_cap is not None:
            self.spend_cap = spend_cap
        # The watching thread must not keep alive what nobody has any more; a job at work does.
        weakref.finalize(self._worker, self._watch.close)
        self._watch.when_idle(_weakly(self._worker, Worker.take_over_lapsed))
        self._watch.add(_weakly(self._worker, Worker.hear))

    @property
    def session(self) -> str:
        """The session's name."""
        return self._store.session

    @property
    def backend(self) -> Backend:
        """What makes the products."""
        return self._backend

    @property
    def store(self) -> SessionStore:
        """The session's records in Redis, for programs that need more than a pipeline offers."""
        return self._store

    @property
    def artifacts(self) -> ArtifactStore:
        """Where the files of the iterations are."""
        return self._artifacts

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
        return self._ledger.spent

    @property
    def spend_cap(self) -> float | None:
        """What the session may spend in all, in US dollars; ``None`` where that has no limit.

        It is the session's, for every kernel, and asked before each payment.
        """
        return self._ledger.cap

    @spend_cap.setter
    def spend_cap(self, usd: float | None) -> None:
        self._ledger.cap = usd

    @property
    def money(self) -> Money | None:
        """What was spent and what the next runs will cost, about; ``None`` for a free backend."""
        state = self._store.state()
        return self._ledger.money(state.iterations[-1] if state.iterations else None)

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
        return self._worker.job

    @property
    def iterations(self) -> IterationSequence:
        """The active line, root to head; read by page."""
        return self._sequence(self._store.line_length, self._store.line)

    @property
    def history(self) -> IterationSequence:
        """Every iteration of the session, oldest first, discarded ones included."""
        return self._sequence(self._store.history_length, self._store.history)

    def iteration(self, id: str) -> ProductIteration:
        """One iteration by its id; raises :class:`IterationNotFound`."""
        return self._store.iteration(id)

    def off_line(self, limit: int) -> list[ProductIteration]:
        """The newest iterations that are not on the active line, newest first."""
        return self._store.off_line(limit)

    def model(self, iteration: ProductIteration) -> bytes:
        """The GLB of an iteration; raises :class:`ArtifactMissing`."""
        return self._artifacts.read(iteration.model.sha256)

    def create(self, prompt: str, *, seed: int | None = None, review: bool = False) -> Job:
        """Start a new product and answer at once with its job.

        With ``review``, a backend that makes images first waits for :meth:`choose` before it makes
        the model of one. ``seed`` is the pipeline's where none is given, else it is drawn.

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
        a branch: what came after it stays in the history. ``seed`` is the parent's if not given.
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
        with self._starting:
            return self._worker.resume(self._left(job), adopt=adopt, send_again=send_again)

    def forget(self, job: str) -> JobRecord | None:
        """Drop an unfinished job that nobody runs, and answer what is thrown away with it.

        Raises
        ------
        JobRunning
            It runs.
        """
        return self._jobs.forget(job)

    def rewind(self, iteration: str | ProductIteration) -> ProductState:
        """Move the head back to an iteration of the active line.

        Those after it are marked as discarded; :meth:`restore` brings them back.
        """
        return self._move(iteration, "rewind")

    def restore(self, iteration: str | ProductIteration) -> ProductState:
        """Move the head to any iteration of the history, with its ancestors behind it."""
        return self._move(iteration, "restore")

    def cancel(self, job: str | None = None) -> bool:
        """Ask the session's job to stop, in whichever kernel; answer whether there was one.

        The status tells how it ended: ``cancelled``, or ``left_running`` where the provider could
        not be stopped and may still bill. ``job`` is the id of one that was left before it was
        done; what still runs of it at its provider is stopped.
        """
        at_work = self._worker.job
        if at_work is not None and job in (None, at_work.id) and at_work.cancel():
            return True
        outcome, id = self._jobs.ask_to_cancel(job or "")
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

    def _sequence(self, length: Callable[[], int], page: Page) -> IterationSequence:
        return IterationSequence(length, page, picture_of(self.surface, self._artifacts))

    def _start(
        self,
        step: Step,
        prompt: str,
        parent: str | None = None,
        *,
        seed: int | None,
        review: bool,
    ) -> Job:
        prompt = checked_prompt(prompt)
        if step not in self._backend.steps:
            raise PromptError(
                f"The backend {self._backend.name} cannot {step} a {self.surface.name}; it can "
                f"{' and '.join(self._backend.steps)} one.",
                hint="Take another: prodwidget.backends() lists them.",
            )
        with self._starting:
            head = self._store.state().head
            if step == "edit" and head is None:
                raise PromptError(
                    f"There is no {self.surface.name} to edit yet.",
                    hint="Create one first: pipeline.create(…).",
                )
            origin = None if step == "create" else parent or head
            record = JobRecord(
                id=secrets.token_hex(6),
                kind=step,
                prompt=prompt,
                seed=chosen_seed(seed, origin, self._seed, self._store),
                backend=self._backend.name,
                parent=origin,
                head=head,
                started_at=utc_now(),
                owner=owner(),
                review=review,
            )
            self._ledger.refuse_above_cap(record)
            return self._worker.begin(record)

    def _left(self, job: str | None) -> JobRecord:
        left = [each for each in self._jobs.unfinished() if job in (None, each.id)]
        if left:
            return left[-1]
        if job is None:
            raise JobGone("There is no unfinished job.", hint="Send a prompt instead.")
        raise JobGone(
            f"There is no unfinished job {job!r} in the session {self.session!r}.",
            hint="pipeline.unfinished lists those there are.",
        )


def _weakly(worker: Worker, method: Callable[..., None]) -> Callable[..., None]:
    reference = weakref.ref(worker)

    def call(*arguments: object) -> None:
        if (alive := reference()) is not None:
            method(alive, *arguments)

    return call


def _id(iteration: str | ProductIteration) -> str:
    return iteration.id if isinstance(iteration, ProductIteration) else iteration
