"""What holds of every surface: histories, recovery and caps are of the same code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from prodwidget import Pipeline, Sessions
from prodwidget.errors import ArchiveError, ExportError, PromptError
from prodwidget.surfaces import surface_names

DOCS = Path(__file__).parents[2] / "docs"
PROMPTS = {
    "label": ("a red label", "make it blue"),
    "packaging": ("a mailer box 120 × 80 × 40 mm in kraft", "make the front navy"),
    "product": ("a red mug", "make it blue"),
    "texture": ("oiled walnut", "make it darker"),
}


@pytest.fixture(scope="module", autouse=True)
def third_surface() -> None:
    """The one that the documentation writes."""
    page = (DOCS / "surfaces.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    code = next(each for each in blocks if "add_surface" in each)
    assert len(code.splitlines()) <= 60
    exec(compile(code, "surfaces.md", "exec"), {})


@pytest.fixture(params=sorted(PROMPTS))
def pipeline(request: pytest.FixtureRequest, session: str, data: Path) -> Iterator[Pipeline]:
    pipeline = Pipeline(session, surface=request.param, backend=None, data_dir=data)
    yield pipeline
    pipeline.close()


def made(pipeline: Pipeline) -> None:
    create, edit = PROMPTS[pipeline.surface.name]
    pipeline.create(create, seed=5).result()
    pipeline.edit(edit).result()


def test_all_are_tried() -> None:
    assert set(surface_names()) == set(PROMPTS)


def test_a_history_is_made_gone_back_in_and_branched(pipeline: Pipeline) -> None:
    made(pipeline)
    first, second = pipeline.iterations
    assert (first.kind, second.kind, second.parent) == ("create", "edit", first.id)
    for each in (first, second):
        assert {file.role for file in each.artifacts} <= set(pipeline.surface.roles)
        assert pipeline.model(each)[:4] == b"glTF"
    assert first.model.sha256 != second.model.sha256
    pipeline.rewind(first)
    assert [each.id for each in pipeline.iterations] == [first.id]
    pipeline.restore(second)
    pipeline.edit(PROMPTS[pipeline.surface.name][1], parent=first).result()
    assert len(pipeline.history) == 3


def test_it_lies_under_its_own_name(pipeline: Pipeline, data: Path, tmp_path: Path) -> None:
    made(pipeline)
    name = pipeline.surface.name
    client = pipeline.store.commands.client
    assert client.exists(f"{name}:{pipeline.session}")
    sessions = Sessions(surface=name, data_dir=data)
    assert pipeline.session in sessions
    others = set(PROMPTS) - {name}
    assert not any(pipeline.session in Sessions(surface=each, data_dir=data) for each in others)
    file = sessions.export(pipeline.session, tmp_path / "session.zip")
    for each in others:
        with pytest.raises(ArchiveError, match="another surface"):
            Sessions(surface=each, data_dir=data).load(file)
    loaded = sessions.load(file, pipeline.session + "-2")
    again = Pipeline(loaded, surface=name, data_dir=data)
    assert [each.model.sha256 for each in again.iterations] == [
        each.model.sha256 for each in pipeline.iterations
    ]
    again.close()


def test_its_files_are_saved_by_their_endings(pipeline: Pipeline, tmp_path: Path) -> None:
    made(pipeline)
    newest = pipeline.iterations[-1]
    endings = {"label": [".svg"], "packaging": [".svg", ".pdf", ".dxf"], "texture": [".zip"]}
    for end in endings.get(pipeline.surface.name, []):
        path = newest.save(tmp_path / f"it{end}")
        assert path.stat().st_size > 100
    assert newest.save(tmp_path / "it.glb").read_bytes()[:4] == b"glTF"


def test_ones_own_picture_is_not_what_is_taken_away(
    session: str, data: Path, tmp_path: Path
) -> None:
    package = Pipeline(session, surface="packaging", backend="procedural", data_dir=data)
    logo = tmp_path / "logo.jpg"
    Image.new("RGB", (400, 300), "teal").save(logo)
    made = package.create("a mailer box 120 × 80 × 40 mm in kraft", pictures=[logo]).result()
    assert "picture" in {each.role for each in made.artifacts}
    with pytest.raises(ExportError, match="jpg"):
        made.save(tmp_path / "box.jpg")
    # A picture of the model, though panels are pictures, too.
    assert Image.open(made.save(tmp_path / "box.png")).size[0] > 500
    package.close()


def test_what_is_not_understood_is_refused_and_nothing_is_made(pipeline: Pipeline) -> None:
    with pytest.raises(PromptError):
        pipeline.create("frobnicate").result()
    assert len(pipeline.history) == 0


def test_a_model_of_ones_own_is_in_its_archive(session: str, data: Path, tmp_path: Path) -> None:
    pipeline = Pipeline(session, backend="procedural", data_dir=data)
    mug = pipeline.create("a red mug").result()
    stl = mug.save(tmp_path / "mug.stl", check=False)
    pipeline.create(model=stl).result()
    name = Sessions(data_dir=data).load(pipeline.export(tmp_path / "mug.zip"), session + "-2")
    again = Pipeline(name, data_dir=data)
    assert [each.kind for each in again.iterations] == ["import"]
    assert {each.role for each in again.iterations[-1].artifacts} == {"model", "source"}
    again.close()
    pipeline.close()


def materials_of(glb: bytes) -> dict[str, list[str]]:
    """The names of the materials of each part, by its own name."""
    length = int.from_bytes(glb[12:16], "little")
    document = json.loads(glb[20 : 20 + length])
    return {
        node["name"]: [
            document["materials"][each["material"]].get("name", "")
            for each in document["meshes"][node["mesh"]]["primitives"]
        ]
        for node in document["nodes"]
        if "mesh" in node
    }


def test_a_material_is_laid_over_a_part(session: str, data: Path) -> None:
    materials = Pipeline(session, surface="texture", backend="procedural", data_dir=data)
    walnut = materials.create("oiled walnut", options={"resolution": 256}).result()
    pipeline = Pipeline(session, backend="procedural", data_dir=data)
    bottle = pipeline.create("a black bottle with a copper lid").result()
    made = pipeline.edit(part="lid", texture=walnut, options={"tile_mm": 40}).result()
    assert (made.kind, made.operation, made.part) == ("process", "texture", "lid")
    assert made.options == {"tile_mm": 40}
    kept, covered = (materials_of(pipeline.model(each)) for each in (bottle, made))
    assert {name for name in kept if kept[name] != covered[name]} == {"lid"}
    with pytest.raises(PromptError, match="has no maps"):
        pipeline.edit(part="lid", texture=bottle)
    with pytest.raises(PromptError, match="wide"):
        pipeline.edit(part="lid", texture=walnut, options={"tile_mm": 0})
    for each in (materials, pipeline):
        each.close()


def test_a_package_is_made_for_a_product(session: str, data: Path) -> None:
    products = Pipeline(session, backend="procedural", data_dir=data)
    mug = products.create("a red mug").result()
    packages = Pipeline(session, surface="packaging", backend="procedural", data_dir=data)
    box = packages.for_(mug, "a carton in kraft", options={"clearance_mm": 4}).result()
    content = next(each for each in box.artifacts if each.role == "content")
    assert content.sha256 == mug.model.sha256
    assert materials_of(products.model(mug)).keys() <= materials_of(packages.model(box)).keys()
    with pytest.raises(PromptError, match="not made for something else"):
        products.for_(mug)
    for each in (products, packages):
        each.close()
