"""Tab completion in prompt cells: options, iterations, sessions and backends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
)
from IPython.core.magic import Magics
from IPython.core.magic_arguments import argument

from prodwidget.backends import available_backends
from prodwidget.errors import ProdwidgetError
from prodwidget.session import Pipeline, Sessions
from prodwidget.surfaces import PRODUCT, surface_names

OFFERED = 50
"""Most iterations that are offered: the newest."""

_COMMAND = re.compile(r"(?:^|=)\s*(%%?)(\w+)\s+(.*)$")
_OTHERS = {"rewind", "restore", "iterations"}


class PromptCompleter:
    """Answers IPython what may come next on the line of a prompt cell.

    Parameters
    ----------
    magics:
        The prompt cells, whose declared options are offered.
    pipeline:
        The pipeline of a session by its name, of the cells' own where none is named, and surface.
    """

    matcher_api_version = 2
    matcher_identifier = "prodwidget"
    matcher_priority = 100

    def __init__(self, magics: Magics, pipeline: Callable[[str | None, str], Pipeline]) -> None:
        self._magics = magics
        self._pipeline = pipeline
        self.__qualname__ = self.matcher_identifier

    def __call__(self, context: CompletionContext) -> SimpleMatcherResult:
        command = _COMMAND.search(context.text_until_cursor)
        if command is None or (command[1] == "%%" and context.cursor_line > 0):
            return {"completions": []}
        if command[2] not in _OTHERS and command[2] not in surface_names():
            return {"completions": []}
        *before, word = re.split(r"\s+", command[3])
        try:
            offered = self._offered(command[2], before, word)
        except ProdwidgetError:
            # Without a store there is nothing to offer; the cell itself will say so.
            offered = ()
        found = [SimpleCompletion(each) for each in offered if each.startswith(word)]
        return {
            "completions": found,
            "matched_fragment": word,
            "ordered": True,
            "suppress": True,
        }

    def _offered(self, magic: str, before: list[str], word: str) -> Iterable[str]:
        # The cells of all surfaces have the options of one.
        declaring = magic if magic in _OTHERS else PRODUCT.name
        options, takes_iteration = _declared(getattr(self._magics, declaring))
        surface = _value("--surface", before) or PRODUCT.name if magic in _OTHERS else magic
        if word.startswith("-"):
            return options
        match before[-1:] if before else []:
            case ["--session"]:
                return [each.name for each in Sessions(surface=surface)]
            case ["--surface"]:
                return surface_names()
            case ["--from"]:
                return self._ids(before, surface)
            case ["--backend"] if surface == PRODUCT.name:
                return [each.name for each in available_backends()]
            case [option] if options.get(option):
                return []
        return self._ids(before, surface) if takes_iteration else []

    def _ids(self, before: list[str], surface: str) -> list[str]:
        history = self._pipeline(_value("--session", before), surface).history
        return [each.id for each in reversed(history[-OFFERED:])]


def _value(option: str, before: list[str]) -> str | None:
    """What stands after an option; nothing where it is not there."""
    return before[before.index(option) + 1] if option in before[:-1] else None


def _declared(magic: Any) -> tuple[dict[str, bool], bool]:
    """A magic's options and whether each takes a value, and whether it takes an iteration."""
    # Decorators are applied, and listed, from the last to the first.
    declared = [each for each in reversed(magic.decorators) if isinstance(each, argument)]
    options = {
        each.args[0]: each.kwds.get("action") != "store_true"
        for each in declared
        if each.args[0].startswith("-")
    }
    return options, any(each.args[0] == "iteration" for each in declared)
