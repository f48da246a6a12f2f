"""Session files from others: limits that they do not set, and nothing left of one that fails."""

from __future__ import annotations

import hashlib
import json
import os
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from prodwidget.errors import ArchiveError, ConfigurationError, ProdwidgetError, SessionExists
from prodwidget.session import ProductPipeline
from prodwidget.session.sessions import Sessions
from tests.service.conftest import picture, small_glb

Members = list[tuple[str | zipfile.ZipInfo, bytes]]

FIRST, SECOND = "2026-01-01T00:00:00.000000Z", "2026-01-02T00:00:00.000000Z"


def artifact(content: bytes, **changes: Any) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {
        "role": "model",
        "url": f"blob+sha256:{digest}",
        "sha256": digest,
        "size": len(content),
        "media_type": "model/gltf-binary",
    } | changes


def iteration(*files: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "created_at": FIRST,
        "parent": None,
        "depth": 0,
        "kind": "create",
        "prompt": "a mug",
        "backend": "test",
        "backend_label": "",
        "seed": 0,
        "duration_seconds": 1.5,
        "trellis_output": {"model_file": files[0]["url"] if files else ""},
        "artifacts": list(files),
    } | changes


class Archive:
    """A session of one mug, to be spoilt."""

    def __init__(self) -> None:
        self.contents = [small_glb("one")]
        self.iterations = [iteration(artifact(self.contents[0]))]
        self.facts: dict[str, Any] = {
            "format": "prodwidget-session",
            "version": 1,
            "schema": 2,
            "session": "mug",
            "head": FIRST,
            "created_at": FIRST,
            "discarded": [],
            "iterations": 1,
            "missing": [],
        }
        self.more: Members = []
        self.method = zipfile.ZIP_DEFLATED
        self.lines: bytes | None = None

    def write(self, path: Path) -> Path:
        lines = "".join(json.dumps(each) + "\n" for each in self.iterations).encode()
        members: Members = [
            ("session.json", json.dumps(self.facts).encode()),
            ("iterations.jsonl", lines if self.lines is None else self.lines),
            *(
                (f"artifacts/{hashlib.sha256(each).hexdigest()}", each)
                for each in self.contents
            ),
            *self.more,
        ]  # fmt: skip
        with zipfile.ZipFile(path, "w", self.method) as archive:
            for name, content in members:
                archive.writestr(name, content)
        return path

    def only(self, **changes: Any) -> None:
        self.iterations[0] |= changes

    def model(self, content: bytes, **changes: Any) -> None:
        self.contents = [content]
        self.iterations = [iteration(artifact(content, **changes))]


def kept(sessions: Sessions) -> set[str]:
    return {digest for digest, _ in sessions._storage.artifacts.stored()}


def twice(archive: Archive) -> None:
    archive.more = [("session.json", json.dumps(archive.facts).encode())]


def linked(archive: Archive) -> None:
    link = zipfile.ZipInfo(f"artifacts/{hashlib.sha256(archive.contents[0]).hexdigest()}")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    archive.more = [(link, b"/etc/passwd")]
    archive.contents = []


def many(archive: Archive) -> None:
    archive.lines = json.dumps(archive.iterations[0]).encode() + b"\n"
    archive.lines *= 100


def heavy(archive: Archive) -> None:
    line = json.dumps(iteration(*archive.iterations[0]["artifacts"], recipe={"x": "y" * 200_000}))
    archive.lines = (line.encode() + b"\n") * 100
    archive.facts["iterations"] = 100


def changed(**changes: Any) -> Callable[[Archive], None]:
    return lambda archive: archive.only(**changes)


def told(**changes: Any) -> Callable[[Archive], None]:
    return lambda archive: archive.facts.update(changes)


def line(text: str) -> Callable[[Archive], None]:
    def change(archive: Archive) -> None:
        archive.lines = text.encode("utf-8", "surrogatepass")

    return change


def raw(**changes: str) -> Callable[[Archive], None]:
    """JSON text in place of a field's."""

    def change(archive: Archive) -> None:
        text = json.dumps(archive.iterations[0] | dict.fromkeys(changes, "@"))
        for value in changes.values():
            text = text.replace('"@"', value, 1)
        archive.lines = text.encode("utf-8", "surrogatepass")

    return change


def spoilt(content: bytes, **changes: Any) -> Callable[[Archive], None]:
    return lambda archive: archive.model(content, **changes)


