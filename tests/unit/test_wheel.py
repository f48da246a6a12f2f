"""What is published: a source archive, and the wheel that it makes, which needs no Node."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SHOW = """
import prodwidget, sys
from pathlib import Path

assert Path(prodwidget.__file__).is_relative_to(sys.argv[1]), prodwidget.__file__
loader = prodwidget.ModelViewer().get_state()["_esm"]
print(loader)
"""


def run(*command: object, **environment: str) -> str:
    answer = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that the source archive makes."""
    directory = tmp_path_factory.mktemp("wheel")
    tools = directory / "tools"
    pip = ("-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "install", "--target", tools, "hatchling>=1.27")
    run("-m", "hatchling", "build", "-t", "sdist", "-d", directory, PYTHONPATH=str(tools))
    (archive,) = directory.glob("*.tar.gz")
    run(
        *(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", directory, archive),
        PYTHONPATH=str(tools),
    )
    (wheel,) = directory.glob("*.whl")
    return wheel


def test_it_carries_the_whole_package_and_nothing_else(wheel: Path) -> None:
    source = ROOT / "src"
    package = {
        str(path.relative_to(source))
        for path in (source / "prodwidget").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert {"prodwidget/static/loader.js", "prodwidget/static/widget.js"} <= package
    with zipfile.ZipFile(wheel) as files:
        carried = {name for name in files.namelist() if ".dist-info/" not in name}
    assert carried == package


def test_its_loader_knows_its_module(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        digest = hashlib.sha256(files.read("prodwidget/static/widget.js")).hexdigest()
        assert digest in files.read("prodwidget/static/loader.js").decode()


def test_it_shows_a_viewer_without_node(wheel: Path, tmp_path: Path) -> None:
    run(*("-m", "pip", "install", "--quiet", "--no-deps", "--target", tmp_path, wheel))
    loader = run("-c", SHOW, tmp_path, PYTHONPATH=str(tmp_path), PATH="")
    assert "prodwidget-modules" in loader
