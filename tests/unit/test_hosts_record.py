"""The tables of what works where are those of the record, and the record is of today's tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hosts import record


@pytest.mark.parametrize("document", record.DOCUMENTS, ids=lambda each: each.name)
def test_the_documents_show_the_record(document: Path) -> None:
    text = document.read_text()
    assert record.shown(text, record.read()) == text, "run script/hosts"


def test_every_row_is_what_a_test_proves() -> None:
    folder = Path(record.__file__).parent
    tests = "\n".join(each.read_text() for each in folder.glob("test_*.py"))
    proved = set(re.findall(r'feature\(\s*"([^"]+)"', tests))
    shown = re.search(r'^SHOWN = "(.+)"$', tests, re.MULTILINE)
    assert shown
    assert set(record.read()["tables"]["hosts"]) == proved | {shown[1]}


def test_a_cell_is_as_good_as_its_worst_test() -> None:
    seen = record.empty()
    for outcome in ("passed", "failed", "passed"):
        record.note(seen, "hosts", "shows it", "JupyterLab 4", outcome)
    record.note(seen, "hosts", "shows it", "Voilà", "passed")
    assert record.markdown(seen, "hosts").splitlines()[-1] == (
        "| shows it | ✗ | ✓ | not run here | not run here |"
    )
