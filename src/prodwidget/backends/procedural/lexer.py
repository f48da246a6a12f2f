"""From tokens to lexemes: what each word stands for where it stands, each counted once."""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.lexeme import Lexeme
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.spec import Family
from prodwidget.backends.procedural.tokens import Token, phrases
from prodwidget.backends.procedural.values import Value
from prodwidget.backends.procedural.vocabulary import (
    closest,
    colours,
    nearest,
    said_as_colour,
    six_digits,
)

_EARTHEN = frozenset({"vase", "bowl", "mug", "lamp"})
"""Families that terracotta is a material of; on others it is a colour."""

_DETERMINERS = frozenset({"a", "an", "the", "this", "that", "its", "my", "our", "your", "all"})
_SUBJECTS = frozenset({"i", "you", "we", "it", "they", "the", "this", "that", "be"})
_ENDS_TEXT = frozenset({
    "with", "and", "but", "in", "on", "instead", "not", "rather", "without", "then", "for",
})  # fmt: skip
_OPPOSING = ("without", "except", "excluding", "instead", "replace", "remove", "unless")
"""Words whose loss would turn what is said into its opposite."""
_BEFORE_TEXT = frozenset({"the", "a", "word", "words", "to", "text", "it", "is"})


def lexemes(tokens: Sequence[Token], family: Family | None, *, creating: bool) -> list[Lexeme]:
    """A prompt's lexemes, in order; ``family`` is the product's, where it is known already.

    Raises
    ------
    Unclear
        A word that binds the others seems to be misspelt.
    """
    return list(_Lexer(tokens, family, creating=creating).read())


