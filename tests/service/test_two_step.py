"""From a prompt to images to a model: Gemini's SDK on a loopback server, and a maker of boxes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import trimesh
from pydantic import JsonValue

from prodwidget.backends.base import (
    GeneratedFile,
    Generation,
    PricedBackend,
    Progress,
    RemoteBackend,
)
from prodwidget.backends.conformance import CHECKS, Case, Check
from prodwidget.backends.gemini import GeminiImages
from prodwidget.backends.options import Option
from prodwidget.backends.procedural import ProceduralBackend
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.backends.two_step import TwoStepBackend
from prodwidget.errors import ConfigurationError, ProviderError, SubmissionUnknown
from tests.service.gemini_server import KEY, GeminiServer, error, gemini_server, picture


@pytest.fixture
def server() -> Iterator[GeminiServer]:
    with gemini_server() as running:
        yield running
        assert not running.malformed


@dataclass(frozen=True)
class Model:
    file: GeneratedFile
    provenance: dict[str, JsonValue]
    extras: tuple[GeneratedFile, ...] = ()


@dataclass
class Boxes:
    """Makes a box of any number of images, for two cents."""

    max_images: int | None = None
    lacks: ProviderError | None = None
    made_of: list[list[bytes]] = field(default_factory=list)

    name, label = "boxes", "Boxes"
    steps = ("create", "edit")
    versions: Mapping[str, str] = field(default_factory=lambda: {"boxes": "1"})

    def check(self) -> None:
        if self.lacks is not None:
            raise self.lacks

    options: Mapping[str, Option] = field(default_factory=dict)

    def estimate(self, n_images: int, options: Mapping[str, JsonValue] | None = None) -> float:
        return 0.02

    def make(
        self,
        images: Sequence[GeneratedFile],
        *,
        seed: int,
        progress: Progress,
        step: str = "model",
        options: Mapping[str, JsonValue] | None = None,
    ) -> Model:
        done = progress.checkpoints.get(step)
        if not (isinstance(done, dict) and done.get("outcome") == "done"):
            progress.about_to_pay(step, 0.02)
            self.made_of.append([each.data for each in images])
            progress.checkpoint(step, {"outcome": "done"})
        data = trimesh.creation.box((1, 1, 1 + seed)).export(file_type="glb")
        return Model(GeneratedFile("model", data, "model/gltf-binary"), {"sides": 6})

    def stop(self, checkpoint: JsonValue) -> bool:
        return isinstance(checkpoint, dict) and checkpoint.get("outcome") == "done"


@dataclass
class Bench:
    """A backend, the server behind it, and what its models were made of."""

    server: GeminiServer
    models: Boxes = field(default_factory=Boxes)

    def backend(self, **options: Any) -> TwoStepBackend:
        images = GeminiImages(api_key=KEY, base_url=self.server.url)
        return TwoStepBackend(images, self.models, **options)

    def make(self, progress: Rehearsal, prompt: str = "a brass lamp", **options: Any) -> Generation:
        return self.backend(**options).generate(progress.request(prompt), progress)


@pytest.fixture
def bench(server: GeminiServer) -> Bench:
    return Bench(server)


REFUSAL = error(400, "INVALID_ARGUMENT", "Not today.")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_create(bench: Bench) -> None:
    progress = Rehearsal()
    made = bench.make(progress)
    (asked,) = bench.server.asked
    assert "a brass lamp" in asked.instruction
    for words in ("exactly one product", "nothing cropped", "light, empty background", "No text"):
        assert words in asked.instruction
    assert [each.role for each in made.files] == ["model", "reference"]
    assert bench.models.made_of == [[picture(asked)]] == [[made.files[1].data]]
    told = made.provenance
    assert told["prompt"] == "a brass lamp"
    assert told["model"] == {"sides": 6}
    assert told["usd"] == pytest.approx(progress.spent) == pytest.approx(0.054)
    image: Any = told["image"]
    assert image["instruction"] == asked.instruction
    assert set(made.versions) == {"google-genai", "pillow", "boxes"}


def test_its_name_label_and_price(bench: Bench) -> None:
    backend = bench.backend(candidates=2, views=("front",))
    assert (backend.name, backend.label) == ("gemini+boxes", "Gemini and Boxes")
    assert isinstance(backend, PricedBackend) and isinstance(backend, RemoteBackend)
    progress = Rehearsal()
    estimate = backend.estimate(progress.request("a lamp"))
    backend.generate(progress.request("a lamp"), progress)
    assert estimate == pytest.approx(progress.spent)


def test_an_edit_starts_from_the_image_of_its_parent(bench: Bench) -> None:
    progress = Rehearsal()
    backend = bench.backend(views=("back",))
    lamp = progress.iteration(bench.make(progress, views=("back",)), backend.name)
    red = progress.next_job()
    made = backend.generate(red.request("make it red", lamp), red)
    first, edit = bench.server.asked[0], bench.server.asked[2]
    assert edit.images == (picture(first),)
    assert "make it red" in edit.instruction
    assert "Change only what is asked. Keep everything else" in edit.instruction
    small = red.next_job()
    backend.generate(small.request("make it small", red.iteration(made, backend.name)), small)
    assert bench.server.asked[4].images == (picture(edit),)


def test_an_edit_of_what_was_made_without_an_image(bench: Bench) -> None:
    progress = Rehearsal()
    procedural = ProceduralBackend()
    bottle = procedural.generate(progress.request("a bottle"), progress)
    parent = progress.iteration(bottle, procedural.name)
    bench.backend().generate(progress.request("make it red", parent), progress)
    (asked,) = bench.server.asked
    assert len(asked.images) == 1, "a picture is drawn of the model"


def test_candidates_differ_and_the_chosen_one_is_taken(bench: Bench) -> None:
    progress = Rehearsal(choices=[2])
    made = bench.make(progress, candidates=3)
    assert [each.seed for each in bench.server.asked] == [0, 1, 2]
    assert len({each.data for each in progress.reviews[0]}) == 3
    assert made.files[1] == progress.reviews[0][2]
    assert len(made.files) == 2
    assert made.provenance["images_made"] == 3


def test_others_are_new_images_and_the_first_ones_are_kept(bench: Bench) -> None:
    progress = Rehearsal(choices=[None, 1])
    made = bench.make(progress, candidates=2)
    assert [each.seed for each in bench.server.asked] == [0, 1, 2, 3]
    assert made.files[1] == progress.reviews[1][1]
    assert made.provenance["usd"] == pytest.approx(progress.spent)
    assert [name for name, _ in progress.payments] == [
        "image-1",
        "image-2",
        "image-3",
        "image-4",
        "model",
    ]
    assert sha256(progress.reviews[0][0].data) in progress.files


def test_a_choice_holds_in_the_next_kernel(bench: Bench) -> None:
    progress = Rehearsal(choices=[None, 1])
    made = bench.make(progress, candidates=2)
    again = progress.next_kernel()
    assert bench.make(again, candidates=2).files == made.files
    assert not again.reviews
    assert len(bench.server.asked) == 4


def test_fewer_candidates_than_asked_for_are_told(bench: Bench) -> None:
    bench.server.answer_next(None, REFUSAL)
    progress = Rehearsal()
    made = bench.make(progress, candidates=3)
    assert len(progress.reviews[0]) == 1
    assert made.notes == ("Image 2 was not made: Gemini refused the request: Not today.",)


def test_without_any_candidate_there_is_no_model(bench: Bench) -> None:
    bench.server.answer_next(REFUSAL)
    with pytest.raises(ProviderError, match="Not today"):
        bench.make(Rehearsal(), candidates=3)
    assert not bench.models.made_of


def test_further_views_are_made_of_the_chosen_image(bench: Bench) -> None:
    progress = Rehearsal(choices=[1])
    made = bench.make(progress, candidates=2, views=("back", "front"))
    chosen = progress.reviews[0][1].data
    *_, front, back = bench.server.asked
    assert front.images == back.images == (chosen,)
    assert "straight ahead" in front.instruction
    assert "straight behind" in back.instruction
    assert bench.models.made_of == [[chosen, picture(front), picture(back)]]
    assert [each.data for each in made.files[1:]] == bench.models.made_of[0]
    assert made.recipe == {"views": ["front", "back"]}


def test_a_view_that_does_not_come_is_done_without(bench: Bench) -> None:
    bench.server.answer_next(None, REFUSAL)
    made = bench.make(Rehearsal(), views=("back",))
    assert made.notes == ("The back view was not made: Gemini refused the request: Not today.",)
    assert len(bench.models.made_of[0]) == 1


def test_a_view_that_comes_too_late_is_not_asked_for(bench: Bench) -> None:
    bench.server.answer_next(None, REFUSAL)
    progress = Rehearsal()
    bench.make(progress, views=("back",))
    made = bench.make(progress.next_kernel(), views=("back",))
    assert len(bench.server.asked) == 2
    assert len(made.files) == 2


def test_nothing_is_paid_where_no_model_can_be_made(bench: Bench) -> None:
    bench.models.lacks = ProviderError("No key.", code="auth", provider="Boxes")
    progress = Rehearsal()
    with pytest.raises(ProviderError, match="No key"):
        bench.make(progress)
    assert not bench.server.asked


def test_an_image_in_doubt_is_not_paid_again(bench: Bench) -> None:
    progress = Rehearsal()
    progress.about_to_pay("image-1", 0.03)
    with pytest.raises(SubmissionUnknown):
        bench.make(progress.next_kernel())
    assert not bench.server.asked


def test_what_is_left_running_is_what_the_model_maker_left(bench: Bench) -> None:
    stop = bench.backend().stop
    assert stop({"image-1": {"outcome": "unknown"}})
    assert stop({"model": {"outcome": "done"}})
    assert not stop({"model": {"outcome": "submitted"}})


@pytest.mark.parametrize(
    ("options", "setting"),
    [
        ({"candidates": 0}, "PRODWIDGET_IMAGE_COUNT"),
        ({"candidates": 100}, "PRODWIDGET_IMAGE_COUNT"),
        ({"views": ("above",)}, "PRODWIDGET_IMAGE_VIEWS"),
        ({"views": ("back", "back")}, "PRODWIDGET_IMAGE_VIEWS"),
        ({"views": ("front", "back")}, "multi"),
    ],
)
def test_options_that_do_not_fit(bench: Bench, options: dict[str, Any], setting: str) -> None:
    bench.models.max_images = 2
    with pytest.raises(ConfigurationError) as raised:
        bench.backend(**options)
    assert setting in raised.value.hint


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_it_keeps_the_contract(bench: Bench, check: Check) -> None:
    make = lambda: bench.backend(candidates=2, views=("right",))  # noqa: E731
    check(Case(make, "a brass lamp", "make it red", secrets=(KEY,), heed_seconds=10))
