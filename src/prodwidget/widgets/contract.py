"""The records as a page has them: ``js/contract.ts`` is their other half."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from prodwidget.errors import SubmissionUnknown

if TYPE_CHECKING:
    from prodwidget.backends import Backend, Option
    from prodwidget.errors import ProdwidgetError
    from prodwidget.records import JobRecord, Mark, ProductIteration, ProductStatus
    from prodwidget.session import Pipeline, Proposal
    from prodwidget.surfaces import Surface
    from prodwidget.widgets.uploads import KeptPicture

_STORED_FIELDS = {
    "created_at",
    "parent",
    "kind",
    "prompt",
    "keep",
    "part",
    "operation",
    "options",
    "backend",
    "backend_label",
    "seed",
    "duration_seconds",
    "notes",
    "artifacts",
    "discarded",
}

ITERATION_FIELDS = _STORED_FIELDS | {
    "number",
    "usd",
    "billed_usd",
    "request_ids",
    "parametric",
}
"""What the page needs of an iteration: ``Iteration``."""

VERSION_FIELDS = (
    "created_at",
    "parent",
    "number",
    "kind",
    "prompt",
    "keep",
    "backend_label",
    "discarded",
)
"""What ``Version`` has of ``Iteration``."""

MOST_MARKS = 1000
"""The newest marks that a page is told, so that a session of thousands stays light."""

_MOST_REQUESTS = 32


def iteration_json(iteration: ProductIteration, number: int) -> dict[str, Any]:
    """``Iteration``; ``number`` is its place in the order of the session's iterations, from 1."""
    from prodwidget.backends import builds

    record = iteration.model_dump(mode="json", include=_STORED_FIELDS)
    return record | {
        "number": number,
        "usd": iteration.usd_estimated,
        "billed_usd": iteration.usd_billed,
        "request_ids": list(iteration.request_ids[:_MOST_REQUESTS]),
        "parametric": builds(iteration),
    }


def iterations_json(
    pipeline: Pipeline, iterations: Sequence[ProductIteration]
) -> list[dict[str, Any]]:
    """``Iteration`` for each."""
    numbers = pipeline.numbers(iterations)
    # One whose place is gone has lost its session, and is about to be told so.
    return [iteration_json(each, numbers.get(each.id, 0)) for each in iterations]


def version_json(iteration: dict[str, Any]) -> dict[str, Any]:
    """``Version``, of an iteration that is in its own form: what a list of thousands shows."""
    model = next(each for each in iteration["artifacts"] if each["role"] == "model")
    pictures = sum(each["role"] == "picture" for each in iteration["artifacts"])
    return {name: iteration[name] for name in VERSION_FIELDS} | {
        "pictures": pictures,
        "model": {name: model[name] for name in ("url", "sha256", "size")},
    }


def session_json(
    session: str,
    head: str | None = None,
    iteration_count: int = 0,
    iterations: Iterable[dict[str, Any]] = (),
    off_line: Iterable[dict[str, Any]] = (),
    off_line_count: int = 0,
    marks: Mapping[str, Mark] | None = None,
) -> dict[str, Any]:
    """``SessionState``, of iterations that are in that form already."""
    return {
        "session": session,
        "head": head or "",
        "iteration_count": iteration_count,
        "iterations": list(iterations),
        "off_line": list(off_line),
        "off_line_count": off_line_count,
        "marks": {id: mark.model_dump() for id, mark in list((marks or {}).items())[-MOST_MARKS:]},
    }


def status_json(status: ProductStatus) -> dict[str, Any]:
    """``Status``. Where a hint names calls for which the panel has buttons, it is the shorter."""
    record = status.model_dump(mode="json")
    if status.error is not None:
        record["error"]["hint"] = status.error.hint.replace(SubmissionUnknown.CHOICES, "").rstrip()
    return record


def proposal_json(proposal: Proposal) -> dict[str, Any]:
    """``Proposal``."""
    return {"step": proposal.step, "keep": proposal.keep, "usd": proposal.usd}


def picture_json(picture: KeptPicture | None) -> dict[str, Any] | None:
    """``KeptPicture``; ``None`` while parts of it are on their way."""
    return None if picture is None else asdict(picture)


def options_json(backend: Backend) -> dict[str, list[dict[str, Any]]]:
    """``OptionsByStep``: what the backend lets one set; nothing where it tells of nothing."""
    told = getattr(backend, "options", {})
    return {
        # Some have the same for all steps.
        step: _fields(told(step) if callable(told) else told)
        for step in ("create", "edit", "retexture")
        if step in backend.steps
    }


def surface_json(surface: Surface) -> dict[str, Any]:
    """What a session makes, and how a panel speaks of it."""
    words = surface.words
    return {
        "name": surface.name,
        "thing": words.thing,
        "create": words.create,
        "edit": words.edit,
        "examples": list(words.examples),
        "files": list(surface.files),
    }


def operations_json() -> list[dict[str, Any]]:
    """``Operation`` for each that there is on this machine, and for those of services with a key.

    Nobody is asked for it.
    """
    from prodwidget.backends import offered_operations
    from prodwidget.geometry import OPERATIONS

    own = [
        {
            "name": name,
            "label": operation.title.rstrip("…"),
            "options": [
                _field(
                    option,
                    f"{each.title} ({each.unit})" if each.unit else each.title,
                    kind="choice" if each.choices else "number",
                    default=each.default,
                    low=each.low,
                    high=each.high,
                    whole=each.whole,
                    choices=each.choices,
                )
                for option, each in operation.options.items()
            ],
        }
        for name, operation in OPERATIONS.items()
    ]
    return own + [
        {
            "name": each.name,
            "label": f"{each.title}, about ${each.usd:.2f}",
            "options": _fields(each.options),
        }
        for each in offered_operations()
    ]


def finishes_json() -> list[dict[str, Any]]:
    """``Finish`` for each that a part can be given."""
    from prodwidget.geometry import FINISHES

    return [
        {
            "name": name,
            "label": each.label,
            "roughness": each.roughness,
            "metallic": each.metallic,
            "needs_recipe": each.relief,
        }
        for name, each in FINISHES.items()
    ]


def _fields(options: Mapping[str, Option]) -> list[dict[str, Any]]:
    return [
        _field(
            name,
            (name[:1].upper() + name[1:]).replace("_", " "),
            kind=each.kind,
            default=each.default,
            low=each.low,
            high=each.high,
            whole=each.whole,
            choices=each.choices,
        )
        for name, each in options.items()
        # It has a field of its own.
        if name != "seed"
    ]


def _field(name: str, label: str, *, choices: Iterable[object], **rest: Any) -> dict[str, Any]:
    """``Option``."""
    return {"name": name, "label": label, "choices": list(choices), **rest}


def price_again(job: str, unfinished: Iterable[JobRecord]) -> float | None:
    """About what a job's lost request costs again, in US dollars; ``None`` where unknown."""
    from prodwidget.backends import unknown_outcome

    lost = [
        each
        for record in unfinished
        if record.id == job
        for each in record.checkpoints.values()
        if isinstance(each, dict) and unknown_outcome(each)
    ]
    prices = [price for each in lost if isinstance(price := each.get("usd"), int | float)]
    return round(sum(prices), 6) if prices else None


def error_json(error: ProdwidgetError) -> dict[str, Any]:
    """``StatusError``."""
    from prodwidget.records import StatusError

    return StatusError.of(error).model_dump(mode="json")
