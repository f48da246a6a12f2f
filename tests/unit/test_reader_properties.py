"""What holds of the procedural reader for every prompt."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from prodwidget.backends.procedural import ProceduralBackend, words
from prodwidget.backends.procedural.catalogue import CATALOGUE
from prodwidget.backends.procedural.materials import SUBSTANCES
from prodwidget.backends.procedural.parse import read_create, read_edit
from prodwidget.backends.procedural.spec import Family, Spec
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.errors import PromptError
from tests.unit.test_reader import BOTTLE, made

_COLOURS = {name: words.COLOURS[name] for name in ("red", "green", "navy", "white", "black")}
_MATERIALS = ("brass", "oak", "gold")
_SAID = st.sampled_from([*_COLOURS, *_MATERIALS])
_TOKENS = st.sampled_from(
    sorted(
        {
            *words.BINDINGS, *words.PARTS, *words.MATERIALS, *words.SIZES, *words.MODIFIERS,
            *words.BARE, *words.WRITES, *words.MULTIPLES, *words.REST, *words.EVERYTHING,
            *words.KINDS, *words.GLOSSES, *words.ROUNDINGS, *words.UNDO, ",", ".", ":", "red",
            "-20%", "2 cm", "750 ml", "1.5x", "→", "“Hi”", "ABC", "zzz", "7", "lid's", "une",
            "non-", "w/o",
        }
    )
)  # fmt: skip
_SALADS = st.lists(_TOKENS, max_size=8).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(get_args(Family)), _SALADS | st.text(max_size=60))
def test_every_prompt_is_read_or_refused_with_what_to_say(family: str, prompt: str) -> None:
    try:
        spec = read_create(f"{family} {prompt}", 0).spec
    except PromptError as error:
        assert error.message and error.hint
        spec = made(family)
    try:
        reading = read_edit(prompt, spec)
    except PromptError as error:
        assert error.message and error.hint
        return
    assert reading.spec != spec
    assert reading.changes


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(get_args(Family)),
    st.sampled_from(sorted(_COLOURS)),
    st.sampled_from(sorted(_COLOURS)),
    st.sampled_from(
        [
            "a {f} that is not {no}", "a {f}, not {no}", "a {c} {f}, not {no}",
            "not a {no} {f} but a {c} one", "a {f} in {c} instead of {no}",
            "a {f} in {c} rather than {no}", "a {f}, anything but {no}", "a {f} without {no}",
            "a {f} that is neither {no} nor {c}", "a {f} in {c}, without {no}",
            "{c} {f}. It must not be {no}", "a {f} that isn't {no}, with a label in {c}",
        ]
    ),
)  # fmt: skip
def test_a_colour_that_was_ruled_out_is_nowhere_that_it_was_ruled_out_for(
    family: Family, no: str, other: str, template: str
) -> None:
    try:
        spec = read_create(template.format(f=family, c=other, no=no), 0).spec
    except PromptError:
        return
    for part in CATALOGUE[family].main:
        if part in spec.parts:
            assert spec.parts[part].look.colour != _COLOURS[no]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["body", "lid", "label"]),
    _SAID,
    _SAID,
    st.sampled_from(
        [
            "make the {p} {c}, not {no}", "the {p} should not be {no}", "don't make the {p} {no}",
            "the {p} must not be {no} but {c}", "a {p} that is not {no}", "no {no} {p}, please",
            "not {no}, {c}: the {p}", "make everything {c} but the {p} not {no}",
            "{c} instead of {no} for the {p}", "the {p} in {c} rather than {no}",
            "everything {c}. Never a {no} {p}.",
        ]
    ),
)  # fmt: skip
def test_an_edit_gives_no_part_what_was_ruled_out_for_it(
    part: str, no: str, other: str, template: str
) -> None:
    assume(no != other)
    try:
        spec = read_edit(template.format(p=part, c=other, no=no), made(BOTTLE)).spec
    except PromptError:
        return
    look = spec.parts[part].look  # type: ignore[index]
    assert look.colour != _COLOURS.get(no)
    assert look.material != no


# Clauses of which it is known what each asks, joined as people join them.

_ASKS = {
    "change": [
        "make the {p} {c}", "{c} {p}", "the {p} in {c}", "{p}: {c}", "the {p} should be {c}",
        "a {c} {p}", "{p} {c}", "use {c} for the {p}", "change the {p} to {c}", "turn the {p} {c}",
        "I want the {p} {c}", "give it a {c} {p}", "with a {c} {p}",
    ],
    "keep": [
        "keep the {p}", "don't change the {p}", "leave the {p} as it is", "not the {p}",
        "without touching the {p}", "the {p} stays as it is", "leave the {p} alone",
        "never change the {p}", "{p} unchanged",
    ],
    "remove": [
        "no {p}", "without a {p}", "remove the {p}", "take off the {p}", "get rid of the {p}",
        "I don't want a {p}", "it should have no {p}",
    ],
    "deny": [
        "the {p} should not be {c}", "not a {c} {p}", "don't make the {p} {c}", "no {c} {p}",
        "the {p} must not be {c}", "without a {c} {p}",
    ],
}  # fmt: skip
_TURNS = [" but ", ". ", "; ", ", but "]
_JOINS = [*_TURNS, ", ", " and ", ", and ", " – "]
_VERBLESS = {"{c} {p}", "the {p} in {c}", "{p}: {c}", "a {c} {p}", "{p} {c}", "with a {c} {p}"}


@st.composite
def _requests(draw: st.DrawFn) -> tuple[str, dict[str, tuple[str, str]]]:
    """A prompt, and for each part that it names what is asked and what is said."""
    parts = draw(st.permutations(["body", "lid", "label"]))[: draw(st.integers(1, 3))]
    asked: dict[str, tuple[str, str]] = {}
    prompt, before = "", ""
    for part in parts:
        deed = draw(st.sampled_from([each for each in _ASKS if (part, each) != ("body", "remove")]))
        said = draw(st.sampled_from(["red", "green", "navy", "brass", "oak"]))
        clause = draw(st.sampled_from(_ASKS[deed]))
        if before:
            # "don't make the lid red and red label" may deny both.
            ruled_out_too = clause in _VERBLESS and before != "change"
            prompt += draw(st.sampled_from(_TURNS if ruled_out_too else _JOINS))
        prompt += clause.format(p=part, c=said)
        asked[part] = deed, said
        before = deed
    return prompt, asked


@settings(max_examples=600, deadline=None)
@given(_requests())
@example(
    (
        "red lid, not the body and give it a red label",
        {"lid": ("change", "red"), "label": ("change", "red")},
    )
)
@example(
    (
        "the lid should not be red but no red body, it should have no label",
        {"lid": ("deny", "red"), "body": ("deny", "red"), "label": ("remove", "red")},
    )
)
def test_every_clause_is_done_as_it_says_or_none_is(
    request: tuple[str, dict[str, tuple[str, str]]],
) -> None:
    prompt, asked = request
    bottle = made(BOTTLE)
    try:
        spec = read_edit(prompt, bottle).spec
    except PromptError:
        return
    for part, before in bottle.parts.items():
        deed, said = asked.get(part, ("keep", ""))
        after = spec.parts.get(part)
        if deed == "remove":
            assert after is None
        else:
            assert after is not None
            if deed == "change":
                wanted = _COLOURS.get(said) or SUBSTANCES[said].colour
                assert after.look.colour == wanted
            else:
                assert after == before


# Notes


def _leaves(spec: Spec) -> dict[str, object]:
    """Everything in a spec by the name that a note gives it."""
    found: dict[str, object] = {
        "kind": spec.form, "height": spec.size.height, "width": spec.size.width,
        "rounding": spec.rounding, "text": spec.print.text, "small line": spec.print.line,
        "stated volume": spec.print.volume, "typeface": spec.print.face,
        "text size": spec.print.scale, "text colour": spec.print.ink, "rules": spec.print.accent,
        "seed": spec.seed, "family": spec.family,
    }  # fmt: skip
    for part, each in spec.parts.items():
        found[part] = each.look
        found[f"{part} height"] = each.size.height
        found[f"{part} width"] = each.size.width
    return found


_EDITS = st.lists(
    st.sampled_from(
        [
            "make the lid red", "taller", "not so wide", "no label", "add a label", "bigger text",
            "a pump", "500 ml", "rounder", "a serif font", "make it say NOVA", "text in gold",
            "a smaller lid", "swap the colours", "replace black with white", "walnut", "less shiny",
            "make it 20 cm tall", "everything but the lid in brass", "no lid", "with a cork",
        ]
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(_EDITS)
def test_the_notes_of_an_edit_are_exactly_what_is_different(edits: list[str]) -> None:
    spec = made(BOTTLE)
    for edit in edits:
        try:
            reading = read_edit(edit, spec)
        except PromptError:
            continue
        was, now = _leaves(spec), _leaves(reading.spec)
        gone = {
            part for part in (*spec.parts, *reading.spec.parts) if (part in was) != (part in now)
        }
        differs = {
            name
            for name in {*was, *now}
            if was.get(name) != now.get(name)
            and not (name.endswith((" height", " width")) and name.split()[0] in gone)
        }
        told = [change.partition(": ")[0] for change in reading.changes]
        assert sorted(told) == sorted(differs)
        assert all(" → " in change for change in reading.changes)
        spec = reading.spec


@pytest.mark.parametrize(
    ("prompt", "changes"),
    [
        ("replace copper with brass", ["lid: copper → brass"]),
        ("20 cm tall", ["height: 205 mm → 200 mm"]),
        ("make the lid red and no label", ["lid: copper → red copper", "label: paper → none"]),
        ("make it say NOVA", ["text: “AURORA” → “NOVA”"]),
        ("a bit bigger lid", ["lid height: 100% → 110.6%", "lid width: 100% → 110.6%"]),
    ],
)
def test_a_version_says_what_changed(prompt: str, changes: list[str]) -> None:
    backend, progress = ProceduralBackend(), Rehearsal()
    first = backend.generate(progress.request(BOTTLE), progress)
    parent = progress.iteration(first, backend.name)
    second = backend.generate(progress.request(prompt, parent), progress)
    assert list(second.notes) == changes


@pytest.mark.parametrize(
    "prompt",
    ["make the lid copper", "keep it black", "a matte body", "don't remove the label", "no handle"],
)
def test_an_edit_that_changes_nothing_makes_no_version(prompt: str) -> None:
    spec = made(BOTTLE) if prompt != "no handle" else made("a tumbler")
    with pytest.raises(PromptError, match="Nothing would change"):
        read_edit(prompt, spec)


def test_an_edit_that_could_not_be_seen_makes_no_version() -> None:
    backend, progress = ProceduralBackend(), Rehearsal()
    first = backend.generate(progress.request("a bottle without a label"), progress)
    parent = progress.iteration(first, backend.name)
    with pytest.raises(PromptError, match="Nothing that can be seen would change"):
        backend.generate(progress.request("use a serif font", parent), progress)
