"""What one step comes to, before anything is drawn or paid for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from prodwidget.backends import GenerationRequest, contrast, settable
from prodwidget.errors import PromptError
from prodwidget.records import Artifact
from prodwidget.surfaces.packaging.design import Design, PanelDesign, Picture
from prodwidget.surfaces.packaging.designing import (
    backdrop,
    created,
    dimensions_line,
    edited,
    known,
    printed,
    sized,
)
from prodwidget.surfaces.packaging.reading import Wanted, read
from prodwidget.surfaces.packaging.sheet import Sheet
from prodwidget.surfaces.packaging.structures import sheet_of

CLEARANCE = 3.0
"""Millimetres between a product and its package, on each side."""

_LOST = 1.5
"""WCAG's contrast under which text is lost."""

_EXAMPLES = "“a mailer box 200 × 120 × 60 mm in kraft with a green leaf pattern”"


Size = tuple[float, float, float]
"""Three lengths in millimetres."""


@dataclass(slots=True)
class Plan:
    """A package as it is to be, and the one that it was."""

    wanted: Wanted
    sheet: Sheet
    design: Design
    before: Design | None = None
    content: bytes | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def rebuilt(self) -> bool:
        """Whether it is cut from another sheet than before, so that every panel is new."""
        return self.before is None or self.before.cut != self.design.cut

    def unchanged(self, name: str) -> bool:
        """Whether a panel is the one that it was."""
        return (
            self.before is not None
            and not self.rebuilt
            and self.before.panels.get(name) == self.design.panels[name]
        )


def planned(request: GenerationRequest, *, strict: bool) -> Plan:
    """Read a request and design what it asks for.

    ``strict`` where words that are not understood are drawn by nobody: a prompt of nothing else
    is refused then, and the others are told.

    Raises
    ------
    PromptError
        The words cannot be followed, or the package cannot be built so.
    """
    before = _before(request)
    size = (before.length, before.width, before.height) if before else None
    wanted = read(request.words, panels=tuple(before.panels) if before else (), before=size)
    _refuse_unset(wanted)
    content, changed_content = _content(request)
    if strict:
        _refuse_nothing(request, wanted, content if changed_content else None)
    filled = _size_of(content) if content else None
    fitted = _fitted(filled, request) if filled and changed_content else None
    name, (length, width, height), board, notes = sized(wanted, request.options, before, fitted)
    sheet = sheet_of(name, length, width, height, board)
    pictures = [
        Picture(sha256=each.sha256, media_type=each.media_type) for each in request.pictures
    ]
    if before is None:
        design = created(wanted, sheet, pictures, seed=request.seed, brief=request.words)
    else:
        start, lost = _carried(before, sheet)
        notes += lost
        design = edited(start, wanted, sheet, pictures, part=request.part, words=request.words)
    design = design.model_copy(update={"content": changed_content or design.content})
    plan = Plan(wanted, sheet, design, before, content, [*notes, *_told(wanted, strict)])
    plan.notes += _lost_texts(plan)
    if filled is not None:
        plan.notes += _tight(filled, sheet)
    return plan


def refuse_unchanged(plan: Plan) -> None:
    """Raise :class:`PromptError` where the package would be the one that it was."""
    if plan.before == plan.design:
        raise PromptError(
            "Nothing that can be seen would change.",
            hint="Say what is to look different, such as “make the front navy”.",
        )


def _before(request: GenerationRequest) -> Design | None:
    if request.parent is None:
        return None
    try:
        return Design.model_validate(request.parent.recipe)
    except ValidationError:
        raise PromptError(
            "This package was not designed here, so that its panels are not known.",
            hint="Start a new package, or go back to one that was made from a prompt.",
        ) from None


def _content(request: GenerationRequest) -> tuple[bytes | None, str | None]:
    """What is inside, and its digest where it was given with this step."""
    given = next((each for each in request.inputs if each.role == "content"), None)
    if given is not None:
        return request.read(given.sha256), given.sha256
    held = artifact_of(request, "content")
    return (request.read(held.sha256) if held else None), None


def artifact_of(request: GenerationRequest, role: str, name: str = "") -> Artifact | None:
    """A file of the parent's, by its role and its name."""
    artifacts = request.parent.artifacts if request.parent else ()
    return next(
        (each for each in artifacts if each.role == role and (not name or each.name == name)), None
    )


def _fitted(filled: Size, request: GenerationRequest) -> Size:
    """The inner dimensions that a product needs, in millimetres."""
    clearance = 2 * float(str(request.options.get("clearance_mm", CLEARANCE)))
    wide, high, deep = filled
    return round(wide + clearance, 1), round(deep + clearance, 1), round(high + clearance, 1)


