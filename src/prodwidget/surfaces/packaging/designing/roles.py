"""What each panel of a package is for: the face that sells it, its back, its sides, its ends."""

from __future__ import annotations

from typing import Literal

from prodwidget.surfaces.packaging.sheet import Sheet

PanelRole = Literal["face", "spine", "back", "side", "end", "base", "trim"]
"""``spine`` has the title once more, small; ``trim`` is a rim or a gusset, in one colour."""


def printed(sheet: Sheet) -> tuple[str, ...]:
    """The names of the panels that have artwork, in the order of the sheet."""
    return tuple(each.name for each in sheet.panels if each.printed)


def face_of(sheet: Sheet) -> str:
    """The panel that a package is seen by: the larger of its front and its top."""
    names = printed(sheet)
    for around in ("label", "body"):
        if around in names:
            return around
    candidates: list[str] = [each for each in ("front", "top") if each in names] or [names[0]]

    def area(name: str) -> float:
        width, height = sheet.size_of(name)
        return width * height

    return max(candidates, key=area)


def role_of(sheet: Sheet, name: str) -> PanelRole:
    """What a panel is for."""
    face = face_of(sheet)
    if name == face:
        return "face"
    if name.startswith("lid ") or name.endswith((" rim", " gusset")):
        return "trim"
    if face == "top":
        lying: dict[str, PanelRole] = {"front": "spine", "back": "side", "bottom": "back"}
        if "lid front" in printed(sheet):
            # A lid hides what would be written under it.
            lying = {"bottom": "base"}
        if name in lying:
            return lying[name]
    if name == "back":
        return "back"
    if name in ("top", "lid"):
        return "end"
    if name in ("bottom", "base"):
        return "base"
    return "side"
