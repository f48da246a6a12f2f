"""Reads a prompt's clauses, each for or against something, into claims."""

from __future__ import annotations

from collections.abc import Sequence

from prodwidget.backends.procedural.affirming import Affirming
from prodwidget.backends.procedural.claims import Target
from prodwidget.backends.procedural.clauses import Clause
from prodwidget.backends.procedural.draft import Draft
from prodwidget.backends.procedural.exchanging import Exchanging
from prodwidget.backends.procedural.opposing import Opposing
from prodwidget.backends.procedural.refusal import Unclear
from prodwidget.backends.procedural.sheet import Sheet
from prodwidget.backends.procedural.spec import Part

__all__ = ["read_clauses"]


def read_clauses(
    clauses: Sequence[Clause], draft: Draft, *, creating: bool, part: Part | None = None
) -> Sheet:
    """The claims of a prompt, on a sheet with what was not understood.

    Where a part is given it counts as named just before, so that "it" stands for that.

    Raises
    ------
    Unclear
        A clause cannot be read; its ``understood`` says what came before it.
    PromptError
        It names what the product cannot have.
    """
    sheet = Sheet(draft, creating=creating)
    if part is not None:
        sheet.named.last.name([Target("part", part, part)])
    try:
        _read(clauses, sheet)
    except Unclear as unclear:
        unclear.understood = sheet.understood()
        raise
    return sheet


def _read(clauses: Sequence[Clause], sheet: Sheet) -> None:
    opposing = Opposing(sheet)
    affirming = Affirming(sheet, opposing)
    exchanging = Exchanging(sheet)
    for index, clause in enumerate(clauses):
        if clause.mode != "affirm" or clause.old is not None:
            affirming.flush()
        if clause.mode == "exchange":
            exchanging.swap(clause)
        elif clause.old is not None:
            exchanging.exchange(clause)
        elif clause.mode == "affirm":
            affirming.affirm(clause, clauses[index + 1 : index + 2])
        elif clause.mode == "deny":
            opposing.deny(clause)
        elif clause.mode == "keep":
            opposing.keep(clause)
        elif clause.mode == "remove":
            opposing.remove(clause)
        elif clause.mode == "except":
            opposing.leave_out(clause, comes=index + 1 < len(clauses))
    affirming.flush()
    sheet.settle_waiting()
    excepted = opposing.excepted()
    if excepted:
        raise Unclear(
            f"except the {excepted[0].name}", "Say what is to be changed on the other parts."
        )
