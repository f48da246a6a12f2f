"""What a builder asks of a spec."""

from __future__ import annotations

import random

from prodwidget.backends.procedural.catalogue import CATALOGUE
from prodwidget.backends.procedural.materials import see_through
from prodwidget.backends.procedural.spec import Form, Part, Size, Spec
from prodwidget.geometry import Mesh

Shapes = dict[Part, Mesh]


class Measures:
    """A product's measures in metres, with the spec's factors and its seed's small differences."""

    def __init__(self, spec: Spec) -> None:
        measures = CATALOGUE[spec.family].of(spec.form).measures
        self.spec = spec
        self.height = measures.height * spec.size.height
        self.radius = measures.width * spec.size.width / 2
        self.chance = random.Random(spec.seed)

    @property
    def form(self) -> Form:
        """Which of its family's kinds the product is."""
        return self.spec.form

    @property
    def rounding(self) -> float:
        """Factor on the radii of corners: 1 as designed."""
        return self.spec.rounding

    def vary(self, value: float, share: float) -> float:
        """``value`` give or take ``share`` of it, by the seed."""
        return value * (1 + (self.chance.random() * 2 - 1) * share if self.spec.seed else 1)

    def part(self, part: Part) -> Size:
        """Factors on one part."""
        found = self.spec.parts.get(part)
        return found.size if found else Size()

    def has(self, part: Part) -> bool:
        """Whether the product has this part."""
        return part in self.spec.parts

    def made_of(self, part: Part) -> str:
        """A part's material; empty if there is no such part."""
        found = self.spec.parts.get(part)
        return found.look.material if found else ""

    def shows_contents(self) -> bool:
        """Whether what the body holds can be seen."""
        return see_through(self.spec.parts["body"].look)
