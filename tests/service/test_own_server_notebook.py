"""The notebook on one's own server runs from top to bottom, against a ComfyUI on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.service.comfy_server import comfy_server, workflow

ROOT = Path(__file__).parents[2]


def test_the_notebook_runs(tmp_path: Path) -> None:
    (tmp_path / "chair.json").write_text(json.dumps(workflow()))
    with comfy_server() as server:
        # The tests' own clearing of keys is left out: this is a user's environment.
        answer = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "--nbval-lax", "-q", "--noconftest"),
                "notebooks/own_server.ipynb",
            ],
            cwd=ROOT,
            env=os.environ
            | {
                "PRODWIDGET_COMFY_URL": server.url,
                "PRODWIDGET_COMFY_WORKFLOW": str(tmp_path / "chair.json"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stdout
        assert len(server.jobs) == 2
        first, second = (each.graph["5"]["inputs"]["seed"] for each in server.jobs)
        assert second == first + 1
