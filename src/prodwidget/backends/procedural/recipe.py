"""A recipe as a language model writes it: a spec of one family, with its sizes in millimetres.

Everything here comes from the spec and the catalogue, so that neither has to be told twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError
from pydantic import create_model as create
from pydantic.json_schema import models_json_schema
from pydantic_core import ErrorDetails

from prodwidget.backends.procedural.catalogue import CATALOGUE, Measures
from prodwidget.backends.procedural.materials import SUBSTANCES
from prodwidget.backends.procedural.spec import (
    LARGEST,
    SMALLEST,
    Appearance,
    Factor,
    Family,
    Form,
    Part,
    PartSpec,
    Print,
    Size,
    Spec,
    bounded,
)

_MOST_FAULTS = 5
_SAID_CHARACTERS = 60
_SLACK = 1e-3
"""By which a size may be out of its range: it was rounded to be written down."""


class Unfit(Exception):
    """What was written is no recipe; ``faults`` says what is wrong with it, a clause each."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults[:_MOST_FAULTS]


def _known(material: str) -> str:
    if material not in SUBSTANCES:
        raise ValueError
    return material


class _Look(Appearance):
    material: Annotated[
        str, AfterValidator(_known), Field(json_schema_extra={"enum": list(SUBSTANCES)})
    ]


class _Part(PartSpec):
    look: _Look


