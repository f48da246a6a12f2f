"""The records as a page has them: ``js/contract.ts`` is their other half."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prodwidget.errors import ProdwidgetError
    from prodwidget.records import ProductIteration

ITERATION_FIELDS = {
    "created_at",
    "parent",
    "kind",
    "prompt",
    "backend",
    "backend_label",
    "seed",
    "duration_seconds",
    "notes",
    "artifacts",
    "discarded",
}
"""What the page needs of an iteration: ``Iteration``."""


def iteration_json(iteration: ProductIteration) -> dict[str, Any]:
    """``Iteration``."""
    return iteration.model_dump(mode="json", include=ITERATION_FIELDS)


def session_json(
    session: str,
    head: str | None = None,
    iteration_count: int = 0,
    iterations: Iterable[dict[str, Any]] = (),
    off_line: Iterable[dict[str, Any]] = (),
    off_line_count: int = 0,
) -> dict[str, Any]:
    """``SessionState``, of iterations that are in that form already."""
    return {
        "session": session,
        "head": head or "",
        "iteration_count": iteration_count,
        "iterations": list(iterations),
        "off_line": list(off_line),
        "off_line_count": off_line_count,
    }


def error_json(error: ProdwidgetError) -> dict[str, Any]:
    """``StatusError``."""
    from prodwidget.records import StatusError

    return StatusError.of(error).model_dump(mode="json")
