"""What is written for readers: its links lead somewhere, and its money is no mathematics."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]

CODE = re.compile(r"^(```|~~~).*?^\1|(`+)(?!`).*?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE)
LINK = re.compile(
    r"\]\(\s*<?([^)>\s]+)|^\s*\[[^\]]+\]:\s*(\S+)|(?:href|src)=\"([^\"]+)\"", re.MULTILINE
)


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def prose(file: Path) -> str:
    """What a person reads in a document, without code."""
    text = file.read_text("utf-8")
    if file.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return CODE.sub("", text)


@pytest.mark.parametrize("file", [*NOTEBOOKS, *DOCUMENTS], ids=name_of)
def test_each_link_leads_to_something(file: Path) -> None:
    for found in LINK.findall(prose(file)):
        link = "".join(found)
        if re.match(r"\w+:", link):
            continue
        path, _, heading = unquote(link).partition("#")
        target = (file.parent / path).resolve() if path else file
        # The project is the root, on a forge as in ``script/lab``: nothing above it can be linked.
        assert not path.startswith("/") and target.is_relative_to(ROOT), link
        assert target.exists(), link
        if heading:
            assert heading in headings(target), link


def headings(file: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)", file.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("file", NOTEBOOKS, ids=name_of)
def test_no_money_is_mathematics(file: Path) -> None:
    # JupyterLab takes the backslash of an escaped dollar away before it looks for mathematics.
    assert "$" not in prose(file)