class _Recipe(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    family: Family
    form: Form
    height_mm: Annotated[float, Field(allow_inf_nan=False)]
    width_mm: Annotated[float, Field(allow_inf_nan=False)]
    holds_ml: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    rounding: Factor = 1.0
    parts: Any
    print: Print


def _of_family(family: Family) -> type[_Recipe]:
    entry, name = CATALOGUE[family], family.capitalize()
    own: dict[str, Any] = {
        part: (_Part, ...) if part == entry.main[0] else (_Part | None, None)
        for part in entry.looks
    }
    parts = create(f"{name}Parts", __config__=ConfigDict(frozen=True, extra="forbid"), **own)
    only: Any = Literal
    fields: dict[str, Any] = {
        "family": (only[family], ...),
        "form": (only[("classic", *entry.forms)], ...),
        "parts": (parts, ...),
    }
    return create(f"{name}Recipe", __base__=_Recipe, **fields)


_RECIPES: Final[dict[Family, type[_Recipe]]] = {
    family: _of_family(family) for family in get_args(Family)
}


def written(spec: Spec) -> dict[str, JsonValue]:
    """A product as a model is shown it, and as it writes it."""
    measures = CATALOGUE[spec.family].of(spec.form).measures
    parts = CATALOGUE[spec.family].looks
    whole = spec.model_dump(mode="json")
    return {
        "family": spec.family,
        "form": spec.form,
        "height_mm": _millimetres(measures.height * spec.size.height),
        "width_mm": _millimetres(measures.width * spec.size.width),
        "holds_ml": None,
        "rounding": spec.rounding,
        "parts": {part: whole["parts"].get(part) for part in parts},
        "print": whole["print"],
    }


def spec_of(recipe: Mapping[str, Any], seed: int, before: Spec | None) -> Spec:
    """The product that a recipe describes; ``before`` is what an edit starts from.

    Raises
    ------
    Unfit
        It is not after the schema, or beyond what the family can be.
    """
    family = recipe.get("family")
    if not isinstance(family, str) or family not in _RECIPES:
        raise Unfit(f"family is {_said(family)}, and can be {', '.join(_RECIPES)}")
    if before is not None and family != before.family:
        raise Unfit(f"family is {family}, and an edit leaves it {before.family}")
    try:
        read = _RECIPES[family].model_validate(recipe, strict=True)
    except ValidationError as error:
        raise Unfit(*(_fault(each) for each in error.errors(include_url=False))) from None
    parts: dict[Part, PartSpec] = {
        name: PartSpec(
            look=Appearance(**part.look.model_dump()), size=Size(**part.size.model_dump())
        )
        for name, part in read.parts
        if part is not None
    }
    return Spec(
        family=read.family,
        form=read.form,
        seed=seed if before is None else before.seed,
        size=_size(read, before),
        rounding=read.rounding,
        parts=parts,
        print=read.print,
    )


def _size(read: _Recipe, before: Spec | None) -> Size:
    measures = CATALOGUE[read.family].of(read.form).measures
    if read.holds_ml is not None:
        return _holding(read.holds_ml, read, measures)
    shown = written(before) if before is not None and before.form == read.form else {}
    factors: dict[str, float] = {}
    for axis, metres in (("height", measures.height), ("width", measures.width)):
        millimetres = getattr(read, f"{axis}_mm")
        if before is not None and shown.get(f"{axis}_mm") == millimetres:
            # What was shown was rounded.
            factors[axis] = getattr(before.size, axis)
            continue
        factors[axis] = _within(millimetres / metres / 1000)
        if not factors[axis]:
            low, high = size_range(metres)
            raise Unfit(
                f"{axis}_mm is {millimetres:g}, and a {named(read.family, read.form)} is {low:g} "
                f"to {high:g} mm {'tall' if axis == 'height' else 'wide'}"
            )
    return Size(**factors)


def _holding(millilitres: float, read: _Recipe, measures: Measures) -> Size:
    """As large, in the same proportions, that it holds so much."""
    name = named(read.family, read.form)
    if not measures.volume:
        raise Unfit(f"holds_ml is {millilitres:g}, and has to be null: a {name} holds nothing")
    factor = _within((millilitres / measures.volume) ** (1 / 3))
    if not factor:
        low, high = (measures.volume * each**3 for each in (SMALLEST, LARGEST))
        raise Unfit(f"holds_ml is {millilitres:g}, and a {name} holds {low:.3g} to {high:.5g} ml")
    return Size(width=factor, height=factor)


def _within(factor: float) -> float:
    """The factor as it is kept; 0 where it is out of bounds."""
    return bounded(factor) if SMALLEST - _SLACK <= factor <= LARGEST + _SLACK else 0.0


def size_range(metres: float) -> tuple[float, float]:
    """How small and how large a measure can be, in millimetres."""
    return _millimetres(metres * SMALLEST), _millimetres(metres * LARGEST)


def _millimetres(metres: float) -> float:
    return round(metres * 1000, 2)


def named(family: Family, form: Form) -> str:
    """A kind of product in a sentence: "bottle of the form wine"."""
    return family if form == "classic" else f"{family} of the form {form}"


def _fault(error: ErrorDetails) -> str:
    """One finding of the schema as a clause."""
    where = ".".join(map(str, error["loc"])) or "the recipe"
    given, context = _said(error["input"]), error.get("ctx", {})
    match error["type"]:
        case "missing":
            return f"{where} is missing"
        case "extra_forbidden":
            return f"there is no {where}"
        case "literal_error":
            return f"{where} is {given}, and can be {context['expected']}"
        case "greater_than_equal" | "less_than_equal":
            return f"{where} is {given}, and goes from {SMALLEST} to {LARGEST}"
        case "string_pattern_mismatch":
            return f"{where} is {given}, and is to be a colour such as #1a2b3c"
        case "string_too_long":
            return f"{where} has more than {context['max_length']} characters"
        case "value_error":
            return f"{where} is {given}, and can be {', '.join(SUBSTANCES)}"
        case _:
            return f"{where} is {given}, which is not of the type that the schema says"


def _said(given: object) -> str:
    text = json.dumps(given, ensure_ascii=False, default=str)
    return text if len(text) <= _SAID_CHARACTERS else f"{text[:_SAID_CHARACTERS]}…"


# The schema


@cache
def answer_schema(family: Family | None) -> str:
    """The JSON Schema of an answer, as JSON; of one family for an edit.

    It keeps to what all providers can hold a model to: every property required, null for what is
    left out, ``anyOf``, no bounds (those are in descriptions). Sources:
    https://platform.openai.com/docs/guides/structured-outputs#supported-schemas and
    https://ai.google.dev/gemini-api/docs/structured-output.
    """
    models = [_RECIPES[family]] if family else list(_RECIPES.values())
    places, whole = models_json_schema([(each, "validation") for each in models])
    return json.dumps(
        {
            "type": "object",
            "properties": {
                "recipe": {
                    "anyOf": [*(places[each, "validation"] for each in models), {"type": "null"}]
                },
                "not_done": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "What of the prompt the recipe does not do; a sentence each.",
                },
            },
            "required": ["recipe", "not_done"],
            "additionalProperties": False,
            "$defs": {name: _common(each) for name, each in whole["$defs"].items()},
        },
        separators=(",", ":"),
    )


def _common(schema: Any) -> Any:
    """A part of a schema in the words that all providers know."""
    if isinstance(schema, list):
        return [_common(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "object":
        properties = {name: _common(each) for name, each in schema["properties"].items()}
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
    plain = {
        name: _common(schema[name]) for name in ("$ref", "type", "enum", "anyOf") if name in schema
    }
    if "const" in schema:
        plain["enum"] = [schema["const"]]
    if bounds := ", ".join(_bounds(schema)):
        plain["description"] = bounds
    return plain


def _bounds(schema: Mapping[str, Any]) -> Iterator[str]:
    if "minimum" in schema:
        yield f"{schema['minimum']} to {schema['maximum']}"
    if "maxLength" in schema:
        yield f"at most {schema['maxLength']} characters"
    if "pattern" in schema:
        yield "sRGB, such as #1a2b3c"
