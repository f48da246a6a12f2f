"""Prompts that a language model reads into recipes: Gemini's, and a chat server's, over HTTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from prodwidget.backends.conformance import CHECKS, Case, Check
from prodwidget.backends.gemini import GeminiTexts
from prodwidget.backends.llm import ChatServer
from prodwidget.backends.procedural import ModelReadBackend, ProceduralBackend
from prodwidget.backends.procedural.parse import read_create
from prodwidget.backends.rehearsal import Rehearsal
from prodwidget.errors import (
    JobCancelled,
    PromptError,
    ProviderError,
    SpendCapReached,
    SubmissionUnknown,
)
from prodwidget.records import ProductIteration
from prodwidget.session import ProductPipeline
from tests.service import gemini_server as gemini
from tests.service import llm_server as llm
from tests.service.conftest import PATIENCE_SECONDS, lapse, wait_for
from tests.service.prompts import (
    GERMAN,
    GERMAN_EDIT,
    IMPOSSIBLE,
    JAPANESE,
    JAPANESE_EDIT,
    Talk,
    answer,
    recipe,
)

SERVER, GEMINI = "procedural+llm", "procedural+gemini"
PRICE = 0.01125
"""US dollars a reading of Gemini's, about."""


@dataclass
class Reader:
    """One of the two services, and the backend that uses it."""

    name: str
    make: Callable[[], ModelReadBackend]
    answer_with: Callable[[str], None]
    """Answer the next request with a text."""
    cut_short: Callable[[str], None]
    be_silent: Callable[[], None]
    talks: Callable[[], list[Talk]]
    busy: threading.Event
    price: float
    environment: dict[str, str]
    malformed: list[str] = field(default_factory=list)


@pytest.fixture(params=[SERVER, GEMINI])
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    if request.param == SERVER:
        with llm.llm_server() as server:
            yield Reader(
                SERVER,
                lambda: ModelReadBackend(ChatServer(server.url, llm.MODEL, key=llm.KEY)),
                lambda text: server.answer_next(llm.completion(text)),
                lambda text: server.answer_next(llm.completion(text, "length")),
                lambda: server.answer_next(llm.SILENCE),
                lambda: [each.talk for each in server.asked],
                server.busy,
                0.0,
                {"PRODWIDGET_LLM_URL": server.url, "PRODWIDGET_LLM_MODEL": llm.MODEL},
                server.malformed,
            )
            assert not server.malformed
        return
    with gemini.gemini_server() as google:
        yield Reader(
            GEMINI,
            lambda: ModelReadBackend(GeminiTexts(api_key=gemini.KEY, base_url=google.url)),
            lambda text: google.answer_next(gemini.text_answer(text)),
            lambda text: google.answer_next(gemini.text_answer(text, "MAX_TOKENS")),
            lambda: google.answer_next(gemini.SILENCE),
            lambda: [each.talk for each in google.asked_texts],
            google.busy,
            PRICE,
            {"GOOGLE_GEMINI_BASE_URL": google.url, "GEMINI_API_KEY": gemini.KEY},
            google.malformed,
        )
        assert not google.malformed


def make(
    reader: Reader, prompt: str, job: Rehearsal, parent: ProductIteration | None = None
) -> ProductIteration:
    backend = reader.make()
    made = backend.generate(job.request(prompt, parent, seed=7), job)
    iteration = job.iteration(made, backend.name)
    return iteration.model_copy(update={"notes": made.notes, "provenance": made.provenance})


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_contract_is_kept(reader: Reader, check: Check) -> None:
    check(
        Case(
            reader.make,
            "a matte black bottle",
            GERMAN_EDIT,
            # What Gemini says no to was paid for all the same.
            impossible=IMPOSSIBLE if reader.name == SERVER else None,
            secrets=(llm.KEY, gemini.KEY),
            heed_seconds=30,
        )
    )


