"""Removes artifacts that nothing refers to, and none that somebody is about to refer to."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prodwidget.session.storage import Storage


@dataclass(frozen=True, slots=True)
class Pruned:
    """Artifacts that nothing refers to."""

    digests: tuple[str, ...]
    size: int
    """Bytes, those of what was left half written among them."""
    removed: bool
    """Whether they were removed, or only counted."""


def remove_unused(
    storage: Storage, digests: Iterable[str], referred_to: Callable[[], set[str]]
) -> Pruned:
    """Remove those artifacts that nothing refers to, and answer which those were.

    Nothing is removed, and a warning says so, where another server keeps its artifacts there too.

    Parameters
    ----------
    referred_to:
        Reads every record and answers the digests that are named there; :mod:`prodwidget.store`
        says under ``Holds`` why it is asked after they were set aside.
    """
    artifacts = storage.artifacts
    if storage.shared:
        warnings.warn(
            "Another server keeps its files in the same directory, perhaps a copy of this one, so "
            "that no file was removed. Give each a data_dir= of its own; if the other is gone for "
            "good, remove what is in the folder .servers there.",
            stacklevel=3,
        )
        return Pruned((), 0, removed=True)
    began = storage.holds.now()
    aside = [each for each in digests if artifacts.set_aside(each)]
    gone: list[str] = []
    size = 0
    try:
        needed = (referred_to() | storage.holds.since(began)) if aside else set()
        gone = sorted(each for each in aside if each not in needed)
        for each in gone:
            size += artifacts.discard(each)
    finally:
        for each in aside:
            # What was discarded is not there to be put back.
            artifacts.put_back(each)
    return Pruned(tuple(gone), size, removed=True)
