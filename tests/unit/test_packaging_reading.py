"""What the words of a prompt ask of a package: its kind, its size, and what is printed where."""

from __future__ import annotations

import pytest

from prodwidget.errors import PromptError
from prodwidget.surfaces.packaging.reading import Change, Wanted, read

NAVY, GOLD, KRAFT, GREEN, WHITE = "#1b2a4a", "#b8924a", "#c9a77c", "#2f7d43", "#f4f4f2"


def only(wanted: Wanted) -> Change:
    (change,) = wanted.changes
    return change


@pytest.mark.parametrize(
    ("words", "structure"),
    [
        ("a mailer box in white", "mailer"),
        ("a tuck box", "carton"),
        ("a tuck-end carton for soap", "carton"),
        ("a carton", "carton"),
        ("a reverse tuck-end carton", "reverse carton"),
        ("a sleeve", "sleeve"),
        ("a tray with lid", "tray"),
        ("a paper tube", "tube"),
        ("a wrap for a can", "wrap"),
        ("a label for a bottle", "wrap"),
        ("a label for the bottle in sage", "wrap"),
        ("a stand-up pouch of coffee", "pouch"),
        ("pouches in navy", "pouch"),
        ("a box", "carton"),
        ("make it navy", None),
    ],
)
def test_the_kind_of_package(words: str, structure: str | None) -> None:
    assert read(words).structure == structure


def test_two_kinds_at_once_are_refused() -> None:
    with pytest.raises(PromptError, match="More than one kind"):
        read("a mailer box and a pouch")


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("200 × 120 × 60 mm", (200, 120, 60)),
        ("200x120x60", (200, 120, 60)),
        ("200mm x 120mm x 60mm", (200, 120, 60)),
        ("20x12x6cm", (200, 120, 60)),
        ("20 by 12 by 6 centimetres", (200, 120, 60)),
        ("20,5 × 12 × 6 cm", (205, 120, 60)),
        ("8 x 5 x 2.5 in", (203.2, 127, 63.5)),
        ('8" by 5" by 2.5"', (203.2, 127, 63.5)),
        ("8 × 5 × 2.5 inches", (203.2, 127, 63.5)),
        ("200 mm wide", (200, None, None)),
        ("20 cm wide, 12 cm deep and 6 cm high", (200, 120, 60)),
        ("height 60 mm", (None, None, 60)),
        ("a height of 6 cm", (None, None, 60)),
        ("70 mm in diameter and 160 mm tall", (70, 70, 160)),
        ("ø 70 mm, 160 mm high", (70, 70, 160)),
        ("66 × 115 mm", (66, None, 115)),
        ("60h x 200w x 120d mm", (200, 120, 60)),
    ],
)
def test_dimensions(words: str, size: tuple[float | None, ...]) -> None:
    wanted = read(f"a package, {words}")
    found = (wanted.length, wanted.width, wanted.height)
    assert found == tuple(None if each is None else pytest.approx(each) for each in size)
    assert not wanted.unknown


def test_two_sizes_for_one_side_are_refused() -> None:
    with pytest.raises(PromptError, match="Two different dimensions"):
        read("a box 200 × 120 × 60 mm, 300 mm wide")


def test_sizes_that_refer_to_the_package_as_it_is() -> None:
    before = (200.0, 120.0, 60.0)
    assert read("10 mm taller", before=before).height == 70
    assert read("2 cm narrower", before=before).length == 180
    assert read("twice as tall").factors == {"height": 2.0}
    assert read("10 % wider").factors == {"length": pytest.approx(1.1)}
    with pytest.raises(PromptError, match="there is none"):
        read("10 mm taller")


def test_a_quoted_text_is_no_dimension() -> None:
    wanted = read('a box 8" by 5" by 2.5" saying \'10 x 20 x 30\'')
    assert (wanted.length, wanted.width, wanted.height) == (203.2, 127, 63.5)
    assert only(wanted).texts == ["10 x 20 x 30"]


def test_the_brief_of_the_placeholder() -> None:
    wanted = read("a mailer box 200 × 120 × 60 mm in kraft with a green leaf pattern")
    ground, leaves = wanted.changes
    assert ground.ground == [KRAFT]
    assert (leaves.pattern, leaves.pattern_colours) == ("leaves", [GREEN])
    assert not wanted.unknown and not wanted.notes


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        ("with stripes", "stripes"),
        ("with polka dots", "dots"),
        ("gridded", "grid"),
        ("a wave pattern", "waves"),
        ("botanical", "leaves"),
        ("chevrons", "chevron"),
        ("in terrazzo", "terrazzo"),
    ],
)
def test_patterns(words: str, pattern: str) -> None:
    assert only(read(words)).pattern == pattern


