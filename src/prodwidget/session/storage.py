"""Where a user's sessions and artifacts are: a server, and the directory that goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prodwidget.artifacts import ArtifactStore, LocalArtifacts
from prodwidget.store import Client, connect, connect_embedded, server_id


@dataclass(frozen=True, slots=True)
class Storage:
    """A connected server and the artifacts of its sessions."""

    client: Client
    artifacts: ArtifactStore


def open_storage(redis_url: str | None, directory: Path) -> Storage:
    """The server at a URL with its directory of artifacts, or the embedded one with its own.

    Servers do not share a directory, so that what one does not refer to is of no use to any.
    """
    if redis_url is None:
        return Storage(connect_embedded(directory / "store"), LocalArtifacts(directory / "blobs"))
    client = connect(redis_url)
    server = server_id(client)
    return Storage(client, LocalArtifacts(directory / "servers" / server / "blobs"))
