"""What a package is printed and cut from, read back by other programs."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from xml.etree import ElementTree

import ezdxf
import numpy as np
import pypdfium2 as pdfium
import pytest
from ezdxf import bbox, units
from PIL import Image

from prodwidget.errors import PackageMissing
from prodwidget.surfaces.packaging.dieline import (
    checked,
    dieline_dxf,
    dieline_pdf,
    dieline_svg,
)
from prodwidget.surfaces.packaging.dieline.layers import bleed_of, lines_of, safety_of
from prodwidget.surfaces.packaging.dieline.legend import page_of
from prodwidget.surfaces.packaging.sheet import Sheet
from prodwidget.surfaces.packaging.structures import STRUCTURES, sheet_of
from tests.unit.packaging import artwork_of, picture, some_sheets

EVERY = pytest.mark.parametrize("name", STRUCTURES)
SVG = "{http://www.w3.org/2000/svg}"
INCH = 25.4


def usual(name: str) -> Sheet:
    return sheet_of(name, *STRUCTURES[name].defaults)


def drawn(pdf: bytes, dots: float = 254.0) -> np.ndarray:
    """A page as pixels, ten a millimetre."""
    page = pdfium.PdfDocument(pdf)[0]
    return np.array(page.render(scale=dots / 72).to_pil().convert("RGB")).astype(int)


@EVERY
def test_a_page_is_as_large_as_it_says_in_true_millimetres(name: str) -> None:
    for sheet in some_sheets(name, 3):
        left, lower, right, upper = page_of(sheet)
        page = pdfium.PdfDocument(dieline_pdf(sheet, {}))[0]
        size = [each / 72 * INCH for each in page.get_size()]
        assert size == pytest.approx([right - left, upper - lower], abs=0.01)
        trim = [each / 72 * INCH for each in page.get_trimbox()]
        box = sheet.box
        assert trim[2] - trim[0] == pytest.approx(box[2] - box[0], abs=0.01)
        assert trim[3] - trim[1] == pytest.approx(box[3] - box[1], abs=0.01)


@EVERY
def test_what_is_cut_is_where_it_should_be_when_it_is_measured_on_the_page(name: str) -> None:
    sheet = usual(name)
    pixels = drawn(dieline_pdf(sheet, {}))
    red = (pixels[..., 0] > 180) & (pixels[..., 1] < 110) & (pixels[..., 2] < 110)
    left, _, _, upper = page_of(sheet)
    box = sheet.box
    # The legend lies below the sheet.
    red[int((upper - box[1] + 2) * 10) :] = False
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    assert columns[[0, -1]] / 10 + left == pytest.approx([box[0], box[2]], abs=0.25)
    assert upper - rows[[-1, 0]] / 10 == pytest.approx([box[1], box[3]], abs=0.25)


def test_artwork_is_placed_upright_and_ends_at_its_bleed() -> None:
    sheet = usual("mailer")
    pixels = drawn(dieline_pdf(sheet, artwork_of(sheet)))
    left, _, _, upper = page_of(sheet)

    def at(x: float, y: float) -> tuple[int, ...]:
        return tuple(pixels[round((upper - y) * 10), round((x - left) * 10)])

    dark = (20, 20, 20)
    tones = {
        panel.name: (40 + 37 * at_ % 200, 90, 200 - 29 * at_ % 180)
        for at_, panel in enumerate(each for each in sheet.panels if each.printed)
    }
    for name, colour in tones.items():
        x0, y0, x1, y1 = sheet.panel(name).box
        wide, high = (x1 - x0) * 0.12, (y1 - y0) * 0.12
        corners = {
            0: (x0 + wide, y1 - high), 90: (x0 + wide, y0 + high),
            180: (x1 - wide, y0 + high), 270: (x1 - wide, y1 - high),
        }  # fmt: skip
        for turn, corner in corners.items():
            wanted = dark if turn == sheet.panel(name).upright else colour
            assert at(*corner) == pytest.approx(wanted, abs=8), (name, turn)
    x0, y0, x1, _ = sheet.panel("top").box
    assert at(x0 - sheet.bleed + 1, y0 + 10) == pytest.approx(tones["top"], abs=8)
    assert at(x0 - sheet.bleed - 1, y0 + 10) == (255, 255, 255)
    # Where two printed panels meet, neither comes into the other.
    start, crease, end, _ = sheet.panel("back").box
    assert at((start + end) / 2, crease + 1) == pytest.approx(tones["back"], abs=8)
    assert at((start + end) / 2, crease - 1) == pytest.approx(tones["top"], abs=8)
    assert at((x0 + x1) / 2, y0 - sheet.bleed + 1) == pytest.approx(tones["top"], abs=8)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "JPEG"])
def test_a_pdf_has_the_very_pixels_of_its_artwork(mode: str) -> None:
    sheet = usual("sleeve")
    image = Image.effect_noise((300, 200), 90).convert("L" if mode == "JPEG" else mode)
    data = io.BytesIO()
    image.save(data, "JPEG" if mode == "JPEG" else "PNG")
    pdf = dieline_pdf(sheet, dict.fromkeys(("front", "back"), data.getvalue()))
    page = pdfium.PdfDocument(pdf)[0]
    found = [each for each in page.get_objects() if isinstance(each, pdfium.PdfImage)]
    assert len(found) == 2
    with Image.open(data) as opened:
        wanted = np.array(opened.convert("RGB"))
    for each in found:
        assert (np.array(each.get_bitmap().to_pil().convert("RGB")) == wanted).all()
    assert pdf.count(b"/Subtype /Image") == (2 if mode == "RGBA" else 1)


def test_a_png_is_not_compressed_once_more() -> None:
    sheet = usual("sleeve")
    rows = b"".join(_chunks(art := picture(sheet, "front", (9, 90, 200))))
    assert rows and rows in dieline_pdf(sheet, {"front": art})


def _chunks(png: bytes) -> list[bytes]:
    """The bytes of a PNG's ``IDAT``."""
    return [
        png[found.end() : found.end() + int.from_bytes(found[1], "big")]
        for found in re.finditer(rb"(.{4})IDAT", png, re.DOTALL)
    ]


