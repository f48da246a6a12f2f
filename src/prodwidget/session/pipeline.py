"""Create, edit, rewind, cancel, recover: the only writer of a session."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, overload

from pydantic import JsonValue

from prodwidget import config
from prodwidget.backends import Backend
from prodwidget.records import Keep, ProductIteration, ProductState
from prodwidget.session.inputs import (
    ModelSource,
    Region,
    covering,
    imported,
    region_file,
)
from prodwidget.session.iterations import id_of
from prodwidget.session.ledger import Ledger
from prodwidget.session.looking import Looking
from prodwidget.session.marking import Marking
from prodwidget.session.ordering import Order, Ordering, Proposal
from prodwidget.session.pictures import Pictures, PictureSource, picture_files
from prodwidget.session.saved_files import SavedFiles
from prodwidget.session.steps import ModelSteps
from prodwidget.session.storage import open_storage
from prodwidget.session.watch import Watch
from prodwidget.store import SessionCommands, SessionStore
from prodwidget.surfaces import PRODUCT, Surface, surface_named
from prodwidget.work import Job, Worker


class Pipeline(Looking, Marking, ModelSteps):
    """One session: its history, its status, and the jobs that add to it.

    Parameters
    ----------
    session:
        Name of the session; every pipeline with this name on the same store shares it.
    surface:
        What it makes: ``"product"``, ``"packaging"``, ``"texture"``, or a surface of your own.
    backend:
        What makes it, or the name of one (:func:`prodwidget.available_backends` lists those of
        products). Where none is given: the one that ``PRODWIDGET_BACKEND`` names, else one by the
        keys that are set (for products Gemini and Trellis where both are), else the procedural one.
    redis_url:
        A Redis or Valkey server; else ``PRODWIDGET_REDIS_URL``; else the embedded server.
    data_dir:
        Where artifacts and the embedded store live; else ``PRODWIDGET_DATA_DIR``; else the user's.
    seed:
        Fixes the random choices of creates; each draws, and records, its own where none is given.
    spend_cap:
        US dollars that the session may spend in all, in whichever kernel; else the cap it has.

    Raises
    ------
    StoreUnavailable
        No server answers at the URL, or the embedded one cannot run.
    ConfigurationError
        There is no such surface, or no such backend of it.
    """

    def __init__(
        self,
        session: str = "current",
        *,
        surface: str | Surface = PRODUCT,
        backend: str | Backend | None = None,
        redis_url: str | None = None,
        data_dir: str | Path | None = None,
        seed: int | None = None,
        spend_cap: float | None = None,
    ) -> None:
        self.surface = surface_named(surface)
        storage = open_storage(config.redis_url(redis_url), config.data_dir(data_dir))
        self._artifacts = storage.artifacts
        commands = SessionCommands(storage.client, self.surface.name, session)
        self._store = SessionStore(commands, SavedFiles(self._artifacts))
        self._store.open()
        self._jobs = self._store.jobs
        self._backend = self.surface.resolve(backend)
        self._watch = Watch(self._store)
        self._worker = Worker(
            self._store, self._artifacts, self.surface, self._backend, self._watch.catch_up
        )
        self._ledger = Ledger(self._store, self._worker, self._backend)
        self._ordering = Ordering(
            self._store,
            self._artifacts,
            self.surface,
            self._backend,
            self._worker,
            self._ledger,
            seed,
        )
        if spend_cap is not None:
            self.spend_cap = spend_cap
        # The watching thread must not keep alive what nobody has any more; a job at work does.
        weakref.finalize(self._worker, self._watch.close)
        self._watch.when_idle(_weakly(self._worker, Worker.take_over_lapsed))
        self._watch.add(_weakly(self._worker, Worker.hear))

    @property
    def spend_cap(self) -> float | None:
        """What the session may spend in all, in US dollars; ``None`` where that has no limit.

        It is the session's, for every kernel, and asked before each payment.
        """
        return self._ledger.cap

    @spend_cap.setter
    def spend_cap(self, usd: float | None) -> None:
        self._ledger.cap = usd

    @overload
    def create(
        self,
        prompt: str = "",
        *,
        pictures: Pictures | PictureSource | None = None,
        model: ModelSource | None = None,
        seed: int | None = None,
        review: bool = False,
        options: Mapping[str, JsonValue] | None = None,
    ) -> Job: ...

    @overload
    def create(
        self,
        prompt: str = "",
        *,
        variants: int,
        pictures: Pictures | PictureSource | None = None,
        seed: int | None = None,
        options: Mapping[str, JsonValue] | None = None,
    ) -> Job[tuple[ProductIteration, ...]]: ...

    def create(
        self,
        prompt: str = "",
        *,
        pictures: Pictures | PictureSource | None = None,
        model: ModelSource | None = None,
        variants: int | None = None,
        seed: int | None = None,
        review: bool = False,
        options: Mapping[str, JsonValue] | None = None,
    ) -> Job[Any]:
        """Start a new product and answer at once with its job.

        Parameters
        ----------
        prompt:
            What to make, or what to make of the pictures.
        pictures:
            Up to eight of the user's own: paths, ``https://`` addresses, bytes or Pillow's. A
            mapping names what side each shows (``front``, ``back``, ``left``, ``right``, ``top``).
            Without a prompt the model is made of them as they are.
        model:
            A model of the user's own to begin with, instead: a path or bytes of a GLB, glTF, OBJ,
            STL or PLY file.
        variants:
            Make so many at once, as siblings; the job's result is then a tuple.
        seed:
            The pipeline's where none is given, else it is drawn.
        review:
            A backend that makes images first waits for :meth:`choose` before it makes the model.
        options:
            What to set for this run, by the backend's own names, such as ``texture_size``.

        Raises
        ------
        PromptError
            The prompt, a picture or an option cannot be used.
        ModelError
            The file is no model that can be read.
        JobRunning
            The session is busy.
        SpendCapReached
            The run would take the session above its cap.
        """
        if model is not None:
            return self._place(Order(step="import", **imported(model, prompt, pictures)))
        return self._place(
            Order(
                step="create",
                prompt=prompt,
                inputs=picture_files(pictures),
                seed=seed,
                review=review,
                options=options or {},
            ),
            variants,
        )

    @overload
    def edit(
        self,
        prompt: str = "",
        *,
        part: str = "",
        keep: Keep | None = None,
        parent: str | ProductIteration | None = None,
        pictures: Pictures | PictureSource | None = None,
        region: Region | PictureSource | None = None,
        texture: ProductIteration | None = None,
        seed: int | None = None,
        review: bool = False,
        options: Mapping[str, JsonValue] | None = None,
    ) -> Job: ...

    @overload
    def edit(
        self,
        prompt: str,
        *,
        variants: int,
        part: str = "",
        keep: Keep | None = None,
        parent: str | ProductIteration | None = None,
        pictures: Pictures | PictureSource | None = None,
        region: Region | PictureSource | None = None,
        seed: int | None = None,
        options: Mapping[str, JsonValue] | None = None,
    ) -> Job[tuple[ProductIteration, ...]]: ...

    def edit(
        self,
        prompt: str = "",
        *,
        part: str = "",
        keep: Keep | None = None,
        parent: str | ProductIteration | None = None,
        pictures: Pictures | PictureSource | None = None,
        region: Region | PictureSource | None = None,
        texture: ProductIteration | None = None,
        variants: int | None = None,
        seed: int | None = None,
        review: bool = False,
        options: Mapping[str, JsonValue] | None = None,
    ) -> Job[Any]:
        """Change a product and answer at once with the job; arguments and errors as of create.

        Parameters
        ----------
        part:
            The part that it concerns, by the name that :func:`prodwidget.geometry.named_parts`
            answers, such as ``"lid"``: nothing else is to change. Empty for the whole product.
        keep:
            ``"shape"`` paints the model that is there and leaves its geometry, scale, pose and
            parts; ``"nothing"`` makes a new one. Where none is given, the words decide: of colour,
            material, finish, pattern or text they keep the shape, where the backend can paint.
        parent:
            The iteration to start from, the head where none is given. An older one starts a branch:
            what came after it stays in the history.
        pictures:
            Further references, such as a logo.
        region:
            Where something may change: a mask (a picture that is white there) over the reference
            picture, or a :class:`Region` over a view of the product.
        texture:
            A material of a texture session, laid over the part, or over all of it, as it is: free,
            on this machine. ``options`` may hold ``tile_mm``, the side of a tile.
        seed:
            The parent's where none is given.
        """
        if texture is not None:
            return self._place(covering(texture, prompt, part, self._parent(parent), options or {}))
        mask, camera = region_file(region)
        order = Order(
            step="edit",
            prompt=prompt,
            part=part,
            keep=keep,
            parent=self._parent(parent),
            inputs=(*picture_files(pictures), *mask),
            camera=camera,
            seed=seed,
            review=review,
            options=options or {},
        )
        return self._place(order, variants)

    def proposal(
        self,
        prompt: str = "",
        *,
        creating: bool = False,
        part: str = "",
        keep: Keep | None = None,
        parent: str | ProductIteration | None = None,
        pictures: Pictures | PictureSource | None = None,
        variants: int = 1,
        options: Mapping[str, JsonValue] | None = None,
    ) -> Proposal:
        """What :meth:`edit`, or :meth:`create`, would do with a prompt, and cost; nothing is sent.

        Raises as they do.
        """
        return self._ordering.proposal(
            Order(
                step="create" if creating else "edit",
                prompt=prompt,
                part=part,
                keep=keep,
                parent=self._parent(parent),
                inputs=picture_files(pictures),
                variants=variants,
                options=options or {},
            )
        )

    def rewind(self, iteration: str | ProductIteration) -> ProductState:
        """Move the head back to an iteration of the active line.

        Those after it are marked as discarded; :meth:`restore` brings them back.
        """
        return self._move(iteration, "rewind")

    def restore(self, iteration: str | ProductIteration) -> ProductState:
        """Move the head to any iteration of the history, with its ancestors behind it."""
        return self._move(iteration, "restore")

    def expire_after(self, life: timedelta | None) -> None:
        """Let the session vanish this long after its last write; ``None`` keeps it for ever.

        Its artifacts stay until they are pruned.
        """
        self._store.set_life(0 if life is None else max(int(life / timedelta(milliseconds=1)), 1))

    def close(self) -> None:
        """Stop watching the session. A running job goes on."""
        self._watch.close()

    def _move(self, iteration: str | ProductIteration, direction: str) -> ProductState:
        target = self._store.iteration(id_of(iteration))
        move = self._store.rewind if direction == "rewind" else self._store.restore
        move(target, self._store.state().head)
        self._watch.catch_up()
        return self._store.state()


def _weakly(worker: Worker, method: Callable[..., None]) -> Callable[..., None]:
    reference = weakref.ref(worker)

    def call(*arguments: object) -> None:
        if (alive := reference()) is not None:
            method(alive, *arguments)

    return call
