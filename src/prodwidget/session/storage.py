"""Where a user's sessions and artifacts are: a server, and the directory that goes with it."""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from prodwidget.artifacts import ArtifactStore, LocalArtifacts
from prodwidget.errors import ConfigurationError, StoreUnavailable
from prodwidget.store import (
    Client,
    Holds,
    connect,
    connect_embedded,
    new_token,
    note_visit,
    server_id,
    session_names,
    visits,
)
from prodwidget.surfaces import surface_names


class OtherDirectoryWarning(UserWarning):
    """The sessions of a server were kept with another directory of files than the one that opens.

    What was made there is not found here.
    """


@dataclass(frozen=True, slots=True)
class Storage:
    """A connected server and the artifacts of its sessions."""

    client: Client
    artifacts: ArtifactStore

    @property
    def holds(self) -> Holds:
        """The artifacts that nobody may take away just now."""
        return Holds(self.client)

    @property
    def shared(self) -> bool:
        """Whether another server keeps its artifacts here too, such as a copy of this one.

        What nothing refers to on this server may be needed on that one.
        """
        # In this order: whoever leaves a mark told the server before.
        marks = self.artifacts.marks()
        return bool(marks - visits(self.client))


def open_storage(redis_url: str | None, directory: Path) -> Storage:
    """The server at a URL with its directory of artifacts, or the embedded one with its own.

    Servers do not share a directory, so that what one does not refer to is of no use to any. Each
    opening leaves a mark in the directory and has the server remember it, in place of the marks
    that the server knows: one that it does not know is another server's, though both have one name.
    """
    if redis_url is None:
        storage = Storage(
            connect_embedded(directory / "store"), LocalArtifacts(directory / "blobs")
        )
    else:
        client = connect(redis_url)
        server = server_id(client)
        storage = Storage(client, LocalArtifacts(directory / "servers" / server / "blobs"))
    _visit(storage)
    return storage


def _visit(storage: Storage) -> None:
    client, artifacts = storage.client, storage.artifacts
    marks = artifacts.marks()
    known = visits(client)
    visit = new_token()
    # Who may only read here, or finds the server full, removes no file either.
    with suppress(StoreUnavailable, ConfigurationError):
        note_visit(client, visit)
        artifacts.mark(visit)
        for each in marks & known:
            artifacts.unmark(each)
    if known and not marks & known and any(session_names(client, each) for each in surface_names()):
        warnings.warn(
            "The sessions on this server were kept with another directory of files than this one, "
            "and what was made there is not found here. If it was moved, set data_dir= or "
            "PRODWIDGET_DATA_DIR to its new place; kernels on several machines need a shared one.",
            OtherDirectoryWarning,
            stacklevel=4,
        )