def when(moment: str) -> Callable[[Archive], None]:
    def change(archive: Archive) -> None:
        archive.only(created_at=moment)
        archive.facts["head"] = moment

    return change


GLB = small_glb("one")
INJECTED = FIRST + '","head":"x'


@pytest.mark.parametrize(
    "spoil",
    [
        # More than they say, or than anything takes
        spoilt(GLB + b"\0" * 200_000_000),
        spoilt(GLB, size=len(GLB) - 1),
        spoilt(GLB, size=1 << 40),
        many,
        heavy,
        told(iterations=10**12),
        told(iterations=-1),
        changed(prompt="x" * 5000),
        changed(artifacts=[artifact(GLB), *[artifact(GLB, role="thumbnail")] * 50]),
        # Models that are none
        changed(artifacts=[]),
        changed(artifacts=[artifact(GLB, role="reference", media_type="image/png")]),
        changed(artifacts=[artifact(GLB), artifact(GLB)]),
        spoilt(b"<!doctype html>"),
        spoilt(b""),
        spoilt(GLB[:-1]),
        spoilt(GLB[:12]),
        spoilt(GLB.replace(b"{", b"[", 1)),
        spoilt(GLB[:4] + struct.pack("<I", 1) + GLB[8:]),
        spoilt(picture("red"), media_type="image/png"),
        changed(artifacts=[artifact(GLB), artifact(GLB, role="thumbnail", media_type="text/html")]),
        spoilt(GLB, sha256="../../../../etc/passwd"),
        spoilt(GLB, sha256="A" * 64),
        # Texts that are no times, or that would be written into others
        told(created_at=INJECTED),
        told(head=INJECTED),
        told(created_at="2026-13-45T99:99:99.999999Z"),
        told(discarded=[INJECTED]),
        told(discarded=[SECOND]),
        told(missing=["x"]),
        told(session=7),
        told(iterations=True),
        when("2026-02-30T00:00:00.000000Z"),
        when("9999-12-31T23:59:59.999999Z"),
        when("0000-01-01T00:00:00.000000Z"),
        when("٢٠٢٦-01-01T00:00:00.000000Z"),
        when(FIRST + "\n"),
        changed(parent=SECOND, depth=1),
        changed(seed=2**70),
        changed(seed="5"),
        # JSON that is none, or that cannot be written again
        raw(duration_seconds="NaN"),
        raw(duration_seconds="1e999"),
        raw(recipe='{"x": NaN}'),
        raw(recipe='{"x": Infinity}'),
        raw(prompt='"\\ud800"'),
        raw(prompt='"\ud800"'),
        raw(recipe='{"x":' * 5000 + "1" + "}" * 5000),
        line("[" * 100_000),
        line("\0"),
        # Archives that are odd
        twice,
        linked,
        lambda archive: setattr(archive, "method", zipfile.ZIP_BZIP2),
        lambda archive: setattr(archive, "method", zipfile.ZIP_LZMA),
        lambda archive: archive.contents.clear(),
    ],
)
def test_a_file_that_is_not_right_is_refused_and_leaves_nothing(
    sessions: Sessions, tmp_path: Path, spoil: Callable[[Archive], None]
) -> None:
    archive = Archive()
    spoil(archive)
    before = kept(sessions)
    with pytest.raises(ArchiveError) as raised:
        sessions.load(archive.write(tmp_path / "x.zip"), "spoilt")
    assert raised.value.hint and "\n" not in raised.value.message
    assert "spoilt" not in sessions
    assert kept(sessions) == before


def test_a_right_one_is_taken(sessions: Sessions, data: Path, tmp_path: Path) -> None:
    archive = Archive()
    archive.more = [("../../evil", b"x"), ("/absolute", b"x"), ("artifacts/", b""), ("readme", b"")]
    sessions.load(archive.write(tmp_path / "x.zip"), "right")
    pipeline = ProductPipeline("right", data_dir=data)
    assert pipeline.model(pipeline.history[0]) == GLB
    pipeline.close()
    assert not [*data.rglob("evil"), *tmp_path.parent.rglob("evil")]