@pytest.mark.parametrize(
    ("prompt", "edit", "english", "colour", "change"),
    [
        (
            GERMAN,
            GERMAN_EDIT,
            "a matte black plastic bottle with a copper lid, without a label",
            "#c8102e",
            "copper → red",
        ),
        (
            JAPANESE,
            JAPANESE_EDIT,
            "a dark green wine bottle with a black lid, without a label",
            "",
            "white",
        ),
    ],
    ids=["German", "Japanese"],
)
def test_another_language_and_what_is_ruled_out(
    reader: Reader, prompt: str, edit: str, english: str, colour: str, change: str
) -> None:
    job = Rehearsal()
    made = make(reader, prompt, job)
    assert made.recipe == read_create(english, 7).spec.model_dump(mode="json")
    assert "label" not in made.recipe["parts"]  # type: ignore[operator]
    changed = make(reader, edit, job.next_job(), made)
    before, after = dict(made.recipe), dict(changed.recipe)
    (note,) = changed.notes
    assert note.startswith("lid: ") and change.split()[-1] in note
    # All but the lid is as it was.
    assert after.pop("parts")["body"] == before.pop("parts")["body"]  # type: ignore[index,call-overload]
    assert after == before
    first, second = reader.talks()
    assert prompt in first.said[0] and edit in second.said[0]
    assert '"family": "bottle"' in second.said[0], "an edit shows the recipe"
    assert "mug/tumbler" in first.system and "mug/" not in second.system


def test_the_label_says_who_read_the_prompt(reader: Reader) -> None:
    backend = reader.make()
    model = {SERVER: llm.MODEL, GEMINI: "gemini-3.8-flash"}[reader.name]
    assert (backend.name, backend.label) == (
        reader.name,
        f"procedural, not AI; prompt read by {model}",
    )
    made = make(reader, "a black bottle", Rehearsal())
    told: Any = made.provenance["reader"]
    assert told["model"] == model and told["asked"] == 1 and told["request_id"]


