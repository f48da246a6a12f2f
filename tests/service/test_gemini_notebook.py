"""The notebook on Gemini and Trellis runs from top to bottom, against both services on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from tests.service import fal_server as fal
from tests.service import gemini_server as gemini

ROOT = Path(__file__).parents[2]


def test_the_notebook_runs(tmp_path: Path) -> None:
    with fal.fal_server(tmp_path) as models, gemini.gemini_server() as images:
        models.glb = write_glb(read_create("a small red mug", 0).spec)
        # The tests' own clearing of keys is left out: this is a user's environment.
        answer = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "--nbval-lax", "-q", "--noconftest"),
                "notebooks/gemini_trellis.ipynb",
            ],
            cwd=ROOT,
            env=os.environ
            | {
                "GEMINI_API_KEY": gemini.KEY,
                "FAL_KEY": fal.KEY,
                "GOOGLE_GEMINI_BASE_URL": images.url,
                "FAL_QUEUE_RUN_HOST": models.queue_host,
                "PRODWIDGET_PRIVATE_HOSTS": "localhost",
                "SSL_CERT_FILE": str(models.certificate),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stdout
        assert len(images.asked) == 2
        assert len(models.jobs) == 2
