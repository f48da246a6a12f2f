"""Pages that ``export_html`` wrote, opened as files without a network."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from prodwidget import Compare, ModelViewer, ProductPipeline, Studio
from prodwidget.errors import ExportError, ModelError
from prodwidget.widgets import front_end
from tests.browser.notebook import Panel
from tests.browser.pixels import blue, red
from tests.hosts.offline import offline
from tests.hosts.pictures import KeepPicture
from tests.hosts.test_live_hosts import is_blue, is_red

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
COMPRESS = Path(__file__).with_name("compress.mjs")

SEND = """
() => new Promise((done) => {
    document.addEventListener("securitypolicyviolation", (event) => {
        refused.push(event.effectiveDirective);
        if (refused.length === 2) done(refused);
    });
    const refused = [];
    document.body.insertAdjacentHTML("beforeend", '<form action="https://elsewhere.test/"></form>');
    document.head.insertAdjacentHTML("beforeend", '<base href="https://elsewhere.test/">');
    document.querySelector("form").submit();
})
"""
"""Tries to send a form, and to have the page's own links lead elsewhere."""

ATTACK = "a red mug </script><script>document.title='broken'</script><!--<script>"


@pytest.fixture(scope="module")
def pipeline() -> ProductPipeline:
    pipeline = ProductPipeline("exported")
    pipeline.create("a red mug").result()
    pipeline.edit("make it blue").result()
    return pipeline


@pytest.mark.feature("shows the product in 3D, with neither kernel nor network", host="export_html")
def test_a_studio_is_shown_with_its_timeline(
    chromium: Browser, pipeline: ProductPipeline, tmp_path: Path, keep_picture: KeepPicture
) -> None:
    file = Studio(pipeline).export_html(tmp_path / "mug.html")
    with offline(chromium, file) as opened:
        studio = Panel(opened.page.locator(".prodwidget"))
        studio.versions(2)
        blue_mug = studio.see(is_blue)
        studio.root.locator("li img").nth(1).wait_for()
        keep_picture(opened.page, "export_html", studio.root)
        studio.drag(160, 40)
        assert (studio.still() != blue_mug).any(), "it cannot be turned"
        assert opened.page.title() == "make it blue"
        assert opened.errors == []
        assert opened.asked == []


@pytest.mark.feature("looks back without asking anyone", host="export_html")
def test_an_exported_studio_looks_back_and_changes_nothing(
    chromium: Browser, tmp_path: Path
) -> None:
    attacked = ProductPipeline("attacked")
    attacked.create(ATTACK).result()
    attacked.edit("make it blue").result()
    file = Studio(attacked).export_html(tmp_path / "mug.html")
    with offline(chromium, file) as opened:
        studio = Panel(opened.page.locator(".prodwidget"))
        studio.versions(2)
        studio.version(1).click()
        studio.see(is_red)
        assert "</script><script>" in studio.version(1).inner_text()
        studio.root.get_by_role("button", name="Back to newest").wait_for()
        assert studio.root.get_by_role("button", name="Go on from this").count() == 0
        assert studio.box.count() == 0
        studio.root.get_by_role("button", name="Back to newest").click()
        studio.see(is_blue)
        assert opened.page.title() != "broken"
        assert opened.errors == []
        assert opened.asked == []


@pytest.mark.feature("looks back without asking anyone", host="export_html")
def test_an_exported_studio_shows_what_lies_beside_the_line(
    chromium: Browser, tmp_path: Path
) -> None:
    pipeline = ProductPipeline("branched")
    red = pipeline.create("a red mug").result()
    blue = pipeline.edit("make it blue").result()
    pipeline.mark(blue, name="the blue one", starred=True)
    pipeline.rewind(red)
    file = Studio(pipeline).export_html(tmp_path / "mug.html")
    with offline(chromium, file) as opened:
        studio = Panel(opened.page.locator(".prodwidget"))
        studio.versions(1)
        studio.see(is_red)
        tab = studio.root.get_by_role("tab", name="Versions")
        if studio.root.locator(".tree").count() == 0:
            tab.click()
        discarded = studio.root.get_by_role("option").filter(has_text="the blue one")
        discarded.click()
        studio.see(is_blue)
        assert "discarded" in discarded.inner_text()
        studio.root.get_by_role("searchbox").fill("red")
        studio.root.get_by_text("1 of 2", exact=True).wait_for()
        assert studio.root.get_by_role("button", name="Star this version").count() == 0
        assert studio.root.get_by_role("button", name="Go on from this").count() == 0
        assert opened.errors == []
        assert opened.asked == []


