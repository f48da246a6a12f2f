"""What the pipeline asks of a backend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pydantic import JsonValue

from prodwidget.models import ArtifactRole, ProductIteration


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """One create or edit.

    ``parent`` is the iteration an edit starts from, with the recipe its backend left there; it is
    ``None`` for a create.
    """

    prompt: str
    kind: Literal["create", "edit"]
    seed: int
    session: str
    parent: ProductIteration | None


class Progress(Protocol):
    """How a backend tells what it is doing, and learns that it should stop."""

    def stage(self, stage: str) -> None:
        """Show a short phrase to the user, such as ``"shaping the body"``."""

    def raise_if_cancelled(self) -> None:
        """Raise :class:`~prodwidget.errors.JobCancelled` if the user cancelled the job."""


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """One file of a generation, before it is stored."""

    role: ArtifactRole
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Generation:
    """What a backend made: exactly one file with the role ``model``, and how to edit it."""

    files: tuple[GeneratedFile, ...]
    recipe: dict[str, JsonValue]
    notes: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


class Backend(Protocol):
    """Turns prompts into GLBs. ``generate`` runs on the pipeline's thread and may block."""

    @property
    def name(self) -> str:
        """Short and stable; stored with every iteration, such as ``"procedural"``."""

    @property
    def label(self) -> str:
        """What the user is told of it wherever its work is shown."""

    def generate(self, request: GenerationRequest, progress: Progress) -> Generation:
        """Make the product.

        Raises
        ------
        PromptError
            The prompt cannot be done; the message says what can.
        BackendError
            The work failed.
        JobCancelled
            Through ``progress.raise_if_cancelled``.
        """
