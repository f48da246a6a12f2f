"""The sessions on a server: list, copy, rename, export, import, delete; and prune artifacts."""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from prodwidget import config
from prodwidget.backends import FILE_HOSTS, FileRules, GeneratedFile, fetch
from prodwidget.display import Shown, Table
from prodwidget.errors import (
    ArchiveError,
    ProdwidgetError,
    SessionNotFound,
    StoreError,
    StoreUnavailable,
)
from prodwidget.records import Artifact
from prodwidget.session.archive import environment_of, export_archive
from prodwidget.session.original import read_original
from prodwidget.session.pruning import Pruned, remove_unused
from prodwidget.session.storage import Storage, open_storage
from prodwidget.session.telling import Telling
from prodwidget.session.unpacking import SessionFile
from prodwidget.store import (
    SessionCommands,
    SessionSnapshot,
    SessionStore,
    delete_session,
    is_there,
    mentioned,
    read_foreign,
    read_session,
    refuse_existing,
    session_names,
    write_session,
)
from prodwidget.surfaces import PRODUCT, Surface, surface_named
from prodwidget.work import Keeper

GRACE_SECONDS = 3600.0
"""A file that nothing refers to is left alone for this long: a job may be about to."""

_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One session in a list."""

    name: str
    prompt: str
    iterations: int
    """Length of the active line."""
    updated_at: str | None
    trouble: str = ""
    """Why it cannot be read; empty where it can."""


class Sessions(Shown):
    """The sessions of one server and one data directory.

    Parameters
    ----------
    surface:
        What they make; products where nothing is said.
    redis_url, data_dir:
        As for :class:`~prodwidget.ProductPipeline`.
    """

    def __init__(
        self,
        *,
        surface: str | Surface = PRODUCT,
        redis_url: str | None = None,
        data_dir: str | Path | None = None,
    ) -> None:
        self.surface = surface_named(surface)
        self._storage: Storage = open_storage(
            config.redis_url(redis_url), config.data_dir(data_dir)
        )

    def __iter__(self) -> Iterator[SessionSummary]:
        for name in self._names():
            try:
                state = self._store(name).state()
            except StoreUnavailable:
                raise
            except StoreError as error:
                # Of another program, or another version: it hides no other.
                yield SessionSummary(name, "", 0, None, error.message)
                continue
            yield SessionSummary(name, state.prompt, state.iteration_count, state.updated_at)

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def copy(self, name: str, to: str) -> None:
        """Copy a session with its whole history; the two share their artifacts.

        Raises
        ------
        SessionNotFound
            There is no session ``name``.
        SessionExists
            There is a session ``to`` already.
        """
        snapshot = self._snapshot(name)
        with self._storage.holds.held(_digests(snapshot)):
            # Deleted meanwhile, it may have taken its artifacts with it before they were held.
            if not is_there(self._commands(name)):
                raise _no_session(name)
            write_session(self._commands(to), snapshot, Telling(f"Writing {to}"))

    def rename(self, name: str, to: str) -> None:
        """Give a session another name; raises as :meth:`copy`, or where a job runs in it."""
        self.copy(name, to)
        delete_session(self._commands(name))

    def export(self, name: str, path: str | Path) -> Path:
        """Write a session and its artifacts to one file.

        Warns about artifacts that were not there to be written.
        """
        return export_archive(
            _path(path), self.surface.name, name, self._snapshot(name), self._storage.artifacts
        )

    def load(self, path: str | Path, name: str | None = None) -> str:
        """Make a session of a file that :meth:`export` wrote, and answer its name.

        ``name`` is the one it had where none is given.

        Raises
        ------
        ArchiveError
            The file cannot be used; nothing was imported.
        SessionExists
            There is a session of that name already.
        """
        with SessionFile(_path(path), self.surface) as file:
            session = name or file.session
            commands = self._commands(session)
            refuse_existing(commands)
            new: set[str] = set()
            try:
                digests = file.digests()
                with self._storage.holds.held(digests):
                    told = Telling(f"Unpacking {session}")
                    for number, digest in enumerate(digests, 1):
                        if file.keep(digest, self._storage.artifacts):
                            new.add(digest)
                        told(number, len(digests))
                    write_session(commands, file.snapshot, Telling(f"Writing {session}"))
            except BaseException:
                with suppress(ProdwidgetError):
                    remove_unused(self._storage, new, self._referred_to)
                raise
            missing = len(file.missing)
        if missing:
            warnings.warn(
                f"{missing} artifacts of {session!r} were gone when it was exported.", stacklevel=2
            )
        return session

    def adopt(self, name: str = "current", *, to: str) -> str:
        """Make a session ``to`` of what the system that prodwidget comes from left under a name.

        Its models and pictures are fetched from where they lie, which has to be fal.ai's hosts or
        those of ``PRODWIDGET_PRIVATE_HOSTS``. Warns of versions whose model cannot be had any more.
        What was there is left as it is. Answers the name.

        Raises
        ------
        SessionNotFound
            Nothing is there.
        StateUnreadable
            That system did not write it, or none of its models can be had.
        SessionExists
            There is a session ``to`` already.
        """
        commands = self._commands(to)
        refuse_existing(commands)
        text = read_foreign(self._commands(name))
        if text is None:
            raise _no_session(name)
        rules = FileRules("fal", FILE_HOSTS, private_hosts=config.private_hosts())
        keeper = Keeper(self._storage.artifacts, self._storage.holds.holder())
        kept: set[str] = set()

        def keep(file: GeneratedFile) -> Artifact:
            artifact = keeper.keep(file)
            kept.add(artifact.sha256)
            return artifact

        try:
            original = read_original(name, text, lambda url: fetch(url, rules), keep)
            write_session(commands, original.snapshot)
        except BaseException:
            keeper.let_go()
            with suppress(ProdwidgetError):
                remove_unused(self._storage, kept, self._referred_to)
            raise
        keeper.let_go()
        if original.gone:
            warnings.warn(
                f"{len(original.gone)} versions of {name!r} were left out. {original.gone[0]}",
                stacklevel=2,
            )
        return to

    def delete(self, name: str) -> Pruned:
        """Remove a session, and those of its artifacts that nothing else refers to.

        Raises
        ------
        JobRunning
            A job runs in it.
        """
        own = _digests(self._snapshot(name))
        delete_session(self._commands(name))
        return remove_unused(self._storage, own, self._referred_to)

    def prune(self, *, dry_run: bool = True) -> Pruned:
        """Find artifacts that no session refers to; remove them with ``dry_run=False``.

        What was put within the last hour is left alone.
        """
        artifacts = self._storage.artifacts
        young = time.time() - GRACE_SECONDS
        left = artifacts.tidy(young, dry_run=dry_run)
        stored = {digest for digest, changed in artifacts.stored() if changed < young}
        unused = stored - self._referred_to() if stored else stored
        if dry_run:
            size = sum(artifacts.size(digest) for digest in unused)
            return Pruned(tuple(sorted(unused)), left + size, removed=False)
        pruned = remove_unused(self._storage, unused, self._referred_to)
        return replace(pruned, size=pruned.size + left)

    def __repr__(self) -> str:
        return str(self)

    def shown_as(self) -> Table:
        rows = [
            (
                each.name,
                each.prompt or each.trouble,
                "" if each.trouble else str(each.iterations),
                each.updated_at or "",
            )
            for each in self
        ]
        count = f"{len(rows)} session{'' if len(rows) == 1 else 's'}"
        return Table(count, ("session", "prompt", "iterations", "changed"), rows)

    def _commands(self, name: str) -> SessionCommands:
        return SessionCommands(self._storage.client, self.surface.name, name)

    def _store(self, name: str) -> SessionStore:
        return SessionStore(self._commands(name))

    def _names(self) -> list[str]:
        return session_names(self._storage.client, self.surface.name)

    def _snapshot(self, name: str) -> SessionSnapshot:
        self._store(name).open()
        snapshot = read_session(self._commands(name), Telling(f"Reading {name}"))
        if snapshot is None:
            raise _no_session(name)
        return snapshot

    def _referred_to(self) -> set[str]:
        # By whatever form they have: a job names what it paid for in its checkpoints, and a session
        # that another version wrote in ways of its own.
        found: set[str] = set()
        told, read = Telling("Reading what is still referred to"), 0
        for name in self._names():
            for text in mentioned(self._commands(name)):
                found.update(_DIGEST.findall(text))
                read += 1
                told(read)
        told(read, read)
        return found


def _no_session(name: str) -> SessionNotFound:
    return SessionNotFound(
        f"There is no session {name!r}.", hint="Sessions() lists those there are."
    )


def _path(path: str | Path) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise ArchiveError(
            f"{path} begins with the home directory of nobody known.",
            hint="Give the whole path.",
        ) from None


def _digests(snapshot: SessionSnapshot) -> set[str]:
    made = {artifact.sha256 for each in snapshot.iterations for artifact in each.artifacts}
    return made | {each.sha256 for each in environment_of(snapshot.look)}
