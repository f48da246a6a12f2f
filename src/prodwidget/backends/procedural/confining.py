"""An edit of one part: what its words are said of, and what they may not change."""

from __future__ import annotations

from prodwidget.backends.procedural.claims import Claim, Target
from prodwidget.backends.procedural.differences import differences
from prodwidget.backends.procedural.sheet import Sheet
from prodwidget.backends.procedural.spec import Part, Spec
from prodwidget.backends.procedural.targets import MAIN
from prodwidget.backends.procedural.values import Trait
from prodwidget.errors import PromptError

_OF_LABEL: frozenset[Trait] = frozenset({"text", "face"})
_OF_PRODUCT: frozenset[Trait] = frozenset({"volume", "contents"})


def part_of(spec: Spec, name: str) -> Part:
    """The part of a product that a name is of.

    Raises
    ------
    PromptError
        It has none.
    """
    found = next((part for part in spec.parts if part == name), None)
    if found is None:
        raise PromptError(
            f"This {spec.family} has no part {name[:60]!r}.",
            hint=f"Its parts are: {', '.join(spec.parts)}.",
        )
    return found


def confine(sheet: Sheet, part: Part) -> None:
    """Have the claims that name nothing be of the part.

    Raises
    ------
    PromptError
        One of them is of something else.
    """
    own = Target("part", part, part)
    for claim in sheet.claims:
        if claim.deed == "form":
            raise _elsewhere(f"what kind of {sheet.draft.family} it is", part)
        for value in claim.values:
            if value.trait in _OF_PRODUCT or (value.trait in _OF_LABEL and part != "label"):
                raise _elsewhere(f"“{value.said}”", part)
        claim.targets = [_confined(claim, each, own) for each in claim.targets]


def refuse_elsewhere(before: Spec, after: Spec, part: Part) -> None:
    """Raise :class:`PromptError` where more than a part differs, which the words did not say."""
    others = outside(before, after, part)
    if others:
        raise PromptError(
            f"More than the {part} would change ({'; '.join(others)}), and the edit concerns the "
            f"{part} alone, so nothing was changed.",
            hint=f"Say something of the {part} alone, or leave the part out.",
        )


def outside(before: Spec, after: Spec, part: Part) -> tuple[str, ...]:
    """What differs beyond a part, a sentence each; what a label says is of the label."""
    same = {name: each for name, each in before.parts.items() if name == part}
    rest = {name: each for name, each in after.parts.items() if name != part}
    # In the order that they had: another would be another recipe.
    parts = {name: (same | rest)[name] for name in (*before.parts, *rest) if name in same | rest}
    kept = {"parts": parts} | ({"print": before.print} if part == "label" else {})
    return differences(before, after.model_copy(update=kept))


def _confined(claim: Claim, target: Target, own: Target) -> Target:
    if target == MAIN and not target.called:
        return own
    if claim.deed == "keep" or target.part == own.part:
        return target
    if target.reach == "having":
        return own
    name = f"the whole {target.called}" if target.called else target.name
    raise _elsewhere(f"the {name}" if target.part else name, own.part or "")


def _elsewhere(what: str, part: str) -> PromptError:
    return PromptError(
        f"These words speak of {what}, and the edit concerns the {part} alone, "
        "so nothing was changed.",
        hint=f"Say what is to become of the {part}, such as “make it red”, or leave the part out.",
    )
