"""Changes the panels that are meant, and leaves every other one as it is."""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.backends import contrast, ink_on, mix, settable, shift
from prodwidget.errors import PromptError
from prodwidget.surfaces.packaging.design import Band, Design, PanelDesign, Pattern, Picture, Text
from prodwidget.surfaces.packaging.designing.naming import named
from prodwidget.surfaces.packaging.designing.roles import face_of, printed, role_of
from prodwidget.surfaces.packaging.designing.style import READABLE, motif_colours, pitch_for
from prodwidget.surfaces.packaging.reading import Change, Wanted
from prodwidget.surfaces.packaging.sheet import Sheet


def edited(
    design: Design,
    wanted: Wanted,
    sheet: Sheet,
    pictures: Sequence[Picture],
    *,
    part: str,
    words: str,
) -> Design:
    """The package with what was asked; panels that nobody meant are the very same.

    ``part`` is the panel that was clicked: it is meant wherever the words name none.

    Raises
    ------
    PromptError
        A panel is named that is not there, or what is to be removed is not.
    """
    panels = dict(design.panels)
    changes = list(wanted.changes)
    if pictures and not any(each.logo for each in changes):
        changes.append(Change(logo=True))
    for change in changes:
        for name in _meant(change, design, sheet, part):
            panels[name] = changed(panels[name], change, sheet, name, pictures, words)
    return design.model_copy(update={"panels": panels})


def _meant(change: Change, design: Design, sheet: Sheet, part: str) -> tuple[str, ...]:
    if change.panels:
        meant = named(sheet, change.panels)
    elif part:
        meant = named(sheet, (part,))
    elif (change.logo or change.texts) and not change.ground:
        # A title is said once: it replaces those there are, or goes to the face.
        holding = [
            name for name, each in design.panels.items()
            if change.texts and not change.logo and any(it.role == "title" for it in each.texts)
        ]  # fmt: skip
        meant = tuple(holding) or (face_of(sheet),)
    else:
        meant = printed(sheet)
    besides = named(sheet, change.besides)
    meant = tuple(each for each in meant if each not in besides)
    changes_something_there(change, [design.panels[each] for each in meant])
    return tuple(
        each for each in meant if _concerns(change, design.panels[each]) or change.panels or part
    )


def changes_something_there(change: Change, panels: Sequence[PanelDesign]) -> None:
    """Raise :class:`PromptError` where what is to be changed is on none of the panels."""
    has = {
        "pattern": any(each.pattern or each.painting for each in panels),
        "text": any(each.texts for each in panels),
        "band": any(each.bands for each in panels),
        "logo": any(each.logo for each in panels),
    }
    missing = [each for each in change.removed if not has[each]]
    sets = (
        change.text_colour or change.text_factor != 1 or change.text_place or change.weight
        or change.face
    )  # fmt: skip
    if sets and not change.texts and not has["text"]:
        missing.append("text")
    if change.pattern is None and change.pattern_factor != 1 and not has["pattern"]:
        missing.append("pattern")
    if missing:
        raise PromptError(
            f"There is no {missing[0]} there that could be changed.",
            hint="Name a panel that has one, or say what is to be put there.",
        )


def _concerns(change: Change, panel: PanelDesign) -> bool:
    """Whether a change that names no panel is about this one."""
    if change.ground or change.shifts or change.bands or change.logo or change.texts:
        return True
    if change.band_colours:
        return bool(panel.bands) or not change.pattern
    if change.pattern:
        return panel.pattern is not None or bool(panel.painting) or panel.layout != "plain"
    if change.pattern_colours or change.pattern_factor != 1:
        return panel.pattern is not None
    return True


def changed(
    panel: PanelDesign,
    change: Change,
    sheet: Sheet,
    name: str,
    pictures: Sequence[Picture],
    words: str,
) -> PanelDesign:
    """One panel with a change."""
    ground = panel.ground
    update: dict[str, object] = {"prompt": words}
    if change.ground:
        ground = change.ground[0]
        update["plate_colour"] = None
    for each in change.shifts:
        ground = shift(ground, each)
    repainted = ground != panel.ground
    if repainted:
        update["ground"] = ground
    update |= _pattern(panel, change, ground, repainted, sheet)
    update |= _with_bands(panel, change, ground, sheet, name)
    if change.logo and pictures:
        update["logo"] = pictures[0]
    if "logo" in change.removed:
        update["logo"] = None
    if change.ground or change.shifts or change.bands or change.band_colours:
        # What covers the panel would hide it.
        update["painting"] = None
    made = panel.model_copy(update=update)
    made = made.model_copy(
        update={"texts": _texts(made, change, repainted or bool(update.get("bands")))}
    )
    made = made.model_copy(update={"layout": _layout(made, change, role_of(sheet, name))})
    # What looks the same is the same, and who last asked for it is no change.
    return panel if made.model_copy(update={"prompt": panel.prompt}) == panel else made


