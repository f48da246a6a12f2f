"""How records show themselves: in a notebook, in a terminal, as a data frame."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
from collections.abc import Iterable
from html.parser import HTMLParser

import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from prodwidget import ModelViewer, Studio
from prodwidget.display import Card, Picture, Shown, Table, seconds, size, thumbnail
from prodwidget.errors import PackageMissing
from prodwidget.records import (
    Artifact,
    JobRecord,
    ProductIteration,
    ProductState,
    ProductStatus,
    StatusError,
    TrellisArtifacts,
)
from prodwidget.session.iterations import IterationSequence
from prodwidget.work.job import Job
from prodwidget.work.promise import JobPromise

HOSTILE = "<script>alert(1)</script> & \"quoted\" 'too' \x1b[31mred\x1b[0m\nnext\u202eline"


def iteration(number: int = 0, prompt: str = "a mug", **fields: object) -> ProductIteration:
    artifact = Artifact(
        role="model", url="blob+sha256:" + "0" * 64, sha256="0" * 64, size=437_000, media_type="m"
    )
    known: dict[str, object] = {
        "created_at": f"2026-01-01T00:00:00.{number:06d}Z",
        "parent": None,
        "depth": number,
        "kind": "create",
        "prompt": prompt,
        "backend": "procedural",
        "backend_label": "procedural, not AI",
        "seed": 3,
        "duration_seconds": 0.214,
        "trellis_output": TrellisArtifacts(model_file=artifact.url),
        "artifacts": (artifact,),
    }
    return ProductIteration.model_validate(known | fields)


def sequence(
    *rows: ProductIteration, pictures: dict[str, bytes] | None = None
) -> IterationSequence:
    def picture(artifacts: Iterable[Artifact]) -> bytes | None:
        return next((pictures[a.url] for a in artifacts if pictures and a.url in pictures), None)

    return IterationSequence(lambda: len(rows), lambda start, stop: [*rows[start:stop]], picture)


def png(side: int) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((side, side), 80).save(file, "PNG")
    return file.getvalue()


def job(prompt: str, status: ProductStatus | None = None) -> Job:
    promise = JobPromise(
        JobRecord(
            id="j",
            kind="edit",
            prompt=prompt,
            seed=0,
            backend="b",
            parent=None,
            head=None,
            started_at="",
            owner="",
        )
    )
    if status:
        promise.update(status)
    return Job(promise)


class Markup(HTMLParser):
    """The tags and the text that a browser would see."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


ERROR = StatusError(code="x", message=HOSTILE, hint=HOSTILE)
EVERY_KIND: list[Shown] = [
    iteration(prompt=HOSTILE, notes=[HOSTILE], backend_label=HOSTILE),
    ProductState(session="s", prompt=HOSTILE),
    ProductStatus(
        status="running", prompt=HOSTILE, stage=HOSTILE, detail=HOSTILE, error=ERROR, job="j"
    ),
    job(HOSTILE),
    job(HOSTILE, ProductStatus(status="error", prompt=HOSTILE, error=ERROR)),
    sequence(iteration(prompt=HOSTILE), iteration(1, prompt=HOSTILE)),
]


@pytest.mark.parametrize("shown", EVERY_KIND, ids=lambda shown: type(shown).__name__)
def test_what_people_wrote_stays_text(shown: Shown) -> None:
    bundle = shown._repr_mimebundle_()
    assert bundle["text/html"] == shown._repr_html_()
    seen = Markup(bundle["text/html"])
    assert "script" not in seen.tags
    assert "<script>alert(1)</script> & \"quoted\" 'too'" in seen.text
    for text in (bundle["text/plain"], repr(shown), str(shown)):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "<script>" in text or "ProductState" in text


def test_one_of_several_is_one_line() -> None:
    made = iteration(prompt="a mug\nin blue")
    assert repr(made) == "<ProductIteration 2026-01-01T00:00:00.000000Z create 'a mug in blue'>"
    assert repr([made]).count("\n") == 0


def test_an_iteration_tells_what_it_is() -> None:
    made = iteration(notes=("Not understood: “wobbly”.",), parent="2025-01-01T00:00:00.000000Z")
    plain = str(made)
    for fact in ("a mug", "procedural, not AI", "0.21 s", "437 kB", "2025-01-01", "“wobbly”"):
        assert fact in plain
    assert "discarded" not in plain
    assert "discarded" in str(made.model_copy(update={"discarded": True}))


def test_a_status_says_what_is_known_and_no_more() -> None:
    queued = ProductStatus(
        status="queued", job="j", prompt="a mug", stage="waiting at fal", queue_position=3
    )
    assert re.search(r"place in the queue +3", str(queued))
    assert "%" not in str(queued) + queued._repr_html_()
    assert "place in the queue" not in str(queued.model_copy(update={"queue_position": None}))
    assert str(ProductStatus()).startswith("Nothing is running.")


