"""What the procedural reader builds from prompts for new products, and what it refuses."""

from __future__ import annotations

from typing import get_args

import pytest

from prodwidget.backends.procedural.parse import read_create
from prodwidget.backends.procedural.spec import Family
from prodwidget.errors import PromptError
from tests.unit.test_reader import changed, expected_of, made, rows

CREATES = """
# exchange
a bottle with a cork instead of a lid => a bottle; lid: cork #b98d5f
a bottle in brass instead of copper => a bottle; body: brass #d8b466
a jar instead of a bottle => a jar
a mug with a label instead of a handle => a mug; handle: -; label: paint #26272b
a stool with walnut legs rather than oak ones => a stool; legs: walnut #6e4a32
a stool in walnut rather than oak => a stool; seat: walnut #6e4a32; legs: walnut #6e4a32
a bottle rather than a jar => a bottle
a mug instead of a cup => a mug
# exception
a bottle, anything but green => a bottle
a lamp, all in brass except the shade => a lamp; base: brass #d8b466; stem: brass #d8b466
a lamp, brass but not the shade => a lamp; base: brass #d8b466; stem: brass #d8b466
a bottle, tall but not wide => a bottle; width: 0.82; height: 1.25
a mug, red outside but not inside => a mug; body: ceramic #c4221f; handle: ceramic #c4221f
a vase, green but not the inside => a vase; body: stoneware #2f7d43
a mug in red except the handle => a mug; body: ceramic #c4221f; inside: ceramic #c4221f
a bottle, but not a glossy one => a bottle
a bottle, but not a wine bottle => a bottle
# with and without
a vase with a matching inside in green => a vase; body: stoneware #2f7d43; inside: stoneware #2f7d43
a stool, all green but a black seat => a stool; seat: oak #17181a; legs: oak #2f7d43
a bottle with a wooden cork => a bottle; lid: oak #c99d6b
a mug without a handle or a label => a mug; handle: -
a jar without honey => a jar
a bottle sans label => a bottle; label: -
a bottle with rounded corners => a bottle; corners: 1.6
a bottle with lid and label in brass => a bottle; lid: brass #d8b466; label: brass #d8b466
a stool with a black seat, not black legs => a stool; seat: oak #17181a
a candle in a jar with a lid => a candle; lid: plastic #1f2023 satin
a tumbler without a handle => a tumbler
a bottle with no lid and no label => a bottle; lid: -; label: -
a green bottle — no label => a bottle; body: plastic #2f7d43 satin; label: -
a wine bottle with a cork => a wine bottle; lid: cork #b98d5f
# negation
a bottle that is not black => a bottle
a bottle, not too tall, in green => a bottle; body: plastic #2f7d43 satin; height: 0.8
a jar of honey, not jam => a jar; text: honey; face: serif; contents: liquid #d08a17
a copper lamp, not brass => a lamp; base: copper #e29a72; stem: copper #e29a72
a vase that's not glossy, in sage => a vase; body: stoneware #a3b18a; inside: stoneware #a3b18a
a not so tall vase => a vase; height: 0.8
a bottle, not pastel => a bottle
a bottle, not minimalist => a bottle; face: serif
a stool, legs not black => a stool
a can of cola that isn't red => a can; text: cola
a tall bottle, though not wide => a bottle; width: 0.82; height: 1.25
a bottle which must not be glossy => a bottle
a bottle that is not a wine bottle => a bottle
a lamp, not a candle => a lamp
# measures
bottle -- ; drop table, 0 ml => a bottle; volume: 0 ml
9999999 cm bottle => a bottle; height: 2.5
20,5 cm tall bottle => a bottle
a 8" tall and 3" wide bottle that says "HI" => a bottle; width: 1.09; height: 0.991; text: HI
a -20% tall bottle => a bottle; height: 0.8
a bottle half as tall => a bottle; height: 0.5
a bottle twice as wide => a bottle; width: 2
a bottle 20% taller => a bottle; height: 1.2
a 30 cm tall, 10 cm wide vase => a vase; width: 0.667; height: 1.15
a vase 12 inches high => a vase; height: 1.17
a 750 ml bottle => a bottle; width: 1.14; height: 1.14; volume: 750 ml
a 750ml stool => a stool; volume: 750ml
# comparison
a glass of water => a tumbler; text: water
a capless bottle => a bottle; lid: -
a short, wide bottle => a bottle; width: 1.22; height: 0.78
a big but narrow jar => a jar; width: 0.82; height: 1.25
a small tall bottle => a bottle; width: 0.78; height: 1.25
a brick red planter => a planter; body: terracotta #9c4a3c; inside: terracotta #9c4a3c
a sneaker in a shoe box => a gift box
a mug and a saucer => a mug
# words, lists and pronouns
a bottle in neon green => a bottle; body: plastic #14ff51 satin
a black and gold bottle => a bottle; body: plastic #17181a satin; lid: gold #eec672
two bottles => a bottle
a light blue bottle => a bottle; body: plastic #add8e6 satin
a mug that says HI in white letters => a mug; text: HI; label: paint #f4f4f2
an olive green jar => a jar; body: glass #6f7340
a bottle in very dark green => a bottle; body: plastic #006400 satin
a minimalist bottle => a bottle
a picture of a bottle => a bottle
a bar stool => a stool
for my kitchen, a bowl in cream => a bowl; body: ceramic #f3ead3; inside: ceramic #f3ead3
a mug, handle in red => a mug; handle: ceramic #c4221f
a lamp that says HI => a lamp
whisky => a decanter; text: whisky; face: serif; contents: liquid #b5651a
a lamp and a vase => a lamp
"""
"""Prompts, the plain product each is like, and all in which it differs from that."""