def _pattern(
    panel: PanelDesign, change: Change, ground: str, repainted: bool, sheet: Sheet
) -> dict[str, object]:
    if "pattern" in change.removed:
        return {"pattern": None, "layout": "plain", "painting": None}
    before = panel.pattern
    if change.pattern is not None:
        named_ = change.pattern_colours or change.ground[1:]
        kept = list(before.colours) if before and not named_ else named_
        pitch = pitch_for(change.pattern, sheet) * change.pattern_factor
        made = Pattern(
            kind=change.pattern,
            colours=motif_colours(change.pattern, ground, kept),
            pitch=round(pitch, 2),
        )
        return {"pattern": made, "painting": None}
    if before is None:
        return {}
    update: dict[str, object] = {}
    if change.pattern_colours or (change.ground[1:] and panel.layout != "plain"):
        update["colours"] = motif_colours(
            before.kind, ground, change.pattern_colours or change.ground[1:]
        )
    elif repainted and min(contrast(each, ground) for each in before.colours) < 1.25:
        update["colours"] = motif_colours(before.kind, ground, [])
    if change.pattern_factor != 1:
        update["pitch"] = round(min(max(before.pitch * change.pattern_factor, 1.5), 200.0), 2)
    return {"pattern": before.model_copy(update=update)} if update else {}


def _with_bands(
    panel: PanelDesign, change: Change, ground: str, sheet: Sheet, name: str
) -> dict[str, object]:
    if "band" in change.removed:
        return {"bands": ()}
    if not (change.bands or change.band_colours):
        return {}
    _, height = sheet.size_of(name)
    if panel.bands and not change.bands and not change.band_place:
        colours = change.band_colours
        recoloured = tuple(
            each.model_copy(update={"colour": colours[at % len(colours)]})
            for at, each in enumerate(panel.bands)
        )
        return {"bands": recoloured}
    colours = change.band_colours or [mix(ground, ink_on(ground), 0.7)]
    return {"bands": bands_of(change, colours, height)}


def bands_of(change: Change, colours: Sequence[str], height: float) -> tuple[Band, ...]:
    """The bands that are asked for on a panel of a height: one, or one at either end."""
    if change.bands > 1:
        edge = round(height * 0.1, 2)
        return (
            Band(colour=colours[0], place="top", height=edge),
            Band(colour=colours[-1], place="bottom", height=edge),
        )
    place = change.band_place or "middle"
    share = 0.3 if place == "middle" else 0.16
    return (Band(colour=colours[0], place=place, height=round(height * share, 2)),)


def _texts(panel: PanelDesign, change: Change, repainted: bool) -> tuple[Text, ...]:
    if "text" in change.removed and not change.texts:
        return ()
    behind = backdrop(panel)
    texts = list(panel.texts)
    if change.texts:
        title = next((each for each in texts if each.role == "title"), None)
        small = [each for each in texts if each.role == "small"]
        style = title or Text(
            words="", role="title", colour=ink_on(behind), face="sans", weight="bold"
        )
        texts = []
        for at, words in enumerate(change.texts):
            kept = settable(words, style.face).strip()
            if kept:
                more = (
                    {"words": kept}
                    if at == 0
                    else {"words": kept, "role": "subtitle", "weight": "regular"}
                )
                texts.append(style.model_copy(update=more))
        texts += small
    made = []
    for text in texts:
        update: dict[str, object] = {}
        if change.text_colour:
            update["colour"] = change.text_colour
        elif (repainted or change.texts) and contrast(text.colour, behind) < READABLE:
            update["colour"] = ink_on(behind)
        if text.role != "small":
            update |= placed(text, change)
            if change.face:
                update["face"] = change.face
            if change.weight:
                update["weight"] = change.weight
        made.append(text.model_copy(update=update) if update else text)
    return tuple(made)


def placed(text: Text, change: Change) -> dict[str, object]:
    """What becomes of the size and the place of a text that is no small print."""
    update: dict[str, object] = {}
    if change.text_factor != 1:
        update["size"] = min(max(text.size * change.text_factor, 0.25), 4.0)
    if change.text_place:
        update["place"] = change.text_place
    return update


def backdrop(panel: PanelDesign) -> str:
    """What is behind the text of a panel."""
    middle = next((each for each in panel.bands if each.place == "middle"), None)
    if middle is not None and panel.layout != "plate":
        return middle.colour
    return panel.plate_colour or panel.ground


def _layout(panel: PanelDesign, change: Change, role: str) -> str:
    if panel.pattern is None:
        return "plain"
    if panel.layout != "plain" and not (change.texts or change.logo):
        return panel.layout
    if panel.layout == "foot":
        return "foot"
    if panel.texts or panel.logo:
        return panel.layout if panel.layout in ("plate", "split") else "plate"
    return "all" if role != "back" else "foot"
