"""The colour and the finish of a part set in a recipe, as they are given."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from prodwidget.backends.procedural.confining import part_of
from prodwidget.backends.procedural.differences import differences
from prodwidget.backends.procedural.legibility import readable
from prodwidget.backends.procedural.parse import HARDLY_READ, Reading
from prodwidget.backends.procedural.spec import Appearance, Spec
from prodwidget.errors import PromptError


def restyled(before: Spec, name: str, style: Mapping[str, JsonValue]) -> Reading:
    """A product of which one part has another ``colour``, ``finish`` or both; the rest is as it is.

    Raises
    ------
    PromptError
        It has no such part, or the part looks so already.
    """
    part = part_of(before, name)
    given = {key: style[key] for key in ("colour", "finish") if style.get(key) is not None}
    spec = before.parts[part]
    look = Appearance.model_validate(spec.look.model_dump() | given)
    if look == spec.look:
        raise PromptError(
            f"The {part} looks so already.", hint="Choose another colour or finish for it."
        )
    parts = {**before.parts, part: spec.model_copy(update={"look": look})}
    after = before.model_copy(update={"parts": parts})
    lost = readable(before) == before and readable(after) != after
    return Reading(after, (HARDLY_READ,) if lost else (), differences(before, after))
