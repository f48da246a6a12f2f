"""What an exported page carries of a session: the versions that it has room for, with models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from prodwidget.addresses import artifact_url
from prodwidget.errors import ExportError
from prodwidget.store import WINDOW
from prodwidget.widgets.contract import iterations_json, session_json, version_json
from prodwidget.widgets.export import Page, check_size

if TYPE_CHECKING:
    from prodwidget.records import ProductIteration
    from prodwidget.session import Pipeline


def session_page(
    pipeline: Pipeline, traits: Mapping[str, Any], viewing: str, most_bytes: int
) -> Page:
    """A page of a session: its newest versions, then those beside the active line.

    Parameters
    ----------
    traits:
        Of the widget that it is made of, such as its light.
    viewing:
        The id of the version to show first; the head where that one is not carried.
    most_bytes:
        What the models may weigh in all.

    Raises
    ------
    ExportError
        Nothing was made yet, or the current version alone is too large.
    """
    state = pipeline.state
    if not state.iterations:
        raise ExportError("There is nothing to export yet.", hint="Create a product first.")
    head = state.iterations[-1]
    check_size("The current version", head.model.size, most_bytes)
    files: dict[str, bytes] = {}
    line = _fitting(pipeline, reversed(state.iterations), files, most_bytes)
    whole = len(line) == len(state.iterations)
    beside = _fitting(pipeline, pipeline.off_line(WINDOW) if whole else (), files, most_bytes)
    line.reverse()
    carried = [_carried(each) for each in iterations_json(pipeline, [*line, *beside])]
    ids = {each["created_at"] for each in carried}
    total = len(pipeline.history)
    shown = session_json(
        state.session,
        head.id,
        state.iteration_count,
        carried[: len(line)],
        carried[len(line) :],
        total - state.iteration_count,
        {id: mark for id, mark in pipeline.marks.items() if id in ids},
    )
    tree = sorted(map(version_json, carried), key=lambda each: each["created_at"], reverse=True)
    return Page(
        head.prompt,
        _left_out(state.iteration_count - len(line), total - len(carried)),
        {
            **traits,
            "kind": "studio",
            "viewing": viewing if viewing in ids else "",
            "connection": "live",
            "money": None,
            "state": shown,
            "tree": tree,
        },
        files,
    )


def _fitting(
    pipeline: Pipeline,
    iterations: Iterable[ProductIteration],
    files: dict[str, bytes],
    most_bytes: int,
) -> list[ProductIteration]:
    """Those whose models there is room for, up to the first without; ``files`` gets them."""
    fitting = []
    for iteration in iterations:
        digest = iteration.model.sha256
        if digest not in files:
            model = pipeline.model(iteration)
            if sum(map(len, files.values())) + len(model) > most_bytes:
                break
            files[digest] = model
        fitting.append(iteration)
    return fitting


def _carried(iteration: dict[str, Any]) -> dict[str, Any]:
    """An iteration whose model is had from the page that carries it, wherever else it is."""
    model = next(each for each in iteration["artifacts"] if each["role"] == "model")
    return iteration | {"artifacts": [model | {"url": artifact_url(model["sha256"])}]}


def _left_out(earlier: int, all: int) -> str:
    if not all:
        return ""
    kind = "earlier" if earlier == all else "other"
    return f"{all} {kind} version{' is' if all == 1 else 's are'} not in this file."
