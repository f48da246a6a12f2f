"""What the procedural reader makes of edits as a designer types them, by what is built."""

from __future__ import annotations

from functools import cache

import pytest

from prodwidget.backends.procedural.parse import read_create, read_edit
from prodwidget.backends.procedural.spec import Spec

BOTTLE = "a matte black bottle with a copper lid that says AURORA"

EDITS = """
# exchange
replace copper with brass => lid: brass #d8b466
make the body brass instead of copper => body: brass #d8b466
the lid in gold instead of copper => lid: gold #eec672
swap copper for brass => lid: brass #d8b466
swap the lid for a cork => lid: cork #b98d5f
replace the lid with a pump => kind: pump
change the lid from copper to brass => lid: brass #d8b466
copper → brass => lid: brass #d8b466
replace "AURORA" with "NOVA" => text: NOVA
replace AURORA with NOVA => text: NOVA
rather than copper, use brass for the lid => lid: brass #d8b466
instead of copper use brass => lid: brass #d8b466
switch the lid from copper to gold => lid: gold #eec672
change copper to gold, and black to white => body: plastic #f4f4f2 matte; lid: gold #eec672
trade the copper for brass => lid: brass #d8b466
lid->red => lid: copper #c4221f
swap body and lid colours => body: copper #e29a72; lid: plastic #17181a matte
swap lid & body => body: copper #e29a72; lid: plastic #17181a matte
instead of a copper lid, a brass lid => lid: brass #d8b466
a brass lid instead of a copper lid => lid: brass #d8b466
make it taller instead of wider => height: 1.25
make the label red instead of the lid => label: paper #c4221f
I'd like a red lid instead => lid: copper #c4221f
copper => brass => lid: brass #d8b466
swap out the copper for gold => lid: gold #eec672
switch copper for gold => lid: gold #eec672
# exception
make everything but the lid green => body: plastic #2f7d43 matte; label: paper #2f7d43
everything except the lid in green => body: plastic #2f7d43 matte; label: paper #2f7d43
make everything red except for the label and the lid => body: plastic #c4221f matte
make it bigger but not wider => height: 1.25
only the lid red => lid: copper #c4221f
make the lid red and leave the rest => lid: copper #c4221f
everything else green, keep the lid => body: plastic #2f7d43 matte; label: paper #2f7d43
everything but the label in brass => body: brass #d8b466; lid: brass #d8b466
all but the lid green => body: plastic #2f7d43 matte; label: paper #2f7d43
Except for the lid, make everything green. => body: plastic #2f7d43 matte; label: paper #2f7d43
nothing but the lid should be red => lid: copper #c4221f
don't change anything but the lid, make it gold => lid: gold #eec672
don't change anything else, just make the lid gold => lid: gold #eec672
MAKE IT GREEN BUT NOT THE LABEL!!! => body: plastic #2f7d43 matte
make it warmer but not the label => body: plastic #4a3525 matte
everything but lid and label green => body: plastic #2f7d43 matte
paint all of it gold save for the label => body: gold #eec672; lid: gold #eec672
make it not so tall but wider => width: 1.22; height: 0.8
only change the lid, to red => lid: copper #c4221f
recolour everything except the label in red => body: plastic #c4221f matte; lid: copper #c4221f
get rid of the label but not the lid => label: -
red, but not too dark => body: plastic #e1706e matte
only make it taller => height: 1.25
# keeping
don't change the lid, make the body green => body: plastic #2f7d43 matte
keep the label but make it white => label: paper #f4f4f2
paint it red but leave the lid => body: plastic #c4221f matte
the lid should be red, the body should stay black => lid: copper #c4221f
keep the colour but make it copper => body: copper #17181a
don't touch the lid, but make it red => body: plastic #c4221f matte
never change the lid. make everything white. => body: plastic #f4f4f2 matte; label: paper #f4f4f2
leave the lid alone, body green => body: plastic #2f7d43 matte
keep the text but make the label black => label: paper #17181a
keep the lid copper, make the body green => body: plastic #2f7d43 matte
make it copper without changing the lid => body: copper #e29a72
without making it taller, make it wider => width: 1.22
make it taller without making it wider => height: 1.25
keep the bottle but make it green => body: plastic #2f7d43 matte
keep lid as is; rest: green => body: plastic #2f7d43 matte; label: paper #2f7d43
keep the shape, make it red => body: plastic #c4221f matte
keep the material of the lid but make it black => lid: copper #17181a
a touch lighter => body: plastic #3c3f43 matte
lid must stay copper, body must become green => body: plastic #2f7d43 matte
keep the bottle as it is but make the lid red => lid: copper #c4221f
make it copper but keep it matte => body: copper #e29a72 matte
keep it black but make it copper => body: copper #17181a
take away the label, keep the lid => label: -
make the body red while keeping the lid => body: plastic #c4221f matte
make it red, keeping the label white => body: plastic #c4221f matte
make it red but keep the lid as it is => body: plastic #c4221f matte
# with and without
remove the text from the label => text: -
remove the label from the bottle => label: -
I like the lid, make the body match it => body: copper #e29a72
no label => label: -
without the lid => lid: -
remove the copper lid => lid: -
with a wooden cork => lid: oak #c99d6b
with a brass lid and without a label => lid: brass #d8b466; label: -
I don't like the label, remove it => label: -
make the lid red and add sparkles => lid: copper #c4221f
remove AURORA => text: -
remove the logo => text: -
not sans => face: serif
remove the label and make it white => body: plastic #f4f4f2 matte; label: -
no, make the lid red => lid: copper #c4221f
there should be no label => label: -
it has no lid => lid: -
lose the label => label: -
make it labelless => label: -
unlabelled => label: -
fill it with honey, not jam => contents: liquid #d08a17
black label with white text => label: paper #17181a; ink: #f4f4f2
no lid, no label, red => body: plastic #c4221f matte; lid: -; label: -
without lid or label, in red => body: plastic #c4221f matte; lid: -; label: -
remove the lid, the label and the text => lid: -; label: -
take off the lid => lid: -
don't get rid of the lid, get rid of the label => label: -
no cork => lid: -
# negation
not so tall => height: 0.8
make it red, not the lid => body: plastic #c4221f matte
not too tall => height: 0.8
do not change the label; paint the bottle green => body: plastic #2f7d43 matte
not quite so tall => height: 0.8
not so dark => body: plastic #6a6e76 matte
lid: brass, not copper => lid: brass #d8b466
MAKE THE LID RED, NOT THE BODY => lid: copper #c4221f
don't make the lid red but blue => lid: copper #2459b3
the body, not the lid, in red => body: plastic #c4221f matte
it shouldn't be black, make it green => body: plastic #2f7d43 matte
make it not so wide and not so tall => width: 0.82; height: 0.8
wider, not taller => width: 1.22
not matte => body: plastic #17181a satin
don't make the lid shiny => lid: copper #e29a72 satin
not, make the lid red => lid: copper #c4221f
it's not vintage enough => face: serif
make it neither tall nor thin => width: 1.22; height: 0.8
not the copper lid but a brass lid => lid: brass #d8b466
the lid: not copper, brass => lid: brass #d8b466
I don't want the label => label: -
it doesn't need a label => label: -
a lid that's not so shiny => lid: copper #e29a72 satin
red, not too bright => body: plastic #af4d4b matte
dark red, not bright => body: plastic #832626 matte
make it taller, please don't make it wider => height: 1.25
# measures
half as tall => height: 0.5
20% taller => height: 1.2
25 cm tall => height: 1.22
reduce the height by 20% => height: 0.8
half the height => height: 0.5
1.5x taller => height: 1.5
80% of the height => height: 0.8
increase the width by 1 cm => width: 1.14
make it 10cm => height: 0.488
height: 180 mm, width: 60 mm => width: 0.857; height: 0.878
make the lid twice as tall => lid height: 2
twice the size => width: 2; height: 2
bigger by 30 % => width: 1.3; height: 1.3
0.2 m tall => height: 0.976
double its height => height: 2
200% taller => height: 2.5
-2 cm height => height: 0.902
shorten it by 2 cm => height: 0.902
scale up by 20% => width: 1.2; height: 1.2
make it 10% less wide => width: 0.9
lid 10% smaller => lid width: 0.9; lid height: 0.9
reduce the height of the lid by 20% => lid height: 0.8
8 cm in diameter => width: 1.14
the lid half as tall => lid height: 0.5
make the lid half as tall and the bottle twice as wide => width: 2; lid height: 0.5
20% shorter => height: 0.8
# comparison
taller => height: 1.25
a bit wider => width: 1.09
turn the copper into brass => lid: brass #d8b466
the lid is too big => lid width: 0.8; lid height: 0.8
more shiny => body: plastic #17181a satin
make the body shinier => body: plastic #17181a satin
a lot taller => height: 1.46
less tall => height: 0.8
three times smaller => width: 0.4; height: 0.4
smaller text in gold => label: paper #17181a; ink: #eec672; letters: 0.78
darker => body: plastic #0d0d0e matte
a bit darker lid => lid: copper #c2774d
could you make it a little taller, please! => height: 1.11
the label is too big, make it smaller => label width: 0.78; label height: 0.78
less rounded => corners: 0.55
bigger => width: 1.25; height: 1.25
warmer => body: plastic #4a3525 matte
less matte => body: plastic #17181a satin
make the body the colour of copper => body: copper #e29a72
lighten the body a bit => body: plastic #6a6e76 matte
less width, more height => width: 0.8; height: 1.25
make it tall and thin => width: 0.82; height: 1.25
a less shiny lid => lid: copper #e29a72 satin
a brighter red => body: plastic #f30702 matte
make the lid less shiny => lid: copper #e29a72 satin
# words, lists and pronouns
make it neon green => body: plastic #14ff51 matte
make the matte body glossy => body: plastic #17181a glossy
for the lid, use brass => lid: brass #d8b466
make the label match the lid => label: copper #e29a72
lid=red => lid: copper #c4221f
red lid white body => body: plastic #f4f4f2 matte; lid: copper #c4221f
lid and body red => body: plastic #c4221f matte; lid: copper #c4221f
both the lid and the label in white => lid: copper #f4f4f2; label: paper #f4f4f2
red & matte => body: plastic #c4221f matte
make it matte black and brushed gold => lid: gold #eec672 brushed
maybe make it red => body: plastic #c4221f matte
turn it into a wine bottle => kind: wine
make it red and make it pop => body: plastic #c4221f matte
put NORTH on it => text: NORTH
use a serif font => face: serif
lid colour gold => lid: gold #eec672
ensure that the body is green => body: plastic #2f7d43 matte
the lid is red => lid: copper #c4221f
the colour of honey => body: plastic #d99a2b matte
make it look like the lid => body: copper #e29a72
black text on white => label: paper #f4f4f2; ink: #17181a
make the label black and its text white => label: paper #17181a; ink: #f4f4f2
colour: red => body: plastic #c4221f matte
repaint in red => body: plastic #c4221f matte
shrink the label => label width: 0.78; label height: 0.78
white text on black => label: paper #17181a; ink: #f4f4f2
lid and label in brass => lid: brass #d8b466; label: brass #d8b466
"""
"""Prompts, and all that each changes: a part's material, colour and finish, or a measure."""


