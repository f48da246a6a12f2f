"""What an image model is asked for, so that its picture can be printed on a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prodwidget.surfaces.packaging.planning import Plan
    from prodwidget.surfaces.packaging.sheet import Sheet

_FLAT = (
    "It is flat print artwork, seen straight on, and fills the picture to all four edges. It is no "
    "photograph of a package: no box, no mock-up, no perspective, no folds, no shadows, no frame. "
    "Nothing that matters is in the outer tenth, which may be cut off."
)
_NO_TEXT = (
    "No text at all: no letters, numbers, logos, barcodes or watermarks. Text is set over it later."
)


def panel_instruction(plan: Plan, name: str, brief: str, references: int) -> str:
    """Asks for the artwork of a panel; so many pictures of other panels go before."""
    calm = (
        " Its middle is calm, in one tone, where the text will be."
        if plan.design.panels[name].texts
        else ""
    )
    return (
        f"Artwork for the {name} of a package.\n"
        f"The package: {_described(plan.sheet)}.\n"
        f"The brief: {brief}\n"
        f"{_alike(references)}"
        f"The {name} is {_size(plan.sheet, name)}. {_FLAT}{calm} {_NO_TEXT}"
    )


def edit_instruction(sheet: Sheet, name: str, words: str, others: int) -> str:
    """Asks for a change of the panel in the picture that goes before."""
    more = "" if not others else _alike(others, "Those after it")
    return (
        f"Edit this artwork for the {name} of a package"
        f"{' in the first picture' if others else ''}.\n"
        f"The change: {words}\n"
        f"{more}"
        "Change only what is asked, and keep everything else as it is: motifs, colours, style and "
        f"framing. The {name} is {_size(sheet, name)}. {_FLAT} {_NO_TEXT}"
    )


def _alike(count: int, these: str = "") -> str:
    if not count:
        return ""
    what = these or ("This picture" if count == 1 else "These pictures")
    verb = "is another panel" if count == 1 and not these else "are other panels"
    return (
        f"{what} {verb} of the same package: the same style, colours and motifs, as one design "
        "that goes around it, and no copy.\n"
    )


def _described(sheet: Sheet) -> str:
    return f"{sheet.title.lower()}, {sheet.length:g} × {sheet.width:g} × {sheet.height:g} mm"


def _size(sheet: Sheet, name: str) -> str:
    width, height = sheet.size_of(name)
    return f"{width:.0f} mm wide and {height:.0f} mm high"
