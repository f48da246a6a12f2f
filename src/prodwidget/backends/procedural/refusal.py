"""Saying no: what was understood, what was not, and what can be said instead."""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.errors import PromptError


class Unclear(Exception):
    """A stretch of a prompt that cannot be read, or that contradicts the rest."""

    def __init__(self, said: str, hint: str, *, why: str = "") -> None:
        super().__init__(said)
        self.said = said
        self.hint = hint
        self.why = why
        """A sentence, where more is known than that it was not understood."""
        self.understood: Sequence[str] = ()
        """What was understood apart from it."""


def refused(unclear: Unclear, *, creating: bool) -> PromptError:
    """The error that a user reads; nothing was changed or built when it is raised."""
    so = "so nothing was built" if creating else "so nothing was changed"
    known = list(dict.fromkeys(each for each in unclear.understood if each))[:6]
    first = f"Understood: {'; '.join(known)}. " if known else ""
    if unclear.why:
        return PromptError(f"{first}{unclear.why[:-1]}, {so}.", hint=unclear.hint)
    said = f"“{' '.join(unclear.said.split())[:60]}”"
    if not known:
        what = "prompt" if creating else "edit"
        return PromptError(f"Nothing in this {what} was understood: {said}.", hint=unclear.hint)
    return PromptError(f"{first}Not understood: {said}, {so}.", hint=unclear.hint)
