"""What fixes the random choices of a step, so that it can be taken again."""

from __future__ import annotations

import secrets

from prodwidget.store import SessionStore

_SEEDS = 2**31
"""As many as every provider takes."""


def chosen_seed(
    given: int | None, parent: str | None, usual: int | None, store: SessionStore
) -> int:
    """The one that is given, or an edit's parent has, or is usual for a create; else one drawn."""
    if given is not None:
        return given
    if parent is not None:
        return store.iteration(parent).seed
    return secrets.randbelow(_SEEDS) if usual is None else usual
