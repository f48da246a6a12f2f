"""Prompt cells, in an IPython shell and in a real kernel, on a real server."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel
from traitlets.config import Config

import prodwidget
from prodwidget import ModelViewer, ProductIteration, ProductPipeline
from prodwidget.errors import (
    ConfigurationError,
    IterationNotFound,
    JobRunning,
    PromptError,
)
from prodwidget.session.iterations import IterationSequence
from prodwidget.widgets.cells import ProductMagics
from tests.service.conftest import ReviewingBackend, SlowBackend, wait_for

ROOT = Path(__file__).parents[2]


class Shell:
    """A person at an IPython prompt."""

    def __init__(self, shell: InteractiveShell, session: str) -> None:
        self.shell = shell
        self.session = session
        self.run("%load_ext prodwidget")
        self.run(f"%config ProductMagics.session = {session!r}")

    def run(self, cell: str) -> Any:
        """What the cell answers; raises what it failed with."""
        outcome = self.shell.run_cell(cell)
        outcome.raise_error()
        return outcome.result

    def complete(self, text: str) -> list[str]:
        """The text after each of the completions that are offered at its end."""
        with provisionalcompleter():
            offered = list(self.shell.Completer.completions(text, len(text)))
        return [text[: each.start] + each.text for each in offered]

    @property
    def magics(self) -> ProductMagics:
        made: ProductMagics = self.shell.magics_manager.registry["ProductMagics"]
        return made

    @property
    def pipeline(self) -> ProductPipeline:
        return self.magics.pipeline()

    @property
    def line(self) -> list[str]:
        return [each.prompt for each in self.pipeline.iterations]


@pytest.fixture
def shell(
    data: Path, session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    monkeypatch.setenv("PRODWIDGET_DATA_DIR", str(data))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    made = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    yield Shell(made, session)
    made.run_line_magic("unload_ext", "prodwidget")
    InteractiveShell.clear_instance()


def shown(viewer: ModelViewer) -> str:
    assert isinstance(viewer, ModelViewer)
    return str(viewer.source["id"])


def test_a_cell_creates_and_the_next_one_edits(shell: Shell) -> None:
    first = shell.run("%%product\na matte black bottle\nwith a copper lid\n")
    second = shell.run("%%product\nmake the lid red")
    history = shell.pipeline.iterations
    assert [each.kind for each in history] == ["create", "edit"]
    assert history[0].prompt == "a matte black bottle\nwith a copper lid"
    assert [shown(first), shown(second)] == [each.id for each in history]
    assert second.height == 400


def test_viewers_stay_with_what_they_showed(shell: Shell) -> None:
    first = shell.run("%%product\na mug")
    second = shell.run("%%product\nmake it blue")
    was = [each.id for each in shell.pipeline.iterations]
    following = ModelViewer(shell.pipeline)
    rewound = shell.run("%rewind")
    # It hears of the rewind after every viewer that was there before it.
    wait_for(lambda: shown(following) == was[0])
    shell.run("%restore 1")
    wait_for(lambda: shown(following) == was[1])
    assert [shown(first), shown(second), shown(rewound)] == [was[0], was[1], was[0]]


def test_a_line_does_what_a_cell_does(shell: Shell) -> None:
    shell.run("colour = 'red'")
    viewer = shell.run("v = %product a {colour} mug\nv")
    assert shown(viewer) == shell.pipeline.iterations[-1].id
    shell.run('%product "make it the designer\'s blue"')
    shell.run("%product 'make it green' --height 300")
    assert shell.line == ["a red mug", '"make it the designer\'s blue"', "make it green"]


def test_a_body_is_taken_as_it_is(shell: Shell) -> None:
    shell.run("colour = 'red'")
    shell.run("%%product\na mug that says {colour} $colour --new")
    assert shell.line == ["a mug that says {colour} $colour --new"]


def test_a_new_product_a_branch_a_seed_and_a_height(shell: Shell) -> None:
    shell.run("%%product\na mug")
    shell.run("%%product\nmake it blue")
    viewer = shell.run("%%product --from 0 --height 250\nmake it green")
    assert viewer.height == 250
    assert shell.line == ["a mug", "make it green"]
    shell.run("%%product --new --seed 42\na vase")
    made = shell.pipeline.iterations[-1]
    assert (shell.line, made.seed, made.parent) == (["a vase"], 42, None)
    assert len(shell.pipeline.history) == 4
    first = shell.pipeline.history[0]
    shell.run(f"%%product --from {first.id[:-2]}\nmake it yellow")
    assert shell.pipeline.iterations[-1].parent == first.id


def test_rewind_and_restore(shell: Shell) -> None:
    for prompt in ("a mug", "make it blue", "make it green", "make it red"):
        shell.run(f"%product {prompt}")
    ids = [each.id for each in shell.pipeline.history]
    assert shown(shell.run("%rewind")) == ids[2]
    assert shown(shell.run("%rewind 1")) == ids[1]
    assert shown(shell.run(f"%rewind {ids[0]}")) == ids[0]
    assert shell.line == ["a mug"]
    assert "discarded" in str(shell.run("%iterations --all"))
    assert shown(shell.run("%restore 3")) == ids[3]
    assert len(shell.line) == 4
    assert shown(shell.run(f"%restore {ids[1][:-2]}")) == ids[1]
    assert isinstance(shell.run("%iterations"), IterationSequence)
    assert len(shell.run("%iterations --all")) == 4


@pytest.mark.parametrize(
    ("cell", "error", "says"),
    [
        ("%rewind", IterationNotFound, "no earlier version"),
        ("%rewind 7", IterationNotFound, "number 7; there are 1"),
        ("%restore 2020-", IterationNotFound, "begins with '2020-'"),
        ("%restore 2", IterationNotFound, "number 2"),
        ("%restore 20", IterationNotFound, "number 20"),
        ("%%product\n \n", PromptError, "empty"),
        ("%product", PromptError, "empty"),
        ("%%product --backend nobody\nred", ConfigurationError, "no backend 'nobody'"),
        ("%%product --session a/b\nred", ConfigurationError, "'a/b' cannot name a session"),
        ("%product make it a vase", PromptError, "vase"),
    ],
)
def test_errors_are_sentences_without_a_traceback(
    shell: Shell,
    cell: str,
    error: type[Exception],
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell.run("%%product\na mug")
    capsys.readouterr()
    with pytest.raises(error, match=says):
        shell.run(cell)
    told = capsys.readouterr().out
    assert says in told
    assert "Traceback" not in told
    assert shell.line == ["a mug"]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("%%product --colour\nred", "unrecognized arguments: --colour"),
        ("%%product make it\nred", "'make it' beside %%product"),
        ("%%product --new --from 0\nred", "give one"),
        ("%%product --height 5\nred", "120 to 4000 pixels"),
        ("%%product --seed x\nred", "--seed"),
        ("%restore", "required: ID"),
    ],
)
def test_misuse_is_explained_before_anything_is_done(
    shell: Shell, cell: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run("%%product\na mug")
    with pytest.raises(Exception, match=re.escape(says)):
        shell.run(cell)
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    assert shell.line == ["a mug"]


def test_ambiguous_beginnings_are_refused(shell: Shell) -> None:
    shell.run("%product a mug")
    shell.run("%product make it blue")
    with pytest.raises(IterationNotFound, match="Several"):
        shell.run(f"%restore {shell.pipeline.history[0].id[:5]}")


def test_sessions_are_apart_and_each_is_opened_once(shell: Shell, session: str) -> None:
    shell.run("%%product\na mug")
    shell.run(f"%%product --session {session}-b\na vase")
    shell.run(f"%%product --session {session}-b --backend procedural\nmake it blue")
    assert shell.line == ["a mug"]
    assert len(shell.run(f"%iterations --session {session}-b")) == 2
    assert shell.pipeline is shell.magics.pipeline(session)
    assert set(shell.magics.pipelines) == {
        ("product", session, ""),
        ("product", f"{session}-b", ""),
        ("product", f"{session}-b", "procedural"),
    }


def test_in_the_background_the_job_is_answered_and_can_be_awaited(shell: Shell) -> None:
    job = shell.run("job = %product --background a mug\njob")
    made = shell.run("await job")
    assert isinstance(made, ProductIteration)
    assert made == job.result()
    assert shell.line == ["a mug"]


def test_a_busy_session_says_what_it_is_busy_with(shell: Shell, data: Path, session: str) -> None:
    backend = SlowBackend()
    other = ProductPipeline(session, backend=backend, data_dir=data)
    other.create("the first")
    with pytest.raises(JobRunning, match="the first"):
        shell.run("%%product\na mug")
    other.cancel()


def test_images_can_be_chosen_among(
    shell: Shell, data: Path, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = ProductPipeline(session, backend=ReviewingBackend(), data_dir=data)
    shell.magics.pipelines["product", session, ""] = pipeline
    asked: list[str] = []
    answers = iter(["3", "red", "", "2"])

    def answer(question: str) -> str:
        wait_for(lambda: pipeline.status.status == "review")
        asked.append(question)
        return next(answers)

    monkeypatch.setattr("builtins.input", answer)
    shell.run("%%product --review\na mug")
    assert pipeline.iterations[-1].recipe == {"chosen": 1, "rounds": 2}
    assert len(asked) == 4
    assert "1 to 2" in asked[0]
    assert "<img" in shell.run("%iterations")._repr_html_()


def test_where_nobody_can_be_asked_the_job_waits(
    shell: Shell, data: Path, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = ProductPipeline(session, backend=ReviewingBackend(), data_dir=data)
    shell.magics.pipelines["product", session, ""] = pipeline

    def refuse(question: str) -> str:
        raise StdinNotImplementedError(question)

    monkeypatch.setattr("builtins.input", refuse)
    job = shell.run("%%product --review\na mug")
    assert "waiting for a choice" in str(job)
    assert "pipeline.choose(0)" in str(job)
    wait_for(lambda: pipeline.status.status == "review")
    pipeline.choose(0)
    assert job.result(120).recipe["chosen"] == 0


def test_completion(shell: Shell, session: str) -> None:
    shell.run("%product a mug")
    shell.run("%product make it blue")
    older, newer = (each.id for each in shell.pipeline.iterations)
    assert shell.complete("%%product --")[:3] == [
        f"%%product {option}" for option in ("--new", "--from", "--seed")
    ]
    assert shell.complete("%%product --new --re") == ["%%product --new --review"]
    assert shell.complete("%rewind ") == [f"%rewind {newer}", f"%rewind {older}"]
    # Of another surface, whose session has the same name.
    for line in ("%rewind --surface texture ", "%%texture --from "):
        assert not any(newer in each for each in shell.complete(line))
    assert shell.complete("%rewind --surface te") == ["%rewind --surface texture"]
    assert shell.complete(f"x = %restore {older[:-3]}") == [f"x = %restore {older}"]
    assert shell.complete("%%product --from 2") == [f"%%product --from {i}" for i in (newer, older)]
    assert f"%iterations --session {session}" in shell.complete(f"%iterations --session {session}")
    assert shell.complete(f"%rewind --session {session}x ") != []
    assert not set(shell.complete(f"%rewind --session {session}x ")) & {f"%rewind {newer}"}
    assert "%%product --backend procedural" in shell.complete("%%product --backend ")
    assert not any(newer in each for each in shell.complete("%%product\n%%product --from 2"))
    assert not any("--seed" in each for each in shell.complete("%rewind --se") if "session" in each)


def test_loading_twice_is_harmless_and_unloading_takes_all_back(shell: Shell, session: str) -> None:
    shell.run("%product a mug")
    magics = shell.magics
    prodwidget.load_ipython_extension(shell.shell)
    assert shell.magics is magics
    before = len(shell.shell.Completer.custom_matchers)
    shell.run("%reload_ext prodwidget")
    assert shell.magics is not magics
    assert len(shell.shell.Completer.custom_matchers) == before
    assert magics.pipelines == {}
    shell.run("%unload_ext prodwidget")
    found = shell.shell.magics_manager.lsmagic()
    assert not {"product", "rewind", "restore", "iterations"} & {*found["line"], *found["cell"]}
    assert magics not in shell.shell.configurables
    prodwidget.unload_ipython_extension(shell.shell)
    shell.run("%load_ext prodwidget")
    assert len(shell.run(f"%iterations --session {session}")) == 1


def test_help_lists_the_options(shell: Shell) -> None:
    text = shell.magics.product.__doc__ or ""
    for option in ("--new", "--from ID", "--seed N", "--backend NAME", "--session NAME"):
        assert option in text


# In a kernel


@dataclass
class Ran:
    """What a cell put out."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    """Each output's data by media type, as it stands at the end."""
    updates: list[dict[str, str]] = field(default_factory=list)
    """What was drawn over earlier outputs."""
    streams: str = ""
    error: list[str] = field(default_factory=list)


