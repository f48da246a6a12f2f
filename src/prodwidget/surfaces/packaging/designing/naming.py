"""Which panels of a sheet words mean."""

from __future__ import annotations

from collections.abc import Iterable

from prodwidget.errors import PromptError
from prodwidget.surfaces.packaging.designing.roles import face_of, printed
from prodwidget.surfaces.packaging.sheet import Sheet


def named(sheet: Sheet, words: Iterable[str]) -> tuple[str, ...]:
    """The printed panels that are meant; all of them by ``"all"``.

    Raises
    ------
    PromptError
        The package has no such panel, or it is one without artwork.
    """
    found: dict[str, None] = {}
    for word in words:
        found.update(dict.fromkeys(_named(sheet, word.lower())))
    return tuple(each for each in printed(sheet) if each in found)


def known(sheet: Sheet, words: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that mean a printed panel here."""
    return tuple(each for each in words if _meant(sheet, each.lower()))


def _named(sheet: Sheet, word: str) -> tuple[str, ...]:
    names = printed(sheet)
    meant = _meant(sheet, word)
    if meant:
        return meant
    if any(each.name.lower() == word for each in sheet.panels):
        raise PromptError(
            f"The {word} has no artwork of its own: it is glued, or inside the package.",
            hint=f"There are {', '.join(names)}.",
        )
    raise PromptError(
        f"This {sheet.title.lower()} has no {word}.", hint=f"There are {', '.join(names)}."
    )


def _meant(sheet: Sheet, word: str) -> tuple[str, ...]:
    """The printed panels that a word means; none where there is none."""
    names = printed(sheet)
    if word == "all":
        return names
    if word in names and word != "lid":
        return (word,)
    return tuple(each for each in _candidates(sheet, word) if each in names)


def _candidates(sheet: Sheet, word: str) -> tuple[str, ...]:
    """The names that a word can have here."""
    names = printed(sheet)
    if word in ("lid", "cover"):
        lid = tuple(each for each in names if each.startswith("lid"))
        return lid if "lid" in names else ("top", *lid)
    if word == "top":
        return ("lid",)
    if word in ("bottom", "base"):
        return ("bottom", "base", "base rim")
    if word == "front":
        return (face_of(sheet),)
    if word == "sides":
        sides = ("left", "right")
        return sides if "left" in names else ("front gusset", "back gusset", "front", "back")
    if word == "flaps":
        return tuple(each for each in names if "flap" in each)
    return ()
