"""What was seen to work where: kept as JSON, and shown as tables in the documentation."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).parents[2]
RECORD = Path(__file__).with_name("results.json")

DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "hosts.md")
"""Where the tables are shown, between the markers of each."""

NOT_RUN_HERE = ("VS Code", "Colab")
"""Hosts that people use and that cannot be run where the tests are."""

ORDER = ("JupyterLab 4", "Notebook 7", "Voilà", "marimo", "JupyterLab under a path")
"""Of the columns; others follow."""

MARKS = {"passed": "✓", "afterwards": "afterwards", "skipped": "not here", "failed": "✗"}
"""From the best to the worst."""


class Record(TypedDict):
    """Outcomes by table, by row, by column; and what was tested."""

    versions: dict[str, str]
    tables: dict[str, dict[str, dict[str, str]]]


def empty() -> Record:
    return {"versions": {}, "tables": {}}


def note(record: Record, table: str, row: str, column: str, outcome: str) -> None:
    """Add a test's outcome; a cell that several tests prove is as good as the worst of them."""
    cells = record["tables"].setdefault(table, {}).setdefault(row, {})
    cells[column] = max(cells.get(column, "passed"), outcome, key=[*MARKS].index)


def markdown(record: Record, name: str) -> str:
    """A table of the record."""
    rows = record["tables"][name]
    seen = dict.fromkeys(column for cells in rows.values() for column in cells)
    columns = [each for each in ORDER if each in seen]
    columns += [each for each in seen if each not in ORDER]
    absent = NOT_RUN_HERE if name == "hosts" else ()
    versions = record["versions"]
    heads = [f"{each}<br>{versions[each]}" if each in versions else each for each in columns]
    lines = [
        " | ".join(["", *heads, *absent]),
        " | ".join(["---", *[":-:"] * (len(columns) + len(absent))]),
    ]
    for row, cells in rows.items():
        marks = [MARKS[cells[each]] if each in cells else "–" for each in columns]
        lines.append(" | ".join([row, *marks, *["not run here"] * len(absent)]))
    return "\n".join(f"| {line.strip()} |" if line[:1] != " " else f"|{line} |" for line in lines)


def shown(text: str, record: Record) -> str:
    """A document with its tables brought up to date."""
    for name in record["tables"]:
        begin, end = f"<!-- table: {name} -->", f"<!-- end of table: {name} -->"
        if begin in text:
            head, _, rest = text.partition(begin)
            _, _, tail = rest.partition(end)
            text = f"{head}{begin}\n\n{markdown(record, name)}\n\n{end}{tail}"
    return text


def read() -> Record:
    record: Record = json.loads(RECORD.read_text())
    return record


def write(record: Record) -> None:
    """Keep a record, and show it in the documents."""
    RECORD.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    for document in DOCUMENTS:
        document.write_text(shown(document.read_text(), record))


if __name__ == "__main__":
    sys.stdout.write("\n\n".join(markdown(read(), name) for name in read()["tables"]) + "\n")
