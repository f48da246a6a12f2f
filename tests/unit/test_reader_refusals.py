"""Edits that the procedural reader refuses: it says so, and changes nothing."""

from __future__ import annotations

import pytest

from prodwidget.backends.procedural.parse import read_edit
from prodwidget.errors import PromptError
from tests.unit.test_reader import BOTTLE, made, rows

REFUSED = """
# exchange
replace the label with a handle => This bottle has no handle
no copper, brass instead => The lid is copper, and what it is to be instead is not said
don't swap the colours => Nothing would change
swap the label => “swap the label”
swap black and copper => “swap black and copper”
replace copper with gold and black with white => The copper has one colour and one material
replace gold with silver => Nothing on this bottle is gold
replace the lid with iridescent plastic => “iridescent”
replace copper => “replace copper”
make it a mug instead => An edit changes this bottle; it cannot turn it into a mug
the lid instead of the body in red => “the lid”
brass rather than => “”
keep the colours, swap the lid and the body => Not understood: “keep the colour”
replace the honey with jam => “replace with jam”
gradient from red to blue => “gradient”
from red to blue => Nothing on this bottle is red
exchange copper against gold => “exchange copper against gold”
# exception
everything red without the lid => The lid could be left as it is, or be taken away
omit the lid, everything red => The lid could be left as it is, or be taken away
make the lid match the body but in gold => The lid is to look like the body
make it green, except the body => Nothing is left that could be changed: all of it is to be kept
not only the lid red => “not only the lid red”
change everything except the lid => What is to be done with “everything” is not said
don't do anything => Nothing would change
copper apart from => “apart from”
anything but black => The body is black, and what it is to be instead is not said
a colour other than black => What is to be done with the colour is not said
something other than copper for the lid => “other than copper”
the lid in anything but copper => The lid is copper, and what it is to be instead is not said
everything except black => “except black”
# keeping
keep the label white => Nothing would change
keep the label black => The label is paper, not black
keep the lid, make it green => “it” could be the lid or the whole bottle
keep it black => Nothing would change
keep it red => The body is matte black plastic, not red
keep the text, change it to NOVA => “it” could be the text or the whole bottle
keep the size, make it taller => It is to keep its size and to become taller
keep the text wider => “keep the text wider”
keep it tall => Nothing would change
don't change the bottle, make the body red => The body is to be kept and to be changed
keep the finish of the lid, make it red => “it” could be the lid or the whole bottle
keep the material but make it copper => The body is to keep its material and to become copper
the lid cannot stay copper => “cannot stay copper”
don't leave the lid copper => “don't leave the lid copper”
don't keep the label => “don't keep the label”
# with and without
remove the label from the lid => Not understood: “from the lid”
I like the lid => What is to be done with “lid” is not said
both in copper => “both”
remove the body => A bottle cannot do without its body
don't remove the label => Nothing would change
remove the copper => “remove the copper”
remove the gold lid => The lid is copper, not gold
add gold => What is to be gold is not said
add a handle => This bottle has no handle
with brass => What is to be brass is not said
without a lid, with a red lid => The lid is to be taken away and to be changed
no => “no”
not unlabelled => “not unlabelled”
close the lid => Not understood: “close”
with red stripes => Not understood: “red stripes”
remove everything => “remove everything”
remove it => “remove it”
not with a copper lid => The lid is copper, and what it is to be instead is not said
no longer black => The body is black, and what it is to be instead is not said
no bigger than 20 cm => “than 20 cm”
# negation
don't make it red => Nothing would change
not red => Nothing would change
don't make the lid red => Nothing would change
make the text not black => The text is black, and what it is to be instead is not said
don't match the lid to the body => “don't match the lid”
it should not say AURORA => “should not AURORA”
red, not blue, lid => What is to be done with “lid” is not said
neither taller nor wider => Nothing would change
matte, not glossy => Nothing would change
make sure the lid is not red => Nothing would change
don't fill it => “don't fill it”
not copper, brass => The body is not copper, the lid is
doesn't have to be black => The body is black, and what it is to be instead is not said
the lid can't be copper => The lid is copper, and what it is to be instead is not said
never black => The body is black, and what it is to be instead is not said
not twice as tall => Nothing would change
not bigger => Nothing would change
# measures
reduce the height to 50 cm => The height is 205 mm now, so that contradicts itself
make the lid 20 mm tall => Only the whole bottle can be measured
20-30 cm tall => “20 30 cm tall”
double => “double”
half an inch taller => “half”
1/2 as tall => “1”
plus 20% height => “20%”
half red, half white => “half”
make 3 versions => “3”
grow it by 10% => “grow”
height +2cm => “height”
height -2cm => “height”
at least 20 cm tall => Not understood: “least”
at most 20 cm tall => Not understood: “most”
about 20 cm tall => Not understood: “about”
exactly 20 cm tall => Not understood: “exactly”
20cm x 8cm => Not understood: “x”
# comparison
less shiny => Nothing would change
taller than it is wide => “than it”
as tall as the lid => “as the lid”
more red => “more red”
taller and shorter => “taller and shorter” contradict each other
less black => “less black”
two thirds as tall => “two thirds as tall”
super matte => Nothing would change
make the lid wider than the body => “than the body”
make it more like the lid => “make it more like the lid”
more green than blue => “more green”
redder => “redder”
taller by a quarter => “quarter”
make the body darker than the lid => “than the lid”
I'd prefer red => Not understood: “I'd prefer”
brass over copper => Not understood: “over”
copper/brass => “or brass”
# words, lists and pronouns
lid and base in brass => This bottle has no base
make the lid iridescent => Not understood: “iridescent”
make the lid red and make the lid blue => The lid is to be both blue and red
red/blue => “or blue”
make the edges red => Not understood: “edges”
two lids => “two”
make it rainbow => “rainbow”
a different font => Not understood: “different”
scrap the label, red lid => Not understood: “scrap”
make the body the colour of the lid => What is to be done with “body” is not said
make the bottom red => Not understood: “bottom”
move the label up => Not understood: “move up”
scale the lid down => “scale”
un-black => “non-black”
offwhite => “offwhite”
as red as possible => “as red”
would you mind making it red => “mind”
undo => Stepping back is not an edit: every version is kept
make the lid iridescent green => Not understood: “iridescent”
"""
"""Prompts, and what the user is told."""


