"""What the panel asks of a long history: numbers, pages of the tree, versions to look at."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from prodwidget import ProductPipeline, Studio
from prodwidget.records import MOMENT_FORMAT, ProductIteration
from prodwidget.store.commands import SessionCommands
from prodwidget.store.history import SessionStore
from prodwidget.store.transfer import SessionSnapshot, StoredIteration, write_session
from tests.service.conftest import draft, wait_for
from tests.service.test_panel_messages import Page

LENGTH = 5000


@pytest.fixture
def long(store: SessionStore, session: str) -> list[str]:
    """A line of thousands, of which every fifth version has a sibling beside it."""
    began, made = datetime(2026, 1, 1, tzinfo=UTC), []
    parent, depth = None, 0
    for place in range(LENGTH):
        iteration = ProductIteration(
            created_at=(began + timedelta(seconds=place)).strftime(MOMENT_FORMAT),
            parent=parent,
            depth=depth,
            **dict(draft(f"version {place + 1}")),
        )
        beside = place % 5 == 4
        made.append(StoredIteration.new(iteration, discarded=beside))
        if not beside:
            parent, depth = iteration.id, depth + 1
    head = next(each for each in reversed(made) if not each.discarded)
    commands = SessionCommands(store.commands.client, "product", session)
    write_session(commands, SessionSnapshot(head.id, made[0].id, tuple(made)))
    return [each.id for each in made]


def test_pages_of_the_tree_are_light_and_newest_first(
    data: Path, session: str, long: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = Studio(session=session, data_dir=data)
    page = Page(studio, monkeypatch)
    rows: list[dict[str, Any]] = []
    while found := page.ask(type="tree", start=len(rows), stop=len(rows) + 10_000):
        assert len(found) <= 500
        assert len(json.dumps(found)) < 450 * len(found), "an iteration takes far more"
        rows += found
    assert [each["created_at"] for each in rows] == long[::-1]
    assert [each["number"] for each in rows] == list(range(LENGTH, 0, -1))
    assert [each["discarded"] for each in rows] == [n % 5 == 0 for n in range(LENGTH, 0, -1)]
    assert rows[0]["model"] == {"url": "blob+sha256:" + "0" * 64, "sha256": "0" * 64, "size": 4}
    assert (rows[0]["prompt"], rows[0]["pictures"]) == (f"version {LENGTH}", 0)

    state = studio.state
    assert state["iteration_count"] + state["off_line_count"] == LENGTH
    assert [each["number"] for each in state["iterations"]][-1] == LENGTH - 1
    assert {each["number"] % 5 for each in state["off_line"]} == {0}
    assert [each["number"] for each in page.ask(type="page", start=3, stop=6)] == [4, 6, 7]

    found = page.ask(type="iterations", iterations=[long[4], long[0], "nothing"])
    assert [(each["number"], each["discarded"]) for each in found] == [(5, True), (1, False)]
    for bad in ({"start": "0", "stop": 5}, {"start": True, "stop": 5}, {"start": 0}):
        assert "cannot be used" in page.ask(type="tree", **bad)
    for ids in (None, [7], ["x"] * 201, "x" * 9):
        assert "cannot be used" in page.ask(type="iterations", iterations=ids)
    studio.close()


def test_numbers_stay_whatever_line_their_versions_are_on(
    pipeline: ProductPipeline, store: SessionStore
) -> None:
    one = store.commit(draft("a mug"), parent=None, head=None)
    two = store.commit(draft("make it red"), parent=one.id, head=one.id)
    pipeline.rewind(one)
    three = store.commit(draft("make it blue"), parent=one.id, head=one.id)
    four = store.commit(draft("a jar"), parent=None, head=three.id)
    ids = [each.id for each in (one, two, three, four)]
    assert pipeline.numbers(ids) == dict(zip(ids, (1, 2, 3, 4), strict=True))
    pipeline.restore(two)
    assert pipeline.numbers([*pipeline.iterations, four, "nothing"]) == {
        one.id: 1,
        two.id: 2,
        four.id: 4,
    }
    assert [each.id for each in pipeline.newest(0, 3)] == ids[:0:-1]


def test_a_page_marks_versions_and_what_it_sends_is_checked(
    data: Path, session: str, store: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = store.commit(draft("a mug"), parent=None, head=None)
    studio = Studio(session=session, data_dir=data)
    page = Page(studio, monkeypatch)
    asked = {"type": "mark", "iteration": made.id}
    assert page.ask(**asked, name="one") is None
    assert page.ask(**asked, starred=True) is None
    wait_for(lambda: studio.state["marks"] == {made.id: {"name": "one", "starred": True}})
    for bad in ({"name": 7}, {"starred": 1}, {"starred": "yes"}, {"name": ["x"], "starred": True}):
        assert "cannot be used" in page.ask(**asked, **bad)
    assert "80 are the most" in page.ask(**asked, name="x" * 81)
    assert "no iteration" in page.ask(type="mark", iteration="nothing", name="x")
    studio.close()


def test_any_version_can_be_looked_at(data: Path, session: str, long: list[str]) -> None:
    studio = Studio(session=session, data_dir=data)
    studio.viewing = long[4]
    assert studio._still().title == "version 5"
    studio.viewing = "nothing"
    assert studio._still().id == ""
    studio.viewing = ""
    assert studio._still().title == f"version {LENGTH - 1}"
    studio.close()


def test_an_exported_page_has_what_lies_beside_the_line(
    data: Path, session: str, pipeline: ProductPipeline
) -> None:
    first = pipeline.create("a red mug").result(120)
    second = pipeline.edit("make it blue").result(120)
    pipeline.rewind(first)
    third = pipeline.edit("make it green").result(120)
    pipeline.mark(second, name="the blue one")
    studio = Studio(pipeline)
    page = studio._page(10**8)
    made = (first, second, third)
    assert set(page.files) == {each.model.sha256 for each in made}
    assert [each["number"] for each in page.traits["tree"]] == [3, 2, 1]
    assert [each["discarded"] for each in page.traits["tree"]] == [False, True, False]
    assert page.traits["state"]["marks"] == {second.id: {"name": "the blue one", "starred": False}}
    assert page.note == ""

    # The line comes first; what lies beside it only where there is room for it then.
    small = studio._page(first.model.size + third.model.size)
    assert set(small.files) == {first.model.sha256, third.model.sha256}
    assert [each["number"] for each in small.traits["tree"]] == [3, 1]
    assert small.traits["state"]["marks"] == {}
    assert small.note == "1 other version is not in this file."
    assert studio._page(third.model.size).note == "2 other versions are not in this file."
    studio.close()
