"""What comes with a model: other formats, textures, previews, videos, within a cap."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from pydantic import JsonValue

from prodwidget.backends.base import GeneratedFile
from prodwidget.backends.download import FileRules, Received, fetch
from prodwidget.errors import ProviderError

MOST_BYTES = 64 * 2**20
"""For all that comes with one model, together."""

_MOST_FILES = 40
_MOST_SECONDS = 180.0
_DEPTH = 4
_UNNAMED = ("", "application/octet-stream", "binary/octet-stream")
_SUFFIXES = {
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
    ".obj": "model/obj",
    ".mtl": "model/mtl",
    ".stl": "model/stl",
    ".usdz": "model/vnd.usdz+zip",
    ".fbx": "application/octet-stream",
    ".3mf": "model/3mf",
    ".ply": "application/octet-stream",
    ".blend": "application/octet-stream",
    ".webp": "image/webp",
}
"""Where the standard library does not know them, or not everywhere."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A file that an answer points to beside the model."""

    url: str
    name: str
    media_type: str
    size: int | None
    """Bytes, where fal says so."""


def companions(answer: dict[str, JsonValue], taken: str) -> list[Companion]:
    """The files of an answer but the one at ``taken``, each once, by names that differ.

    A file is an object with a ``url``; a bare address may be one that was given, and is none.
    """
    found: dict[str, Companion] = {}
    names: set[str] = set()
    for path, file in _files(answer, ()):
        url = file.get("url")
        if not isinstance(url, str) or url == taken or url in found or url.startswith("data:"):
            continue
        name, media_type = _named(path, file, url)
        name = _apart(name, names)
        names.add(name)
        size = file.get("file_size")
        found[url] = Companion(url, name, media_type, size if isinstance(size, int) else None)
    return list(found.values())


def fetch_companions(
    files: list[Companion], model: bytes, rules: FileRules, received: Received
) -> tuple[tuple[GeneratedFile, ...], list[str]]:
    """The files, and sentences of those that were left behind.

    What is the model once more, or another file once more, is kept once.

    Raises
    ------
    Exception
        What ``received`` raises; nothing else ends the fetching of the others.
    """
    kept: list[GeneratedFile] = []
    left: list[str] = []
    seen = {hashlib.sha256(model).digest()}
    room = MOST_BYTES
    until = time.monotonic() + _MOST_SECONDS
    for number, file in enumerate(files):
        seconds = until - time.monotonic()
        if number >= _MOST_FILES or seconds <= 0:
            left.append(f"{file.name} was left at fal: there are too many files, or they are slow.")
            continue
        if file.size is not None and file.size > room:
            left.append(_no_room(file))
            continue
        limits = replace(
            rules, max_bytes=max(room, 1), max_seconds=seconds, silent_seconds=15.0, pauses=(0, 1)
        )
        try:
            data = fetch(file.url, limits, received)
        except ProviderError as error:
            too_large = error.code == "bad_response" and "MiB" in error.message
            left.append(_no_room(file) if too_large else f"{file.name}: {error.message}")
            continue
        digest = hashlib.sha256(data).digest()
        if digest in seen:
            continue
        seen.add(digest)
        room -= len(data)
        kept.append(GeneratedFile("delivered", data, file.media_type, name=file.name))
    return tuple(kept), left


def _no_room(file: Companion) -> str:
    return (
        f"{file.name} was left at fal: up to {MOST_BYTES / 2**20:.0f} MiB of what comes with a "
        "model are kept."
    )


def _files(
    value: JsonValue, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, JsonValue]]]:
    if len(path) > _DEPTH:
        return
    if isinstance(value, dict):
        if "url" in value:
            yield path, value
            return
        for name, each in value.items():
            yield from _files(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _files(each, (*path, str(number + 1)))


def _named(path: tuple[str, ...], file: Mapping[str, JsonValue], url: str) -> tuple[str, str]:
    """A name with a suffix, and a media type: as fal tells them, else by where the file stands."""
    told = _safe(str(file.get("file_name") or ""))
    suffix = PurePosixPath(told).suffix or PurePosixPath(urlsplit(url).path).suffix
    suffix = suffix.lower() if re.fullmatch(r"\.\w{1,8}", suffix, re.ASCII) else ""
    media_type = str(file.get("content_type") or "").partition(";")[0].strip().lower()
    if media_type in _UNNAMED or not re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type):
        guessed = _SUFFIXES.get(suffix) or mimetypes.guess_type(f"a{suffix}")[0]
        media_type = guessed or "application/octet-stream"
    if not suffix:
        suffix = mimetypes.guess_extension(media_type) or ""
    if told:
        return (told if PurePosixPath(told).suffix else told + suffix), media_type
    words = [each for each in path if each not in ("model_urls", "texture_urls", "textures")]
    if path[:1] == ("model_urls",):
        words = ["model", *(each for each in words if each != suffix.lstrip("."))]
    elif path[:1] in (("texture_urls",), ("textures",)):
        words = ["texture", *words]
    return _safe("-".join(words) or "file") + suffix, media_type


def _safe(name: str) -> str:
    """A name that means the same everywhere, and no folder."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^A-Za-z0-9_.+-]+", "_", last).strip("._-")[-80:]


def _apart(name: str, taken: set[str]) -> str:
    """The name, with a number where another file has it."""
    path = PurePosixPath(name)
    number = 2
    while name in taken:
        name = f"{path.stem}-{number}{path.suffix}"
        number += 1
    return name
