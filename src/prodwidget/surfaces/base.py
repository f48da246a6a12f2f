"""What the rest of the house asks of a surface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from prodwidget.backends import Backend
from prodwidget.records import ROLES, ArtifactRole, ProductIteration, Step


@dataclass(frozen=True, slots=True)
class Words:
    """What a panel says of a surface."""

    thing: str
    """What a person calls one of what it makes, such as ``"product"``."""
    create: str
    """The beginning of a prompt that makes one; it stands in a line of the narrowest panel."""
    edit: str
    """The same of one that changes one."""
    examples: tuple[str, ...] = ()
    """Whole prompts that make one, to begin with."""


@dataclass(frozen=True, slots=True)
class Surface:
    """A kind of thing that sessions make."""

    name: str
    """The prefix of its keys in Redis."""
    words: Words
    resolve: Callable[[str | Backend | None], Backend]
    """The backend that a name means, or one that is given; the one that is taken for none.

    Raises :class:`~prodwidget.errors.ConfigurationError` as :func:`prodwidget.backends.resolve`.
    """
    steps: tuple[Step, ...] = ("create", "edit", "process", "import")
    """What can make an iteration of it."""
    roles: tuple[ArtifactRole, ...] = ROLES
    """What an iteration's artifacts can be; exactly one is the ``model``."""
    files: tuple[ArtifactRole, ...] = ("delivered",)
    """The roles of what is offered to be taken away beside the model."""
    pictures: tuple[ArtifactRole, ...] = ("thumbnail", "reference", "picture")
    """The roles that can stand for an iteration where nothing in 3D can, the best first."""
    builds: Callable[[ProductIteration], bool] = lambda _: False
    """Whether a part's look can be set in an iteration's recipe, so that words go on from it."""
