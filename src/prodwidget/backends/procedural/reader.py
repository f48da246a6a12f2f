"""Walks over a prompt's tokens and changes a product's parts, size and print as it goes.

Adjectives wait until the noun they describe comes ("a copper lid"), or, where none does, go to what
was named last ("make the lid red").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.adjectives import Adjectives, changed_by, shifted
from prodwidget.backends.procedural.catalogue import CATALOGUE, label_kind
from prodwidget.backends.procedural.materials import SUBSTANCES
from prodwidget.backends.procedural.spec import (
    TEXT_LIMIT,
    Appearance,
    Finish,
    Part,
    PartSpec,
    Size,
    Spec,
    bounded,
)
from prodwidget.backends.procedural.tokens import Token, phrases
from prodwidget.backends.procedural.typeface import settable
from prodwidget.backends.procedural.vocabulary import (
    colours,
    listed,
    nearest,
    said_as_colour,
    six_digits,
)
from prodwidget.errors import PromptError

_METRES = {"mm": 0.001, "cm": 0.01, "m": 1.0}
_MILLILITRES = {"ml": 1.0, "cl": 10.0, "oz": 29.57}
_OUTSIDE: tuple[Part, ...] = ("body", "handle", "base", "seat")
_EARTHEN = frozenset({"vase", "bowl", "mug", "lamp"})
"""Families that terracotta is a material of; on others it is a colour."""


class Reader:
    """One reading of one prompt."""

    def __init__(self, spec: Spec, *, creating: bool, contents: str = "") -> None:
        self.understood = False
        self._before = spec
        self._parts = dict(spec.parts)
        self._size = spec.size
        self._rounding = spec.rounding
        self._print = spec.print
        self._family = spec.family
        self._entry = CATALOGUE[spec.family]
        self._creating = creating
        self._contents = contents
        self._unknown: list[str] = []
        self._more: list[str] = []
        self._pending = Adjectives()
        self._targets: list[tuple[Part, ...]] = []
        self._described = False
        self._joining = False
        self._removing = False
        self._writing = False
        self._lettering = False
        self._written_text = False
        self._degree = 1.0
        self._multiple: float | None = None
        self._filling = False
        self._swapping: list[Part] | None = None

    def spec(self) -> Spec:
        """The product as read."""
        return self._before.model_copy(
            update={
                "parts": self._parts,
                "size": self._size,
                "rounding": self._rounding,
                "print": self._print,
            }
        )

    def touched(self, part: Part) -> bool:
        """Whether the prompt said how a part looks."""
        before, after = self._before.parts.get(part), self._parts.get(part)
        if after is None:
            return False
        return after.look != (before.look if before else self._default(part))

    def _default(self, part: Part) -> Appearance:
        return (self._entry.looks | self._entry.of(self._before.form).looks)[part]

    def names(self) -> list[Part]:
        """The parts that this family can have, the most telling first."""
        return sorted(self._entry.looks, key=lambda part: part != "lid")

    def notes(self) -> tuple[str, ...]:
        """Sentences about what was left out, and what could be said instead."""
        unknown = list(dict.fromkeys(self._unknown))
        if not unknown:
            return tuple(self._more)
        named = ", ".join(f"“{word}”" for word in unknown[:8])
        rest = f" and {len(unknown) - 8} more" if len(unknown) > 8 else ""
        close = [f"“{near}” for “{word}”" for word in unknown[:8] if (near := nearest(word))]
        instead = (
            f"Perhaps {', '.join(close)}?"
            if close
            else "Say a colour, a material, a finish, a size or a text for the product or for its "
            f"{listed(part for part in self.names() if part in self._parts)}."
        )
        return (f"Not understood and left out: {named}{rest}. {instead}", *self._more)

    def unknown(self) -> str:
        """What was not understood, as the end of a sentence."""
        named = ", ".join(f"“{word}”" for word in dict.fromkeys(self._unknown[:8]))
        return f": {named}" if named else ""

    def read(self, tokens: Sequence[Token]) -> None:
        """Take in every token."""
        shouted = all(each.text.isupper() for each in tokens if each.kind == "word")
        index = 0
        while index < len(tokens):
            index += self._step(tokens, index, shouted)
        self._flush()
        if self._swapping is not None:
            self._swap(self._swapping)

    # Tokens

    def _step(self, tokens: Sequence[Token], index: int, shouted: bool) -> int:
        token = tokens[index]
        if token.kind == "quoted":
            self._write(token.text)
            return 1
        if token.kind == "hex":
            self._adjective(colour=six_digits(token.text))
            return 1
        if token.kind == "amount":
            return 1 + self._amount(token, tokens[index + 1 : index + 4])
        if token.kind == "comma":
            self._boundary(",")
            return 1
        if self._writing and token.kind in ("word", "number"):
            return self._written(tokens, index)
        if token.kind != "word":
            self._unknown.append(token.text[:24])
            return 1
        for phrase, length in phrases(tokens, index):
            as_colour = said_as_colour(tokens, index, length)
            if self._phrase(phrase, as_colour=as_colour):
                return length
        if token.text.isupper() and len(token.text) > 1 and not (shouted or self._written_text):
            return self._written(tokens, index, capitals=True)
        self._unknown.append(token.text[:24])
        return 1

    def _phrase(self, phrase: str, *, as_colour: bool) -> bool:
        """Take in a phrase of the vocabulary; answer whether it is one."""
        if self._multiple is not None and self._measured(phrase):
            return True
        if phrase in words.WRITES:
            self._flush()
            self._writing = not self._written_text
        elif phrase in words.BARE:
            self._remove((words.BARE[phrase],), asked=phrase)
        elif phrase in words.REMOVE:
            self._flush()
            self._targets = []
            self._removing = True
        elif phrase in words.SWAPS:
            self._swapping = []
            self.understood = True
        elif phrase in words.MATCHES:
            self._match()
        elif phrase in words.FILLS:
            self._filling = True
        elif phrase in words.MULTIPLES:
            self._multiple = words.MULTIPLES[phrase]
        elif phrase in words.CONTENTS and not as_colour and self._holds(phrase):
            pass
        elif phrase in words.SEVERAL:
            self._several()
        elif phrase in words.OUTSIDES:
            self._target(tuple(part for part in _OUTSIDE if part in self._parts))
        elif phrase in words.PARTS:
            self._noun(words.PARTS[phrase], phrase)
        elif phrase in words.FAMILIES or phrase in words.KINDS or phrase in words.WHOLE:
            self._noun(None, phrase)
        elif phrase in words.EVERYTHING:
            self._target(self._everything())
        elif self._describes(phrase):
            pass
        elif phrase in words.ADD or phrase in words.BOUNDARIES:
            self._boundary(phrase)
        elif phrase not in words.STOP:
            return False
        return True

    def _describes(self, phrase: str) -> bool:
        """Take in a phrase that says how something is."""
        material = words.MATERIALS.get(phrase)
        if material == "terracotta" and self._family not in _EARTHEN:
            material = None
        if material:
            self._adjective(material=material)
        elif colour := colours().get(phrase):
            # "An amber bottle" is one of glass.
            glass = phrase == "amber" and self._family in ("bottle", "jar") and self._creating
            if glass and not self._pending.material:
                self._adjective(material="glass")
            self._adjective(colour=colour)
        elif phrase in words.FINISHES:
            self._adjective(finish=words.FINISHES[phrase])
        elif phrase in words.MODIFIERS:
            self._adjective(modifier=words.MODIFIERS[phrase])
        elif phrase in words.SIZES:
            self._adjective(size=words.SIZES[phrase])
        elif phrase in words.ROUNDINGS:
            self._adjective(rounding=words.ROUNDINGS[phrase])
        elif phrase in words.DEGREES:
            self._degree = words.DEGREES[phrase]
        elif phrase in words.FACES:
            self._print = self._print.model_copy(update={"face": words.FACES[phrase]})
            self.understood = True
        else:
            return False
        return True

    # Adjectives

    def _adjective(
        self,
        *,
        colour: str | None = None,
        material: str | None = None,
        finish: Finish | None = None,
        modifier: str | None = None,
        size: tuple[float, float] | None = None,
        rounding: float | None = None,
    ) -> None:
        self._removing = False
        pending, degree = self._pending, self._degree
        if colour is not None:
            if pending.modifiers:
                colour = shifted(colour, *pending.modifiers.pop())
            pending.colours.append(colour)
        if material is not None and pending.colours and self._joining:
            pending.accent = Appearance(material=material, colour=SUBSTANCES[material].colour)
        elif material is not None:
            pending.material = material
        if finish is not None:
            pending.finish = finish
        if modifier is not None:
            pending.modifiers.append((modifier, degree))
        if size is not None:
            pending.width *= size[0] ** degree
            pending.height *= size[1] ** degree
        if rounding is not None:
            pending.rounding *= rounding**degree
        self._degree = 1.0
        self.understood = True

    def _measured(self, phrase: str) -> bool:
        """The measure after "twice as" or "half the"."""
        factor = self._multiple or 1.0
        sizes = (
            (words.TALL | words.SHORT, (1.0, factor)),
            (words.WIDE | words.NARROW, (factor, 1.0)),
            (words.SIZE | words.SMALL, (factor, factor)),
        )
        for names, size in sizes:
            if phrase in names:
                self._multiple = None
                self._adjective(size=size)
                return True
        return False

    def _amount(self, token: Token, following: Sequence[Token]) -> int:
        """A volume, a measure or a share; answers how many of the following tokens it took."""
        if token.unit == "%":
            return self._share(token, following)
        if token.unit in _METRES:
            return self._metres(token, following)
        millilitres = token.amount * _MILLILITRES.get(token.unit, 1000.0)
        standard = self._entry.of(self._before.form).measures.volume
        if standard:
            factor = (millilitres / standard) ** (1 / 3) if millilitres else 1.0
            self._size = Size().scaled(factor, factor)
            self.understood = True
        else:
            self._unknown.append(token.text)
        self._print = self._print.model_copy(update={"volume": token.text[:12]})
        return 0

    def _metres(self, token: Token, following: Sequence[Token]) -> int:
        names = [each.key for each in following[:1]]
        across = any(name in words.WIDE for name in names)
        metres = token.amount * _METRES[token.unit]
        measures = self._entry.of(self._before.form).measures
        factor = metres / (measures.width if across else measures.height)
        kept = Size().scaled(factor if across else 1.0, 1.0 if across else factor)
        axis = "width" if across else "height"
        self._size = self._size.model_copy(update={axis: getattr(kept, axis)})
        if abs(getattr(kept, axis) - factor) > 1e-3:
            self._more.append(f"{token.text} is beyond what a {self._family} can be here.")
        self.understood = True
        return 1 if any(name in words.WIDE | words.TALL for name in names) else 0

    def _share(self, token: Token, following: Sequence[Token]) -> int:
        more, less = 1 + token.amount / 100, max(1 - token.amount / 100, 0.05)
        sizes = (
            (words.SHORT, (1.0, less)),
            (words.TALL, (1.0, more)),
            (words.NARROW, (less, 1.0)),
            (words.WIDE, (more, 1.0)),
            (words.SMALL, (less, less)),
            (words.SIZE, (more, more)),
        )
        for taken, each in enumerate(following, start=1):
            for names, size in sizes:
                if each.key in names:
                    self._adjective(size=size)
                    return taken
        self._unknown.append(token.text)
        return 0

    # Nouns

    def _noun(self, choices: tuple[Part, ...] | None, phrase: str) -> None:
        self._lettering = phrase in words.LETTERING
        if choices is None:
            if self._removing:
                self._unknown.append(phrase)
                self._removing = False
                return
            self._target(())
            return
        if self._removing and self._lettering and self._is_paper() and "label" in self._parts:
            self._print = self._print.model_copy(update={"text": "", "line": ""})
            self.understood, self._removing = True, False
            return
        if self._removing:
            self._remove(choices, asked=phrase)
            return
        part = self._entry.resolve(choices)
        if part is None:
            if not self._creating:
                raise PromptError(
                    f"This {self._family} has no {phrase}.",
                    hint=f"Its parts are: {', '.join(self._entry.looks)}.",
                )
            self._more.append(f"A {self._family} has no {phrase} here; that was left out.")
            self._pending = Adjectives()
            return
        if part not in self._parts:
            self._parts[part] = PartSpec(look=self._default(part))
            self.understood = True
        if self._swapping is not None:
            self._swapping.append(part)
            return
        self._target((part,))

    def _target(self, target: tuple[Part, ...]) -> None:
        self._removing = False
        extends = self._joining and not self._described and not self._pending
        self._joining = False
        if self._pending.matching and self._targets and not self._described:
            # "make the lid match the body": the body is what is looked like.
            self._pending.matching = False
            self._copy(target, [part for each in self._targets for part in each])
            self._described = True
        elif self._pending:
            self._apply(target)
            self._targets, self._described = [target], True
        elif extends:
            self._targets.append(target)
        else:
            self._targets, self._described = [target], False

    def _boundary(self, phrase: str) -> None:
        self._writing = False
        if phrase not in ("or", "nor", "and", "a", "an", "the", "its"):
            self._removing = False
        waits = self._pending.matching and phrase in ("the", "its", "a", "to", "of")
        pair = phrase == "and" and self._targets == [()] and bool(self._pending.colours)
        if self._pending and self._targets and not pair and not waits:
            self._flush()
        if phrase in ("and", ",", "plus", "also"):
            self._joining = True

    def _flush(self) -> None:
        if self._pending:
            for target in self._targets or [()]:
                self._apply(target, keep=True)
            self._described = True
        self._pending = Adjectives()

    def _remove(self, choices: tuple[Part, ...], asked: str) -> None:
        part = self._entry.resolve(choices)
        if part is None or part not in self._parts:
            self._more.append(f"There is no {asked} to take away.")
            self.understood = self.understood or part is not None
            return
        if part == self._entry.main[0]:
            raise PromptError(
                f"A {self._family} cannot do without its {part}.",
                hint="Take away another part, or change this one's colour or material.",
            )
        del self._parts[part]
        self._targets = [each for each in self._targets if part not in each]
        self._pending = Adjectives()
        self.understood = True

    def _is_paper(self) -> bool:
        return label_kind(self._family, self._before.form) == "paper"

    def _everything(self) -> tuple[Part, ...]:
        """Every part that is a surface of the product, not something on it or in it."""
        apart = {"bulb", "contents", "wax"}
        if not self._is_paper():
            apart.add("label")
        return tuple(part for part in self._parts if part not in apart)

    def _several(self) -> None:
        note = "One product is built at a time."
        if note not in self._more:
            self._more.append(note)

    # Changes

    def _apply(self, target: tuple[Part, ...], *, keep: bool = False) -> None:
        """Give what is pending to parts; an empty target is the product itself."""
        pending = self._pending
        parts = target or tuple(part for part in self._entry.main if part in self._parts)
        if pending.matching:
            self._copy((), [part for part in parts if part not in self._entry.main])
        for part in parts:
            if self._lettering and part == "label" and self._letter():
                continue
            look = changed_by(self._parts[part].look, pending)
            self._parts[part] = self._parts[part].model_copy(update={"look": look})
        if not target:
            self._accent()
        if pending.rounding != 1.0:
            self._rounding = bounded(self._rounding * pending.rounding)
        if (pending.width, pending.height) != (1.0, 1.0):
            if target and not (self._lettering and target == ("label",)):
                for part in target:
                    size = self._parts[part].size.scaled(pending.width, pending.height)
                    self._parts[part] = self._parts[part].model_copy(update={"size": size})
            elif not target:
                self._size = self._size.scaled(pending.width, pending.height)
        if not keep:
            self._pending = Adjectives()

    def _letter(self) -> bool:
        """Change the letters on a paper label; answer whether that is what they are on."""
        pending = self._pending
        scale = max(pending.width, pending.height, key=lambda each: abs(each - 1))
        if scale != 1.0:
            self._print = self._print.model_copy(
                update={"scale": bounded(self._print.scale * scale)}
            )
        if not self._is_paper():
            return False
        ink = self._print.ink or "#232427"
        look = changed_by(Appearance(material="paint", colour=ink), pending)
        if pending.colours or pending.modifiers or pending.material:
            self._print = self._print.model_copy(update={"ink": look.colour})
        return True

    def _accent(self) -> None:
        """Give the second colour of "black and gold" to the part that accents the product."""
        pending = self._pending
        accent = next((part for part in self._entry.accents if part in self._parts), None)
        if accent is None:
            return
        look = pending.accent
        if look is None and len(pending.colours) > 1:
            look = self._parts[accent].look.model_copy(update={"colour": pending.colours[1]})
        if look is not None:
            self._parts[accent] = self._parts[accent].model_copy(update={"look": look})

    def _match(self) -> None:
        self._pending.matching = True
        self.understood = True

    def _copy(self, source: tuple[Part, ...], onto: Iterable[Part]) -> None:
        """Make parts look like another."""
        look = self._parts[source[0] if source else self._entry.main[0]].look
        for part in onto:
            self._parts[part] = self._parts[part].model_copy(update={"look": look})

    def _swap(self, named: list[Part]) -> None:
        """Exchange how two parts look; without names, the main part and its accent."""
        pair = list(dict.fromkeys(named))
        if len(pair) < 2:
            others = [each for each in self._entry.accents if each in self._parts]
            pair = list(dict.fromkeys([*pair, self._entry.main[0], *others]))
        if len(pair) < 2:
            self._more.append(f"There are no two parts of this {self._family} to swap.")
            return
        first, second = pair[:2]
        looks = self._parts[first].look, self._parts[second].look
        self._parts[first] = self._parts[first].model_copy(update={"look": looks[1]})
        self._parts[second] = self._parts[second].model_copy(update={"look": looks[0]})

    def _holds(self, phrase: str) -> bool:
        """Take in what a package holds; in an edit, colours and materials come first."""
        if self._creating:
            return True
        if "contents" not in self._entry.looks or (phrase in words.COLOURS and not self._filling):
            return False
        *_, material, colour = words.CONTENTS[phrase]
        if colour in words.COLOURLESS:
            self._parts.pop("contents", None)
        else:
            look = Appearance(material=material, colour=colour)
            self._parts["contents"] = PartSpec(look=look)
        if self._print.text.lower() in words.CONTENTS:
            self._print = self._print.model_copy(update={"text": phrase})
        self.understood = True
        return True

    # Text

    def _written(self, tokens: Sequence[Token], index: int, *, capitals: bool = False) -> int:
        """The words after "says", up to one that closes the group; answers how many tokens."""
        taken: list[str] = []
        skipped = 0
        for token in tokens[index:]:
            if token.kind not in ("word", "number"):
                break
            if capitals and not token.text.isupper():
                break
            if taken and token.key in ("with", "and", "but", "in", "on"):
                break
            if not taken and token.key in ("the", "a", "word", "words", "to", "text", "it", "is"):
                skipped += 1
                continue
            taken.append(token.text)
        self._writing = False
        if taken:
            self._write(" ".join(taken))
        return max(skipped + len(taken), 1)

    def _write(self, text: str) -> None:
        self._writing = False
        self._written_text = True
        self.understood = True
        if "label" not in self._entry.looks:
            self._more.append(
                f"A {self._family} carries no label here; “{text[:40]}” was left out."
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
            self._more.append(f"The label's typeface has no “{lost[:20]}”; that was left out.")
        if len(kept) > TEXT_LIMIT:
            self._more.append(f"The label holds {TEXT_LIMIT} characters; the text was cut.")
        update = {"text": kept[:TEXT_LIMIT].strip(), "face": face}
        self._print = self._print.model_copy(update=update)
        self._parts.setdefault("label", PartSpec(look=self._default("label")))
