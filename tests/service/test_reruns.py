"""Cells that are run again leave nothing behind, and nothing that is still used is closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.cell_kernel import CellKernel, cell_kernel
from tests.service.conftest import wait_for

RUNS = 80

COUNT = """
import gc, json, os, threading
from pathlib import Path
from ipywidgets import Widget
from ipywidgets.widgets.widget import _instances

def count():
    gc.collect()
    files = next(each for each in ("/proc/self/fd", "/dev/fd") if Path(each).is_dir())
    return {
        "watching": sum(each.name == "prodwidget-watch" for each in threading.enumerate()),
        "descriptors": len(os.listdir(files)),
        "widgets": len(_instances),
    }
"""

FIRST = "first = Studio(session=SESSION, data_dir=DATA)"


@pytest.fixture
def kernel(data: Path, session: str) -> Iterator[CellKernel]:
    with cell_kernel() as kernel:
        kernel.run("setup", f"SESSION, DATA = {session!r}, {str(data)!r}")
        kernel.run(
            "setup",
            "import weakref\nfrom IPython.display import display\nfrom ipywidgets import HBox\n"
            "from prodwidget import ModelViewer, ProductPipeline, Studio",
        )
        kernel.run("setup", COUNT)
        yield kernel


def counted(kernel: CellKernel) -> dict[str, int]:
    return dict(json.loads(kernel.run("count", "print(json.dumps(count()))")))


@pytest.mark.parametrize(
    "cell",
    [
        "studio = Studio(session=SESSION, data_dir=DATA)\nstudio",
        "Studio(session=SESSION, data_dir=DATA)",
        "display(Studio(session=SESSION, data_dir=DATA))",
        "pipeline = ProductPipeline(SESSION, data_dir=DATA)\nModelViewer(pipeline)",
    ],
)
def test_many_runs_of_a_cell_end_where_one_does(kernel: CellKernel, cell: str) -> None:
    kernel.run("a", cell)
    once = counted(kernel)
    assert once["watching"] == 1
    for _ in range(RUNS - 1):
        kernel.run("a", cell)
    # Threads end by themselves, once they have heard what they wait for.
    wait_for(lambda: counted(kernel)["watching"] == 1)
    wait_for(lambda: counted(kernel)["descriptors"] <= once["descriptors"] + 2)
    assert counted(kernel)["widgets"] == once["widgets"]


HELD = {
    "by a name": ("kept = first", "del kept"),
    "in a list": ("kept = [first]", "kept.clear()"),
    "in a layout": ("kept = HBox([first])\nkept", "kept.close()\ndel kept"),
    "in a function": ("def kept(it=first): pass", "del kept"),
}


@pytest.mark.parametrize(("hold", "let_go"), HELD.values(), ids=HELD.keys())
def test_what_is_held_stays_open(kernel: CellKernel, hold: str, let_go: str) -> None:
    again = f"{FIRST}\nfirst"
    kernel.run("a", again)
    kernel.run("ref", "ref = weakref.ref(first)")
    kernel.run("b", hold)
    for _ in range(2):
        kernel.run("a", again)
    assert kernel.run("c", "print(ref().comm is not None)") == "True"
    kernel.run("c", 'ref().create("a mug").result()')
    assert kernel.run("c", "print(ref().state['iteration_count'], ref().status['status'])") == (
        "1 complete"
    ), "it still follows its session"
    assert kernel.run("c", "print(ref().model_id in _instances)") == "True"
    kernel.run("c", let_go)
    # What holds it may have been an answer itself.
    kernel.run("c", "%reset -f out")
    kernel.run("a", again)
    assert kernel.run("c", "print(ref())") == "None"


def test_what_another_cell_shows_stays_open_until_that_runs_again(kernel: CellKernel) -> None:
    kernel.run("a", FIRST)
    kernel.run("b", "first")
    kernel.run("ref", "ref = weakref.ref(first)")
    kernel.run("a", FIRST)
    kernel.run("a", f"{FIRST}\nfirst")
    kernel.run("a", f"{FIRST}\nfirst")
    assert kernel.run("c", "print(ref().comm is not None)") == "True"
    kernel.run("b", "first")
    assert kernel.run("c", "print(ref())") == "None"


def test_what_stands_in_an_output_widget_stays_open(kernel: CellKernel) -> None:
    kernel.run("b", "from ipywidgets import Output\nout = Output()\nout")
    again = f"{FIRST}\nwith out: display(first)"
    kernel.run("a", again)
    kernel.run("ref", "ref = weakref.ref(first)")
    kernel.run("a", again)
    kernel.run("a", f"{FIRST}\nfirst")
    kernel.run("a", f"{FIRST}\nfirst")
    assert kernel.run("c", "print(ref().comm is not None)") == "True"


def test_the_pipeline_of_a_panel_goes_on_for_whoever_has_it(kernel: CellKernel) -> None:
    kernel.run("a", f"{FIRST}\nfirst")
    kernel.run("b", "viewer = ModelViewer(first.pipeline)\nref = weakref.ref(first)")
    kernel.run("a", f"{FIRST}\nfirst")
    assert kernel.run("c", "print(ref())") == "None"
    made = kernel.run(
        "c", 'print(ProductPipeline(SESSION, data_dir=DATA).create("a mug").result().id)'
    )
    wait_for(lambda: kernel.run("c", "print((viewer.source or {}).get('id'))") == made)


def test_a_run_that_fails_and_a_front_end_without_ids_close_nothing(kernel: CellKernel) -> None:
    kernel.run("a", f"{FIRST}\nfirst")
    kernel.run("a", "1 / 0", fails=True)
    assert kernel.run("b", "print(first.comm is not None)") == "True"
    kernel.run(None, "other = Studio(session=SESSION, data_dir=DATA)\nother")
    kernel.run("ref", "ref = weakref.ref(other)")
    kernel.run(None, "other = Studio(session=SESSION, data_dir=DATA)\nother")
    kernel.run("a", f"{FIRST}\nfirst")
    assert kernel.run("b", "print(ref().comm is not None)") == "True"
