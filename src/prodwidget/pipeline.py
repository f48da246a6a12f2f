"""Create, edit, rewind: the only writer of a session."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from prodwidget import config
from prodwidget.backends.base import Backend, Generation, GenerationRequest
from prodwidget.blobs import BlobStore
from prodwidget.errors import (
    BackendError,
    HeadMoved,
    JobCancelled,
    ProdwidgetError,
    PromptError,
)
from prodwidget.iterations import IterationSequence
from prodwidget.job import Job
from prodwidget.models import (
    IterationDraft,
    IterationKind,
    ProductIteration,
    ProductState,
    ProductStatus,
    StatusError,
    TrellisArtifacts,
    utc_now,
)
from prodwidget.store.embedded import ensure_server
from prodwidget.store.store import ProductStore, connect
from prodwidget.watch import Watch

LEASE_SECONDS = 15.0
"""A job whose kernel is gone frees its session after this time."""

PROMPT_CHARACTERS = 2000
"""Longest prompt that is accepted."""


class ProductPipeline:
    """One session: its history, its status, and the jobs that add to it.

    Parameters
    ----------
    session:
        Name of the session; every pipeline with this name on the same store shares it.
    backend:
        What makes the products; the built-in procedural generator where none is given.
    redis_url:
        A Redis or Valkey server; else ``PRODWIDGET_REDIS_URL``; else the embedded server.
    data_dir:
        Where artifacts and the embedded store live; else ``PRODWIDGET_DATA_DIR``; else the
        platform's directory for a user's application data.
    seed:
        Fixes the random choices of a create; the same prompt and seed give the same product.

    Raises
    ------
    StoreUnavailable
        No server answers at the URL, or the embedded one cannot run.
    """

    def __init__(
        self,
        session: str = "current",
        *,
        backend: Backend | None = None,
        redis_url: str | None = None,
        data_dir: str | Path | None = None,
        seed: int = 0,
    ) -> None:
        directory = config.data_dir(data_dir)
        url = config.redis_url(redis_url)
        client = (
            connect(url)
            if url is not None
            else connect(unix_socket=str(ensure_server(directory / "store")))
        )
        self._store = ProductStore(client, session)
        self._store.state()
        self._blobs = BlobStore(directory / "blobs")
        self._backend = backend if backend is not None else _default_backend()
        self._seed = seed
        self._watch = Watch(self._store)
        self._job: Job | None = None
        self._starting = threading.Lock()

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
        return self._store.status()

    @property
    def job(self) -> Job | None:
        """The newest job of this pipeline."""
        return self._job

    @property
    def iterations(self) -> IterationSequence:
        """The active line, root to head; read by page."""
        return IterationSequence(self._store.line_length, self._store.line)

    @property
    def history(self) -> IterationSequence:
        """Every iteration of the session, oldest first, discarded ones included."""
        return IterationSequence(self._store.history_length, self._store.history)

    def iteration(self, id: str) -> ProductIteration:
        """One iteration by its id; raises :class:`IterationNotFound`."""
        return self._store.iteration(id)

    def off_line(self, limit: int) -> list[ProductIteration]:
        """The newest iterations that are not on the active line, newest first."""
        return self._store.off_line(limit)

    def model(self, iteration: ProductIteration) -> bytes:
        """The GLB of an iteration; raises :class:`ArtifactMissing`."""
        return self._blobs.read(iteration.model.sha256)

    def create(self, prompt: str) -> Job:
        """Start a new product and answer at once with its job.

        Raises
        ------
        PromptError
            The prompt is empty or too long.
        JobRunning
            The session is busy.
        """
        return self._start("create", prompt)

    def edit(self, prompt: str) -> Job:
        """Change the head's product and answer at once with the job; raises as :meth:`create`."""
        return self._start("edit", prompt)

    def rewind(self, id: str) -> ProductState:
        """Move the head back to an iteration of the active line.

        Those after it are marked as discarded; :meth:`restore` brings them back.
        """
        return self._move(id, "rewind")

    def restore(self, id: str) -> ProductState:
        """Move the head to any iteration of the history, with its ancestors behind it."""
        return self._move(id, "restore")

    def cancel(self) -> bool:
        """Ask this pipeline's job to stop; answer whether there was one running."""
        job = self._job
        return job.cancel() if job is not None else False

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` (on the watching thread) whenever the session changes, wherever.

        Answers a function that ends it.
        """
        return self._watch.add(listener)

    def close(self) -> None:
        """Stop watching the session. A running job goes on."""
        self._watch.close()

    def _move(self, id: str, direction: str) -> ProductState:
        target = self._store.iteration(id)
        move = self._store.rewind if direction == "rewind" else self._store.restore
        try:
            move(target, self._store.state().head)
        except HeadMoved:
            if direction == "rewind" and not any(each.id == id for each in self.iterations):
                raise HeadMoved(
                    f"{id} is not on the active line, so there is nothing to rewind.",
                    hint="Use pipeline.restore(id) to go back to it.",
                ) from None
            raise
        return self._store.state()

    def _start(self, kind: IterationKind, prompt: str) -> Job:
        prompt = _checked(prompt)
        with self._starting:
            state = self._store.state()
            if kind == "edit" and state.head is None:
                raise PromptError(
                    "There is no product to edit yet.", hint="Create one first: pipeline.create(…)."
                )
            token = self._store.begin_job(f'{kind} "{prompt[:60]}"', LEASE_SECONDS)
            job = Job(kind, prompt)
            self._job = job
        started = time.monotonic()
        run = _Run(self._store, job, token, started)
        try:
            run.tell("queued", "waiting to start")
            threading.Thread(
                target=self._work, args=(run, state), name=f"prodwidget-{job.id}", daemon=True
            ).start()
        except BaseException:
            self._store.end_job(token)
            raise
        return job

    def _work(self, run: _Run, state: ProductState) -> None:
        job = run.job
        try:
            with run.lease():
                job.begin()
                parent = self._store.iteration(state.head) if state.head else None
                request = GenerationRequest(
                    prompt=job.prompt,
                    kind=job.kind,
                    seed=self._seed,
                    session=self.session,
                    parent=parent if job.kind == "edit" else None,
                )
                run.stage("starting")
                generation = self._backend.generate(request, run)
                run.raise_if_cancelled()
                run.stage("keeping the files")
                draft = self._draft(generation, request, run.elapsed)
                run.raise_if_cancelled()
                iteration = self._store.commit(draft, state.head)
            run.finish("complete", "done")
            job.succeed(iteration)
        except JobCancelled as error:
            run.finish("cancelled", "cancelled")
            job.fail(error)
        except Exception as error:
            failure = (
                error
                if isinstance(error, ProdwidgetError)
                else BackendError(
                    f"The {self._backend.name} backend failed: {type(error).__name__}: {error}",
                    hint="The history is as it was. Try again, or word the prompt differently.",
                )
            )
            failure.__cause__ = None if failure is error else error
            run.finish(
                "error",
                "failed",
                StatusError(
                    code=failure.code,
                    message=failure.message,
                    hint=failure.hint,
                    retryable=failure.retryable,
                ),
            )
            job.fail(failure)

    def _draft(
        self, generation: Generation, request: GenerationRequest, seconds: float
    ) -> IterationDraft:
        artifacts = tuple(
            self._blobs.put(file.data, role=file.role, media_type=file.media_type)
            for file in generation.files
        )
        return IterationDraft(
            kind=request.kind,
            prompt=request.prompt,
            backend=self._backend.name,
            backend_label=self._backend.label,
            seed=request.seed,
            duration_seconds=round(seconds, 3),
            notes=generation.notes,
            trellis_output=TrellisArtifacts(
                model_file=next(each.url for each in artifacts if each.role == "model"),
                no_background_images=tuple(
                    each.url for each in artifacts if each.role == "reference"
                ),
            ),
            artifacts=artifacts,
            recipe=generation.recipe,
            versions=dict(generation.versions),
        )


class _Run:
    """One job at work: its lease on the session, its status in the store, its cancellation."""

    def __init__(self, store: ProductStore, job: Job, token: str, started: float) -> None:
        self.job = job
        self._store = store
        self._token = token
        self._started = started
        self._started_at = utc_now()

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self._started

    def lease(self) -> _Lease:
        return _Lease(self._store, self._token)

    def stage(self, stage: str) -> None:
        self.raise_if_cancelled()
        self.tell("running", stage)

    def raise_if_cancelled(self) -> None:
        if self.job.cancel_requested:
            raise JobCancelled("The job was cancelled.", hint="The history is as it was.")

    def tell(self, phase: str, stage: str, error: StatusError | None = None) -> None:
        status = ProductStatus.model_validate(
            {
                "status": phase,
                "job": self.job.id,
                "kind": self.job.kind,
                "prompt": self.job.prompt,
                "stage": stage,
                "started_at": self._started_at,
                "updated_at": utc_now(),
                "elapsed_seconds": round(self.elapsed, 3),
                "error": error,
            }
        )
        self.job.update(status)
        self._store.set_status(status)

    def finish(self, phase: str, stage: str, error: StatusError | None = None) -> None:
        try:
            self.tell(phase, stage, error)
            self._store.end_job(self._token)
        except ProdwidgetError:
            # The store is away: the lease lapses by itself, and the job tells its caller.
            return


class _Lease:
    """Renews a job's claim on its session while the work runs."""

    def __init__(self, store: ProductStore, token: str) -> None:
        self._store = store
        self._token = token
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="prodwidget-lease", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def _renew(self) -> None:
        while not self._over.wait(LEASE_SECONDS / 3):
            try:
                self._store.renew_job(self._token, LEASE_SECONDS)
            except ProdwidgetError:
                continue


def _default_backend() -> Backend:
    from prodwidget.backends.procedural import ProceduralBackend

    return ProceduralBackend()


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
