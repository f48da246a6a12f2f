"""Artifacts in a directory, named by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prodwidget.addresses import artifact_url, is_digest
from prodwidget.artifacts.base import ArtifactStore
from prodwidget.directories import make_private, sync
from prodwidget.errors import ArtifactMissing, ConfigurationError
from prodwidget.records import Artifact, ArtifactRole

_ASIDE = ".removing"
_MARKS = ".servers"


class LocalArtifacts(ArtifactStore):
    """Content-addressed files: ``<root>/<first two digits>/<sha256>``.

    Equal bytes are stored once. A file is written under a temporary name and moved into place, so
    that a reader never sees half of one, and its digest is checked whenever it is read. Under
    ``<root>/.servers`` are the marks of the servers that use it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._inode: int | None = None

    def put(self, data: bytes, *, role: ArtifactRole, media_type: str) -> Artifact:
        """Keep ``data`` and return the artifact that names it.

        Raises
        ------
        ConfigurationError
            The directory cannot be written to.
        """
        artifact = Artifact.of(data, role=role, media_type=media_type)
        self.receive(artifact.sha256, [data])
        return artifact

    def receive(self, digest: str, pieces: Iterable[bytes]) -> bool:
        """Keep a file that comes in pieces, and answer whether it was not here before.

        Raises
        ------
        ArtifactMissing
            Its bytes have another digest; nothing was kept.
        ConfigurationError
            The directory cannot be written to.
        """
        path = self.path(digest)
        # It may be set aside as it is looked at; then it is written anew.
        with suppress(FileNotFoundError):
            if self._holds(path, digest):
                # As good as new: what nothing refers to is kept for a while after it was last put.
                os.utime(path)
                return False
        self._write(path, digest, pieces)
        return True

    def read(self, digest: str) -> bytes:
        """The bytes with this digest.

        Raises
        ------
        ArtifactMissing
            There is no such file, or its bytes are no longer the ones that were stored.
        """
        path = self.path(digest)
        try:
            # It may be set aside, and put back, as it is looked for.
            data = _first_that_is_there(path, _aside(path), path)
        except OSError as error:
            raise ArtifactMissing(
                f"The file {digest[:12]}… is not in {self.root}.",
                hint="Restore it from a backup, or run the prompt again.",
            ) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise ArtifactMissing(
                f"The file {digest[:12]}… in {self.root} is damaged: its bytes have changed.",
                hint="Restore it from a backup, or run the prompt again.",
            )
        return data

    def path(self, digest: str) -> Path:
        """Where the file with this digest is, or would be; raises :class:`ArtifactMissing`."""
        if not is_digest(digest):
            raise ArtifactMissing(
                f"{digest[:80]!r} is no SHA-256.", hint="Take an artifact's sha256 from its record."
            )
        return self.root / digest[:2] / digest

    def size(self, digest: str) -> int:
        """Bytes on disk; 0 where there is no such file."""
        try:
            return self.path(digest).stat().st_size
        except OSError:
            return 0

    def stored(self) -> Iterator[tuple[str, float]]:
        """Every digest that is here, and when it was last put (seconds since 1970)."""
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            if len(path.name) != 64:
                continue
            try:
                last_put = path.stat().st_mtime
            except FileNotFoundError:
                # Others remove files, too.
                continue
            yield path.name, last_put

    def remove(self, digest: str) -> int:
        """Delete a file and answer the bytes that were freed."""
        return self.discard(digest) if self.set_aside(digest) else 0

    def set_aside(self, digest: str) -> bool:
        """Take a file away so that it can still be brought back; answer whether it was here."""
        path = self.path(digest)
        with self._writing():
            try:
                path.rename(_aside(path))
            except FileNotFoundError:
                return False
            return True

    def put_back(self, digest: str) -> None:
        """Bring back a file that was set aside."""
        path = self.path(digest)
        with self._writing(), suppress(FileNotFoundError):
            os.replace(_aside(path), path)

    def discard(self, digest: str) -> int:
        """Delete a file that was set aside and answer the bytes that were freed."""
        aside = _aside(self.path(digest))
        with self._writing():
            try:
                size = aside.stat().st_size
                aside.unlink()
            except FileNotFoundError:
                return 0
            return size

    def tidy(self, before: float, *, dry_run: bool) -> int:
        """Clear what others who died left half done before a time; answer the bytes of that."""
        freed = 0
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):
                found = path.stat()
                # A file keeps its time of writing when it is set aside.
                if path.suffix == ".part" and found.st_mtime < before:
                    freed += found.st_size
                    if not dry_run:
                        path.unlink()
                elif path.suffix == _ASIDE and found.st_ctime < before and not dry_run:
                    self.put_back(path.stem)
        return freed

    def marks(self) -> set[str]:
        """What the servers that use this directory left here to know it by."""
        try:
            return {each.name for each in (self.root / _MARKS).iterdir()}
        except OSError:
            return set()

    def mark(self, name: str) -> None:
        """Leave a mark; raises :class:`ConfigurationError`."""
        with self._writing():
            make_private(self.root / _MARKS)
            (self.root / _MARKS / name).touch(mode=0o600)
            self._recognise()

    def unmark(self, name: str) -> None:
        """Take a mark away."""
        with self._writing():
            (self.root / _MARKS / name).unlink(missing_ok=True)

    def url(self, digest: str) -> str:
        """``blob+sha256:<digest>``: whoever holds this store finds the bytes by it."""
        return artifact_url(digest)

    def _holds(self, path: Path, digest: str) -> bool:
        try:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except OSError:
            return False

    def _write(self, path: Path, digest: str, pieces: Iterable[bytes]) -> None:
        with self._writing():
            self._recognise()
            make_private(path.parent)
            descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
            try:
                found = hashlib.sha256()
                with os.fdopen(descriptor, "wb") as file:
                    for piece in pieces:
                        found.update(piece)
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                if found.hexdigest() != digest:
                    raise ArtifactMissing(
                        f"What came for the file {digest[:12]}… has other bytes.",
                        hint="Take it from another copy.",
                    )
                os.replace(temporary, path)
                for directory in (path.parent, self.root):
                    sync(directory)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise

    def _recognise(self) -> None:
        """See that the directory is the one that it was: what it held may be elsewhere now."""
        if self._inode is None:
            make_private(self.root)
            self._inode = self.root.stat().st_ino
            return
        try:
            moved = self.root.stat().st_ino != self._inode
        except FileNotFoundError:
            moved = True
        if moved:
            raise ConfigurationError(
                f"{self.root} was moved or deleted while it was in use.",
                hint="Move it back, or open the session again with data_dir= or "
                "PRODWIDGET_DATA_DIR at its new place.",
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ConfigurationError(
                f"Cannot write to {self.root}: {error.strerror}.",
                hint="Free some space or make it writable, or set PRODWIDGET_DATA_DIR "
                "to a directory that is.",
            ) from error


def _aside(path: Path) -> Path:
    return path.with_name(path.name + _ASIDE)


def _first_that_is_there(*paths: Path) -> bytes:
    for path in paths[:-1]:
        with suppress(FileNotFoundError):
            return path.read_bytes()
    return paths[-1].read_bytes()
