"""What the rest of the house asks of a surface."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prodwidget.records import Artifact, ArtifactRole, Step, TrellisArtifacts


@dataclass(frozen=True, slots=True)
class Surface:
    """A kind of thing that sessions make."""

    name: str
    """The prefix of its keys in Redis, and what a person calls what it makes."""
    steps: tuple[Step, ...]
    """What can make an iteration of it."""
    roles: tuple[ArtifactRole, ...]
    """What an iteration's artifacts can be; exactly one is the ``model``."""
    pictures: tuple[ArtifactRole, ...]
    """The roles that can stand for an iteration where nothing in 3D can, the best first."""
    outputs: Callable[[Iterable[Artifact]], TrellisArtifacts]
    """An iteration's artifacts under the names by which other programs read them."""
