"""What the pipeline asks of a backend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from pydantic import JsonValue

from prodwidget.backends.options import Option
from prodwidget.records import (
    Artifact,
    ArtifactRole,
    Keep,
    ProductIteration,
    Step,
    View,
    ViewCamera,
)


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """One step.

    ``parent`` is the iteration an edit starts from, with the recipe its backend left there; it is
    ``None`` for a create.
    """

    prompt: str
    step: Step
    seed: int
    session: str
    parent: ProductIteration | None
    read: Callable[[str], bytes]
    """The bytes of one of the parent's artifacts, or of an input, by its SHA-256."""
    inputs: tuple[Artifact, ...] = ()
    """What the user gave for it: pictures, a mask, a model of their own."""
    keep: Keep | None = None
    """What the step must leave as it is."""
    operation: str = ""
    """Of a ``process``: which."""
    options: Mapping[str, JsonValue] = field(default_factory=dict)
    """What the user set for this step, beyond what the backend takes by itself."""
    camera: ViewCamera | None = None
    """The view of the parent that a mask lies over; else it lies over the reference picture."""
    part: str = ""
    """The part of the parent that the step concerns, where it concerns one alone; the prompt then
    begins with it."""

    @property
    def words(self) -> str:
        """The prompt without the part that it begins with."""
        return self.prompt.removeprefix(said_of_part(self.part, "")) if self.part else self.prompt

    @property
    def pictures(self) -> tuple[Artifact, ...]:
        """The user's own pictures."""
        return tuple(each for each in self.inputs if each.role == "picture")

    @property
    def mask(self) -> Artifact | None:
        """Where an edit may change something: white, on black."""
        return next((each for each in self.inputs if each.role == "mask"), None)


def said_of_part(part: str, words: str) -> str:
    """Words that are said of a part, such as ``"the lid: make it red"``."""
    begin = f"the {part}: "
    return words if words.startswith(begin) else begin + words


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """One file of a generation, before it is stored."""

    role: ArtifactRole
    data: bytes
    media_type: str
    view: View = ""
    """What side of the product a picture shows."""
    name: str = ""
    """What its maker calls the file; often empty."""


class Progress(Protocol):
    """How a backend tells what it is doing, learns that it should stop, and survives its kernel.

    A kernel can die at any moment. Another one then calls ``generate`` with the same request, and
    with the ``checkpoints`` that the first one wrote: a backend that pays for what it does writes
    one before and after each payment, and looks for them before it pays.
    """

    @property
    def checkpoints(self) -> Mapping[str, JsonValue]:
        """What was written down for this job so far, in whichever kernel."""

    def checkpoint(self, name: str, value: JsonValue) -> None:
        """Write something down; it is in the store when this returns."""

    def keep(self, file: GeneratedFile) -> str:
        """Store a file and answer its SHA-256, to name in a checkpoint and for ``request.read``."""

    def about_to_pay(self, name: str, usd: float) -> None:
        """Write down that a request which costs about ``usd`` goes out now.

        Its outcome is written under the same name: with :meth:`checkpoint` once the provider took
        it, or with :meth:`refused`. It counts towards what the session has spent.

        Raises
        ------
        SubmissionUnknown
            A kernel that died had written the same and no outcome: the request may have arrived.
        """

    def refused(self, name: str) -> None:
        """Write down that nothing is paid for the request: it was certainly not accepted.

        Or it was, and failed in a way that the provider does not bill. What it was to cost, as its
        checkpoint says under ``usd``, is given back.
        """

    def review(self, images: Sequence[GeneratedFile]) -> int | None:
        """Show images that came on the way, and answer which one to go on with.

        At once, unless the user asked to look first; then when they have chosen. ``None`` means
        that they want others.
        """

    def stage(self, stage: str, *, detail: str = "", queue_position: int | None = None) -> None:
        """Show a short phrase to the user, such as ``"shaping the body"``; ends a cancelled job."""

    def raise_if_cancelled(self) -> None:
        """Raise :class:`~prodwidget.errors.JobCancelled` if the user cancelled the job."""


@dataclass(frozen=True, slots=True)
class Generation:
    """What a backend made: exactly one file with the role ``model``, and how to edit it."""

    files: tuple[GeneratedFile, ...]
    recipe: dict[str, JsonValue]
    provenance: dict[str, JsonValue] = field(default_factory=dict)
    """How a provider made it: instruction, models, options, request ids, timings, usage, price."""
    notes: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    kept: Keep | None = None
    """What it left as it was, where it is known to have."""


def unknown_outcome(checkpoint: JsonValue) -> bool:
    """Whether a checkpoint tells of a payment of which nobody knows whether it arrived."""
    return isinstance(checkpoint, dict) and checkpoint.get("outcome") == "unknown"


def refused_outcome(checkpoint: JsonValue) -> bool:
    """Whether a checkpoint tells of what was refused, and is not to be sent again by itself."""
    return isinstance(checkpoint, dict) and checkpoint.get("outcome") == "refused"


class Backend(Protocol):
    """Turns prompts into GLBs. ``generate`` runs on a worker's thread and may block."""

    @property
    def name(self) -> str:
        """Short and stable; stored with every iteration, such as ``"procedural"``."""

    @property
    def label(self) -> str:
        """What the user is told of it wherever its work is shown."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that it carries out; nobody asks it for another."""

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Make the product.

        Raises
        ------
        PromptError
            The prompt cannot be done; the message says what can.
        BackendError
            The work failed.
        JobCancelled
            Through ``progress``; with ``left_running`` where the provider could not be stopped.
        JobLeftRunning
            It takes longer than the backend waits; the provider goes on, and a later call with the
            same checkpoints picks it up.
        """


@runtime_checkable
class PricedBackend(Backend, Protocol):
    """A backend that costs money."""

    def estimate(self, request: GenerationRequest) -> float:
        """About what the run will cost, in US dollars."""


@runtime_checkable
class ConfigurableBackend(Backend, Protocol):
    """A backend whose steps can be set in more than words."""

    def options(self, step: Step) -> Mapping[str, Option]:
        """What a request's ``options`` may hold for a step, by name."""


@runtime_checkable
class PaintingBackend(Backend, Protocol):
    """A backend that paints models by other means than those by which it makes them.

    What an edit keeps then has to be known before it begins.
    """

    @property
    def paints(self) -> bool:
        """Whether it has what paints."""


@runtime_checkable
class AdoptingBackend(Backend, Protocol):
    """A backend that can go on with a request by the provider's name for it."""

    def adopt(
        self, checkpoints: Mapping[str, JsonValue], request_id: str
    ) -> Mapping[str, JsonValue]:
        """The checkpoints as they would be if the request of unknown outcome had been answered.

        Raises
        ------
        PromptError
            No request's outcome is unknown, or nothing can have that name.
        """


@runtime_checkable
class RemoteBackend(Backend, Protocol):
    """A backend whose work goes on elsewhere when its kernel dies."""

    def stop(self, checkpoints: Mapping[str, JsonValue]) -> bool:
        """Stop what a dead kernel left running; answer whether it is certain to have stopped."""
