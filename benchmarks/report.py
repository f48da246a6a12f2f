"""What every benchmark says at its end: a table for people, and one line of JSON for programs."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, and the same of a peer in the same run."""

    figure: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None

    @property
    def ratio(self) -> float | None:
        """Value over the peer's value."""
        return None if not self.peer_value else self.value / self.peer_value


def report(name: str, rows: list[Row]) -> None:
    """Print the rows, and keep them in ``benchmarks/results/<name>.json``."""
    print(table(rows))
    whole = {
        "name": name,
        "commit": _commit(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}",
        "rows": [asdict(row) | {"ratio": row.ratio} for row in rows],
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(whole, indent=1) + "\n")
    print(json.dumps(whole))


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| figure | value | unit | peer | peer's value | ratio |", "|---|--:|---|---|--:|--:|"]
    for row in rows:
        peer = "" if row.peer_value is None else _number(row.peer_value)
        ratio = "" if row.ratio is None else _number(row.ratio)
        lines.append(
            f"| {row.figure} | {_number(row.value)} | {row.unit} | {row.peer} | {peer} | {ratio} |"
        )
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _commit() -> str:
    answer = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() or "unknown"
