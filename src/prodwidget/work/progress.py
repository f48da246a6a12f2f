"""Shows how far a job is where there is no panel: beneath a cell, in a terminal, in a log.

What is told is what is known: the stage, the place in a queue and the time that passed. Nobody
knows how much of a generation is done, so no share of it is ever shown.
"""

from __future__ import annotations

import html
import queue
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Any, Protocol, TextIO, TypeVar

from prodwidget.display import NO_MATHEMATICS, Card, one_line, whole_seconds
from prodwidget.errors import JobCancelled, ProdwidgetError
from prodwidget.records import PHASE_WORDS, ProductIteration, ProductStatus

TICK_SECONDS = 0.1
"""How often the time that passed is shown anew."""

Chooser = Callable[[ProductStatus], None]


Made_co = TypeVar("Made_co", covariant=True)


class Followed(Protocol[Made_co]):
    """What is followed: a :class:`~prodwidget.Job`."""

    @property
    def prompt(self) -> str: ...

    @property
    def status(self) -> ProductStatus: ...

    @property
    def done(self) -> bool: ...

    def watch(self, watcher: Callable[[ProductStatus], None]) -> None: ...

    def cancel(self) -> bool: ...

    def result(self) -> Made_co: ...


class Place(AbstractContextManager[None], Protocol):
    """Where progress is shown while it is entered, which can be several times."""

    def show(self, status: ProductStatus, elapsed: float) -> None:
        """How far the job is, ``elapsed`` seconds after it began; called every tick."""

    def leave(self, card: Card) -> None:
        """What is to stand there in its place once the job has ended."""


def follow(job: Followed[Made_co], choose: Chooser | None = None) -> Made_co:
    """Wait for what a job makes and show how far it is; an interrupt cancels it.

    Parameters
    ----------
    choose:
        Called when the job waits for a choice among its previews; meanwhile nothing is shown.

    Raises
    ------
    ProdwidgetError
        What the job failed with; :class:`JobCancelled` says how a cancelled one ended.
    """
    news: queue.SimpleQueue[ProductStatus] = queue.SimpleQueue()
    job.watch(news.put)
    place: Place | None = None
    try:
        place = _place()
        _wait(job, news, place, choose)
    except (KeyboardInterrupt, EOFError):
        job.cancel()
        try:
            _wait(job, news, place or _place(), None)
        except KeyboardInterrupt:
            raise JobCancelled(
                "The job was asked to stop and has not stopped yet.",
                hint="pipeline.status tells when it has.",
                left_running=True,
            ) from None
    return job.result()


def stage_text(status: ProductStatus) -> str:
    """One line: the stage, the place in the queue, the provider's newest words."""
    place = status.queue_position
    queued = "" if place is None else f"place {place} in the queue"
    return one_line(" · ".join(filter(None, (status.stage, queued, status.detail))))


def _wait(
    job: Followed[Any], news: queue.SimpleQueue[ProductStatus], place: Place, choose: Chooser | None
) -> None:
    """Show what comes until the job has ended, and then what it came to."""
    status = job.status
    # A question that was there before anyone looked may be among the news as well.
    answered: ProductStatus | None = None
    while True:
        with place:
            status = _watch(job, news, place, status, answered, until_review=choose is not None)
        if choose is None or status.status != "review":
            place.leave(_outcome(job))
            return
        choose(status)
        answered = status


def _watch(
    job: Followed[Any],
    news: queue.SimpleQueue[ProductStatus],
    place: Place,
    status: ProductStatus,
    answered: ProductStatus | None,
    *,
    until_review: bool,
) -> ProductStatus:
    began = time.monotonic() - status.elapsed_seconds
    while not job.done and status.busy:
        if until_review and status.status == "review" and status is not answered:
            return status
        place.show(status, time.monotonic() - began)
        with suppress(queue.Empty):
            status = news.get(timeout=TICK_SECONDS)
            began = time.monotonic() - status.elapsed_seconds
    return status


def _outcome(job: Followed[Any]) -> Card:
    """What is left to read of a job; why it failed is told by whoever catches the error."""
    try:
        made = job.result()
    except ProdwidgetError:
        return Card(job.prompt, {"status": PHASE_WORDS[job.status.status]})
    if isinstance(made, tuple):
        return Card(
            job.prompt, {"status": PHASE_WORDS[job.status.status], "variants": str(len(made))}
        )
    iteration: ProductIteration = made
    return iteration.shown_as()


class _Cell:
    """Beneath a notebook's cell."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._shown: tuple[str, str] | None = None

    def __enter__(self) -> None:
        """Nothing is drawn before there is something to say."""

    def __exit__(self, *_: object) -> None:
        """What is there stays, to be drawn over."""

    def show(self, status: ProductStatus, elapsed: float) -> None:
        text = _timed(status, elapsed)
        markup = f'<div {NO_MATHEMATICS} style="opacity:.75">{html.escape(text)}</div>'
        self._draw(text, markup)

    def leave(self, card: Card) -> None:
        self._draw(card.plain(), card.html())

    def _draw(self, plain: str, markup: str) -> None:
        from IPython.display import display

        if (plain, markup) == self._shown:
            return
        self._shown = (plain, markup)
        bundle = {"text/plain": plain, "text/html": markup}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)


class Terminal:
    """On the terminal's last line, by rich."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.status import Status

        self._console = Console(file=stream, highlight=False)
        self._status = Status("", console=self._console)

    def __enter__(self) -> None:
        self._status.start()

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    def show(self, status: ProductStatus, elapsed: float) -> None:
        from rich.text import Text

        self._status.update(Text(_timed(status, elapsed)))

    def leave(self, card: Card) -> None:
        self._console.print(card.plain(), markup=False)


class Log:
    """A line for every stage."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._told = ""

    def __enter__(self) -> None:
        """Lines need no preparation."""

    def __exit__(self, *_: object) -> None:
        """Lines stay."""

    def show(self, status: ProductStatus, elapsed: float) -> None:
        text = stage_text(status)
        if text != self._told:
            self._told = text
            print(_timed(status, elapsed), file=self._stream, flush=True)

    def leave(self, card: Card) -> None:
        print(card.plain(), file=self._stream, flush=True)


def _timed(status: ProductStatus, elapsed: float) -> str:
    return f"{stage_text(status)} · {whole_seconds(elapsed)}"


def _place() -> Place:
    if "IPython" in sys.modules:
        from IPython import get_ipython

        if getattr(get_ipython(), "kernel", None) is not None:
            return _Cell()
    if sys.stderr.isatty():
        with suppress(ModuleNotFoundError):
            return Terminal(sys.stderr)
    return Log(sys.stderr)
