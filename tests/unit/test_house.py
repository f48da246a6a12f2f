"""The house of CONTRIBUTING.md: every file has a room, and imports run one way, in both halves."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "prodwidget"
FRONT_END = ROOT / "js"

PYTHON_FLOORS = [
    {"errors", "config", "addresses", "directories", "display", "front_door"},
    {"records"},
    {"store", "artifacts"},
    {"geometry"},
    {"backends"},
    {"surfaces"},
    {"work"},
    {"session"},
    {"widgets"},
    {"__init__"},
]
"""From the ground up: a room knows those below it and, of its own floor, only itself.

The ground floor alone has rooms that know each other: they are one file each.
"""

FRONT_END_FLOORS = [
    {"contract", "data-url", "package-file.d", "package-files", "shared-task", "with-resolvers"},
    {"cache"},
    {"viewer"},
    {"studio", "blocks"},
    {"widget", "demo"},
]

NEVER = [("backends", "prodwidget.store"), ("backends", "redis"), ("store", "prodwidget.backends")]
"""What would tie together what is to be replaced apart."""

MOST_LINES = 400
LONG = {
    "backends/procedural/words.py": "a table of words",
}
"""Files that may be longer, and why."""

MOST_BYTES = 512 << 10
LARGE: dict[str, str] = {}
"""Tracked files that may be larger, and why."""


def sources(root: Path, *kinds: str) -> list[Path]:
    """The files of one half that ship: no tests, nothing that was built."""
    found = (path for kind in kinds for path in root.rglob(f"*{kind}"))
    return sorted(
        path
        for path in found
        if not {"static", "testing", "__pycache__"} & set(path.relative_to(root).parts)
        and ".test." not in path.name
    )


PYTHON = sources(PACKAGE, ".py")
TYPESCRIPT = sources(FRONT_END, ".ts", ".tsx")


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def half_of(file: Path) -> tuple[str, Path, list[set[str]]]:
    """The half of the house that a file is in, its root, and its floors."""
    if file.suffix == ".py":
        return "python", PACKAGE, PYTHON_FLOORS
    return "typescript", FRONT_END, FRONT_END_FLOORS


def floor_of(room: str, floors: list[set[str]]) -> int:
    return next(height for height, rooms in enumerate(floors) if room in rooms)


def room_of(file: Path, root: Path) -> str:
    parts = file.relative_to(root).parts
    return parts[0] if len(parts) > 1 else file.stem


# What imports what


def module_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(file): file for file in PYTHON}


def named(file: Path) -> Iterator[tuple[str, str]]:
    """The modules and the names in them that a Python file asks for, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((each.name, "") for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(file)}: relative imports hide the room"
            yield from ((node.module or "", each.name) for each in node.names)


def python_imports(file: Path) -> set[Path]:
    """The package's own files that a file imports."""
    found = set()
    for module, name in named(file):
        inner = MODULES.get(f"{module}.{name}")
        target = inner or MODULES.get(module)
        if target is not None and target != file:
            found.add(target)
    return found


def typescript_imports(file: Path) -> set[Path]:
    """The front end's own files that a file imports, types and later imports among them."""
    found = set()
    for place in re.findall(r'(?:from|import|import\()\s*"(\.[^"?]+)', file.read_text("utf-8")):
        target = (file.parent / place).resolve()
        for candidate in (
            target,
            *(target.with_name(target.name + end) for end in (".ts", ".tsx")),
        ):
            if candidate.is_file() and candidate.suffix in (".ts", ".tsx"):
                found.add(candidate)
    return found


@cache
def graph(half: str) -> Mapping[Path, set[Path]]:
    files, imports = {
        "python": (PYTHON, python_imports),
        "typescript": (TYPESCRIPT, typescript_imports),
    }[half]
    return {file: imports(file) for file in files}


def circle(edges: Mapping[Path, set[Path]]) -> list[Path]:
    """Files that import each other in a ring; empty where there are none."""
    done: set[Path] = set()

    def search(file: Path, path: list[Path]) -> list[Path]:
        if file in path:
            return [*path[path.index(file) :], file]
        if file in done:
            return []
        for target in sorted(edges.get(file, ())):
            if found := search(target, [*path, file]):
                return found
        done.add(file)
        return []

    for file in sorted(edges):
        if found := search(file, []):
            return found
    return []


# The rules


@pytest.mark.parametrize("file", [*PYTHON, *TYPESCRIPT], ids=name_of)
def test_imports_run_downwards(file: Path) -> None:
    half, root, floors = half_of(file)
    own = room_of(file, root)
    for target in graph(half)[file]:
        other = room_of(target, root)
        if other != own:
            low, high = (floor_of(each, floors) for each in (other, own))
            assert low < high or low == high == 0, f"{name_of(file)} imports {name_of(target)}"


