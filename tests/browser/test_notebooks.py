"""The project's own notebooks, run from top to bottom."""

from __future__ import annotations

import numpy as np
import pytest

from tests.browser.notebook import OpenNotebook
from tests.browser.pixels import Picture


def is_drawn(picture: Picture) -> bool:
    """Whether there are edges in the middle of a stage, whose ground is smooth."""
    height, width = picture.shape[:2]
    middle = picture[height // 4 : -height // 4, width // 4 : -width // 4].astype(int)
    return bool((np.abs(np.diff(middle, axis=1)).max(axis=2) > 12).sum() > 100)


@pytest.mark.parametrize(
    "name, viewers",
    [("quickstart", 2), ("rewinds", 4), ("prompt_cells", 9), ("compose", 7), ("parts", 3)],
)
def test_it_runs_and_shows_its_products(
    open_notebook: OpenNotebook, name: str, viewers: int
) -> None:
    notebook = open_notebook(name=f"{name}.ipynb")
    notebook.run_all()
    for index in range(viewers):
        panel = notebook.panel(index)
        panel.stage.scroll_into_view_if_needed()
        panel.see(is_drawn)
        notebook.screenshot(f"notebook {name} {index}")
    assert notebook.document.locator(".prodwidget").count() == viewers
    assert notebook.errors == []