class Kernel:
    """A kernel as a notebook has it."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client

    def run(
        self,
        cell: str,
        *,
        expect_error: bool = False,
        on_output: Callable[[], object] = lambda: None,
        on_update: Callable[[], object] = lambda: None,
    ) -> Ran:
        """Run a cell, and do something as it puts out anything, or draws over it."""
        ran = Ran()

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            match message["msg_type"]:
                case "execute_result" | "display_data":
                    ran.outputs.append(content["data"])
                    on_output()
                case "update_display_data":
                    ran.updates.append(content["data"])
                    on_update()
                case "stream":
                    ran.streams += content["text"]
                case "error":
                    ran.error = content["traceback"]

        self.client.execute_interactive(cell, output_hook=hear, timeout=120)
        assert bool(ran.error) == expect_error, "\n".join(ran.error)
        return ran


@pytest.fixture
def kernel(data: Path, session: str) -> Iterator[Kernel]:
    manager, client = start_new_kernel(
        kernel_name="python3",
        cwd=str(ROOT),
        env=os.environ | {"PRODWIDGET_DATA_DIR": str(data)},
    )
    kernel = Kernel(manager, client)
    kernel.run(f"%load_ext prodwidget\n%config ProductMagics.session = {session!r}")
    yield kernel
    client.stop_channels()
    manager.shutdown_kernel(now=True)


HELD = """
import time
from pathlib import Path
from prodwidget import ProductPipeline
from prodwidget.backends.procedural import ProceduralBackend

