"""The recipe that a language model writes, and its schema: of the spec, and of nothing else."""

from __future__ import annotations

import json
from typing import get_args

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodwidget.backends.procedural.catalogue import CATALOGUE
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.instruction import opening
from prodwidget.backends.procedural.materials import SUBSTANCES
from prodwidget.backends.procedural.recipe import Unfit, answer_schema, spec_of, written
from prodwidget.backends.procedural.spec import (
    LARGEST,
    SMALLEST,
    Family,
    Finish,
    Form,
    Print,
    Size,
    Spec,
)
from tests.service.prompts import check_schema

KINDS = [(family, form) for family in CATALOGUE for form in ("classic", *CATALOGUE[family].forms)]
FACTORS = st.floats(SMALLEST, LARGEST).map(lambda factor: round(factor, 6))


def plain(family: Family, form: Form, size: Size | None = None) -> Spec:
    bare = Spec(
        family=family,
        form=form,
        seed=3,
        size=size or Size(),
        parts={},
        print=Print(text="x", accent="#000000"),
    )
    return bare.model_copy(update={"parts": Draft(bare).usual()})


@pytest.mark.parametrize(("family", "form"), KINDS)
@settings(max_examples=30, deadline=None)
@given(width=FACTORS, height=FACTORS)
def test_what_is_shown_and_written_back_is_the_same(
    family: Family, form: Form, width: float, height: float
) -> None:
    """An edit that leaves a measure as it was shown leaves it to the last bit."""
    spec = plain(family, form, Size(width=width, height=height))
    shown = json.loads(json.dumps(written(spec)))
    assert spec_of(shown, 9, spec) == spec
    as_new = spec_of(shown, 3, None)
    assert as_new.size.width == pytest.approx(width, abs=2e-4)
    assert as_new.size.height == pytest.approx(height, abs=2e-4)


def test_an_edit_keeps_the_seed_and_a_new_product_has_its_own() -> None:
    spec = plain("mug", "classic")
    assert spec_of(written(spec), 9, spec).seed == 3
    assert spec_of(written(spec), 9, None).seed == 9


@pytest.mark.parametrize(("family", "form"), KINDS)
def test_a_measure_beyond_its_range_is_never_bent(family: Family, form: Form) -> None:
    spec = plain(family, form)
    measures = CATALOGUE[family].of(form).measures
    for axis, metres in (("height", measures.height), ("width", measures.width)):
        for factor in (SMALLEST * 0.98, LARGEST * 1.02, -1.0, 0.0):
            with pytest.raises(Unfit, match=f"{axis}_mm is"):
                spec_of({**written(spec), f"{axis}_mm": metres * 1000 * factor}, 3, spec)


@pytest.mark.parametrize("family", [None, *CATALOGUE])
def test_the_schema_is_one_that_providers_can_hold_a_model_to(family: Family | None) -> None:
    schema = json.loads(answer_schema(family))
    check_schema(schema)
    text = json.dumps(schema)
    for each in (*SUBSTANCES, *get_args(Finish)):
        assert f'"{each}"' in text
    families = [each for each in CATALOGUE if f'"enum": ["{each}"]' in text]
    assert families == ([family] if family else list(CATALOGUE))


@pytest.mark.parametrize(("family", "form"), KINDS)
def test_what_is_shown_is_after_the_schema(family: Family, form: Form) -> None:
    spec = plain(family, form)
    lidless = {part: each for part, each in spec.parts.items() if part != "lid"}
    for each in (spec, spec.model_copy(update={"parts": lidless})):
        whole = {"recipe": written(each), "not_done": ["So much."]}
        for of in (None, family):
            jsonschema.validate(whole, json.loads(answer_schema(of)))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**whole, "recipe": {"family": family}}, json.loads(answer_schema(of)))


def test_every_kind_part_and_material_is_told() -> None:
    (system, _) = opening("a mug", None)
    for family, form in KINDS:
        (line,) = [each for each in system.text.split("\n") if each.startswith(f"{family}/{form}:")]
        for part in CATALOGUE[family].looks:
            assert f" {part} " in line or f" {part}? " in line
    for name, substance in SUBSTANCES.items():
        assert f"{name} {substance.colour}" in system.text


def test_an_edit_is_told_its_own_family_alone() -> None:
    system, asked = opening("make it red", plain("mug", "tumbler"))
    assert "mug/tumbler" in system.text and "bottle/" not in system.text
    assert json.dumps(written(plain("mug", "tumbler"))) in asked.text
