"""A GLB as its JSON tree and its binary chunk (glTF 2.0 §4.4), read strictly and written whole."""

from __future__ import annotations

import binascii
import json
import struct
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeGuard

from prodwidget.errors import ModelError
from prodwidget.geometry.glb import glb_header, glb_json

Tree = dict[str, Any]
"""A JSON object of glTF."""

_BIN = 0x004E4942


def unsound(what: str) -> ModelError:
    """What to raise where a file contradicts itself; ``what`` is half a sentence."""
    return ModelError(
        f"The model cannot be read: {what}.",
        hint="Export it again as GLB, or open it in Blender and save it from there.",
    )


@contextmanager
def reading() -> Iterator[None]:
    """Says in a sentence what a damaged file makes of code that relies on its numbers.

    Raises
    ------
    ModelError
        What the block relied on is not so.
    """
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, struct.error):
        raise unsound("what it says of itself does not fit together") from None
    except (MemoryError, RecursionError):
        raise ModelError(
            "The model is too large, or nested too deeply, to be worked on here.",
            hint="Simplify it where it was made, and export it again.",
        ) from None


@dataclass(frozen=True, slots=True)
class GltfDocument:
    """A GLB, taken apart."""

    tree: Tree
    """The JSON; yours to change where you read it."""
    binary: bytes = b""
    """The binary chunk; what buffer 0 is where it has no URI."""

    def all(self, kind: str) -> list[Tree]:
        """The objects of one kind (``"nodes"``, ``"meshes"``, …); none where there are none.

        Raises
        ------
        ModelError
            The list is none, or holds something else.
        """
        found = self.tree.get(kind, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise unsound(f"its {kind} are no list of objects")
        return found

    def one(self, kind: str, index: object) -> Tree:
        """The object of a kind that an index points to.

        Raises
        ------
        ModelError
            There is none.
        """
        found = self.tree.get(kind)
        if isinstance(found, list) and _is_count(index) and index < len(found):
            one = found[index]
            if isinstance(one, dict):
                return one
        raise unsound(f"it refers to one of its {kind} that is not there")

    def buffer(self, index: int) -> bytes:
        """The bytes of a buffer: the binary chunk, or those of a ``data:`` URI.

        Raises
        ------
        ModelError
            They are in another file, or not there.
        """
        uri = self.one("buffers", index).get("uri")
        if uri is None:
            if index == 0:
                return self.binary
            raise unsound("a buffer has no bytes")
        return data_uri(uri)

    def view(self, index: int) -> bytes:
        """The bytes of a buffer view, as stored; a compressed one is not undone.

        Raises
        ------
        ModelError
            They are not all there.
        """
        return self.span(self.one("bufferViews", index))

    def span(self, place: Tree) -> bytes:
        """The bytes that an object with ``buffer``, ``byteOffset`` and ``byteLength`` names."""
        data = self.buffer(place.get("buffer", -1))
        start, length = place.get("byteOffset", 0), place.get("byteLength")
        if not _is_count(start) or not _is_count(length) or start + length > len(data):
            raise unsound("a part of its data lies outside of it")
        return data[start : start + length]

    @property
    def extensions(self) -> set[str]:
        """The extensions that it says it uses or requires."""
        lists = (self.tree.get(kind, []) for kind in ("extensionsUsed", "extensionsRequired"))
        found = [each for named in lists if isinstance(named, list) for each in named]
        return {each for each in found if isinstance(each, str)}


def data_uri(uri: object) -> bytes:
    """The bytes that a ``data:`` URI in a file carries.

    Raises
    ------
    ModelError
        It carries none, or names another file.
    """
    if not isinstance(uri, str) or not uri.startswith("data:"):
        raise ModelError(
            "The model keeps part of its data in another file, which did not come along.",
            hint="Export it as one GLB with everything in it.",
        )
    try:
        return b64decode(uri.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise unsound("data written into its JSON is damaged") from None


def read_document(glb: bytes) -> GltfDocument:
    """Take a GLB apart.

    Raises
    ------
    ModelError
        The bytes are no whole GLB of glTF 2.0.
    """
    header = glb_header(glb)
    if header is None:
        raise ModelError("The file is not a GLB model.", hint="Export it as binary glTF 2.0.")
    if header.version != 2:
        raise ModelError(
            f"The model is glTF version {header.version}; only 2 can be read.",
            hint="Export it as glTF 2.0.",
        )
    if header.length > len(glb):
        raise ModelError(
            f"The model is cut short: {len(glb):,} of {header.length:,} bytes.",
            hint="Copy or download it again.",
        )
    tree = glb_json(glb[: header.length])
    if tree is None:
        raise unsound("its JSON is damaged")
    at = 20 + struct.unpack_from("<I", glb, 12)[0]
    binary = b""
    if at + 8 <= header.length:
        length, kind = struct.unpack_from("<II", glb, at)
        if at + 8 + length > header.length:
            raise unsound("its binary part is cut short")
        if kind == _BIN:
            binary = bytes(glb[at + 8 : at + 8 + length])
    return GltfDocument(tree, binary)


def write_document(document: GltfDocument) -> bytes:
    """A document as a GLB; buffer 0 is said to be as long as its bytes are.

    Raises
    ------
    ModelError
        The tree holds what JSON has no word for, such as an infinite number.
    """
    tree = dict(document.tree)
    binary = document.binary
    buffers = document.all("buffers")
    if buffers and "uri" not in buffers[0]:
        if binary:
            tree["buffers"] = [{**buffers[0], "byteLength": len(binary)}, *buffers[1:]]
        elif len(buffers) == 1:
            del tree["buffers"]
    try:
        text = json.dumps(tree, separators=(",", ":"), allow_nan=False).encode()
    except ValueError:
        raise unsound("one of its numbers is none") from None
    text += b" " * (-len(text) % 4)
    chunks = [struct.pack("<II", len(text), 0x4E4F534A), text]
    if binary:
        binary += b"\0" * (-len(binary) % 4)
        chunks += [struct.pack("<II", len(binary), _BIN), binary]
    whole = 12 + sum(map(len, chunks))
    return b"".join([struct.pack("<III", 0x46546C67, 2, whole), *chunks])


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