REFUSED = """
bottle, label: none, lid: red => “none , lid”
a bottle less the lid => “a bottle less the lid”
a bottle without anything on it => “without anything”
# exchange
a bottle with a handle instead of a lid => A bottle does not have both here
# exception
anything but a bottle => The procedural generator does not know what to build from this prompt
# with and without
a car with a bottle => cannot build “car”
an oak stool with black legs but no cushion => A stool cannot do without its seat
a jar with nothing black => The lid would be black, and what it is to be instead is not said
a bottle, no, a jar => “no , a jar”
a bottle with a lid in black and gold => The lid has one colour and one material
without a label => The procedural generator does not know what to build from this prompt
a white label with black text on a green bottle => cannot build “label”
bottle no lid green => “no lid green”
# negation
a chair that is not a stool => cannot build “chair”
a chair, not a stool => cannot build “chair”
a bottle, not black or white => The body would be white, and what it is to be instead is not said
a bottle that's not plastic => The body would be plastic, and what it is to be instead is not said
a lamp that is not brass => The base would be brass, and what it is to be instead is not said
not a bottle => The procedural generator does not know what to build from this prompt
a candle that's not in glass => The body would be glass, and what it is to be instead is not said
# measures
a bottle 200 x 80 mm => “200 x 80 mm”
# comparison
a bottle opener => cannot build “bottle opener”
a can opener => cannot build “can opener”
a bottle unless it is ugly => “unless”
# words, lists and pronouns
sneakers => cannot build “sneakers”
a bottle or a jar => “or a jar”
a matte black bottel => The procedural generator does not know what to build from this prompt
a rocket shaped like a bottle => cannot build “rocket”
a phone case => cannot build “phone case”
a lid => cannot build “lid”
a lid in brass for a green bottle => cannot build “lid”
a toy car made of wood => cannot build “toy car”
a plate => cannot build “plate”
a car => cannot build “car”
undo => Stepping back is not an edit: every version is kept
"""
"""Prompts of which nothing is built, and what the user is told."""


@pytest.mark.parametrize(("prompt", "listed"), rows(CREATES))
def test_a_product_is_what_was_asked_for_and_nothing_else(prompt: str, listed: str) -> None:
    plain, _, differs = listed.partition("; ")
    assert changed(made(plain), read_create(prompt, 0).spec) == expected_of(differs)


@pytest.mark.parametrize(("prompt", "says"), rows(REFUSED))
def test_what_cannot_be_built_is_refused(prompt: str, says: str) -> None:
    with pytest.raises(PromptError) as raised:
        read_create(prompt, 0)
    assert says in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize(
    "prompt",
    [
        "sneakers", "a chair", "a car", "a chair that is not a stool", "a red sofa", "a teapot",
        "a bottle opener", "a coffee table", "a house with a lamp", "a phone case", "wine glass",
        "a lid for a jar", "a can opener", "running shoes", "a robot holding a mug",
    ],
)  # fmt: skip
def test_what_it_cannot_build_is_answered_with_what_it_can(prompt: str) -> None:
    with pytest.raises(PromptError, match="cannot build") as raised:
        read_create(prompt, 0)
    assert all(family in raised.value.hint for family in get_args(Family))


@pytest.mark.parametrize(
    ("prompt", "note"),
    [
        ("a bottle in iridescent green", "“iridescent”"),
        ("a white bottle with red stripes", "“red”, “stripes”"),
        ("two bottles", "One product is built at a time."),
        ("a bottle and a mug", "“mug” was left out"),
        ("a square bottle", "“square” made its edges sharper"),
        ("a stool with three legs", "How many there are of the legs"),
        ("hand cream", "“hand cream” was read as what the product holds"),
        ("a steampunk bottle, not a dragon", "“dragon”"),
    ],
)
def test_what_is_left_out_of_a_new_product_is_told(prompt: str, note: str) -> None:
    assert note in " ".join(read_create(prompt, 0).notes)


def test_neon_is_brighter_than_plain() -> None:
    neon, plain = (
        made(f"a {each} green bottle").parts["body"].look.colour for each in ("neon", "")
    )
    assert neon != plain
    assert max(bytes.fromhex(neon[1:])) > max(bytes.fromhex(plain[1:]))
