"""Designs all panels of a new package from one brief, in one style."""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.backends import contrast, ink_on, mix, settable
from prodwidget.errors import PromptError
from prodwidget.surfaces.packaging.design import Band, Design, PanelDesign, Picture, Text
from prodwidget.surfaces.packaging.designing.editing import bands_of, changed, placed
from prodwidget.surfaces.packaging.designing.naming import named
from prodwidget.surfaces.packaging.designing.roles import PanelRole, face_of, printed, role_of
from prodwidget.surfaces.packaging.designing.style import Style, style_of
from prodwidget.surfaces.packaging.reading import Change, Wanted
from prodwidget.surfaces.packaging.sheet import Sheet


def created(
    wanted: Wanted, sheet: Sheet, pictures: Sequence[Picture], *, seed: int, brief: str
) -> Design:
    """A package from a brief: what it says of no panel is one style for all of them.

    Raises
    ------
    PromptError
        A panel is named that is not there.
    """
    general = _general(wanted)
    style = style_of(general, sheet, seed)
    titles = list(general.texts) or ([_titled(wanted.subject)] if wanted.subject else [])
    if "text" in general.removed:
        titles = []
    panels = {name: _panel(name, sheet, style, titles, wanted, general) for name in printed(sheet)}
    design = Design(
        structure=sheet.structure, length=sheet.length, width=sheet.width, height=sheet.height,
        board=sheet.board, seed=seed, brief=brief, panels=panels,
    )  # fmt: skip
    own = [each for each in wanted.changes if each.panels]
    placed = any(each.logo for each in own)
    if pictures and "logo" not in general.removed and not placed:
        own.append(Change(panels=(face_of(sheet),), logo=True))
    for change in own:
        for name in named(sheet, change.panels):
            panels[name] = changed(panels[name], change, sheet, name, pictures, brief)
    return design.model_copy(update={"panels": panels})


def _general(wanted: Wanted) -> Change:
    """What is said of no panel in particular, as one change."""
    general = Change()
    for each in wanted.changes:
        if each.panels:
            continue
        if each.besides:
            raise PromptError(
                "A new package has one style for all panels, and cannot leave one as it was.",
                hint="Say what the other panel is to be, such as “navy with a white front”.",
            )
        general.ground += each.ground
        general.pattern = each.pattern or general.pattern
        general.pattern_colours += each.pattern_colours
        general.pattern_factor *= each.pattern_factor
        general.bands = max(each.bands, general.bands)
        general.band_colours += each.band_colours
        general.band_place = each.band_place or general.band_place
        general.texts += each.texts
        general.text_colour = each.text_colour or general.text_colour
        general.text_factor *= each.text_factor
        general.text_place = each.text_place or general.text_place
        general.face, general.weight = each.face or general.face, each.weight or general.weight
        general.removed += each.removed
        general.logo = general.logo or each.logo
    return general


def _titled(subject: str) -> str:
    return " ".join(each[:1].upper() + each[1:] for each in subject.split())


def _panel(
    name: str, sheet: Sheet, style: Style, titles: list[str], wanted: Wanted, general: Change
) -> PanelDesign:
    role = role_of(sheet, name)
    ground = style.ground
    if role == "trim":
        ground = _trim(style)
    band = _bands(role, sheet, name, general, style)
    on = band[0].colour if band and band[0].place == "middle" else ground
    pattern = style.pattern
    texts = _texts(role, style, titles, wanted, sheet, on, general)
    layout: str = "plain"
    if pattern is not None:
        layout = {"face": "all", "side": "all", "back": "foot"}.get(role, "plain")
        if role == "face" and texts:
            layout = "split" if style.split else "plate"
    return PanelDesign.model_validate(
        {
            "ground": ground, "layout": layout, "plate": style.plate, "bands": band,
            "texts": texts, "pattern": pattern if layout != "plain" else None,
        }
    )  # fmt: skip


def _trim(style: Style) -> str:
    """Rims and gussets: the accent, or a deeper tone of the ground."""
    if contrast(style.accent, style.ground) > 1.6:
        return style.accent
    return mix(style.ground, ink_on(style.ground), 0.3)


def _bands(
    role: PanelRole, sheet: Sheet, name: str, general: Change, style: Style
) -> tuple[Band, ...]:
    if not (general.bands or general.band_colours) or "band" in general.removed:
        return ()
    if role in ("trim", "base", "end"):
        return ()
    _, height = sheet.size_of(name)
    return bands_of(general, general.band_colours or [style.accent], height)


def _texts(
    role: PanelRole,
    style: Style,
    titles: list[str],
    wanted: Wanted,
    sheet: Sheet,
    on: str,
    general: Change,
) -> tuple[Text, ...]:
    if "text" in general.removed:
        return ()
    made: list[Text] = []
    set_ = [kept for each in titles if (kept := settable(each, style.face).strip())]
    if role == "face" and set_:
        made.append(style.text(set_[0], "title", on))
        made += [style.text(each, "subtitle", on) for each in set_[1:]]
        if wanted.amount:
            made.append(style.text(wanted.amount, "small", on))
    elif role in ("spine", "end") and set_:
        made.append(style.text(set_[0], "title", on).model_copy(update={"size": 0.55}))
    elif role == "back":
        if set_:
            made.append(style.text(set_[0], "title", on).model_copy(update={"size": 0.55}))
            made += [style.text(each, "subtitle", on) for each in set_[1:]]
        made.append(style.text(dimensions_line(sheet), "small", on))
        if wanted.amount:
            made.append(style.text(wanted.amount, "small", on))
    return tuple(
        each if each.role == "small" else each.model_copy(update=placed(each, general))
        for each in made
    )


def dimensions_line(sheet: Sheet) -> str:
    """A package's inner dimensions, as its back says them."""
    if sheet.round:
        return f"ø {sheet.length:g} × {sheet.height:g} mm"
    return f"{sheet.length:g} × {sheet.width:g} × {sheet.height:g} mm"