@pytest.mark.parametrize(("prompt", "says"), rows(REFUSED))
def test_an_edit_that_is_not_clear_is_refused(prompt: str, says: str) -> None:
    with pytest.raises(PromptError) as raised:
        read_edit(prompt, made(BOTTLE))
    assert says in raised.value.message
    assert raised.value.hint


def test_a_refusal_says_what_was_understood_what_was_not_and_what_can_be_said() -> None:
    with pytest.raises(PromptError) as raised:
        read_edit("make the lid red and the label iridescent", made(BOTTLE))
    assert raised.value.message == (
        "Understood: lid: red; label. Not understood: “iridescent”, so nothing was changed."
    )
    assert raised.value.hint.startswith("Say a colour, a material, a finish")


@pytest.mark.parametrize(
    "prompt",
    ["undo", "Undo that!", "go back", "revert to the previous version", "make it red, undo"],
)
def test_stepping_back_is_no_edit(prompt: str) -> None:
    with pytest.raises(PromptError, match="Stepping back") as raised:
        read_edit(prompt, made(BOTTLE))
    assert "rewind" in raised.value.hint


@pytest.mark.parametrize(
    "prompt",
    [
        "mach den Deckel rot", "rends le couvercle rouge", "haz la tapa roja",
        "maak het deksel rood", "rendi il coperchio rosso",
        "不要改变盖子", "сделай крышку красной", "フタを赤くして",
    ],
)  # fmt: skip
def test_other_languages_are_refused(prompt: str) -> None:
    with pytest.raises(PromptError, match="English"):
        read_edit(prompt, made(BOTTLE))
