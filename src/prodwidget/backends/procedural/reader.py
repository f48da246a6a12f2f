"""Walks over a prompt's tokens and changes a draft of the product as it goes.

Adjectives wait until the noun they describe comes ("a copper lid"), or, where none does, go to what
was named last ("make the lid red").
"""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.adjectives import Adjectives, shifted
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.leftover import Leftover
from prodwidget.backends.procedural.materials import SUBSTANCES
from prodwidget.backends.procedural.spec import Appearance, Finish, Part, Spec
from prodwidget.backends.procedural.tokens import Token, phrases
from prodwidget.backends.procedural.vocabulary import (
    colours,
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

    def __init__(self, spec: Spec, *, creating: bool) -> None:
        self.understood = False
        self.draft = Draft(spec)
        self._creating = creating
        self.leftover = Leftover()
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

    def names(self) -> list[Part]:
        """The parts that this family can have, the most telling first."""
        return sorted(self.draft.entry.looks, key=lambda part: part != "lid")

    def notes(self) -> tuple[str, ...]:
        """Sentences about what was left out, and what could be said instead."""
        parts = (part for part in self.names() if part in self.draft.parts)
        return (*self.leftover.note(parts), *self.draft.remarks)

    def read(self, tokens: Sequence[Token]) -> None:
        """Take in every token."""
        shouted = all(each.text.isupper() for each in tokens if each.kind == "word")
        index = 0
        while index < len(tokens):
            index += self._step(tokens, index, shouted)
        self._flush()
        if self._swapping is not None:
            self.draft.swap(self._swapping)

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
            self.leftover.add(token.text)
            return 1
        for phrase, length in phrases(tokens, index):
            as_colour = said_as_colour(tokens, index, length)
            if self._phrase(phrase, as_colour=as_colour):
                return length
        if token.text.isupper() and len(token.text) > 1 and not (shouted or self._written_text):
            return self._written(tokens, index, capitals=True)
        self.leftover.add(token.text)
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
            self._target(tuple(part for part in _OUTSIDE if part in self.draft.parts))
        elif phrase in words.PARTS:
            self._noun(words.PARTS[phrase], phrase)
        elif phrase in words.FAMILIES or phrase in words.KINDS or phrase in words.WHOLE:
            self._noun(None, phrase)
        elif phrase in words.EVERYTHING:
            self._target(self.draft.everything())
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
        if material == "terracotta" and self.draft.family not in _EARTHEN:
            material = None
        if material:
            self._adjective(material=material)
        elif colour := colours().get(phrase):
            # "An amber bottle" is one of glass.
            glass = phrase == "amber" and self.draft.family in ("bottle", "jar") and self._creating
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
            self.draft.set_in(words.FACES[phrase])
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
        if self.draft.hold(millilitres):
            self.understood = True
        else:
            self.leftover.add(token.text)
        self.draft.state_volume(token.text)
        return 0

    def _metres(self, token: Token, following: Sequence[Token]) -> int:
        names = [each.key for each in following[:1]]
        across = any(name in words.WIDE for name in names)
        axis = "width" if across else "height"
        self.draft.measure(axis, token.amount * _METRES[token.unit], token.text)
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
        self.leftover.add(token.text)
        return 0

    # Nouns

    def _noun(self, choices: tuple[Part, ...] | None, phrase: str) -> None:
        self._lettering = phrase in words.LETTERING
        if choices is None:
            if self._removing:
                self.leftover.add(phrase)
                self._removing = False
                return
            self._target(())
            return
        if (
            self._removing
            and self._lettering
            and self.draft.is_paper()
            and "label" in self.draft.parts
        ):
            self.draft.erase()
            self.understood, self._removing = True, False
            return
        if self._removing:
            self._remove(choices, asked=phrase)
            return
        part = self.draft.entry.resolve(choices)
        if part is None:
            if not self._creating:
                raise PromptError(
                    f"This {self.draft.family} has no {phrase}.",
                    hint=f"Its parts are: {', '.join(self.draft.entry.looks)}.",
                )
            self.draft.remarks.append(
                f"A {self.draft.family} has no {phrase} here; that was left out."
            )
            self._pending = Adjectives()
            return
        if self.draft.add(part):
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
            self.draft.copy(target, [part for each in self._targets for part in each])
            self._described = True
        elif self._pending:
            self.draft.apply(target, self._pending, lettering=self._lettering)
            self._pending = Adjectives()
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
                self.draft.apply(target, self._pending, lettering=self._lettering)
            self._described = True
        self._pending = Adjectives()

    def _remove(self, choices: tuple[Part, ...], asked: str) -> None:
        part = self.draft.entry.resolve(choices)
        if part is None or part not in self.draft.parts:
            self.draft.remarks.append(f"There is no {asked} to take away.")
            self.understood = self.understood or part is not None
            return
        self.draft.remove(part)
        self._targets = [each for each in self._targets if part not in each]
        self._pending = Adjectives()
        self.understood = True

    def _several(self) -> None:
        note = "One product is built at a time."
        if note not in self.draft.remarks:
            self.draft.remarks.append(note)

    def _match(self) -> None:
        self._pending.matching = True
        self.understood = True

    def _holds(self, phrase: str) -> bool:
        """Take in what a package holds; in an edit, colours and materials come first."""
        if self._creating:
            return True
        if "contents" not in self.draft.entry.looks or (
            phrase in words.COLOURS and not self._filling
        ):
            return False
        self.draft.fill(phrase)
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
        self.draft.write(text)
