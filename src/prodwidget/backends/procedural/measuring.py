"""Joins what was said about measures into values: "a bit less tall", "twice as wide"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.colour import parse_hex
from prodwidget.backends.procedural.lexeme import Lexeme
from prodwidget.backends.procedural.look import colour_of
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.values import (
    Axis,
    Value,
    along,
    by_degree,
    increased,
    opposite,
)

METRES: Final = {"mm": 0.001, "cm": 0.01, "m": 1.0, "in": 0.0254, "ft": 0.3048}
MILLILITRES: Final = {"ml": 1.0, "cl": 10.0, "oz": 29.57, "l": 1000.0}

_SMALLEST_SHARE = 0.05

Found = tuple[Lexeme, int] | None
"""What a rule read, and how many lexemes it took."""

Rule = Callable[[Sequence[Lexeme]], Found]


def measured(found: Sequence[Lexeme]) -> list[Lexeme]:
    """The lexemes with every run about a measure or a shade joined into one value."""
    return _attributive(_joined(_joined(found, _RULES), (_shaded,)))


def _attributive(found: Sequence[Lexeme]) -> list[Lexeme]:
    """ "a not so tall vase" as "a less tall vase"."""
    out: list[Lexeme] = []
    index = 0
    while index < len(found):
        out.append(found[index])
        run = found[index + 1 : index + 3]
        index += 1
        if out[-1].role != "det" or [each.role for each in run] != ["not", "value"]:
            continue
        value = run[1].value
        turned = opposite(value) if value is not None else None
        if turned is None:
            said = f"{out[-1].said} not {run[1].said}"
            raise Unclear(said, f"Say “that is not {run[1].said}”.")
        out.append(_value(replace(turned, said=f"not {run[1].said}")))
        index += 2
    return out


def _joined(found: Sequence[Lexeme], rules: Sequence[Rule]) -> list[Lexeme]:
    out: list[Lexeme] = []
    index = 0
    while index < len(found):
        rest = found[index:]
        for rule in rules:
            if joined := rule(rest):
                lexeme, taken = joined
                out.append(lexeme)
                index += taken
                break
        else:
            out.append(found[index])
            index += 1
    return out


def by_amount(value: Value, amount: Lexeme) -> Value:
    """A size that was said first, by as much as was said after it: "taller by 20%"."""
    if amount.unit == "%":
        share = amount.number / 100
        return replace(
            value,
            said=f"{value.said} by {amount.said}",
            width=_by_share(value.width, share),
            height=_by_share(value.height, share),
        )
    if amount.unit in METRES and (value.width == 1.0) != (value.height == 1.0):
        axis: Axis = "width" if value.height == 1.0 else "height"
        grows = value.width * value.height > 1
        metres = abs(amount.number) * METRES[amount.unit] * (1 if grows else -1)
        said = f"{value.said} by {amount.said}"
        return Value("length", said, axis, amount=metres, relative=True)
    raise Unclear(f"{value.said} by {amount.said}", "Say “20% taller” or “2 cm taller”.")


def to_amount(axes: Sequence[Axis], amount: Lexeme, grows: bool | None) -> Value:
    """A measure that was named first, and how much it is to be: "reduce the height to 15 cm"."""
    if amount.unit in METRES and len(axes) == 1 and not amount.signed:
        return Value(
            "length", amount.said, axes[0], amount=amount.number * METRES[amount.unit],
            excess="" if grows is None else "grow" if grows else "reduce",
        )  # fmt: skip
    if amount.unit == "%" and amount.number > 0 and not amount.signed:
        factor = amount.number / 100
        if grows is not None and grows != (factor > 1):
            raise Unclear(f"to {amount.said}", "Say “20% taller” or “20% shorter”.")
        return along(Value("size", amount.said, "", factor, factor), tuple(axes))
    raise Unclear(f"to {amount.said}", "Say “20 cm tall”, “8 cm wide” or “20% smaller”.")


def _by_share(factor: float, share: float) -> float:
    if factor == 1.0:
        return 1.0
    return 1 + abs(share) if factor > 1 else max(1 - abs(share), _SMALLEST_SHARE)


def _value(value: Value) -> Lexeme:
    return Lexeme("value", value.said, value)


def _is_size(lexeme: Lexeme) -> bool:
    return lexeme.value is not None and lexeme.value.trait == "size"


# Rules: each looks at the lexemes from one place on.


def _graded(rest: Sequence[Lexeme]) -> Found:
    """ "a bit taller", "much less shiny", "so tall", "too dark"."""
    degree, less, excess = 1.0, 0, ""
    more = False
    for taken, lexeme in enumerate(rest):
        match lexeme.role:
            case "degree":
                degree = lexeme.number
            case "less":
                less += 1
            case "more":
                more = True
            case "so" | "as":
                excess = lexeme.said
            case "value" if lexeme.value is not None and taken:
                return _weighed(lexeme.value, degree, less, more, excess, taken, rest)
            case "measure" if less + more == 1 and lexeme.axes:
                factor = 0.8 if less else 1.25
                size = along(Value("size", lexeme.said, "", factor, factor), lexeme.axes)
                said = f"{'less' if less else 'more'} {lexeme.said}"
                size = replace(by_degree(size, degree), said=said, relative=True)
                return _value(size), taken + 1
            case _:
                return None
    return None


def _weighed(
    value: Value,
    degree: float,
    less: int,
    more: bool,
    excess: str,
    taken: int,
    rest: Sequence[Lexeme],
) -> Found:
    said = " ".join(each.said for each in rest[: taken + 1])
    if value.trait in ("colour", "material", "text") and not (less or more):
        if excess and excess not in ("so", "quite"):
            raise Unclear(said, "Name the colour or the material that it is to have.")
        return (_value(value), taken + 1) if taken else None
    changed: Value | None = value
    if less:
        changed = opposite(value)
    elif more:
        changed = increased(value)
    if changed is None:
        raise Unclear(said, "Say “darker”, “less shiny”, “taller”, or name what it is to be.")
    relative = value.relative or bool(less) or more
    changed = by_degree(replace(changed, said=said, relative=relative, excess=excess), degree)
    return _value(changed), taken + 1


def _share(rest: Sequence[Lexeme]) -> Found:
    """ "20% taller", "30% less wide", "80% of the height", "-20% height"."""
    first = rest[0]
    if first.role != "amount" or first.unit != "%":
        return None
    share = first.number / 100
    match [each.role for each in rest[1:4]]:
        case ["value", *_] if rest[1].value and _is_size(rest[1]) and not first.signed:
            value = rest[1].value
            sized = by_amount(value, first)
            return _value(replace(sized, said=f"{first.said} {value.said}", relative=True)), 2
        case ["less" | "more" as way, "value", *_] if rest[2].value and _is_size(rest[2]):
            graded = opposite(rest[2].value) if way == "less" else rest[2].value
            if graded is not None:
                said = f"{first.said} {way} {rest[2].said}"
                return _value(replace(by_amount(graded, first), said=said, relative=True)), 3
        case ["of", "measure", *_] if share > 0:
            return _scaled(rest[2].axes, share, f"{first.said} of the {rest[2].said}"), 3
        case ["of", "det", "measure"] if share > 0:
            return _scaled(rest[3].axes, share, f"{first.said} of the {rest[3].said}"), 4
        case ["as", "value", *_] if rest[2].said in words.ACROSS and share > 0:
            axis = words.ACROSS[rest[2].said]
            return _scaled((axis,), share, f"{first.said} as {rest[2].said}"), 3
        case ["measure", *_] if first.signed:
            factor = max(1 + share, _SMALLEST_SHARE)
            return _scaled(rest[1].axes, factor, f"{first.said} {rest[1].said}"), 2
        case ["value", *_] if rest[1].said in words.ACROSS and first.signed:
            factor = max(1 + share, _SMALLEST_SHARE)
            axis = words.ACROSS[rest[1].said]
            return _scaled((axis,), factor, f"{first.said} {rest[1].said}"), 2
    return None


def _scaled(axes: tuple[Axis, ...], factor: float, said: str) -> Lexeme:
    return _value(along(Value("size", said, "", factor, factor, relative=True), axes))


def _length(rest: Sequence[Lexeme]) -> Found:
    """ "200 mm tall", "2 cm taller", "8 cm in diameter", "30 cm"."""
    first = rest[0]
    if first.role != "amount" or first.unit not in METRES:
        return None
    metres = first.number * METRES[first.unit]
    following = rest[1:3]
    if following and following[0].said in words.ACROSS and following[0].value is not None:
        axis, size = words.ACROSS[following[0].said], following[0].value
        said = f"{first.said} {following[0].said}"
        if not size.relative and not first.signed:
            return _value(Value("length", said, axis, amount=metres)), 2
        if size.relative and not first.signed:
            grows = size.width * size.height > 1
            metres = metres if grows else -metres
            return _value(Value("length", said, axis, amount=metres, relative=True)), 2
        return None
    if [each.role for each in following] == ["in", "measure"] and len(following[1].axes) == 1:
        said = f"{first.said} in {following[1].said}"
        return _value(Value("length", said, following[1].axes[0], amount=metres)), 3
    if following and following[0].role == "measure" and len(following[0].axes) == 1:
        said = f"{first.said} {following[0].said}"
        length = Value(
            "length", said, following[0].axes[0], amount=metres, relative=first.signed
        )  # fmt: skip
        return _value(length), 2
    return None


def _named_measure(rest: Sequence[Lexeme]) -> Found:
    """ "height 200 mm", "a height of 200 mm", "bigger diameter"."""
    first = rest[0]
    if first.role == "measure":
        skipped = 1
        while skipped < len(rest) and (
            rest[skipped].role in ("of", "is", "to", "det")
            or (rest[skipped].role == "break" and rest[skipped].said == ":")
        ):
            skipped += 1
        if skipped < len(rest) and rest[skipped].role == "amount" and not rest[skipped].signed:
            value = to_amount(first.axes, rest[skipped], None)
            return _value(replace(value, said=f"{first.said} {value.said}")), skipped + 1
        if skipped < len(rest) and _is_size(rest[skipped]):
            size = rest[skipped].value
            assert size is not None
            return _value(along(size, first.axes)), skipped + 1
    if _is_size(first) and len(rest) > 1 and rest[1].role == "measure":
        assert first.value is not None
        said = f"{first.said} {rest[1].said}"
        return _value(replace(along(first.value, rest[1].axes), said=said)), 2
    return None


def _multiple(rest: Sequence[Lexeme]) -> Found:
    """ "twice as tall", "half the height", "1.5x taller"."""
    first = rest[0]
    if first.role != "multiple" or first.number <= 0:
        return None
    taken = 1
    while taken < len(rest) and rest[taken].role in ("as", "det", "of"):
        taken += 1
    if taken == len(rest):
        return None
    measure = rest[taken]
    said = " ".join(each.said for each in rest[: taken + 1])
    if measure.role == "measure":
        return _scaled(measure.axes, first.number, said), taken + 1
    if _is_size(measure) and measure.value is not None:
        value = measure.value
        shrinks = value.width * value.height < 1
        axes = tuple(
            axis
            for axis, factor in (("width", value.width), ("height", value.height))
            if factor != 1.0
        )
        if value.relative and first.number < 1:
            raise Unclear(said, "Say “half as tall” or “twice as tall”.")
        factor = 1 / first.number if shrinks else first.number
        named: tuple[Axis, ...] = ("width", "height") if len(axes) == 2 else (
            ("width",) if axes == ("width",) else ("height",)
        )  # fmt: skip
        return _scaled(named, factor, said), taken + 1
    return None


def _grown(rest: Sequence[Lexeme]) -> Found:
    """ "increase the height", "reduce the size of it by 20%" up to its measure."""
    first = rest[0]
    if first.role not in ("grow", "reduce"):
        return None
    taken = 1
    while taken < len(rest) and rest[taken].role == "det":
        taken += 1
    if taken == len(rest) or rest[taken].role != "measure":
        return None
    measure = rest[taken]
    factor = 1.25 if first.role == "grow" else 0.8
    said = f"{first.said} the {measure.said}"
    size = along(Value("size", said, "", factor, factor, relative=True), measure.axes)
    if [each.role for each in rest[taken + 1 : taken + 3]] == ["to", "amount"]:
        target = to_amount(measure.axes, rest[taken + 2], first.role == "grow")
        return _value(replace(target, said=f"{said} to {target.said}")), taken + 3
    return _value(size), taken + 1


def _glowing(rest: Sequence[Lexeme]) -> Found:
    """ "neon" by itself has no colour."""
    first = rest[0]
    if first.value is None or first.value.word != "neon" or first.value.trait != "shift":
        return None
    following = rest[1].value if len(rest) > 1 else None
    if following is None or following.trait != "colour":
        raise Unclear(first.said, "Say which colour: “neon green”.")
    return None


def _prefixed(rest: Sequence[Lexeme]) -> Found:
    """ "non-glossy"."""
    first = rest[0]
    if first.role != "not" or first.said != "non" or len(rest) < 2 or rest[1].value is None:
        return None
    value = rest[1].value
    said = f"non-{value.said}"
    if value.trait == "finish" and value.word in ("glossy", "polished", "matte"):
        return _value(Value("finish", said, "satin")), 2
    raise Unclear(said, "Say what it is to be instead.")


def _unmeasured(rest: Sequence[Lexeme]) -> Found:
    """ "200 x 80 mm" and "20-30 cm" are more than one measure can be."""
    roles = [each.role for each in rest[:3]]
    if roles[:2] in (["number", "amount"], ["multiple", "amount"]) or (
        roles == ["number", "to", "amount"]
    ):
        said = " ".join(each.said for each in rest[: len(roles)])
        raise Unclear(said, "Say “20 cm tall and 8 cm wide”.")
    return None


def _volume(rest: Sequence[Lexeme]) -> Found:
    first = rest[0]
    if first.role != "amount" or first.unit not in MILLILITRES or first.signed:
        return None
    amount = first.number * MILLILITRES[first.unit]
    return _value(Value("volume", first.said, first.said, amount=amount)), 1


def _shaded(rest: Sequence[Lexeme]) -> Found:
    """ "dark green", "copper coloured", "brick red": one colour."""
    first, *others = rest
    if first.role != "value" or first.value is None or not others:
        return None
    following = others[0]
    if first.value.trait == "material" and following.said in ("coloured", "colored", "colour"):
        colour = colour_of(first.value)
        return _value(Value("colour", f"{first.said} {following.said}", colour)), 2
    if following.value is None or following.value.trait != "colour":
        return None
    said = f"{first.said} {following.said}"
    if first.value.trait == "shift" and not first.value.relative:
        grey = max(parse_hex(following.value.word)) - min(parse_hex(following.value.word)) < 0.1
        if first.value.word == "neon" and grey:
            raise Unclear(said, "Say a colour that can glow, such as “neon green”.")
        return _value(Value("colour", said, colour_of(following.value, first.value))), 2
    finer = first.value.trait == "colour" and first.said not in words.HUES
    if finer and following.said in words.HUES:
        return _value(replace(first.value, said=said)), 2
    return None


_RULES: Final[tuple[Rule, ...]] = (
    _glowing, _prefixed, _unmeasured, _share, _length, _multiple, _grown, _named_measure, _volume,
    _graded,
)  # fmt: skip