def test_an_exported_studio_compares_what_it_carries(
    chromium: Browser, pipeline: ProductPipeline, tmp_path: Path
) -> None:
    file = Studio(pipeline).export_html(tmp_path / "mug.html")
    with offline(chromium, file) as opened:
        studio = Panel(opened.page.locator(".prodwidget"))
        studio.see(is_blue)
        studio.root.get_by_role("tab", name="Compare").click()
        studio.root.get_by_text("Side by side", exact=True).click()
        studio.see(lambda it: red(it) > 300 and blue(it) > 300)
        assert opened.errors == []
        assert opened.asked == []


def test_an_exported_comparison_is_wiped(
    chromium: Browser, pipeline: ProductPipeline, tmp_path: Path
) -> None:
    first, second = pipeline.iterations
    file = Compare(first, second, position=0).export_html(tmp_path / "mugs.html")
    with offline(chromium, file) as opened:
        view = Panel(opened.page.locator(".prodwidget"))
        view.see(is_blue)
        view.root.get_by_role("slider").press("End")
        # The ring around what has the focus is blue as well.
        view.see(lambda it: red(it) > 300 > blue(it))
        assert opened.page.title() == "a red mug and make it blue"
        assert opened.errors == []
        assert opened.asked == []


def test_a_page_sends_no_form_and_carries_its_licences(
    chromium: Browser, pipeline: ProductPipeline, tmp_path: Path
) -> None:
    file = Studio(pipeline).export_html(tmp_path / "mug.html")
    with offline(chromium, file) as opened:
        opened.page.get_by_text("Licences").click()
        terms = opened.page.locator("pre")
        terms.wait_for()
        for name in ("prodwidget", "three 0.", "Draco", "Basis Universal", "preact"):
            assert name in terms.inner_text()
        assert sorted(opened.page.evaluate(SEND)) == ["base-uri", "form-action"]
        assert opened.page.url == file.as_uri()
        assert opened.asked == []


@pytest.mark.feature("hands the model over as a file", host="export_html")
def test_an_exported_page_hands_its_models_over(
    chromium: Browser, pipeline: ProductPipeline, tmp_path: Path
) -> None:
    red_mug, blue_mug = pipeline.iterations[:2]
    with offline(chromium, Studio(pipeline).export_html(tmp_path / "mug.html")) as opened:
        studio = Panel(opened.page.locator(".prodwidget"))
        studio.versions(2)
        studio.see(is_blue)
        assert studio.download() == ("make-it-blue.glb", pipeline.model(blue_mug))
        studio.version(1).click()
        studio.see(is_red)
        assert studio.download() == ("a-red-mug.glb", pipeline.model(red_mug))
        assert opened.errors == []
    with offline(chromium, ModelViewer(red_mug).export_html(tmp_path / "viewer.html")) as opened:
        viewer = Panel(opened.page.locator(".prodwidget"))
        viewer.see(is_red)
        assert viewer.download() == ("a-red-mug.glb", pipeline.model(red_mug))
        assert opened.asked == []