def rows(table: str) -> list[tuple[str, str]]:
    """A table's prompts, each with what is expected of it."""
    found = []
    for line in table.strip().splitlines():
        if not line.startswith("#"):
            prompt, _, expected = line.rpartition(" => ")
            found.append((prompt, expected))
    return found


def observed(spec: Spec) -> dict[str, str]:
    """Everything that a prompt can change, as the tables spell it."""
    seen = {
        "family": spec.family, "kind": spec.form, "width": f"{spec.size.width:.3g}",
        "height": f"{spec.size.height:.3g}", "corners": f"{spec.rounding:.3g}",
        "text": spec.print.text or "-", "face": spec.print.face, "ink": spec.print.ink or "-",
        "letters": f"{spec.print.scale:.3g}", "volume": spec.print.volume or "-",
    }  # fmt: skip
    for part, each in spec.parts.items():
        look = each.look
        seen[part] = f"{look.material} {look.colour} {look.finish or ''}".strip()
        for axis in ("width", "height"):
            factor = getattr(each.size, axis)
            if factor != 1.0:
                seen[f"{part} {axis}"] = f"{factor:.3g}"
    return seen


def changed(before: Spec, after: Spec) -> dict[str, str]:
    """What is otherwise than before."""
    was, now = observed(before), observed(after)
    return {name: now.get(name, "-") for name in {**was, **now} if was.get(name) != now.get(name)}