def _size_of(content: bytes) -> Size:
    """Width, height and depth of a model, in millimetres."""
    from prodwidget.geometry import bounds

    wide, high, deep = bounds(content).size
    return wide * 1000, high * 1000, deep * 1000


def _tight(filled: Size, sheet: Sheet) -> list[str]:
    wide, high, deep = filled
    if wide <= sheet.length + 0.01 and deep <= sheet.width + 0.01 and high <= sheet.height + 0.01:
        return []
    return [
        f"What is inside takes {wide:.0f} × {deep:.0f} × {high:.0f} mm, which is more than the "
        f"package holds: {sheet.length:g} × {sheet.width:g} × {sheet.height:g} mm."
    ]


def _refuse_nothing(request: GenerationRequest, wanted: Wanted, content: bytes | None) -> None:
    if wanted.things and request.parent is not None:
        raise PromptError(
            f"This package has no {wanted.things[0]}.",
            hint="Name a panel, the pattern, the bands or the text, or nothing for all of it.",
        )
    understood = (
        wanted.changes or wanted.rebuilds or wanted.subject or request.pictures or content
        or request.options
    )  # fmt: skip
    if understood:
        return
    said = f" (“{'”, “'.join(wanted.unknown)}”)" if wanted.unknown else ""
    raise PromptError(
        f"Nothing of this was understood{said}.",
        hint="Say a kind of package, its size, colours, a pattern (stripes, dots, grid, waves, "
        f"leaves, chevron, terrazzo), bands or a text, such as {_EXAMPLES}.",
    )


def _refuse_unset(wanted: Wanted) -> None:
    """Text that must be right is set letter by letter, or not at all."""
    for change in wanted.changes:
        for text in change.texts:
            if any(settable(text, face) != text for face in ("sans", "serif")):
                raise PromptError(
                    f"“{text}” has letters that the typefaces here do not have.",
                    hint="Give it as a picture, which is placed as a logo, or in Latin letters.",
                )


def _lost_texts(plan: Plan) -> list[str]:
    lost = [
        name
        for name, panel in plan.design.panels.items()
        if not plan.unchanged(name)
        and any(contrast(each.colour, backdrop(panel)) < _LOST for each in panel.texts)
    ]
    return [f"Text can hardly be read on its ground: {', '.join(lost)}."] if lost else []


def _told(wanted: Wanted, strict: bool) -> list[str]:
    notes = list(dict.fromkeys(wanted.notes))
    if strict and wanted.unknown:
        words = "”, “".join(dict.fromkeys(wanted.unknown))
        notes.append(f"Not understood, and left out: “{words}”.")
    return notes


def _carried(before: Design, sheet: Sheet) -> tuple[Design, tuple[str, ...]]:
    """The design for another sheet: panels that are there as they were, others by the brief."""
    now = {
        "structure": sheet.structure, "length": sheet.length, "width": sheet.width,
        "height": sheet.height, "board": sheet.board,
    }  # fmt: skip
    carried = before.model_copy(update=now)
    if carried.cut == before.cut:
        return before, ()
    old = sheet_of(*before.cut)
    names = printed(sheet)
    lost: tuple[str, ...] = ()
    if set(names) != set(before.panels):
        fresh = created(
            _fitting(read(before.brief), sheet), sheet, (), seed=before.seed, brief=before.brief
        )
        gone = [name for name, each in before.panels.items() if name not in names and each.prompt]
        if gone:
            lost = (f"What was changed on {', '.join(gone)} is gone: the new package has none.",)
    panels = {
        name: _resized(before.panels[name], old, sheet, name)
        if name in before.panels
        else fresh.panels[name]
        for name in names
    }
    return carried.model_copy(update={"panels": panels}), lost


def _fitting(brief: Wanted, sheet: Sheet) -> Wanted:
    """A brief without what it says of panels that a sheet does not have."""
    changes = [
        replace(each, panels=known(sheet, each.panels))
        for each in brief.changes
        if not each.panels or known(sheet, each.panels)
    ]
    return replace(brief, changes=changes)


def _resized(panel: PanelDesign, old: Sheet, new: Sheet, name: str) -> PanelDesign:
    """A panel of another size: its bands in proportion, and the dimensions that it says."""
    ratio = new.size_of(name)[1] / old.size_of(name)[1]
    bands = tuple(
        each.model_copy(update={"height": round(each.height * ratio, 2)}) for each in panel.bands
    )
    said, says = dimensions_line(old), dimensions_line(new)
    texts = tuple(
        each.model_copy(update={"words": says}) if each.words == said else each
        for each in panel.texts
    )
    return panel.model_copy(update={"bands": bands, "texts": texts})
