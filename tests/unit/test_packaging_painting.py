"""Panels as they come to be: pictures on them, text beside a logo, and those of another kind."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from PIL import Image

from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.surfaces.packaging import ProceduralPackaging
from prodwidget.surfaces.packaging.artwork import Face, arranged, paint
from prodwidget.surfaces.packaging.design import PanelDesign, Picture, Text


def png(colour: str, size: tuple[int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def kept(data: bytes) -> Picture:
    return Picture(sha256=hashlib.sha256(data).hexdigest(), media_type="image/png")


@pytest.mark.parametrize("size", [(600, 60), (60, 600), (90, 90)])
def test_text_beside_a_logo_is_where_it_is_told_to_be(size: tuple[int, int]) -> None:
    face = Face(80, 60, bleed=3, safety=3, seen=80)
    data = png("#ffffff", size)
    text = Text(words="Fern", role="title", colour="#000000", face="sans", weight="bold")
    design = PanelDesign(ground="#ffffff", texts=(text,), logo=kept(data))
    pictures = {kept(data).sha256: data}
    with Image.open(io.BytesIO(paint(design, face, pictures, seed=1, name="front"))) as image:
        dark = image.convert("L").point(lambda tone: 255 if tone < 128 else 0)
    seen = [each / 300 * 25.4 - face.bleed for each in dark.getbbox() or ()]
    (line,) = arranged(design, face, pictures).lines
    assert seen == pytest.approx(line.box, abs=0.3)


@pytest.mark.parametrize("size", [(1184, 864), (864, 1184), (1024, 1024), (10, 2000)])
def test_a_picture_of_any_size_covers_its_panel(size: tuple[int, int]) -> None:
    # Of this panel, the part of 1184 × 864 that is cut out was off by a hair's breadth.
    face = Face(81, 68, bleed=3, safety=3, seen=81)
    data = png("#336699", size)
    design = PanelDesign(ground="#ffffff", painting=kept(data))
    painted = paint(design, face, {kept(data).sha256: data}, seed=1, name="bottom")
    with Image.open(io.BytesIO(painted)) as image:
        assert image.size == (1028, 875)
        assert image.getcolors() == [(1028 * 875, (0x33, 0x66, 0x99))]


def test_another_kind_of_package_goes_by_what_the_brief_says_of_its_own_panels() -> None:
    backend, job = ProceduralPackaging(), Rehearsal()
    prompt = "a carton 60 × 40 × 90 mm in navy without pattern, the left red, the front white"
    made = backend.generate(job.request(prompt, seed=1), job)
    before: Any = made.recipe
    parent, edit = job.iteration(made, backend.name), job.next_job()
    sleeve = backend.generate(edit.request("as a sleeve", parent), edit)
    after: Any = sleeve.recipe
    assert after["structure"] == "sleeve"
    assert after["panels"]["front"]["ground"] == before["panels"]["front"]["ground"]
    assert "What was changed on left is gone: the new package has none." in sleeve.notes
