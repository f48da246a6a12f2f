"""Carries out one job: asks its backend, keeps what it makes, and commits that."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace

from prodwidget.artifacts import ArtifactStore
from prodwidget.backends import (
    Backend,
    Generation,
    GenerationRequest,
    Progress,
    check_generation,
)
from prodwidget.errors import BackendError, JobCancelled, ProdwidgetError, PromptError
from prodwidget.records import IterationDraft, JobRecord, ProductIteration, TrellisArtifacts
from prodwidget.store import SessionStore
from prodwidget.surfaces import Surface
from prodwidget.work.run import Run
from prodwidget.work.variant import Variant

MOST_AT_ONCE = 4
"""Variants of a job that are made at the same time."""

_SEED_STRIDE = 100_003


class Execution:
    """How the jobs of one session are carried out.

    Parameters
    ----------
    store, artifacts:
        The session, and where its files are.
    surface:
        What the session makes.
    told:
        Called when one of several variants is committed.
    """

    def __init__(
        self,
        store: SessionStore,
        artifacts: ArtifactStore,
        surface: Surface,
        told: Callable[[], None],
    ) -> None:
        self._store = store
        self._artifacts = artifacts
        self._surface = surface
        self._told = told

    def request(self, record: JobRecord, parent: ProductIteration | None) -> GenerationRequest:
        """What a job asks of its backend."""
        return GenerationRequest(
            prompt=record.prompt,
            step=record.kind,
            seed=record.seed,
            session=self._store.session,
            parent=parent,
            read=self._artifacts.read,
            inputs=record.inputs,
            keep=record.keep,
            operation=record.operation,
            options=record.options,
            camera=record.camera,
            part=record.part,
        )

    def carry_out(
        self, request: GenerationRequest, run: Run, backend: Backend
    ) -> tuple[ProductIteration, ...]:
        """Make and commit what a job asks for; raises what its backend, or the store, raises."""
        if run.record.variants > 1:
            return self._several(request, run, backend)
        return (run.commit(self._drafted(request, run, backend, run)),)

    def _several(
        self, request: GenerationRequest, run: Run, backend: Backend
    ) -> tuple[ProductIteration, ...]:
        """All variants of a job, each kept as soon as it is there."""
        committing = threading.Lock()
        made: dict[int, ProductIteration] = {}

        def make(number: int) -> None:
            variant = Variant(run, number)
            if variant.made is not None:
                made[number] = self._store.iteration(variant.made)
                return
            own = replace(request, seed=_varied(request.seed, number))
            draft = self._drafted(own, variant, backend, run)
            with committing:
                if not run.record.spent_microdollars:
                    # What was paid for is kept, whatever it looks like.
                    _refuse_twin(draft, made.values())
                iteration = made[number] = run.commit(draft, part=number, others=len(made))
                variant.is_made(iteration.id)
            self._told()

        numbers = range(1, run.record.variants + 1)
        failures = _all_done(make, numbers)
        if failures:
            raise _of_several(failures, len(made), run.record.variants)
        siblings = tuple(made[number] for number in numbers)
        run.complete(siblings)
        return siblings

    def _drafted(
        self, request: GenerationRequest, progress: Progress, backend: Backend, run: Run
    ) -> IterationDraft:
        generation = check_generation(backend.generate(request, progress), backend.name)
        progress.stage("keeping the files")
        draft = self._draft(generation, request, run, backend)
        progress.raise_if_cancelled()
        return draft

    def _draft(
        self, generation: Generation, request: GenerationRequest, run: Run, backend: Backend
    ) -> IterationDraft:
        foreign = {each.role for each in generation.files} - set(self._surface.roles)
        if foreign:
            raise BackendError(
                f"The backend {backend.name} made files that a {self._surface.name} does not "
                f"have: {', '.join(sorted(foreign))}.",
                hint="Tell its makers; its surface lists the roles that it has.",
            )
        artifacts = (*(run.kept(file) for file in generation.files), *request.inputs)
        return IterationDraft(
            kind=request.step,
            prompt=request.prompt or _of_pictures(request),
            keep=generation.kept or request.keep,
            part=request.part,
            operation=request.operation,
            options=dict(request.options),
            backend=backend.name,
            backend_label=backend.label,
            seed=request.seed,
            duration_seconds=round(run.elapsed, 3),
            notes=generation.notes,
            trellis_output=TrellisArtifacts.of(artifacts),
            artifacts=artifacts,
            recipe=generation.recipe,
            provenance=generation.provenance,
            versions=dict(generation.versions),
        )


def _all_done(make: Callable[[int], None], numbers: Iterable[int]) -> list[BaseException]:
    """Make all, some at a time, and answer what went wrong.

    On threads that a process does not wait for as it ends, unlike those of an executor.
    """
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in numbers:
        waiting.put(number)
    failures: list[BaseException] = []

    def work() -> None:
        with suppress(queue.Empty):
            while True:
                number = waiting.get_nowait()
                try:
                    make(number)
                except BaseException as error:
                    failures.append(error)

    threads = [
        threading.Thread(target=work, name="prodwidget-variant", daemon=True)
        for _ in range(min(MOST_AT_ONCE, waiting.qsize()))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def _refuse_twin(draft: IterationDraft, made: Iterable[ProductIteration]) -> None:
    """Raise :class:`PromptError` where a variant came out as one that is there."""
    models = {each.model.sha256 for each in made}
    if any(each.role == "model" and each.sha256 in models for each in draft.artifacts):
        raise PromptError(
            "They came out the same, since these words leave nothing to chance.",
            hint="Say less of what it is to be, or ask for one.",
        )


def _varied(seed: int, number: int) -> int:
    """The seed of a variant: far from its siblings', whose further images add to theirs."""
    return seed if number == 1 else (seed + (number - 1) * _SEED_STRIDE) % 2**31


def _of_several(failures: list[BaseException], made: int, wanted: int) -> BaseException:
    """What is told of a job of which not all variants came: the gravest of what went wrong."""
    failure = next((each for each in failures if isinstance(each, JobCancelled)), failures[0])
    if made and isinstance(failure, ProdwidgetError):
        failure.message = (
            f"{made} of {wanted} variants {'is' if made == 1 else 'are'} made and kept; of the "
            f"others: {failure.message}"
        )
    return failure


def _of_pictures(request: GenerationRequest) -> str:
    """What stands in place of a prompt where there was none."""
    count = len(request.pictures)
    return "from a picture" if count == 1 else f"from {count} pictures"
