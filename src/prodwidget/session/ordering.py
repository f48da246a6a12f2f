"""What a person asks for, made into a job: checked, priced, and with what they gave kept first."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from pydantic import JsonValue

from prodwidget.artifacts import ArtifactStore
from prodwidget.backends import (
    Backend,
    ConfigurableBackend,
    GeneratedFile,
    PaintingBackend,
    PricedBackend,
    proposed_keep,
    said_of_part,
)
from prodwidget.errors import PromptError
from prodwidget.records import Artifact, JobRecord, Keep, Step, ViewCamera, utc_now
from prodwidget.session.ledger import Ledger
from prodwidget.session.prompts import checked_prompt
from prodwidget.session.seeds import chosen_seed
from prodwidget.store import Holds, SessionStore
from prodwidget.surfaces import Surface
from prodwidget.work import Job, Keeper, Worker, owner

MOST_VARIANTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One step, as it was asked for."""

    step: Step
    prompt: str = ""
    parent: str | None = None
    """The iteration to start from; the head where none is named."""
    seed: int | None = None
    review: bool = False
    keep: Keep | None = None
    inputs: tuple[GeneratedFile, ...] = ()
    variants: int = 1
    part: str = ""
    """What of the parent it concerns, where it concerns one part alone."""
    operation: str = ""
    backend: str = ""
    """What carries it out, where that is not the session's own."""
    options: Mapping[str, JsonValue] = field(default_factory=dict)
    camera: ViewCamera | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a step would be, before it is sent."""

    step: Step
    keep: Keep | None
    """``None`` where the backend does not paint: an edit is then an edit."""
    usd: float | None
    """About what it costs; ``None`` where that is nothing."""


class Ordering:
    """Places the orders of one session."""

    def __init__(
        self,
        store: SessionStore,
        artifacts: ArtifactStore,
        surface: Surface,
        backend: Backend,
        worker: Worker,
        ledger: Ledger,
        usual_seed: int | None,
    ) -> None:
        self._store = store
        self._artifacts = artifacts
        self._surface = surface
        self._backend = backend
        self._worker = worker
        self._ledger = ledger
        self._usual_seed = usual_seed
        self._parts: tuple[str, tuple[str, ...]] = ("", ())
        """The model whose parts were asked for last, and their names: a prompt is priced often."""
        self.placing = threading.Lock()
        """Held while a job begins: there is one at a time."""

    def place(self, order: Order) -> Job:
        """Begin with a step.

        Raises
        ------
        PromptError
            It cannot be done so; the message says what can.
        JobRunning
            The session is busy.
        SpendCapReached
            It would take the session above its cap.
        """
        order = self._checked(order)
        # Held until a record names them, and for good where none comes to.
        keeper = Keeper(self._artifacts, Holds(self._store.commands.client).holder())
        try:
            with self.placing:
                record = self._record(order)
                self._ledger.refuse_above_cap(record)
                inputs = tuple(keeper.keep(each) for each in order.inputs)
                return self._worker.begin(record.model_copy(update={"inputs": inputs}))
        finally:
            keeper.let_go()

    def proposal(self, order: Order) -> Proposal:
        """What an order would be, and cost; raises :class:`PromptError` as :meth:`place`."""
        record = self._record(order)
        parent = self._store.iteration(record.parent) if record.parent else None
        priced = isinstance(self._worker.backend_of(record), PricedBackend)
        usd = self._worker.estimate(record, parent) if priced else None
        return Proposal(record.kind, record.keep, usd)

    def _record(self, order: Order) -> JobRecord:
        """The job that an order comes to; it names what was given, which is not kept yet."""
        step, keep = self._step(order)
        head = self._store.state().head
        starts = step in ("create", "import")
        if not starts and head is None:
            raise PromptError(
                f"There is no {self._surface.name} to {_doing(step)} yet.",
                hint="Create one first: pipeline.create(…).",
            )
        origin = None if starts else order.parent or head
        self._refuse_unknown_part(order.part, origin)
        if not order.backend and step not in self._backend.steps:
            raise PromptError(
                f"The backend {self._backend.name} cannot {_doing(step)} a {self._surface.name}; "
                f"it can {' and '.join(map(_doing, self._backend.steps))} one.",
                hint="Take another: prodwidget.backends() lists them.",
            )
        return JobRecord(
            id=secrets.token_hex(6),
            kind=step,
            prompt=said_of_part(order.part, order.prompt) if order.part else order.prompt,
            seed=chosen_seed(order.seed, origin, self._usual_seed, self._store),
            backend=order.backend or self._backend.name,
            parent=origin,
            head=head,
            started_at=utc_now(),
            owner=owner(),
            inputs=tuple(
                Artifact.of(
                    each.data,
                    role=each.role,
                    media_type=each.media_type,
                    name=each.name,
                    view=each.view,
                )
                for each in order.inputs
            ),
            review=order.review,
            keep=keep,
            part=order.part,
            operation=order.operation,
            options=self._options(order, step, origin),
            camera=order.camera,
            variants=order.variants,
        )

    def _refuse_unknown_part(self, part: str, origin: str | None) -> None:
        if not part or origin is None:
            return
        model = self._store.iteration(origin).model.sha256
        if self._parts[0] != model:
            from prodwidget.geometry import named_parts

            self._parts = (model, named_parts(self._artifacts.read(model)))
        names = self._parts[1]
        if part not in names:
            raise PromptError(
                f"This {self._surface.name} has no part {part[:60]!r}.",
                hint=f"Its parts are: {', '.join(names[:24])}{', …' if len(names) > 24 else ''}.",
            )

    def _options(self, order: Order, step: Step, origin: str | None) -> dict[str, JsonValue]:
        """What was set for a step; an edit has its parent's where nothing else is said."""
        backend = self._backend
        own = order.step == "edit" and not order.backend
        if origin is None or not own or not isinstance(backend, ConfigurableBackend):
            return dict(order.options)
        known = backend.options(step)
        parent = self._store.iteration(origin)
        # What was set for an operation says nothing of an edit, though it may be called the same.
        usual = {} if parent.operation else parent.options
        return {name: usual[name] for name in usual if name in known} | dict(order.options)

    def _step(self, order: Order) -> tuple[Step, Keep | None]:
        """The step that an order comes to, and what it keeps."""
        if order.step != "edit" or order.backend:
            return order.step, order.keep
        backend = self._backend
        if order.keep == "shape" and "retexture" not in backend.steps:
            raise PromptError(
                f"{backend.label} cannot keep the shape: it makes every model anew.",
                hint="Leave keep out, or take a backend that paints models: "
                "prodwidget.backends() lists them.",
            )
        keep = order.keep
        if keep is None and isinstance(backend, PaintingBackend) and backend.paints:
            keep = proposed_keep(order.prompt)
        return ("retexture", keep) if keep == "shape" else ("edit", keep)

    def _checked(self, order: Order) -> Order:
        if order.step in ("create", "edit") and (order.prompt or not order.inputs):
            order = replace(order, prompt=checked_prompt(order.prompt))
        if not isinstance(order.variants, int) or not 1 <= order.variants <= MOST_VARIANTS:
            raise PromptError(
                f"{order.variants} variants are asked for; 1 to {MOST_VARIANTS} can be.",
                hint="Give such a number, or send the prompt again for more.",
            )
        if not isinstance(order.part, str):
            raise PromptError("A part is named by a text.", hint='Such as part="lid".')
        if order.keep is not None and order.keep not in get_args(Keep):
            raise PromptError(
                f"An edit cannot keep {str(order.keep)[:40]!r}.",
                hint='Give keep="shape", keep="nothing", or leave it out.',
            )
        if order.seed is not None and type(order.seed) is not int:
            raise PromptError("A seed is a whole number.", hint="Such as 7; or leave it out.")
        try:
            if not isinstance(order.options, Mapping):
                raise TypeError
            json.dumps(dict(order.options), allow_nan=False)
        except (TypeError, ValueError):
            raise PromptError(
                "Options are names and values: numbers, texts, yes or no.",
                hint='Such as options={"texture_size": 1024}.',
            ) from None
        if order.review and order.variants > 1:
            raise PromptError(
                "Several variants are made at once, and nobody is asked in between.",
                hint="Leave out review, or variants.",
            )
        return order


def _doing(step: Step) -> str:
    return {"retexture": "paint", "process": "process"}.get(step, step)
