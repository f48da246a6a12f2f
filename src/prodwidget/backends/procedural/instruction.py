"""What a language model is told, so that it writes a recipe: rules, kinds and materials."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

from prodwidget.backends.language import Turn
from prodwidget.backends.procedural.catalogue import CATALOGUE, label_kind
from prodwidget.backends.procedural.materials import SUBSTANCES
from prodwidget.backends.procedural.recipe import Unfit, size_range, written
from prodwidget.backends.procedural.spec import Appearance, Family, Part, Spec

_RULES = """\
You write recipes for a generator of product models. A designer's prompt comes in any language.
Answer with one JSON object {"recipe": ..., "not_done": [...]} and nothing else.

- recipe is the whole product. It is null where what is asked for is none of the kinds below and \
cannot be made as one of them; then not_done says why.
- not_done says in the prompt's language, a short sentence each, what of the prompt the recipe \
does not do. It is empty where all is done.
- Whatever the prompt says nothing of stays as it is in the recipe that is given; in a new product \
it is as usual for its kind.
- What is ruled out must not be there: a part that is not wanted is null. "Not black" is another \
colour.
- Likeness, styles and places ("like a Bordeaux bottle") are put into kind, form, measures, \
materials and colours.
- Colours are sRGB as #rrggbb, in small letters. finish is null for how the material is by itself. \
A part that is named after a material, such as "a copper lid", has that material and its colour.
- height_mm and width_mm are of the whole product, with its lid. holds_ml is null, or what the \
product is to hold in millilitres: its size then follows, whatever height_mm and width_mm are. \
rounding and the sizes of parts are factors: 1 is as usual.
- A part that nobody asked for and that is marked with "?" is null. contents are seen in clear \
bodies only.
- print is what the label says: text in large letters, line in small ones, volume such as \
"500 ml" or "" for what the product holds. Only Latin, Greek and Cyrillic letters can be set. \
ink is the colour of the letters on a paper label, or null for what reads well; accent that of its \
rules. Where the label is a print, its part's colour is that of the letters, of the material paint.
"""


@cache
def _system(family: Family | None) -> str:
    return "\n".join(
        (
            _RULES,
            "Kinds: family/form, usual measures (range), usual parts:",
            *(line for each in CATALOGUE if family in (None, each) for line in _kinds(each)),
            "",
            "Materials and their colours: "
            + ", ".join(f"{name} {each.colour}" for name, each in SUBSTANCES.items()),
        )
    )


def _kinds(family: Family) -> Iterator[str]:
    """A line for each of a family's forms."""
    entry = CATALOGUE[family]
    for form in ("classic", *entry.forms):
        own = entry.of(form)
        measures = own.measures
        parts = ", ".join(
            f"{part}{'?' if optional else ''} {_worded(look)}"
            for part, look in (entry.looks | own.looks).items()
            for optional in [part in entry.optional - own.looks.keys() or part in own.without]
        )
        holds = f", holds {measures.volume:g} ml" if measures.volume else ""
        label = f"; label is {label_kind(family, form)}" if "label" in entry.looks else ""
        yield (
            f"{family}/{form}: {_measure(measures.height, 'tall')}, "
            f"{_measure(measures.width, 'wide')}{holds}; {parts}{label}"
        )


def _measure(metres: float, word: str) -> str:
    low, high = size_range(metres)
    return f"{metres * 1000:g} mm {word} ({low:g}-{high:g})"


def _worded(look: Appearance) -> str:
    return " ".join(filter(None, (look.material, look.colour, look.finish)))


def opening(prompt: str, before: Spec | None, part: Part | None = None) -> list[Turn]:
    """What a model is told and asked.

    ``before`` is what an edit starts from, ``part`` what of it is to change, where that is one part
    alone.
    """
    system = Turn("system", _system(before.family if before else None))
    if before is None:
        return [system, Turn("user", f"A new product. The prompt:\n{prompt}")]
    recipe = json.dumps(written(before), ensure_ascii=False)
    alone = ""
    if part is not None:
        own = "parts.label and print" if part == "label" else f"parts.{part}"
        alone = (
            f" The prompt is said of {own} alone: everything else stays as it is, and what it asks "
            "of anything else goes into not_done."
        )
    asked = f"The product's recipe:\n{recipe}\nChange it.{alone} The prompt:\n{prompt}"
    return [system, Turn("user", asked)]


def again(answer: str, unfit: Unfit) -> list[Turn]:
    """What a model is told of an answer that is no recipe."""
    faults = "\n".join(f"- {each}" for each in unfit.faults)
    return [
        *([Turn("model", answer)] if answer.strip() else []),
        Turn("user", f"That cannot be used:\n{faults}\nAnswer again, with the whole JSON object."),
    ]
