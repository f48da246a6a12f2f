"""A product while it is changed: its parts, sizes and print, and every way to change them."""

from __future__ import annotations

from collections.abc import Iterable

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.catalogue import CATALOGUE, label_kind
from prodwidget.backends.procedural.colour import ink_on
from prodwidget.backends.procedural.look import dressed
from prodwidget.backends.procedural.spec import (
    TEXT_LIMIT,
    Appearance,
    Face,
    Form,
    Part,
    PartSpec,
    Size,
    Spec,
    bounded,
)
from prodwidget.backends.procedural.typeface import settable
from prodwidget.backends.procedural.values import Axis, Value


class Draft:
    """One product under change, and sentences about what could not be done to it."""

    def __init__(self, spec: Spec) -> None:
        self.family = spec.family
        self.entry = CATALOGUE[spec.family]
        self.parts = dict(spec.parts)
        self.size = spec.size
        self.form: Form = spec.form
        self.before = spec
        self.wordless = False
        """Whether the label was asked to say nothing."""
        self._remarks: list[str] = []
        self._rounding = spec.rounding
        self._print = spec.print

    def spec(self) -> Spec:
        """The product as it is now."""
        return self.before.model_copy(
            update={
                "form": self.form,
                "parts": self.parts,
                "size": self.size,
                "rounding": self._rounding,
                "print": self._print,
            }
        )

    def remark(self, sentence: str) -> None:
        """Tell the user something, once."""
        if sentence not in self._remarks:
            self._remarks.append(sentence)

    def remarks(self) -> tuple[str, ...]:
        """What there is to tell."""
        return tuple(self._remarks)

    def touched(self, part: Part) -> bool:
        """Whether how a part looks was changed."""
        before, after = self.before.parts.get(part), self.parts.get(part)
        if after is None:
            return False
        return after.look != (before.look if before else self._default(part))

    def is_paper(self) -> bool:
        """Whether the label is stuck on, not printed."""
        return label_kind(self.family, self.form) == "paper"

    def everything(self) -> tuple[Part, ...]:
        """Every part that is a surface of the product, not something on it or in it."""
        apart = {"bulb", "contents", "wax"}
        if not self.is_paper():
            apart.add("label")
        return tuple(part for part in self.parts if part not in apart)

    def usual(self) -> dict[Part, PartSpec]:
        """Every part that its kind can have, as it looks where nothing was said of it."""
        looks = self.entry.looks | self.entry.of(self.form).looks
        return {part: PartSpec(look=look) for part, look in looks.items()}

    def _default(self, part: Part) -> Appearance:
        return self.usual()[part].look

    # Parts

    def become(self, form: Form) -> None:
        """Make it another of its family's kinds."""
        self.form = form

    def add(self, part: Part) -> None:
        """Give the product a part, where it has none."""
        if part not in self.parts:
            self.parts[part] = PartSpec(look=self._default(part))

    def remove(self, part: Part) -> None:
        """Take a part away."""
        del self.parts[part]

    def dress(self, part: Part, look: Appearance) -> None:
        """Give a part another look."""
        self.parts[part] = self.parts[part].model_copy(update={"look": look})

    def swap(self, first: Part, second: Part) -> None:
        """Exchange how two parts look."""
        one, other = self.parts[first].look, self.parts[second].look
        self.dress(first, other)
        self.dress(second, one)

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

    # Sizes

    def resize(self, part: Part | None, width: float, height: float) -> None:
        """Scale the product, or one part of it."""
        if part is None:
            wanted = self.size.width * width, self.size.height * height
            self.size = self.size.scaled(width, height)
            kept = self.size
        else:
            size = self.parts[part].size
            wanted = size.width * width, size.height * height
            kept = size.scaled(width, height)
            self.parts[part] = self.parts[part].model_copy(update={"size": kept})
        if max(abs(kept.width - wanted[0]), abs(kept.height - wanted[1])) > 1e-3:
            self.remark(
                f"The {part or self.family} is as far from its usual size as it can be here."
            )

    def metres(self, axis: Axis) -> float:
        """How tall or how wide the product is now."""
        measures = self.entry.of(self.form).measures
        if axis == "width":
            return measures.width * self.size.width
        return measures.height * self.size.height

    def measure(self, axis: Axis, metres: float, said: str) -> None:
        """Make the product so tall or so wide, as far as it can be."""
        measures = self.entry.of(self.form).measures
        factor = metres / (measures.width if axis == "width" else measures.height)
        kept = bounded(factor)
        self.size = self.size.model_copy(update={axis: kept})
        if abs(kept - factor) > 1e-3:
            self.remark(f"{said} is beyond what a {self.family} can be here.")

    def hold(self, millilitres: float, said: str) -> bool:
        """Make the product so large that it holds a volume; answer whether it holds anything."""
        self._print = self._print.model_copy(update={"volume": said[:12]})
        standard = self.entry.of(self.form).measures.volume
        if not standard:
            return False
        factor = (millilitres / standard) ** (1 / 3) if millilitres else 1.0
        self.size = Size().scaled(factor, factor)
        if abs(self.size.width - factor) > 1e-3:
            self.remark(f"{said} is beyond what a {self.family} can be here.")
        return True

    def round(self, factor: float) -> None:
        """Round or sharpen the corners."""
        self._rounding = bounded(self._rounding * factor)

    # The print

    def text(self) -> str:
        """What the label says."""
        return self._print.text

    def face(self) -> Face:
        """The typeface that the print is set in."""
        return self._print.face

    def write(self, text: str) -> None:
        """Put a text on the label, as far as the typeface and the label have room for it."""
        if "label" not in self.entry.looks:
            self.remark(f"A {self.family} carries no label here; “{text[:40]}” was left out.")
            return
        face = self._print.face
        if settable(text, face) != text and len(settable(text, "serif")) > len(
            settable(text, face)
        ):
            face = "serif"
        kept = " ".join(settable(text, face).split())
        lost = "".join(dict.fromkeys(each for each in text if each not in kept and each.strip()))
        if lost:
            self.remark(f"The label's typeface has no “{lost[:20]}”; that was left out.")
        if len(kept) > TEXT_LIMIT:
            self.remark(f"The label holds {TEXT_LIMIT} characters; the text was cut.")
        update = {"text": kept[:TEXT_LIMIT].strip(), "face": face}
        self._print = self._print.model_copy(update=update)
        self.add("label")

    def erase(self) -> None:
        """Leave the label blank."""
        self.wordless = True
        self._print = self._print.model_copy(update={"text": "", "line": ""})

    def set_in(self, face: Face) -> None:
        """Set the print in a typeface."""
        self._print = self._print.model_copy(update={"face": face})

    def enlarge_letters(self, factor: float) -> None:
        """Scale the print."""
        scale = bounded(self._print.scale * factor)
        self._print = self._print.model_copy(update={"scale": scale})

    def ink(self) -> Appearance:
        """The letters on a paper label."""
        label = self.parts.get("label")
        plain = ink_on(label.look.colour) if label else "#232427"
        return Appearance(material="paint", colour=self._print.ink or plain)

    def colour_letters(self, values: Iterable[Value]) -> None:
        """Print in another colour."""
        self._print = self._print.model_copy(update={"ink": dressed(self.ink(), values).colour})
