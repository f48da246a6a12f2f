"""Prompt cells: ``%%product`` and its like, ``%rewind``, ``%restore`` and ``%iterations``.

::

    %load_ext prodwidget

    %%product
    a matte black bottle with a copper lid

    %rewind

Errors of the package appear as their own sentences, as everywhere in IPython.
"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError, Namespace
from bisect import bisect_left
from collections.abc import Callable
from contextlib import suppress

from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments
from traitlets import Int, Unicode

from prodwidget.errors import IterationNotFound, JobGone
from prodwidget.records import ProductIteration, ProductStatus
from prodwidget.session import IterationSequence, Pipeline
from prodwidget.surfaces import PRODUCT, surface_named, surface_names
from prodwidget.widgets.completion import PromptCompleter
from prodwidget.widgets.viewer import LEAST_PIXELS, MOST_PIXELS, ModelViewer
from prodwidget.work import Job, follow


def _pixels(text: str) -> int:
    if not text.isdecimal() or not LEAST_PIXELS <= int(text) <= MOST_PIXELS:
        raise ArgumentTypeError(
            f"a viewer is {LEAST_PIXELS} to {MOST_PIXELS} pixels high, not {text!r}"
        )
    return int(text)


_SURFACE = argument(
    "--surface", metavar="NAME", default=PRODUCT.name, help="What the session makes; products."
)
_SESSION = argument(
    "--session", metavar="NAME", help="The session; that of ``%%config ProductMagics`` by default."
)


@magics_class
class ProductMagics(Magics):
    """The prompt cells of one IPython shell."""

    session = Unicode("current", help="Session of the cells that name none.").tag(config=True)
    backend = Unicode(
        "", help="Backend of the cells that name none; empty for the one a pipeline takes."
    ).tag(config=True)
    height = Int(
        400,
        min=LEAST_PIXELS,
        max=MOST_PIXELS,
        help="Height of the viewers beneath the cells, in pixels.",
    ).tag(config=True)

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.pipelines: dict[tuple[str, str, str], Pipeline] = {}
        """Those that were opened, by the names of their surface, session and backend."""
        self._cells: dict[str, Callable[..., ModelViewer | Job]] = {}
        self._completer = PromptCompleter(
            self, lambda session, surface: self.pipeline(session, surface=surface)
        )

    @magic_arguments()
    @argument("prompt", nargs="*", help="The prompt of a line; a cell's is its body.")
    @argument("--new", action="store_true", help="Start a new product.")
    @argument(
        "--from",
        dest="parent",
        metavar="ID",
        help="Change this version instead of the newest: an iteration's id, the beginning of one, "
        "or its number in ``%%iterations``.",
    )
    @argument("--seed", type=int, metavar="N", help="Fixes the random choices.")
    @argument("--backend", metavar="NAME", help="What makes the product, for this cell.")
    @_SESSION
    @argument(
        "--review", action="store_true", help="Choose among the images before the model is made."
    )
    @argument("--background", action="store_true", help="Do not wait; answer the job at once.")
    @argument("--height", type=_pixels, metavar="PX", help="Height of the viewer, in pixels.")
    @line_cell_magic
    def product(self, line: str, cell: str | None = None) -> ModelViewer | Job:
        """Create or edit a product from the prompt in the cell's body.

        A session without a product gets a new one, as with ``--new``; otherwise the product is
        changed. The cell waits, shows how far it is, and answers a viewer of the version it made:
        that one for good, so that a notebook shows its own history. An interrupt cancels the job.

        The body is taken as it is: ``{name}`` and ``$name`` are not replaced there, as in any cell
        magic. In the options, and in a prompt on one line, IPython replaces them::

            viewer = %product a mug in {colour}

        With ``--background`` the job is answered, and can be awaited::

            job = %product --background make the lid red
            iteration = await job
        """
        return self._make(PRODUCT.name, line, cell)

    def _make(self, surface: str, line: str, cell: str | None = None) -> ModelViewer | Job:
        given = self._arguments("product", line)
        pipeline = self.pipeline(given.session, given.backend, surface)
        job = self._start(pipeline, given, _prompt(given, cell))
        if given.background:
            return job
        try:
            iteration = follow(job, lambda status: self._choose(pipeline, status))
        except StdinNotImplementedError:
            # Nobody can be asked here, and the job waits until pipeline.choose is called.
            return job
        return self._viewer(iteration, given.height)

    @magic_arguments()
    @argument(
        "iteration",
        nargs="?",
        metavar="ID",
        help="An iteration's id, the beginning of one, or its number in ``%%iterations``; "
        "the one before the newest by default.",
    )
    @_SURFACE
    @_SESSION
    @line_magic
    def rewind(self, line: str) -> ModelViewer:
        """Go back to an earlier version on the active line, and show it.

        What came after it is discarded: kept, and listed by ``%iterations --all``.
        """
        given = self._arguments("rewind", line)
        pipeline = self.pipeline(given.session, surface=given.surface)
        if given.iteration is not None:
            target = find(pipeline, given.iteration, pipeline.iterations)
        else:
            newest = pipeline.iterations[-2:]
            if len(newest) < 2:
                raise IterationNotFound(
                    "There is no earlier version to go back to.", hint="%restore ID goes to others."
                )
            target = newest[0]
        pipeline.rewind(target)
        return self._viewer(target)

    @magic_arguments()
    @argument(
        "iteration",
        metavar="ID",
        help="An iteration's id, the beginning of one, or its number in ``%%iterations --all``.",
    )
    @_SURFACE
    @_SESSION
    @line_magic
    def restore(self, line: str) -> ModelViewer:
        """Go to any version of the history, a discarded one too, and show it."""
        given = self._arguments("restore", line)
        pipeline = self.pipeline(given.session, surface=given.surface)
        target = find(pipeline, given.iteration, pipeline.history)
        pipeline.restore(target)
        return self._viewer(target)

    @magic_arguments()
    @argument("--all", action="store_true", help="Other branches and discarded versions, too.")
    @_SURFACE
    @_SESSION
    @line_magic
    def iterations(self, line: str) -> IterationSequence:
        """List the versions on the active line, first to newest."""
        given = self._arguments("iterations", line)
        pipeline = self.pipeline(given.session, surface=given.surface)
        return pipeline.history if given.all else pipeline.iterations

    def pipeline(
        self,
        session: str | None = None,
        backend: str | None = None,
        surface: str = PRODUCT.name,
    ) -> Pipeline:
        """The pipeline of a session, opened once for each backend."""
        # The backend of the settings is one of products.
        usual = self.backend if surface == PRODUCT.name else ""
        key = (surface, session or self.session, backend or usual)
        if key not in self.pipelines:
            self.pipelines[key] = Pipeline(key[1], surface=surface, backend=key[2] or None)
        return self.pipelines[key]

    def load(self) -> None:
        """Register the magics and their completion."""
        self._shell.register_magics(self)
        for surface in surface_names():
            if surface != PRODUCT.name:
                self._cells[surface] = self._cell_of(surface)
                self._shell.magics_manager.register_function(
                    self._cells[surface], "line_cell", magic_name=surface
                )
        self._shell.Completer.custom_matchers.append(self._completer)

    def unload(self) -> None:
        """Take back what :meth:`load` did, and stop watching the sessions; running jobs go on."""
        manager = self._shell.magics_manager
        for kind, own in self.magics.items():
            for name, function in own.items():
                if manager.magics[kind].get(name) == function:
                    del manager.magics[kind][name]
        for kind in ("line", "cell"):
            for name, cell in self._cells.items():
                if manager.magics[kind].get(name) == cell:
                    del manager.magics[kind][name]
        self._cells.clear()
        del manager.registry[type(self).__name__]
        self._shell.configurables.remove(self)  # type: ignore[arg-type]
        self._shell.Completer.custom_matchers.remove(self._completer)
        for pipeline in self.pipelines.values():
            pipeline.close()
        self.pipelines.clear()

    def _cell_of(self, surface: str) -> Callable[..., ModelViewer | Job]:
        def make(line: str, cell: str | None = None) -> ModelViewer | Job:
            return self._make(surface, line, cell)

        thing = surface_named(surface).words.thing
        make.__doc__ = f"Create or edit a {thing} from the prompt in the cell's body; as %%product."
        return make

    def _arguments(self, magic: str, line: str) -> Namespace:
        # Words, not shell syntax: a prompt may well hold an apostrophe.
        given: Namespace = getattr(self, magic).parser.parse_intermixed_args(line.split())
        return given

    def _start(self, pipeline: Pipeline, given: Namespace, prompt: str) -> Job:
        if given.new and given.parent is not None:
            raise UsageError("--new starts a new product, and --from goes on from one: give one.")
        if given.parent is not None:
            parent = find(pipeline, given.parent, pipeline.iterations)
            return pipeline.edit(prompt, parent=parent, seed=given.seed, review=given.review)
        if given.new or pipeline.state.head is None:
            return pipeline.create(prompt, seed=given.seed, review=given.review)
        return pipeline.edit(prompt, seed=given.seed, review=given.review)

    def _viewer(self, iteration: ProductIteration, height: int | None = None) -> ModelViewer:
        return ModelViewer(iteration, height=height or self.height)

    def _choose(self, pipeline: Pipeline, status: ProductStatus) -> None:
        """Show a job's images and ask which one to go on with."""
        from IPython.display import Image, display

        count = len(status.previews)
        for number, preview in enumerate(status.previews, 1):
            print(f"{number}:")
            display(Image(pipeline.artifacts.read(preview.sha256), width=240))
        answer = "?"
        while answer and not (answer.isdecimal() and 1 <= int(answer) <= count):
            answer = input(f"Which image, 1 to {count}? Or Enter, to have others made: ").strip()
        # It may have been chosen elsewhere meanwhile.
        with suppress(JobGone):
            pipeline.choose(int(answer) - 1 if answer else None)


