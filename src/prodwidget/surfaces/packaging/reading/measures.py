"""Dimensions in a prompt: millimetres, centimetres or inches, in the forms that people write."""

from __future__ import annotations

import re

from prodwidget.errors import PromptError
from prodwidget.surfaces.packaging.reading.wanted import Wanted

_SIDES = ("length", "width", "height")
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4}
_UNIT = (
    r"(?:(?P<{0}>millimet(?:re|er)s?|mm|centimet(?:re|er)s?|cm|inch(?:es)?|in\b|\"|″|”|'')"
    r"(?![a-z]))"
)
_NUMBER = r"(?P<{0}>\d+(?:[.,]\d+)?)"
_CROSS = r"\s*(?:×|x|\*|by)\s*"
_SPACE = r"[\s-]*"


def _one(number: int) -> str:
    unit = _UNIT.format(f"u{number}")
    return _NUMBER.format(f"n{number}") + _SPACE + unit + "?"


_AXES = {
    **dict.fromkeys(("wide", "width", "across", "long", "length"), "length"),
    **dict.fromkeys(("deep", "depth", "thick"), "width"),
    **dict.fromkeys(("tall", "high", "height", "in height"), "height"),
    **dict.fromkeys(("diameter", "in diameter"), "diameter"),
}
_NAMES = "|".join(sorted((re.escape(each) for each in _AXES), key=len, reverse=True))
_SEVERAL = re.compile(
    rf"(?<![\w.])(?:ø|⌀)?\s*{_one(1)}\s*(?P<mark1>[lwhdø⌀](?![a-z]))?{_CROSS}{_one(2)}"
    rf"(?P<mark2>[lwhd](?![a-z]))?(?:{_CROSS}{_one(3)}(?P<mark3>[lwhd](?![a-z]))?)?(?!\w)"
)
_AFTER = re.compile(
    rf"(?<![\w.]){_one(1)}\s*(?P<relative>more\s+)?(?:in\s+)?"
    rf"(?P<axis>{_NAMES}|wider|longer|deeper|taller|higher|narrower|shorter|shallower|lower)\b"
)
_BEFORE = re.compile(
    rf"\b(?P<axis>{_NAMES})\s*(?:of|is|to|:|=)?\s*(?:be\s+)?{_one(1)}(?!\w)"
    rf"|(?P<round>ø|⌀)\s*{_NUMBER.format('n2')}{_SPACE}{_UNIT.format('u2')}?"
)
_BOARD = re.compile(
    rf"{_one(1)}{_SPACE}(?:thick\s+)?(?:corrugated\s+)?"
    r"(?:board|cardboard|carton board|paperboard)\b"
)
_MORE = {
    "wider": ("length", 1), "longer": ("length", 1), "deeper": ("width", 1),
    "taller": ("height", 1), "higher": ("height", 1), "narrower": ("length", -1),
    "shorter": ("height", -1), "lower": ("height", -1), "shallower": ("width", -1),
}  # fmt: skip
_RELATIVE = re.compile(
    r"\b(?:(?P<times>twice|double|half)\s+(?:as\s+)?(?P<axis>wide|long|deep|tall|high)"
    r"|(?P<percent>\d+(?:\.\d+)?)\s*(?:%|percent)\s+(?P<more>\w+er)"
    r"|(?P<plain>wider|longer|deeper|taller|higher|narrower|shallower|lower)"
    r"|(?P<size>bigger|larger|smaller)\s+(?P<what>box|carton|package|sleeve|pouch|tube|tray|it))\b"
    r"(?:\s+as\b)?"
)
_AMOUNT = re.compile(
    r"(?<![\w.])(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>ml|cl|dl|l|litres?|liters?|g|kg|oz|fl\.? oz|"
    r"grams?|pieces|pcs|capsules|bags|teabags|tea bags)\b"
)
_PLAIN = 0.2
"""How much taller "taller" is, where nobody says."""


