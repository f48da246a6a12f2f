"""From a prompt's words to a spec, what changed by it, and what was not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.catalogue import CATALOGUE
from prodwidget.backends.procedural.clauses import Clause, judge, split
from prodwidget.backends.procedural.confining import confine, part_of, refuse_elsewhere
from prodwidget.backends.procedural.differences import differences
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.exchange import exchanged
from prodwidget.backends.procedural.language import refuse_other_languages
from prodwidget.backends.procedural.legibility import readable
from prodwidget.backends.procedural.lexeme import Lexeme
from prodwidget.backends.procedural.lexer import lexemes
from prodwidget.backends.procedural.measuring import measured
from prodwidget.backends.procedural.reader import read_clauses
from prodwidget.backends.procedural.refusal import Unclear, refused
from prodwidget.backends.procedural.settling import settle
from prodwidget.backends.procedural.sheet import Sheet
from prodwidget.backends.procedural.spec import Appearance, Family, Part, PartSpec, Print, Spec
from prodwidget.backends.procedural.subject import Subject, subject_of
from prodwidget.backends.procedural.targets import MAIN
from prodwidget.backends.procedural.tokens import tokenise
from prodwidget.backends.procedural.values import Value
from prodwidget.errors import PromptError

HARDLY_READ = "The label was left as it is; its text can hardly be read now."


@dataclass(frozen=True, slots=True)
class Reading:
    """A spec, and sentences for the user."""

    spec: Spec
    notes: tuple[str, ...]
    """What did not go into the spec, or went into it otherwise than was said."""
    changes: tuple[str, ...] = ()
    """What an edit changed."""
    provenance: dict[str, JsonValue] = field(default_factory=dict)
    """How a provider read it; empty where none did."""


def read_create(prompt: str, seed: int) -> Reading:
    """Read a new product.

    Raises
    ------
    PromptError
        Neither a family is named nor anything that comes in one, or what is said of it contradicts
        itself.
    """
    try:
        subject = subject_of(_clauses(prompt, None, creating=True))
        draft = Draft(_plain(subject, seed))
        sheet = _settled(_clauses(prompt, subject.family, creating=True), draft, creating=True)
    except Unclear as unclear:
        raise refused(unclear, creating=True) from None
    notes = [*sheet.leftover.note(sheet.parts()), *draft.remarks()]
    if subject.guessed:
        notes.append(
            f"“{subject.contents}” was read as what the product holds; "
            f"a {subject.family} for it was built."
        )
    spec = _worded(draft, subject.contents)
    judged = draft.touched("label") or _about_label(sheet)
    return Reading(spec if judged else readable(spec), tuple(notes))


def read_edit(prompt: str, spec: Spec, part: str = "") -> Reading:
    """Read a change to a product, or to one of its parts alone.

    Raises
    ------
    PromptError
        Something in it was not understood that may touch what it changes, it contradicts itself,
        it asks for what this product cannot have, it would change more than the part, or nothing
        would change.
    """
    draft = Draft(spec)
    own = part_of(spec, part) if part else None
    try:
        clauses = _clauses(prompt, spec.family, creating=False)
        sheet = _settled(clauses, draft, creating=False, part=own)
    except Unclear as unclear:
        raise refused(unclear, creating=False) from None
    if not sheet.claims:
        names = sheet.parts()
        raise PromptError(
            f"Nothing in this edit was understood{sheet.leftover.named()}.",
            hint="Name a colour, a material, a finish, a size, a part or a text, such as "
            f"“make the {names[0]} red” or “make it taller”.",
        )
    result, notes = draft.spec(), (*sheet.leftover.note(sheet.parts()), *draft.remarks())
    if own is not None:
        refuse_elsewhere(spec, result, own)
    if result != spec:
        result, told = _legible(draft, sheet, own)
        notes = (*notes, *told)
    changes = differences(spec, result)
    if not changes:
        understood = "; ".join(dict.fromkeys(sheet.understood()))
        raise PromptError(
            f"Nothing would change. Understood: {understood}. {' '.join(notes)}".strip(),
            hint="This is how it is already: say what is to be different, such as “make the "
            f"{sheet.parts()[0]} red”.",
        )
    return Reading(result, notes, changes)


def _clauses(prompt: str, family: Family | None, *, creating: bool) -> list[Clause]:
    found = measured(lexemes(tokenise(prompt), family, creating=creating))
    _refuse_what_is_no_request(found)
    refuse_other_languages(found)
    clauses = exchanged(split(found))
    judge(clauses)
    return clauses


def _refuse_what_is_no_request(found: Sequence[Lexeme]) -> None:
    if any(each.role == "undo" for each in found):
        raise PromptError(
            "Stepping back is not an edit: every version is kept.",
            hint="Choose the version in the timeline, or use %rewind or pipeline.rewind().",
        )
    asked = next((each for each in found if each.role in ("question", "condition")), None)
    asks = found and found[0].role == "is" and found[0].said in ("is", "are", "was", "were")
    if asked is not None or asks:
        said = (asked or found[0]).said
        raise Unclear(said, "Say what is to be made or changed, such as “make the lid red”.")


def _settled(
    clauses: Sequence[Clause], draft: Draft, *, creating: bool, part: Part | None = None
) -> Sheet:
    """Read the clauses and do what they ask, of one part alone where one is given."""
    sheet = read_clauses(clauses, draft, creating=creating, part=part)
    if part is not None:
        confine(sheet, part)
    if creating:
        _glaze(sheet)
    try:
        settle(draft, sheet.claims, creating=creating)
    except Unclear as unclear:
        unclear.understood = sheet.understood()
        raise
    return sheet


def _glaze(sheet: Sheet) -> None:
    """ "An amber bottle" is one of glass."""
    if sheet.draft.family not in ("bottle", "jar"):
        return
    claims = [each for each in sheet.claims if each.deed == "change" and each.targets == [MAIN]]
    if any(value.trait == "material" for claim in claims for value in claim.values):
        return
    for claim in claims:
        if any(value.said == "amber" for value in claim.values):
            claim.values.append(Value("material", "amber glass", "glass"))


def _plain(subject: Subject, seed: int) -> Spec:
    """The product before anything was said of it."""
    entry = CATALOGUE[subject.family]
    own = entry.of(subject.form)
    contents = subject.contents
    parts: dict[Part, PartSpec] = {
        part: PartSpec(look=look)
        for part, look in (entry.looks | own.looks).items()
        if (part not in entry.optional or part in own.looks) and part not in own.without
    }
    if contents and "contents" in entry.looks and "wax" not in parts:
        material, colour = words.CONTENTS[contents][2:]
        if colour not in words.COLOURLESS:
            parts["contents"] = PartSpec(look=Appearance(material=material, colour=colour))
    printed = Print(
        text="",
        accent="#8a8d90",
        face="serif" if contents in words.SERIF_CONTENTS else "sans",
    )
    return Spec(family=subject.family, form=subject.form, seed=seed, parts=parts, print=printed)


def _worded(draft: Draft, contents: str | None) -> Spec:
    """The product with the words on its label that nobody had to give."""
    spec = draft.spec()
    text = spec.print.text or contents or spec.family.upper()
    line = contents if contents and contents.lower() != text.lower() else ""
    if draft.wordless:
        text = line = ""
    main = spec.parts.get(draft.entry.main[0])
    update = {"accent": main.look.colour if main else "#8a8d90", "text": text, "line": line}
    return spec.model_copy(update={"print": spec.print.model_copy(update=update)})


def _about_label(sheet: Sheet) -> bool:
    """Whether the label was to be kept, or not to be something: then it is left as it is."""
    return any(
        claim.deed in ("keep", "deny")
        and (not claim.traits or "text" in claim.traits or "colour" in claim.traits)
        and any(
            each.reach == "all"
            or (each.part == "label" and not (each.lettering and claim.deed == "deny"))
            for each in claim.targets
        )
        for claim in sheet.claims
    )


def _legible(draft: Draft, sheet: Sheet, part: Part | None) -> tuple[Spec, tuple[str, ...]]:
    """The edited product with a text that can still be read, and what is to be told of it."""
    result, before = draft.spec(), draft.before
    lost = readable(result) != result and readable(before) == before
    if draft.touched("label") or not lost:
        return result, ()
    if part is not None or _about_label(sheet):
        return result, (HARDLY_READ,)
    return readable(result), ("The label changed so that its text can still be read.",)
