"""A kind of package, of any dimensions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from prodwidget.errors import PromptError
from prodwidget.surfaces.packaging.sheet import Sheet

Limits = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
"""The least and the most of length, width and height, in millimetres."""

_AXES = ("length", "width", "height")


@dataclass(frozen=True, slots=True)
class Structure:
    """What is built from three lengths and the thickness of a board."""

    name: str
    """``"mailer"``."""
    title: str
    """``"Mailer box"``."""
    code: str
    """Its standard's name for it; empty where there is none."""
    words: tuple[str, ...]
    """What people call it, in lower case, the longest first."""
    defaults: tuple[float, float, float]
    """Inner length, width and height that are taken where none are said."""
    limits: Limits
    board: float
    """The thickness that is taken where none is said, in millimetres."""
    build: Callable[[float, float, float, float], Sheet]
    """The sheet for inner length, width, height and board, which are within what is possible."""
    round: bool = False
    """Whether its length and its width are one diameter."""
    boards: tuple[float, float] = (0.2, 4.0)
    """The thinnest and the thickest board that it is made from."""

    def make(self, length: float, width: float, height: float, board: float | None = None) -> Sheet:
        """The flat sheet of one with these inner dimensions in millimetres.

        Raises
        ------
        PromptError
            It cannot be built so.
        """
        thickness = self.board if board is None else board
        for name, value, (least, most) in zip(
            _AXES, (length, width, height), self.limits, strict=True
        ):
            if not least <= value <= most:
                raise PromptError(
                    f"A {self.title.lower()} cannot have a {name} of {value:g} mm.",
                    hint=f"Ask for one from {least:g} to {most:g} mm.",
                )
        if not self.boards[0] <= thickness <= self.boards[1]:
            raise PromptError(
                f"A {self.title.lower()} cannot be made from material of {thickness:g} mm.",
                hint=f"Ask for {self.boards[0]:g} to {self.boards[1]:g} mm.",
            )
        if self.round and abs(length - width) > 0.01:
            raise PromptError(
                f"A {self.title.lower()} is round, and cannot be {length:g} mm long and "
                f"{width:g} mm wide.",
                hint="Give one diameter and a height.",
            )
        return self.build(length, width, height, thickness)