def read_measures(text: str, wanted: Wanted, before: tuple[float, float, float] | None) -> str:
    """Take the dimensions out of a lower-case prompt into ``wanted``, in millimetres.

    ``before`` are length, width and height of the package as it is. Numbers without a unit are
    millimetres. Answers the prompt with spaces where dimensions were.

    Raises
    ------
    PromptError
        One is said twice in different ways, or no more than none.
    """
    board = _BOARD.search(text)
    if board is not None:
        wanted.board = _millimetres(board, 1)
        text = _without(text, board)
    for several in [*_SEVERAL.finditer(text)]:
        _take(several, wanted)
        text = _without(text, several)
    for pattern in (_AFTER, _BEFORE):
        for found in [*pattern.finditer(text)]:
            _take_one(found, wanted, before)
            text = _without(text, found)
    for found in [*_RELATIVE.finditer(text)]:
        _take_relative(found, wanted)
        text = _without(text, found)
    amount = _AMOUNT.search(text)
    if amount is not None:
        wanted.amount = f"{amount['number']} {amount['unit']}"
        text = _without(text, amount)
    return text


def _take(found: re.Match[str], wanted: Wanted) -> None:
    count = 3 if found["n3"] else 2
    # A unit at the end is that of all numbers before it.
    last = next((found[f"u{each}"] for each in range(count, 0, -1) if found[f"u{each}"]), None)
    sizes = [_millimetres(found, each, last) for each in range(1, count + 1)]
    marks = [found[f"mark{each}"] or "" for each in range(1, count + 1)]
    if "h" in marks or "l" in marks:
        axes = {"l": "length", "w": "width", "d": "width", "h": "height"}
        if "l" not in marks and "d" in marks:
            axes["w"] = "length"
        for mark, size in zip(marks, sizes, strict=True):
            _set(wanted, axes.get(mark, "length"), size)
    elif count == 3:
        for axis, size in zip(_SIDES, sizes, strict=True):
            _set(wanted, axis, size)
    else:
        _set(wanted, "length", sizes[0])
        _set(wanted, "height", sizes[1])


def _take_one(
    found: re.Match[str], wanted: Wanted, before: tuple[float, float, float] | None
) -> None:
    if found.groupdict().get("round"):
        _set(wanted, "diameter", _millimetres(found, 2))
        return
    axis, size = found["axis"], _millimetres(found, 1)
    if axis not in _MORE:
        _set(wanted, _AXES[axis], size)
        return
    name, sign = _MORE[axis]
    if before is None:
        raise PromptError(
            f"“{found.group().strip()}” is said of a package that is there, and there is none.",
            hint="Say how large it is, such as “200 × 120 × 60 mm”.",
        )
    _set(wanted, name, before[_SIDES.index(name)] + sign * size)


def _take_relative(found: re.Match[str], wanted: Wanted) -> None:
    if found["times"]:
        wanted.factors[_AXES[found["axis"]]] = 0.5 if found["times"] == "half" else 2.0
    elif found["size"]:
        factor = 1 - _PLAIN if found["size"] == "smaller" else 1 + _PLAIN
        wanted.factors |= dict.fromkeys(_SIDES, factor)
    else:
        word = found["more"] or found["plain"]
        if word not in _MORE:
            wanted.unknown.append(found.group())
            return
        name, sign = _MORE[word]
        share = float(found["percent"]) / 100 if found["percent"] else _PLAIN
        wanted.factors[name] = 1 + sign * share


def _set(wanted: Wanted, axis: str, size: float) -> None:
    if size <= 0:
        raise PromptError("A dimension is zero.", hint="Say how large it is, such as “60 mm”.")
    for each in ("length", "width") if axis == "diameter" else (axis,):
        already = getattr(wanted, each)
        if already is not None and abs(already - size) > 1e-6:
            raise PromptError(
                f"Two different dimensions are said for the same side: {already:g} mm and "
                f"{size:g} mm.",
                hint="Say length × width × height once, such as “200 × 120 × 60 mm”.",
            )
        setattr(wanted, each, round(size, 4))


def _millimetres(found: re.Match[str], number: int, unit: str | None = None) -> float:
    own = found[f"u{number}"] or unit or "mm"
    size = float(found[f"n{number}"].replace(",", "."))
    if own.startswith(("in", '"', "″", "”", "''")):
        return size * _MILLIMETRES["in"]
    return size * _MILLIMETRES["cm" if own.startswith("c") else "mm"]


def _without(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " * (found.end() - found.start()) + text[found.end() :]