def test_a_job_shows_where_it_stands() -> None:
    assert "waiting to start" in str(job("a mug"))
    failed = job("a mug", ProductStatus(status="error", prompt="a mug", job="j", error=ERROR))
    assert "failed" in str(failed)
    assert "alert" in str(failed)


def test_pictures_have_a_column_where_there_are_any() -> None:
    with_picture = iteration(
        1,
        artifacts=[
            *iteration().artifacts,
            Artifact(role="reference", url="r", sha256="1" * 64, size=1, media_type="image/png"),
        ],
    )
    plain = sequence(iteration(), with_picture)
    assert "<img" not in plain._repr_html_()
    pictured = sequence(iteration(), with_picture, pictures={"r": png(1000)})._repr_html_()
    assert Markup(pictured).tags.count("img") == 1
    rows = re.findall("<tr>.*?</tr>", pictured)
    assert len({row.count("<td") + row.count("<th") for row in rows}) == 1
    assert plain._repr_html_().count("<th ") == rows[0].count("<th ") - 1
    assert len(pictured) < 30_000


def test_a_thumbnail_is_small_and_rubbish_makes_none() -> None:
    source = thumbnail(png(1200))
    with Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))) as image:
        assert max(image.size) <= 144
        assert image.format == "WEBP"
    assert thumbnail(b"") == thumbnail(b"no picture") == thumbnail(png(600)[:200]) == ""
    assert Picture(lambda: None).html() == ""


def test_a_long_history_is_cut_and_says_so() -> None:
    rows = [iteration(number, f"version {number}") for number in range(50)]
    plain = str(sequence(*rows))
    assert "50 iterations" in plain
    assert "newest 20" in plain
    assert "version 29" not in plain
    assert "version 30" in plain
    assert re.search(r"^ +49 +version 49 ", plain, re.MULTILINE)


def test_a_discarded_iteration_is_marked_in_its_table() -> None:
    kept, dropped = iteration(), iteration(1, discarded=True)
    assert "discarded" in str(sequence(kept, dropped))
    assert "discarded" not in str(sequence(kept))


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_no_text_breaks_out_of_its_place(title: str, value: str, notes: list[str]) -> None:
    card, table = Card(title, {"fact": value}, notes), Table(title, ("a", "b"), [(value, title)])
    assert set(Markup(card.html()).tags) <= {"div", "strong", "span"}
    assert set(Markup(table.html()).tags) <= {"div", "table", "thead", "tbody", "tr", "th", "td"}
    for form in (card, table):
        assert all(line.isprintable() for line in form.plain().split("\n"))
    assert len(table.plain().split("\n")) == 2
    assert len(card.plain().split("\n")) == 1 + bool(value) + len(notes)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.214, "0.21 s"), (9.99, "9.99 s"), (12.7, "12 s"), (59.9, "59 s"), (125, "2 min 5 s")],
)
def test_times(value: float, text: str) -> None:
    assert seconds(value) == text


@pytest.mark.parametrize(
    ("count", "text"), [(312_400, "312 kB"), (1_440_000, "1.4 MB"), (900, "1 kB")]
)
def test_sizes(count: int, text: str) -> None:
    assert size(count) == text


def test_a_data_frame() -> None:
    import pandas

    root = iteration()
    frame = sequence(
        root, iteration(1, "make it blue", kind="edit", parent=root.id, notes=["one", "two"])
    ).to_pandas()
    assert frame.index.name == "id"
    assert list(frame.index) == [root.id, "2026-01-01T00:00:00.000001Z"]
    row = frame.loc["2026-01-01T00:00:00.000001Z"]
    assert (row.prompt, row.kind, row.parent, row.seed) == ("make it blue", "edit", root.id, 3)
    assert (row.model_size, row.notes) == (437_000, "one\ntwo")
    assert row.model_url.startswith("blob+sha256:")
    assert row.created_at == pandas.Timestamp("2026-01-01T00:00:00.000001Z")
    assert frame.duration_seconds.sum() == pytest.approx(0.428)
    assert not frame.discarded.any()
    empty = sequence().to_pandas()
    assert len(empty) == 0
    assert list(empty.columns) == list(frame.columns)


def test_without_pandas_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(PackageMissing, match="pandas") as raised:
        sequence(iteration()).to_pandas()
    assert "pip install" in raised.value.hint


def test_what_can_be_set_is_explained() -> None:
    settable = {"lighting", "background", "wireframe", "camera", "height", "layout"}
    for widget, names in ((ModelViewer, settable), (Studio, settable | {"viewing"})):
        assert all(re.search(rf"\b{name}\b", widget.__doc__ or "") for name in names)
        own = {**vars(ModelViewer), **vars(widget)}
        for name, trait in own.items():
            if isinstance(trait, traitlets.TraitType):
                assert trait.help, f"{widget.__name__}.{name} has no help"


def test_records_load_neither_pillow_nor_pandas_nor_ipython() -> None:
    code = "import sys, prodwidget.records, prodwidget.work.job\n"
    code += "import prodwidget.session.iterations; print(*("
    code += "n for n in ('PIL', 'pandas', 'IPython', 'rich') if n in sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == []
