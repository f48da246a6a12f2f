"""The procedural maker of materials keeps the contract of backends."""

from __future__ import annotations

import pytest

from prodwidget.backends.conformance import CHECKS, Case, Check
from prodwidget.errors import ConfigurationError
from prodwidget.surfaces import surface_named
from prodwidget.surfaces.texture import PatinaTextures, ProceduralTextures


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_backend_keeps_the_contract(check: Check) -> None:
    check(
        Case(ProceduralTextures, prompt="walnut planks", edit="make it darker", impossible="a dog")
    )


def test_the_maker_is_the_one_that_is_named_or_has_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = surface_named("texture").resolve
    monkeypatch.delenv("PRODWIDGET_BACKEND", raising=False)
    monkeypatch.delenv("FAL_KEY", raising=False)
    assert isinstance(resolve(None), ProceduralTextures)
    monkeypatch.setenv("FAL_KEY", "id:secret")
    assert isinstance(resolve(None), PatinaTextures)
    monkeypatch.setenv("PRODWIDGET_BACKEND", "procedural")
    assert isinstance(resolve(None), ProceduralTextures)
    with pytest.raises(ConfigurationError):
        resolve("comfy")