@pytest.mark.parametrize("half", ["python", "typescript"])
def test_no_files_import_each_other_in_a_circle(half: str) -> None:
    found = circle(graph(half))
    assert not found, " → ".join(map(name_of, found))


def test_a_circle_would_be_found() -> None:
    one, two, three = (Path(each) for each in "abc")
    assert circle({one: {two}, two: {three}, three: {one}}) == [one, two, three, one]
    assert circle({one: {two, three}, two: {three}, three: set()}) == []


@pytest.mark.parametrize("file", PYTHON, ids=name_of)
def test_rooms_are_entered_by_their_front_doors(file: Path) -> None:
    inside = [*file.relative_to(PACKAGE).parts[:-1]]
    for target in graph("python")[file]:
        folders = target.relative_to(PACKAGE).parts[:-1]
        shared = next(
            (at for at, folder in enumerate(folders) if inside[at : at + 1] != [folder]),
            len(folders),
        )
        if shared < len(folders):
            door = PACKAGE.joinpath(*folders[: shared + 1], "__init__.py")
            assert target == door, f"{name_of(file)} imports {name_of(target)}"


@pytest.mark.parametrize(
    "door", [file for file in PYTHON if file.name == "__init__.py" and file.parent != PACKAGE],
    ids=name_of,
)  # fmt: skip
def test_a_front_door_hands_on_what_it_says(door: Path) -> None:
    tree = ast.parse(door.read_text("utf-8"))
    said = (ast.get_docstring(tree) or "").split("\n\n")[0]
    assert said.endswith("."), f"{name_of(door)} says in a sentence what the room is for"
    folder = import_module(module_of(door))
    for module, name in named(door):
        if module.startswith(module_of(door) + "."):
            assert getattr(folder, name) is getattr(import_module(module), name)


@pytest.mark.parametrize(("part", "forbidden"), NEVER)
def test_what_is_kept_apart(part: str, forbidden: str) -> None:
    files = sources(PACKAGE / part, ".py")
    assert files
    for file in files:
        modules = [f"{module}.{name}." for module, name in named(file)]
        assert not any(each.startswith(f"{forbidden}.") for each in modules), name_of(file)


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("cache", r'from "(three|preact|@preact|@anywidget)'),
        ("viewer", r'from "(preact|@preact|@anywidget)'),
        ("blocks", r'from "(preact|@preact|@anywidget)'),
        ("studio", r'from "@anywidget'),
    ],
)
def test_what_the_front_end_keeps_apart(folder: str, forbidden: str) -> None:
    files = sources(FRONT_END / folder, ".ts", ".tsx")
    assert files
    for file in files:
        assert not re.search(forbidden, file.read_text("utf-8")), name_of(file)


def test_only_config_reads_the_environment() -> None:
    readers = {
        name_of(file)
        for file in PYTHON
        if re.search(r"os\.(environ|getenv)", file.read_text("utf-8"))
    }
    assert readers <= {"src/prodwidget/config.py"}


def test_only_the_artifact_stores_know_where_files_lie() -> None:
    for file in PYTHON:
        if room_of(file, PACKAGE) != "artifacts":
            assert not re.search(r"artifacts\.(root|path)\b", file.read_text("utf-8")), file


@pytest.mark.parametrize(
    "file",
    [*PYTHON, *TYPESCRIPT, *sources(FRONT_END, ".css"), *sources(PACKAGE, ".lua")],
    ids=name_of,
)
def test_no_file_is_longer_than_a_person_reads(file: Path) -> None:
    if not any(name_of(file).endswith(each) for each in LONG):
        assert len(file.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("file", [*PYTHON, *TYPESCRIPT], ids=name_of)
def test_every_file_has_a_room_and_says_what_it_is_for(file: Path) -> None:
    half, root, floors = half_of(file)
    assert any(room_of(file, root) in rooms for rooms in floors), f"{name_of(file)} has no room"
    if half == "python":
        assert ast.get_docstring(ast.parse(file.read_text("utf-8"))), name_of(file)


def test_what_the_exceptions_name_is_there() -> None:
    names = [name_of(file) for file in PYTHON]
    for each in LONG:
        assert any(name.endswith(each) for name in names), each


def tracked() -> Iterable[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return (ROOT / name for name in listed.stdout.decode().split("\0") if name)


def test_no_tracked_file_is_large() -> None:
    large = {
        name_of(path): path.stat().st_size
        for path in tracked()
        if path.is_file() and path.stat().st_size > MOST_BYTES
    }
    assert set(large) <= set(LARGE), json.dumps(large)
