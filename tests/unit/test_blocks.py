"""The blocks as a package of npm: packed, installed into another project, imported there."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from prodwidget.widgets.front_end import STATIC

ROOT = Path(__file__).parents[2]
BLOCKS = STATIC / "blocks"

USE = """
import * as blocks from "prodwidget-blocks";
process.stdout.write(JSON.stringify(Object.keys(blocks)));
"""

TYPED = """
import { getCachedModelUrl, type ProductViewerElement } from "prodwidget-blocks";
const viewer: ProductViewerElement = document.createElement("product-viewer");
viewer.camera = { position: [0, 1, 2], target: [0, 0, 0] };
viewer.addEventListener("failed", ({ detail }) => detail.message.trim());
export const url: Promise<string> = getCachedModelUrl("one", viewer.src);
"""


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has the package as npm packed it."""
    project = tmp_path_factory.mktemp("project")
    run("npm", "pack", "--silent", "--pack-destination", str(project), cwd=BLOCKS)
    (archive,) = project.glob("*.tgz")
    (project / "package.json").write_text('{"type": "module", "private": true}')
    run("npm", "install", "--silent", "--offline", "--no-audit", str(archive), cwd=project)
    return project


def test_it_is_imported_where_there_is_no_page(project: Path) -> None:
    (project / "use.js").write_text(USE)
    names = json.loads(run("node", "use.js", cwd=project))
    declared = (BLOCKS / "prodwidget.d.ts").read_text("utf-8")
    assert set(names) == set(re.findall(r"^export (?:function|class) (\w+)", declared, re.M))


def test_its_types_are_found(project: Path) -> None:
    (project / "typed.ts").write_text(TYPED)
    options = ["--strict", "--noEmit", "--module", "esnext", "--moduleResolution", "bundler"]
    tsc = ROOT / "node_modules" / ".bin" / "tsc"
    run(str(tsc), *options, "--target", "es2022", "typed.ts", cwd=project)
    (project / "typed.ts").write_text(TYPED.replace("[0, 1, 2]", '"up"'))
    done = subprocess.run([tsc, *options, "typed.ts"], cwd=project, capture_output=True, text=True)
    assert "TS2322" in done.stdout


def test_it_carries_all_that_it_needs_and_its_terms(project: Path) -> None:
    package = project / "node_modules" / "prodwidget-blocks"
    packed = {each.name for each in package.iterdir()}
    assert packed == {each.name for each in BLOCKS.iterdir()}
    code = (package / "prodwidget.js").read_text("utf-8")
    asked = re.findall(r"new URL\([`\"']([\w.-]+\.\w+)[`\"'],\s*import\.meta\.url\)", code)
    assert len(asked) == 5
    assert set(asked) <= packed
    assert "three.js authors" in (package / "LICENSES.txt").read_text("utf-8")


def test_its_version_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    described = json.loads((BLOCKS / "package.json").read_text("utf-8"))
    assert described["version"] == project["project"]["version"]
    assert (described["name"], described["license"]) == ("prodwidget-blocks", "MIT")
