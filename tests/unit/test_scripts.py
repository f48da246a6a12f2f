"""The scripts that a newcomer runs first say what they do while they do it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROJECT = """
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "somewhat"
version = "1"

[project.optional-dependencies]
lab = ["comm"]

[tool.hatch.build.targets.wheel]
bypass-selection = true
"""


def bash(directory: Path, script: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f". script/environment.sh; {script}"],
        cwd=directory,
        input=given,
        capture_output=True,
        text=True,
    )


def checkout(directory: Path) -> Path:
    (directory / "script").mkdir()
    shutil.copy(ROOT / "script" / "environment.sh", directory / "script")
    for name in ("hatch_build.py", "requirements.lock"):
        (directory / name).touch()
    (directory / "pyproject.toml").write_text(PROJECT)
    return directory


def test_installing_says_what_it_does(tmp_path: Path) -> None:
    done = bash(checkout(tmp_path), "install_python lab")
    assert done.returncode == 0, done.stderr
    told = [line.strip() for line in done.stderr.splitlines()]
    assert any("takes minutes" in line for line in told)
    assert any(line.startswith("Collecting comm") for line in told)
    assert "Installing what was collected" in told
    again = bash(tmp_path, "install_python lab")
    assert (again.returncode, again.stderr) == (0, "")


def test_an_installer_that_fails_is_heard(tmp_path: Path) -> None:
    directory = checkout(tmp_path)
    (directory / "pyproject.toml").write_text(PROJECT.replace('"comm"', '"comm==0.0.0.1"'))
    done = bash(directory, "install_python lab; echo went on")
    assert done.returncode != 0 and done.stdout == ""
    assert "No matching distribution found for comm==0.0.0.1" in done.stderr


def test_the_words_of_npm_are_cut_to_what_is_fetched(tmp_path: Path) -> None:
    words = """
        npm http fetch GET 200 https://packages.test/three/-/three-0.187.0.tgz 37ms (cache miss)
        added 300 packages in 20s
        npm error code E404
    """
    done = bash(checkout(tmp_path), "narrate", words)
    assert done.stderr.splitlines() == ["  Fetching three-0.187.0.tgz", "npm error code E404"]
