"""What has been said of a thing whose name has not come yet, and what it does to a look."""

from __future__ import annotations

from dataclasses import dataclass, field

from prodwidget.backends.procedural.colour import mix, shift
from prodwidget.backends.procedural.materials import SUBSTANCES
from prodwidget.backends.procedural.spec import Appearance, Finish


@dataclass(slots=True)
class Adjectives:
    """Colours, materials, finishes and factors that wait for their noun."""

    colours: list[str] = field(default_factory=list)
    modifiers: list[tuple[str, float]] = field(default_factory=list)
    material: str | None = None
    accent: Appearance | None = None
    finish: Finish | None = None
    width: float = 1.0
    height: float = 1.0
    rounding: float = 1.0
    matching: bool = False

    def __bool__(self) -> bool:
        return self != Adjectives()


def changed_by(look: Appearance, said: Adjectives) -> Appearance:
    """``look`` as described."""
    if said.material is not None:
        look = Appearance(material=said.material, colour=SUBSTANCES[said.material].colour)
    if said.colours:
        look = look.model_copy(update={"colour": said.colours[0]})
    for modifier, degree in said.modifiers:
        look = look.model_copy(update={"colour": shifted(look.colour, modifier, degree)})
    if said.finish is not None:
        look = look.model_copy(update={"finish": said.finish})
    return look


def shifted(colour: str, modifier: str, degree: float) -> str:
    """``colour`` shifted wholly, by a share if "a bit" was said, twice if "much" was."""
    whole = shift(colour, modifier)
    return shift(whole, modifier) if degree > 1 else mix(colour, whole, degree)
