"""One of several iterations that a job makes of the same parent, each as if it were alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue

from prodwidget.backends import GeneratedFile
from prodwidget.work.run import Run

_MADE = "made"


class Variant:
    """The progress of one variant: what it writes down stands under its own number.

    Parameters
    ----------
    run:
        The job.
    number:
        From 1 to the job's ``variants``.
    """

    def __init__(self, run: Run, number: int) -> None:
        self._run = run
        self._number = number
        self._prefix = _prefix(number)

    @property
    def made(self) -> str | None:
        """The iteration that it is already, in whichever kernel."""
        made = self.checkpoints.get(_MADE)
        return made if isinstance(made, str) else None

    def is_made(self, iteration: str) -> None:
        """Write down that it is committed."""
        self.checkpoint(_MADE, iteration)

    # What a backend sees: prodwidget.backends.base.Progress

    @property
    def checkpoints(self) -> Mapping[str, JsonValue]:
        return checkpoints_of(self._run.checkpoints, self._number)

    def checkpoint(self, name: str, value: JsonValue) -> None:
        self._run.checkpoint(self._prefix + name, value)

    def keep(self, file: GeneratedFile) -> str:
        return self._run.keep(file)

    def about_to_pay(self, name: str, usd: float) -> None:
        self._run.about_to_pay(self._prefix + name, usd)

    def refused(self, name: str) -> None:
        self._run.refused(self._prefix + name)

    def review(self, images: Sequence[GeneratedFile]) -> int | None:
        """The first: nobody looks at the pictures of several at once."""
        self._run.raise_if_cancelled()
        return 0

    def stage(self, stage: str, *, detail: str = "", queue_position: int | None = None) -> None:
        self._run.stage(
            f"{stage} ({self._number} of {self._run.record.variants})",
            detail=detail,
            queue_position=queue_position,
        )

    def raise_if_cancelled(self) -> None:
        self._run.raise_if_cancelled()


def checkpoints_of(checkpoints: Mapping[str, JsonValue], number: int) -> Mapping[str, JsonValue]:
    """What one variant of a job wrote down, under the names by which its backend knows it."""
    prefix = _prefix(number)
    return {
        name.removeprefix(prefix): value
        for name, value in checkpoints.items()
        if name.startswith(prefix)
    }


def each_checkpoints(
    checkpoints: Mapping[str, JsonValue], variants: int
) -> Iterable[Mapping[str, JsonValue]]:
    """What each variant of a job wrote down, in their order."""
    if variants == 1:
        return [checkpoints]
    return [checkpoints_of(checkpoints, number) for number in range(1, variants + 1)]


def with_checkpoints_of(
    checkpoints: Mapping[str, JsonValue],
    number: int,
    variants: int,
    own: Mapping[str, JsonValue],
) -> dict[str, JsonValue]:
    """A job's checkpoints, with those of one variant in place of what it wrote down."""
    if variants == 1:
        return dict(own)
    prefix = _prefix(number)
    others = {name: each for name, each in checkpoints.items() if not name.startswith(prefix)}
    return others | {prefix + name: each for name, each in own.items()}


def _prefix(number: int) -> str:
    return f"variant {number}: "
