"""Compare: what it takes, what it refuses, and the page that it is written as."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from traitlets import TraitError

from prodwidget import Compare
from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from prodwidget.errors import ArtifactMissing, ExportError, ModelError


@pytest.fixture(scope="module")
def mug() -> bytes:
    return write_glb(read_create("a red mug", 0).spec)


@pytest.fixture(scope="module")
def jar() -> bytes:
    return write_glb(read_create("a glass jar", 0).spec)


def test_it_has_the_bytes_of_both_and_keeps_them_out_of_the_saved_state(
    mug: bytes, jar: bytes
) -> None:
    compare = Compare(mug, jar)
    assert compare.file(compare.source["sha256"]) == mug
    assert compare.file(compare.other["sha256"]) == jar
    assert (compare.mode, compare.position) == ("wipe", 0.5)
    assert len(repr(compare.get_state())) < 10_000
    with pytest.raises(ArtifactMissing):
        compare.file("0" * 64)


def test_it_takes_what_a_viewer_takes(mug: bytes, tmp_path: Path) -> None:
    (tmp_path / "mug.glb").write_bytes(mug)
    compare = Compare(tmp_path / "mug.glb", "https://example.org/red%20jar.glb", "side", height=300)
    assert [compare.source["name"], compare.other["name"]] == ["mug", "red jar"]
    assert (compare.mode, compare.height) == ("side", 300)


def test_something_else_is_compared_with_the_same_one_unless_both_are_given(
    mug: bytes, jar: bytes
) -> None:
    compare = Compare(mug, jar)
    second = compare.other
    compare.show("https://example.org/box.glb")
    assert (compare.source["name"], compare.other) == ("box", second)
    compare.show(jar, mug)
    assert compare.file(compare.other["sha256"]) == mug


@pytest.mark.parametrize("at", [0, 1])
def test_what_cannot_be_shown_leaves_both_as_they_are(mug: bytes, jar: bytes, at: int) -> None:
    compare = Compare(mug, jar)
    before = (compare.source, compare.other)
    sources = [jar, mug]
    sources[at] = b"no model"
    with pytest.raises(ModelError, match="not a GLB"):
        compare.show(*sources)
    assert (compare.source, compare.other) == before
    assert compare.file(before[1]["sha256"]) == jar


@pytest.mark.parametrize(
    ("settings", "error", "says"),
    [
        ({"mode": "swipe"}, TraitError, "'wipe', 'side', 'blink', 'difference'"),
        ({"position": 1.2}, TraitError, "from 0 to 1, and not 1.2"),
        ({"position": float("nan")}, TraitError, "from 0 to 1, and not nan"),
        ({"position": "middle"}, TraitError, "position"),
        ({"lightning": "studio"}, TypeError, "Compare has no setting 'lightning'"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    mug: bytes, settings: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=re.escape(says)):
        Compare(mug, mug, **settings)


def test_what_it_cannot_compare_is_told(mug: bytes) -> None:
    compare: Callable[..., Compare] = Compare
    with pytest.raises(TypeError, match="cannot show a int"):
        compare(mug, 3)
    with pytest.raises(TypeError, match="'b'"):
        compare(mug)


def test_its_page_carries_both(mug: bytes, jar: bytes, tmp_path: Path) -> None:
    compare = Compare(mug, jar, "blink", 0.25)
    page = compare.export_html(tmp_path / "page.html").read_text()
    record = re.search(r'id="record">(.*?)</script>', page)
    assert record
    traits = json.loads(record[1])["traits"]
    assert (traits["kind"], traits["mode"], traits["position"]) == ("compare", "blink", 0.25)
    for each in (traits["source"], traits["other"]):
        assert f'id="file-{each["sha256"]}"' in page


def test_its_page_carries_a_model_of_a_data_url(mug: bytes, tmp_path: Path) -> None:
    url = f"data:model/gltf-binary;base64,{base64.b64encode(mug).decode()}"
    page = Compare(mug, url).export_html(tmp_path / "page.html").read_text()
    # The same file twice is carried once.
    digests = re.findall(r'id="file-(\w+)"', page)
    assert len(digests) == len(set(digests))


def test_a_page_that_would_be_too_heavy_is_not_written(
    mug: bytes, jar: bytes, tmp_path: Path
) -> None:
    compare = Compare(mug, jar)
    with pytest.raises(ExportError, match="The two models are"):
        compare.export_html(tmp_path / "page.html", most_bytes=len(mug) + len(jar) - 1)
    compare.export_html(tmp_path / "page.html", most_bytes=len(mug) + len(jar))
    with pytest.raises(ExportError, match=re.escape("only at https://example.org")):
        Compare(mug, "https://example.org/jar.glb").export_html(tmp_path / "page.html")
