"""The records on the two sides of the seam have the same fields."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from prodwidget.records import (
    Artifact,
    Environment,
    Look,
    Mark,
    Money,
    ProductStatus,
    StatusError,
)
from prodwidget.session import Proposal
from prodwidget.surfaces import PRODUCT
from prodwidget.widgets.contract import (
    ITERATION_FIELDS,
    VERSION_FIELDS,
    finishes_json,
    operations_json,
    session_json,
    surface_json,
)
from prodwidget.widgets.motion import FileAnimation
from prodwidget.widgets.uploads import KeptPicture

FRONT_END = Path(__file__).parents[2] / "js"
CONTRACT = (FRONT_END / "contract.ts").read_text()


def _fields(interface: str) -> set[str]:
    body = re.search(rf"interface {interface} {{(.*?)\n}}", CONTRACT, re.DOTALL)
    assert body, f"contract.ts has no interface {interface}"
    return set(re.findall(r"^  (\w+)\??:", body[1], re.MULTILINE))


@pytest.mark.parametrize(
    ("interface", "fields"),
    [
        ("Artifact", set(Artifact.model_fields)),
        ("Iteration", ITERATION_FIELDS),
        ("Mark", set(Mark.model_fields)),
        ("Version", {*VERSION_FIELDS, "pictures", "model"}),
        ("SessionState", set(session_json(""))),
        ("Status", set(ProductStatus.model_fields)),
        ("StatusError", set(StatusError.model_fields)),
        ("Look", set(Look.model_fields)),
        ("Environment", set(Environment.model_fields)),
        ("Money", set(Money.model_fields)),
        ("Proposal", set(Proposal.__slots__)),
        ("KeptPicture", set(KeptPicture.__slots__)),
        ("FileAnimation", set(FileAnimation.__annotations__)),
        ("Operation", set(operations_json()[0])),
        ("Finish", set(finishes_json()[0])),
        ("Surface", set(surface_json(PRODUCT))),
        ("Option", set(operations_json()[0]["options"][0])),
    ],
)
def test_both_sides_name_the_same_fields(interface: str, fields: set[str]) -> None:
    assert _fields(interface) == fields


def test_a_panel_that_is_told_nothing_speaks_of_products() -> None:
    table = (FRONT_END / "studio" / "words" / "texts" / "surface.ts").read_text()
    literal = table[table.index("= {") + 2 : table.rindex(";")]
    quoted = re.sub(r"^( +)(\w+):", r'\1"\2":', literal, flags=re.MULTILINE)
    assert json.loads(re.sub(r",(\s*[\]}])", r"\1", quoted)) == surface_json(PRODUCT)
