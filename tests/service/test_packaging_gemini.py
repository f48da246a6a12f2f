"""Packages painted by Gemini: its SDK on a loopback server, and what becomes of faults."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from math import ceil
from typing import Any

import pytest
from PIL import Image

from prodwidget.backends import Generation, PricedBackend
from prodwidget.backends.conformance import CHECKS, Case, Check
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.rehearsal import KernelDied, Rehearsal
from prodwidget.errors import PromptError, ProviderError, SubmissionUnknown
from prodwidget.surfaces.packaging import GeminiPackaging, ProceduralPackaging
from prodwidget.surfaces.packaging.gemini import nearest_aspect
from prodwidget.surfaces.packaging.structures import sheet_of
from tests.service.gemini_server import KEY, GeminiServer, error, gemini_server, picture

BRIEF = "a sleeve 160 × 90 × 40 mm with watercolour mountains at dawn saying 'NORTH'"
PANELS = ["front", "top", "back", "bottom"]
REFUSAL = error(400, "INVALID_ARGUMENT", "Not today.")
BUSY = error(503, "UNAVAILABLE", "The model is overloaded.")


@pytest.fixture
def server() -> Iterator[GeminiServer]:
    with gemini_server() as running:
        yield running
        assert not running.malformed


def packaging(server: GeminiServer) -> GeminiPackaging:
    return GeminiPackaging(
        lambda aspect: GeminiImages(api_key=KEY, base_url=server.url, aspect=aspect)
    )


def make(server: GeminiServer, progress: Rehearsal, prompt: str = BRIEF) -> Generation:
    return packaging(server).generate(progress.request(prompt, seed=7), progress)


def panels(made: Generation) -> dict[str, str]:
    return {
        each.name.removesuffix(".png"): hashlib.sha256(each.data).hexdigest()
        for each in made.files
        if each.role == "panel"
    }


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_every_panel_is_painted_from_one_brief(server: GeminiServer) -> None:
    progress = Rehearsal()
    made = make(server, progress)
    assert list(panels(made)) == PANELS
    assert [each.aspect for each in server.asked] == ["21:9", "16:9", "21:9", "16:9"]
    for asked, name in zip(server.asked, PANELS, strict=True):
        assert f"Artwork for the {name} of a package" in asked.instruction
        assert "watercolour mountains at dawn" in asked.instruction
        assert "No text at all" in asked.instruction
        assert "sleeve, 160 × 90 × 40 mm" in asked.instruction
    painted = [picture(each) for each in server.asked]
    assert [each.images for each in server.asked] == [
        (), (painted[0],), (painted[0], painted[1]), tuple(painted[:3]),
    ]  # fmt: skip
    assert [each.seed for each in server.asked] == [7, 8, 9, 10]
    told: Any = made.provenance
    assert told["usd"] == pytest.approx(progress.spent)
    assert told["panels"]["top"]["instruction"] == server.asked[1].instruction


def test_a_painting_covers_its_panel_and_text_is_set_over_it(server: GeminiServer) -> None:
    made = make(server, Rehearsal())
    (top,) = [each.data for each in made.files if each.name == "top.png"]
    with Image.open(io.BytesIO(top)) as image:
        width, height = sheet_of("sleeve", 160, 90, 40).size_of("top")
        assert image.size == (ceil((width + 6) / 25.4 * 300), ceil((height + 6) / 25.4 * 300))
        assert image.getpixel((0, 0)) == (240, 240, 240), "the picture's own edge"
    recipe: Any = made.recipe
    assert recipe["panels"]["top"]["texts"][0]["words"] == "NORTH"
    assert (
        recipe["panels"]["top"]["painting"]["sha256"]
        == hashlib.sha256(picture(server.asked[1])).hexdigest()
    )


def test_what_is_too_coarse_for_print_is_told(server: GeminiServer) -> None:
    made = make(server, Rehearsal())
    assert any("300 dots an inch" in each and "front" in each for each in made.notes)


def test_its_price_is_that_of_its_panels(server: GeminiServer) -> None:
    backend = packaging(server)
    assert isinstance(backend, PricedBackend)
    progress = Rehearsal()
    assert backend.estimate(progress.request(BRIEF)) == pytest.approx(4 * 0.034)
    parent = progress.iteration(make(server, progress), backend.name)
    job = progress.next_job()
    assert backend.estimate(job.request("make the front navy", parent)) == pytest.approx(0.034)
    assert backend.estimate(job.request("saying 'SOUTH'", parent)) == 0


def test_an_edit_paints_what_is_named_and_no_other(server: GeminiServer) -> None:
    progress = Rehearsal()
    made = make(server, progress)
    parent = progress.iteration(made, "gemini")
    job = progress.next_job()
    edited = packaging(server).generate(job.request("make the back a starry night", parent), job)
    assert changed(panels(made), panels(edited)) == {"back"}
    *first, edit = server.asked
    assert len(first) == 4
    assert edit.images == (picture(first[2]),), "it begins with the panel as it was"
    assert "make the back a starry night" in edit.instruction
    assert "Change only what is asked" in edit.instruction
    assert [name for name, _ in job.payments] == ["panel-back"]
    night = job.iteration(edited, "gemini")
    again = job.next_job()
    both = packaging(server).generate(again.request("make the front a starry night", night), again)
    assert changed(panels(edited), panels(both)) == {"front"}


def test_text_is_set_anew_for_nothing(server: GeminiServer) -> None:
    progress = Rehearsal()
    made = make(server, progress)
    parent = progress.iteration(made, "gemini")
    job = progress.next_job()
    edited = packaging(server).generate(job.request("saying 'SOUTH'", parent), job)
    assert "top" in changed(panels(made), panels(edited))
    assert len(server.asked) == 4 and not job.payments


def test_another_size_is_painted_anew(server: GeminiServer) -> None:
    progress = Rehearsal()
    made = make(server, progress)
    job = progress.next_job()
    packaging(server).generate(job.request("300 mm wide", progress.iteration(made, "gemini")), job)
    assert len(server.asked) == 8
    assert "watercolour mountains" in server.asked[4].instruction


def test_a_package_made_by_rules_is_painted(server: GeminiServer) -> None:
    progress = Rehearsal()
    rules = ProceduralPackaging()
    made = rules.generate(progress.request("a sleeve in navy", seed=1), progress)
    parent = progress.iteration(made, rules.name)
    job = progress.next_job()
    edited = packaging(server).generate(job.request("the front: clouds", parent), job)
    assert changed(panels(made), panels(edited)) == {"front"}
    (asked,) = server.asked
    (front,) = [each.data for each in made.files if each.name == "front.png"]
    assert asked.images == (front,)


def test_a_kernel_that_dies_between_panels_pays_for_none_twice(server: GeminiServer) -> None:
    whole = Rehearsal()
    made = make(server, whole)
    server.asked.clear()
    # Each panel writes twice: before it is paid for, and once it is kept.
    dead = Rehearsal(die_after=4)
    with pytest.raises(KernelDied):
        make(server, dead)
    again = dead.next_kernel()
    assert panels(make(server, again)) == panels(made)
    assert len(server.asked) == 4
    assert again.spent == pytest.approx(whole.spent)


def test_a_panel_in_doubt_is_not_paid_again(server: GeminiServer) -> None:
    dead = Rehearsal(die_after=3)
    with pytest.raises(KernelDied):
        make(server, dead)
    with pytest.raises(SubmissionUnknown):
        make(server, dead.next_kernel())
    assert len(server.asked) == 1


def test_a_refusal_keeps_what_was_painted(server: GeminiServer) -> None:
    server.answer_next(None, None, REFUSAL)
    progress = Rehearsal()
    with pytest.raises(ProviderError, match="Not today"):
        make(server, progress)
    assert [name for name, _ in progress.payments] == ["panel-front", "panel-top"]
    again = progress.next_kernel()
    make(server, again)
    assert len(server.asked) == 5
    assert [name for name, _ in again.payments] == [f"panel-{each}" for each in PANELS]


def test_a_busy_server_is_asked_again(server: GeminiServer) -> None:
    server.answer_next(BUSY)
    progress = Rehearsal()
    make(server, progress)
    assert len(server.asked) == 5
    assert len(progress.payments) == 4


def test_nothing_is_paid_for_a_package_that_cannot_be(server: GeminiServer) -> None:
    progress = Rehearsal()
    with pytest.raises(PromptError, match="cannot have a"):
        make(server, progress, "a sleeve 5000 × 90 × 40 mm with clouds")
    assert not server.asked and not progress.payments


@pytest.mark.parametrize(
    ("size", "aspect"),
    [((100, 100), "1:1"), ((80, 142), "9:16"), ((160, 90), "16:9"), ((50, 140), "9:16"),
     ((300, 40), "21:9"), ((80, 60), "4:3")],
)  # fmt: skip
def test_the_nearest_aspect(size: tuple[float, float], aspect: str) -> None:
    assert nearest_aspect(*size) == aspect


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_it_keeps_the_contract(server: GeminiServer, check: Check) -> None:
    check(
        Case(
            lambda: packaging(server),
            "a sleeve 60 × 40 × 20 mm with clouds",
            "make the front a forest",
            impossible="a sleeve 5000 × 40 × 20 mm",
            secrets=(KEY,),
            heed_seconds=30,
        )
    )
