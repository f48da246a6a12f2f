"""Edits of one part: they change it, and nothing else, or say why they do not."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodwidget.backends.procedural import words
from prodwidget.backends.procedural.catalogue import CATALOGUE
from prodwidget.backends.procedural.confining import outside
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.parse import read_edit
from prodwidget.backends.procedural.restyling import restyled
from prodwidget.backends.procedural.spec import Finish, Spec
from prodwidget.errors import PromptError
from prodwidget.geometry import FINISHES
from tests.unit.test_reader import BOTTLE, made
from tests.unit.test_reader_properties import _SALADS
from tests.unit.test_recipe import KINDS, plain

PRODUCTS = [(spec, part) for spec in (plain(*kind) for kind in KINDS) for part in spec.parts]
"""Every part of every kind that there is."""
NAMES = [f"{spec.family}/{spec.form}/{part}" for spec, part in PRODUCTS]
COLOURS = {name: words.COLOURS[name] for name in ("teal", "navy", "pink", "olive")}


def rest(spec: Spec, part: str) -> dict[str, object]:
    """All of a recipe but a part."""
    whole = spec.model_dump()
    whole["parts"] = {name: each for name, each in whole["parts"].items() if name != part}
    return whole


@pytest.mark.parametrize(("spec", "part"), PRODUCTS, ids=NAMES)
@pytest.mark.parametrize(
    "words", ["make it teal", "teal", "in teal", "paint it teal", "it should be teal", "turn teal"]
)
def test_a_colour_is_given_to_the_part_and_to_nothing_else(
    spec: Spec, part: str, words: str
) -> None:
    after = read_edit(words, spec, part).spec
    assert after.parts[part].look.colour == COLOURS["teal"]  # type: ignore[index]
    assert after.parts[part].look.material == spec.parts[part].look.material  # type: ignore[index]
    assert rest(after, part) == rest(spec, part)


@pytest.mark.parametrize(("spec", "part"), PRODUCTS, ids=NAMES)
@pytest.mark.parametrize("finish", get_args(Finish))
def test_a_finish_is_given_to_the_part_and_to_nothing_else(
    spec: Spec, part: str, finish: Finish
) -> None:
    look = spec.parts[part].look  # type: ignore[index]
    if look.finish == finish:
        with pytest.raises(PromptError, match="Nothing would change"):
            read_edit(finish, spec, part)
        return
    after = read_edit(f"{finish}, navy", spec, part).spec
    changed = after.parts[part].look  # type: ignore[index]
    assert (changed.finish, changed.colour) == (finish, COLOURS["navy"])
    assert rest(after, part) == rest(spec, part)


@pytest.mark.parametrize(("spec", "part"), PRODUCTS, ids=NAMES)
@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(["#c0392b", "#01fe7a", "#ffffff"]) | st.none(),
    st.sampled_from(sorted(FINISHES)) | st.none(),
)
def test_what_a_picker_sets_is_what_its_words_would(
    spec: Spec, part: str, colour: str | None, finish: str | None
) -> None:
    style = {"colour": colour, "finish": finish}
    said = ", ".join(filter(None, style.values()))
    try:
        set_so = restyled(spec, part, style)
    except PromptError as error:
        assert "so already" in error.message
        return
    assert rest(set_so.spec, part) == rest(spec, part)
    assert set_so.changes
    assert read_edit(said, spec, part).spec == set_so.spec


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(PRODUCTS), _SALADS | st.text(max_size=60))
def test_whatever_is_said_of_a_part_changes_that_part_alone(
    product: tuple[Spec, str], prompt: str
) -> None:
    spec, part = product
    try:
        after = read_edit(prompt, spec, part).spec
    except PromptError as error:
        assert error.message and error.hint
        return
    before, now = rest(spec, part), rest(after, part)
    if part == "label":
        before["print"] = now["print"] = None
    assert before == now


@pytest.mark.parametrize(
    ("part", "words", "changes"),
    [
        ("lid", "the lid: make it red", "lid: copper → red copper"),
        ("lid", "make the lid red", "lid: copper → red copper"),
        ("lid", "the bottle's cap in brass", "lid: copper → brass"),
        ("lid", "change the colour to navy and make it glossy", "lid: copper → glossy navy copper"),
        ("lid", "not copper, brass", "lid: copper → brass"),
        ("lid", "brass instead of copper", "lid: copper → brass"),
        ("lid", "make it match the body", "lid: copper → matte black plastic"),
        ("lid", "make it red but keep the label", "lid: copper → red copper"),
        ("lid", "taller", "lid height: 100% → 125%"),
        ("lid", "remove it", "lid: copper → none"),
        ("label", "say “NOVA”", "text: “AURORA” → “NOVA”"),
        ("label", "make the text red", "text colour: by contrast → red"),
        ("body", "clear", "body: matte black plastic → clear black plastic"),
    ],
)
def test_what_is_said_of_a_part(part: str, words: str, changes: str) -> None:
    assert read_edit(words, made(BOTTLE), part).changes == (changes,)


@pytest.mark.parametrize(
    ("part", "words", "speaks_of"),
    [
        ("lid", "the label red", "speak of the label"),
        ("lid", "make it red and the label blue", "speak of the label"),
        ("lid", "make the bottle red", "speak of the whole bottle"),
        ("lid", "make everything red", "speak of everything"),
        ("lid", "the rest in white", "speak of the rest"),
        ("lid", "write “Hi” on it", "speak of “Hi”"),
        ("lid", "1 litre", "speak of “1 litre”"),
        ("lid", "swap it with the body", "speak of the body"),
        ("lid", "remove the label", "speak of the label"),
        ("body", "taller", "More than the body would change"),
        ("body", "rounder", "More than the body would change"),
        ("foot", "red", "no part 'foot'"),
    ],
)
def test_what_is_said_of_something_else_is_not_done(part: str, words: str, speaks_of: str) -> None:
    with pytest.raises(PromptError, match=speaks_of) as refused:
        read_edit(words, made(BOTTLE), part)
    assert refused.value.hint


def test_a_label_that_is_hard_to_read_now_is_told_and_left() -> None:
    spec = plain("tube", "classic")
    for reading in (
        read_edit("#26272b", spec, "body"),
        restyled(spec, "body", {"colour": "#26272b"}),
    ):
        assert reading.spec.parts["label"] == spec.parts["label"]
        assert "hardly be read" in reading.notes[0]


def test_what_lies_outside_of_a_part() -> None:
    spec = plain("bottle", "classic")
    draft = Draft(spec)
    draft.write("Hi")
    draft.remove("lid")
    assert outside(spec, draft.spec(), "label") == ("lid: satin #26282b plastic → none",)
    assert "text" in outside(spec, draft.spec(), "lid")[0]
    assert len(outside(spec, draft.spec(), "body")) == 2


def test_the_finishes_of_a_recipe_and_of_any_model_are_the_same() -> None:
    assert set(FINISHES) == set(get_args(Finish)) == set(words.FINISHES.values())
    assert set(CATALOGUE) == {spec.family for spec, _ in PRODUCTS}
