"""The user's own pictures on their way from pages, in parts that come in any order."""

from __future__ import annotations

import hashlib
import io
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from prodwidget.errors import ProdwidgetError, PromptError

if TYPE_CHECKING:
    from prodwidget.backends import GeneratedFile
    from prodwidget.records import View

PART_BYTES = 1 << 20
"""Most bytes in one message: hosts cut off, or drop, those that are much larger."""

MOST_UPLOADS = 8
"""On their way at a time; the one that was silent the longest makes room for another."""

MOST_BYTES = 64 << 20
"""Of one upload."""

MOST_KEPT = 16
"""Pictures that came, and that a prompt may still name; the oldest go."""


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture that came whole, put right; its size in pixels."""

    sha256: str
    width: int
    height: int


@dataclass(slots=True)
class _Upload:
    total: int
    parts: dict[int, bytes] = field(default_factory=dict)
    received: int = 0

    def whole(self) -> bytes | None:
        """All parts in order, once there is no gap between them."""
        if self.received < self.total:
            return None
        whole = bytearray()
        for offset, part in sorted(self.parts.items()):
            if offset != len(whole):
                raise _broken()
            whole += part
        return bytes(whole)


class Uploads:
    """Puts pictures together and keeps them until a prompt names them. Any thread may call it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._coming: dict[str, _Upload] = {}
        self._kept: dict[str, GeneratedFile] = {}

    def part(
        self, upload: str, offset: int, total: int, name: str, data: bytes
    ) -> KeptPicture | None:
        """Take a part; answers the picture with the part that made it whole.

        Parameters
        ----------
        upload:
            Any text that is the same for all parts of a picture.
        offset, total:
            Where the part begins in the file, and how long that is, in bytes.
        name:
            What the user calls the file.

        Raises
        ------
        ProdwidgetError
            The part is too large, or does not fit the others.
        PromptError, PackageMissing
            The file is no picture that can be used, as :func:`prodwidget.session.picture_file`.
        """
        whole = self._put(upload, offset, total, data)
        if whole is None:
            return None
        from PIL import Image

        from prodwidget.session import picture_file

        file = picture_file(whole, name=name)
        digest = hashlib.sha256(file.data).hexdigest()
        width, height = Image.open(io.BytesIO(file.data)).size
        with self._lock:
            self._kept.pop(digest, None)
            self._kept[digest] = file
            while len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        return KeptPicture(digest, width, height)

    def file(self, upload: str, offset: int, total: int, data: bytes) -> bytes | None:
        """As :meth:`part`, for a file that whoever asks keeps; raises as it does."""
        return self._put(upload, offset, total, data)

    def picture(self, sha256: str, view: View) -> GeneratedFile:
        """A picture that came, as what shows this side of the product.

        Raises
        ------
        PromptError
            It is not here: another kernel had it, or it was long ago.
        """
        with self._lock:
            file = self._kept.get(sha256)
        if file is None:
            raise PromptError(
                "A picture is not with the kernel any more.",
                hint="Take it out of the prompt, and add it again.",
            )
        return replace(file, view=view)

    def _put(self, upload: str, offset: int, total: int, data: bytes) -> bytes | None:
        if not 0 < total <= MOST_BYTES:
            raise PromptError(
                f"The picture has more than {MOST_BYTES >> 20} MB, or nothing in it.",
                hint="Save it smaller, as a JPEG.",
            )
        if not 0 < len(data) <= PART_BYTES or offset < 0 or offset + len(data) > total:
            raise _broken()
        with self._lock:
            coming = self._coming.pop(upload, None) or _Upload(total)
            if coming.total != total:
                raise _broken()
            if offset not in coming.parts:
                coming.parts[offset] = data
                coming.received += len(data)
            whole = coming.whole()
            if whole is None:
                # The newest is the last: what is dropped is what nobody goes on with.
                self._coming[upload] = coming
                while len(self._coming) > MOST_UPLOADS:
                    del self._coming[next(iter(self._coming))]
            return whole


def _broken() -> ProdwidgetError:
    return ProdwidgetError("The picture did not arrive whole.", hint="Add it again.")