@pytest.mark.feature("follows the dark theme", host="export_html")
def test_a_viewers_page_has_the_readers_theme(
    chromium: Browser, pipeline: ProductPipeline, tmp_path: Path
) -> None:
    first = pipeline.iterations[0]
    viewer = ModelViewer(first, lighting="softbox")
    with offline(chromium, viewer.export_html(tmp_path / "viewer.html")) as opened:
        panel = Panel(opened.page.locator(".prodwidget"))
        panel.see(lambda it: is_red(it) and bool(it[-3:].mean() > 180))
        assert panel.root.get_by_label("Lighting").input_value() == "softbox"
        opened.page.emulate_media(color_scheme="dark")
        panel.see(lambda it: is_red(it) and bool(it[-3:].mean() < 110))
        assert opened.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_page(
    chromium: Browser, pipeline: ProductPipeline, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    file = Studio(pipeline).export_html(tmp_path / "mug.html")
    with offline(chromium, file) as opened:
        opened.page.emulate_media(color_scheme=scheme)
        panel = Panel(opened.page.locator(".prodwidget"))
        panel.see(is_blue)
        surface = panel.root.locator(".panel").evaluate(
            "it => getComputedStyle(it).backgroundColor"
        )
        assert surface == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(30, 31, 34)")
        # axe knows no `plus-lighter`, which is `normal` between two fades.
        panel.root.locator("canvas").evaluate_all(
            "all => all.forEach((each) => { each.style.mixBlendMode = 'normal' })"
        )
        opened.page.evaluate(AXE.read_text())
        report = opened.page.evaluate("axe.run()")
        assert [(each["id"], each["nodes"]) for each in report["violations"]] == []
        assert "color-contrast" in [each["id"] for each in report["passes"]]


@pytest.mark.parametrize("kind", ["draco", "meshopt", "ktx2"])
def test_a_page_carries_the_decoders_that_its_model_needs(
    chromium: Browser, pipeline: ProductPipeline, tmp_path: Path, kind: str
) -> None:
    plain, compressed = tmp_path / "plain.glb", tmp_path / "compressed.glb"
    plain.write_bytes(pipeline.model(pipeline.iterations[0]))
    subprocess.run(["node", COMPRESS, kind, plain, compressed], check=True)
    file = ModelViewer(compressed).export_html(tmp_path / "compressed.html")
    with offline(chromium, file) as opened:
        Panel(opened.page.locator(".prodwidget")).see(is_red)
        assert opened.errors == []
        assert opened.asked == []
    alone = ModelViewer(plain).export_html(tmp_path / "plain.html")
    needed = front_end.decoders().keys()
    # The front end itself, and the model.
    assert len(_carried(alone)) == 2 + len(front_end.modules())
    assert not needed & _carried(alone), "nobody else needs its decoders"
    assert needed <= _carried(file)
    assert len(_carried(file)) == len(_carried(alone)) + len(needed)
    assert "unsafe-eval" not in alone.read_text().partition("</head>")[0]


def _carried(page: Path) -> set[str]:
    """The digests of the files in a page."""
    return set(re.findall(r'application/gzip" id="file-([0-9a-f]{64})"', page.read_text()))


def test_versions_without_room_are_left_out_and_the_page_says_so(
    chromium: Browser, pipeline: ProductPipeline, tmp_path: Path
) -> None:
    room = pipeline.iterations[-1].model.size
    file = Studio(pipeline).export_html(tmp_path / "small.html", most_bytes=room)
    with offline(chromium, file) as opened:
        opened.page.get_by_text("1 earlier version is not in this file.").wait_for()
        Panel(opened.page.locator(".prodwidget")).versions(1)
        assert opened.page.locator(".prodwidget .number").all_inner_texts() == ["2"]


def test_what_cannot_be_written_says_why_and_leaves_nothing_behind(
    pipeline: ProductPipeline, tmp_path: Path
) -> None:
    studio = Studio(pipeline)
    with pytest.raises(ExportError, match="No such file or directory"):
        studio.export_html(tmp_path / "nowhere" / "mug.html")
    (tmp_path / "taken").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for taken in ("taken", "pipe"):
        with pytest.raises(ExportError, match="is not a file"):
            studio.export_html(tmp_path / taken)
    with pytest.raises(ExportError, match="Cannot write"):
        studio.export_html("")
    with pytest.raises(ModelError, match="not a GLB"):
        ModelViewer("data:model/gltf-binary;base64,bXVn").export_html(tmp_path / "mug.html")
    with pytest.raises(ExportError, match="the page may carry 0 kB"):
        studio.export_html(tmp_path / "mug.html", most_bytes=10)
    with pytest.raises(ExportError, match="nothing to export"):
        Studio(session="nothing-yet").export_html(tmp_path / "mug.html")
    with pytest.raises(ExportError, match="only at https://example"):
        ModelViewer("https://example.org/mug.glb").export_html(tmp_path / "mug.html")
    assert {each.name for each in tmp_path.iterdir()} == {"taken", "pipe"}
