"""What the words of a prompt ask of which panels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, cast

from prodwidget.errors import PromptError
from prodwidget.surfaces.packaging.design import PatternKind, Place
from prodwidget.surfaces.packaging.reading.tokens import Token
from prodwidget.surfaces.packaging.reading.wanted import Change, Wanted

_GAPS = ("filler", "factor", "finish", "weight", "face")
"""What may stand between a colour and what it colours."""
_THIN = {"light": 0.72, "bold": 1.35}
_SAYS_NOTHING = ("panel", "filler", "in", "on")
_REMOVABLE = {
    "pattern": "pattern", "pattern noun": "pattern", "band": "band", "text noun": "text",
    "text": "text", "logo": "logo", "saying": "text",
}  # fmt: skip


@dataclass
class _Clause:
    """Words between two joints."""

    joint: str
    tokens: list[Token] = field(default_factory=list)


def read_changes(tokens: list[Token], wanted: Wanted) -> None:
    """Read the words into ``wanted.changes``, in the order in which they are said.

    Raises
    ------
    PromptError
        Something is to be left out or kept that is not known, so that the opposite could happen.
    """
    scope: tuple[str, ...] = ()
    last = ""
    for clause in _clauses(tokens):
        besides = _besides(clause)
        leading, own = _panels(clause)
        wanted.mentioned += own
        wanted.spared += besides
        if besides and not clause.tokens:
            if wanted.changes:
                wanted.changes[-1].besides += besides
            continue
        content = [each for each in clause.tokens if each.kind not in _SAYS_NOTHING]
        if own and not content and last and wanted.changes and not leading:
            # "gold dots, on the front"
            wanted.changes[-1].panels = own
            continue
        change = Change(panels=own or scope, besides=besides)
        last = _read(clause, change, wanted, last)
        if own and (leading or not content):
            scope = own
        if "all" in change.panels:
            change.panels = ()
            scope = () if leading else scope
        if change:
            wanted.changes.append(change)


def _clauses(tokens: list[Token]) -> Iterator[_Clause]:
    clause = _Clause("")
    for at, token in enumerate(tokens):
        if token.kind == "joint" and not _joins_alike(tokens, at):
            if clause.tokens:
                yield clause
            clause = _Clause(token.words)
        elif token.kind != "joint":
            clause.tokens.append(token)
    if clause.tokens:
        yield clause


def _joins_alike(tokens: list[Token], at: int) -> bool:
    """Whether a joint stands between two colours, two panels or two texts: they go together."""
    if tokens[at].words in ("with", "but", "while", ".", ":"):
        return False
    before = next((each for each in reversed(tokens[:at]) if each.kind != "joint"), None)
    after = [each for each in tokens[at + 1 :] if each.kind not in ("joint", "filler")][:2]
    if before is None or not after or before.kind != after[0].kind:
        return False
    if before.kind == "colour":
        # "the front navy, red dots": the second colour begins something of its own.
        following = after[1].kind if len(after) > 1 else ""
        return not (
            following in ("pattern", "band", "text noun", "panel") and tokens[at].words != "and"
        )
    if before.kind == "panel":
        # "a white lid and the sides striped": each has been told something of its own.
        told = [each.kind for each in _clause_about(tokens, at, -1)]
        return not (_tells(told) and _tells([each.kind for each in _clause_about(tokens, at, 1)]))
    return before.kind == "text"


def _clause_about(tokens: list[Token], at: int, way: int) -> list[Token]:
    """The words between a joint and the next one, backwards or forwards."""
    found = []
    at += way
    while 0 <= at < len(tokens) and tokens[at].kind != "joint":
        found.append(tokens[at])
        at += way
    return found


def _tells(kinds: Iterable[str]) -> bool:
    return any(
        each in ("colour", "pattern", "band", "text", "shift", "text noun") for each in kinds
    )


def _panels(clause: _Clause) -> tuple[bool, tuple[str, ...]]:
    """Whether the panels come before what is said of them, and which they are."""
    named = tuple(each.value for each in clause.tokens if each.kind == "panel")
    telling = [each.kind for each in clause.tokens if each.kind not in ("filler", "on", "in")]
    return bool(telling) and telling[0] == "panel", named


def _besides(clause: _Clause) -> tuple[str, ...]:
    """Take "except the front" out of a clause; answers which panels stay as they are."""
    at = next((i for i, each in enumerate(clause.tokens) if each.kind == "except"), None)
    if at is None:
        return ()
    named = tuple(each.value for each in clause.tokens[at:] if each.kind == "panel")
    if not named:
        raise PromptError(
            "It is not clear which panels are to stay as they are.",
            hint="Name them, such as “all panels navy except the front”.",
        )
    del clause.tokens[at:]
    return named


def _read(clause: _Clause, change: Change, wanted: Wanted, last: str) -> str:
    """Read a clause; answers what its last colour coloured."""
    tokens = _negated(clause.tokens, change)
    if not tokens:
        return ""
    target = last if _only_colours(tokens) and clause.joint in ("and", ",", "&") else ""
    for at, token in enumerate(tokens):
        if token.kind == "colour":
            target = _coloured(tokens, at) or target or "ground"
            _colour(change, target, token.value)
        elif token.kind == "pattern":
            if change.pattern is not None and change.pattern != token.value:
                wanted.notes.append(
                    "One pattern at a time is drawn on a panel, so that "
                    f"“{token.words}” was left out."
                )
                continue
            change.pattern = cast(PatternKind, token.value)
            if token.words.startswith("pinstripe"):
                change.pattern_factor = 0.6
            target = "pattern"
        elif token.kind == "band":
            change.bands = max(change.bands, 2 if token.words.endswith("s") else 1)
            target = "band"
        elif token.kind == "text":
            change.texts.append(token.value)
            target = "text"
        elif token.kind in ("text noun", "saying"):
            target = "text"
        elif token.kind == "pattern noun":
            target = "pattern"
        elif token.kind == "logo":
            change.logo = True
            target = "logo"
        elif token.kind == "finish":
            wanted.notes.append(
                f"“{token.words}” is a finish, which artwork does not show: tell it to the printer."
            )
        else:
            _detail(token, tokens, at, target, change, wanted)
    return target


def _detail(
    token: Token, tokens: list[Token], at: int, target: str, change: Change, wanted: Wanted
) -> None:
    ahead = _ahead(tokens, at) or target
    if token.kind == "face":
        change.face = cast(Literal["sans", "serif"], token.value)
    elif token.kind == "weight" and ahead == "pattern":
        change.pattern_factor *= _THIN.get(token.value, 1.0)
    elif token.kind == "weight":
        change.weight = cast(Literal["light", "regular", "bold", "italic"], token.value)
    elif token.kind == "factor":
        if ahead == "pattern":
            change.pattern_factor *= float(token.value)
        elif ahead == "text":
            change.text_factor *= float(token.value)
        elif ahead == "logo" or not any(each.kind == "filler" for each in tokens):
            wanted.unknown.append(token.words)
    elif token.kind == "place":
        place = cast(Place, token.value)
        if ahead == "band":
            change.band_place = place
        else:
            change.text_place = place
    elif token.kind == "shift":
        change.shifts.append(token.value)
    elif token.kind == "unknown":
        wanted.unknown.append(token.words)
        if at and tokens[at - 1].words in ("the", "its"):
            wanted.things.append(token.words)


def _negated(tokens: list[Token], change: Change) -> list[Token]:
    """Read "no pattern" and "remove the text"; answers the words before it, which say what is."""
    at = next((i for i, each in enumerate(tokens) if each.kind in ("no", "remove")), None)
    if at is None:
        return tokens
    after = [each for each in tokens[at + 1 :] if each.kind != "panel"]
    found = [_REMOVABLE[each.kind] for each in after if each.kind in _REMOVABLE]
    said = " ".join(each.words for each in tokens[at:])
    if not found or any(each.kind == "unknown" for each in after):
        raise PromptError(
            f"It is not clear what “{said}” leaves out.",
            hint="“no pattern”, “no text”, “no bands” and “no logo” are understood; else say what "
            "there is to be.",
        )
    if tokens[at].words in ("don't", "dont", "not", "never"):
        raise PromptError(
            f"“{said}” says what is not to be done.",
            hint="Say what is to be done; what is not named stays as it is.",
        )
    change.removed += found
    return tokens[:at]


def _only_colours(tokens: list[Token]) -> bool:
    return all(each.kind in ("colour", "filler") for each in tokens)


def _coloured(tokens: list[Token], at: int) -> str:
    """What a colour colours: what follows it, or what it is said of."""
    before = next((each for each in reversed(tokens[:at]) if each.kind != "filler"), None)
    if before is not None and before.kind == "on":
        return "ground"
    said = [each.kind for each in tokens[:at] if each.kind in (*_TARGETS, "panel")]
    # "dots in coral, teal and black text": of three colours, only the last is the text's.
    alone = bool(said) and said[-1] != "panel"
    ahead = _ahead(tokens, at, past_colours=not alone)
    if ahead:
        return ahead
    if said and said[-1] != "panel":
        return _TARGETS[said[-1]]
    return ""


_TARGETS = {
    "pattern": "pattern", "pattern noun": "pattern", "band": "band", "text": "text",
    "text noun": "text", "saying": "text", "logo": "logo",
}  # fmt: skip


def _ahead(tokens: list[Token], at: int, *, past_colours: bool = True) -> str:
    """What comes right after a word, adjectives aside, and further colours where they may be."""
    gaps = (*_GAPS, "colour") if past_colours else _GAPS
    for each in tokens[at + 1 :]:
        if each.kind in _TARGETS and each.kind not in ("text", "saying"):
            return _TARGETS[each.kind]
        if each.kind == "panel" or each.kind not in gaps:
            return ""
        if each.words in ("and", "with"):
            return ""
    return ""


def _colour(change: Change, target: str, colour: str) -> None:
    if target == "pattern":
        change.pattern_colours.append(colour)
    elif target == "band":
        change.band_colours.append(colour)
    elif target == "text":
        change.text_colour = colour
    elif colour not in change.ground:
        change.ground.append(colour)
