"""What the system that prodwidget comes from left in Redis: read, and made a history of ours.

It kept one state as JSON under ``product:current``: ``prompt``, ``trellis_output``, and
``iterations``, each with ``created_at``, ``trellis_output``, ``duration_seconds`` and whatever else
it wished to show. The models lie where Trellis' provider put them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prodwidget.backends import GeneratedFile, model_trouble, picture_type
from prodwidget.errors import ProdwidgetError, StateUnreadable
from prodwidget.geometry import MEDIA_TYPE
from prodwidget.records import MOMENT_FORMAT, Artifact, ProductIteration, TrellisArtifacts
from prodwidget.session.prompts import PROMPT_CHARACTERS
from prodwidget.store import SessionSnapshot, StoredIteration

_MOST_PICTURES = 4

Fetch = Callable[[str], bytes]
"""The bytes at a URL; raises a :class:`ProdwidgetError`."""

Keep = Callable[[GeneratedFile], Artifact]


class _Output(BaseModel):
    model_config = ConfigDict(extra="ignore")
    model_file: str
    no_background_images: list[str] = Field(default_factory=list)


class _Iteration(BaseModel):
    model_config = ConfigDict(extra="ignore")
    created_at: str | float
    trellis_output: _Output
    duration_seconds: float = Field(default=0.0, ge=0, le=1e9, allow_inf_nan=False)
    prompt: str = ""


class _State(BaseModel):
    model_config = ConfigDict(extra="ignore")
    prompt: str = ""
    iterations: list[_Iteration] = Field(min_length=1, max_length=10_000)


@dataclass(frozen=True, slots=True)
class Original:
    """What was read of it."""

    snapshot: SessionSnapshot
    gone: tuple[str, ...]
    """Why iterations were left out: their models cannot be had any more."""


def read_original(name: str, text: str, fetch: Fetch, keep: Keep) -> Original:
    """Read a state of the original system's, and keep its files.

    Iterations whose model cannot be had are left out.

    Raises
    ------
    StateUnreadable
        It is none, or none of its models can be had.
    """
    state = _state(name, text)
    made: list[StoredIteration] = []
    gone: list[str] = []
    for place, each in enumerate(state.iterations):
        last = place == len(state.iterations) - 1
        prompt = (each.prompt or (state.prompt if last else "") or "(no prompt was kept)").strip()
        try:
            artifacts = _artifacts(each.trellis_output, fetch, keep)
        except ProdwidgetError as error:
            gone.append(f"{prompt[:60]!r}: {error.message}")
            continue
        before = made[-1] if made else None
        iteration = ProductIteration(
            created_at=_later(each.created_at, before.id if before else ""),
            parent=before.id if before else None,
            depth=len(made),
            kind="edit" if before else "create",
            prompt=prompt[:PROMPT_CHARACTERS],
            backend="original",
            backend_label="made before prodwidget",
            seed=0,
            duration_seconds=each.duration_seconds,
            trellis_output=TrellisArtifacts.of(artifacts),
            artifacts=artifacts,
        )
        made.append(StoredIteration.new(iteration))
    if not made:
        raise StateUnreadable(
            f"None of the models of {name!r} can be had any more: {gone[0]}",
            hint="Look for copies of the files; nothing was changed.",
        )
    return Original(SessionSnapshot(made[-1].id, made[0].id, tuple(made)), tuple(gone))


def _state(name: str, text: str) -> _State:
    try:
        return _State.model_validate_json(text)
    except ValidationError:
        raise StateUnreadable(
            f"The session {name!r} was not written by the original system either. "
            "It was left as it is.",
            hint="Use another session name.",
        ) from None


def _artifacts(output: _Output, fetch: Fetch, keep: Keep) -> tuple[Artifact, ...]:
    model = fetch(output.model_file)
    if trouble := model_trouble(model, len(model)):
        raise StateUnreadable(f"What is at its address is {trouble}.")
    artifacts = [keep(GeneratedFile("model", model, MEDIA_TYPE))]
    for url in output.no_background_images[:_MOST_PICTURES]:
        try:
            picture = fetch(url)
        except ProdwidgetError:
            # A product can do without the picture that it was made from.
            continue
        if (kind := picture_type(picture)) is not None:
            artifacts.append(keep(GeneratedFile("reference", picture, kind)))
    return tuple(artifacts)


def _later(told: str | float, before: str) -> str:
    """A time as an iteration's id, later than the one before it, whatever was told."""
    earliest = datetime(1970, 1, 1, tzinfo=UTC)
    if before:
        earliest = datetime.strptime(before, MOMENT_FORMAT).replace(tzinfo=UTC)
        earliest += timedelta(microseconds=1)
    moment = _moment(told)
    if moment is None or not earliest <= moment <= datetime.now(UTC):
        moment = earliest
    return moment.strftime(MOMENT_FORMAT)


def _moment(told: Any) -> datetime | None:
    try:
        if isinstance(told, str):
            moment = datetime.fromisoformat(told)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        # JavaScript's are milliseconds.
        return datetime.fromtimestamp(told / 1000 if told > 1e11 else told, UTC)
    except (ValueError, OverflowError, OSError):
        return None
