"""From a prompt's words to a spec, and what was not understood."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.catalogue import CATALOGUE, label_kind
from prodwidget.backends.procedural.colour import contrast, ink_on
from prodwidget.backends.procedural.reader import Reader
from prodwidget.backends.procedural.spec import (
    Appearance,
    Family,
    Form,
    Part,
    PartSpec,
    Print,
    Spec,
)
from prodwidget.backends.procedural.tokens import Token, phrases, tokenise
from prodwidget.backends.procedural.vocabulary import said_as_colour
from prodwidget.errors import PromptError

_FAMILIES = ", ".join(get_args(Family)[:-1]) + " or " + get_args(Family)[-1]

_ENDS = frozenset({"with", "and", "that", "for", "saying", "in"})
"""Words after which a family is not the product's own: "a bottle with a box"."""

_READABLE = 2.5
"""Contrast under which a print is lost on what it is printed on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A spec, and sentences for the user about what did not go into it."""

    spec: Spec
    notes: tuple[str, ...]


def read_create(prompt: str, seed: int) -> Reading:
    """Read a new product.

    Raises
    ------
    PromptError
        Neither a family is named nor anything that comes in one.
    """
    tokens = tokenise(prompt)
    contents = _contents(tokens)
    named = _named(tokens)
    if named is None and contents is None:
        close = next((near for each in tokens if (near := _nearest_family(each))), None)
        raise PromptError(
            "The procedural generator does not know what to build from this prompt.",
            hint=f"Did you mean “{close}”?"
            if close
            else f"Name a {_FAMILIES}, such as “a matte black bottle with a copper lid”.",
        )
    family, form = named or words.CONTENTS[contents or ""][:2]
    if contents and form == "classic" and words.CONTENTS[contents][0] == family:
        form = words.CONTENTS[contents][1]
    if form == "flask":
        # A water bottle is not labelled "water".
        contents = None
    entry = CATALOGUE[family]
    own = entry.of(form)
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
    draft = Spec(family=family, form=form, seed=seed, parts=parts, print=printed)
    reader = Reader(draft, creating=True)
    reader.read(tokens)
    spec = reader.draft.spec()
    text = spec.print.text or contents or family.upper()
    line = contents if contents and contents.lower() != text.lower() else ""
    main = spec.parts.get(entry.main[0])
    accent = main.look.colour if main else "#8a8d90"
    spec = spec.model_copy(
        update={
            "print": spec.print.model_copy(update={"accent": accent, "text": text, "line": line})
        }
    )
    return Reading(spec if reader.draft.touched("label") else _readable(spec), reader.notes())


def read_edit(prompt: str, spec: Spec) -> Reading:
    """Read a change to a product.

    Raises
    ------
    PromptError
        Nothing in it was understood, or it asks for what this product cannot have.
    """
    tokens = tokenise(prompt)
    if any(phrase in words.UNDO for phrase, _ in phrases(tokens, 0)):
        raise PromptError(
            "Stepping back is not an edit: every version is kept.",
            hint="Choose the version in the timeline, or use %rewind or pipeline.rewind().",
        )
    named = _named(tokens)
    if named is not None and named[0] != spec.family:
        raise PromptError(
            f"An edit changes this {spec.family}; it cannot turn it into a {named[0]}.",
            hint=f"Start a new product to get a {named[0]}.",
        )
    changed = spec
    if named is not None and named[1] not in ("classic", spec.form):
        changed = spec.model_copy(update={"form": named[1]})
    reader = Reader(changed, creating=False)
    reader.read(tokens)
    if not reader.understood and changed is spec:
        raise PromptError(
            f"Nothing in this edit was understood{reader.leftover.named()}.",
            hint="Name a colour, a material, a finish, a size, a part or a text, such as "
            f"“make the {reader.names()[0]} red” or “make it taller”.",
        )
    result, notes = reader.draft.spec(), reader.notes()
    touched = reader.draft.touched("label")
    if not touched and _readable(result) != result and _readable(spec) == spec:
        result = _readable(result)
        notes = (*notes, "The label changed so that its text can still be read.")
    return Reading(result, notes)


def _readable(spec: Spec) -> Spec:
    """With letters that stand out from what they are printed on."""
    label, body = spec.parts.get("label"), spec.parts.get("body")
    if label is None or body is None:
        return spec
    if label_kind(spec.family, spec.form) == "paper":
        ink = spec.print.ink
        if ink is None or contrast(ink, label.look.colour) >= _READABLE:
            return spec
        # White letters on a black bottle: the label takes the bottle's colour.
        matched = contrast(ink, body.look.colour) >= _READABLE
        ground = body.look.colour if matched else ink_on(ink)
        look = label.look.model_copy(update={"colour": ground})
        return spec.model_copy(
            update={"parts": {**spec.parts, "label": label.model_copy(update={"look": look})}}
        )
    if contrast(label.look.colour, body.look.colour) >= _READABLE:
        return spec
    look = Appearance(material="paint", colour=ink_on(body.look.colour))
    return spec.model_copy(
        update={"parts": {**spec.parts, "label": label.model_copy(update={"look": look})}}
    )


def _named(tokens: Sequence[Token]) -> tuple[Family, Form] | None:
    """The last family named, and its kind: "a honey jar box" is a box."""
    found: tuple[Family, Form] | None = None
    kind: tuple[Family, Form] | None = None
    index = 0
    ended = False
    while index < len(tokens):
        if found is not None and tokens[index].key in _ENDS:
            ended = True
        taken = 1
        for phrase, length in phrases(tokens, index):
            if phrase in words.WRITES:
                return _settled(found, kind)
            if phrase in words.KINDS:
                kind = words.KINDS[phrase]
                if (not ended and phrase not in words.PARTS) or (not ended and found is None):
                    found = kind
                taken = length
                break
            if phrase in words.FAMILIES:
                if not ended:
                    found = (words.FAMILIES[phrase], "classic")
                taken = length
                break
            if phrase in words.CONTENTS or (length > 1 and phrase in words.STOP):
                taken = length
                break
        index += taken
    return _settled(found, kind)


def _settled(
    found: tuple[Family, Form] | None, kind: tuple[Family, Form] | None
) -> tuple[Family, Form] | None:
    """A kind that is named apart from its family, as in "a bottle with a pump", counts as well."""
    if found and kind and found[0] == kind[0] and found[1] == "classic":
        return kind
    return found


def _nearest_family(token: Token) -> str | None:
    known = [each for each in (*words.FAMILIES, *words.KINDS) if " " not in each]
    found = difflib.get_close_matches(token.key, known, n=1, cutoff=0.75)
    return found[0] if found and len(token.key) > 2 else None


def _contents(tokens: Sequence[Token]) -> str | None:
    """What the product holds: the first such thing that is not said as a colour or as a text."""
    index = 0
    while index < len(tokens):
        taken = 1
        for phrase, length in phrases(tokens, index):
            if phrase in words.WRITES:
                return None
            if phrase in words.CONTENTS and not said_as_colour(tokens, index, length):
                return phrase
            if phrase in words.KINDS or phrase in words.FAMILIES or phrase in words.COLOURS:
                held = phrase.rpartition(" ")[0]
                if phrase in words.KINDS and held in words.CONTENTS:
                    return held
                taken = length
                break
        index += taken
    return None
