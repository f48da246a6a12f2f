"""The notebooks on both services run from top to bottom, against the services on loopback."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trimesh

from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from prodwidget.records import ProductIteration
from prodwidget.session import ProductPipeline
from tests.service import fal_server as fal
from tests.service import gemini_server as gemini
from tests.service.fal_server import FalServer
from tests.service.gemini_server import GeminiServer

ROOT = Path(__file__).parents[2]

MODEL, PAINTER = "fal-ai/trellis", "fal-ai/trellis-2/retexture"
SIDES = "fal-ai/hunyuan3d-v3/image-to-3d"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[tuple[GeminiServer, FalServer]]:
    with fal.fal_server(tmp_path) as models, gemini.gemini_server() as images:
        models.glb = write_glb(read_create("a small red mug", 0).spec)
        models.paints = fal.painted_red
        yield images, models


def run(notebook: str, images: GeminiServer, models: FalServer) -> None:
    # The tests' own clearing of keys is left out: this is a user's environment.
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--nbval-lax", "-q", "--noconftest"),
            f"notebooks/{notebook}.ipynb",
        ],
        cwd=ROOT,
        env=os.environ
        | {
            "GEMINI_API_KEY": gemini.KEY,
            "FAL_KEY": fal.KEY,
            "GOOGLE_GEMINI_BASE_URL": images.url,
            "FAL_QUEUE_RUN_HOST": models.queue_host,
            "PRODWIDGET_PRIVATE_HOSTS": "localhost",
            "PRODWIDGET_FAL_PLATFORM": "off",
            "SSL_CERT_FILE": str(models.certificate),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout


def history(session: str) -> list[ProductIteration]:
    """What a notebook left behind: it ran on this process's data directory."""
    pipeline = ProductPipeline(session, backend="procedural")
    try:
        return list(pipeline.history)
    finally:
        pipeline.close()


def scene(iteration: ProductIteration) -> Any:
    assert iteration.files is not None
    data = iteration.files.read(iteration.model.sha256)
    return trimesh.load_scene(io.BytesIO(data), file_type="glb")


def triangles(iteration: ProductIteration) -> int:
    return sum(len(each.faces) for each in scene(iteration).geometry.values())


def size_of(iteration: ProductIteration) -> list[float]:
    """Metres along x, y and z."""
    return [float(each) for each in scene(iteration).extents]


def test_gemini_and_trellis(services: tuple[GeminiServer, FalServer]) -> None:
    images, models = services
    run("gemini_trellis", images, models)
    # A bottle, its red lid, two finishes and a mug.
    assert len(images.asked) == 5
    made = [job.app for job in models.jobs.values()]
    assert sorted(made) == sorted([MODEL, PAINTER, PAINTER, PAINTER, MODEL])
    bottle, red, *finishes, mug = history("gemini-trellis")
    assert (red.kind, red.keep, red.parent) == ("retexture", "shape", bottle.id)
    assert any("shape" in note for note in red.notes)
    assert {each.parent for each in finishes} == {red.id}
    assert mug.options == {"texture_size": 512}
    (small,) = (job for job in models.jobs.values() if "texture_size" in job.arguments)
    assert small.arguments["texture_size"] == 512


def test_own_pictures(services: tuple[GeminiServer, FalServer]) -> None:
    images, models = services
    run("own_pictures", images, models)
    steel, logo, *three, chair = images.asked
    # The logo comes with the picture that is edited and with the region's mask.
    assert [len(each.images) for each in (steel, logo, *three, chair)] == [1, 3, 1, 1, 1, 1]
    assert len({each.seed for each in three}) == 3
    jobs = list(models.jobs.values())
    assert [job.app for job in jobs] == [MODEL, MODEL, SIDES, *[PAINTER] * 5]
    sides = jobs[2].arguments
    # Without their names, the second would be taken for the back.
    assert sides["input_image_url"] != sides["right_image_url"]
    assert "back_image_url" not in sides

    bottle, in_steel, marked, *siblings = history("own-pictures")
    # What no words change goes to the model as it is.
    assert [each.role for each in bottle.artifacts] == ["model", "picture"]
    assert in_steel.parent is None and marked.keep == "shape"
    assert any("outside the region" in note for note in marked.notes)
    assert {each.parent for each in siblings} == {marked.id} and len(siblings) == 3
    made, red, light, high = history("own-model")
    assert [each.kind for each in (made, red, light, high)] == [
        *("import", "retexture"),
        *("process", "process"),
    ]
    assert made.prompt == "chair.glb" and red.keep == "shape"
    assert light.options == {"faces": 500} and high.parent == light.id
    assert triangles(light) == pytest.approx(500, rel=0.05) and triangles(red) == 18_432
    assert size_of(light) == pytest.approx(size_of(made), abs=0.001)
    assert size_of(high)[1] == pytest.approx(0.82)
    assert light.discarded and high.discarded and not red.discarded
