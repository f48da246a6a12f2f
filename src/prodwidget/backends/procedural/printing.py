"""What claims ask of the print, of the label's letters and of what the product holds."""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.backends.procedural.claims import Claim
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.spec import Face
from prodwidget.backends.procedural.values import Trait, Value


def settle_print(draft: Draft, claims: Sequence[Claim], *, creating: bool) -> None:
    """Write, set and colour what is asked.

    Raises
    ------
    Unclear
        Two claims contradict each other, or the product holds nothing.
    """
    kept = any(each.deed == "keep" and "text" in each.traits for each in claims)
    changes = [each for each in claims if each.deed == "change"]
    for claim in claims:
        if kept and claim.deed == "remove" and any(each.part == "label" for each in claim.targets):
            raise Unclear(
                claim.said,
                "Say either “no label” or what the label is to look like.",
                why="The text is to be kept, and the label that carries it to be taken away.",
            )
    erased = next((each for each in claims if each.deed == "erase"), None)
    text = _one(changes, "text")
    if erased is not None:
        if text is not None or kept:
            raise Unclear(erased.said, "Say either what the label is to say, or “no text”.")
        _erase(draft, creating=creating)
    if text is not None:
        if kept:
            raise Unclear(text.said, "Say either what the label is to say, or that it is kept.")
        draft.write(text.word)
    face = _one(changes, "face")
    if face is not None:
        named: Face = "serif" if face.word == "serif" else "sans"
        draft.set_in(named)
    contents = _one(changes, "contents")
    if contents is not None and not creating:
        if "contents" not in draft.entry.looks:
            raise Unclear(
                contents.said,
                "Say what is to be changed on the outside.",
                why=f"What a {draft.family} holds cannot be seen here.",
            )
        draft.fill(contents.word)
    inks = [
        value
        for claim in changes
        if any(each.lettering for each in claim.targets)
        for value in claim.values
        if value.trait in ("colour", "material")
    ]
    if len({each.word for each in inks}) > 1:
        said = " and ".join(each.said for each in inks)
        raise Unclear(said, "Say one colour for the text.", why=f"The text is to be both {said}.")
    for claim in changes:
        if any(each.lettering for each in claim.targets):
            if kept and claim.values:
                raise Unclear(claim.said, "Say either how the text is to change, or to keep it.")
            _letter(draft, claim)


def _erase(draft: Draft, *, creating: bool) -> None:
    if draft.is_paper() and "label" in draft.parts:
        draft.erase()
    elif "label" in draft.parts:
        draft.remove("label")
    elif not creating:
        draft.remark("There is no text to take away.")


def _letter(draft: Draft, claim: Claim) -> None:
    """Change the letters; on what is printed, their look is the print's own."""
    for value in claim.values:
        if value.trait == "size":
            draft.enlarge_letters(max(value.width, value.height, key=lambda each: abs(each - 1)))
    looks: set[Trait] = {"colour", "material", "shift"}
    said = [each for each in claim.values if each.trait in looks]
    if not draft.is_paper():
        return
    finish = next((each for each in claim.values if each.trait in ("finish", "gloss")), None)
    if finish is not None and not said:
        raise Unclear(
            claim.said,
            "Say a colour for the text, or a finish for the label.",
            why="The letters on a paper label have no finish.",
        )
    if said:
        draft.colour_letters(said)


def _one(claims: Sequence[Claim], trait: Trait) -> Value | None:
    """The only value of a trait that the product has once."""
    found = [value for claim in claims for value in claim.values if value.trait == trait]
    if len({each.word for each in found}) > 1:
        said = " and ".join(dict.fromkeys(each.said for each in found))
        raise Unclear(said, "Say one of them.", why=f"“{said}” contradict each other.")
    return found[-1] if found else None
