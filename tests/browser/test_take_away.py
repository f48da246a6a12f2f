"""What leaves a notebook: from the panel, from a page without a kernel, and what cells await."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import lib3mf
import numpy as np
import pytest
import trimesh
from PIL import Image
from playwright.sync_api import Browser, Locator
from pxr import Usd, UsdGeom, UsdValidation

from prodwidget import ProductPipeline, Studio
from tests.browser.notebook import OpenNotebook, Panel
from tests.browser.pixels import red
from tests.hosts.offline import offline

VIEWER = """
from prodwidget import ModelViewer, ProductPipeline

pipeline = ProductPipeline()
await pipeline.create("a red mug")
viewer = ModelViewer(pipeline)
viewer
"""

SHOT = """
from PIL import Image

png = await viewer.screenshot(640, 400, transparent=True, path="shot.png")
with Image.open("shot.png") as picture:
    print(picture.format, picture.size, picture.mode, open("shot.png", "rb").read() == png)
"""

FILM = """
webm = await viewer.turntable(1, width=128, height=96, path="turn.webm")
gif = await viewer.turntable(1, "gif", width=128, height=96)
print(webm[:4], gif[:6])
"""

NOBODY = """
from prodwidget.errors import ExportError

hidden = ModelViewer(pipeline)
try:
    await hidden.screenshot()
except ExportError as error:
    print(error)
"""


def test_cells_await_pictures_and_films(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(VIEWER, "viewer", SHOT, FILM, NOBODY)
    notebook.run_cell(0)
    notebook.panel(0).see(lambda it: red(it) > 300)
    # Two pages show it, and one of them answers.
    notebook.run_cell(1)
    notebook.panel(1).see(lambda it: red(it) > 300)
    notebook.run_cell(2)
    assert "PNG (640, 400) RGBA True" in notebook.output(2)
    picture = np.asarray(Image.open(notebook.folder.path / "shot.png"))
    assert (picture[0, 0] == 0).all()
    seen = picture[picture[..., 3] > 200]
    assert ((seen[:, 0] > seen[:, 1] + 60).sum()) > 3000
    notebook.run_cell(3)
    assert r"b'\x1aE\xdf\xa3' b'GIF89a'" in notebook.output(3)
    notebook.run_cell(4)
    assert "No open page shows this viewer" in notebook.output(4)
    assert notebook.errors == []


STUDIO = """
from prodwidget import ProductPipeline, Studio

pipeline = ProductPipeline()
await pipeline.create("a red mug")
studio = Studio(pipeline)
studio
"""


def saved(root: Locator, button: str) -> tuple[str, bytes]:
    with root.page.expect_download() as coming:
        root.get_by_role("button", name=button).click()
    return coming.value.suggested_filename, coming.value.path().read_bytes()


def test_the_panel_saves_the_session(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(STUDIO)
    notebook.run_cell(0)
    studio = notebook.studio
    studio.see(lambda it: red(it) > 300)
    studio.root.get_by_role("tab", name="Take away").click()
    notebook.screenshot("take away")
    name, page = saved(studio.root, "Web page")
    assert name.endswith(".html")
    assert page.startswith(b"<!doctype html>")
    name, archive = saved(studio.root, "Archive")
    assert name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert "session.json" in opened.namelist()
    name, glb = saved(studio.root, "Download as GLB")
    assert glb[:4] == b"glTF"
    assert notebook.errors == []


@pytest.fixture(scope="module")
def product() -> ProductPipeline:
    pipeline = ProductPipeline("taken")
    pipeline.create("a matte black bottle with a copper lid that says AURORA").result()
    pipeline.process("repair").result()
    return pipeline


def test_a_page_without_a_kernel_converts_by_itself(
    chromium: Browser, product: ProductPipeline, tmp_path: Path
) -> None:
    iteration = product.iterations[-1]
    assert iteration.files is not None
    glb = iteration.files.read(iteration.model.sha256)
    source = trimesh.load(io.BytesIO(glb), file_type="glb", force="scene")
    triangles = sum(len(each.faces) for each in source.geometry.values())
    width, height, depth = np.ptp(source.bounds, axis=0)
    file = Studio(product).export_html(tmp_path / "bottle.html")
    with offline(chromium, file) as opened:
        root = Panel(opened.page.locator(".prodwidget")).root
        root.get_by_role("tab", name="Take away").click()

        name, data = saved(root, "Download as USDZ")
        (tmp_path / name).write_bytes(data)
        stage = Usd.Stage.Open(str(tmp_path / name))
        validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
        complaints = UsdValidation.ValidationContext(validators).Validate(stage)
        assert [each.GetMessage() for each in complaints] == []
        assert UsdGeom.GetStageMetersPerUnit(stage) == 1
        box = UsdGeom.BBoxCache(Usd.TimeCode.Default(), ["default"]).ComputeWorldBound(
            stage.GetDefaultPrim()
        )
        assert np.allclose(box.ComputeAlignedRange().GetSize(), (width, height, depth), rtol=1e-4)

        _, data = saved(root, "Download as STL")
        mesh = trimesh.load(io.BytesIO(data), file_type="stl")
        printed = (1000 * width, 1000 * depth, 1000 * height)
        assert np.allclose(np.ptp(mesh.bounds, axis=0), printed, rtol=1e-4)
        assert len(mesh.faces) == pytest.approx(triangles, rel=0.02)
        assert mesh.volume > 0

        _, data = saved(root, "Download as 3MF")
        model = lib3mf.get_wrapper().CreateModel()
        reader = model.QueryReader("3mf")
        reader.SetStrictModeActive(True)
        reader.ReadFromBuffer(data)
        assert reader.GetWarningCount() == 0
        objects, names = model.GetMeshObjects(), []
        while objects.MoveNext():
            solid = objects.GetCurrentMeshObject()
            assert solid.IsManifoldAndOriented()
            names.append(solid.GetName())
        assert names == ["body", "lid", "label"]

        _, data = saved(root, "Download as PLY")
        mesh = trimesh.load(io.BytesIO(data), file_type="ply", process=False)
        assert len(mesh.faces) == triangles
        assert mesh.visual.kind == "vertex"

        name, data = saved(root, "Download as OBJ")
        assert name.endswith(".obj.zip")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {each: io.BytesIO(archive.read(each)) for each in archive.namelist()}
        first, *_ = files
        scene = trimesh.load(
            files[first], file_type="obj", resolver=trimesh.resolvers.ZipResolver(files),
            process=False, force="scene", split_objects=True, group_material=False,
        )  # fmt: skip
        assert set(scene.geometry) == {"body", "lid", "label"}
        assert scene.geometry["label"].visual.material.image is not None
        assert opened.errors == []
        assert opened.asked == []