def test_a_pdf_has_a_layer_and_an_ink_for_each_kind_of_line() -> None:
    sheet = usual("carton")
    pdf = dieline_pdf(sheet, artwork_of(sheet))
    assert pdf.startswith(b"%PDF-1.5")
    layers = re.findall(rb"/Name \((\w+)\) /Type /OCG", pdf)
    assert layers == [b"Artwork", b"Safety", b"Bleed", b"Crease", b"Cut", b"Legend"]
    assert re.findall(rb"/Separation /(\w+)", pdf) == [b"Safety", b"Bleed", b"Crease", b"Cut"]
    assert b"/OCProperties" in pdf
    assert pdf == dieline_pdf(sheet, artwork_of(sheet))


def test_a_layer_that_is_turned_off_is_not_drawn() -> None:
    sheet = usual("sleeve")
    pdf = dieline_pdf(sheet, {})
    cut = re.search(rb"(\d+) 0 obj\n<<[^>]*/Name \(Cut\)", pdf)
    assert cut is not None
    on = re.search(rb"/ON \[[^\]]*\]", pdf)
    assert on is not None
    # As long as it was, so that the file's table of places stays true.
    off = b"/OFF [ " + cut[1] + b" 0 R ]"
    without = pdf.replace(on[0], off.ljust(len(on[0])))
    left, _, _, upper = page_of(sheet)
    x, y = sheet.box[0] + 40, sheet.box[3]
    spot = (slice(round((upper - y) * 10) - 2, round((upper - y) * 10) + 3), round((x - left) * 10))
    assert drawn(pdf)[spot][:, 1].min() < 120
    assert drawn(without)[spot][:, 1].min() > 200


@EVERY
def test_an_svg_has_its_layers_and_pictures_in_millimetres(name: str) -> None:
    sheet = usual(name)
    art = artwork_of(sheet)
    root = ElementTree.fromstring(dieline_svg(sheet, art))
    left, lower, right, upper = page_of(sheet)
    assert root.get("width") == f"{right - left:.4f}".rstrip("0").rstrip(".") + "mm"
    view = [float(each) for each in (root.get("viewBox") or "").split()]
    assert view == pytest.approx([left, -upper, right - left, upper - lower], abs=1e-3)
    groups = {each.get("id"): each for each in root if each.tag == f"{SVG}g"}
    assert set(groups) == {"artwork", "cut", "crease", "bleed", "safety", "legend"}
    assert len(groups["artwork"].findall(f".//{SVG}image")) == len(art)
    text = " ".join(each.text or "" for each in groups["legend"].iter(f"{SVG}text"))
    assert sheet.title in text and sheet.code in text and f"{sheet.height:g} mm" in text
    for layer, paths in lines_of(sheet).items():
        assert len(groups[layer].findall(f"{SVG}path")) == len(paths)
    numbers = [
        (float(x), float(y))
        for path in groups["cut"].iter(f"{SVG}path")
        for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d") or "")
    ]
    xs, ys = zip(*numbers, strict=True)
    found = [min(xs), -max(ys), max(xs), -min(ys)]
    assert found == pytest.approx(list(sheet.box), abs=1e-3)


