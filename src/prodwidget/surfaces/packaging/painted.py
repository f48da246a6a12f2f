"""Which panels an image maker paints, and what becomes of their designs."""

from __future__ import annotations

import io
from collections.abc import Mapping

from prodwidget.surfaces.packaging.artwork import DPI
from prodwidget.surfaces.packaging.design import Design, Picture
from prodwidget.surfaces.packaging.designing import named, printed
from prodwidget.surfaces.packaging.planning import Plan
from prodwidget.surfaces.packaging.reading import Change, Wanted
from prodwidget.surfaces.packaging.sheet import Sheet


def to_paint(plan: Plan, part: str) -> tuple[str, ...]:
    """The panels that are to be painted: all of a new sheet, else those that the words mean."""
    if plan.rebuilt:
        return printed(plan.sheet)
    if _only_sets(plan.wanted):
        return ()
    words = [each for each in plan.wanted.mentioned if each not in plan.wanted.spared]
    meant = named(plan.sheet, words or ([part] if part else ["all"]))
    spared = named(plan.sheet, plan.wanted.spared)
    return tuple(each for each in meant if each not in spared)


def _only_sets(wanted: Wanted) -> bool:
    """Whether the words are of text or a logo alone, which are not painted."""
    return not wanted.unknown and all(map(_sets, wanted.changes))


def _sets(change: Change) -> bool:
    return not (
        change.ground or change.pattern or change.pattern_colours or change.pattern_factor != 1
        or change.bands or change.band_colours or change.shifts
        or {"pattern", "band"} & set(change.removed)
    )  # fmt: skip


def with_paintings(design: Design, paintings: Mapping[str, Picture]) -> Design:
    """The package with panels that pictures cover; its text is set over them."""
    panels = dict(design.panels)
    for name, painting in paintings.items():
        panels[name] = panels[name].model_copy(
            update={"painting": painting, "pattern": None, "layout": "plain", "bands": ()}
        )
    return design.model_copy(update={"panels": panels})


def coarse(sheet: Sheet, pictures: Mapping[str, bytes]) -> tuple[str, ...]:
    """What is told of panels' pictures that have fewer than 300 dots an inch on them."""
    from PIL import Image

    found = {}
    for name, picture in pictures.items():
        width, height = (each + 2 * sheet.bleed for each in sheet.size_of(name))
        with Image.open(io.BytesIO(picture)) as image:
            dots = min(image.width / width, image.height / height) * 25.4
        if dots < DPI - 0.5:
            found[name] = round(dots)
    if not found:
        return ()
    said = ", ".join(f"{name} {dots}" for name, dots in found.items())
    return (
        f"Pictures have fewer than {DPI:.0f} dots an inch at their size ({said}): set "
        "PRODWIDGET_IMAGE_SIZE to 2K or 4K for print.",
    )
