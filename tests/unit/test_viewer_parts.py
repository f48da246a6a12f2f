"""What code and a page say of the parts of a viewer's model."""

from __future__ import annotations

import pytest
from traitlets import TraitError

from prodwidget import ModelViewer
from prodwidget.errors import ProdwidgetError
from prodwidget.widgets.settings import MOST_PARTS


def test_a_page_tells_the_parts_and_what_was_clicked() -> None:
    viewer = ModelViewer(hidden=["label"])
    heard: list[str] = []
    viewer.observe(lambda change: heard.append(change["new"]), "selected")
    viewer.set_state({"parts": ["body", "lid", "label"], "selected": "lid"})
    assert viewer.parts == ["body", "lid", "label"]
    assert viewer.hidden == ["label"]
    assert heard == ["lid"]


def test_nobody_else_says_which_parts_there_are() -> None:
    with pytest.raises(TraitError, match="read-only"):
        ModelViewer().parts = ["lid"]


def test_every_click_is_heard_until_nobody_listens() -> None:
    viewer = ModelViewer()
    clicks: list[str] = []
    viewer.on_part_click(clicks.append)
    for _ in range(2):
        viewer.carry_out({"type": "part_click", "part": "lid"}, [])
    assert clicks == ["lid", "lid"]
    viewer.on_part_click(clicks.append, remove=True)
    viewer.carry_out({"type": "part_click", "part": "lid"}, [])
    assert len(clicks) == 2


def test_a_part_is_hidden_once_however_often_it_is_named() -> None:
    assert ModelViewer(hidden=["lid", "body", "lid"]).hidden == ["lid", "body"]


@pytest.mark.parametrize(
    "state",
    [
        {"selected": "x" * 201},
        {"solo": "x" * 201},
        {"hidden": ["x" * 201]},
        {"hidden": [1]},
        {"selected": None},
        {"parts": ["x"] * (MOST_PARTS + 1)},
    ],
)
def test_what_makes_no_sense_is_refused(state: dict[str, object]) -> None:
    viewer = ModelViewer()
    with pytest.raises(TraitError):
        viewer.set_state(state)
    assert (viewer.selected, viewer.solo, viewer.hidden, viewer.parts) == ("", "", [], [])


@pytest.mark.parametrize("part", [3, ["lid"], "x" * 201])
def test_a_click_on_what_is_no_name_is_refused(part: object) -> None:
    viewer = ModelViewer()
    clicks: list[str] = []
    viewer.on_part_click(clicks.append)
    with pytest.raises(ProdwidgetError):
        viewer.carry_out({"type": "part_click", "part": part}, [])
    assert clicks == []
