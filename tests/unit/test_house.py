"""Imports run one way, in both halves of the house."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "prodwidget"

FLOORS = [
    {"errors", "display", "saving", "models"},
    {"config", "blobs", "store", "backends"},
    {"storage", "job", "progress", "iterations", "watch", "archive", "run", "sessions"},
    {"pipeline"},
    {"widget", "studio", "magics", "completion", "export", "still"},
]
"""From the ground up: a module imports from its own floor and those below."""

NEVER = [
    ("store", "prodwidget.backends"),
    ("backends", "prodwidget.store"),
    ("backends", "redis"),
    ("models.py", "prodwidget.store"),
]
"""What would tie together what is to be replaced apart."""


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def floor_of(name: str) -> int | None:
    return next((height for height, names in enumerate(FLOORS) if name in names), None)


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: file.name)
def test_imports_run_downwards(file: Path) -> None:
    own = floor_of(file.relative_to(PACKAGE).with_suffix("").parts[0])
    if own is None:
        return
    for name in imports(file):
        parts = name.split(".")
        if parts[0] == "prodwidget" and len(parts) > 1:
            other = floor_of(parts[1])
            assert other is None or other <= own, f"{file} imports {name}"


@pytest.mark.parametrize(("part", "forbidden"), NEVER)
def test_what_is_kept_apart(part: str, forbidden: str) -> None:
    place = PACKAGE / part
    files = list(place.rglob("*.py")) if place.is_dir() else [place]
    assert files
    for file in files:
        assert not any(f"{name}.".startswith(f"{forbidden}.") for name in imports(file)), file


def test_only_config_reads_the_environment() -> None:
    readers = {
        file.name
        for file in PACKAGE.rglob("*.py")
        if re.search(r"os\.(environ|getenv)", file.read_text("utf-8"))
    }
    assert readers <= {"config.py"}


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("cache", r'from "(three|preact|@anywidget|\.\./(viewer|studio))'),
        ("viewer", r'from "(preact|@preact|@anywidget|\.\./studio)'),
        ("studio", r'from "@anywidget'),
    ],
)
def test_the_front_end_is_kept_apart(folder: str, forbidden: str) -> None:
    files = [file for file in (ROOT / "js" / folder).glob("*.ts*") if ".test." not in file.name]
    assert files
    for file in files:
        assert not re.search(forbidden, file.read_text("utf-8")), file