def expected_of(listed: str) -> dict[str, str]:
    """A table's changes: "lid: brass #d8b466; height: 0.8"."""
    return dict(each.split(": ", 1) for each in listed.split("; ") if each)


@cache
def made(prompt: str) -> Spec:
    return read_create(prompt, 0).spec


@pytest.mark.parametrize(("prompt", "listed"), rows(EDITS))
def test_an_edit_changes_what_was_meant_and_nothing_else(prompt: str, listed: str) -> None:
    bottle = made(BOTTLE)
    assert changed(bottle, read_edit(prompt, bottle).spec) == expected_of(listed)


@pytest.mark.parametrize(
    ("product", "prompt", "listed"),
    [
        ("a white mug", "make it red but not the handle",
         "body: ceramic #c4221f; inside: ceramic #c4221f"),
        ("a white mug", "make everything black except the inside",
         "body: ceramic #17181a; handle: ceramic #17181a"),
        ("a white mug", "no handle, please", "handle: -"),
        ("a white mug", "replace white with navy but keep the handle",
         "body: ceramic #1b2a4a; inside: ceramic #1b2a4a"),
        ("a brass lamp", "everything but the shade in copper",
         "base: copper #e29a72; stem: copper #e29a72"),
        ("a brass lamp", "base and stem in walnut, not the shade",
         "base: walnut #6e4a32; stem: walnut #6e4a32"),
        ("a brass lamp", "make the shade not so wide", "shade width: 0.82"),
        ("an oak stool", "walnut instead of oak", "seat: walnut #6e4a32; legs: walnut #6e4a32"),
        ("an oak stool", "keep the legs but make the seat leather", "seat: leather #7a4b2e"),
        ("a jar of honey", "no label, and the lid in cork", "label: -; lid: cork #b98d5f"),
        ("a green vase", "not so glossy, a bit taller", "height: 1.11"),
        ("a polished copper lamp", "less shiny",
         "base: copper #e29a72 satin; stem: copper #e29a72 satin"),
    ],
)  # fmt: skip
def test_edits_of_other_families(product: str, prompt: str, listed: str) -> None:
    spec = made(product)
    assert changed(spec, read_edit(prompt, spec).spec) == expected_of(listed)


@pytest.mark.parametrize(
    ("prompt", "note"),
    [
        ("make the lid red for my grandmother", "“grandmother”"),
        ("make the lid red, like a fire truck", "“fire”, “truck”"),
        ("make the lid red and add sparkles", "“sparkles”"),
        ("make the lid red with a trunk", "“trunk”"),
    ],
)
def test_words_apart_from_what_is_asked_are_told(prompt: str, note: str) -> None:
    reading = read_edit(prompt, made(BOTTLE))
    assert changed(made(BOTTLE), reading.spec) == {"lid": "copper #c4221f"}
    assert note in reading.notes[0]