def find(pipeline: Pipeline, text: str, numbered: IterationSequence) -> ProductIteration:
    """The iteration that is meant: by its number in a sequence, its id, or the beginning of its id.

    Raises
    ------
    IterationNotFound
        There is none, or several ids begin so.
    """
    if text.isdecimal():
        if int(text) < (count := len(numbered)):
            return numbered[int(text)]
        raise IterationNotFound(
            f"There is no iteration number {text}; there are {count}, counted from 0.",
            hint="%iterations lists them.",
        )
    # Ids sort as their times do, and the history is in the order of time.
    start = bisect_left(pipeline.history, text, key=lambda each: each.id)
    found = [each for each in pipeline.history[start : start + 2] if each.id.startswith(text)]
    if len(found) != 1:
        several = "Several iterations have ids that begin" if found else "No iteration has an id"
        raise IterationNotFound(
            f"{several} with {text!r}." if found else f"{several} that begins with {text!r}.",
            hint="%iterations --all lists them.",
        )
    return found[0]


def _prompt(given: Namespace, cell: str | None) -> str:
    words = re.sub(r"""^(["'])([^"']*)\1$""", r"\2", " ".join(given.prompt))
    if cell is not None and words:
        raise UsageError(f"A cell's prompt is its body; {words!r} beside %%product is no option.")
    return words if cell is None else cell
