"""Who reads a prompt into a recipe: the contract, and the reader of words, which needs no model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from prodwidget.backends.base import Progress
    from prodwidget.backends.procedural.parse import Reading
    from prodwidget.backends.procedural.spec import Spec


class RecipeReader(Protocol):
    """Reads a prompt."""

    @property
    def name(self) -> str:
        """Short and stable, such as ``"gemini"``."""

    @property
    def label(self) -> str:
        """What the user is told, such as ``"gemini-3.8-flash"``."""

    @property
    def price(self) -> float | None:
        """About what one reading costs, in US dollars; ``None`` where nobody asks for money."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of the libraries it uses."""

    def read(
        self, prompt: str, before: Spec | None, seed: int, progress: Progress, *, part: str = ""
    ) -> Reading:
        """The product that is asked for.

        ``before`` is what an edit starts from, ``part`` what of it the edit concerns, where that is
        one part alone.

        Raises
        ------
        PromptError
            It is not one of the generator's products, or nothing would change.
        BackendError
            Whoever reads it failed.
        JobCancelled
            Through ``progress``.
        """


class WordReader:
    """Reads English by rules."""

    name = "words"
    label = "rules"
    price = None
    versions: Mapping[str, str] = {}

    def read(
        self, prompt: str, before: Spec | None, seed: int, progress: Progress, *, part: str = ""
    ) -> Reading:
        """Read a new product, or a change; see :mod:`prodwidget.backends.procedural.parse`."""
        from prodwidget.backends.procedural.parse import read_create, read_edit

        return read_create(prompt, seed) if before is None else read_edit(prompt, before, part)
