"""A product while a prompt is read: its parts, size and print, and every way to change them."""

from __future__ import annotations

from collections.abc import Iterable

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.adjectives import Adjectives, changed_by
from prodwidget.backends.procedural.catalogue import CATALOGUE, label_kind
from prodwidget.backends.procedural.spec import (
    TEXT_LIMIT,
    Appearance,
    Face,
    Part,
    PartSpec,
    Size,
    Spec,
    bounded,
)
from prodwidget.backends.procedural.typeface import settable
from prodwidget.errors import PromptError


class Draft:
    """One product under change, and sentences about what could not be done to it."""

    def __init__(self, spec: Spec) -> None:
        self.family = spec.family
        self.entry = CATALOGUE[spec.family]
        self.measures = self.entry.of(spec.form).measures
        self.parts = dict(spec.parts)
        self.remarks: list[str] = []
        self._before = spec
        self._size = spec.size
        self._rounding = spec.rounding
        self._print = spec.print

    def spec(self) -> Spec:
        """The product as it is now."""
        return self._before.model_copy(
            update={
                "parts": self.parts,
                "size": self._size,
                "rounding": self._rounding,
                "print": self._print,
            }
        )

    def touched(self, part: Part) -> bool:
        """Whether how a part looks was changed."""
        before, after = self._before.parts.get(part), self.parts.get(part)
        if after is None:
            return False
        return after.look != (before.look if before else self._default(part))

    def is_paper(self) -> bool:
        """Whether the label is stuck on, not printed."""
        return label_kind(self.family, self._before.form) == "paper"

    def everything(self) -> tuple[Part, ...]:
        """Every part that is a surface of the product, not something on it or in it."""
        apart = {"bulb", "contents", "wax"}
        if not self.is_paper():
            apart.add("label")
        return tuple(part for part in self.parts if part not in apart)

    def _default(self, part: Part) -> Appearance:
        return (self.entry.looks | self.entry.of(self._before.form).looks)[part]

    # Parts

    def add(self, part: Part) -> bool:
        """Give the product a part; answer whether it had none."""
        if part in self.parts:
            return False
        self.parts[part] = PartSpec(look=self._default(part))
        return True

    def remove(self, part: Part) -> None:
        """Take a part away."""
        if part == self.entry.main[0]:
            raise PromptError(
                f"A {self.family} cannot do without its {part}.",
                hint="Take away another part, or change this one's colour or material.",
            )
        del self.parts[part]

    # Looks and sizes

    def apply(self, target: tuple[Part, ...], said: Adjectives, *, lettering: bool) -> None:
        """Give what was said to parts; an empty target is the product itself."""
        parts = target or tuple(part for part in self.entry.main if part in self.parts)
        if said.matching:
            self.copy((), [part for part in parts if part not in self.entry.main])
        for part in parts:
            if lettering and part == "label" and self._letter(said):
                continue
            look = changed_by(self.parts[part].look, said)
            self.parts[part] = self.parts[part].model_copy(update={"look": look})
        if not target:
            self._accent(said)
        if said.rounding != 1.0:
            self._rounding = bounded(self._rounding * said.rounding)
        if (said.width, said.height) != (1.0, 1.0):
            if target and not (lettering and target == ("label",)):
                for part in target:
                    size = self.parts[part].size.scaled(said.width, said.height)
                    self.parts[part] = self.parts[part].model_copy(update={"size": size})
            elif not target:
                self._size = self._size.scaled(said.width, said.height)

    def copy(self, source: tuple[Part, ...], onto: Iterable[Part]) -> None:
        """Make parts look like another."""
        look = self.parts[source[0] if source else self.entry.main[0]].look
        for part in onto:
            self.parts[part] = self.parts[part].model_copy(update={"look": look})

    def swap(self, named: list[Part]) -> None:
        """Exchange how two parts look; without names, the main part and its accent."""
        pair = list(dict.fromkeys(named))
        if len(pair) < 2:
            others = [each for each in self.entry.accents if each in self.parts]
            pair = list(dict.fromkeys([*pair, self.entry.main[0], *others]))
        if len(pair) < 2:
            self.remarks.append(f"There are no two parts of this {self.family} to swap.")
            return
        first, second = pair[:2]
        looks = self.parts[first].look, self.parts[second].look
        self.parts[first] = self.parts[first].model_copy(update={"look": looks[1]})
        self.parts[second] = self.parts[second].model_copy(update={"look": looks[0]})

    def fill(self, contents: str) -> None:
        """Put something else into a package."""
        *_, material, colour = words.CONTENTS[contents]
        if colour in words.COLOURLESS:
            self.parts.pop("contents", None)
        else:
            look = Appearance(material=material, colour=colour)
            self.parts["contents"] = PartSpec(look=look)
        if self._print.text.lower() in words.CONTENTS:
            self._print = self._print.model_copy(update={"text": contents})

    def measure(self, axis: str, metres: float, text: str) -> None:
        """Make the product so tall or so wide, as far as it can be."""
        factor = metres / (self.measures.width if axis == "width" else self.measures.height)
        kept = bounded(factor)
        self._size = self._size.model_copy(update={axis: kept})
        if abs(kept - factor) > 1e-3:
            self.remarks.append(f"{text} is beyond what a {self.family} can be here.")

    def hold(self, millilitres: float) -> bool:
        """Make the product so large that it holds a volume; answer whether it holds anything."""
        standard = self.measures.volume
        if not standard:
            return False
        factor = (millilitres / standard) ** (1 / 3) if millilitres else 1.0
        self._size = Size().scaled(factor, factor)
        return True

    # The print

    def write(self, text: str) -> None:
        """Put a text on the label, as far as the typeface and the label have room for it."""
        if "label" not in self.entry.looks:
            self.remarks.append(
                f"A {self.family} carries no label here; “{text[:40]}” was left out."
            )
            return
        face = self._print.face
        if settable(text, face) != text and len(settable(text, "serif")) > len(
            settable(text, face)
        ):
            face = "serif"
        kept = " ".join(settable(text, face).split())
        lost = "".join(dict.fromkeys(each for each in text if each not in kept and each.strip()))
        if lost:
            self.remarks.append(f"The label's typeface has no “{lost[:20]}”; that was left out.")
        if len(kept) > TEXT_LIMIT:
            self.remarks.append(f"The label holds {TEXT_LIMIT} characters; the text was cut.")
        update = {"text": kept[:TEXT_LIMIT].strip(), "face": face}
        self._print = self._print.model_copy(update=update)
        self.add("label")

    def erase(self) -> None:
        """Leave the label blank."""
        self._print = self._print.model_copy(update={"text": "", "line": ""})

    def set_in(self, face: Face) -> None:
        """Set the print in a typeface."""
        self._print = self._print.model_copy(update={"face": face})

    def state_volume(self, volume: str) -> None:
        """Print a volume as it was typed."""
        self._print = self._print.model_copy(update={"volume": volume[:12]})

    def _letter(self, said: Adjectives) -> bool:
        """Change the letters on a paper label; answer whether that is what they are on."""
        scale = max(said.width, said.height, key=lambda each: abs(each - 1))
        if scale != 1.0:
            self._print = self._print.model_copy(
                update={"scale": bounded(self._print.scale * scale)}
            )
        if not self.is_paper():
            return False
        ink = self._print.ink or "#232427"
        look = changed_by(Appearance(material="paint", colour=ink), said)
        if said.colours or said.modifiers or said.material:
            self._print = self._print.model_copy(update={"ink": look.colour})
        return True

    def _accent(self, said: Adjectives) -> None:
        """Give the second colour of "black and gold" to the part that accents the product."""
        accent = next((part for part in self.entry.accents if part in self.parts), None)
        if accent is None:
            return
        look = said.accent
        if look is None and len(said.colours) > 1:
            look = self.parts[accent].look.model_copy(update={"colour": said.colours[1]})
        if look is not None:
            self.parts[accent] = self.parts[accent].model_copy(update={"look": look})
