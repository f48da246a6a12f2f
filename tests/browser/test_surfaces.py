"""Packages and materials in JupyterLab, in the same panel as products."""

from __future__ import annotations

from tests.browser.notebook import OpenNotebook
from tests.browser.pixels import covered

PACKAGING = """
from prodwidget import Studio
Studio(surface="packaging", backend="procedural")
"""

TEXTURE = """
from prodwidget import Studio
Studio(surface="texture", backend="procedural")
"""


def test_a_package_is_made_folded_and_changed(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(PACKAGING)
    studio = notebook.show()
    studio.root.get_by_text("Describe a package").wait_for()
    studio.prompt("a mailer box 200 × 120 × 60 mm in kraft with a green leaf pattern")
    studio.versions(1)
    closed = studio.see(lambda it: covered(it).mean() > 0.1)
    notebook.screenshot("a package")
    # At its beginning the sheet lies flat; a package that nobody plays is closed.
    scrubber = studio.root.get_by_role("slider", name="Time in the animation")
    scrubber.fill("0.1")
    flat = studio.still()
    notebook.screenshot("a package unfolded")
    assert (covered(flat) != covered(closed)).mean() > 0.02
    studio.prompt("make the front navy")
    studio.versions(2)
    studio.root.get_by_role("tab", name="Take away").click()
    studio.root.get_by_text("dieline.pdf").wait_for()
    notebook.screenshot("a package changed")
    assert notebook.errors == []


def test_a_material_is_made_and_its_maps_are_seen(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(TEXTURE)
    studio = notebook.show()
    studio.root.get_by_text("Describe a material").wait_for()
    studio.prompt("oiled walnut planks")
    studio.versions(1)
    studio.see(lambda it: covered(it).mean() > 0.1)
    notebook.screenshot("a material")
    assert notebook.errors == []
