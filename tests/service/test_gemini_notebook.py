"""The notebooks on both services run from top to bottom, against the services on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from tests.service import fal_server as fal
from tests.service import gemini_server as gemini
from tests.service.fal_server import FalServer
from tests.service.gemini_server import GeminiServer

ROOT = Path(__file__).parents[2]

MODEL, PAINTER = "fal-ai/trellis", "fal-ai/trellis-2/retexture"


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


def test_gemini_and_trellis(services: tuple[GeminiServer, FalServer]) -> None:
    images, models = services
    run("gemini_trellis", images, models)
    # A bottle, its red lid, two finishes and a mug.
    assert len(images.asked) == 5
    made = [job.app for job in models.jobs.values()]
    assert sorted(made) == sorted([MODEL, PAINTER, PAINTER, PAINTER, MODEL])


def test_own_pictures(services: tuple[GeminiServer, FalServer]) -> None:
    images, models = services
    run("own_pictures", images, models)
    steel, logo, chair = images.asked
    assert [len(each.images) for each in (steel, logo, chair)] == [1, 3, 1]
    assert len(models.jobs) == 4