def test_no_address_of_a_file_is_kept(sessions: Sessions, data: Path, tmp_path: Path) -> None:
    archive, foreign = Archive(), "https://tracker.example/pixel.glb"
    red = picture("red")
    archive.contents.append(red)
    archive.only(
        artifacts=[
            artifact(GLB, url=foreign, media_type="text/html"),
            artifact(red, role="thumbnail", media_type="image/png", url=foreign),
        ],
        trellis_output={"model_file": foreign, "no_background_images": [foreign]},
    )
    sessions.load(archive.write(tmp_path / "x.zip"), "foreign")
    pipeline = ProductPipeline("foreign", data_dir=data)
    assert "tracker" not in pipeline.state.model_dump_json()
    assert "tracker" not in pipeline.history[0].model_dump_json()
    assert pipeline.history[0].trellis_output.model_file == artifact(GLB)["url"]
    assert pipeline.history[0].model.media_type == "model/gltf-binary"
    pipeline.close()


def test_what_a_failure_put_already_is_taken_away_again(
    sessions: Sessions, data: Path, tmp_path: Path
) -> None:
    archive = Archive()
    contents = [small_glb(f"{number}") for number in range(30)]
    archive.contents = contents
    archive.iterations = [
        iteration(artifact(each), created_at=FIRST.replace("00:00.", f"00:{number:02}."))
        for number, each in enumerate(contents)
    ]
    archive.facts |= {"iterations": 30, "head": archive.iterations[-1]["created_at"]}
    path = archive.write(tmp_path / "x.zip")
    before = kept(sessions)
    last = hashlib.sha256(contents[-1]).hexdigest()
    blocked = data / "blobs" / last[:2]
    if blocked.exists():
        blocked.rename(data / "away")
    blocked.write_bytes(b"a file in place of a directory")
    try:
        with pytest.raises(ConfigurationError) as raised:
            sessions.load(path, "half")
        assert raised.value.hint
    finally:
        blocked.unlink()
        if (data / "away").exists():
            (data / "away").rename(blocked)
    assert kept(sessions) == before and "half" not in sessions
    assert sessions.load(path, "half") == "half"
    with pytest.raises(SessionExists):
        sessions.load(path, "half")
    with pytest.raises(ConfigurationError):
        sessions.load(path, "no/name")
    sessions.delete("half")
    assert kept(sessions) == before


def test_what_is_no_plain_file(sessions: Sessions, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero", "/dev/null", tmp_path, "a\0b", "~nobody-here/x"):
        with pytest.raises(ArchiveError) as raised:
            sessions.load(path)
        assert raised.value.hint


def encrypted(data: bytearray) -> None:
    for sign, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := data.find(sign, at + 1)) >= 0:
            data[at + place] |= 1


def test_one_with_a_password(sessions: Sessions, tmp_path: Path) -> None:
    path = Archive().write(tmp_path / "x.zip")
    data = bytearray(path.read_bytes())
    encrypted(data)
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match="password"):
        sessions.load(path, "locked")


def mutations(original: bytes, times: int) -> Iterator[bytes]:
    chance = random.Random(18)
    for _ in range(times):
        data = bytearray(original)
        match chance.randrange(5):
            case 0:
                for _ in range(chance.randint(1, 8)):
                    data[chance.randrange(len(data))] = chance.randrange(256)
            case 1:
                del data[chance.randrange(len(data)) :]
            case 2:
                at = chance.randrange(len(data))
                del data[at : at + chance.randint(1, 60)]
            case 3:
                at = chance.randrange(len(data))
                data[at:at] = chance.randbytes(chance.randint(1, 60))
            case _:
                # The numbers of a directory or a header.
                signs = [b"PK\1\2", b"PK\3\4", b"PK\5\6"]
                at = data.find(chance.choice(signs), chance.randrange(len(data)))
                if at >= 0:
                    at += chance.randint(4, 45)
                    data[at : at + 4] = chance.choice([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"])
        yield bytes(data)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_whatever_is_broken_is_told_in_one_way(
    sessions: Sessions, tmp_path: Path, method: int
) -> None:
    archive = Archive()
    archive.method = method
    path = archive.write(tmp_path / "x.zip")
    before = kept(sessions)
    for number, data in enumerate(mutations(path.read_bytes(), 1500)):
        path.write_bytes(data)
        try:
            sessions.load(path, "mutant")
        except ArchiveError as error:
            assert error.hint, number
        except ProdwidgetError as error:
            raise AssertionError(f"{number}: {error!r}") from error
        else:
            # What was changed is nothing that is read.
            sessions.delete("mutant")
        assert "mutant" not in sessions
        assert kept(sessions) == before, number
