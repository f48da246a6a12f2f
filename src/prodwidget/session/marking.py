"""Names and stars: what a person says of a version, which itself never changes."""

from __future__ import annotations

from prodwidget.display import one_line
from prodwidget.errors import PromptError
from prodwidget.records import MARK_CHARACTERS, Mark, ProductIteration
from prodwidget.session.control import JobControl
from prodwidget.session.iterations import id_of


class Marking(JobControl):
    """What a person can say about the iterations of a session."""

    @property
    def marks(self) -> dict[str, Mark]:
        """The iterations that have a name or a star, by id, oldest first."""
        return self._store.marks.all()

    def mark(
        self,
        iteration: str | ProductIteration,
        *,
        name: str | None = None,
        starred: bool | None = None,
    ) -> Mark:
        """Name an iteration, or star it, and answer all that is said of it.

        It is said for everyone who has the session, travels with its copies and its files, and
        stays when a rewind discards the iteration.

        Parameters
        ----------
        name:
            Up to 80 characters, of which line breaks become spaces; ``""`` takes the name away, and
            ``None`` leaves it as it is.
        starred:
            Whether it is one of those to find again; ``None`` leaves that as it is.

        Raises
        ------
        PromptError
            The name is no text, or too long.
        IterationNotFound
            The session has no such iteration.
        """
        checked = None if name is None else _checked(name)
        id = self._store.iteration(id_of(iteration)).id
        mark = self._store.marks.set(id, name=checked, starred=starred)
        self._watch.catch_up()
        return mark


def _checked(name: str) -> str:
    if not isinstance(name, str):
        raise PromptError("A version's name is a text.", hint='Such as "with the cork lid".')
    line = one_line(name)
    if len(line) > MARK_CHARACTERS:
        raise PromptError(
            f"The name has {len(line):,} characters; {MARK_CHARACTERS} are the most.",
            hint="Shorten it: the prompt is shown as well.",
        )
    return line