class _Lexer:
    def __init__(self, tokens: Sequence[Token], family: Family | None, *, creating: bool) -> None:
        self._creating = creating
        self._tokens = tokens
        self._family = family
        self._shouted = all(each.text.isupper() for each in tokens if each.kind == "word")
        self._written = False
        self._filling = False
        self._found: list[Lexeme] = []

    def read(self) -> list[Lexeme]:
        index = 0
        while index < len(self._tokens):
            index += self._step(index)
        return self._found

    def _add(self, *found: Lexeme) -> None:
        self._found.extend(each for each in found if each.role != "filler")

    def _step(self, index: int) -> int:
        token = self._tokens[index]
        match token.kind:
            case "quoted":
                self._text(token.text)
            case "hex":
                colour = six_digits(token.text)
                self._add(_value(Value("colour", token.text, colour)))
            case "amount":
                self._add(
                    Lexeme(
                        "amount", token.text, number=token.amount, unit=token.unit,
                        signed=token.signed,
                    )
                )  # fmt: skip
            case "times":
                self._add(Lexeme("multiple", token.text, number=token.amount))
            case "number":
                self._add(Lexeme("number", token.text, number=token.amount))
            case "comma":
                self._add(Lexeme("break", token.text.strip() or "\n"))
            case "arrow":
                self._add(Lexeme("becomes", token.text))
            case "word":
                return self._word(index)
            case _:
                self._add(Lexeme("symbol", token.text))
        return 1

    def _word(self, index: int) -> int:
        token = self._tokens[index]
        for phrase, length in phrases(self._tokens, index):
            if phrase == "bottle green" and self._key(index - 1) in _DETERMINERS - {"a", "an"}:
                # "paint the bottle green"
                continue
            if phrase == "a shade" and not self._grades(index + length):
                # "without a shade"
                continue
            if phrase in words.WRITES and not self._written:
                return length + self._writing(index + length)
            found = self._meaning(phrase, index, length)
            if found is not None:
                self._add(*found)
                return length
        if token.key.endswith("'s") and len(token.key) > 2:
            owner = self._meaning(token.key[:-2], index, 1)
            if owner is not None:
                self._add(*owner, Lexeme("possessive", "'s"))
                return 1
        if token.text.isupper() and len(token.text) > 1 and not self._shouted:
            text, length = self._capitals(index)
            self._add(Lexeme("caps", text, Value("text", text, text)))
            return length
        self._add(self._coined(token))
        return 1

    # Words

    def _meaning(self, phrase: str, index: int, length: int) -> tuple[Lexeme, ...] | None:
        """What a phrase stands for here; nothing of it is left to be read again."""
        following = self._key(index + length)
        if phrase in words.UNBUILT and self._family is None:
            return (Lexeme("unbuilt", phrase),)
        if phrase in words.UNDO:
            return (Lexeme("undo", phrase),)
        if (special := self._special(phrase, index, following)) is not None:
            return special
        if phrase in words.FILLS:
            self._filling = True
            return (Lexeme("with", phrase),)
        if phrase in words.BINDINGS:
            return (Lexeme(words.BINDINGS[phrase], phrase),)
        if phrase in words.WRITES:
            return ()
        return self._named(phrase, index, length) or self._said(phrase)

    def _special(self, phrase: str, index: int, following: str) -> tuple[Lexeme, ...] | None:
        """Words that mean one thing or another by what is beside them."""
        match phrase:
            case "nothing":
                return Lexeme("no", phrase), Lexeme("all", phrase)
            case "anything" if any(each.role in ("not", "no") for each in self._found[-2:]):
                return (Lexeme("all", phrase),)
            case "nothing else":
                return Lexeme("keep", phrase), Lexeme("rest", phrase)
            case "corner" | "corners" | "edge" | "edges" if self._rounds(index):
                return ()
            case "non" | "un" if self._said(following):
                return (Lexeme("not", "non"),)
            case "set" if following == "of":
                return (Lexeme("several", phrase),)
            case "it's":
                return Lexeme("it", "it"), Lexeme("is", "is")
            case "can" if following in _SUBJECTS and self._opens(index):
                return ()
            case "anything but" | "anything except" if (
                following in _DETERMINERS or following in words.PARTS
            ):
                return Lexeme("all", "anything"), Lexeme("except", "except")
            case "sans" if following in words.PARTS or following in _DETERMINERS:
                return (Lexeme("no", phrase),)
            case "this" | "that" | "these" | "those" if self._stands_alone(index):
                return (Lexeme("it", phrase),)
            case "both":
                named = following in _DETERMINERS or following in words.PARTS or following == "of"
                return () if named else (Lexeme("it", phrase),)
            case "light" if self._shades(index, following):
                return self._said(phrase)
            case "deep" | "deeper" if following not in colours():
                return (Lexeme("unknown", phrase),)
            case "clear" | "open" | "blank" if following in _DETERMINERS or following == "it":
                return (Lexeme("unknown", phrase),)
            case "lower" if following in _DETERMINERS:
                reduces = self._key(index + 2) in words.MEASURES
                return (Lexeme("reduce" if reduces else "unknown", phrase),)
            case "a little" if following not in words.SIZES and following not in words.MODIFIERS:
                comparing = following in ("more", "less") or following in words.BINDINGS
                if not comparing and following not in words.GLOSSES:
                    return Lexeme("det", "a"), *(self._said("little") or ())
            case "cork" | "corks" if self._is_noun(index, following):
                stopper = Value("material", phrase, "cork")
                return (Lexeme("part", phrase, stopper, parts=("lid",)),)
        return None

    def _grades(self, index: int) -> bool:
        """Whether a degree is followed by something that has degrees."""
        key = self._key(index)
        tables = (words.SIZES, words.MODIFIERS, words.GLOSSES, words.ROUNDINGS)
        return key in ("more", "less") or any(key in table for table in tables)

    def _rounds(self, index: int) -> bool:
        """Whether corners are named for being rounded or sharpened."""
        near = (self._key(each) for each in (index - 2, index - 1, index + 1, index + 2))
        return any(each in words.ROUNDINGS for each in near)

    def _opens(self, index: int) -> bool:
        """Whether a sentence begins here."""
        return index == 0 or self._tokens[index - 1].kind == "comma"

    def _shades(self, index: int, following: str) -> bool:
        """Whether "light" is said of a colour, not of what shines."""
        return (
            following in colours()
            or following in words.MATERIALS
            or self._family not in (None, "lamp")
            or self._key(index - 1) in ("more", "less", "too", "so", "very", "as")
        )

    def _stands_alone(self, index: int) -> bool:
        """Whether "this" is said for the product, as in "make this red"."""
        before, following = self._key(index - 1), self._key(index + 1)
        verbs = words.MAKE | words.KEEP | words.NOT | words.CHANGE | words.REMOVE | {"but", "and"}
        is_value = self._said(following) is not None or following in ("more", "less", "a", "an", "")
        return before in verbs and is_value

    def _is_noun(self, index: int, following: str) -> bool:
        """Whether "cork" is a thing here, not what one is made of: "a wooden cork"."""
        if self._said(following) is not None or self._names(following):
            return False
        for lexeme in reversed(self._found):
            if lexeme.value is not None and lexeme.value.trait == "material":
                return True
            if lexeme.role != "value":
                return lexeme.role in ("det", "no", "remove")
        return False

    def _names(self, phrase: str) -> bool:
        return phrase in words.PARTS or phrase in words.FAMILIES or phrase in words.KINDS

    def _named(self, phrase: str, index: int, length: int) -> tuple[Lexeme, ...] | None:
        """A phrase for a thing."""
        as_colour = said_as_colour(self._tokens, index, length)
        if phrase in words.BARE:
            return (Lexeme("bare", phrase, parts=(words.BARE[phrase],)),)
        if phrase in words.CONTENTS and not as_colour and self._holds(phrase):
            following = self._key(index + length)
            if phrase in colours() and following in words.HUES:
                return None
            return (Lexeme("contents", phrase, Value("contents", phrase, phrase)),)
        if phrase in words.SEVERAL:
            return (Lexeme("several", phrase),)
        if phrase in words.OUTSIDES:
            return (Lexeme("outside", phrase),)
        if phrase in words.PARTS:
            return (
                Lexeme(
                    "part", phrase, parts=words.PARTS[phrase],
                    lettering=phrase in words.LETTERING, kind=words.KINDS.get(phrase),
                ),
            )  # fmt: skip
        if phrase in words.KINDS:
            return (Lexeme("whole", phrase, kind=words.KINDS[phrase]),)
        if phrase in words.FAMILIES:
            return (Lexeme("whole", phrase, kind=(words.FAMILIES[phrase], "classic")),)
        if phrase in words.WHOLE:
            return (Lexeme("whole", phrase),)
        if phrase in words.REST:
            return (Lexeme("rest", phrase),)
        if phrase in words.EVERYTHING:
            return (Lexeme("all", phrase),)
        return None

    def _holds(self, phrase: str) -> bool:
        """Whether contents are meant: in an edit, colours and materials come first."""
        return self._creating or self._filling or phrase not in colours()

    def _said(self, phrase: str) -> tuple[Lexeme, ...] | None:
        """A phrase that says how something is."""
        material = words.MATERIALS.get(phrase)
        if material == "terracotta" and self._family not in (None, *_EARTHEN):
            material = None
        if material:
            return (_value(Value("material", phrase, material)),)
        if colour := colours().get(phrase):
            return (_value(Value("colour", phrase, colour)),)
        if finish := words.FINISHES.get(phrase):
            return (_value(Value("finish", phrase, finish)),)
        if gloss := words.GLOSSES.get(phrase):
            return (_value(Value("gloss", phrase, gloss, relative=True)),)
        if shift := words.MODIFIERS.get(phrase):
            return (_value(Value("shift", phrase, shift, relative=_compares(phrase))),)
        if size := words.SIZES.get(phrase):
            width, height = size
            relative = _compares(phrase)
            return (_value(Value("size", phrase, "", width, height, relative=relative)),)
        if rounding := words.ROUNDINGS.get(phrase):
            return (_value(Value("rounding", phrase, "", rounding, relative=_compares(phrase))),)
        if face := words.FACES.get(phrase):
            return (_value(Value("face", phrase, face)),)
        if phrase in words.MULTIPLES:
            return (Lexeme("multiple", phrase, number=words.MULTIPLES[phrase]),)
        if phrase in words.MEASURES:
            return (Lexeme("measure", phrase, axes=words.MEASURES[phrase]),)
        if phrase in words.DEGREES:
            return (Lexeme("degree", phrase, number=words.DEGREES[phrase]),)
        if phrase in words.STOP:
            return ()
        return None

    def _coined(self, token: Token) -> Lexeme:
        """A word that is not known: "labelless" and "uncoloured" say what they do without."""
        key = token.key
        for stem in (key.removesuffix("less"), key.removesuffix("free")):
            if stem != key and (stem in words.PARTS):
                (part, *_) = words.PARTS[stem]
                return Lexeme("bare", key, parts=(part,))
        meant = closest(key, _OPPOSING)
        if meant and nearest(key) is None:
            raise Unclear(token.text, f"Did you mean “{meant}”?")
        return Lexeme("unknown", token.text[:24])

    def _key(self, index: int) -> str:
        return self._tokens[index].key if 0 <= index < len(self._tokens) else ""

    # Texts

    def _text(self, text: str) -> None:
        self._written = True
        self._add(Lexeme("text", text, Value("text", text, text)))

    def _writing(self, start: int) -> int:
        """The words after "says"; answers how many tokens they are."""
        skipped = 0
        while self._key(start + skipped) in _BEFORE_TEXT:
            skipped += 1
        taken = self._until_it_ends(start + skipped)
        if not taken:
            return 0
        if taken == ["nothing"]:
            self._add(Lexeme("no", "nothing"))
            self._add(Lexeme("part", "text", parts=("label",), lettering=True))
        else:
            self._text(" ".join(taken))
        return skipped + len(taken)

    def _until_it_ends(self, start: int) -> list[str]:
        taken: list[str] = []
        capitals = False
        for index, token in enumerate(self._tokens[start:], start):
            if token.kind not in ("word", "number"):
                break
            lower = token.kind == "word" and not token.text.isupper()
            if not taken:
                capitals = not lower and len(token.text) > 1 and not self._shouted
            elif lower if capitals else self._ends_text(taken, index):
                break
            taken.append(token.text)
        return taken

    def _ends_text(self, taken: Sequence[str], index: int) -> bool:
        """Whether a word is no longer of the text; "Salt and Pepper" goes on after its "and"."""
        if self._key(index) not in _ENDS_TEXT:
            return False
        joined = self._key(index) == "and" and index + 1 < len(self._tokens)
        return not (joined and taken[0].istitle() and self._tokens[index + 1].text.istitle())

    def _capitals(self, index: int) -> tuple[str, int]:
        """The words in capitals that begin here, up to one that means something."""
        run = [self._tokens[index].text]
        for token in self._tokens[index + 1 :]:
            known = token.key in words.BINDINGS or self._names(token.key) or self._said(token.key)
            if token.kind != "word" or not token.text.isupper() or known:
                break
            run.append(token.text)
        return " ".join(run), len(run)


def _value(value: Value) -> Lexeme:
    return Lexeme("value", value.said, value)


def _compares(phrase: str) -> bool:
    """Whether a word says "more than now"."""
    last = phrase.rpartition(" ")[2]
    verbs = ("heighten", "lengthen", "shorten", "widen", "enlarge", "shrink", "darken", "lighten")
    return (last.endswith("er") and last != "slender") or last in (*verbs, "brighten", "elongate")
