"""The members of a ZIP archive that somebody else made: so much of them, and no more.

Nothing in an archive is believed. Members are asked for by the names that are wanted and never
written under a name of the archive's, what they unpack to is counted as it comes, and whatever is
wrong with the bytes is told as an :class:`~prodwidget.errors.ArchiveError`.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from prodwidget.errors import ArchiveError

PIECE_BYTES = 1 << 20

_DIRECTORY_BYTES = 64 << 20
"""Of the list of members, which is read into memory as a whole."""

_FREE_BYTES = 64 << 20
_MOST_RATIO = 50
"""An archive may unpack to so much, and beyond that to so many times its own size."""

_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    # What zipfile makes of members and numbers that make no sense.
    LookupError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class Members:
    """An archive that is open, and is closed with the ``with`` block.

    Raises
    ------
    ArchiveError
        It is no ZIP archive, or one that is not read; here and from every method.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._told():
            # A pipe would wait, and a device never end.
            if path.exists() and not path.is_file():
                raise ArchiveError(
                    f"{path} is not a file.", hint="Give the path of a session file."
                )
            file = _Listed(io.FileIO(path))
            try:
                self._archive = zipfile.ZipFile(file)
            except BaseException:
                file.close()
                raise
        self._file = file
        self._times = Counter(each.filename for each in self._archive.infolist())
        self.size = os.fstat(file.fileno()).st_size
        """Bytes of the archive itself."""
        if self._claimed() > _FREE_BYTES + _MOST_RATIO * self.size:
            self.close()
            raise self.damaged("it would unpack to far more than a session takes")

    def __enter__(self) -> Members:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._archive.close()
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return name in self._times

    def size_of(self, name: str) -> int:
        """Bytes that a member says it unpacks to; no more of it is ever read."""
        return self._member(name).file_size

    def read(self, name: str, most: int) -> bytes:
        """A whole member of up to ``most`` bytes."""
        if self.size_of(name) > most:
            raise self.damaged(f"{name} is larger than it should be")
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member in pieces of up to ``PIECE_BYTES``, checked to be whole at the end."""
        with self._told(), self._archive.open(self._member(name)) as member:
            while piece := member.read(PIECE_BYTES):
                yield piece

    def lines(self, name: str, longest: int) -> Iterator[bytes]:
        """The lines of a member, none of which may be longer than ``longest`` bytes."""
        with self._told(), self._archive.open(self._member(name)) as member:
            while line := member.readline(longest + 1):
                if len(line) > longest:
                    raise self.damaged(f"{name} has a line that is too long")
                yield line

    def damaged(self, what: str) -> ArchiveError:
        """The error for an archive in which something is wrong."""
        return ArchiveError(
            f"{self.path} is damaged: {what}. Nothing was imported.",
            hint="Use another copy, or export the session again.",
        )

    def _claimed(self) -> int:
        return sum(each.file_size for each in self._archive.infolist())

    def _member(self, name: str) -> zipfile.ZipInfo:
        if self._times[name] != 1:
            times = "missing" if name not in self._times else "there more than once"
            raise self.damaged(f"{name} is {times}")
        member = self._archive.getinfo(name)
        if member.flag_bits & _ENCRYPTED:
            raise ArchiveError(
                f"{self.path} is locked with a password. Nothing was imported.",
                hint="Unlock it first: session files have none.",
            )
        if member.compress_type not in _METHODS:
            raise ArchiveError(
                f"{self.path} is packed in a way that session files are not. Nothing was imported.",
                hint="Give the file as Sessions().export(name, path) wrote it.",
            )
        return member

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ArchiveError(
                f"Cannot read {self.path}: {error.strerror or 'its bytes make no sense'}.",
                hint="Check the path.",
            ) from None
        except _BROKEN:
            raise ArchiveError(
                f"{self.path} is not a session file, or it is cut short or damaged.",
                hint="Export the session again with Sessions().export(name, path).",
            ) from None


class _Listed(io.BufferedReader):
    """A file of which no read takes more than the list of an archive's members may."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _DIRECTORY_BYTES:
            raise zipfile.BadZipFile("too many members")
        return super().read(size)
