"""What of a file a viewer plays, wears and looks through."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from traitlets import TraitError

from prodwidget import ModelViewer, Studio
from prodwidget.widgets.motion import MotionTraits
from tests.unit.glb_models import box


@pytest.mark.parametrize("widget", [ModelViewer, Studio])
def test_nothing_moves_unless_it_is_asked_for(widget: type[ModelViewer]) -> None:
    for name, value in {"playing": False, "turning": False, "animation": None}.items():
        assert widget.class_traits()[name].default_value == value
        assert widget.class_traits()[name].metadata["sync"] is True


@pytest.mark.parametrize("animation", [None, "Open the lid", 0, 3])
def test_an_animation_is_named_or_counted(animation: object) -> None:
    assert ModelViewer(animation=animation).animation == animation


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("animation", -1),
        ("animation", True),
        ("animation", 0.5),
        ("animation_time", -0.1),
        ("animation_time", float("nan")),
        ("animation_time", float("inf")),
        ("animation_time", "soon"),
        ("animation_time", True),
        ("playing", "yes"),
        ("variant", 1),
        ("file_camera", None),
        ("turning", 1.0),
    ],
)
def test_what_cannot_be_played_is_refused(name: str, value: object) -> None:
    viewer = ModelViewer()
    with pytest.raises(TraitError):
        setattr(viewer, name, value)
    assert getattr(viewer, name) == ModelViewer.class_traits()[name].default_value


def test_whole_seconds_are_seconds() -> None:
    assert ModelViewer(animation_time=2).animation_time == 2.0


def test_an_exported_page_plays_on(tmp_path: Path) -> None:
    given: dict[str, Any] = {
        "animation": "Open the lid",
        "animation_time": 1.5,
        "playing": True,
        "loop": False,
        "variant": "Ocean",
        "file_camera": "Front",
        "turning": True,
    }
    page = ModelViewer(box(), **given).export_html(tmp_path / "page.html").read_text()
    record = re.search(r'id="record">(.*?)</script>', page)
    assert record
    traits = json.loads(record[1])["traits"]
    assert {name: traits[name] for name in MotionTraits._motion_settings} == given


def test_pages_tell_what_a_file_has() -> None:
    viewer = ModelViewer()
    told = {"animations": [{"name": "Open", "duration": 2.0}], "variants": ["Ocean"], "cameras": []}
    viewer.set_state(told)
    assert {name: getattr(viewer, name) for name in told} == told
