"""Steps that begin with a model: operations on one, the look of a part, what goes with another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import JsonValue

from prodwidget.backends import ON_THIS_MACHINE, PROCEDURAL, RESTYLE, GeneratedFile, checked_style
from prodwidget.display import shorten
from prodwidget.errors import PromptError
from prodwidget.records import ProductIteration
from prodwidget.session.control import JobControl
from prodwidget.session.inputs import processing
from prodwidget.session.iterations import id_of
from prodwidget.session.ordering import Order
from prodwidget.work import Job


class ModelSteps(JobControl):
    """What a person can do to a model of a session without a prompt."""

    def for_(
        self,
        iteration: ProductIteration,
        prompt: str = "",
        *,
        seed: int | None = None,
        options: Mapping[str, JsonValue] | None = None,
    ) -> Job:
        """Start something that goes with what another session made; else as :meth:`create`.

        A package is then as large as what goes into it, with ``clearance_mm`` of its options to
        spare, and is shown with it.

        Parameters
        ----------
        iteration:
            Of any session and any surface: its model is kept with what is made for it.

        Raises
        ------
        PromptError
            The backend makes nothing that goes with another model.
        ArtifactMissing
            Its model is gone.
        """
        if "content" not in self.surface.roles:
            raise PromptError(
                f"A {self.surface.words.thing} is not made for something else.",
                hint='A package is: Pipeline(surface="packaging").for_(iteration, prompt).',
            )
        content = GeneratedFile(
            "content",
            iteration.read(iteration.model),
            iteration.model.media_type,
            name=shorten(iteration.prompt, 60),
        )
        return self._place(
            Order(
                step="create",
                prompt=prompt or f"a {self.surface.words.thing} for {iteration.prompt}",
                inputs=(content,),
                seed=seed,
                options=options or {},
            )
        )

    def process(
        self,
        operation: str,
        *,
        parent: str | ProductIteration | None = None,
        **options: JsonValue,
    ) -> Job:
        """Do something to a model that is no prompt.

        Parameters
        ----------
        operation:
            On this machine and free: ``"simplify"`` (``faces``), ``"smooth"``, ``"scale"``
            (``height_mm``, ``width_mm``, ``depth_mm`` or ``longest_mm``), ``"repair"``,
            ``"resize_textures"`` (``longest_side``) or ``"compress"``. By a service, for what
            :meth:`price_of` says: the id of an endpoint of fal, such as
            ``"fal-ai/meshy/v5/remesh"`` (``faces``) or ``"tripo3d/tripo/segment"``.
        parent:
            The iteration to start from, the head where none is given.
        options:
            The operation's own.

        Raises
        ------
        PromptError
            There is no such operation, or an option is out of its range.
        ProviderError
            ``bad_option``: an option of an endpoint is out of its range.
        ConfigurationError
            It is an endpoint that cannot be used so, or whose key is not set.
        JobRunning
            The session is busy.
        SpendCapReached
            The run would take the session above its cap.
        """
        return self._place(processing(operation, options, self._parent(parent)))

    def restyle(
        self,
        part: str,
        *,
        colour: str | None = None,
        finish: str | None = None,
        parent: str | ProductIteration | None = None,
    ) -> Job:
        """Set the colour or the finish of a part exactly; free, on this machine, without a prompt.

        A product of the procedural generator has its recipe changed, and words can edit it as
        before: the step is an ``edit``. Any other has the material of the part changed in its
        model, as a ``process``; what lay over it as a picture is then left out, which a note tells.

        Parameters
        ----------
        part:
            Such as ``"lid"``; see :meth:`edit`.
        colour:
            sRGB as ``"#rrggbb"``; the part's own where none is given.
        finish:
            ``"matte"``, ``"satin"``, ``"glossy"``, ``"polished"``, ``"metallic"``, ``"brushed"``,
            ``"hammered"``, ``"frosted"`` or ``"clear"``; the part's own where none is given.
            ``"brushed"`` and ``"hammered"`` need a recipe.
        parent:
            The iteration to start from, the head where none is given.

        Raises
        ------
        PromptError
            There is no such part, colour or finish, nothing is given, or there is no product yet.
        JobRunning
            The session is busy.
        """
        style = checked_style(colour, finish)
        if not isinstance(part, str) or not part:
            raise PromptError("No part is named.", hint='Give its name, such as "lid".')
        origin = self._parent(parent) or self._store.state().head
        built = origin is not None and self.surface.builds(self._store.iteration(origin))
        return self._place(
            Order(
                step="edit" if built else "process",
                prompt=", ".join(map(str, style.values())),
                parent=origin,
                part=part,
                operation=RESTYLE,
                backend=PROCEDURAL if built else ON_THIS_MACHINE,
                options=style,
            )
        )

    def price_of(
        self,
        operation: str,
        *,
        parent: str | ProductIteration | None = None,
        **options: JsonValue,
    ) -> float:
        """About what :meth:`process` would cost, in US dollars; raises as it does."""
        order = processing(operation, options, self._parent(parent))
        return self._ordering.proposal(order).usd or 0.0

    def _place(self, order: Order, variants: int | None = None) -> Job[Any]:
        job = self._ordering.place(order if variants is None else replace(order, variants=variants))
        # A single one was asked for as several, or it was not.
        return job if variants is None else job.as_several()

    def _parent(self, parent: str | ProductIteration | None) -> str | None:
        return None if parent is None else self._store.iteration(id_of(parent)).id
