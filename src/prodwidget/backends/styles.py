"""The colour and the finish of a part, set exactly: a step that nobody has to read."""

from __future__ import annotations

import re

from pydantic import JsonValue

from prodwidget.errors import PromptError
from prodwidget.geometry import FINISHES

RESTYLE = "restyle"
TEXTURE = "texture"
"""The operation, as jobs and iterations name it; free, and carried out in any kernel."""

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def checked_style(colour: object = None, finish: object = None) -> dict[str, JsonValue]:
    """What is to be set, as the options of a step: ``colour``, ``finish`` or both.

    Raises
    ------
    PromptError
        Neither is given, the colour is no ``#rrggbb``, or there is no such finish.
    """
    checked: dict[str, JsonValue] = {}
    if colour is not None:
        found = colour.strip().lower() if isinstance(colour, str) else ""
        if not _COLOUR.fullmatch(found):
            raise PromptError(
                f"{str(colour)[:60]!r} is no colour.",
                hint='Give the six digits of its red, green and blue, such as "#c0392b".',
            )
        checked["colour"] = found
    if finish is not None:
        if not isinstance(finish, str) or finish not in FINISHES:
            raise PromptError(
                f"There is no finish {str(finish)[:60]!r}.",
                hint=f"There are {', '.join(FINISHES)}.",
            )
        checked["finish"] = finish
    if not checked:
        raise PromptError(
            "Neither a colour nor a finish is given, so there is nothing to set.",
            hint='Give colour="#c0392b", finish="matte", or both.',
        )
    return checked
