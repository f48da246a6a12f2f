"""From a prompt's words to a spec, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import get_args

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.catalogue import CATALOGUE, FamilyEntry
from prodwidget.backends.procedural.colour import shift
from prodwidget.backends.procedural.materials import SUBSTANCES
from prodwidget.backends.procedural.spec import (
    TEXT_LIMIT,
    Appearance,
    Family,
    Finish,
    Part,
    PartSpec,
    Print,
    Size,
    Spec,
)
from prodwidget.errors import PromptError

_FAMILIES = ", ".join(get_args(Family)[:-1]) + " or " + get_args(Family)[-1]

_TOKEN = re.compile(
    r"""["“”«](?P<quoted>[^"“”»]{1,200})["“”»]"""
    r"""|(?P<hex>\#[0-9a-fA-F]{6}\b|\#[0-9a-fA-F]{3}\b)"""
    r"""|(?P<amount>\d+(?:\.\d+)?)\s*(?P<unit>ml|cl|l|litres?|liters?|mm|cm|m|oz)\b"""
    r"""|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<word>[^\W\d_](?:[\w'’]*\w)?)"""
    r"""|(?P<comma>[,;.:!?()\n]|\s[-–—]\s)"""
    r"""|(?P<other>[^\s\w,;.:!?()'’"“”«»/&+-]+)""",
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST_PHRASE = 4
_METRES = {"mm": 0.001, "cm": 0.01, "m": 1.0}
_MILLILITRES = {"ml": 1.0, "cl": 10.0, "oz": 29.57}


@dataclass(frozen=True, slots=True)
class Reading:
    """A spec, and sentences for the user about what did not go into it."""

    spec: Spec
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Adjectives:
    """What has been said of a thing whose name has not come yet."""

    colours: list[str] = field(default_factory=list)
    modifiers: list[str] = field(default_factory=list)
    material: str | None = None
    accent: Appearance | None = None
    finish: Finish | None = None
    width: float = 1.0
    height: float = 1.0

    def __bool__(self) -> bool:
        return self != _Adjectives()


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    kind: str
    amount: float = 0.0
    unit: str = ""

    @property
    def key(self) -> str:
        return self.text.lower().replace("’", "'")


def read_create(prompt: str, seed: int) -> Reading:
    """Read a new product.

    Raises
    ------
    PromptError
        None of the families is named.
    """
    tokens = list(_tokens(prompt))
    family = _family(tokens)
    if family is None:
        raise PromptError(
            "The procedural generator does not know what to build from this prompt.",
            hint=f"Name a {_FAMILIES}, such as “a matte black bottle with a copper lid”.",
        )
    entry = CATALOGUE[family]
    parts: dict[Part, PartSpec] = {
        part: PartSpec(look=look)
        for part, look in entry.looks.items()
        if part not in entry.optional
    }
    keys = {token.key for token in tokens}
    reader = _Reader(family, entry, parts, Size(), Print(text="", accent="#8a8d90"), True)
    if keys & words.HANDLELESS:
        reader.parts.pop("handle", None)
    if keys & words.CANDLES and family == "jar":
        reader.parts.pop("lid", None)
        reader.parts["wax"] = PartSpec(look=entry.looks["wax"])
    reader.read(tokens)
    main = reader.parts.get(entry.main[0])
    accent = main.look.colour if main else "#8a8d90"
    printed = reader.print.model_copy(
        update={"accent": accent, "text": reader.print.text or family.upper()}
    )
    spec = Spec(family=family, seed=seed, size=reader.size, parts=reader.parts, print=printed)
    return Reading(spec, reader.notes())


def read_edit(prompt: str, spec: Spec) -> Reading:
    """Read a change to a product.

    Raises
    ------
    PromptError
        Nothing in it was understood, or it asks for what this product cannot have.
    """
    tokens = list(_tokens(prompt))
    family = _family(tokens)
    if family is not None and family != spec.family:
        raise PromptError(
            f"An edit changes this {spec.family}; it cannot turn it into a {family}.",
            hint=f"Start a new product to get a {family}.",
        )
    entry = CATALOGUE[spec.family]
    reader = _Reader(spec.family, entry, dict(spec.parts), spec.size, spec.print, False)
    reader.read(tokens)
    if not reader.understood:
        raise PromptError(
            "Nothing in this edit was understood.",
            hint="Name a colour, a material, a size, a part or a text, such as "
            f"“make the {reader.names()[0]} red” or “make it taller”.",
        )
    changed = spec.model_copy(
        update={"parts": reader.parts, "size": reader.size, "print": reader.print}
    )
    return Reading(changed, reader.notes())


class _Reader:
    """Walks over the tokens of one prompt and changes parts, size and print as it goes."""

    def __init__(
        self,
        family: Family,
        entry: FamilyEntry,
        parts: dict[Part, PartSpec],
        size: Size,
        printed: Print,
        creating: bool,
    ) -> None:
        self.parts = parts
        self.size = size
        self.print = printed
        self.understood = False
        self._family = family
        self._entry = entry
        self._creating = creating
        self._unknown: list[str] = []
        self._more: list[str] = []
        self._pending = _Adjectives()
        self._targets: list[tuple[Part, ...]] = []
        self._described = False
        self._joining = False
        self._removing = False
        self._writing = False
        self._contents = ""

    def names(self) -> list[Part]:
        """The parts that this family can have, the most telling first."""
        return sorted(self._entry.looks, key=lambda part: part != "lid")

    def notes(self) -> tuple[str, ...]:
        """Sentences about what was left out."""
        notes = list(self._more)
        unknown = list(dict.fromkeys(self._unknown))
        if unknown:
            named = ", ".join(f"“{word}”" for word in unknown[:8])
            rest = f" and {len(unknown) - 8} more" if len(unknown) > 8 else ""
            notes.insert(0, f"Not understood and left out: {named}{rest}.")
        return tuple(notes)

    def read(self, tokens: Sequence[_Word]) -> None:
        """Take in every token."""
        index = 0
        while index < len(tokens):
            index += self._step(tokens, index)
        self._flush()
        if self._contents and (self._creating and not self.print.text):
            self._write(self._contents)

    def _step(self, tokens: Sequence[_Word], index: int) -> int:
        token = tokens[index]
        if token.kind == "quoted":
            self._write(token.text)
            return 1
        if token.kind == "hex":
            self._adjective(colour=_six_digits(token.text))
            return 1
        if token.kind == "amount":
            return 1 + self._amount(token, tokens[index + 1 : index + 2])
        if token.kind == "comma":
            self._boundary(",")
            return 1
        if self._writing and token.kind in ("word", "number"):
            return self._written(tokens, index)
        if token.kind != "word":
            self._unknown.append(token.text[:24])
            return 1
        for length in range(min(_LONGEST_PHRASE, len(tokens) - index), 0, -1):
            run = tokens[index : index + length]
            if all(each.kind == "word" for each in run) and self._phrase(
                " ".join(each.key for each in run)
            ):
                return length
        self._unknown.append(token.text[:24])
        return 1

    def _phrase(self, phrase: str) -> bool:
        """Take in a phrase of the vocabulary; answer whether it is one."""
        if phrase in words.WRITES:
            self._flush()
            self._writing = True
        elif phrase in words.BARE:
            self._remove((words.BARE[phrase],), asked=phrase)
        elif phrase in words.REMOVE:
            self._flush()
            self._targets = []
            self._removing = True
        elif phrase in words.CONTENTS and (self._creating or phrase not in _SAID_OTHERWISE):
            self._contents = self._contents or phrase
        elif phrase in words.PARTS:
            self._noun(words.PARTS[phrase], phrase)
        elif phrase in words.FAMILIES or phrase in words.WHOLE:
            self._noun(None, phrase)
        elif phrase in words.EVERYTHING:
            self._target(tuple(self.parts))
        elif phrase in words.MATERIALS:
            self._adjective(material=words.MATERIALS[phrase])
        elif colour := _colours().get(phrase):
            self._adjective(colour=colour)
        elif phrase in words.FINISHES:
            self._adjective(finish=words.FINISHES[phrase])
        elif phrase in words.MODIFIERS:
            self._adjective(modifier=words.MODIFIERS[phrase])
        elif phrase in words.SIZES:
            self._adjective(size=words.SIZES[phrase])
        elif phrase in words.ADD or phrase in words.BOUNDARIES:
            self._boundary(phrase)
        elif phrase not in words.STOP:
            return False
        return True

    def _adjective(
        self,
        *,
        colour: str | None = None,
        material: str | None = None,
        finish: Finish | None = None,
        modifier: str | None = None,
        size: tuple[float, float] | None = None,
    ) -> None:
        self._removing = False
        pending = self._pending
        if colour is not None:
            if pending.modifiers:
                colour = shift(colour, pending.modifiers.pop())
            pending.colours.append(colour)
        if material is not None and pending.colours and self._joining:
            pending.accent = Appearance(material=material, colour=SUBSTANCES[material].colour)
        elif material is not None:
            pending.material = material
        if finish is not None:
            pending.finish = finish
        if modifier is not None:
            pending.modifiers.append(modifier)
        if size is not None:
            pending.width *= size[0]
            pending.height *= size[1]
        self.understood = True

    def _noun(self, choices: tuple[Part, ...] | None, phrase: str) -> None:
        if choices is None:
            if self._removing:
                self._unknown.append(phrase)
                self._removing = False
                return
            self._target(())
            return
        part = self._entry.resolve(choices)
        if self._removing:
            self._remove(choices, asked=phrase)
            return
        if part is None:
            if not self._creating:
                raise PromptError(
                    f"This {self._family} has no {phrase}.",
                    hint=f"Its parts are: {', '.join(self._entry.looks)}.",
                )
            self._more.append(f"A {self._family} has no {phrase} here; that was left out.")
            self._pending = _Adjectives()
            return
        if part not in self.parts:
            self.parts[part] = PartSpec(look=self._entry.looks[part])
            self.understood = True
        self._target((part,))

    def _target(self, target: tuple[Part, ...]) -> None:
        self._removing = False
        extends = self._joining and not self._described and not self._pending
        self._joining = False
        if self._pending:
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
        pair = phrase == "and" and self._targets == [()] and bool(self._pending.colours)
        if self._pending and self._targets and not pair:
            self._flush()
        if phrase in ("and", ",", "plus", "also"):
            self._joining = True

    def _flush(self) -> None:
        if self._pending:
            for target in self._targets or [()]:
                self._apply(target, keep=True)
            self._described = True
        self._pending = _Adjectives()

    def _remove(self, choices: tuple[Part, ...], asked: str) -> None:
        part = self._entry.resolve(choices)
        if part is None or part not in self.parts:
            self._more.append(f"There is no {asked} to take away.")
            self.understood = self.understood or part is not None
            return
        if part == self._entry.main[0]:
            raise PromptError(
                f"A {self._family} cannot do without its {part}.",
                hint="Take away another part, or change this one's colour or material.",
            )
        del self.parts[part]
        self._pending = _Adjectives()
        self.understood = True

    def _apply(self, target: tuple[Part, ...], *, keep: bool = False) -> None:
        """Give what is pending to parts; an empty target is the product itself."""
        pending = self._pending
        parts = target or tuple(part for part in self._entry.main if part in self.parts)
        for part in parts:
            self.parts[part] = self.parts[part].model_copy(
                update={"look": _changed(self.parts[part].look, pending)}
            )
        accent = next((part for part in self._entry.accents if part in self.parts), None)
        if not target and accent is not None:
            look = pending.accent
            if look is None and len(pending.colours) > 1:
                look = self.parts[accent].look.model_copy(update={"colour": pending.colours[1]})
            if look is not None:
                self.parts[accent] = self.parts[accent].model_copy(update={"look": look})
        if (pending.width, pending.height) != (1.0, 1.0):
            if target:
                for part in target:
                    size = self.parts[part].size.scaled(pending.width, pending.height)
                    self.parts[part] = self.parts[part].model_copy(update={"size": size})
            else:
                self.size = self.size.scaled(pending.width, pending.height)
        if not keep:
            self._pending = _Adjectives()

    def _amount(self, token: _Word, following: Sequence[_Word]) -> int:
        """A volume or a measure; answers how many of the following tokens it took."""
        if token.unit in _METRES:
            across = bool(following) and following[0].key in words.WIDE
            metres = token.amount * _METRES[token.unit]
            measure = self._entry.width if across else self._entry.height
            factor = metres / measure
            kept = Size().scaled(factor if across else 1.0, 1.0 if across else factor)
            axis = "width" if across else "height"
            self.size = self.size.model_copy(update={axis: getattr(kept, axis)})
            if abs(getattr(kept, axis) - factor) > 1e-3:
                self._more.append(f"{token.text} is beyond what a {self._family} can be here.")
            self.understood = True
            named = bool(following) and following[0].key in words.WIDE | words.TALL
            return 1 if named else 0
        millilitres = token.amount * _MILLILITRES.get(token.unit, 1000.0)
        if self._entry.volume:
            factor = (millilitres / self._entry.volume) ** (1 / 3) if millilitres else 1.0
            self.size = Size().scaled(factor, factor)
            self.understood = True
        else:
            self._unknown.append(token.text)
        self.print = self.print.model_copy(update={"volume": token.text[:12]})
        return 0

    def _written(self, tokens: Sequence[_Word], index: int) -> int:
        """The words after "says", up to one that closes the group."""
        taken: list[str] = []
        for token in tokens[index:]:
            if token.kind not in ("word", "number"):
                break
            if taken and token.key in ("with", "and", "but", "in", "on"):
                break
            if not taken and token.key in ("the", "a", "word", "words", "to", "text", "it", "is"):
                index += 1
                continue
            taken.append(token.text)
        self._writing = False
        if not taken:
            return 1
        self._write(" ".join(taken))
        return max(len(taken), 1) if tokens[index].text == taken[0] else 1 + len(taken)

    def _write(self, text: str) -> None:
        self._writing = False
        self.understood = True
        if "label" not in self._entry.looks:
            self._more.append(
                f"A {self._family} carries no label here; “{text[:40]}” was left out."
            )
            return
        if len(text) > TEXT_LIMIT:
            self._more.append(f"The label holds {TEXT_LIMIT} characters; the text was cut.")
        self.print = self.print.model_copy(update={"text": text[:TEXT_LIMIT].strip()})
        self.parts.setdefault("label", PartSpec(look=self._entry.looks["label"]))


_SAID_OTHERWISE = frozenset(words.COLOURS) | frozenset(words.MATERIALS) | {"paint"}
"""Contents that in an edit are more likely a colour or a material."""


def _changed(look: Appearance, said: _Adjectives) -> Appearance:
    if said.material is not None:
        look = Appearance(material=said.material, colour=SUBSTANCES[said.material].colour)
    if said.colours:
        look = look.model_copy(update={"colour": said.colours[0]})
    for modifier in said.modifiers:
        look = look.model_copy(update={"colour": shift(look.colour, modifier)})
    if said.finish is not None:
        look = look.model_copy(update={"finish": said.finish})
    return look


def _family(tokens: Sequence[_Word]) -> Family | None:
    """The last family named: "a honey jar box" is a box; one after "with" is not meant."""
    found: Family | None = None
    for index in range(len(tokens)):
        if found is not None and tokens[index].key in ("with", "and", "that", "for", "saying"):
            break
        for length in range(min(_LONGEST_PHRASE, len(tokens) - index), 0, -1):
            run = tokens[index : index + length]
            phrase = " ".join(each.key for each in run)
            if all(each.kind == "word" for each in run) and phrase in words.FAMILIES:
                found = words.FAMILIES[phrase]
                break
    return found


def _tokens(prompt: str) -> Iterator[_Word]:
    for match in _TOKEN.finditer(prompt):
        kind = match.lastgroup or "other"
        if kind == "unit":
            unit = match["unit"].lower()
            yield _Word(match.group(), "amount", float(match["amount"]), unit)
        else:
            yield _Word(match[kind], kind)


@cache
def _colours() -> dict[str, str]:
    from PIL import ImageColor

    named = {
        name: value
        for name, value in ImageColor.colormap.items()
        if isinstance(value, str) and len(value) == 7
    }
    spaced = {_spaced(name): value.lower() for name, value in named.items()}
    return {name: value.lower() for name, value in named.items()} | spaced | words.COLOURS


def _spaced(name: str) -> str:
    return re.sub(r"^(dark|light|medium|pale|deep|hot|royal|sky|forest)(?=\w)", r"\1 ", name)


def _six_digits(colour: str) -> str:
    digits = colour[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(each * 2 for each in digits))