@EVERY
def test_a_dxf_is_read_back_in_millimetres_with_its_layers(name: str) -> None:
    for sheet in some_sheets(name, 3):
        document = ezdxf.read(io.StringIO(dieline_dxf(sheet).decode()))
        assert document.units == units.MM
        assert not document.audit().errors
        space = document.modelspace()
        assert {each.dxf.layer for each in space} <= {"CUT", "CREASE", "BLEED", "SAFETY"}
        cut = bbox.extents(space.query('LWPOLYLINE[layer=="CUT"]'))
        assert [*cut.extmin.vec2, *cut.extmax.vec2] == pytest.approx(list(sheet.box), abs=0.01)
        creases = space.query('LWPOLYLINE[layer=="CREASE"]')
        assert len(creases) == sum(each.angle != 0 for each in sheet.panels)
        pieces = sum(each.parent is None for each in sheet.panels)
        closed = [each.closed for each in space.query('LWPOLYLINE[layer=="CUT"]')]
        assert closed == [True] * (pieces + len(sheet.slots))


@EVERY
def test_bleed_goes_beyond_what_is_cut_and_safety_stays_inside(name: str) -> None:
    for sheet in some_sheets(name, 5):
        for panel in sheet.panels:
            if not panel.printed:
                continue
            left, lower, right, upper = panel.box
            wide = np.array(bleed_of(sheet, panel))
            for low, end in (
                (wide.min(axis=0), (left, lower)),
                (-wide.max(axis=0), (-right, -upper)),
            ):
                beyond = np.array(end) - low
                assert all(
                    each == pytest.approx(0.0, abs=0.01)
                    or each == pytest.approx(sheet.bleed, abs=0.01)
                    for each in beyond
                ), (panel.name, beyond)
            safe = np.array(safety_of(sheet, panel))
            if len(safe):
                assert safe.min(axis=0) == pytest.approx(
                    np.array([left, lower]) + sheet.safety, abs=0.01
                )
                assert safe.max(axis=0) == pytest.approx(
                    np.array([right, upper]) - sheet.safety, abs=0.01
                )


def test_a_printer_finds_nothing_where_all_is_well() -> None:
    sheet = usual("carton")
    wide, high = sheet.size_of("front")
    texts = {"front": [(sheet.safety, sheet.safety, wide - sheet.safety, high - sheet.safety)]}
    assert checked(sheet, artwork_of(sheet, dots=301.0), texts) == ()


@pytest.mark.parametrize("side", ["front", "left", "back", "right"])
def test_text_too_close_to_an_edge_is_found_on_panels_however_they_lie(
    side: str,
) -> None:
    sheet = usual("mailer")
    art = artwork_of(sheet, dots=301.0)
    wide, high = sheet.size_of(side)
    safe = sheet.safety
    near = {
        "left": (safe - 1, safe, 20, 20), "upper": (safe, safe - 1, 20, 20),
        "right": (20, safe, wide - safe + 1, 20), "lower": (20, 20, 40, high - safe + 1),
    }  # fmt: skip
    for box in near.values():
        (found,) = checked(sheet, art, {side: [box, (safe, safe, wide - safe, high - safe)]})
        assert found.startswith(f"A text on the panel {side!r} comes closer than 5 mm")


def test_a_text_at_a_rounded_corner_is_too_close() -> None:
    sheet = usual("pouch")
    safe = sheet.safety + 0.5
    art = artwork_of(sheet, dots=301.0)
    assert checked(sheet, art, {"front": [(safe, safe, 60, 30)]}) == ()
    round_ = sheet_of("tube", 70, 70, 160)
    found = checked(round_, artwork_of(round_, dots=301.0), {"lid": [(5, 5, 30, 30)]})
    assert len(found) == 1 and "'lid'" in found[0]


def test_too_few_dots_bare_bleed_and_a_wrong_shape_are_found() -> None:
    sheet = usual("sleeve")
    art = artwork_of(sheet, dots=301.0)
    low = checked(sheet, art | {"top": picture(sheet, "top", (9, 9, 9), dots=150.0)}, {})
    assert len(low) == 1 and "has 150 dots per inch" in low[0]
    wide, high = (each + 2 * sheet.bleed for each in sheet.size_of("top"))
    assert f"{int(wide / 25.4 * 300) + 1} × {int(high / 25.4 * 300) + 1} pixels" in low[0]
    with Image.open(io.BytesIO(picture(sheet, "top", (9, 9, 9, 255), dots=301.0))) as image:
        bare = image.copy()
    bare.paste((0, 0, 0, 0), (0, 0, 5, bare.height))
    data = io.BytesIO()
    bare.save(data, "PNG")
    (found,) = checked(sheet, art | {"top": data.getvalue()}, {})
    assert "does not cover its bleed of 3 mm" in found
    (found,) = checked(sheet, art | {"top": art["front"]}, {})[:1]
    assert "would be stretched" in found
    del art["back"]
    assert checked(sheet, art, {}) == ("The panel 'back' has no artwork: it is printed blank.",)


@pytest.mark.parametrize(
    ("package", "write"),
    [("reportlab", lambda sheet: dieline_pdf(sheet, {})), ("ezdxf", dieline_dxf)],
)
def test_a_package_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, package: str, write: Callable[[Sheet], bytes]
) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(PackageMissing, match=package) as caught:
        write(usual("carton"))
    assert "prodwidget[packaging]" in caught.value.hint
