"""A viewer is as high as there is room for, unless a number says otherwise."""

from __future__ import annotations

import pytest
from traitlets import TraitError

from prodwidget import ModelViewer


def test_it_fits_its_place_by_default() -> None:
    assert ModelViewer().height == "auto"


@pytest.mark.parametrize("height", [120, 480, 4000, "auto"])
def test_a_number_fixes_it(height: int | str) -> None:
    viewer = ModelViewer(height=300)
    viewer.height = height
    assert viewer.get_state()["height"] == height


@pytest.mark.parametrize("height", [119, 4001, "tall", 1.5, None])
def test_what_is_no_height_is_refused(height: object) -> None:
    viewer = ModelViewer(height=300)
    with pytest.raises(TraitError, match="height"):
        viewer.height = height
    assert viewer.height == 300
