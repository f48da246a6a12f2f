"""A job in memory, to try a backend without a session, a server or a store."""

from __future__ import annotations

import copy
import threading
from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from prodwidget.backends.base import (
    GeneratedFile,
    Generation,
    GenerationRequest,
    unknown_outcome,
)
from prodwidget.errors import ArtifactMissing, JobCancelled, SubmissionUnknown
from prodwidget.records import Artifact, ProductIteration, Step, TrellisArtifacts, utc_now


class KernelDied(BaseException):
    """Stands for the end of a kernel: a backend cannot do anything about it."""


class Rehearsal:
    """The :class:`~prodwidget.backends.base.Progress` of a job that happens in memory only.

    It behaves as that of a pipeline does, and keeps what the backend did with it.

    Parameters
    ----------
    choices:
        What is answered to each review; the first image once they are used up.
    cancel_after:
        Cancel the job as soon as the backend has called so many methods.
    die_after:
        Let the kernel die as soon as so many checkpoints and payments are written.
    """

    def __init__(
        self,
        *,
        choices: Sequence[int | None] = (),
        cancel_after: int | None = None,
        die_after: int | None = None,
    ) -> None:
        self.files: dict[str, bytes] = {}
        """What was kept, by SHA-256."""
        self.payments: list[tuple[str, float]] = []
        """Name and US dollars of every request that was not certainly refused."""
        self.stages: list[str] = []
        self.reviews: list[list[GeneratedFile]] = []
        self.calls = 0
        self.writes = 0
        self.cancelled = threading.Event()
        self._checkpoints: dict[str, JsonValue] = {}
        self._choices = list(choices)
        self._cancel_after = cancel_after
        self._die_after = die_after

    def next_job(self) -> Rehearsal:
        """Another job, of which this one's files can be read."""
        job = Rehearsal()
        job.files.update(self.files)
        return job

    def next_kernel(self) -> Rehearsal:
        """The same job in another kernel, after this one's died."""
        job = self.next_job()
        job.payments.extend(self.payments)
        job._checkpoints.update(copy.deepcopy(self._checkpoints))
        return job

    @property
    def spent(self) -> float:
        """US dollars, about, over all kernels."""
        return sum(usd for _, usd in self.payments)

    @property
    def checkpoints(self) -> Mapping[str, JsonValue]:
        return copy.deepcopy(self._checkpoints)

    def checkpoint(self, name: str, value: JsonValue) -> None:
        self._checkpoints[name] = copy.deepcopy(value)
        self._written()
        self._called()

    def keep(self, file: GeneratedFile) -> str:
        self._called()
        return self._kept(file).sha256

    def about_to_pay(self, name: str, usd: float) -> None:
        self.raise_if_cancelled()
        if unknown_outcome(self._checkpoints.get(name)):
            raise SubmissionUnknown(f"Nobody knows whether the {name} request arrived.")
        self.payments.append((name, usd))
        self._checkpoints[name] = {"outcome": "unknown", "usd": usd}
        self._written()
        self._called()

    def refused(self, name: str) -> None:
        paying = self._checkpoints.get(name)
        if isinstance(paying, dict) and paying.get("outcome") in ("unknown", "submitted"):
            del self._checkpoints[name]
            paid = [each for each in self.payments if each[0] == name]
            self.payments.remove(paid[-1])
            self._written()
        self._called()

    def review(self, images: Sequence[GeneratedFile]) -> int | None:
        self.raise_if_cancelled()
        self.reviews.append(list(images))
        self._called()
        return self._choices.pop(0) if self._choices else 0

    def stage(self, stage: str, *, detail: str = "", queue_position: int | None = None) -> None:
        self.raise_if_cancelled()
        self.stages.append(f"{stage} {detail}".rstrip())
        self._called()

    def raise_if_cancelled(self) -> None:
        if self.cancelled.is_set():
            raise JobCancelled("The job was cancelled.")

    def read(self, digest: str) -> bytes:
        """A file that was kept, in whichever kernel."""
        try:
            return self.files[digest]
        except KeyError:
            raise ArtifactMissing(f"The file {digest[:12]}… was not kept.") from None

    def request(
        self, prompt: str, parent: ProductIteration | None = None, *, seed: int = 0
    ) -> GenerationRequest:
        """A create, or an edit where there is a parent."""
        step: Step = "create" if parent is None else "edit"
        return GenerationRequest(prompt, step, seed, "rehearsal", parent, self.read)

    def iteration(self, generation: Generation, backend: str) -> ProductIteration:
        """What a session would make of a generation; its files can be read from here."""
        artifacts = tuple(map(self._kept, generation.files))
        return ProductIteration(
            created_at=utc_now(),
            parent=None,
            depth=0,
            kind="create",
            prompt="",
            backend=backend,
            backend_label="",
            seed=0,
            duration_seconds=0.0,
            trellis_output=TrellisArtifacts.of(artifacts),
            artifacts=artifacts,
            recipe=generation.recipe,
        )

    def _kept(self, file: GeneratedFile) -> Artifact:
        artifact = Artifact.of(
            file.data,
            role=file.role,
            media_type=file.media_type,
            name=file.name,
            view=file.view,
        )
        self.files[artifact.sha256] = file.data
        return artifact

    def _written(self) -> None:
        self.writes += 1
        if self.writes == self._die_after:
            raise KernelDied

    def _called(self) -> None:
        self.calls += 1
        if self.calls == self._cancel_after:
            self.cancelled.set()