WRONG = {
    "no JSON": ("Sure! Here is your bottle.", "not JSON"),
    "an empty answer": ("", "empty"),
    "NaN": (answer(recipe(height_mm=float("nan"))), "not JSON"),
    "a list": ("[]", "not an object"),
    "the recipe alone": (json.dumps(recipe()), "not an object with recipe"),
    "a sentence for a list": (json.dumps({"recipe": recipe(), "not_done": "x"}), "not_done"),
    "too tall": (answer(recipe(height_mm=900.0)), "82 to 512.5 mm tall"),
    "far too small": (answer(recipe(width_mm=0.0)), "28 to 175 mm wide"),
    "a number as a text": (answer(recipe(height_mm="200")), "height_mm"),
    "out of range": (answer(recipe(rounding=3.0)), "rounding is 3.0, and goes from 0.4 to 2.5"),
    "another family's part": (
        answer(recipe(parts={**recipe()["parts"], "handle": None})),
        "there is no parts.handle",
    ),
    "without its body": (answer(recipe(parts={**recipe()["parts"], "body": None})), "parts.body"),
    "another family": (answer(recipe(family="bicycle")), "family is"),
    "another family's form": (answer(recipe(form="tumbler")), "form is"),
    "a lamp that holds": (answer(recipe("a lamp", holds_ml=500.0)), "holds nothing"),
    "too much to hold": (answer(recipe(holds_ml=90_000.0)), "a bottle holds 32 to 7812.5 ml"),
    "a field of its own": (answer(recipe(glitter=True)), "there is no glitter"),
    "a material of its own": (
        answer(recipe()).replace('"plastic"', '"unobtainium"'),
        "unobtainium",
    ),
    "a colour by name": (
        answer(recipe(print={**recipe()["print"], "accent": "red"})),
        "a colour such as #1a2b3c",
    ),
    "a long text": (
        answer(recipe(print={**recipe()["print"], "text": "x" * 41})),
        "more than 40 characters",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_json_is_asked_for_again_with_what_is_wrong(reader: Reader, what: str) -> None:
    text, fault = WRONG[what]
    reader.answer_with(text)
    progress = Rehearsal()
    made = make(reader, "a black bottle", progress)
    assert made.recipe == read_create("a black bottle", 7).spec.model_dump(mode="json")
    first, second = reader.talks()
    assert second.said[0] == first.said[0] and fault in second.said[-1]
    assert text in second.said[1] if text else len(second.said) == 2
    assert progress.spent == pytest.approx(2 * reader.price)
    assert made.provenance["reader"]["asked"] == 2  # type: ignore[index,call-overload]


@pytest.mark.parametrize("what", ["no JSON", "too tall", "an empty answer"])
def test_wrong_json_twice_is_told(reader: Reader, what: str) -> None:
    text, fault = WRONG[what]
    reader.answer_with(text)
    reader.answer_with(text)
    progress = Rehearsal()
    with pytest.raises(ProviderError) as raised:
        make(reader, "a black bottle", progress)
    assert (raised.value.code, raised.value.retryable) == ("bad_response", True)
    assert fault in raised.value.message
    assert 'backend="procedural"' in raised.value.hint
    assert len(reader.talks()) == 2
    # Whoever goes on with it by their own word asks anew, and for no more than that.
    again = progress.next_kernel()
    make(reader, "a black bottle", again)
    *_, last = reader.talks()
    assert len(reader.talks()) == 3 and len(last.said) == 1


def test_an_answer_that_is_cut_short(reader: Reader) -> None:
    whole = answer(recipe())
    reader.cut_short(whole[:200])
    make(reader, "a black bottle", Rehearsal())
    assert "cut short" in reader.talks()[1].said[-1]
    reader.cut_short(whole[:200])
    reader.cut_short(whole[:200])
    with pytest.raises(ProviderError, match="cut short") as raised:
        make(reader, "a black bottle", Rehearsal())
    assert "context length" in raised.value.hint


def test_a_fence_of_markdown_is_no_fault(reader: Reader) -> None:
    reader.answer_with(f"```json\n{answer(recipe())}\n```")
    make(reader, "a black bottle", Rehearsal())
    assert len(reader.talks()) == 1


def test_what_could_not_be_done_is_told(reader: Reader) -> None:
    reader.answer_with(answer(recipe(), "Die Flasche kann nicht\nleuchten.", "  "))
    made = make(reader, "eine schwarze Flasche, die leuchtet", Rehearsal())
    assert made.notes == ("Die Flasche kann nicht leuchten.",)


def test_what_cannot_be_made_is_no_product(reader: Reader) -> None:
    with pytest.raises(PromptError, match="Ein Fahrrad kann ich nicht bauen") as raised:
        make(reader, IMPOSSIBLE, Rehearsal())
    assert "bottle" in raised.value.hint
    assert len(reader.talks()) == 1


def test_an_edit_that_changes_nothing_is_told(reader: Reader) -> None:
    job = Rehearsal()
    made = make(reader, "a black bottle", job)
    reader.answer_with(answer(recipe(), "Nothing here can glow."))
    with pytest.raises(PromptError, match=r"Nothing would change. Nothing here can glow."):
        make(reader, "make it glow", job.next_job(), made)


def test_an_edit_leaves_its_family(reader: Reader) -> None:
    job = Rehearsal()
    made = make(reader, "a black bottle", job)
    reader.answer_with(answer(recipe("a mug")))
    make(reader, "make it red", job.next_job(), made)
    assert "an edit leaves it bottle" in reader.talks()[-1].said[-1]


def test_every_change_is_told(reader: Reader) -> None:
    """Whatever the model changed beside what was asked is seen."""
    job = Rehearsal()
    made = make(reader, "a black bottle", job)
    reader.answer_with(answer(recipe(height_mm=180.0, rounding=1.5)))
    changed = make(reader, "18 cm hoch", job.next_job(), made)
    assert changed.notes == ("height: 205 mm → 180 mm", "rounding: 100% → 150%")


def test_a_volume_makes_the_size(reader: Reader) -> None:
    reader.answer_with(answer(recipe(holds_ml=1000.0)))
    made = make(reader, "eine schwarze Flasche für einen Liter", Rehearsal())
    said = read_create("a black 1 l bottle", 7).spec.model_dump(mode="json")
    assert made.recipe["size"] == said["size"]


def test_letters_that_cannot_be_set_are_left_out_and_told(reader: Reader) -> None:
    reader.answer_with(answer(recipe(print={**recipe()["print"], "text": "お茶 OCHA"})))
    made = make(reader, "「お茶 OCHA」と書いた黒いボトル", Rehearsal())
    assert made.recipe["print"]["text"] == "OCHA"  # type: ignore[index,call-overload]
    assert "お茶" in made.notes[0] and "left out" in made.notes[0]


def test_a_label_that_nobody_chose_stays_readable(reader: Reader) -> None:
    black = recipe("a can")
    black["parts"]["body"]["look"]["colour"] = "#101112"
    reader.answer_with(answer(black))
    made = make(reader, "schwarze Dose", Rehearsal())
    assert "still be read" in made.notes[0]
    black["parts"]["label"]["look"]["colour"] = "#1a1a1a"
    reader.answer_with(answer(black))
    assert not make(reader, "schwarze Dose, Druck Ton in Ton", Rehearsal()).notes


@pytest.mark.parametrize("first", ["words", "model"])
def test_products_of_either_reader_are_edited_by_the_other(reader: Reader, first: str) -> None:
    job, words = Rehearsal(), ProceduralBackend()
    if first == "model":
        made = make(reader, "a black bottle", job)
        edited = words.generate(job.next_job().request("make the lid red", made), job)
        assert edited.notes[0].startswith("lid: ")
    else:
        generation = words.generate(job.request("a copper bottle"), job)
        parent = job.iteration(generation, words.name)
        assert make(reader, GERMAN_EDIT, job.next_job(), parent).notes[0].startswith("lid: ")


# In a session


@pytest.fixture
def session_of(reader: Reader, data: Path, session: str) -> Iterator[Callable[[], ProductPipeline]]:
    opened: list[ProductPipeline] = []

    def open_it() -> ProductPipeline:
        opened.append(ProductPipeline(session, backend=reader.make(), data_dir=data))
        return opened[-1]

    yield open_it
    for each in opened:
        each.close()


def test_a_session(reader: Reader, session_of: Callable[[], ProductPipeline]) -> None:
    pipeline = session_of()
    made = pipeline.create(GERMAN).result(PATIENCE_SECONDS)
    edited = pipeline.edit(GERMAN_EDIT).result(PATIENCE_SECONDS)
    assert (made.backend, edited.parent) == (reader.name, made.id)
    assert made.backend_label == reader.make().label
    assert pipeline.spent == pytest.approx(2 * reader.price)
    with pytest.raises(PromptError, match="Ein Fahrrad"):
        pipeline.create(IMPOSSIBLE).result(PATIENCE_SECONDS)
    assert not pipeline.status.recoverable and not pipeline.unfinished
    assert pipeline.spent == pytest.approx(3 * reader.price)


def test_a_cap(reader: Reader, session_of: Callable[[], ProductPipeline]) -> None:
    pipeline = session_of()
    pipeline.spend_cap = 0.001
    if reader.price:
        with pytest.raises(SpendCapReached):
            pipeline.create(GERMAN).result(PATIENCE_SECONDS)
        assert not reader.talks()
    else:
        pipeline.create(GERMAN).result(PATIENCE_SECONDS)


def test_a_cancel(reader: Reader, session_of: Callable[[], ProductPipeline]) -> None:
    reader.be_silent()
    pipeline = session_of()
    job = pipeline.create(GERMAN)
    wait_for(reader.busy.is_set)
    pipeline.cancel()
    with pytest.raises(JobCancelled) as raised:
        job.result(PATIENCE_SECONDS)
    assert reader.busy.is_set(), "the answer was not waited for"
    assert ("may still be billed" in str(raised.value)) == bool(reader.price)
    assert len(reader.talks()) == 1


def kill_once(
    reader: Reader, data: Path, session: str, there: Callable[[Path], bool], tmp_path: Path
) -> None:
    """Have a kernel of its own begin a job, and kill it once it is there."""
    ready = tmp_path / "ready"
    kernel = subprocess.Popen(
        [sys.executable, "-m", "tests.service.llm_kernel", data, session, reader.name, ready],
        env={**os.environ, **reader.environment},
    )
    try:
        wait_for(lambda: there(ready))
    finally:
        kernel.send_signal(signal.SIGKILL)
        kernel.wait()
    lapse(data, session)


def taken_over(pipeline: ProductPipeline) -> ProductIteration:
    wait_for(lambda: pipeline.job is not None)
    assert pipeline.job is not None
    return pipeline.job.result(PATIENCE_SECONDS)


def test_a_kernel_that_dies_with_the_recipe_does_not_ask_again(
    reader: Reader,
    data: Path,
    session: str,
    session_of: Callable[[], ProductPipeline],
    tmp_path: Path,
) -> None:
    kill_once(reader, data, session, Path.exists, tmp_path)
    made = taken_over(session_of())
    assert made.recipe["family"] == "bottle"
    assert len(reader.talks()) == 1
    assert session_of().spent == pytest.approx(reader.price)


def test_a_kernel_that_dies_while_it_asks_again(
    reader: Reader,
    data: Path,
    session: str,
    session_of: Callable[[], ProductPipeline],
    tmp_path: Path,
) -> None:
    reader.answer_with("no JSON")
    reader.be_silent()
    kill_once(reader, data, session, lambda _: reader.busy.is_set(), tmp_path)
    pipeline = session_of()
    if reader.price:
        # It may have arrived, and be billed.
        with pytest.raises(SubmissionUnknown):
            taken_over(pipeline)
        assert len(reader.talks()) == 2
        pipeline.recover(send_again=True).result(PATIENCE_SECONDS)
    else:
        taken_over(pipeline)
    # The first answer, though wrong, is not asked for again.
    _, silent, last = reader.talks()
    assert last == silent and "not JSON" in last.said[-1]


# Gemini's own


@pytest.fixture
def google() -> Iterator[gemini.GeminiServer]:
    with gemini.gemini_server() as running:
        yield running


def texts(google: gemini.GeminiServer, **options: Any) -> ModelReadBackend:
    return ModelReadBackend(GeminiTexts(api_key=gemini.KEY, base_url=google.url, **options))


def read(backend: ModelReadBackend, progress: Rehearsal) -> None:
    backend.generate(progress.request("a black bottle"), progress)


TOO_MANY_STATES = gemini.error(
    400,
    "INVALID_ARGUMENT",
    "The specified schema produces a constraint that has too many states for serving.",
)


def test_a_schema_that_google_does_not_take_is_told_in_words(google: gemini.GeminiServer) -> None:
    google.answer_next(TOO_MANY_STATES)
    backend, progress = texts(google), Rehearsal()
    read(backend, progress)
    read(backend, Rehearsal())
    assert [each.has_schema for each in google.asked_texts] == [True, False, False]
    assert '"additionalProperties":false' in google.asked_texts[1].talk.system
    assert progress.payments == [("recipe-1", PRICE)], "a refused request is not billed"


REFUSED = gemini.answer_of({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}})
FAILURES = {
    "the prompt is refused": ((REFUSED,), "blocked", "the prompt (prohibited content)", False),
    "the answer is refused": (
        (gemini.answer({"text": "{"}, reason="SAFETY", tokens=3),),
        "blocked",
        "the answer it wrote (safety)",
        True,
    ),
    "the key": ((gemini.error(401, "UNAUTHENTICATED", "No."),), "auth", "the API key", False),
    "too many": (
        (gemini.error(429, "RESOURCE_EXHAUSTED", "Quota.", gemini.retry_in("90s")),),
        "rate_limited",
        "Quota.",
        False,
    ),
    "an internal error": (
        (gemini.error(500, "INTERNAL", "Oh.", gemini.retry_in("0.01s")),) * 3,
        "provider",
        "on its side",
        False,
    ),
    "it gave up": ((gemini.error(504, "LATE", "Late."),), "timeout", "its answer was done", False),
    "no such model": ((gemini.error(404, "NOT_FOUND", "Gone."),), "model_gone", "3.8-flash", False),
    "a bad request": ((TOO_MANY_STATES,) * 2, "bad_option", "too many states", False),
    "it hung up": ((gemini.Answer(None),), "network", "broke", True),
}


@pytest.mark.parametrize("what", FAILURES)
def test_a_failure_of_gemini_is_told(google: gemini.GeminiServer, what: str) -> None:
    answers, code, words, billed = FAILURES[what]
    google.answer_next(*answers)
    progress = Rehearsal()
    with pytest.raises(ProviderError) as raised:
        read(texts(google), progress)
    told = raised.value
    assert told.code == code and words in told.message and told.hint
    assert "image" not in str(told) and "IMAGE" not in str(told)
    assert gemini.KEY not in str(told)
    assert len(google.asked_texts) == len(answers)
    assert len(progress.payments) == billed
    read(texts(google), progress)


@pytest.mark.parametrize("silent", [True, False], ids=["silent", "dripping"])
def test_one_limit_holds_for_geminis_whole_answer(
    google: gemini.GeminiServer, silent: bool
) -> None:
    dripping = gemini.Answer(b'{"candidates": [], "x": "' + b" " * 10**6 + b'"}', drip=0.05)
    google.answer_next(gemini.SILENCE if silent else dripping)
    with pytest.raises(ProviderError) as raised:
        read(texts(google, timeout=3), Rehearsal())
    assert raised.value.code == "timeout"


def test_geminis_model_and_its_price(
    google: gemini.GeminiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRODWIDGET_GEMINI_TEXT_MODEL", "gemini-3.1-pro-preview")
    backend, progress = texts(google), Rehearsal()
    read(backend, progress)
    assert google.asked_texts[0].model == "gemini-3.1-pro-preview"
    assert progress.spent == pytest.approx(backend.estimate(progress.request("")))
    assert progress.spent > PRICE
    monkeypatch.setenv("PRODWIDGET_GEMINI_TEXT_MODEL", "gemini-99")
    assert texts(google).estimate(progress.request("")) >= progress.spent
