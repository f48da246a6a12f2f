"""The examples of docs/backends.md are whole, and keep the contract that it describes."""

from __future__ import annotations

import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

from prodwidget.backends.conformance import CHECKS, Case, Check
from prodwidget.backends.procedural.glb import write_glb
from prodwidget.backends.procedural.parse import read_create
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.errors import ProviderError

DOCUMENT = (Path(__file__).parents[2] / "docs" / "backends.md").read_text()
FILES = dict(re.findall(r"```python\n# (\w+\.py)\n(.*?)```", DOCUMENT, re.DOTALL))


def module(name: str) -> types.ModuleType:
    made = types.ModuleType(name)
    exec(compile(FILES[f"{name}.py"], f"docs/backends.md: {name}.py", "exec"), made.__dict__)
    return made


class Service:
    """The workshop's: takes three questions' time for a mug, and counts its orders."""

    def __init__(self) -> None:
        self.orders: list[str] = []
        self.asked = 0

    def order(self, prompt: str, seed: int) -> str:
        self.orders.append(prompt)
        return f"order-{len(self.orders)}"

    def fetch(self, order: str) -> bytes | None:
        self.asked += 1
        return write_glb(read_create("a mug", 0).spec) if self.asked % 3 == 0 else None

    def stop(self, order: str) -> bool:
        return False


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_workshop_keeps_the_contract(check: Check) -> None:
    workshop, service = module("workshop"), Service()
    check(Case(lambda: workshop.Workshop(service), "a mug", heed_seconds=10))


def test_a_refused_order_is_not_paid() -> None:
    class Closed(Service):
        def order(self, prompt: str, seed: int) -> str:
            raise PermissionError

    progress = Rehearsal()
    with pytest.raises(ProviderError, match="key"):
        module("workshop").Workshop(Closed()).generate(progress.request("a mug"), progress)
    assert not progress.payments


def test_the_boxes_and_their_test_run_as_they_stand(tmp_path: Path) -> None:
    for name in ("boxes.py", "test_boxes.py"):
        (tmp_path / name).write_text(FILES[name])
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_boxes.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert f"{len(CHECKS)} passed" in ran.stdout, ran.stdout


def test_every_setting_is_described_and_every_one_described_is_one() -> None:
    config = (Path(__file__).parents[2] / "src" / "prodwidget" / "config.py").read_text()
    names = r"((?:PRODWIDGET|GEMINI|GOOGLE|FAL)_[A-Z_]+)"
    described = set(re.findall(f"`{names}`", DOCUMENT))
    settings = set(re.findall(f'"{names}"', config))
    assert described == settings - {"PRODWIDGET_REDIS_URL", "PRODWIDGET_DATA_DIR"}