def test_what_a_colour_is_said_of() -> None:
    two = only(read("navy and gold stripes"))
    assert two.pattern_colours == [NAVY, GOLD]
    on = only(read("gold dots on navy"))
    assert (on.pattern_colours, on.ground) == ([GOLD], [NAVY])
    after = only(read("stripes in navy and gold"))
    assert after.pattern_colours == [NAVY, GOLD]
    band = read("navy with a gold band at the top").changes
    assert band[0].ground == [NAVY]
    assert (band[1].bands, band[1].band_colours, band[1].band_place) == (1, [GOLD], "top")
    text = only(read("the text in gold"))
    assert (text.text_colour, text.ground) == (GOLD, [])
    mixed = read("white, with terrazzo in coral and teal and black text 'NORTH'").changes[1]
    assert mixed.pattern_colours == ["#f0806a", "#1f7a7c"]
    assert mixed.text_colour == "#17181a"


def test_what_is_replaced_is_not_wanted() -> None:
    wanted = read("stripes instead of dots")
    assert only(wanted).pattern == "stripes" and not wanted.notes
    assert read("replace leaves with dots").changes[-1].pattern == "dots"


def test_hexadecimal_and_shifted_colours() -> None:
    assert only(read("in #AABBCC")).ground == ["#aabbcc"]
    assert only(read("in #abc")).ground == ["#aabbcc"]
    assert only(read("in pale green")).ground not in ([GREEN], [])
    assert only(read("make it darker")).shifts == ["dark"]


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("saying 'HELLO'", ["HELLO"]),
        ("saying “Oak & Ash”", ["Oak & Ash"]),
        ('text: "One" "Two"', ["One", "Two"]),
        ("text: Slow roasted, in navy", ["Slow roasted"]),
        ("a pouch called Sunrise in navy", ["Sunrise"]),
        ("a carton that says AURORA in white", ["AURORA"]),
        ("'It's here'", ["It's here"]),
    ],
)
def test_texts(words: str, texts: list[str]) -> None:
    assert [each for change in read(words).changes for each in change.texts] == texts


def test_which_panels_are_meant() -> None:
    front, lid = read("make the front navy and the lid gold").changes
    assert (front.panels, front.ground) == (("front",), [NAVY])
    assert (lid.panels, lid.ground) == (("lid",), [GOLD])
    assert only(read("gold dots on the front")).panels == ("front",)
    both = only(read("the left and right in navy"))
    assert both.panels == ("left", "right")
    own = only(read("make the lid front navy", panels=("lid front", "front")))
    assert own.panels == ("lid front",)
    lid, sides = read("a white lid and the sides striped in navy").changes
    assert (lid.panels, lid.ground, lid.pattern) == (("lid",), [WHITE], None)
    assert (sides.panels, sides.pattern, sides.pattern_colours) == (("sides",), "stripes", [NAVY])
    box, lid = read("a kraft mailer box with a navy lid").changes
    assert (box.panels, box.ground) == ((), [KRAFT])
    assert (lid.panels, lid.ground) == (("lid",), [NAVY])


def test_panels_that_stay_as_they_are() -> None:
    change = only(read("all panels navy except the front"))
    assert (change.panels, change.besides, change.ground) == ((), ("front",), [NAVY])
    with pytest.raises(PromptError, match="which panels are to stay"):
        read("all navy except the dragon")


@pytest.mark.parametrize(
    ("words", "removed"),
    [
        ("no pattern", ["pattern"]),
        ("without text", ["text"]),
        ("remove the pattern", ["pattern"]),
        ("without any bands", ["band"]),
        ("delete the logo", ["logo"]),
        ("no stripes", ["pattern"]),
    ],
)
def test_what_is_left_out(words: str, removed: list[str]) -> None:
    change = only(read(words))
    assert change.removed == removed
    assert change.pattern is None


def test_what_is_said_before_what_is_left_out_holds() -> None:
    change = only(read("make the front navy without text"))
    assert (change.panels, change.ground, change.removed) == (("front",), [NAVY], ["text"])


@pytest.mark.parametrize("words", ["don't make it red", "without unicorns", "not navy"])
def test_the_opposite_is_never_done(words: str) -> None:
    with pytest.raises(PromptError) as raised:
        read(words)
    assert raised.value.hint


def test_what_it_is_for_is_no_colour() -> None:
    wanted = read("a carton for green tea in sage, 20 tea bags")
    assert (wanted.subject, wanted.amount) == ("green tea", "20 tea bags")
    assert only(wanted).ground == ["#a3b18a"]


def test_finishes_are_told_and_not_drawn() -> None:
    wanted = read("a matte black box")
    assert only(wanted).ground == ["#17181a"]
    assert "“matte” is a finish" in wanted.notes[0]


def test_what_is_not_known_is_kept_apart() -> None:
    wanted = read("a navy box with unicorns")
    assert wanted.unknown == ["unicorns"]
    assert only(wanted).ground == [NAVY]