class Held(ProceduralBackend):
    def generate(self, request, progress):
        while not Path({seen!r}).exists():
            time.sleep(0.02)
        return super().generate(request, progress)

magics = get_ipython().magics_manager.registry["ProductMagics"]
magics.pipelines["product", {session!r}, ""] = ProductPipeline({session!r}, backend=Held())
"""
"""A backend that begins once its progress was seen."""


def test_a_cell_shows_progress_and_then_a_viewer(
    kernel: Kernel, session: str, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    kernel.run(HELD.format(seen=str(seen), session=session))
    ran = kernel.run("%%product\na <b>black</b> wobbly bottle", on_output=seen.touch)
    progress, viewer, still = ran.outputs
    assert re.fullmatch(r"[a-z ]+ · \d+ s", progress["text/plain"])
    assert "application/vnd.jupyter.widget-view+json" in viewer
    assert "&lt;b&gt;black&lt;/b&gt;" in still["text/html"]
    left = ran.updates[-1]["text/html"]
    assert "&lt;b&gt;black&lt;/b&gt;" in left
    assert "procedural, not AI" in left
    assert "Not understood" in left
    assert not any("%" in each["text/plain"] for each in ran.updates)
    assert ran.streams == ""


def test_the_stop_button_cancels_the_job_and_says_so(
    kernel: Kernel, session: str, data: Path
) -> None:
    kernel.run(
        "from prodwidget import ProductPipeline\n"
        "from tests.service.conftest import SlowBackend\n"
        "magics = get_ipython().magics_manager.registry['ProductMagics']\n"
        f"magics.pipelines['product', {session!r}, ''] = "
        f"ProductPipeline({session!r}, backend=SlowBackend())"
    )
    watching = ProductPipeline(session, data_dir=data)
    pressed = threading.Event()

    def press_stop() -> None:
        if not pressed.is_set():
            pressed.set()
            kernel.manager.interrupt_kernel()

    ran = kernel.run("%%product\na mug", expect_error=True, on_update=press_stop)
    assert ran.error == [
        "JobCancelled: The job was cancelled.",
        "The history is as it was.",
    ]
    assert "cancelled" in ran.updates[-1]["text/plain"]
    assert watching.status.status == "cancelled"
    assert len(watching.history) == 0
    kernel.run("1 + 1")


def test_a_job_is_awaited_at_the_top_of_a_cell(kernel: Kernel) -> None:
    kernel.run("job = %product --background a mug")
    ran = kernel.run("iteration = await job\niteration")
    assert "a mug" in ran.outputs[-1]["text/html"]
    assert "a mug" in ran.outputs[-1]["text/plain"]
    ran = kernel.run("%iterations")
    assert "<table>" in ran.outputs[-1]["text/html"]


def test_a_kernel_completes(kernel: Kernel) -> None:
    kernel.run("%product a mug")
    text = "%%product --from 2"
    reply = kernel.client.complete(text, reply=True, timeout=60)["content"]
    assert reply["matches"][0].startswith("20")
    assert text[: reply["cursor_start"]] == "%%product --from "
