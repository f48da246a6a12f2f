"""What is carried of others' is carried with its terms, or the build fails."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from prodwidget.widgets.front_end import STATIC, licences

ROOT = Path(__file__).parents[2]

CARRIED = {
    "prodwidget": "The prodwidget authors",
    "three": "three.js authors",
    "preact": "Jason Miller",
    "@preact/signals": "Preact Team",
    "@preact/signals-core": "Preact Team",
    "camera-controls": "@yomotsu",
    "three-mesh-bvh": "Garrett Johnson",
    "meshoptimizer": "Arseny Kapoulkine",
    "fflate": "Arjun Barrett",
    "gifenc": "Matt DesLauriers",
    "mp4-muxer": "Vanilagy",
    "rolldown": "VoidZero",
    "webm-muxer": "Vanilagy",
    "ktx-parse": "Don McCurdy",
    "zstddec": "Don McCurdy",
    "Zstandard": "Meta Platforms",
    "Draco": "The Draco Authors",
    "Basis Universal": "Binomial LLC",
}
"""Each work in the front end, and whom it is by."""


def bundle(plugin: str, entry: Path) -> subprocess.CompletedProcess[str]:
    script = Path(__file__).with_name("bundle_licences.mjs")
    return subprocess.run(
        ["node", str(script), plugin, str(entry)], cwd=ROOT, capture_output=True, text=True
    )


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    """A module that imports a package."""
    package = tmp_path / "node_modules" / "@some" / "package"
    package.mkdir(parents=True)
    (package / "index.js").write_text("export const some = Math.random();")
    described = {"name": "@some/package", "version": "1.2.3", "main": "index.js"}
    (package / "package.json").write_text(json.dumps(described))
    entry = tmp_path / "entry.js"
    entry.write_text('export { some } from "@some/package";')
    return entry


def terms() -> dict[str, str]:
    """The works that LICENSES.txt names, and the text that stands below each."""
    found: dict[str, str] = {}
    for part in licences().split("-" * 80 + "\n")[1:]:
        names, _, text = part.partition("\n\n")
        found |= {name.rstrip("0123456789.").strip(): text for name in names.split(", ")}
    return found


def test_each_work_in_the_front_end_is_there_with_its_terms() -> None:
    assert terms().keys() == CARRIED.keys()
    for name, text in terms().items():
        assert CARRIED[name].lower() in text.lower(), name
        assert "WARRANT" in text, name
    for name in ("Draco", "Basis Universal"):
        assert "Apache License" in terms()[name] and "END OF TERMS" in terms()[name]
    assert (STATIC / "widget.js").read_text("utf-8").startswith("/*! prodwidget")


def test_a_package_is_carried_with_its_terms(entry: Path) -> None:
    package = entry.parent / "node_modules" / "@some" / "package"
    (package / "LICENCE.md").write_text("As you like it.")
    (package / "NOTICE").write_text("By somebody.")
    done = bundle("licences", entry)
    assert done.returncode == 0, done.stderr
    assert "@some/package 1.2.3\n\nAs you like it.\nBy somebody." in done.stdout


def test_a_package_without_terms_fails_the_build(entry: Path) -> None:
    done = bundle("licences", entry)
    assert done.returncode == 1
    assert "@some/package is in the bundle, and has no file with its licence." in done.stderr


@pytest.mark.parametrize("library", ["lil-gui.module.min.js", "potpack.module.js"])
def test_what_a_package_carries_of_others_fails_the_build(library: str, tmp_path: Path) -> None:
    entry = ROOT / "js" / "contract.ts"
    copy = tmp_path / "entry.js"
    copy.write_text(f'export * from "{ROOT}/node_modules/three/examples/jsm/libs/{library}";')
    assert bundle("licences", entry).returncode == 0
    done = bundle("licences", copy)
    assert done.returncode == 1
    assert f"The terms of examples/jsm/libs/{library}, which three carries" in done.stderr


def test_a_file_without_licences_carries_no_package(entry: Path) -> None:
    done = bundle("ownAlone", entry)
    assert done.returncode == 1
    assert "is to carry no package" in done.stderr
    assert bundle("ownAlone", ROOT / "js" / "widget" / "loader.ts").returncode == 0
